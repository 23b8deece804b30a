"""-WhatIf tells what a cmdlet would do, and does nothing."""

from __future__ import annotations

import inspect

import pytest

from tests.winlab.corpus.fresh import machine, run
from winlab.powershell.text import to_text
from winlab.windows.session import open_session

_FILE = "$f = [IO.Path]::GetTempFileName(); Set-Content $f old; "
_KEPT = "; Get-Content $f; Remove-Item $f"

TELLS = {
    _FILE + "Rename-Item $f new.txt -WhatIf" + _KEPT: 'Performing operation "Rename File" on Target "Item: ',
    _FILE + "Copy-Item $f C:\\new -WhatIf" + _KEPT: 'Performing operation "Copy File" on Target "Item: ',
    _FILE + "Move-Item $f C:\\new -WhatIf" + _KEPT: 'Performing operation "Move File" on Target "Item: ',
    _FILE + "Clear-Content $f -WhatIf" + _KEPT: 'Performing operation "Clear Content" on Target "Item: ',
    _FILE + "Add-Content $f new -WhatIf" + _KEPT: 'Performing operation "Add Content" on Target "Path: ',
    _FILE + "Remove-Item $f -WhatIf" + _KEPT: 'Performing operation "Remove File" on Target "C:',
    "$v = 'old'; Clear-Item variable:v -WhatIf; $v": 'Performing operation "Clear Item" on Target "Item: ',
    "$v = 'old'; New-Variable v new -Force -WhatIf; $v": 'Performing operation "New variable" on Target "Name: v',
    "$env:v = 'old'; Set-Item env:v new -WhatIf; $env:v": 'Performing operation "Set Item" on Target "Item: ',
    "Set-Alias zz old; Set-Alias zz new -WhatIf; (Get-Alias zz).Definition": (
        'Performing operation "Set Alias" on Target "Name: zz Value: new".'
    ),
}


@pytest.mark.parametrize("script", TELLS)
def test_whatif_tells_and_does_nothing(script: str) -> None:
    result = run(script, 10)
    told = [str(args[-1]) for method, args in result.host if method == "WriteLine"]
    assert [line.startswith(f"What if: {TELLS[script]}") for line in told] == [True]
    assert [to_text(value) for value in result.output] == ["old"]


def test_every_cmdlet_that_says_so_asks_before_it_acts() -> None:
    host = machine()
    session = open_session(host, host.users.logon("Administrator", "interactive"))
    silent = []
    for info in session.cmdlets.values():
        if info.supports_should_process and not info.cls.refuses:
            own = [cls for cls in info.cls.__mro__ if cls.__name__ != "Cmdlet" and cls.__module__.startswith("winlab")]
            text = "".join(map(inspect.getsource, own)).replace("supports_should_process", "")
            if "should_process(" not in text and "may(" not in text and "NotEmulated" not in text:
                silent.append(info.name)
    assert silent == []
