function Get-WindowsComponent {
    <#
    .SYNOPSIS
    Reads which optional Windows components are installed, by their names in an answer file.
    .DESCRIPTION
    The OC Manager keeps one DWORD per component, 1 for installed. Components is a hashtable name -> Boolean.
    #>
    param([string[]]$Names)
    $path = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\OC Manager\Subcomponents'
    $state = @{}
    foreach ($name in $Names) { $state[$name] = ((Get-RegistryData -Path $path -Name $name) -eq 1) }
    @{ Components = $state }
}

function Install-WindowsComponent {
    <#
    .SYNOPSIS
    Turns optional Windows components on or off by sysocmgr with an answer file.
    .DESCRIPTION
    /i master list, /u answer file, /q no windows, /r no restart
    (http://technet.microsoft.com/en-us/library/cc755697.aspx). sysocmgr takes its files from SourcePath and
    ServicePackSourcePath. Its exit code says little: whoever calls reads the components again.
    .PARAMETER Components
    A hashtable name -> Boolean for the section [Components].
    .PARAMETER NetworkComponents
    A hashtable name -> Boolean for the section [NetOptionalComponents].
    #>
    param([hashtable]$Components, [hashtable]$NetworkComponents, [string]$SourcePath = '')
    if ($SourcePath) {
        $setup = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup'
        Set-RegistryValue -Path $setup -Name 'SourcePath' -Kind 'String' -Data $SourcePath
        Set-RegistryValue -Path $setup -Name 'ServicePackSourcePath' -Kind 'String' -Data $SourcePath
    }
    $answers = Join-Path $env:SystemRoot 'Temp\exforge-components.txt'
    $lines = @('[Components]')
    foreach ($name in @($Components.Keys | Sort-Object)) {
        $wanted = 'off'
        if ($Components[$name]) { $wanted = 'on' }
        $lines += '{0} = {1}' -f $name, $wanted
    }
    if (($NetworkComponents -ne $null) -and ($NetworkComponents.Count -gt 0)) {
        $lines += 'netoc = on'
        $lines += '[NetOptionalComponents]'
        foreach ($name in @($NetworkComponents.Keys | Sort-Object)) {
            $wanted = 0
            if ($NetworkComponents[$name]) { $wanted = 1 }
            $lines += '{0} = {1}' -f $name, $wanted
        }
    }
    try {
        Set-Content -Path $answers -Value $lines -Encoding ASCII
        $arguments = @(('/i:{0}' -f (Join-Path $env:SystemRoot 'inf\sysoc.inf')), "/u:$answers", '/q', '/r')
        $result = Invoke-Program -Path (Join-Path $env:SystemRoot 'system32\sysocmgr.exe') -Arguments $arguments
    }
    finally {
        if (Test-Path -LiteralPath $answers) { Remove-Item -LiteralPath $answers -Force }
    }
    @{ ExitCode = $result['ExitCode']; RestartRequired = (@((Get-PendingRestart)['Reasons']).Count -gt 0) }
}
