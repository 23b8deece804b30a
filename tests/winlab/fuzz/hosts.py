"""Two machines: one that is maltreated and one that must not notice."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from winlab.powershell.runspace import Runspace
from winlab.process import parts
from winlab.windows.lab import Lab
from winlab.windows.machine import Machine
from winlab.windows.session import open_session
from winlab.windows.specification import AdapterSpec, LabSpec, MachineSpec
from winlab.winrm.endpoint import Endpoint
from winlab.winrm.labhost import LabHost
from winlab.winrm.part import part_of

from .sweeps import within

_SPEC = LabSpec(
    "two",
    (
        MachineSpec("TARGET", adapters=(AdapterSpec(address="10.1.1.50"),)),
        MachineSpec("UNSEEN", adapters=(AdapterSpec(address="10.1.1.51"),)),
    ),
)
_CANARY = """
$PWD.Path
Get-ChildItem Env: | Sort-Object Name | ForEach-Object { "$($_.Name)=$($_.Value)" }
Get-Variable | Where-Object { 'PID', 'StackTrace' -notcontains $_.Name } | Sort-Object Name |
    ForEach-Object { "$($_.Name)=$($_.Value)" }
Get-ChildItem Function: | Sort-Object Name | ForEach-Object { "$($_.Name)=$($_.Definition)" }
Get-ChildItem Alias: | Sort-Object Name | ForEach-Object { "$($_.Name)=$($_.Definition)" }
Get-PSDrive | Sort-Object Name | ForEach-Object { "$($_.Name)=$($_.Root)" }
[System.Environment]::GetEnvironmentVariable('Path', 'Machine')
'abc' -replace 'b', 'x'; (1..3).GetType().FullName; [int]'7'
"""


class Hosts:
    """The two machines."""

    def __init__(self, lab: Lab, failures: list[str]) -> None:
        self._lab = lab
        self.failures = failures
        self.target = lab.machines["TARGET"]

    def session(self, machine: Machine | None = None) -> Runspace:
        """A fresh session of an administrator."""
        chosen = machine or self.target
        return Runspace(open_session(chosen, chosen.users.logon("Administrator", "interactive")))

    def run(self, work: Callable[[], None], stop: Callable[[], None] | None = None, limit: float = 10.0) -> None:
        """Runs emulated code."""

        def counted() -> None:
            with self._lab.clock.running():
                work()

        within(counted, limit, stop=stop)

    def unseen(self) -> tuple[object, list[str]]:
        """The other machine's state, and what a session on it sees."""
        machine = self._lab.machines["UNSEEN"]
        # A session leaves a profile: what comes into being on the first look belongs to the state before.
        seen: list[str] = []

        def look() -> None:
            result = self.session(machine).invoke(_CANARY)
            assert result.thrown is None, result.thrown.text
            seen.extend(str(value) for value in [*result.output, *(problem.text for problem in result.errors)])

        self.run(look)
        return machine.state(), seen


class Server:
    """The endpoint of a machine, open for Basic in clear text."""

    def __init__(self, machine: Machine, scratch: Path, failures: list[str]) -> None:
        sections = part_of(machine).sections
        sections["service"]["AllowUnencrypted"] = "true"
        sections["service/auth"]["Basic"] = "true"
        sections[""]["MaxTimeoutms"] = "300"
        self.account = "Administrator"
        self.password = machine.users.password_of(self.account) or ""
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda loop, context: failures.append(str(context)))
        self._workers = ThreadPoolExecutor(8)
        self._endpoint = Endpoint(LabHost(machine, lambda *_: None), self._workers, scratch)
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._endpoint.start(), self._loop).result(10)
        self.port = self._endpoint.port

    def stop(self) -> None:
        """Stops it."""
        asyncio.run_coroutine_threadsafe(self._endpoint.stop(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        self._workers.shutdown(wait=False)


@contextlib.contextmanager
def open_hosts(scratch: Path, failures: list[str]) -> Iterator[Hosts]:
    """The machines in a lab of their own."""
    parts.load()
    lab = Lab.create(_SPEC, seed="fuzz")
    try:
        opened = Hosts(lab, failures)
        opened.unseen()
        yield opened
    finally:
        lab.close()


@contextlib.contextmanager
def serving(hosts: Hosts, scratch: Path, failures: list[str]) -> Iterator[Server]:
    """The target over loopback."""
    server = Server(hosts.target, scratch, failures)
    try:
        yield server
    finally:
        server.stop()
