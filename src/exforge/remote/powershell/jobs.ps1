function Get-JobFolder {
    <#
    .SYNOPSIS
    Names the folder of a detached job. Its existence is the mark that the job's token is known here.
    #>
    param([string]$Token)
    if ($Token -notmatch '^[0-9A-Za-z-]{1,80}$') { throw "'$Token' is not a token." }
    Join-Path (Join-Path $env:SystemDrive 'exforge\jobs') $Token
}

function New-JobFolder {
    <#
    .SYNOPSIS
    Makes the folder of a job, readable by administrators and the system alone.
    .DESCRIPTION
    cacls without /E replaces the access list and asks for a yes
    (https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc755874(v=ws.10)).
    #>
    param([string]$Token)
    $root = Join-Path $env:SystemDrive 'exforge'
    if (-not (Test-Path -LiteralPath $root)) {
        Set-Folder -Path $root
        $cacls = Join-Path $env:SystemRoot 'system32\cacls.exe'
        $null = 'Y' | & $cacls $root /G 'BUILTIN\Administrators:F' 'NT AUTHORITY\SYSTEM:F'
        if ($LASTEXITCODE -ne 0) { throw "cacls could not protect $root (exit code $LASTEXITCODE)." }
    }
    Set-Folder -Path (Get-JobFolder -Token $Token)
}

function Start-DetachedJob {
    <#
    .SYNOPSIS
    Starts a function of this library in a scheduled task with a full logon, unless its token is known already.
    .DESCRIPTION
    A task has credentials that reach other machines, is no child of the WinRM shell (so its quotas do not apply)
    and outlives the session. Order: write the request, create the task, mark it as started, run it. A token
    that was marked is never started again. The task's password can only be given on schtasks' command line:
    https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc772785(v=ws.10)
    .PARAMETER Secrets
    A hashtable name -> SecureString. They wait in the job's folder encrypted; the job removes them before it
    starts its work.
    #>
    param([string]$Token, [string]$Function, [hashtable]$Parameters, [hashtable]$Secrets)
    $folder = Get-JobFolder -Token $Token
    if (Test-Path -LiteralPath (Join-Path $folder 'started.txt')) { return (Get-DetachedJob -Token $Token) }
    New-JobFolder -Token $Token
    Write-JobRequest -Folder $folder -Function $Function -Parameters $Parameters -Secrets $Secrets
    Write-JobScript -Folder $folder
    $schtasks = Join-Path $env:SystemRoot 'system32\schtasks.exe'
    $account = $global:ExforgeCredential.UserName
    $password = $global:ExforgeCredential.GetNetworkCredential().Password
    $arguments = @('/create', '/sc', 'ONCE', '/tn', "exforge-$Token", '/tr', (Join-Path $folder 'run.cmd'), '/st', '23:59:00', '/ru', $account, '/rp', $password, '/f')
    $created = Invoke-Program -Path $schtasks -Arguments $arguments -Hidden $true
    Assert-ExitCode -What 'schtasks /create' -Result $created
    Set-Content -Path (Join-Path $folder 'started.txt') -Value $Function -Encoding ASCII
    $started = Invoke-Program -Path $schtasks -Arguments @('/run', '/tn', "exforge-$Token") -Hidden $true
    Assert-ExitCode -What 'schtasks /run' -Result $started
    Get-DetachedJob -Token $Token
}

function Write-JobRequest {
    <#
    .SYNOPSIS
    Writes what a job has to do: request.clixml, its secrets and this library.
    #>
    param([string]$Folder, [string]$Function, [hashtable]$Parameters, [hashtable]$Secrets)
    if ($Parameters -eq $null) { $Parameters = @{} }
    Export-Clixml -InputObject @{ Function = $Function; Parameters = $Parameters } -Path (Join-Path $Folder 'request.clixml')
    Set-Content -Path (Join-Path $Folder 'library.ps1') -Value $global:ExforgeLibrary -Encoding UTF8
    if (($Secrets -eq $null) -or ($Secrets.Count -eq 0)) { return }
    $key = [Guid]::NewGuid().ToByteArray() + [Guid]::NewGuid().ToByteArray()
    $kept = @{ Key = [Convert]::ToBase64String([byte[]]$key); Values = @{} }
    foreach ($name in @($Secrets.Keys)) {
        $kept['Values'][$name] = ConvertFrom-SecureString -SecureString $Secrets[$name] -Key ([byte[]]$key)
    }
    Export-Clixml -InputObject $kept -Path (Join-Path $Folder 'secrets.clixml')
}

