function Get-ExchangePreparation {
    <#
    .SYNOPSIS
    Reads on each named domain controller how far the directory is prepared for Exchange.
    .DESCRIPTION
    Servers holds one hashtable per controller. A controller that does not answer has Reached false and Problem.
    Version numbers: rangeUpper of ms-Exch-Schema-Version-Pt, objectVersion of the organisation and of Microsoft
    Exchange System Objects (https://eightwone.com/references/schema-versions/). They prove that a step ended, so
    the groups are read as well (http://technet.microsoft.com/en-us/aa997459.aspx).
    #>
    param([string[]]$Servers)
    $states = @()
    foreach ($server in $Servers) {
        try {
            $state = Get-ControllerPreparation -Server $server
        }
        catch {
            $state = @{ Server = $server; Reached = $false; Problem = [string]$_.Exception.Message }
        }
        $states += $state
    }
    @{ Servers = $states }
}

function Get-ControllerPreparation {
    <#
    .SYNOPSIS
    Reads one domain controller for Get-ExchangePreparation.
    #>
    param([string]$Server)
    $names = Get-NamingContext -Server $Server
    $state = @{ Server = $Server; Reached = $true; Problem = ''; Domain = $names['Domain']; IsRoot = ($names['Domain'] -eq $names['Root']) }
    $state['SchemaVersion'] = Get-FirstNumber -Server $Server -Base $names['Schema'] -Scope 'OneLevel' -Filter '(cn=ms-Exch-Schema-Version-Pt)' -Attribute 'rangeUpper'
    $state['DomainVersion'] = Get-FirstNumber -Server $Server -Base $names['Domain'] -Scope 'OneLevel' -Filter '(cn=Microsoft Exchange System Objects)' -Attribute 'objectVersion'
    $state += Get-OrganizationState -Server $Server -Configuration $names['Configuration']
    $state['Groups'] = @()
    if ($state['IsRoot']) {
        $filter = '(&(objectCategory=group)(|(cn=Exchange Organization Administrators)(cn=Exchange Recipient Administrators)(cn=Exchange View-Only Administrators)(cn=Exchange Servers)(cn=ExchangeLegacyInterop)))'
        $groups = Get-DirectoryObject -Server $Server -Base $names['Root'] -Filter $filter -Attributes 'cn'
        $state['Groups'] = @($groups['Objects'] | ForEach-Object { [string]$_['cn'][0] } | Sort-Object)
    }
    $install = Get-DirectoryObject -Server $Server -Base $names['Domain'] -Filter '(&(objectCategory=group)(cn=Exchange Install Domain Servers))' -Attributes 'cn'
    $state['InstallDomainServers'] = (@($install['Objects']).Count -gt 0)
    $legacy = Get-DirectoryObject -Server $Server -Base $names['Domain'] -Filter '(&(objectCategory=group)(cn=Exchange Enterprise Servers))' -Attributes 'cn'
    $state['LegacyGroup'] = (@($legacy['Objects']).Count -gt 0)
    $state['LegacyPermission'] = $false
    if ($state['LegacyGroup']) { $state['LegacyPermission'] = Test-LegacyPermission -Server $Server -Domain $names['Domain'] }
    $state
}

function Get-FirstNumber {
    <#
    .SYNOPSIS
    Gives a number attribute of the one object a search finds, or 0 when there is no such object or value.
    #>
    param([string]$Server, [string]$Base, [string]$Scope, [string]$Filter, [string]$Attribute)
    $found = @((Get-DirectoryObject -Server $Server -Base $Base -Scope $Scope -Filter $Filter -Attributes $Attribute)['Objects'])
    if (($found.Count -eq 0) -or (@($found[0][$Attribute]).Count -eq 0)) { return 0 }
    [int]$found[0][$Attribute][0]
}

function Get-OrganizationState {
    <#
    .SYNOPSIS
    Reads the Exchange organisation as one domain controller knows it.
    .DESCRIPTION
    Exchange 2007 servers live in their own administrative group, which PrepareAD makes.
    #>
    param([string]$Server, [string]$Configuration)
    $state = @{ Organization = ''; OrganizationVersion = 0; MixedMode = $false; AdministrativeGroup = $false }
    $found = @((Get-DirectoryObject -Server $Server -Base "CN=Services,$Configuration" -Filter '(objectClass=msExchOrganizationContainer)' -Attributes 'cn', 'objectVersion', 'msExchMixedMode')['Objects'])
    if ($found.Count -gt 0) {
        $state['Organization'] = [string]$found[0]['cn'][0]
        if (@($found[0]['objectVersion']).Count -gt 0) { $state['OrganizationVersion'] = [int]$found[0]['objectVersion'][0] }
        if (@($found[0]['msExchMixedMode']).Count -gt 0) { $state['MixedMode'] = [bool]$found[0]['msExchMixedMode'][0] }
        $groups = Get-DirectoryObject -Server $Server -Base "CN=Services,$Configuration" -Filter '(cn=Exchange Administrative Group \28FYDIBOHF23SPDLT\29)' -Attributes 'cn'
        $state['AdministrativeGroup'] = (@($groups['Objects']).Count -gt 0)
    }
    $state
}

function Test-LegacyPermission {
    <#
    .SYNOPSIS
    Tells whether Exchange Enterprise Servers may write the Exchange-Information property set in a domain.
    .DESCRIPTION
    PrepareLegacyExchangePermissions leaves no version number; the access list of the domain's head is its
    evidence (https://technet.microsoft.com/en-us/library/bb288907(EXCHG.80).aspx). UNVERIFIED: the GUID of the
    property set.
    #>
    param([string]$Server, [string]$Domain)
    $set = New-Object System.Guid -ArgumentList '1F298A89-DE98-47B8-B5CD-572AD53D267E'
    $entry = Get-DirectoryEntry -Path "LDAP://$Server/$Domain"
    $rules = $entry.psbase.ObjectSecurity.GetAccessRules($true, $false, [System.Security.Principal.NTAccount])
    foreach ($rule in $rules) {
        $account = [string]$rule.IdentityReference
        if (($account -like '*\Exchange Enterprise Servers') -and ($rule.ObjectType -eq $set) -and
            ([string]$rule.AccessControlType -eq 'Allow')) { return $true }
    }
    $false
}
