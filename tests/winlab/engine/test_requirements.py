"""``#requires`` in script files."""

from __future__ import annotations

import pytest

from tests.winlab.engine.place import new_runspace
from winlab.powershell.errors import PSError
from winlab.powershell.requirements import require

MET = [
    "'none'",
    "#requires -version 2.0",
    "#Requires -Version 1",
    "# requires -version 9",
    "#requires -ShellId Microsoft.PowerShell",
]
UNMET = {
    "'a'\n  #requires -version 3.0": "ScriptRequiresUnmatchedPSVersion",
    "#requires -PSSnapin No.Such.Snapin -Version 1": "ScriptRequiresMissingPSSnapIns",
    "#requires -ShellId Other.Shell": "ScriptRequiresUnmatchedShellId",
}


@pytest.mark.parametrize("text", MET)
def test_a_script_that_has_what_it_requires_runs(text: str) -> None:
    require(new_runspace().session, text, "t.ps1")


@pytest.mark.parametrize("text", UNMET)
def test_a_script_that_lacks_something_is_refused(text: str) -> None:
    with pytest.raises(PSError) as refused:
        require(new_runspace().session, text, "t.ps1")
    assert refused.value.record.full_id == UNMET[text]
    assert "'t.ps1'" in refused.value.record.text
