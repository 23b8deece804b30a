function Get-ServiceState {
    <#
    .SYNOPSIS
    Reads a service: Exists, StartMode (Auto, Manual, Disabled), State (Running, Stopped...).
    #>
    param([string]$Name)
    $found = @(Get-WmiObject -Class Win32_Service -Filter ("Name='{0}'" -f $Name.Replace("'", "\'")))
    if ($found.Count -eq 0) { return @{ Exists = $false; StartMode = ''; State = '' } }
    @{ Exists = $true; StartMode = [string]$found[0].StartMode; State = [string]$found[0].State }
}

function Get-ServiceStateList {
    <#
    .SYNOPSIS
    Reads several services; Services holds one hashtable per name, with Name added.
    #>
    param([string[]]$Names)
    $states = @()
    foreach ($name in $Names) {
        $state = Get-ServiceState -Name $name
        $state['Name'] = $name
        $states += $state
    }
    @{ Services = $states }
}

function Set-ServiceState {
    <#
    .SYNOPSIS
    Sets how a service starts, and starts or stops it. Empty texts leave that part as it is.
    #>
    param([string]$Name, [string]$StartMode = '', [string]$State = '')
    if ($StartMode) {
        $startupType = $StartMode
        if ($StartMode -eq 'Auto') { $startupType = 'Automatic' }
        Set-Service -Name $Name -StartupType $startupType
    }
    if ($State -eq 'Running') { Start-Service -Name $Name }
    if ($State -eq 'Stopped') { Stop-Service -Name $Name -Force }
}
