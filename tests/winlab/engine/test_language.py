"""The language as a user meets it: scripts and what they write."""

from __future__ import annotations

import pytest

from tests.winlab.engine.place import new_runspace
from winlab.powershell.text import to_text
from winlab.powershell.values import type_name

OUTPUT = {
    "an Int32 that overflows becomes a Double": ("([int]::MaxValue + 1).GetType().Name", ["Double"]),
    "division gives an integer when it comes out even": (
        "(6 / 3).GetType().Name; (7 / 2).GetType().Name",
        ["Int32", "Double"],
    ),
    "text on the left makes a sum a text": ("'1' + 2; 1 + '2'", ["12", "3"]),
    "foreach over null runs once as in 2.0": ("foreach ($x in $null) { 'turn' }", ["turn"]),
    "foreach over a command without output runs never": (
        "function f { }; foreach ($x in f) { 'turn' }; 'end'",
        ["end"],
    ),
    "an array has no member enumeration as in 2.0": ("$l = @{N=1}, @{N=2}; $l.N -eq $null", ["True"]),
    "a reference to $null takes a value and forgets it": (
        "[int]::TryParse('7', [ref]$null); [Math]::DivRem(7, 2, [ref]$null); $null -eq $null",
        ["True", "3", "True"],
    ),
    "a cast reads a number as .NET does, an operator as a script does": (
        "'1kb' -as [int]; '1kb' - 0; [int]'#1f'; [int]'1,000'",
        ["", "1024", "31", "1000"],
    ),
    "null times anything is null": ("($null * 3) -eq $null; $null - 3", ["True", "-3"]),
    "hyphens hardly count in the order of words": (
        "('co-op', 'coop', 'cop' | Sort-Object) -join ' '; 'a-c' -lt 'ab'",
        ["coop co-op cop", "False"],
    ),
    "a type equals its names": (
        "[int] -eq 'int'; [int] -eq 'System.Int32'; [int] -eq 'string'",
        ["True", "True", "False"],
    ),
    "a target may stand in parentheses": ("($a) = 1; ($a)++; ($a) += 5; $a", ["7"]),
    "small doubles have an exponent": ('"$(0.0001) $(0.00001)"', ["0.0001 1E-05"]),
    "a script block becomes a delegate": (
        "[Predicate[int]]$p = { $args[0] -gt 1 }; $p.Invoke(5); $p.GetType().Name; "
        "$l = New-Object 'Collections.Generic.List[int]'; 1..3 | % { $l.Add($_) }; $l.FindAll($p) -join ' '",
        ["True", "Predicate`1", "2 3"],
    ),
    "text names a type where a method takes one": (
        "[Enum]::Parse('System.DayOfWeek', 'Monday'); [Enum]::GetNames('ConsoleColor').Length",
        ["Monday", "16"],
    ),
    "an enumeration's zero is false": (
        "[bool][DayOfWeek]::Sunday; [bool]@([DayOfWeek]::Sunday); [bool][DayOfWeek]::Monday",
        ["False", "False", "True"],
    ),
    "functions with CmdletBinding join no arrays": (
        "function f { [CmdletBinding()] param([string]$s, [bool[]]$b) $s }; "
        "try { f 1, 2 } catch { $_.FullyQualifiedErrorId }; try { f -b 'x' } catch { $_.FullyQualifiedErrorId }; "
        "function g([string]$s) { $s }; g 1, 2",
        ["ParameterArgumentTransformationError,f", "ParameterArgumentTransformationError,f", "1 2"],
    ),
    "a block may be of restricted language": (
        "{ 2 + $a }.CheckRestrictedLanguage($null, [string[]]'a', $false); "
        "try { { Get-Date }.CheckRestrictedLanguage($null, $null, $false) } "
        "catch { $_.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId }",
        ["CmdletNotInAllowedListForDataSection"],
    ),
    "a null separator is a blank": ('$OFS = $null; "$(1, 2)"; $OFS = \'\'; "$(1, 2)"', ["1 2", "12"]),
    "a reference needs a variable": (
        "try { [ref]$nowhere } catch { $_.FullyQualifiedErrorId }",
        ["NonExistingVariableReference"],
    ),
    "arrays are searched with predicates": (
        "[array]::Find([int[]](1,2,3), [Predicate[int]]{$args[0] -ge 2}); "
        "[array]::Find([int[]](1,2), [Predicate[int]]{$args[0] -ge 9}); "
        "[array]::ConvertAll([int[]](1,2), [Converter[int,string]]{\"v$($args[0])\"}) -join ','; "
        "[System.Int32, mscorlib].Name",
        ["2", "0", "v1,v2", "Int32"],
    ),
    "PSParser tells tokens and errors": (
        "$e = $null; $t = [Management.Automation.PSParser]::Tokenize('if (', [ref]$e); "
        '($t | ForEach-Object { "$($_.Type):$($_.Content)" }) -join " "; $e[0].Token.Start',
        ["Keyword:if GroupStart:(", "4"],
    ),
    "a scalar has no Count as in 2.0": ("(5).Count -eq $null", ["True"]),
    "break in ForEach-Object leaves the loop around": (
        "foreach ($i in 1..3) { 1..3 | ForEach-Object { if ($_ -eq 2) { break }; \"$i.$_\" } }; 'end'",
        ["1.1", "end"],
    ),
    "return in a loop leaves the function": ("function f { foreach ($i in 1..3) { return $i } }; f", ["1"]),
    "a labelled continue goes on with the outer loop": (
        ':o foreach ($i in 1, 2) { foreach ($j in 1, 2) { if ($j -eq 2) { continue o }; "$i$j" } }',
        ["11", "21"],
    ),
    "finally runs on the way out": ("try { 'a'; throw 'x' } catch { \"c $_\" } finally { 'f' }", ["a", "c x", "f"]),
    "catch chooses by the inner exception": (
        "try { [int]::Parse('x') } catch [FormatException] { 'format' } catch { 'other' }",
        ["format"],
    ),
    "trap with continue goes on with the next statement": (
        "function f { trap { 't'; continue }; 'a'; throw 'x'; 'b' }; f",
        ["a", "t", "b"],
    ),
    "splatting gives named and positional arguments": (
        'function f($a, $b) { "$a-$b" }; $h = @{ b = 2; a = 1 }; f @h; $l = 3, 4; f @l',
        ["1-2", "3-4"],
    ),
    "pipeline objects bind by property name": (
        'function f { param([Parameter(ValueFromPipelineByPropertyName=$true)]$Name) process { "<$Name>" } }; '
        "New-Object PSObject -Property @{ Name = 'n' } | f",
        ["<n>"],
    ),
    "a closure keeps its variables": ("$x = 1; $b = { $x }.GetNewClosure(); $x = 2; & $b", ["1"]),
    "a script block of a module sees the module": (
        "$m = New-Module { $secret = 7; function Get-It { $secret } }; Get-It; & $m { $secret }",
        ["7", "7"],
    ),
    "an endless source ends when enough was selected": (
        "function f { while ($true) { 1 } }; (f | Select-Object -First 2) -join ','",
        ["1,1"],
    ),
    "errors redirected into the output are records": ("$r = Write-Error 'e' 2>&1; $r.GetType().Name", ["ErrorRecord"]),
    "a program gets its arguments and input and gives lines": (
        "'in' | tool 'a b' -x; $LASTEXITCODE",
        ["a b", "-x", "in", "2"],
    ),
    "an advanced function has common parameters": (
        "function f { [CmdletBinding()] param() Write-Error 'e' }; "
        "f -ErrorAction SilentlyContinue -ErrorVariable v; $v.Count",
        ["1"],
    ),
    "an error of an unknown command goes where the command's errors go": (
        "no-such 2>$null; $x = no-such 2>&1; $x.FullyQualifiedErrorId",
        ["CommandNotFoundException"],
    ),
    "virtual time passes in Start-Sleep": (
        "$a = Get-Date; Start-Sleep 3600; ((Get-Date) - $a).TotalHours",
        ["1"],
    ),
}


