"""ping.exe, and what a stop does to a native program."""

from __future__ import annotations

import pytest

from tests.winlab.windows.conftest import Host
from winlab.powershell.runspace import Runspace
from winlab.windows.lab import Lab
from winlab.windows.session import open_session


@pytest.mark.parametrize(
    ("command", "exit_code", "text"),
    [
        ("ping BARE", 0, "Reply from 10.1.1.51: bytes=32 time<1ms TTL=128"),
        ("ping -n 2 127.0.0.1", 0, "Sent = 2, Received = 2, Lost = 0 (0% loss)"),
        ("ping nobody", 1, "could not find host nobody"),
        ("ping /colour BARE", 1, "Bad option"),
        ("ping -n 0 BARE", 1, "valid range is from 1 to"),
    ],
)
def test_what_ping_says(server: Host, command: str, exit_code: int, text: str) -> None:
    answer = server.run(command)
    assert (answer.exit_code, text in answer.stdout) == (exit_code, True)


def test_a_machine_that_is_off_does_not_answer(lab: Lab, server: Host) -> None:
    lab.machines["BARE"].go_down()
    answer = server.run("ping -n 1 BARE")
    assert (answer.exit_code, "Request timed out." in answer.stdout) == (1, True)


def test_a_stop_ends_the_program_that_is_waited_for(server: Host) -> None:
    session = open_session(server.machine, server.admin)
    host = session.host
    names: list[str] = []

    def look() -> None:
        names.extend(process.name for process in server.machine.processes.named("ping.exe"))
        host.stop()  # type: ignore[attr-defined]  # a MachineSessionHost

    server.machine.clock.call_at(5, look, "stop")
    before = server.machine.local_time()
    with server.machine.clock.running():
        Runspace(session).invoke("ping.exe -n 100 127.0.0.1")
    assert names == ["ping.exe"]
    assert (server.machine.local_time() - before).total_seconds() < 30
    assert server.machine.processes.named("ping.exe") == []
