function Invoke-ExchangeSetup {
    <#
    .SYNOPSIS
    Runs setup.com of Exchange 2007 from its media and throws what it said when it failed.
    .DESCRIPTION
    The schema import by ldifde fails when the path in TEMP has a blank, so the run gets one without
    (the import's files: https://practical365.com/exchange-2007-adprep-error-ldifde-import-schema-file/).
    Exit code 0 alone proves nothing: whoever calls reads registry and directory afterwards.
    #>
    param([string]$Media, [string[]]$Arguments)
    $setup = Join-Path $Media 'setup.com'
    if (-not (Test-Path -LiteralPath $setup)) { throw "$setup does not exist." }
    $temp = $env:TEMP
    $tmp = $env:TMP
    try {
        $env:TEMP = Join-Path $env:SystemRoot 'Temp'
        $env:TMP = $env:TEMP
        $result = Invoke-Program -Path $setup -Arguments $Arguments
    }
    finally {
        $env:TEMP = $temp
        $env:TMP = $tmp
    }
    Assert-ExitCode -What ('setup.com ' + [string]::Join(' ', $Arguments)) -Result $result
    @{ ExitCode = $result['ExitCode']; RestartRequired = (@((Get-PendingRestart)['Reasons']).Count -gt 0) }
}

function Install-ExchangePreparation {
    <#
    .SYNOPSIS
    Runs one preparation step of setup.com: one switch per call.
    .DESCRIPTION
    http://technet.microsoft.com/en-us/library/bb288907(EXCHG.80).aspx
    .PARAMETER Step
    PrepareLegacyExchangePermissions, PrepareSchema, PrepareAD or PrepareDomain.
    .PARAMETER Domain
    DNS name of the domain to prepare, for PrepareDomain.
    .PARAMETER OrganizationName
    Name of a new organisation, for PrepareAD in a forest without one.
    #>
    param([string]$Media, [string]$Step, [string]$Domain = '', [string]$OrganizationName = '')
    $arguments = @("/$Step")
    if ($Domain) { $arguments = @("/${Step}:$Domain") }
    if ($OrganizationName) { $arguments += "/OrganizationName:$OrganizationName" }
    Invoke-ExchangeSetup -Media $Media -Arguments $arguments
}

function Get-ExchangeRoleState {
    <#
    .SYNOPSIS
    Reads from the registry how far a role of Exchange 2007 is installed on this machine.
    .DESCRIPTION
    Unpacked and Configured are version texts, Action and Watermark are left by an unfinished run
    (https://blogs.technet.microsoft.com/exchange/2007/05/21/how-does-exchange-2007-setup-know-to-resume-a-failed-setup/).
    UNVERIFIED: the value names.
    .PARAMETER Key
    Name of the role's key, for example HubTransportRole.
    #>
    param([string]$Key)
    $path = "HKLM:\SOFTWARE\Microsoft\Exchange\v8.0\$Key"
    $state = @{}
    foreach ($name in 'UnpackedVersion', 'ConfiguredVersion', 'Action', 'Watermark') {
        $state[$name] = [string](Get-RegistryData -Path $path -Name $name)
    }
    $state
}

function Get-ExchangeServerEntry {
    <#
    .SYNOPSIS
    Reads the object of an Exchange server from the configuration partition of a domain controller.
    .DESCRIPTION
    Roles are the bits of msExchCurrentServerRoles: 2 Mailbox, 4 Client Access, 16 Unified Messaging, 32 Hub
    Transport. StorageType is msExchClusterStorageType, 1 for CCR
    (http://unifiedpeople.ru/exbpa.en/html/11abceaf-23ee-4430-98c0-a7c7fc1f8f38.htm).
    #>
    param([string]$Server, [string]$Name)
    if (-not $Name) { $Name = $env:COMPUTERNAME }
    $names = Get-NamingContext -Server $Server
    $base = 'CN=Microsoft Exchange,CN=Services,{0}' -f $names['Configuration']
    $filter = "(&(objectClass=msExchExchangeServer)(cn=$Name))"
    $found = @((Get-DirectoryObject -Server $Server -Base $base -Filter $filter -Attributes 'cn', 'msExchCurrentServerRoles', 'msExchClusterStorageType', 'serialNumber')['Objects'])
    $state = @{ Exists = ($found.Count -gt 0); Roles = 0; StorageType = 0; SerialNumber = '' }
    if ($found.Count -gt 0) {
        if (@($found[0]['msExchCurrentServerRoles']).Count -gt 0) { $state['Roles'] = [int]$found[0]['msExchCurrentServerRoles'][0] }
        if (@($found[0]['msExchClusterStorageType']).Count -gt 0) { $state['StorageType'] = [int]$found[0]['msExchClusterStorageType'][0] }
        if (@($found[0]['serialNumber']).Count -gt 0) { $state['SerialNumber'] = [string]$found[0]['serialNumber'][0] }
    }
    $state
}

function Install-ExchangeRole {
    <#
    .SYNOPSIS
    Installs one role of Exchange 2007, or finishes an installation that was interrupted.
    .DESCRIPTION
    Setup resumes at its watermark when the same command is run again.
    .PARAMETER LegacyRoutingServer
    The Exchange 2003 bridgehead of the first routing group connector: only for the organisation's first hub.
    #>
    param([string]$Media, [string]$Role, [string]$DomainController = '', [string]$LegacyRoutingServer = '', [string]$TargetDir = '', [string]$UpdatesDir = '')
    $arguments = @('/mode:Install', "/roles:$Role")
    if ($DomainController) { $arguments += "/DomainController:$DomainController" }
    if ($LegacyRoutingServer) { $arguments += "/LegacyRoutingServer:$LegacyRoutingServer" }
    if ($TargetDir) { $arguments += "/TargetDir:$TargetDir" }
    if ($UpdatesDir) { $arguments += "/UpdatesDir:$UpdatesDir" }
    Invoke-ExchangeSetup -Media $Media -Arguments $arguments
}

function Install-ClusteredMailboxServer {
    <#
    .SYNOPSIS
    Makes the clustered mailbox server on the active node, after the Mailbox role is on it.
    .DESCRIPTION
    UNVERIFIED: the switches' names on Windows Server 2003 (guide: https://technet.microsoft.com/en-us/library/cc742378.aspx).
    #>
    param([string]$Media, [string]$Name, [string]$Address, [string]$DomainController = '')
    $arguments = @('/NewCms', "/CMSName:$Name", "/CMSIPAddress:$Address")
    if ($DomainController) { $arguments += "/DomainController:$DomainController" }
    Invoke-ExchangeSetup -Media $Media -Arguments $arguments
}
