"""The lab: all machines, their clock and network, what is kept on disk, and the digest of it all."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from winlab.windows.accounts import AccountSource
from winlab.windows.clock import VirtualClock
from winlab.windows.digest import digest_of
from winlab.windows.machine import Machine
from winlab.windows.network import Network
from winlab.windows.specification import LabSpec

if TYPE_CHECKING:
    from winlab.windows.programs import ProgramCall

_SAVE_DELAY = 0.2


class LabPart(Protocol):
    """A part of the lab beside the machines: the forest, a cluster."""

    def state(self) -> object:
        """Plain data."""

    def load(self, data: object) -> None:
        """Takes over what `state` gave."""

    def digest(self) -> object:
        """What counts for the lab's digest: plain data, ids and times normalised where they differ by chance."""


class Lab:
    """A running lab.

    Args:
        seed: Secret from which passwords and machine ids follow.
        state_dir: Where everything is kept; None keeps nothing.
    """

    def __init__(self, spec: LabSpec, seed: str, state_dir: Path | None, start: datetime, pace: float) -> None:
        self.spec = spec
        self.seed = seed
        self.state_dir = state_dir
        self.clock = VirtualClock(start, pace)
        self.network = Network(self)
        self.machines: dict[str, Machine] = {}
        self.parts: dict[str, LabPart] = {}
        self.accounts: AccountSource | None = None
        self.log: list[Callable[[str, str, str, str], None]] = []
        """Called as ``(host, account, action, detail)`` for each event worth a log line."""
        self.program_hooks: list[Callable[[ProgramCall, str], None]] = []
        """Called in the thread of each program that starts, with the scheduled task's name ("" if it is none)."""
        self._power: list[Callable[[Machine], None]] = []
        self._dirty: set[str] = set()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closed = False
        self._saver: threading.Thread | None = None

    # -- life -----------------------------------------------------------------------------------------

    @classmethod
    def create(
        cls,
        spec: LabSpec,
        state_dir: Path | None = None,
        *,
        seed: str | None = None,
        pace: float = 0.0,
        prepare: Callable[[Lab], None] | None = None,
    ) -> Lab:
        """Makes a new lab.

        Args:
            prepare: Called before the machines are made: registers parts (directory, accounts).
        """
        lab = cls(spec, seed or secrets.token_hex(16), state_dir, spec.start, pace)
        if prepare is not None:
            prepare(lab)
        for item in spec.machines:
            lab.machines[item.name.upper()] = Machine.from_spec(lab, item)
        lab._start_saving()
        if state_dir is not None:
            lab._dirty.update(["", *lab.machines, *(f"part:{name}" for name in lab.parts)])
            lab.save()
        return lab

    @classmethod
    def open(
        cls,
        spec: LabSpec,
        state_dir: Path,
        *,
        pace: float = 0.0,
        prepare: Callable[[Lab], None] | None = None,
    ) -> Lab:
        """Opens a lab that was kept on disk; ``spec`` is the scenario it was made from."""
        kept = _read(state_dir / "lab.json")
        lab = cls(spec, str(kept["seed"]), state_dir, datetime.fromisoformat(str(kept["now"])), pace)
        if prepare is not None:
            prepare(lab)
        for name, part in lab.parts.items():
            path = state_dir / f"part-{name}.json"
            if path.exists():
                part.load(_read(path)["state"])
        for item in spec.machines:
            machine = Machine(lab, item)
            machine.load(_read(state_dir / f"machine-{item.name.upper()}.json"))
            lab.machines[machine.name] = machine
        lab._dirty.clear()
        lab._start_saving()
        return lab

    @staticmethod
    def exists(state_dir: Path) -> bool:
        """Whether a lab is kept there."""
        return (state_dir / "lab.json").exists()

    def close(self) -> None:
        """Saves and stops the clock; emulated threads that wait stay asleep."""
        self._closed = True
        self._wake.set()
        if self._saver is not None:
            self._saver.join(10)
        self.save()
        self.clock.close()

    # -- finding --------------------------------------------------------------------------------------

    def find_by_name(self, target: str) -> Machine | None:
        """A machine by name, DNS name or address."""
        wanted = target.lower()
        found = self.machines.get(wanted.upper())
        if found is not None:
            return found
        head, _, rest = wanted.partition(".")
        found = self.machines.get(head.upper())
        if found is not None and rest and found.fqdn.lower() == wanted:
            return found
        for machine in self.machines.values():
            if any(adapter.address == wanted for adapter in machine.adapters):
                return machine
        return None

    def find(self, target: str) -> Machine | None:
        """A machine by any name or address, network names of clusters included."""
        return self.network.find(target)

    # -- watching -------------------------------------------------------------------------------------

    def watch_power(self, changed: Callable[[Machine], None]) -> None:
        """``changed`` is called when a machine goes down or has started, and when its WinRM service does."""
        self._power.append(changed)

    def power_changed(self, machine: Machine) -> None:
        """Tells the watchers."""
        for changed in self._power:
            changed(machine)

    def note(self, host: str, account: str, action: str, detail: str = "") -> None:
        """Writes to the log of who did what."""
        for add in self.log:
            add(host, account, action, detail)

    def settle(self, timeout: float = 60.0) -> bool:
        """Waits until nothing executes and nothing is pending that ends by itself."""
        return self.clock.settle(timeout)

    # -- keeping --------------------------------------------------------------------------------------

    def touch(self, name: str = "") -> None:
        """A machine's state changed (``part:NAME`` for a part, empty for the lab itself)."""
        self._dirty.add(name)
        self._wake.set()

    def _start_saving(self) -> None:
        if self.state_dir is not None:
            self.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._saver = threading.Thread(target=self._save_loop, name="winlab-saver", daemon=True)
            self._saver.start()

    def _save_loop(self) -> None:
        while not self._closed:
            self._wake.wait()
            if self._closed:
                return
            threading.Event().wait(_SAVE_DELAY)
            self._wake.clear()
            self.save()

    def save(self) -> None:
        """Writes what changed; each file atomically."""
        if self.state_dir is None:
            return
        with self._lock:
            dirty, self._dirty = self._dirty, set()
            if not dirty:
                return
            for name in sorted(dirty):
                if name.startswith("part:"):
                    self._write(f"part-{name[5:]}.json", self._state_of(self.parts[name[5:]]))
                elif name:
                    self._write(f"machine-{name}.json", self.machines[name].state)
            self._write("lab.json", self._own_state)

    @staticmethod
    def _state_of(part: LabPart) -> Callable[[], Mapping[str, object]]:
        return lambda: {"state": part.state()}

    def copy_to(self, folder: Path) -> bool:
        """Copies the kept state to a new folder, once nothing moves; False if something went on moving."""
        if self.state_dir is None or not self.settle():
            return False
        self.save()
        with self._lock:
            shutil.copytree(self.state_dir, folder, ignore=shutil.ignore_patterns(".*"))
        return True

    def _own_state(self) -> dict[str, object]:
        return {"name": self.spec.name, "seed": self.seed, "now": self.clock.now().isoformat()}

    def _write(self, name: str, state: Callable[[], Mapping[str, object]]) -> None:
        assert self.state_dir is not None
        text = _text(state)
        descriptor, temporary = tempfile.mkstemp(dir=self.state_dir, prefix=f".{name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(self.state_dir / name)

    # -- digest ---------------------------------------------------------------------------------------

    def digest_data(self) -> dict[str, object]:
        """What the digest is made of, before normalising."""
        return {
            "machines": {name: _steady(machine.state) for name, machine in sorted(self.machines.items())},
            "parts": {name: part.digest() for name, part in sorted(self.parts.items())},
        }

    def digest(self) -> str:
        """SHA-256 of all state; equal deployments of two labs have equal digests."""
        return digest_of(self.digest_data())


def _steady(state: Callable[[], Mapping[str, object]]) -> Mapping[str, object]:
    """A state as JSON data."""
    return cast("Mapping[str, object]", json.loads(_text(state)))


def _text(state: Callable[[], Mapping[str, object]]) -> str:
    """A state as JSON text, taken again when another thread changed it meanwhile."""
    for _ in range(50):
        try:
            return json.dumps(state(), separators=(",", ":"))
        except RuntimeError:
            continue
    return json.dumps(state(), separators=(",", ":"))


def _read(path: Path) -> dict[str, object]:
    return cast("dict[str, object]", json.loads(path.read_text(encoding="utf-8")))
