"""Invoke-Command and sessions on other machines, as scripts on a machine of the lab use them."""

from __future__ import annotations

import pytest

from winlab.powershell.runspace import Result, Runspace
from winlab.powershell.text import to_text
from winlab.windows.lab import Lab
from winlab.windows.session import open_session

REMOTE = "System.Management.Automation.RemoteException"


def run(lab: Lab, code: str, kind: str = "interactive") -> Result:
    machine = lab.machines["SRV2"]
    with machine.clock.running():
        return Runspace(open_session(machine, machine.users.logon("CORP\\admin", kind))).invoke(code)


OUTPUT = [
    ("a block runs on the other machine", "icm DC1 { $env:COMPUTERNAME }", ["DC1"]),
    ("arguments and input go along", "7, 8 | icm DC1 { param($a, $b) \"$a-$b\"; $input | % { $_ + 1 } } -Args 1, 2",
     ["1-2", "8", "9"]),
    ("what comes back is a copy that tells where it is from",
     "$s = icm DC1 { Get-Service W32Time }; $s.PSObject.TypeNames[0]; $s.PSComputerName; $s.Status; $s.Start -eq $null",
     ["Deserialized.System.ServiceProcess.ServiceController", "DC1", "Running", "True"]),
    ("several machines one after another", "icm DC1, SRV2 { hostname } | % { $_.PSComputerName }", ["DC1", "SRV2"]),
    ("a session keeps its variables",
     "$s = New-PSSession DC1; icm -Session $s { $x = 5 }; icm -Session $s { $x }; (Get-PSSession).Name; "
     "Remove-PSSession $s; @(Get-PSSession).Count; \"$($s.State)\"",
     ["5", "Session1", "0", "Closed"]),
    ("a script file of here runs there",
     "'param($n) \"$n on $env:COMPUTERNAME\"' > C:\\s.ps1; icm DC1 -FilePath C:\\s.ps1 -Args x", ["x on DC1"]),
    ("without a machine the block runs here", "icm { $env:COMPUTERNAME }", ["SRV2"]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "code", "output"), OUTPUT, ids=[row[0] for row in OUTPUT])
def test_remote_commands(lab: Lab, what: str, code: str, output: list[str]) -> None:
    result = run(lab, code)
    assert ([to_text(each) for each in result.output], result.errors, result.thrown) == (output, [], None), what


@pytest.mark.parametrize(
    ("code", "kind", "error_id"),
    [
        ("icm DC9 { 1 }", "interactive", "PSSessionStateBroken"),
        ("New-PSSession DC9", "interactive", "PSSessionOpenFailed"),
        ("icm DC1 { 1 }", "network", "PSSessionStateBroken"),
        ("icm localhost { icm DC1 { 1 } }", "interactive", "PSSessionStateBroken"),
        ("icm DC1 { Get-Item C:\\nope }", "interactive", "PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand"),
        ("icm DC1 { throw 'gone' }", "interactive", "gone"),
        ("Get-PSSession -Id 7", "interactive",
         "RemoteRunspaceNotAvailableForSpecifiedSessionId,Microsoft.PowerShell.Commands.GetPSSessionCommand"),
    ],
)  # fmt: skip
def test_what_is_refused_or_fails_over_there_is_an_error_here(lab: Lab, code: str, kind: str, error_id: str) -> None:
    result = run(lab, code, kind)
    assert (result.output, [each.full_id for each in result.errors], result.thrown) == ([], [error_id], None)


def test_an_error_of_over_there_tells_its_machine(lab: Lab) -> None:
    (record,) = run(lab, "icm DC1 { Get-Item C:\\nope }").errors
    assert (record.exception.name, record.category.activity) == (REMOTE, "Get-Item")
    shown = run(lab, "icm DC1 { Get-Item C:\\nope } -EA SilentlyContinue; $Error[0].OriginInfo.PSComputerName").output
    assert shown == ["DC1"]


def test_a_session_ends_with_the_machine_it_is_on(lab: Lab) -> None:
    result = run(lab, "icm DC1 { Restart-Computer -Force; Start-Sleep 600 }; 'still here'")
    assert result.output == ["still here"]
