function Invoke-MetabaseScript {
    <#
    .SYNOPSIS
    Runs adsutil.vbs, the metabase script that comes with IIS 6.0.
    #>
    param([string[]]$Arguments)
    $script = Join-Path $env:SystemDrive 'inetpub\adminscripts\adsutil.vbs'
    Invoke-Program -Path (Join-Path $env:SystemRoot 'system32\cscript.exe') -Arguments (@('//nologo', $script) + $Arguments) -Hidden $true
}

function Get-AspNetState {
    <#
    .SYNOPSIS
    Reads how IIS 6.0 stands to ASP.NET 2.0: Installed (IIS), Enable32Bit, Extension (allowed, prohibited, absent).
    .DESCRIPTION
    Enable32bitAppOnWin64 decides for the whole server between 32-bit and 64-bit worker processes; missing means
    64-bit (http://technet.microsoft.com/en-us/library/cc755457(v=ws.10).aspx). An entry of
    WebSvcExtRestrictionList begins with 1 when the extension is allowed.
    #>
    $state = @{ Installed = $false; Enable32Bit = $false; Extension = 'absent' }
    if (-not (Test-Path -LiteralPath (Join-Path $env:SystemDrive 'inetpub\adminscripts\adsutil.vbs'))) { return $state }
    $state['Installed'] = $true
    $bits = Invoke-MetabaseScript -Arguments @('get', 'W3SVC/AppPools/Enable32bitAppOnWin64')
    foreach ($line in $bits['Output']) {
        if ($line -match 'Enable32bitAppOnWin64\s*:\s*\(\w+\)\s*(\S+)') { $state['Enable32Bit'] = (('0', 'False') -notcontains $matches[1]) }
    }
    $extensions = Invoke-MetabaseScript -Arguments @('get', 'W3SVC/WebSvcExtRestrictionList')
    foreach ($line in $extensions['Output']) {
        if ($line -match '"?([01]),.*Framework64\\v2\.0\.50727\\aspnet_isapi\.dll') {
            $state['Extension'] = 'prohibited'
            if ($matches[1] -eq '1') { $state['Extension'] = 'allowed' }
        }
    }
    $state
}

function Install-AspNet {
    <#
    .SYNOPSIS
    Sets IIS 6.0 to 64-bit worker processes, registers the 64-bit ASP.NET 2.0 in it and allows it.
    .DESCRIPTION
    http://technet.microsoft.com/en-us/library/cc755457(v=ws.10).aspx ; aspnet_regiis -i -enable also allows the
    Web service extension (https://learn.microsoft.com/previous-versions/k6h9cz8h(v=vs.80)).
    #>
    $set = Invoke-MetabaseScript -Arguments @('set', 'W3SVC/AppPools/Enable32bitAppOnWin64', '0')
    Assert-ExitCode -What 'adsutil.vbs' -Result $set
    $register = Join-Path $env:SystemRoot 'Microsoft.NET\Framework64\v2.0.50727\aspnet_regiis.exe'
    Assert-ExitCode -What 'aspnet_regiis' -Result (Invoke-Program -Path $register -Arguments @('-i', '-enable'))
    if ((Get-AspNetState)['Extension'] -ne 'allowed') {
        $extension = Join-Path $env:SystemRoot 'system32\iisext.vbs'
        $arguments = @('//nologo', $extension, '/EnExt', 'ASP.NET v2.0.50727')
        $allow = Invoke-Program -Path (Join-Path $env:SystemRoot 'system32\cscript.exe') -Arguments $arguments
        Assert-ExitCode -What 'iisext.vbs' -Result $allow
    }
    Assert-ExitCode -What 'iisreset' -Result (Invoke-Program -Path (Join-Path $env:SystemRoot 'system32\iisreset.exe'))
}
