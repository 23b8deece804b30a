"""``IIS://`` of ADSI: the metabase of a machine with IIS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from winlab.powershell.runspace import Runspace
from winlab.powershell.text import to_text
from winlab.scenarios import Scenario, create_lab
from winlab.windows.components import turn_on
from winlab.windows.lab import Lab
from winlab.windows.session import open_session

ACCOUNT = "SMALL\\exdeploy"


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """SRV1 has IIS, SRV2 has not."""
    made = create_lab(Scenario.load("small"))
    turn_on(made.machines["SRV1"], "iis_www")
    yield made
    made.close()


def run(lab: Lab, script: str) -> tuple[list[str], list[str]]:
    """What a script writes on SRV1, and the texts of its errors."""
    assert lab.accounts is not None
    host = lab.machines["SRV1"]
    logon = host.users.logon(ACCOUNT, "interactive", lab.accounts.password_of(ACCOUNT))
    with lab.clock.running():
        result = Runspace(open_session(host, logon)).invoke(script)
    return [to_text(value) for value in result.output], [error.text.strip() for error in result.errors]


OUTPUT = [
    ("$e = [ADSI]'IIS://localhost/W3SVC'; $e.Name; $e.SchemaClassName; $e.psbase.Parent.SchemaClassName",
     ["W3SVC", "IIsWebService", "IIsComputer"]),
    ("$p = [ADSI]'IIS://localhost/W3SVC/AppPools'; $n = $p.Create('IIsApplicationPool', 'Mine'); "
     "$n.Put('AppPoolIdentityType', 2); $n.SetInfo(); "
     "([ADSI]'IIS://SRV1/W3SVC/AppPools/Mine').AppPoolIdentityType.Value; "
     "@($p.psbase.Children | % { $_.psbase.Name }) -contains 'Mine'; $p.Delete('IIsApplicationPool', 'Mine'); "
     "[ADSI]::Exists('IIS://SRV1/W3SVC/AppPools/Mine')",
     ["2", "True", "False"]),
    ("$r = [ADSI]'IIS://localhost/W3SVC/1/ROOT'; $v = $r.Create('IIsWebVirtualDir', 'files'); "
     "$v.Put('Path', 'C:\\files'); $v.SetInfo(); $v.AppCreate3(2, 'DefaultAppPool', $true); "
     "$w = [ADSI]'IIS://localhost/W3SVC/1/ROOT/files'; "
     "$w.Get('Path'); $w.AppPoolId.Value; $w.KeyType.Value; "
     "cscript //nologo C:\\inetpub\\adminscripts\\adsutil.vbs get W3SVC/1/ROOT/files/Path",
     ["C:\\files", "DefaultAppPool", "IIsWebVirtualDir", 'Path                            : (STRING) "C:\\files"']),
    ("$s = [ADSI]'IIS://localhost/W3SVC/1'; $s.Stop(); $s.Get('ServerState'); $s.Start(); $s.Get('ServerState')",
     ["4", "2"]),
]  # fmt: skip


@pytest.mark.parametrize(("script", "output"), OUTPUT)
def test_the_metabase_through_adsi(lab: Lab, script: str, output: list[str]) -> None:
    assert run(lab, script) == (output, [])


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("([ADSI]'IIS://localhost/W3SVC/99').Name", "The system cannot find the path specified."),
        ("([ADSI]'IIS://SRV2/W3SVC').Name", "Unknown error (0x80005000)"),
        ("([ADSI]'IIS://nowhere/W3SVC').Name", "The RPC server is unavailable."),
    ],
)
def test_a_key_or_a_machine_that_is_not_there(lab: Lab, script: str, text: str) -> None:
    output, errors = run(lab, script)
    assert (output, [text in error for error in errors]) == ([], [True]), errors
