function Get-ShareState {
    <#
    .SYNOPSIS
    Reads a share: Exists, Path, and Grants of Account and Access (Full, Change, Read or the mask).
    .DESCRIPTION
    Win32_LogicalShareSecuritySetting gives the share's own access list
    (https://learn.microsoft.com/windows/win32/cimwin32prov/win32-logicalsharesecuritysetting).
    #>
    param([string]$Name)
    $filter = "Name='{0}'" -f $Name.Replace("'", "\'")
    $found = @(Get-WmiObject -Class Win32_Share -Filter $filter)
    if ($found.Count -eq 0) { return @{ Exists = $false; Path = ''; Grants = @() } }
    $grants = @()
    foreach ($setting in @(Get-WmiObject -Class Win32_LogicalShareSecuritySetting -Filter $filter)) {
        $descriptor = $setting.GetSecurityDescriptor().Descriptor
        foreach ($entry in @($descriptor.DACL)) {
            if ($entry.AceType -ne 0) { continue }
            $account = [string]$entry.Trustee.Name
            if ($entry.Trustee.Domain) { $account = '{0}\{1}' -f $entry.Trustee.Domain, $entry.Trustee.Name }
            $grants += @{ Account = $account; Access = (ConvertTo-ShareAccess -Mask $entry.AccessMask) }
        }
    }
    @{ Exists = $true; Path = [string]$found[0].Path; Grants = $grants }
}

function ConvertTo-ShareAccess {
    <#
    .SYNOPSIS
    Names an access mask of a share as "net share" does: FULL, CHANGE, READ.
    #>
    param([int]$Mask)
    switch ($Mask) {
        2032127 { 'FULL' }
        1245631 { 'CHANGE' }
        1179817 { 'READ' }
        default { [string]$Mask }
    }
}

function New-FolderShare {
    <#
    .SYNOPSIS
    Shares a folder, with full access for the named accounts and for nobody else.
    .DESCRIPTION
    A share whose path or access differs is removed first. net share
    (https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc728380(v=ws.10)).
    #>
    param([string]$Name, [string]$Path, [string[]]$FullAccess, [string]$Remark = '')
    $net = Join-Path $env:SystemRoot 'system32\net.exe'
    if ((Get-ShareState -Name $Name)['Exists']) {
        Assert-ExitCode -What "net share $Name /delete" -Result (Invoke-Program -Path $net -Arguments @('share', $Name, '/delete', '/y'))
    }
    $arguments = @('share', "$Name=$Path")
    foreach ($account in $FullAccess) { $arguments += '/GRANT:{0},FULL' -f $account }
    if ($Remark) { $arguments += '/REMARK:{0}' -f $Remark }
    Assert-ExitCode -What "net share $Name" -Result (Invoke-Program -Path $net -Arguments $arguments)
}
