function Get-UpdateState {
    <#
    .SYNOPSIS
    Tells whether an update is installed, by its number (KB926139).
    .DESCRIPTION
    On Windows Server 2003 the id may carry a suffix (KB926139-v2), and an entry called "File 1" carries the
    number in ServicePackInEffect; so the beginning is compared. The uninstall key is the second witness.
    #>
    param([string]$Id)
    $found = @(Get-WmiObject -Class Win32_QuickFixEngineering | Where-Object {
        ($_.HotFixID -like "$Id*") -or ($_.ServicePackInEffect -like "$Id*")
    })
    $uninstall = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{0}' -f $Id
    @{ Installed = (($found.Count -gt 0) -or (Test-Path -LiteralPath $uninstall)) }
}

function Get-ProductState {
    <#
    .SYNOPSIS
    Tells whether a program is listed under its name in Add or Remove Programs.
    #>
    param([string]$DisplayName)
    $root = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall'
    $found = @()
    if (Test-Path -LiteralPath $root) {
        $found = @(Get-ChildItem -Path $root | Where-Object { $_.GetValue('DisplayName', '') -eq $DisplayName })
    }
    @{ Installed = ($found.Count -gt 0) }
}

function Install-Package {
    <#
    .SYNOPSIS
    Runs an installer (.exe or .msi) silently.
    .DESCRIPTION
    Exit codes are those of Windows Installer
    (https://learn.microsoft.com/windows/win32/msi/error-codes): 3010 asks for a restart, 1641 has started one,
    1618 means that another installation is running, which is waited for.
    #>
    param([string]$Path, [string[]]$Arguments, [int[]]$SuccessCodes = @(0, 1641, 3010), [int]$WaitMinutes = 20)
    $program = [Environment]::ExpandEnvironmentVariables($Path)
    if ($Arguments -eq $null) { $Arguments = @() }
    $all = $Arguments
    if ($program -like '*.msi') {
        $all = @('/i', $program) + $Arguments
        $program = Join-Path $env:SystemRoot 'system32\msiexec.exe'
    }
    for ($attempt = 0; $attempt -le $WaitMinutes; $attempt++) {
        $result = Invoke-Program -Path $program -Arguments $all
        if ($result['ExitCode'] -ne 1618) { break }
        Start-Sleep -Seconds 60
    }
    Assert-ExitCode -What $Path -Result $result -Good $SuccessCodes
    $asked = (1641, 3010) -contains $result['ExitCode']
    @{ ExitCode = $result['ExitCode']; RestartRequired = ($asked -or (@((Get-PendingRestart)['Reasons']).Count -gt 0)) }
}
