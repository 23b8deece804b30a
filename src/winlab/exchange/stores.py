"""Run-time state of databases and their copies, kept with the lab: what the directory doesn't hold."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime


@dataclass
class Stores:
    """Databases an administrator dismounted, copies he suspended, hand-overs that just happened.

    Attributes:
        dismounted: GUIDs of databases that are not mounted though their store runs.
        suspended: Storage group GUID -> comment of a copy that is suspended.
        reseed: Storage group GUIDs whose passive copy was thrown away and not seeded again.
        settling: Clustered server -> time until which its copies are still initializing.
        stopped: Clustered servers stopped on purpose -> reason.
    """

    dismounted: list[str] = field(default_factory=list)
    suspended: dict[str, str] = field(default_factory=dict)
    reseed: list[str] = field(default_factory=list)
    settling: dict[str, str] = field(default_factory=dict)
    stopped: dict[str, str] = field(default_factory=dict)

    def is_settling(self, server: str, now: datetime) -> bool:
        """Whether a hand-over was so short ago that copies are still initializing."""
        until = self.settling.get(server.upper())
        return until is not None and now.isoformat() < until

    def to_data(self) -> dict[str, object]:
        """As plain data."""
        return asdict(self)

    def load(self, data: dict[str, object]) -> None:
        """Takes plain data over."""
        for name, value in data.items():
            if hasattr(self, name):
                setattr(self, name, value)
