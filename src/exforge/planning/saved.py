"""A plan on disk: printed for a person elsewhere, applied only while inputs and facts are the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from exforge.planning.plan import Plan
from exforge.planning.values import Json, as_json

FORMAT = 1


@dataclass(frozen=True)
class SavedPlan:
    """What of a saved plan decides whether it may be applied."""

    inventory: str
    stages: tuple[str, ...]
    inputs: str
    facts: str


class UnusablePlan(Exception):
    """The file is not a plan (exit code 5), or the plan no longer holds (exit code 9)."""


def plan_data(plan: Plan) -> dict[str, Json]:
    """The plan as JSON data."""
    return {
        "format": FORMAT,
        "inventory": plan.inventory,
        "stages": list(plan.stages),
        "inputs": plan.inputs,
        "facts": plan.facts,
        "resources": [
            {
                "address": item.address,
                "stage": item.stage,
                "host": item.host,
                "type": item.type,
                "status": item.status.value,
                "changes": [{"field": c.field, "old": as_json(c.old), "new": as_json(c.new)} for c in item.changes],
                "acts": [act.summary for act in item.acts],
                "reason": item.reason,
                "remedy": item.remedy,
            }
            for item in plan.items
        ],
        "missing": [
            {
                "stage": m.stage,
                "capability": m.capability,
                "host": m.host,
                "provided_by": m.provider,
                "not_in_place": list(m.unfinished),
            }
            for m in plan.missing
        ],
        "lost": [
            {"host": lost.host, "kind": lost.kind, "id": lost.failure.id, "said": lost.failure.said}
            for lost in plan.lost
        ],
    }


def save(plan: Plan, path: Path) -> None:
    """Writes the plan."""
    path.write_text(json.dumps(plan_data(plan), indent=2) + "\n", encoding="utf-8")


def load(path: Path) -> SavedPlan:
    """Reads what decides about applying it.

    Raises:
        UnusablePlan: it can't be read as a plan.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise UnusablePlan(f"{path}: a plan of another version of exforge; plan again")
        return SavedPlan(data["inventory"], tuple(data["stages"]), data["inputs"], data["facts"])
    except OSError as error:
        raise UnusablePlan(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UnusablePlan(f"{path}: not a plan that `invoke plan --out` wrote") from error


def differences(saved: SavedPlan, now: Plan) -> list[str]:
    """Why the saved plan no longer holds, in sentences; empty when it does."""
    found = []
    if saved.inventory != now.inventory:
        found.append(f"it was made for the inventory {saved.inventory}, this is {now.inventory}")
    elif saved.inputs != now.inputs:
        found.append("the project's files or the selection have changed since")
    if saved.facts != now.facts:
        found.append("what the hosts answer has changed since")
    return found
