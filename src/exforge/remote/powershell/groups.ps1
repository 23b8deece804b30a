function Get-GroupMember {
    <#
    .SYNOPSIS
    Reads the members of a local group: Members holds DOMAIN\name, or the name alone for a local account.
    .DESCRIPTION
    "net localgroup NAME" lists them between a line of dashes and its closing sentence
    (https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc772815(v=ws.10)).
    #>
    param([string]$Group)
    $result = Invoke-Program -Path (Join-Path $env:SystemRoot 'system32\net.exe') -Arguments @('localgroup', $Group) -Hidden $true
    Assert-ExitCode -What "net localgroup $Group" -Result $result
    $members = @()
    $after = $false
    foreach ($line in $result['Output']) {
        if ($after -and ($line.Trim() -ne '')) { $members += $line.Trim() }
        if ($line -like '-----*') { $after = $true }
    }
    if ($members.Count -le 1) { return @{ Members = @() } }
    @{ Members = @($members[0..($members.Count - 2)]) }
}

function Add-GroupMember {
    <#
    .SYNOPSIS
    Puts an account (DOMAIN\name) into a local group.
    .DESCRIPTION
    https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc772815(v=ws.10) ; error
    1378 says that it is a member already.
    #>
    param([string]$Group, [string]$Account)
    $arguments = @('localgroup', $Group, $Account, '/add')
    $result = Invoke-Program -Path (Join-Path $env:SystemRoot 'system32\net.exe') -Arguments $arguments
    if (($result['ExitCode'] -ne 0) -and ((Get-ProgramTail -Lines $result['Output']) -match '1378')) { return }
    Assert-ExitCode -What "net localgroup $Group" -Result $result
}
