"""What happens while a plan is carried out, as data for observers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from exforge.planning.events import Event
from exforge.planning.plan import Plan
from exforge.remote.session import HostFailure
from exforge.resources.base import Change


class Outcome(str, Enum):
    """How a resource stands in a run."""

    WAITING = "waiting"
    RUNNING = "running"
    IN_PLACE = "in place"
    CHANGED = "changed"
    FAILED = "failed"
    UNHEALTHY = "unhealthy"
    BLOCKED = "blocked"
    STOPPED = "stopped"

    @property
    def good(self) -> bool:
        """The desired state is there."""
        return self in (Outcome.IN_PLACE, Outcome.CHANGED)

    @property
    def bad(self) -> bool:
        """What comes after it can't be done."""
        return self in (Outcome.FAILED, Outcome.UNHEALTHY, Outcome.BLOCKED)


@dataclass(frozen=True)
class PlanMade(Event):
    """The plan that a run would carry out."""

    plan: Plan


@dataclass(frozen=True)
class RunStarted(Event):
    """The first act may follow."""

    run: str
    stages: tuple[str, ...]
    hosts: tuple[str, ...]


@dataclass(frozen=True)
class StageStarted(Event):
    """The steps of this stage may run."""

    stage: str


@dataclass(frozen=True)
class StageEnded(Event):
    """Every step of the stage has ended."""

    stage: str
    seconds: float


@dataclass(frozen=True)
class StepStarted(Event):
    """A resource is worked on."""

    host: str
    address: str
    what: str


@dataclass(frozen=True)
class ActStarted(Event):
    """The intent is in the journal; the act is sent now."""

    host: str
    address: str
    summary: str
    token: str
    detached: bool = False


@dataclass(frozen=True)
class Told(Event):
    """A line that a host said while it worked."""

    host: str
    text: str


@dataclass(frozen=True)
class Noticed(Event):
    """Something nobody asked for: the link was lost, the host is away, or has restarted by itself."""

    host: str
    text: str


@dataclass(frozen=True)
class Waiting(Event):
    """A barrier is not passed yet; ``last`` is the last observation."""

    host: str
    address: str
    reason: str
    last: str
    seconds: float
    deadline: float


@dataclass(frozen=True)
class Restarting(Event):
    """A host restarts."""

    host: str
    reason: str


@dataclass(frozen=True)
class Restarted(Event):
    """The host is back under another boot identity."""

    host: str
    seconds: float


@dataclass(frozen=True)
class StepEnded(Event):
    """A resource is done with; the evidence is in the journal."""

    host: str
    address: str
    outcome: Outcome
    changes: tuple[Change, ...] = ()
    failure: HostFailure | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Adopted(Event):
    """An act of an earlier run, found on its host by its token, has ended."""

    host: str
    address: str
    summary: str


@dataclass(frozen=True)
class Interrupted(Event):
    """The user asked to stop; ``running`` names what still runs."""

    running: tuple[str, ...]
    again: bool


@dataclass(frozen=True)
class HostTotals:
    """One row of the table after a run."""

    host: str
    in_place: int
    changed: int
    failed: int
    unreachable: bool
    seconds: float


@dataclass(frozen=True)
class RunEnded(Event):
    """Nothing runs any more."""

    run: str
    totals: tuple[HostTotals, ...]
    outcomes: tuple[tuple[str, Outcome], ...]
    interrupted: bool
    seconds: float
