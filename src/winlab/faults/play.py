"""Carries faults out on a lab: on its hosts, and on the way to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import Protocol

from winlab.faults.board import Board, Note, Placed
from winlab.faults.fault import Fault, FaultError, fault_from
from winlab.faults.hostile import hostile_text
from winlab.faults.kinds import JOB, NOW, PROGRAM, REQUEST
from winlab.windows.lab import Lab
from winlab.windows.machine import Machine
from winlab.windows.programs import ProgramCall
from winlab.winrm.interference import ANSWER, Blow, Interference

_BLOWS = {
    "cut-before": ("cut", ""),
    "cut-after": ("cut", ANSWER),
    "truncate": ("truncate", ANSWER),
    "delay": ("delay", ""),
    "duplicate": ("duplicate", ""),
    "half-open": ("half-open", ""),
    "http-500": ("http-500", ""),
}


class Door(Protocol):
    """The address of a host."""

    def cut(self) -> None:
        """Resets all connections."""


class Play:
    """The faults of one lab, carried out.

    Args:
        hosts: names of the hosts that can have faults.
        lab: the lab; without one only the way to the hosts can suffer.
        workers: where blocking work runs.
        note: writes to the log.
        changed: gets all faults as data after each change.
    """

    def __init__(
        self,
        hosts: Sequence[str],
        lab: Lab | None,
        workers: Executor,
        note: Note,
        changed: Callable[[list[dict[str, object]]], None],
    ) -> None:
        self.board = Board(hosts, note, changed)
        self.doors: Mapping[str, Door] = {}
        self.lead: Callable[[str, str | None], None] = lambda host, other: None
        """Lets another host answer at the address of a host; None: the right one again."""
        self._lab = lab
        self._workers = workers
        if lab is not None:
            lab.program_hooks.append(self._program_started)

    def interference(self, host: str) -> Interference:
        """What the endpoint of a host asks."""
        return _HostInterference(self, host)

    # -- on and off -----

    def resume(self, kept: Sequence[Mapping[str, object]]) -> None:
        """Takes over the faults of an earlier process; what stays holds again."""
        for fault in self.board.load(kept):
            self._do(fault)

    def add(self, entries: Sequence[Mapping[str, object]]) -> list[Placed]:
        """Adds faults, all or none; those that strike at once have struck when this returns.

        Raises:
            FaultError: one of them can't be.
        """
        faults = []
        for number, entry in enumerate(entries, 1):
            try:
                faults.append(fault_from(entry, self.board.hosts))
                self._check(faults[-1])
            except FaultError as error:
                raise FaultError(f"fault {number}: {error}" if len(entries) > 1 else str(error)) from None
        added = self.board.add(faults)
        for placed in added:
            if placed.fault.on == NOW:
                self.board.at_once(placed)
                self._do(placed.fault)
        return added

    def clear(self, host: str | None = None, number: int | None = None) -> list[Placed]:
        """Takes faults away; what stayed ends."""
        gone = self.board.clear(host, number)
        for placed in gone:
            if placed.struck:
                self._undo(placed.fault)
        return gone

    def _check(self, fault: Fault) -> None:
        if self._lab is None:
            if fault.on not in (NOW, REQUEST) or (fault.kind not in _BLOWS):
                raise FaultError("there is no lab behind these hosts")
            return
        machine = self._machine(fault)
        if fault.kind == "disk-full" and _drive(fault) not in machine.files.disks:
            raise FaultError(f"{machine.name} has no volume {_drive(fault)}; it has {', '.join(machine.files.disks)}")
        if fault.kind == "service-stopped" and machine.services.find(fault.text("service")) is None:
            raise FaultError(f"{machine.name} has no service {fault.text('service')}")

    # -- events -----

    async def at_request(self, host: str, name: str) -> list[Blow]:
        """A request has come; what it suffers."""
        blows: list[Blow] = []
        for fault in self.board.event(host, REQUEST, name):
            if fault.kind in _BLOWS:
                blows.append(_blow(fault))
                continue
            await asyncio.get_running_loop().run_in_executor(self._workers, self._do, fault)
            if fault.kind == "wrong-identity" or (fault.kind == "restart" and not fault.number("seconds")):
                blows.append(Blow("cut"))
        return blows

    def _program_started(self, call: ProgramCall, task: str) -> None:
        host = call.machine.name
        if not self.board.is_active(host):
            return
        struck = self.board.event(host, PROGRAM, call.path.rpartition("\\")[2])
        if task:
            struck += self.board.event(host, JOB, task)
        for fault in struck:
            if fault.kind == "hostile-output":
                call.out(hostile_text(fault))
            else:
                self._do(fault)

    # -- deeds -----

    def _do(self, fault: Fault) -> None:
        if fault.kind in _BLOWS:
            self.doors[fault.host].cut()
            return
        machine = self._machine(fault)
        with machine.clock.running():
            if fault.kind == "restart":
                seconds = fault.number("seconds")
                if seconds:
                    machine.clock.call_at(seconds, machine.crash, f"{machine.name}: fault")
                else:
                    machine.crash()
            elif fault.kind == "disk-full":
                machine.files.disks[_drive(fault)].is_jammed = True
            elif fault.kind == "service-stopped":
                code = int(fault.number("code"))
                machine.services.failing[fault.text("service").lower()] = code
                machine.services.stopped(fault.text("service"), code)
            elif fault.kind == "wrong-identity":
                self.lead(fault.host, fault.text("as_host"))

    def _undo(self, fault: Fault) -> None:
        if fault.kind == "disk-full":
            self._machine(fault).files.disks[_drive(fault)].is_jammed = False
        elif fault.kind == "service-stopped":
            self._machine(fault).services.failing.pop(fault.text("service").lower(), None)
        elif fault.kind == "wrong-identity":
            self.lead(fault.host, None)

    def _machine(self, fault: Fault) -> Machine:
        if self._lab is None:
            raise FaultError("there is no lab behind these hosts")
        return self._lab.machines[fault.host]


class _HostInterference:
    """One host's side of the play."""

    def __init__(self, play: Play, host: str) -> None:
        self._play = play
        self._host = host

    @property
    def is_active(self) -> bool:
        return self._play.board.is_active(self._host)

    async def at_request(self, name: str) -> Sequence[Blow]:
        return await self._play.at_request(self._host, name)


def _blow(fault: Fault) -> Blow:
    kind, part = _BLOWS[fault.kind]
    if kind in ("cut", "http-500"):
        return Blow(kind, part or "request")
    if kind == "delay":
        return Blow(kind, fault.text("part"), fault.number("seconds"))
    return Blow(kind, part or fault.text("part"))


def _drive(fault: Fault) -> str:
    return fault.text("drive").rstrip(":\\").upper() + ":"
