"""The cmdlets of event logs on Windows Server 2003."""

from __future__ import annotations

import pytest

from tests.winlab.windows.conftest import Host
from winlab.powershell.runspace import Runspace
from winlab.powershell.text import to_text
from winlab.windows.session import open_session

NEW = "New-EventLog Lab -Source Part; "


@pytest.fixture
def shell(server: Host) -> Runspace:
    return Runspace(open_session(server.machine, server.admin))


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        ("Get-EventLog -List | % { $_.Log }", ["Application", "System", "Security", "Windows PowerShell"]),
        ("Get-EventLog -List -AsString", ["Application", "System", "Security", "Windows PowerShell"]),
        (NEW + "Write-EventLog Lab Part 7 -Message m -EntryType Error; (Get-EventLog Lab).EntryType", ["Error"]),
        (NEW + "Write-EventLog Lab Part 7 -Message m; Clear-EventLog Lab; Remove-EventLog Lab;"
         "@(Get-EventLog -List).Count", ["4"]),
        ("$e = Get-EventLog System -Newest 1; $e.Source; $e.InstanceId -gt 0", ["Service Control Manager", "True"]),
    ],
)  # fmt: skip
def test_a_log_answers(server: Host, shell: Runspace, script: str, answer: list[str]) -> None:
    with server.machine.clock.running():
        result = shell.invoke(script)
    assert (result.thrown, [record.text for record in result.errors]) == (None, [])
    assert [to_text(value) for value in result.output] == answer


@pytest.mark.parametrize("script", ["Get-WinEvent -LogName System", "Clear-EventLog None", "Get-EventLog None"])
def test_a_log_that_is_not_there(server: Host, shell: Runspace, script: str) -> None:
    with server.machine.clock.running():
        result = shell.invoke(script)
    assert len(result.errors) + (result.thrown is not None) == 1
