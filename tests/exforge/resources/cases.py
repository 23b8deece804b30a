"""What a case of a resource type is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from exforge.resources.base import Resource, Secret, State, Value
from exforge.resources.catalogue import REGISTRY

SECRET = Secret("env:X", lambda: "pw")
DCS = ("rootdc1.corp.example", "childdc1.child.corp.example")


@dataclass(frozen=True)
class Case:
    """One comparison: ``changes`` by field, ``acts`` by function."""

    id: str
    type: str
    fields: Mapping[str, Any]
    observed: tuple[Value, ...]
    state: State
    changes: Mapping[str, tuple[Value, Value]] = field(default_factory=dict)
    acts: tuple[str, ...] = ()
    reason: str = ""

    def resource(self) -> Resource:
        return REGISTRY[self.type](name="the thing", **self.fields)


IN, CHANGE, UNKNOWN, BLOCKED = State.IN_PLACE, State.CHANGE, State.UNKNOWN, State.BLOCKED
THERE: Value = {"Exists": True, "IsFolder": False, "Version": ""}
ABSENT: Value = {"Exists": False, "IsFolder": False, "Version": ""}
