"""What exceptions hold beside their message, and how an error's category is told."""

from __future__ import annotations

import pytest

from tests.winlab.engine.place import new_runspace

FIELDS = {
    "throw": ("try { throw 'x' } catch { $_.Exception.WasThrownFromThrowStatement }", [True]),
    "no throw": ("try { 1/0 } catch { $_.Exception.WasThrownFromThrowStatement }", [False]),
    "an item": (
        "Get-Variable nosuch -ErrorAction 0; $e = $Error[0].Exception; $e.ItemName; [string]$e.SessionStateCategory",
        ["nosuch", "Variable"],
    ),
    "a parameter": (
        "function f([int]$n) { }; try { f -n q } catch { $e = $_.Exception }\n"
        "$e.ParameterName; $e.ParameterType.Name; $e.TypeSpecified.Name; $e.ErrorId; $e.Line",
        ["n", "Int32", "String", "ParameterArgumentTransformationError", 1],
    ),
    "a long category": (
        "function f([int]$n) { }; try { f -n q } catch { [string]$_.CategoryInfo }",
        ["InvalidData: (:) [f], ParameterBindin...mationException"],
    ),
    "a long target": (
        "Write-Error x -TargetObject ('a' * 20 + 'b' * 21) -ErrorAction 0; $Error[0].CategoryInfo.GetMessage()",
        ["NotSpecified: (aaaaaaaaaaaaaaa...bbbbbbbbbbbbbbb:String) [Write-Error], WriteErrorException"],
    ),
}


@pytest.mark.parametrize(("script", "told"), FIELDS.values(), ids=FIELDS)
def test_exceptions_have_the_fields_of_their_class(script: str, told: list[object]) -> None:
    assert new_runspace().invoke(script).output == told
