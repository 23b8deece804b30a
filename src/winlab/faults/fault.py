"""A fault as data: from the command line, from a script file, from a test."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from winlab.faults.kinds import EVENTS, KINDS, NOW

_PLAIN = ("host", "kind", "on", "match", "at", "times", "probability", "seed")
_TOLD = ("id", "seen", "struck", "state", "told")
"""What `winlab fault list --json` adds: its output is a script again."""


class FaultError(ValueError):
    """A fault that can't be: the text says why."""


@dataclass(frozen=True)
class Fault:
    """What strikes a host, when, and how often. Build one with `fault_from`.

    Attributes:
        on: the event that is counted (`EVENTS`).
        match: name of the event, with ``*`` and ``?``; several with commas.
        at: it can strike from the n-th matching event on.
        times: how often it strikes; 0: without end.
        probability: of each event from ``at`` on; decided by seed and number of the event alone.
        options: what its kind adds.
    """

    host: str
    kind: str
    on: str
    match: str = "*"
    at: int = 1
    times: int = 1
    probability: float = 1.0
    seed: int = 0
    options: Mapping[str, str | float] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """An option as text."""
        return str(self.options.get(name, KINDS[self.kind].options[name].default))

    def number(self, name: str) -> float:
        """An option as a number."""
        return float(self.options.get(name, KINDS[self.kind].options[name].default))

    def matches(self, event: str, name: str) -> bool:
        """Whether an event counts."""
        if event != self.on:
            return False
        lowered = name.lower()
        # How many requests a client needs for its logon is chance: they count when they are asked for by name.
        if lowered == "negotiate":
            return "negotiate" in self.match.lower().split(",")
        return any(fnmatchcase(lowered, pattern.strip().lower()) for pattern in self.match.split(","))

    def strikes(self, number: int, struck: int) -> bool:
        """Whether it strikes at the n-th matching event, having struck so often."""
        if number < self.at or (self.times and struck >= self.times):
            return False
        return self.probability >= 1.0 or random.Random(f"{self.seed}/{number}").random() < self.probability

    def data(self) -> dict[str, object]:
        """As one entry of a script; what is as usual is left out."""
        found: dict[str, object] = {"host": self.host, "kind": self.kind, "on": self.on}
        usual = Fault(self.host, self.kind, self.on)
        for name in _PLAIN[3:]:
            if getattr(self, name) != getattr(usual, name):
                found[name] = getattr(self, name)
        return {**found, **self.options}

    def __str__(self) -> str:
        when = "at once"
        if self.on != NOW:
            when = f"on {self.on} {self.match}" + (f" from number {self.at}" if self.at > 1 else "")
            when += ", always" if not self.times else f", {self.times} times" if self.times > 1 else ""
        if self.probability < 1.0:
            when += f", with probability {self.probability:g} (seed {self.seed})"
        more = "".join(f", {name.replace('_host', '')} {value}" for name, value in self.options.items())
        return f"{self.kind} {when}{more}"


def fault_from(data: Mapping[str, object], hosts: Sequence[str]) -> Fault:
    """A checked fault from plain data.

    Raises:
        FaultError: something is unknown, missing, or does not fit.
    """
    host, kind_name = str(data.get("host", "")).upper(), str(data.get("kind", ""))
    if host not in hosts:
        raise FaultError(f"there is no host {host or '(none named)'}; hosts are {', '.join(hosts)}")
    kind = KINDS.get(kind_name)
    if kind is None:
        raise FaultError(f"there is no fault {kind_name or '(none named)'}; faults are {', '.join(KINDS)}")
    on = str(data.get("on") or kind.events[0])
    if on not in kind.events:
        known = "" if on in EVENTS else f"there is no event {on}; "
        raise FaultError(f"{known}{kind_name} strikes on {', '.join(kind.events)}")
    options: dict[str, str | float] = {}
    for name, value in data.items():
        if name in _PLAIN or name in _TOLD or value is None:
            continue
        option = kind.options.get(name)
        if option is None:
            fitting = ", ".join(kind.options) or "none"
            raise FaultError(f"{kind_name} has no option {name}; its options: {fitting}")
        if option.choices and value not in option.choices:
            raise FaultError(f"{name} is one of {', '.join(option.choices)}, not {value}")
        options[name] = _number(name, value) if isinstance(option.default, float) else str(value)
    if kind_name == "wrong-identity":
        other = str(options.get("as_host", "")).upper()
        if other not in hosts or other == host:
            raise FaultError(f"wrong-identity needs as_host, another host of {', '.join(hosts)}")
        options["as_host"] = other
    fault = Fault(
        host,
        kind_name,
        on,
        str(data.get("match") or "*"),
        _whole("at", data.get("at", 1), 1),
        1 if kind.stays or on == NOW else _whole("times", data.get("times", 1), 0),
        _number("probability", data.get("probability", 1.0)),
        _whole("seed", data.get("seed", 0), None),
        options,
    )
    if not 0.0 < fault.probability <= 1.0:
        raise FaultError(f"probability is above 0 and at most 1, not {fault.probability:g}")
    return fault


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e9:
        raise FaultError(f"{name} is a number from 0 on, not {value!r}")
    return float(value)


def _whole(name: str, value: object, least: int | None) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or (least is not None and value < least):
        raise FaultError(f"{name} is a whole number{'' if least is None else f' from {least} on'}, not {value!r}")
    return value
