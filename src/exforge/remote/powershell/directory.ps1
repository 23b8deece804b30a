function Get-DirectoryEntry {
    <#
    .SYNOPSIS
    Binds to an object of the directory on a named server, with the session's credential when there is one.
    .DESCRIPTION
    A network logon reaches no second server; a batch logon (detached job) needs no credential.
    #>
    param([string]$Path)
    if ($global:ExforgeCredential) {
        $account = $global:ExforgeCredential.UserName
        $password = $global:ExforgeCredential.GetNetworkCredential().Password
        return New-Object System.DirectoryServices.DirectoryEntry -ArgumentList $Path, $account, $password
    }
    New-Object System.DirectoryServices.DirectoryEntry -ArgumentList $Path
}

function Get-DirectoryObject {
    <#
    .SYNOPSIS
    Searches one domain controller: Objects holds a hashtable attribute -> list of values per object found.
    #>
    param([string]$Server, [string]$Base, [string]$Filter, [string]$Scope = 'Subtree', [string[]]$Attributes)
    $entry = Get-DirectoryEntry -Path "LDAP://$Server/$Base"
    $searcher = New-Object System.DirectoryServices.DirectorySearcher -ArgumentList $entry
    $searcher.Filter = $Filter
    $searcher.SearchScope = $Scope
    $searcher.PageSize = 500
    foreach ($name in $Attributes) { [void]$searcher.PropertiesToLoad.Add($name) }
    $objects = @()
    foreach ($found in $searcher.FindAll()) {
        $object = @{}
        foreach ($name in $Attributes) { $object[$name] = @($found.Properties[$name] | Where-Object { $_ -ne $null }) }
        $objects += $object
    }
    @{ Objects = $objects }
}

function Get-NamingContext {
    <#
    .SYNOPSIS
    Reads the names of the partitions that a domain controller holds: Configuration, Schema, Domain, Root.
    #>
    param([string]$Server)
    $root = Get-DirectoryEntry -Path "LDAP://$Server/RootDSE"
    @{
        Configuration = [string]$root.Properties['configurationNamingContext'].Value
        Schema = [string]$root.Properties['schemaNamingContext'].Value
        Domain = [string]$root.Properties['defaultNamingContext'].Value
        Root = [string]$root.Properties['rootDomainNamingContext'].Value
    }
}
