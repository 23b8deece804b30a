"""A plan as lines for a person."""

from __future__ import annotations

from exforge.planning.events import HostLost
from exforge.planning.plan import Missing, Plan, Planned
from exforge.planning.values import shown
from exforge.remote.session import HostFailure
from exforge.reporting.text import clean, count, fit
from exforge.resources.base import State

_WORDS = {
    State.IN_PLACE: "in place",
    State.CHANGE: "would change",
    State.UNKNOWN: "unknown yet",
    State.BLOCKED: "BLOCKED",
}
_VALUE_WIDTH = 60


def plan_lines(plan: Plan) -> list[str]:
    """The whole plan: per stage and host what would change, and what stands in the way."""
    hosts = len({item.host for item in plan.items})
    head = f"Plan for {plan.inventory}: {count(len(plan.items), 'resource')} on {count(hosts, 'host')}"
    lines = [f"{head}, stages {', '.join(plan.stages)}" if plan.stages else head]
    for stage in plan.stages:
        if any(item.stage == stage for item in plan.items):
            lines.extend(_stage_lines(plan, stage))
    for lost in plan.lost:
        lines.extend(["", *lost_lines(lost)])
    if plan.missing:
        lines.extend(["", *missing_lines(plan.missing)])
    lines.extend(["", summary(plan)])
    return lines


def summary(plan: Plan) -> str:
    """The plan in one sentence."""
    if not plan.pending() and not plan.lost and not plan.missing:
        return f"Nothing to do: {count(len(plan.items), 'resource')} in place."
    parts = []
    for state in State:
        number = sum(1 for item in plan.items if item.status is state)
        if number:
            parts.append(f"{number} {_WORDS[state]}")
    return ", ".join(parts) + "." if parts else "Nothing could be read."


def _stage_lines(plan: Plan, stage: str) -> list[str]:
    items = [item for item in plan.items if item.stage == stage]
    pending = [item for item in items if item.status is not State.IN_PLACE]
    lines = ["", f"Stage {stage}: {_counted(items)}"]
    for host in dict.fromkeys(item.host for item in pending):
        mine = [item for item in items if item.host == host]
        lines.append(f"  {host.upper()}: {_counted(mine)}")
        for item in mine:
            if item.status is not State.IN_PLACE:
                lines.extend(_item_lines(item))
    return lines


def _counted(items: list[Planned]) -> str:
    found = [(word, sum(1 for item in items if item.status is state)) for state, word in _WORDS.items()]
    return ", ".join(f"{number} {word}" for word, number in found if number) or "no resources"


def _item_lines(item: Planned) -> list[str]:
    mark = {State.CHANGE: "~", State.UNKNOWN: "?", State.BLOCKED: "!"}[item.status]
    lines = [f"    {mark} {item.type} {clean(item.name)}{_warnings(item)}"]
    for change in item.changes:
        old, new = (fit(clean(shown(value)), _VALUE_WIDTH) for value in (change.old, change.new))
        lines.append(f"        {change.field}: {old} -> {new}")
    if item.reason:
        lines.append(f"        {fit(clean(item.reason), 140)}")
    if item.remedy:
        lines.append(f"        do: {clean(item.remedy)}")
    return lines


def _warnings(item: Planned) -> str:
    words = []
    if any(act.irreversible for act in item.acts):
        words.append("irreversible")
    if any(act.restart for act in item.acts):
        words.append("restarts the host")
    elif any(act.may_reboot for act in item.acts):
        words.append("may restart the host")
    return f"  ({', '.join(words)})" if words else ""


def missing_lines(missing: tuple[Missing, ...]) -> list[str]:
    """The refusal: each missing capability, the host it is missing on, and the stage that provides it."""
    lines = ["Refused: requirements do not hold."]
    grouped: dict[tuple[str, str, str], list[Missing]] = {}
    for item in missing:
        grouped.setdefault((item.capability, item.host, item.provider), []).append(item)
    for (capability, host, provider), items in grouped.items():
        stages = ", ".join(dict.fromkeys(item.stage for item in items))
        open_ones = items[0].unfinished
        names = ", ".join(clean(name) for name in open_ones[:3]) + (", ..." if len(open_ones) > 3 else "")
        lines.append(f"  {capability} is missing on {host.upper()}: stage {provider} provides it (for {stages})")
        lines.append(fit(f"      not in place there: {names}", 160))
    providers = list(dict.fromkeys(item.provider for item in missing))
    lines.append(f"Run the stages {', '.join(providers)} first, or add --with-requirements.")
    return lines


def lost_lines(lost: HostLost) -> list[str]:
    """A host that could not be read."""
    state = lost.kind if lost.kind == "failed" else f"is {lost.kind}"
    return failure_lines(f"{lost.host.upper()} {state}", lost.failure)


def failure_lines(title: str, failure: HostFailure) -> list[str]:
    """The five parts of an error."""
    return [
        f"{title}  [{clean(failure.id)}]",
        f"    what:  {clean(failure.what)}",
        f"    tried: {clean(failure.tried)}",
        f"    said:  {clean(failure.said)}",
        f"    means: {clean(failure.means)}",
        f"    do:    {clean(failure.remedy)}",
    ]
