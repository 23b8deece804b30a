"""Aliases, locations, the functions a session starts with."""

from __future__ import annotations

import pytest

from tests.winlab.engine.place import new_runspace
from winlab.powershell.text import to_text

SCRIPTS: dict[str, tuple[str, list[str], list[str]]] = {
    "a built-in alias is read-only": (
        "Set-Alias gci Get-Date; (Get-Alias gci).Definition; (Get-Alias gci).Options",
        ["Get-ChildItem", "ReadOnly, AllScope"],
        ["AliasNotWritable,Microsoft.PowerShell.Commands.SetAliasCommand"],
    ),
    "a familiar alias may be given another meaning, in all scopes": (
        "function f { Set-Alias ls Get-Date }; f; (Get-Alias ls).Definition",
        ["Get-Date"],
        [],
    ),
    "-Force changes a read-only alias, but not a constant one": (
        "Set-Alias a1 Get-Date -Option ReadOnly; Set-Alias a1 Get-Item -Force; (Get-Alias a1).Definition; "
        "Set-Alias a2 Get-Date -Option Constant; Set-Alias a2 Get-Item -Force; (Get-Alias a2).Definition",
        ["Get-Item", "Get-Date"],
        ["AliasNotWritable,Microsoft.PowerShell.Commands.SetAliasCommand"],
    ),
    "a read-only alias is removed with -Force only": (
        "Remove-Item alias:gci; Test-Path alias:gci; Remove-Item alias:gci -Force; Test-Path alias:gci",
        ["True", "False"],
        ["AliasNotRemovable,Microsoft.PowerShell.Commands.RemoveItemCommand"],
    ),
    "an alias of a function's scope ends with it": (
        "function f { Set-Alias zz Get-Date; Test-Path alias:zz }; f; Test-Path alias:zz",
        ["True", "False"],
        [],
    ),
    "$PWD follows the location, out of a function as well": (
        "function f { cd alias: }; \"$PWD\"; f; $PWD.Path; cd variable:; $PWD.Drive.Name; $PWD.GetType().Name",
        ["Variable:\\", "Alias:\\", "Variable", "PathInfo"],
        [],
    ),
    "automatic variables can be listed": (
        "(Get-Variable true, false, null, pwd, home, shellid | Sort-Object Name | % { $_.Name }) -join ' '",
        ["false HOME null PWD ShellId true"],
        [],
    ),
    "locations are kept on named stacks": (
        "$here = [string](Get-Location); Push-Location variable: -StackName s; Push-Location alias: -StackName s; "
        "(Get-Location -StackName s).Count; Pop-Location -StackName s; [string](Get-Location); "
        "Pop-Location -StackName s; [string](Get-Location) -eq $here; Pop-Location -StackName s",
        ["2", "Variable:\\", "True"],
        ["Argument,Microsoft.PowerShell.Commands.PopLocationCommand"],
    ),
    "Set-Location chooses the stack that Push-Location means": (
        "Push-Location alias: -StackName s; Set-Location -StackName s; Push-Location variable:; "
        "(Get-Location -Stack).Name; (Get-Location -Stack).Count",
        ["s", "2"],
        [],
    ),
    "a script block gives a function's parameter its value for each object": (
        "function g { param([Parameter(ValueFromPipelineByPropertyName=$true)][string]$Name) process { $Name } }; "
        "1, 2 | g -Name { \"x$_\" }",
        ["x1", "x2"],
        [],
    ),
    "the earlier argument chooses among overloads": (
        "[math]::Max(3, 2.5).GetType().Name; [math]::Max(2.5, 3).GetType().Name",
        ["Int32", "Double"],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("script", "output", "errors"), SCRIPTS.values(), ids=SCRIPTS)
def test_the_state_of_a_session(script: str, output: list[str], errors: list[str]) -> None:
    result = new_runspace().invoke(script)
    assert result.thrown is None
    assert ([to_text(each) for each in result.output], [each.full_id for each in result.errors]) == (output, errors)
