function Get-PathState {
    <#
    .SYNOPSIS
    Reads a path: Exists, IsFolder, and Version of a program file.
    #>
    param([string]$Path)
    $full = [Environment]::ExpandEnvironmentVariables($Path)
    if (-not (Test-Path -LiteralPath $full)) { return @{ Exists = $false; IsFolder = $false; Version = '' } }
    $item = Get-Item -LiteralPath $full -Force
    if ($item.PSIsContainer) { return @{ Exists = $true; IsFolder = $true; Version = '' } }
    $info = $item.VersionInfo
    $version = ''
    if ($info -and $info.FileVersion) {
        $version = '{0}.{1}.{2}.{3}' -f $info.FileMajorPart, $info.FileMinorPart, $info.FileBuildPart, $info.FilePrivatePart
    }
    @{ Exists = $true; IsFolder = $false; Version = $version }
}

function Set-Folder {
    <#
    .SYNOPSIS
    Makes a folder with its parents when it does not exist.
    #>
    param([string]$Path)
    if (-not (Test-Path -LiteralPath $Path)) { [void](New-Item -Path $Path -ItemType Directory -Force) }
}

function Get-FolderAccess {
    <#
    .SYNOPSIS
    Reads who has which allowing rights on a folder: Exists, and Entries of Account and Rights.
    #>
    param([string]$Path)
    if (-not (Test-Path -LiteralPath $Path)) { return @{ Exists = $false; Entries = @() } }
    $entries = @()
    foreach ($rule in (Get-Acl -Path $Path).Access) {
        if ([string]$rule.AccessControlType -eq 'Allow') {
            $entries += @{ Account = [string]$rule.IdentityReference; Rights = [string]$rule.FileSystemRights }
        }
    }
    @{ Exists = $true; Entries = $entries }
}

function Grant-FolderAccess {
    <#
    .SYNOPSIS
    Allows an account full control of a folder and what is in it; other entries stay.
    .DESCRIPTION
    cacls /E edits the list instead of replacing it
    (https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc755874(v=ws.10)).
    #>
    param([string]$Path, [string]$Account)
    $arguments = @($Path, '/E', '/G', ('{0}:F' -f $Account))
    $result = Invoke-Program -Path (Join-Path $env:SystemRoot 'system32\cacls.exe') -Arguments $arguments
    Assert-ExitCode -What "cacls $Path" -Result $result
}
