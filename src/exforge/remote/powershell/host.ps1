function Get-HostIdentity {
    <#
    .SYNOPSIS
    Tells which machine this is and which of its starts.
    .DESCRIPTION
    BootId is the creation time of lsass.exe: it is set once per start, while LastBootUpTime of
    Win32_OperatingSystem is computed from clock and uptime and moves when the clock is set
    (https://github.com/ansible-collections/ansible.windows win_reboot compares it with a tolerance).
    #>
    $system = Get-WmiObject -Class Win32_ComputerSystem
    $operating = Get-WmiObject -Class Win32_OperatingSystem
    $domain = ''
    if ($system.PartOfDomain) { $domain = [string]$system.Domain }
    $lsass = @(Get-WmiObject -Class Win32_Process -Filter "Name='lsass.exe'")
    $boot = [string]$operating.LastBootUpTime
    if (($lsass.Count -gt 0) -and $lsass[0].CreationDate) { $boot = '{0}/{1}' -f $lsass[0].CreationDate, $lsass[0].ProcessId }
    $machine = Get-RegistryData -Path 'HKLM:\SOFTWARE\Microsoft\Cryptography' -Name 'MachineGuid'
    @{
        ComputerName = [string]$system.Name
        Domain = $domain
        MachineId = [string]$machine
        BootId = $boot
        OperatingSystem = [string]$operating.Caption
    }
}

function Get-PendingRestart {
    <#
    .SYNOPSIS
    Names the reasons for which this machine owes a restart; Reasons is empty when it owes none.
    .DESCRIPTION
    Exchange setup refuses on the first two (https://technet.microsoft.com/en-us/library/cc164360(v=exchg.80).aspx).
    #>
    $reasons = @()
    $manager = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager'
    if (@(Get-RegistryData -Path $manager -Name 'PendingFileRenameOperations' | Where-Object { $_ }).Count -gt 0) {
        $reasons += 'files wait for a restart to be replaced'
    }
    $updates = Get-RegistryData -Path 'HKLM:\SOFTWARE\Microsoft\Updates' -Name 'UpdateExeVolatile'
    $flags = Get-RegistryData -Path 'HKLM:\SOFTWARE\Microsoft\Updates\UpdateExeVolatile' -Name 'Flags'
    if ($updates -or $flags) { $reasons += 'an update waits for a restart' }
    if (Test-Path -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired') {
        $reasons += 'Windows Update asked for a restart'
    }
    @{ Reasons = $reasons }
}

function Restart-Host {
    <#
    .SYNOPSIS
    Asks Windows to restart in a few seconds, so that this answer still arrives.
    .DESCRIPTION
    1115 (a shutdown is in progress) and 1190 (one is scheduled) mean that the restart happens anyway
    (https://learn.microsoft.com/windows/win32/debug/system-error-codes--1000-1299-).
    #>
    param([string]$Reason, [int]$Delay = 3)
    $arguments = @('/r', '/t', [string]$Delay, '/f', '/d', 'p:4:1', '/c', $Reason)
    $result = Invoke-Program -Path (Join-Path $env:SystemRoot 'system32\shutdown.exe') -Arguments $arguments
    Assert-ExitCode -What 'shutdown.exe' -Result $result -Good 0, 1115, 1190
    @{ ExitCode = $result['ExitCode'] }
}

function Test-HostReady {
    <#
    .SYNOPSIS
    Tells whether services that start by themselves are running after a start of the machine, now and a while later.
    .DESCRIPTION
    Windows Server 2003 has no LogonUI to ask; running services are the evidence there is. Services that are not
    installed or not started automatically do not count.
    .PARAMETER SettleSeconds
    How long the machine is watched before the second look.
    #>
    param([string[]]$Services, [int]$SettleSeconds = 0)
    $waiting = @(Get-WaitingService -Services $Services)
    if (($waiting.Count -eq 0) -and ($SettleSeconds -gt 0)) {
        Start-Sleep -Seconds $SettleSeconds
        $waiting = @(Get-WaitingService -Services $Services)
    }
    @{ Ready = ($waiting.Count -eq 0); Waiting = $waiting }
}

function Get-WaitingService {
    <#
    .SYNOPSIS
    Names those services that should have started by themselves and are not running.
    #>
    param([string[]]$Services)
    foreach ($name in $Services) {
        $state = Get-ServiceState -Name $name
        if ($state['Exists'] -and ($state['StartMode'] -eq 'Auto') -and ($state['State'] -ne 'Running')) { $name }
    }
}
