function Invoke-CallList {
    <#
    .SYNOPSIS
    Runs functions of this library by name, each with its own parameters.
    .DESCRIPTION
    Writes one list, and in it one hashtable per call, in the order of the calls: Succeeded, Value, and Error
    when it failed. A call that fails does not stop the others. One object is one message to the client.
    .PARAMETER Calls
    Hashtables with Function (a name) and Parameters (a hashtable).
    .PARAMETER ReadOnly
    Refuses every function whose verb is not Get or Test.
    #>
    param([object[]]$Calls, [bool]$ReadOnly = $true)
    $answers = New-Object System.Collections.ArrayList
    if ($Calls -ne $null) {
        foreach ($call in $Calls) {
            $answer = Invoke-SingleCall -Function $call['Function'] -Parameters $call['Parameters'] -ReadOnly $ReadOnly
            [void]$answers.Add($answer)
        }
    }
    , $answers
}

function Invoke-SingleCall {
    <#
    .SYNOPSIS
    Runs one function of this library by name and answers with a hashtable.
    #>
    param([string]$Function, [hashtable]$Parameters, [bool]$ReadOnly = $true)
    $ErrorActionPreference = 'Stop'
    $answer = @{ Succeeded = $false; Value = $null; Error = $null }
    if ($Parameters -eq $null) { $Parameters = @{} }
    try {
        if ($ReadOnly -and ($Function -notmatch '^(Get|Test)-')) { throw "$Function may change something; this session only reads." }
        if (-not (Test-Path -LiteralPath "function:\$Function")) { throw "This library has no function $Function." }
        $output = @(& $Function @Parameters)
        if ($output.Count -eq 1) { $answer['Value'] = ConvertTo-Answer -Value $output[0] }
        elseif ($output.Count -gt 1) { $answer['Value'] = ConvertTo-Answer -Value $output }
        $answer['Succeeded'] = $true
    }
    catch {
        $answer['Error'] = ConvertTo-ErrorDetail -ErrorRecord $_
    }
    $answer
}

function ConvertTo-Answer {
    <#
    .SYNOPSIS
    Gives a value with every list in it as an ArrayList.
    .DESCRIPTION
    The client pypsrp 0.9.1 reads hashtables inside an Object[] as objects without properties: it takes the
    element type of the array for theirs. Inside an ArrayList it reads them as they are.
    #>
    param($Value)
    if ($Value -is [System.Collections.IDictionary]) {
        $copy = @{}
        foreach ($key in @($Value.Keys)) { $copy[$key] = ConvertTo-Answer -Value $Value[$key] }
        return $copy
    }
    if ($Value -is [System.Collections.IList]) {
        $list = New-Object System.Collections.ArrayList
        foreach ($item in $Value) { [void]$list.Add((ConvertTo-Answer -Value $item)) }
        return , $list
    }
    $Value
}

function ConvertTo-ErrorDetail {
    <#
    .SYNOPSIS
    Turns an error record into a hashtable of plain texts: Message, Id, Category, Type, Code.
    #>
    param($ErrorRecord)
    $exception = $ErrorRecord.Exception
    while ($exception.InnerException -ne $null) { $exception = $exception.InnerException }
    $code = 0
    if ($exception -is [System.ComponentModel.Win32Exception]) { $code = $exception.NativeErrorCode }
    elseif ($exception -is [System.Runtime.InteropServices.COMException]) { $code = $exception.ErrorCode }
    @{
        Message = [string]$exception.Message
        Id = [string]$ErrorRecord.FullyQualifiedErrorId
        Category = [string]$ErrorRecord.CategoryInfo.Category
        Type = [string]$exception.GetType().FullName
        Code = $code
    }
}

function Set-SessionCredential {
    <#
    .SYNOPSIS
    Keeps the account of this session for the functions that must reach a second machine.
    .DESCRIPTION
    A network logon can't be passed on (no CredSSP before Windows Server 2008:
    https://learn.microsoft.com/powershell/scripting/learn/remoting/ps-remoting-second-hop), so reads of another
    domain controller bind with this credential. It lives in the runspace only and arrives as a SecureString.
    #>
    param([string]$UserName, [System.Security.SecureString]$Password)
    $global:ExforgeCredential = New-Object System.Management.Automation.PSCredential -ArgumentList $UserName, $Password
}

function ConvertFrom-Secret {
    <#
    .SYNOPSIS
    Gives the text of a SecureString, for the one program that has to receive it.
    #>
    param([System.Security.SecureString]$Secret)
    $credential = New-Object System.Management.Automation.PSCredential -ArgumentList 'secret', $Secret
    $credential.GetNetworkCredential().Password
}
