"""A run as lines for a person."""

from __future__ import annotations

from exforge.planning.events import Event, HostLost
from exforge.reporting.plan_text import failure_lines, lost_lines
from exforge.reporting.text import clean, count, duration, fit, table
from exforge.running.events import (
    ActStarted,
    Adopted,
    Interrupted,
    Noticed,
    Outcome,
    Restarted,
    Restarting,
    RunEnded,
    RunStarted,
    StageEnded,
    StageStarted,
    StepEnded,
    StepStarted,
    Told,
    Waiting,
)

NAME = 10


def host_state(event: Event) -> tuple[str, str] | None:
    """What a host is doing now, for its line on a terminal; None when the event does not change that."""
    found: tuple[str, str] | None = None
    if isinstance(event, StepStarted):
        found = event.host, event.what
    elif isinstance(event, ActStarted):
        found = event.host, event.summary
    elif isinstance(event, Told | Noticed):
        found = event.host, event.text
    elif isinstance(event, Waiting):
        found = event.host, f"waits: {event.reason} ({duration(event.seconds)}; {event.last})"
    elif isinstance(event, Restarting):
        found = event.host, f"restarts {event.reason}"
    elif isinstance(event, Restarted):
        found = event.host, "is back"
    elif isinstance(event, StepEnded):
        found = event.host, f"{event.outcome.value}: {_name(event.address)}"
    elif isinstance(event, HostLost):
        found = event.host, event.kind
    return (found[0], clean(found[1], 300)) if found else None


def event_lines(event: Event) -> list[str]:
    """The lines that stay: what began, what ended, what went wrong."""
    lines: list[str] = []
    if isinstance(event, RunStarted):
        lines = ["", f"Run {event.run}"]
    elif isinstance(event, StageStarted):
        lines = [f"Stage {event.stage}"]
    elif isinstance(event, StageEnded):
        lines = [f"Stage {event.stage} ended after {duration(event.seconds)}"]
    elif isinstance(event, ActStarted):
        lines = [_host_line(event.host, f"begins    {clean(event.summary)}")] if event.detached else []
    elif isinstance(event, StepEnded):
        lines = _step_lines(event)
    elif isinstance(event, Restarting):
        lines = [_host_line(event.host, f"restarts: {clean(event.reason)}")]
    elif isinstance(event, Restarted):
        lines = [_host_line(event.host, f"is back after {duration(event.seconds)}")]
    elif isinstance(event, Noticed):
        lines = [_host_line(event.host, f"notice    {clean(event.text)}")]
    elif isinstance(event, Adopted):
        lines = [_host_line(event.host, f"finished what an earlier run began: {clean(event.summary)}")]
    elif isinstance(event, HostLost):
        lines = lost_lines(event)
    elif isinstance(event, Interrupted):
        lines = _interrupted_lines(event)
    elif isinstance(event, RunEnded):
        lines = ended_lines(event)
    return lines


def waiting_line(event: Waiting) -> str:
    """One line about a barrier, for output that is not a terminal."""
    return _host_line(
        event.host,
        f"waits for {clean(event.reason)}: {fit(clean(event.last), 80)} "
        f"({duration(event.seconds)} of at most {duration(event.deadline)})",
    )


def _step_lines(event: StepEnded) -> list[str]:
    what = f"{event.outcome.value:<9} {_name(event.address)}"
    line = _host_line(event.host, f"{what}  ({duration(event.seconds)})")
    if event.failure is None:
        return [line]
    details = failure_lines("failed", event.failure)[1:]
    return [f"{line}  [{clean(event.failure.id)}]", *(f"    {detail}" for detail in details)]


def _host_line(host: str, text: str) -> str:
    return f"  {host.upper():<{NAME}} {text}"


def _name(address: str) -> str:
    _, role, name = address.split("/", 2)
    return f"{role}: {clean(name)}"


def _interrupted_lines(event: Interrupted) -> list[str]:
    running = ", ".join(host.upper() for host in event.running) or "nothing"
    if event.again:
        return [f"Let go. Still running on hosts: {running}."]
    return [f"Stopping: nothing new is started. Still running: {running}. Press Ctrl-C again to let go of it."]


def ended_lines(event: RunEnded) -> list[str]:
    """The table after a run, and a sentence."""
    head = ("host", "in place", "changed", "failed", "unreachable", "time")
    rows = [
        (
            total.host.upper(),
            str(total.in_place),
            str(total.changed),
            str(total.failed),
            "1" if total.unreachable else "0",
            duration(total.seconds),
        )
        for total in event.totals
    ]
    return ["", *table(head, rows, frozenset({1, 2, 3, 4, 5})), "", _sentence(event)]


def _sentence(event: RunEnded) -> str:
    outcomes = [outcome for _, outcome in event.outcomes]
    parts = [
        f"{outcomes.count(kind)} {kind.value}"
        for kind in (Outcome.CHANGED, Outcome.FAILED, Outcome.UNHEALTHY, Outcome.BLOCKED, Outcome.STOPPED)
        if outcomes.count(kind)
    ]
    took = f"in {duration(event.seconds)}"
    if not parts:
        return f"Nothing to do: {count(len(outcomes), 'resource')} in place."
    return f"{', '.join(parts)}, {outcomes.count(Outcome.IN_PLACE)} were in place; {took}."
