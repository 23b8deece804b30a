"""Faults, snapshots, PowerShell on a host and the log, on a running lab and with real clients."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import winrm
from pypsrp.exceptions import WinRMTransportError, WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from winlab.process.client import LabClient, LabCommandError
from winlab.process.control import ControlError

BOOT = "(Get-WmiObject Win32_OperatingSystem).LastBootUpTime"


class Client:
    """A PowerShell session over WinRM."""

    def __init__(self, lab: LabClient, host: str, read_timeout: int = 30) -> None:
        found = lab.hosts()[host]
        self._wsman = WSMan(
            "127.0.0.1",
            port=int(str(found["port"])),
            ssl=False,
            auth="ntlm",
            username=str(found["username"]),
            password=str(found["password"]),
            read_timeout=read_timeout,
            reconnection_retries=0,
        )

    def run(self, text: str) -> list[object]:
        pool = RunspacePool(self._wsman)
        try:
            pool.open()
            shell = PowerShell(pool)
            shell.add_script(text)
            found: list[object] = shell.invoke()
        except Exception:
            # pypsrp can't close a pool over a new connection; what is left over counts against the quota.
            self._wsman.close()
            raise
        pool.close()
        self._wsman.close()
        return found


def command(lab: LabClient, host: str, text: str) -> bytes:
    """What a command prints over WinRS."""
    found = {name: str(value) for name, value in lab.hosts()[host].items()}
    session = winrm.Session(found["url"], auth=(found["username"], found["password"]), transport="ntlm")
    printed: bytes = session.run_cmd(text).std_out
    return printed


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabClient]:
    lab = LabClient(tmp_path_factory.mktemp("lab") / "state")
    lab.up("small")
    for host in ("SRV1", "SRV2"):
        # Clients whose link is cut leave shells behind.
        assert lab.shell(host, "winrm set winrm/config/winrs '@{MaxShellsPerUser=\"100\"}'").exit_code == 0
    yield lab
    lab.down()


@pytest.fixture
def lab(running: LabClient) -> Iterator[LabClient]:
    yield running
    running.clear_faults()


def await_host(lab: LabClient, host: str) -> list[object]:
    """What the host says of its start, once it answers."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return Client(lab, host).run(BOOT)
        except (requests.RequestException, WSManFaultError, WinRMTransportError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def strikes(lab: LabClient) -> list[str]:
    return [entry["detail"] for entry in lab.log() if entry["action"] == "fault" and "struck" in entry["detail"]]


@pytest.mark.parametrize(
    ("kind", "error", "carried_out"),
    [
        ("cut-before", requests.ConnectionError, False),
        ("cut-after", requests.ConnectionError, True),
        ("truncate", requests.RequestException, True),
        ("http-500", WinRMTransportError, False),
        ("half-open", requests.ReadTimeout, False),
    ],
)
def test_a_request_that_is_hit_fails_as_it_would_on_a_network(
    lab: LabClient, kind: str, error: type[Exception], carried_out: bool
) -> None:
    path = f"C:\\hit-{kind}.txt"
    client = Client(lab, "SRV1", read_timeout=2)
    lab.add_fault("SRV1", kind, match="Command")
    with pytest.raises(error):
        client.run(f"'x' > {path}")
    assert Client(lab, "SRV1").run(f"Test-Path {path}") == [carried_out]
    assert strikes(lab)[-1].endswith(f"struck at request 1 (Command): {kind}")


def test_a_delay_takes_real_time(lab: LabClient) -> None:
    lab.add_fault("SRV1", "delay", seconds=1, match="Create", part="answer")
    started = time.monotonic()
    assert Client(lab, "SRV1").run("1") == [1]
    assert time.monotonic() - started > 1


def test_a_request_that_comes_twice_is_carried_out_twice(lab: LabClient) -> None:
    lab.add_fault("SRV1", "duplicate", match="Create")
    opened = sum(entry["detail"].startswith("opened") for entry in lab.log("SRV1"))
    Client(lab, "SRV1").run("1")
    assert sum(entry["detail"].startswith("opened") for entry in lab.log("SRV1")) == opened + 2


def test_a_restart_at_once_is_another_boot(lab: LabClient) -> None:
    before = Client(lab, "SRV1").run(BOOT)
    lab.add_fault("SRV1", "restart")
    assert await_host(lab, "SRV1") != before


def test_a_restart_kills_the_program_that_it_strikes(lab: LabClient) -> None:
    lab.add_fault("SRV2", "restart", on="program", match="ping.exe", seconds=2)
    # A client that sends its sealed message again over a fresh connection gets 400.
    gone = (requests.RequestException, winrm.exceptions.WinRMError, winrm.exceptions.WinRMTransportError)
    with pytest.raises(gone):
        command(lab, "SRV2", "ping -n 30 10.2.1.10 && echo done > C:\\done.txt")
    await_host(lab, "SRV2")
    assert Client(lab, "SRV2").run("Test-Path C:\\done.txt") == [False]


def test_a_full_disk_takes_nothing_until_the_fault_is_cleared(lab: LabClient) -> None:
    lab.add_fault("SRV1", "disk-full")
    write = "try { [IO.File]::WriteAllText('C:\\full.txt', 'x') } catch { $_.Exception.Message }"
    free = "(Get-WmiObject Win32_LogicalDisk -Filter \"DeviceID='C:'\").FreeSpace"
    assert "not enough space" in lab.shell("SRV1", write).output.replace("\n", "")
    assert lab.shell("SRV1", free).output.strip() == "0"
    lab.clear_faults()
    assert lab.shell("SRV1", write + "; Test-Path C:\\full.txt").output.strip() == "True"


def test_a_stopped_service_does_not_start_until_the_fault_is_cleared(lab: LabClient) -> None:
    lab.add_fault("SRV1", "service-stopped", service="W32Time")
    assert lab.shell("SRV1", "(Get-Service W32Time).Status").output.strip() == "Stopped"
    assert lab.shell("SRV1", "Start-Service W32Time").exit_code == 1
    lab.clear_faults()
    assert lab.shell("SRV1", "Start-Service W32Time").exit_code == 0


def test_another_host_answers_at_the_address(lab: LabClient) -> None:
    lab.add_fault("SRV1", "wrong-identity", as_host="SRV2")
    assert Client(lab, "SRV1").run("$env:COMPUTERNAME") == ["SRV2"]
    lab.clear_faults()
    assert Client(lab, "SRV1").run("$env:COMPUTERNAME") == ["SRV1"]


def test_hostile_text_comes_before_a_programs_own(lab: LabClient) -> None:
    lab.add_fault("SRV1", "hostile-output", match="hostname.exe", attack="escape")
    output = command(lab, "SRV1", "hostname")
    assert output.startswith(b"\x1b[2J")
    assert output.endswith(b"srv1\r\n")


def test_faults_outlive_the_labs_process(lab: LabClient) -> None:
    lab.add_fault("SRV1", "disk-full")
    lab.add_fault("SRV1", "http-500", at=2, match="Create")
    lab.down()
    lab.up()
    assert [fault["state"] for fault in lab.faults()] == ["active", "waiting"]
    assert lab.shell("SRV1", "'x' > C:\\y.txt").exit_code == 1


def test_wrong_faults_are_refused_with_exit_code_2(lab: LabClient) -> None:
    for words in (
        ("add", "SRV1", "disk-full", "--drive", "Q"),
        ("add", "NOBODY", "delay"),
        ("add", "SRV1", "delay", "--service", "x"),
    ):
        with pytest.raises(LabCommandError) as caught:
            lab.command("fault", *words)
        assert caught.value.exit_code == 2, words
    assert lab.faults() == []


def test_a_script_with_one_wrong_fault_adds_none(lab: LabClient) -> None:
    with pytest.raises(ControlError, match="fault 2: there is no fault x"):
        lab.play([{"host": "SRV1", "kind": "delay"}, {"host": "SRV1", "kind": "x"}])
    assert lab.faults() == []


def test_the_log_tells_which_request_changed_what(lab: LabClient) -> None:
    script = "New-Item HKLM:\\SOFTWARE\\Told | Out-Null; 'x' > C:\\told.txt; Stop-Service Spooler"
    Client(lab, "SRV1").run(script)
    told = [entry for entry in lab.log("SRV1") if entry["action"] in ("pipeline", "changed")][-2:]
    (asked, changed) = (entry["detail"] for entry in told)
    assert asked.partition(" ")[0] == changed.partition(" ")[0]
    assert {entry["account"] for entry in told} == {"SMALL\\exdeploy"}
    for expected in ("HKEY_LOCAL_MACHINE\\SOFTWARE\\Told", "files: C:\\told.txt", "services: Spooler"):
        assert expected in changed
    assert script not in asked


def test_reading_changes_nothing_in_the_log(lab: LabClient) -> None:
    Client(lab, "SRV1").run("1")
    before = sum(entry["action"] == "changed" for entry in lab.log())
    Client(lab, "SRV1").run("Get-Service | Out-Null; Get-ChildItem C:\\ | Out-Null")
    assert sum(entry["action"] == "changed" for entry in lab.log()) == before


def test_the_log_tells_what_a_change_in_the_directory_was(lab: LabClient) -> None:
    lab.shell("DC1", "$ou = [ADSI]'LDAP://OU=Staff,DC=small,DC=example'; $ou.Put('description', 'x'); $ou.SetInfo()")
    changed = [entry["detail"] for entry in lab.log("DC1") if entry["action"] == "changed"]
    assert "directory: OU=Staff,DC=small,DC=example" in changed[-1]


def test_shell_gives_exit_codes_and_keeps_its_streams_apart(lab: LabClient) -> None:
    assert lab.shell("SRV1", "exit 7").exit_code == 7
    ran = lab.shell("SRV1", "'well'; Write-Error 'bad'")
    assert (ran.exit_code, ran.output) == (1, "well\n")
    assert "bad" in ran.errors
    assert lab.shell("SRV1", "whoami", "SYSTEM").output == "nt authority\\system\n"


@pytest.mark.parametrize(
    ("words", "exit_code", "says"),
    [
        (("SRV1", "-c", "'well'; exit 7"), 7, "well"),
        (("SRV1", "--over", "winrm", "-c", "whoami"), 0, "small\\exdeploy"),
        (("NOBODY", "-c", "1"), 2, "there is no host NOBODY"),
        (("SRV1", "--account", "nobody", "-c", "1"), 1, "nobody can't log on to SRV1"),
    ],
)
def test_shell_is_a_command(lab: LabClient, words: tuple[str, ...], exit_code: int, says: str) -> None:
    command = [sys.executable, "-m", "winlab", "shell", *words, "--state", str(lab.state)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == exit_code
    assert says in ended.stdout + ended.stderr


def test_a_snapshot_brings_the_state_back(lab: LabClient) -> None:
    lab.shell("SRV1", "'x' > C:\\kept.txt")
    lab.command("snapshot", "before")
    digest = lab.digest()
    lab.shell("SRV1", "Remove-Item C:\\kept.txt; New-Item C:\\new -Type Directory | Out-Null")
    lab.add_fault("SRV1", "disk-full")
    assert lab.digest() != digest
    lab.command("restore", "before")
    assert lab.digest() == digest
    assert lab.shell("SRV1", "Test-Path C:\\kept.txt").output.strip() == "True"
    assert lab.faults() == []
    assert "before" in lab.command("snapshots")
    with pytest.raises(LabCommandError, match="already"):
        lab.command("snapshot", "before")
    lab.command("snapshot", "before", "--replace")
    lab.command("snapshots", "--delete", "before")
    assert lab.command("snapshots") == ""


def test_snapshots_that_can_not_be_are_refused(lab: LabClient, tmp_path: Path) -> None:
    words: tuple[str, ...]
    for words in (("restore", "nothing"), ("snapshot", "../x"), ("snapshots", "--delete", "nothing")):
        with pytest.raises(LabCommandError) as caught:
            lab.command(*words)
        assert caught.value.exit_code == 1
    nowhere = LabClient(tmp_path / "none")
    for words in (("snapshot", "x"), ("fault", "list"), ("shell", "SRV1", "-c", "1")):
        with pytest.raises(LabCommandError) as caught:
            nowhere.command(*words)
        assert caught.value.exit_code == 4
    with contextlib.suppress(LabCommandError):
        nowhere.down()
