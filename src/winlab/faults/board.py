"""The faults of a lab: counts events, and says when one strikes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from winlab.faults.fault import Fault, fault_from
from winlab.faults.kinds import KINDS, NOW

Note = Callable[[str, str, str, str], None]


@dataclass
class Placed:
    """A fault of the lab with what it has done.

    Attributes:
        seen: matching events so far.
        struck: strikes so far.
    """

    id: int
    fault: Fault
    seen: int = 0
    struck: int = 0

    @property
    def state(self) -> str:
        """``waiting``, ``active`` (it stays, or may strike again) or ``spent``."""
        if not self.struck:
            return "waiting"
        if KINDS[self.fault.kind].stays or not self.fault.times or self.struck < self.fault.times:
            return "active"
        return "spent"

    def data(self) -> dict[str, object]:
        """An entry of a script, with its state."""
        return {"id": self.id, **self.fault.data(), "seen": self.seen, "struck": self.struck, "state": self.state}


class Board:
    """All faults of a lab; callable from any thread.

    Args:
        hosts: names of the hosts that can have faults.
        note: writes to the log, ``(host, account, action, detail)``.
        changed: called with all faults as data after each change.
    """

    def __init__(self, hosts: Sequence[str], note: Note, changed: Callable[[list[dict[str, object]]], None]) -> None:
        self.hosts = tuple(hosts)
        self._note = note
        self._changed = changed
        self._placed: dict[int, Placed] = {}
        self._next = 1
        self._lock = threading.Lock()

    def load(self, kept: Sequence[Mapping[str, object]]) -> list[Fault]:
        """Takes over what `changed` was given; the faults that stay and have struck."""
        for data in kept:
            number, seen, struck = (int(str(data[name])) for name in ("id", "seen", "struck"))
            placed = Placed(number, fault_from(data, self.hosts), seen, struck)
            self._placed[placed.id] = placed
            self._next = max(self._next, placed.id + 1)
        return [item.fault for item in self._placed.values() if item.struck and KINDS[item.fault.kind].stays]

    def add(self, faults: Sequence[Fault]) -> list[Placed]:
        """Adds faults; those of the event ``now`` have to be carried out by the caller."""
        with self._lock:
            added = []
            for fault in faults:
                placed = Placed(self._next, fault)
                self._next += 1
                self._placed[placed.id] = placed
                added.append(placed)
        for placed in added:
            self._note(placed.fault.host, "", "fault", f"#{placed.id} added: {placed.fault}")
        self._tell()
        return added

    def all(self, host: str | None = None) -> list[Placed]:
        """The faults of a host or of all."""
        with self._lock:
            return [item for item in self._placed.values() if host in (None, item.fault.host)]

    def clear(self, host: str | None = None, number: int | None = None) -> list[Placed]:
        """Takes faults away."""
        with self._lock:
            gone = [
                item for item in self._placed.values() if host in (None, item.fault.host) and number in (None, item.id)
            ]
            for item in gone:
                del self._placed[item.id]
        for item in gone:
            self._note(item.fault.host, "", "fault", f"#{item.id} cleared: {item.fault.kind}")
        self._tell()
        return gone

    def is_active(self, host: str) -> bool:
        """Whether events of a host have to be counted."""
        return any(item.fault.host == host and item.state != "spent" for item in list(self._placed.values()))

    def event(self, host: str, event: str, name: str) -> list[Fault]:
        """Counts an event; the faults that strike at it, in the order in which they were added."""
        struck: list[Placed] = []
        counted = False
        with self._lock:
            for item in self._placed.values():
                if item.fault.host == host and item.fault.matches(event, name):
                    counted = True
                    item.seen += 1
                    if item.fault.strikes(item.seen, item.struck):
                        item.struck += 1
                        struck.append(item)
        for item in struck:
            self._struck(item, f"at {event} {item.seen} ({name})")
        if counted:
            self._tell()
        return [item.fault for item in struck]

    def at_once(self, placed: Placed) -> None:
        """Notes the strike of a fault of the event ``now``."""
        assert placed.fault.on == NOW
        placed.seen = placed.struck = 1
        self._struck(placed, "at once")
        self._tell()

    def _struck(self, item: Placed, where: str) -> None:
        self._note(item.fault.host, "", "fault", f"#{item.id} struck {where}: {item.fault.kind}")

    def _tell(self) -> None:
        with self._lock:
            self._changed([item.data() for item in self._placed.values()])
