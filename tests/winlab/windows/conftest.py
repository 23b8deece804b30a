from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from winlab.powershell.runspace import Runspace
from winlab.powershell.text import to_text
from winlab.process.parts import load
from winlab.windows.accounts import Logon
from winlab.windows.lab import Lab
from winlab.windows.machine import Machine
from winlab.windows.programs import Output, run
from winlab.windows.session import open_session
from winlab.windows.specification import AdapterSpec, DiskSpec, FileSpec, LabSpec, MachineSpec

load()
MEDIA = (
    FileSpec("C:\\Media\\Windows\\AMD64"),
    FileSpec("C:\\Media\\WindowsServer2003-KB942288-v4-x64.exe", "package", {"package": "KB942288-v4"}),
    FileSpec("C:\\Media\\msxml6_x64.msi", "package", {"package": "msxml6"}),
    FileSpec("C:\\Media\\KB926139.exe", "package", {"package": "KB926139"}),
)
SPEC = LabSpec(
    "two",
    (
        MachineSpec(
            "SRV1",
            adapters=(AdapterSpec("Public", "10.1.1.50"), AdapterSpec("Private", "192.168.100.11")),
            disks=(DiskSpec("C"), DiskSpec("D", 10)),
            files=MEDIA,
        ),
        MachineSpec("BARE", remoting=False, adapters=(AdapterSpec(address="10.1.1.51"),), files=MEDIA),
    ),
)


class Host:
    """One machine, its administrator, and short ways to use them."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    @property
    def admin(self) -> Logon:
        return self.machine.users.logon("Administrator", "interactive")

    def run(self, command_line: str, stdin: str = "", logon: Logon | None = None) -> Output:
        return run(self.machine, command_line, logon or self.admin, stdin=stdin)

    def command(self, lines: Sequence[str]) -> Output:
        """What one line typed at a prompt gives, or several as a batch file."""
        if len(lines) == 1:
            return self.run(f"cmd.exe /c {lines[0]}")
        self.machine.files.write_text("C:\\batch.cmd", "\r\n".join(["@echo off", *lines, ""]))
        return self.run("cmd.exe /c C:\\batch.cmd")

    def answer(self, script: str) -> list[str]:
        """What a script writes, then the ids of its errors, each behind a ``!``."""
        shell = Runspace(open_session(self.machine, self.admin))
        with self.machine.clock.running():
            result = shell.invoke(script)
        failed = [*result.errors, *([result.thrown] if result.thrown is not None else [])]
        return [*(to_text(value) for value in result.output), *(f"!{record.full_id}" for record in failed)]


@pytest.fixture
def lab() -> Iterator[Lab]:
    made = Lab.create(SPEC, seed="test")
    yield made
    made.close()


@pytest.fixture
def server(lab: Lab) -> Host:
    return Host(lab.machines["SRV1"])


@pytest.fixture
def bare(lab: Lab) -> Host:
    return Host(lab.machines["BARE"])
