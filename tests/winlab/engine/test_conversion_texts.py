"""What conversions say of what they refuse, and which set of parameters a cmdlet alone has."""

from __future__ import annotations

import pytest

from tests.winlab.engine.place import new_runspace

_FORMAT = 'Error: "Input string was not in a correct format."'
REFUSED = {
    "[int[]]'a'": f'Cannot convert value "a" to type "System.Int32". {_FORMAT}',
    "[int[]]('1', 'x')": f'Cannot convert value "x" to type "System.Int32". {_FORMAT}',
    "[scriptblock]'x'": (
        'Cannot convert the "x" value of type "System.String" to type "System.Management.Automation.ScriptBlock".'
    ),
    "[scriptblock[]]'x'": (
        'Cannot convert the "x" value of type "System.String" to type "System.Management.Automation.ScriptBlock[]".'
    ),
    "1 | Select-Object -Index 1, a": (
        f'Cannot bind parameter \'Index\'. Cannot convert value "a" to type "System.Int32". {_FORMAT}'
    ),
    "1 | ForEach-Object 'x'": (
        'Cannot bind parameter \'Process\'. Cannot convert the "x" value of type "System.String" to type '
        '"System.Management.Automation.ScriptBlock".'
    ),
    "function f([int[]]$a) { }; f 1, x": (
        "Cannot process argument transformation on parameter 'a'. Cannot convert value \"x\" to type "
        f'"System.Int32". {_FORMAT}'
    ),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_names_the_element(code: str) -> None:
    result = new_runspace().invoke(code)
    record = result.thrown or result.errors[0]
    assert record.text == REFUSED[code]


def test_no_block_of_a_text_by_as() -> None:
    assert new_runspace().invoke("$null -eq ('a' -as [scriptblock])").output == [True]


_SETS = """
function f {
    [CmdletBinding(DefaultParameterSetName = 'Read')]
    param(
        [Parameter(ParameterSetName = 'Read', Mandatory = $true)]$Name,
        [Parameter(ParameterSetName = 'List')][switch]$List
    )
    $PSCmdlet.ParameterSetName
}
"""


def test_the_default_set_is_taken_though_it_lacks_what_another_has_not() -> None:
    result = new_runspace().invoke(_SETS + "f -List; f -Name 1; f")
    assert result.output == ["List", "Read"]
    assert [record.full_id for record in result.errors] == ["MissingMandatoryParameter,f"]
