"""The machine owes no restart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from exforge.resources.base import Act, Change, Comparison, Probe, Resource, Value, register, setting
from exforge.resources.observed import mapping, texts


@register
@dataclass(frozen=True)
class PendingRestart(Resource):
    """A restart that earlier installations asked for is taken.

    Exchange setup refuses while one is pending
    (https://technet.microsoft.com/en-us/library/cc164360(v=exchg.80).aspx).
    """

    type: ClassVar[str] = "pending_restart"
    deadline: int = setting("seconds until the machine must be back", default=1800)

    def probes(self) -> tuple[Probe, ...]:
        """Reasons for a restart."""
        return (Probe("Get-PendingRestart"),)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """One change when there is a reason."""
        reasons = texts(mapping(observed[0]).get("Reasons"))
        return Comparison.of([Change("restart", "; ".join(reasons), "not owed")] if reasons else ())

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Restart."""
        return (Act("", summary="restart", restart=True, timeout=self.deadline),)
