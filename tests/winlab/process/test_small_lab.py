"""The command line and a real, small lab: a process of its own, real clients."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import winrm
from pypsrp.exceptions import WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan


class Lab:
    def __init__(self, state: Path) -> None:
        self.state = state

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "winlab", *words, "--state", str(self.state)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def good(self, *words: str) -> str:
        ended = self.run(*words)
        assert ended.returncode == 0, ended
        return ended.stdout

    def host(self, name: str) -> dict[str, str]:
        hosts = json.loads(self.good("list", "--json"))["hosts"]
        found: dict[str, str] = next(host for host in hosts if host["name"] == name)
        return found

    def pid(self) -> int:
        return int(json.loads((self.state / "daemon.json").read_text())["pid"])

    def command(self, text: str) -> tuple[int, str]:
        host = self.host("SRV1")
        session = winrm.Session(host["url"], auth=(host["username"], host["password"]), transport="ntlm")
        answer = session.run_cmd(text)
        return answer.status_code, answer.std_out.decode().strip()

    def script(self, text: str) -> list[object]:
        host = self.host("SRV1")
        wsman = WSMan(
            "127.0.0.1",
            port=int(host["port"]),
            ssl=False,
            auth="ntlm",
            username=host["username"],
            password=host["password"],
        )
        with wsman, RunspacePool(wsman) as pool, PowerShell(pool) as shell:
            shell.add_script(text)
            found: list[object] = shell.invoke()
            assert not shell.had_errors, [str(error) for error in shell.streams.error]
            return found


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    started = Lab(tmp_path_factory.mktemp("lab") / "state")
    started.good("up", "--scenario", "small")
    yield started
    started.run("down")


def test_commands_run_on_a_host_as_the_account_that_list_names(lab: Lab) -> None:
    assert lab.command("echo %COMPUTERNAME% %USERNAME%") == (0, "SRV1 exdeploy")
    assert lab.command("hostname") == (0, "srv1")
    assert lab.command("exit 7") == (7, "")


def test_scripts_run_over_psrp(lab: Lab) -> None:
    assert lab.script("$env:COMPUTERNAME; 6 * 7") == ["SRV1", 42]


def test_an_hour_of_sleep_passes_at_once(lab: Lab) -> None:
    assert lab.script("$a = Get-Date; Start-Sleep 3600; ((Get-Date) - $a).TotalSeconds -ge 3600") == [True]


def test_scripts_run_through_powershell_exe_and_keep_their_exit_code(lab: Lab) -> None:
    assert lab.command('powershell -NoProfile -Command "6 * 7; exit 3"') == (3, "42")


def test_a_restart_lets_the_answer_out_and_the_host_comes_back_as_a_new_boot(lab: Lab) -> None:
    boot = "(Get-WmiObject Win32_OperatingSystem).LastBootUpTime"
    before = lab.script(boot)
    assert lab.command("shutdown /r /t 5 /f")[0] == 0
    deadline = time.monotonic() + 20
    after = before
    while after == before and time.monotonic() < deadline:
        try:
            after = lab.script(boot)
        except (requests.ConnectionError, WSManFaultError):
            time.sleep(0.05)
    assert after != before


def test_up_again_changes_nothing(lab: Lab) -> None:
    pid = lab.pid()
    assert f"process {pid} runs already" in lab.good("up")
    assert lab.run("up", "--scenario", "diary").returncode == 2


def test_a_killed_lab_is_found_dead_and_starts_again_on_its_state(lab: Lab) -> None:
    lab.command("mkdir C:\\Kept")
    lab.good("digest")
    digest, pid, url = lab.good("digest"), lab.pid(), lab.host("SRV1")["url"]
    time.sleep(0.5)
    os.kill(pid, signal.SIGKILL)
    found = lab.run("status")
    assert found.returncode == 3
    assert f"lab process {pid} is gone" in found.stdout
    lab.good("up")
    assert lab.pid() != pid
    assert lab.host("SRV1")["url"] == url
    assert lab.command("if exist C:\\Kept echo there") == (0, "there")
    assert lab.good("digest") == digest


def test_down_leaves_no_process_and_the_digest_can_still_be_read(lab: Lab) -> None:
    digest, pid = lab.good("digest"), lab.pid()
    lab.good("down")
    assert not Path(f"/proc/{pid}").exists()
    assert lab.run("status").returncode == 3
    assert lab.good("digest") == digest
    assert json.loads(lab.good("list", "--json"))["running"] is False
    lab.good("up")


def test_all_files_of_the_state_are_for_the_owner_alone(lab: Lab) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in lab.state.rglob("*") if path.is_file()}
    assert modes == {0o600}


def test_the_log_tells_who_did_what(lab: Lab) -> None:
    lab.command("ver")
    lines = lab.good("log", "SRV1", "--json").splitlines()
    assert {json.loads(line)["account"] for line in lines} >= {"SMALL\\exdeploy"}


def test_reset_goes_back_to_the_beginning(lab: Lab) -> None:
    lab.command("mkdir C:\\Gone")
    lab.good("reset")
    assert lab.command("if exist C:\\Gone (echo there) else (echo gone)") == (0, "gone")


def test_what_is_no_lab_is_said(tmp_path: Path) -> None:
    nothing = Lab(tmp_path / "nothing")
    assert nothing.run("status").returncode == 4
    assert nothing.run("up").returncode == 4
    ended = nothing.run("up", "--scenario", "nonsense")
    assert ended.returncode == 1
    assert "nonsense" in ended.stderr
