function Get-GroupMember {
    <#
    .SYNOPSIS
    Reads the members of a local group: Members holds DOMAIN\name.
    .DESCRIPTION
    The ADSI path of a member is WinNT://DOMAIN/name, or WinNT://DOMAIN/MACHINE/name for a local account
    (https://learn.microsoft.com/windows/win32/adsi/winnt-adspath).
    #>
    param([string]$Group)
    $entry = [ADSI]('WinNT://{0}/{1},group' -f $env:COMPUTERNAME, $Group)
    $members = @()
    foreach ($member in @($entry.psbase.Invoke('Members'))) {
        $path = [string]$member.GetType().InvokeMember('ADsPath', 'GetProperty', $null, $member, $null)
        $parts = @($path.Substring('WinNT://'.Length).Split('/'))
        if ($parts.Count -ge 2) { $members += '{0}\{1}' -f $parts[$parts.Count - 2], $parts[$parts.Count - 1] }
        else { $members += $parts[0] }
    }
    @{ Members = $members }
}

function Add-GroupMember {
    <#
    .SYNOPSIS
    Puts an account (DOMAIN\name) into a local group. 1378: it is a member already.
    .DESCRIPTION
    net localgroup ends with 2 and prints "System error 1378" for a member
    (https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc772815(v=ws.10)).
    #>
    param([string]$Group, [string]$Account)
    $arguments = @('localgroup', $Group, $Account, '/add')
    $result = Invoke-Program -Path (Join-Path $env:SystemRoot 'system32\net.exe') -Arguments $arguments
    if (($result['ExitCode'] -ne 0) -and ((Get-ProgramTail -Lines $result['Output']) -match '1378')) { return }
    Assert-ExitCode -What "net localgroup $Group" -Result $result
}