function Write-JobScript {
    <#
    .SYNOPSIS
    Writes the two scripts of a job: run.cmd, which the task starts, and run.ps1.
    .DESCRIPTION
    run.cmd leaves the exit record by renaming a finished file, so that nobody reads half of it.
    #>
    param([string]$Folder)
    $shell = Join-Path $env:SystemRoot 'system32\WindowsPowerShell\v1.0\powershell.exe'
    $command = @(
        '@echo off',
        ('"{0}" -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "{1}\run.ps1" < NUL > "{1}\log.txt" 2>&1' -f $shell, $Folder),
        ('> "{0}\exit.tmp" echo %ERRORLEVEL%' -f $Folder),
        ('move /y "{0}\exit.tmp" "{0}\exit.txt" > NUL' -f $Folder)
    )
    Set-Content -Path (Join-Path $Folder 'run.cmd') -Value $command -Encoding ASCII
    $script = @(
        ('$folder = ''{0}''' -f $Folder),
        'Set-Content -Path (Join-Path $folder ''pid.txt'') -Value $PID -Encoding ASCII',
        '. (Join-Path $folder ''library.ps1'')',
        'Invoke-JobRequest -Folder $folder'
    )
    Set-Content -Path (Join-Path $Folder 'run.ps1') -Value $script -Encoding ASCII
}

function Invoke-JobRequest {
    <#
    .SYNOPSIS
    Does the work of a job inside its task and leaves result.clixml, the answer as Invoke-SingleCall gives it.
    #>
    param([string]$Folder)
    $request = Import-Clixml -Path (Join-Path $Folder 'request.clixml')
    $parameters = @{}
    foreach ($name in @($request['Parameters'].Keys)) { $parameters[$name] = $request['Parameters'][$name] }
    $path = Join-Path $Folder 'secrets.clixml'
    if (Test-Path -LiteralPath $path) {
        $kept = Import-Clixml -Path $path
        Remove-Item -LiteralPath $path -Force
        $key = [Convert]::FromBase64String($kept['Key'])
        foreach ($name in @($kept['Values'].Keys)) {
            $parameters[$name] = ConvertTo-SecureString -String $kept['Values'][$name] -Key $key
        }
    }
    $answer = Invoke-SingleCall -Function $request['Function'] -Parameters $parameters -ReadOnly $false
    Export-Clixml -InputObject $answer -Path (Join-Path $Folder 'result.tmp')
    Move-Item -Path (Join-Path $Folder 'result.tmp') -Destination (Join-Path $Folder 'result.clixml')
}

function Get-DetachedJob {
    <#
    .SYNOPSIS
    Tells what a token stands for here: State, ExitCode, Answer, and the log from an offset on.
    .DESCRIPTION
    State is absent, running, finished, or lost: started, neither running nor finished. Log is base64 of at most
    64 KB; Offset is where the next read goes on.
    #>
    param([string]$Token, [int]$Offset = 0)
    $folder = Get-JobFolder -Token $Token
    $job = @{ State = 'absent'; ExitCode = 0; Answer = $null; Log = ''; Offset = $Offset }
    if (-not (Test-Path -LiteralPath (Join-Path $folder 'started.txt'))) { return $job }
    $alive = Test-JobProcess -Folder $folder -Token $Token
    $exit = Join-Path $folder 'exit.txt'
    if (-not $alive -and -not (Test-Path -LiteralPath $exit)) { Start-Sleep -Seconds 3 }  # run.cmd writes it last
    if (Test-Path -LiteralPath $exit) {
        $job['State'] = 'finished'
        $job['ExitCode'] = [int]@(Get-Content -LiteralPath $exit)[0].Trim()
        $result = Join-Path $folder 'result.clixml'
        if (Test-Path -LiteralPath $result) { $job['Answer'] = Import-Clixml -Path $result }
    }
    elseif ($alive) { $job['State'] = 'running' }
    else { $job['State'] = 'lost' }
    $log = Read-JobLog -Path (Join-Path $folder 'log.txt') -Offset $Offset
    $job['Log'] = $log['Text']
    $job['Offset'] = $log['Offset']
    $job
}

