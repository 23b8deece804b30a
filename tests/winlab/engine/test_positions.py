"""Where errors stand, as Windows PowerShell 2.0 counts: behind the token that failed."""

from __future__ import annotations

import pytest

from tests.winlab.engine.place import new_runspace

MARKED = {
    "a command": ("nosuch -x", "nosuch <<<<  -x"),
    "an indented cmdlet": ("    Get-Item zz", "    Get-Item <<<<  zz"),
    "a quoted command": ("& 'no such' -x", "& <<<<  'no such' -x"),
    "an alias": ("gi zz", "gi <<<<  zz"),
    "a parameter that is not there": ("Get-Item -zz 1", "Get-Item -zz <<<<  1"),
    "a parameter's value": ("Start-Sleep -Seconds abc", "Start-Sleep -Seconds <<<<  abc"),
    "a function's parameter": ("& { function f([int]$n) { }; f -n q }", "& { function f([int]$n) { }; f -n <<<<  q }"),
    "a positional value": ("Start-Sleep abc", "Start-Sleep <<<<  abc"),
    "throw": ("throw 'x'", "throw <<<<  'x'"),
    "an operator": ("1/0", "1/ <<<< 0"),
    "an operator that is a word": ("'{0} {1}' -f 1", "'{0} {1}' -f <<<<  1"),
    "a cast": ("[int]'a'", "[int] <<<< 'a'"),
    "a method": ("'abc'.Substring(7)", "'abc'.Substring <<<< (7)"),
    "a static method": ("[int]::Parse('q')", "[int]::Parse <<<< ('q')"),
    "an index": ("$n = $null; $n[3]", "$n = $null; $n[ <<<< 3]"),
    "a property that is set": ("$s = 'a'; $s.zz = 3", "$s = 'a'; $s. <<<< zz = 3"),
    "a typed variable": ("[int]$n = 'abc'", "[int]$n <<<<  = 'abc'"),
    "a read-only variable": ("$pid = 5", "$pid <<<<  = 5"),
    "a property in strict mode": ("Set-StrictMode -Version 2; 'x'.q", "Set-StrictMode -Version 2; 'x'. <<<< q"),
    "a variable in strict mode": ("Set-StrictMode -Version 1; $a -gt 5", "Set-StrictMode -Version 1; $a <<<<  -gt 5"),
    "a redirection": ("1 > Q:\\x.txt", "1 > <<<<  Q:\\x.txt"),
    "a redirection that appends": ("1 >> Q:\\x.txt", "1 >> <<<<  Q:\\x.txt"),
    "a reference to nothing": ("[ref]$nope", "[ref]$nope <<<< "),
    "a call like a method": (
        "Set-StrictMode -Version 2; function add($a, $b) { }; add(3, 4)",
        "Set-StrictMode -Version 2; function add($a, $b) { }; add <<<< (3, 4)",
    ),
}


@pytest.mark.parametrize(("script", "marked"), MARKED.values(), ids=MARKED)
def test_the_mark_is_behind_the_token_that_failed(script: str, marked: str) -> None:
    result = new_runspace().invoke(script)
    record = result.thrown or result.errors[0]
    assert record.invocation is not None
    column = marked.index(" <<<<") + 1
    assert record.invocation.position_message == f"\nAt line:1 char:{column}\n+ {marked}"


def test_an_object_that_no_parameter_takes_is_reported_at_the_call() -> None:
    result = new_runspace().invoke(
        "function f { [CmdletBinding()] param([int]$a) process { 'never' } }\n"
        "  1, 2 | f -a 2 -ErrorVariable e; $e.Count"
    )
    assert result.output == [2]
    assert [error.full_id for error in result.errors] == ["InputObjectNotBound,f"] * 2
    place = result.errors[0].invocation
    assert place is not None
    assert (place.line_number, place.offset_in_line) == (2, 11)
