"""What happens while hosts are read, as data. ``running.events`` goes on where this ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from exforge.remote.session import HostFailure


@dataclass(frozen=True)
class Event:
    """Something that happened; observers are the only way to output."""


@dataclass(frozen=True)
class HostRead(Event):
    """All probes of a host were answered."""

    host: str
    probes: int
    seconds: float


@dataclass(frozen=True)
class HostLost(Event):
    """A host can't be read or acted on; ``kind`` is ``unreachable``, ``not trusted`` or ``failed``."""

    host: str
    kind: str
    failure: HostFailure


Observer = Callable[[Event], None]