function Test-JobProcess {
    <#
    .SYNOPSIS
    Tells whether a job that was started still runs, or may still be on its way to run.
    #>
    param([string]$Folder, [string]$Token)
    $path = Join-Path $Folder 'pid.txt'
    $id = 0
    if (Test-Path -LiteralPath $path) {
        foreach ($line in @(Get-Content -LiteralPath $path)) { $id = [int]$line.Trim() }
    }
    if ($id -eq 0) {
        $age = (Get-Date) - (Get-Item -LiteralPath (Join-Path $Folder 'started.txt')).LastWriteTime
        return ($age.TotalSeconds -lt 180)
    }
    $found = @(Get-WmiObject -Class Win32_Process -Filter "ProcessId=$id" | Where-Object { [string]$_.CommandLine -like "*$Token*" })
    $found.Count -gt 0
}

function Read-JobLog {
    <#
    .SYNOPSIS
    Reads a part of a log that another process is writing: Text (base64) and the next Offset.
    #>
    param([string]$Path, [int]$Offset)
    if (-not (Test-Path -LiteralPath $Path)) { return @{ Text = ''; Offset = $Offset } }
    $stream = New-Object System.IO.FileStream -ArgumentList $Path, 'Open', 'Read', 'ReadWrite'
    try {
        $size = [Math]::Min(65536, [Math]::Max(0, $stream.Length - $Offset))
        $buffer = New-Object byte[] $size
        [void]$stream.Seek($Offset, 'Begin')
        $read = $stream.Read($buffer, 0, $size)
        if ($read -lt $size) { $buffer = @($buffer | Select-Object -First $read) }
        @{ Text = [Convert]::ToBase64String([byte[]]$buffer); Offset = ($Offset + $read) }
    }
    finally { $stream.Close() }
}

function Wait-DetachedJob {
    <#
    .SYNOPSIS
    Waits until a job is no longer running or the seconds are over; answers as Get-DetachedJob.
    .DESCRIPTION
    The wait is here and not at the caller: an outstanding request keeps the connection and the shell alive.
    #>
    param([string]$Token, [int]$Offset = 0, [int]$Seconds = 20)
    $exit = Join-Path (Get-JobFolder -Token $Token) 'exit.txt'
    $waited = 0
    while (($waited -lt $Seconds) -and -not (Test-Path -LiteralPath $exit)) {
        $step = 1
        if ($waited -ge 5) { $step = 5 }
        Start-Sleep -Seconds $step
        $waited += $step
    }
    Get-DetachedJob -Token $Token -Offset $Offset
}

function Remove-DetachedJob {
    <#
    .SYNOPSIS
    Removes the task and the folder of a job, and the folders above when they are empty.
    #>
    param([string]$Token)
    $schtasks = Join-Path $env:SystemRoot 'system32\schtasks.exe'
    $folder = Get-JobFolder -Token $Token
    if (-not (Test-Path -LiteralPath $folder)) { return }
    [void](Invoke-Program -Path $schtasks -Arguments @('/delete', '/tn', "exforge-$Token", '/f') -Hidden $true)
    Remove-Item -LiteralPath $folder -Recurse -Force
    foreach ($parent in (Split-Path -Parent $folder), (Split-Path -Parent (Split-Path -Parent $folder))) {
        if (@(Get-ChildItem -LiteralPath $parent -Force).Count -eq 0) { Remove-Item -LiteralPath $parent -Force }
    }
}