@pytest.mark.parametrize("name", OUTPUT)
def test_a_script_writes(name: str) -> None:
    code, expected = OUTPUT[name]
    result = new_runspace().invoke(code)
    assert result.thrown is None, result.thrown
    assert [to_text(value) for value in result.output] == expected


ERRORS = {
    "no-such-command; 'on'": ("CommandNotFoundException", ["on"]),
    "1 / 0; 'on'": ("RuntimeException", ["on"]),
    "$null.Method(); 'on'": ("InvokeMethodOnNull", ["on"]),
    "[int]'abc'; 'on'": ("RuntimeException", ["on"]),
    "'x'.NoMethod(); 'on'": ("MethodNotFound", ["on"]),
    "function f { param([Parameter(Mandatory=$true)]$a) }; f; 'on'": ("MissingMandatoryParameter,f", ["on"]),
    "Get-Date -NoSuch 1; 'on'": ("NamedParameterNotFound,Microsoft.PowerShell.Commands.GetDateCommand", ["on"]),
    "function d { d }; d; 'on'": ("CallDepthOverflow", ["on"]),
}


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_of_a_statement_lets_the_next_one_run(code: str) -> None:
    error_id, output = ERRORS[code]
    result = new_runspace().invoke(code)
    assert result.thrown is None
    assert [record.full_id for record in result.errors] == [error_id]
    assert result.output == output


def test_a_thrown_error_ends_the_script_and_is_its_reason() -> None:
    result = new_runspace().invoke("'a'; throw 'bad'; 'b'")
    assert result.output == ["a"]
    assert result.thrown is not None
    assert result.thrown.full_id == "bad"


def test_a_script_that_can_not_be_parsed_runs_not_at_all() -> None:
    result = new_runspace().invoke("'a'; if (")
    assert result.output == []
    assert result.thrown is not None
    assert result.thrown.category.category == "ParserError"


def test_an_error_tells_line_and_column() -> None:
    result = new_runspace().invoke("'a'\n  no-such 1")
    place = result.errors[0].invocation
    assert place is not None
    assert (place.line_number, place.offset_in_line, place.line) == (2, 10, "  no-such 1")


def test_exit_gives_its_code_and_ends_the_script() -> None:
    result = new_runspace().invoke("1; exit 3; 2")
    assert (result.output, result.exit_code) == ([1], 3)


def test_variables_and_functions_live_on_in_the_runspace() -> None:
    runspace = new_runspace()
    runspace.invoke("$x = 4; function f { $x + 1 }")
    assert runspace.invoke("f").output == [5]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("3000000000", "System.Int64"),
        ("1.5d", "System.Decimal"),
        ("[byte]1", "System.Byte"),
        ("'a'[0]", "System.Char"),
        ("[int[]](1,2) | Out-Null; ,[int[]](1,2)", "System.Int32[]"),
        ("@{}", "System.Collections.Hashtable"),
    ],
)
def test_a_value_has_its_net_type(code: str, name: str) -> None:
    result = new_runspace().invoke(code)
    assert [type_name(value) for value in result.output] == [name]
