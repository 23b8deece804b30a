"""Functions as a user meets them: what binds where, what a call sees of itself, how it ends."""

from __future__ import annotations

import pytest

from tests.winlab.engine.place import new_runspace
from winlab.powershell.text import to_text

_DYNAMIC = """
function f {
    [CmdletBinding()] param([switch]$More)
    dynamicparam {
        if ($More) {
            $role = New-Object Management.Automation.ParameterAttribute
            $role.Position = 0
            $values = New-Object Management.Automation.ValidateSetAttribute 'x', 'y'
            $attributes = New-Object 'Collections.ObjectModel.Collection[Attribute]'
            $attributes.Add($role)
            $attributes.Add($values)
            $made = New-Object Management.Automation.RuntimeDefinedParameterDictionary
            $extra = New-Object Management.Automation.RuntimeDefinedParameter 'Extra', ([string]), $attributes
            $made.Add('Extra', $extra)
            $made
        }
    }
    process { "<$($PSBoundParameters['Extra'])>" }
}
"""
_ENDS = """
function f {
    [CmdletBinding()] param()
    $e = New-Object Management.Automation.ErrorRecord (New-Object Exception 'm'), 'Id', 'NotSpecified', $null
    'in'; $PSCmdlet.ThrowTerminatingError($e); 'never'
}
"""

OUTPUT = {
    "an unknown name and its value are remaining arguments": (
        'function f { param([Parameter(ValueFromRemainingArguments=$true)]$Rest) "$Rest" }; f a -x 1; f -x:1',
        ["a -x 1", "-x: 1"],
    ),
    "positions pass over an unknown name and what follows it": (
        'function f($a) { "$a|$args" }; f -x 1 2 3',
        ["2|-x 1 3"],
    ),
    "$args hands names on as names when it is splatted": (
        'function f($x, [switch]$v) { "$x $v" }; function g { f @args }; g 1 -v; g -x:2 -v:$false',
        ["1 True", "2 False"],
    ),
    "a switch takes numbers": ('function f([switch]$s) { "$s" }; f -s:1; f -s:0', ["True", "False"]),
    "$PSBoundParameters says whether it removed something": (
        "function f($a) { $PSBoundParameters.Remove('A'); $PSBoundParameters.Count }; f 1",
        ["True", "0"],
    ),
    "a dynamic parameter is there when its block made it": (
        _DYNAMIC + "f; f -More -Extra x; f -More y",
        ["<>", "<x>", "<y>"],
    ),
    "a pipeline object chooses the set, and leaves nothing for the next": (
        "function f { param([Parameter(ValueFromPipeline=$true,ParameterSetName='i')][int]$I, "
        "[Parameter(ValueFromPipeline=$true,ParameterSetName='s')][string]$S) "
        "process { \"$($PSCmdlet.ParameterSetName):$I$S\" } }; 1, 'x', 2.5 | f",
        ["i:1", "s:0x", "i:2"],
    ),
    "strict mode ends with the scope that it was set in": (
        "function f { Set-StrictMode -Version 2; try { $no } catch { 'strict' } }; f; $no -eq $null",
        ["strict", "True"],
    ),
    "a variable of a parameter is validated when it is set": (
        "function f { param([ValidateRange(1, 9)]$n) try { $n = 20 } catch { $_.FullyQualifiedErrorId }; $n }; f 3",
        ["ValidateSetFailure", "3"],
    ),
    "a module as an object shows its variables as they are": (
        "$m = New-Module -AsCustomObject { $x = 1; function Inc { $script:x++ }; "
        "Export-ModuleMember -Function Inc -Variable x }; $m.Inc(); $m.x; $m.x = 7; $m.Inc(); $m.x",
        ["2", "8"],
    ),
    "Nullable takes null": (
        "function f([Nullable[int]]$n) { $n -eq $null }; f; f $null; f '7'",
        ["True", "True", "False"],
    ),
    "ThrowTerminatingError ends its function, and the caller goes on": (
        _ENDS + "f; 'next'",
        ["in", "next"],
    ),
    "a script block's MyCommand is a script": ("& { $MyInvocation.MyCommand.CommandType.ToString() }", ["Script"]),
}

REFUSED = {
    "function f { param([Parameter()][switch]$s) }; f -s:'text'": "ParameterArgumentTransformationError,f",
    "function f([ref]$r) { }; f 5": "ParameterArgumentTransformationError,f",
    "function f { [CmdletBinding()] param($a) }; f -x 1": "NamedParameterNotFound,f",
    "function f { param([NoSuchAttribute()]$a) }; f 1": "TypeNotFound",
    "function f { param([Parameter(NoSuch=$true)]$a) }; f 1": "PropertyNotFoundForType",
    _DYNAMIC + "f -Extra x": "NamedParameterNotFound,f",
    _DYNAMIC + "f -More z": "ParameterArgumentValidationError,f",
    "[scriptblock]::Create('1 +')": "DotNetMethodException",
}


@pytest.mark.parametrize("name", OUTPUT)
def test_a_call(name: str) -> None:
    code, expected = OUTPUT[name]
    result = new_runspace().invoke(code)
    assert result.thrown is None, result.thrown
    assert [to_text(value) for value in result.output] == expected


@pytest.mark.parametrize("code", REFUSED)
def test_a_call_that_is_refused_is_an_error_of_its_statement(code: str) -> None:
    result = new_runspace().invoke(code + "; 'on'")
    assert [record.full_id for record in result.errors] == [REFUSED[code]]
    assert result.output == ["on"]
