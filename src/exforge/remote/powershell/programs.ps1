function Invoke-Program {
    <#
    .SYNOPSIS
    Runs a program to its end and answers with its exit code and its output lines.
    .DESCRIPTION
    Its output is also written to the host line by line: in a detached job that is the job's log. Piping the
    output makes PowerShell wait for programs with windows, too.
    .PARAMETER Hidden
    The output is not written to the host.
    #>
    param([string]$Path, [string[]]$Arguments, [bool]$Hidden = $false)
    $ErrorActionPreference = 'Continue'
    if ($Arguments -eq $null) { $Arguments = @() }
    $lines = @(& $Path @Arguments 2>&1 | ForEach-Object {
        $line = [string]$_
        if (-not $Hidden) { Write-Host $line }
        $line
    })
    @{ ExitCode = [int]$LASTEXITCODE; Output = $lines }
}

function Get-ProgramTail {
    <#
    .SYNOPSIS
    Joins the last lines of a program's output that are not empty.
    #>
    param([string[]]$Lines, [int]$Count = 12)
    $kept = @($Lines | Where-Object { $_ -and ($_.Trim() -ne '') })
    if ($kept.Count -gt $Count) { $kept = $kept[($kept.Count - $Count)..($kept.Count - 1)] }
    [string]::Join("`n", [string[]]$kept)
}

function Assert-ExitCode {
    <#
    .SYNOPSIS
    Throws what a program said when its exit code is none of the good ones.
    #>
    param([string]$What, [hashtable]$Result, [int[]]$Good = @(0))
    if ($Good -notcontains $Result['ExitCode']) {
        throw ('{0} ended with exit code {1}. {2}' -f $What, $Result['ExitCode'], (Get-ProgramTail -Lines $Result['Output']))
    }
}
