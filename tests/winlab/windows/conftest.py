from __future__ import annotations

from collections.abc import Iterator

import pytest

from winlab.windows.accounts import Logon
from winlab.windows.lab import Lab
from winlab.windows.machine import Machine
from winlab.windows.programs import Output, run
from winlab.windows.specification import AdapterSpec, DiskSpec, FileSpec, LabSpec, MachineSpec

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
