"""Access lists and open files."""

from __future__ import annotations

import pytest

from tests.winlab.windows.conftest import Host
from winlab.powershell.runspace import Runspace
from winlab.powershell.text import to_text
from winlab.windows.accounts import Logon
from winlab.windows.errors import FileError
from winlab.windows.files import FULL, Access
from winlab.windows.lab import Lab
from winlab.windows.session import open_session
from winlab.windows.token import acting

OPEN = "$s = New-Object IO.FileStream 'C:\\boot.ini', 'Open', 'Read', '{share}';"


@pytest.fixture
def user(server: Host) -> Logon:
    server.machine.users.add_user("worker", "Secret-1")
    return server.machine.users.logon("worker", "interactive")


def _invoke(server: Host, logon: Logon, script: str) -> tuple[list[str], list[str]]:
    runspace = Runspace(open_session(server.machine, logon))
    with server.machine.clock.running():
        result = runspace.invoke(script)
    errors = [*result.errors, *([] if result.thrown is None else [result.thrown])]
    return [to_text(value) for value in result.output], [record.text for record in errors]


@pytest.mark.parametrize(
    "script",
    [
        "Set-Content C:\\WINDOWS\\x.txt 1",
        "Remove-Item C:\\boot.ini -Force",
        "New-Item C:\\WINDOWS\\sub -Type Directory",
        "[IO.File]::WriteAllText('C:\\WINDOWS\\x.txt', 'x')",
        "New-Object IO.FileStream 'C:\\boot.ini', 'Open', 'ReadWrite'",
        "Move-Item C:\\boot.ini C:\\WINDOWS\\b.ini",
        "Copy-Item C:\\boot.ini C:\\WINDOWS\\b.ini",
    ],
)
def test_a_user_may_not_change_what_is_the_systems(server: Host, user: Logon, script: str) -> None:
    before = server.machine.files.read("C:\\boot.ini")
    _, errors = _invoke(server, user, script)
    assert ["denied" in text for text in errors] == [True]
    assert (server.machine.files.read("C:\\boot.ini"), server.machine.files.exists("C:\\WINDOWS\\b.ini")) == (
        before,
        False,
    )


def test_a_user_reads_and_an_administrator_writes(server: Host, user: Logon) -> None:
    assert _invoke(server, user, "(Get-Content C:\\boot.ini)[0]") == (["[boot loader]"], [])
    assert _invoke(server, server.admin, "Set-Content C:\\WINDOWS\\x.txt 1; gc C:\\WINDOWS\\x.txt") == (["1"], [])


def test_an_access_list_opens_a_folder(server: Host, user: Logon) -> None:
    server.machine.files.make_folder("C:\\Work")
    server.machine.files.set_acl("C:\\Work", (Access("SRV1\\worker", FULL),))
    script = (
        "Set-Content C:\\Work\\a.txt 1; md C:\\Work\\b | Out-Null; ri C:\\Work\\a.txt; dir C:\\Work | % { $_.Name }"
    )
    assert _invoke(server, user, script) == (["b"], [])


def test_a_refusal_comes_before_a_permission(server: Host, user: Logon) -> None:
    acl = (Access("SRV1\\worker", FULL, allow=False), Access("Everyone", FULL))
    server.machine.files.write("C:\\secret.txt", b"x")
    server.machine.files.set_acl("C:\\secret.txt", acl)
    out, errors = _invoke(server, user, "Get-Content C:\\secret.txt")
    assert (out, ["denied" in text for text in errors]) == ([], [True])
    with acting(server.machine, user), pytest.raises(FileError) as refused:
        server.machine.files.read("C:\\secret.txt")
    assert refused.value.code == 5


def test_cmd_says_access_is_denied(server: Host, user: Logon) -> None:
    answer = server.run("reg export HKLM\\SOFTWARE\\Microsoft\\PowerShell C:\\WINDOWS\\x.reg", logon=user)
    assert (answer.exit_code, "Access is denied." in answer.stderr) == (1, True)


@pytest.mark.parametrize(
    ("share", "script", "works"),
    [
        ("None", "Get-Content C:\\boot.ini | Out-Null", False),
        ("Read", "Get-Content C:\\boot.ini | Out-Null", True),
        ("Read", "Set-Content C:\\boot.ini x", False),
        ("ReadWrite", "Add-Content C:\\boot.ini x", True),
        ("ReadWrite", "Remove-Item C:\\boot.ini -Force", False),
        ("Delete", "Remove-Item C:\\boot.ini -Force", True),
        ("Read", "[IO.File]::Open('C:\\boot.ini', 'Open').Close()", False),
        ("Read", "Rename-Item C:\\boot.ini b.ini", False),
    ],
)
def test_an_open_file_is_shared_as_its_owner_says(server: Host, share: str, script: str, works: bool) -> None:
    _, errors = _invoke(server, server.admin, OPEN.format(share=share) + script)
    assert ["being used by another process" in text for text in errors] == ([] if works else [True])


def test_what_was_closed_is_free(server: Host) -> None:
    script = OPEN.format(share="None") + "$s.Close(); Set-Content C:\\boot.ini x; Get-Content C:\\boot.ini"
    assert _invoke(server, server.admin, script) == (["x"], [])


def test_a_process_that_ended_holds_nothing(server: Host, lab: Lab) -> None:
    session = open_session(server.machine, server.admin)
    with server.machine.clock.running():
        Runspace(session).invoke(OPEN.format(share="None"))
    with pytest.raises(FileError) as refused:
        server.machine.files.read("C:\\boot.ini")
    assert refused.value.code == 32
    server.machine.processes.kill(int(str(session.get_variable("pid"))))
    assert server.machine.files.read("C:\\boot.ini").startswith(b"[boot loader]")
