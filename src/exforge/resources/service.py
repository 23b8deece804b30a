"""A Windows service: how it starts and whether it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from exforge.resources.base import Act, Barrier, Change, Comparison, Probe, Resource, Value, register, setting
from exforge.resources.observed import mapping, text, yes


@register
@dataclass(frozen=True)
class Service(Resource):
    """A service starts as given and is in the state given; an empty setting is left alone."""

    type: ClassVar[str] = "service"
    service: str = setting("short name (W3SVC)")
    start: Literal["", "Auto", "Manual", "Disabled"] = setting("start type", default="")
    state: Literal["", "Running", "Stopped"] = setting("state", default="Running")

    def probes(self) -> tuple[Probe, ...]:
        """The service as it is."""
        return (Probe("Get-ServiceState", {"Name": self.service}),)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """Start type and state; blocked when there is no such service."""
        seen = mapping(observed[0])
        if not yes(seen.get("Exists")):
            if self.state == "Stopped" or self.start == "Disabled":
                return Comparison.of(())
            return Comparison.blocked(
                f"there is no service {self.service}",
                "install what brings it; look at the resources before this one",
            )
        changes = []
        for field, name, wanted in (("start", "StartMode", self.start), ("state", "State", self.state)):
            if wanted and text(seen.get(name)) != wanted:
                changes.append(Change(field, text(seen.get(name)), wanted))
        return Comparison.of(changes)

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Set what differs."""
        differing = {change.field for change in comparison.changes}
        return (
            Act(
                "Set-ServiceState",
                {
                    "Name": self.service,
                    "StartMode": self.start if "start" in differing else "",
                    "State": self.state if "state" in differing else "",
                },
                summary=f"set service {self.service}",
            ),
        )

    def barrier(self) -> Barrier:
        """Starting takes its time."""
        return Barrier(f"service {self.service} reaches its state", deadline=180, interval=2.0)
