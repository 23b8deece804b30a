"""What a resource type is made of: probes, a comparison, acts.

A resource is pure. It names the calls of the PowerShell library that read its present state, compares what
they answered with what is desired, and names the calls that close the difference. Planning and running do the
rest:

* the probes of all resources of a host go out as one batch, answers come back in order;
* ``compare`` gets the answers' values in the order of ``probes()``; a probe whose call failed on the host
  never reaches ``compare``: planning then says *unknown* and why;
* before the acts of a resource run, its probes are read and compared again; after them they are read until
  ``compare`` says *in place* (within ``barrier()``, or at once when there is none), and only this read-back
  makes a resource "changed";
* on one host the resources of a stage run in the order of the file. Across hosts there is no order but this
  one: a role that ``requires`` a capability waits until the role that ``provides`` it is in place on its
  hosts, and stages follow each other.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar, TypeAlias, TypeVar

from exforge.resources.secret import Secret

__all__ = [
    "REGISTRY",
    "Act",
    "Barrier",
    "Call",
    "Change",
    "Comparison",
    "Probe",
    "Resource",
    "Secret",
    "State",
    "Value",
    "register",
    "setting",
]

Value: TypeAlias = "bool | int | str | Secret | tuple[Value, ...] | Mapping[str, Value] | None"


@dataclass(frozen=True)
class Call:
    """One call of a function of the PowerShell library, with typed parameters (names without the dash)."""

    function: str
    parameters: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Probe(Call):
    """A call that reads and can't change anything."""


@dataclass(frozen=True)
class Act(Call):
    """A call that changes something.

    Attributes:
        summary: what it does, for the plan and the journal ("install Internet Information Services").
        repeatable: doing it twice does no harm. One that is not always runs detached, under its token.
        irreversible: no act can undo it (a schema extension).
        may_reboot: the host may owe a restart afterwards (the answer's ``restart_required``); restarts are
            merged, and taken before the next act with ``clean_boot`` on this host, else at the end of the
            host's part of the stage.
        clean_boot: a restart that the host owes is taken before this act.
        restart: the act *is* a restart: the session's ``restart`` does it and ``function`` is not called.
        full_logon: needs credentials that reach a second host: runs detached, in a scheduled task.
        timeout: seconds after which the act counts as failed.
        secrets: names of parameters whose values travel as SecureString and are never logged.
    """

    summary: str = ""
    repeatable: bool = True
    irreversible: bool = False
    may_reboot: bool = False
    clean_boot: bool = False
    restart: bool = False
    full_logon: bool = False
    timeout: int = 600
    secrets: frozenset[str] = frozenset()

    @property
    def detached(self) -> bool:
        """Whether it runs as a job that outlives its session and can be found again by its token."""
        return (self.full_logon or not self.repeatable) and not self.restart


@dataclass(frozen=True)
class Change:
    """One field that differs: as it is and as it should be."""

    field: str
    old: Value
    new: Value


class State(str, Enum):
    """How a resource stands to what is desired."""

    IN_PLACE = "in place"
    CHANGE = "change"
    UNKNOWN = "unknown"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Comparison:
    """What comparing present with desired gave.

    ``changes`` belongs to *change*; ``reason`` says why for *unknown* ("until .NET 2.0 is installed") and
    *blocked*; ``remedy`` says what a person can do about *blocked*.
    """

    state: State
    changes: tuple[Change, ...] = ()
    reason: str = ""
    remedy: str = ""

    @classmethod
    def of(cls, changes: Sequence[Change]) -> Comparison:
        """*Change* when there is any difference, else *in place*."""
        return cls(State.CHANGE, tuple(changes)) if changes else cls(State.IN_PLACE)

    @classmethod
    def unknown(cls, reason: str) -> Comparison:
        """Can't be told until an earlier act is done."""
        return cls(State.UNKNOWN, reason=reason)

    @classmethod
    def blocked(cls, reason: str, remedy: str) -> Comparison:
        """Can't be reached by acts of this resource; a person has to decide or do something."""
        return cls(State.BLOCKED, reason=reason, remedy=remedy)


@dataclass(frozen=True)
class Barrier:
    """A wait for a truth outside: the read-back is repeated until in place, at most ``deadline`` seconds."""

    reason: str
    deadline: int
    interval: float = 5.0


@dataclass(frozen=True)
class Resource(ABC):
    """One typed item of a role. Subclasses are frozen dataclasses; their fields are the keys of the YAML.

    A field's annotation is its type check: ``str``, ``int``, ``bool``, ``Secret``, ``Literal[...]``,
    ``tuple[X, ...]`` (a YAML list), ``Mapping[str, X]`` (a YAML mapping), a frozen dataclass (a mapping with
    these keys) and ``X | None``. A field without a default is mandatory. ``setting()`` adds a description and
    allowed values. A ``ValueError`` raised by ``__post_init__`` is shown at the resource's place in the file.
    """

    type: ClassVar[str]
    name: str

    @abstractmethod
    def probes(self) -> tuple[Probe, ...]:
        """The calls that read the present state."""

    @abstractmethod
    def compare(self, observed: Sequence[Value]) -> Comparison:
        """Compares the answers of ``probes()``, in their order, with what is desired."""

    @abstractmethod
    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """The calls that close the difference that ``comparison`` (a *change*) found, in their order."""

    def barrier(self) -> Barrier | None:
        """What to wait for after the acts; None: one read-back, at once."""
        return None


REGISTRY: dict[str, type[Resource]] = {}
"""Resource types by the name they have in a role.yml; ``exforge.resources.catalogue`` imports them all."""

R = TypeVar("R", bound=type[Resource])


def register(kind: R) -> R:
    """Class decorator: makes a resource type known under its ``type``."""
    if REGISTRY.setdefault(kind.type, kind) is not kind:
        raise ValueError(f"two resource types are called {kind.type}")
    return kind


_MISSING = object()


def setting(
    description: str,
    *,
    default: Any = _MISSING,
    choices: tuple[str | int, ...] = (),
    make: Callable[[], object] | None = None,
) -> Any:
    """A field with a description for the reference, and with allowed values.

    Args:
        description: one line for a reader of the role.
        default: its value when the role does not give it; without one the field is mandatory.
        choices: the only values allowed.
        make: builds the default, as ``default_factory`` of a dataclass field.
    """
    metadata = {"description": description, "choices": choices}
    if make is not None:
        return field(default_factory=make, metadata=metadata)
    if default is _MISSING:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)
