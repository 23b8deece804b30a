"""Restarting a host: asked for once, proven by another boot identity, ready when its services are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from exforge.remote.session import Answer, HostError, HostFailed, HostFailure, HostIdentity, Unreachable
from exforge.resources.base import Call, Probe

READY = Probe(
    "Test-HostReady",
    {"Services": ("Netlogon", "LanmanServer", "Winmgmt", "ClusSvc", "W3SVC"), "SettleSeconds": 20},
)
"""Services that start by themselves and must run, twice in a row, before a host counts as back."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0


class Caller(Protocol):
    """The side of a channel that a restart needs."""

    def call(self, call: Call, seconds: float) -> Answer:
        """Runs one function of the library."""


def request(caller: Caller, reason: str) -> None:
    """Asks the host to restart. A link that breaks here is the restart at work; who waits finds out."""
    try:
        answer = caller.call(Call("Restart-Host", {"Reason": reason}), 60.0)
    except Unreachable:
        return
    if answer.failure is not None:
        raise HostFailed(answer.failure)


def wait(
    before: HostIdentity,
    look: Callable[[], tuple[HostIdentity, bool]],
    *,
    deadline: float,
    clock: Callable[[], float],
    pause: Callable[[float], None],
) -> HostIdentity:
    """Looks until the host is back under another boot identity and ready.

    Some updates restart a second time: ``READY`` watches for a while on the host, and a restart meanwhile breaks
    that look off. Raises ``Unreachable`` after ``deadline`` seconds with the last observation, and ``NotTrusted``
    at once when another machine answers.
    """
    ends = clock() + deadline
    wait_now, last = _FIRST_PAUSE, "no answer"
    while True:
        try:
            seen, ready = look()
        except HostError as error:
            if error.failure.id == "host.wrong-machine":
                raise
            last = error.failure.said or error.failure.means
        else:
            if seen.boot_id == before.boot_id:
                last = "it has not gone down yet"
            elif ready:
                return seen
            else:
                last = "it is back, and some of its services are still starting"
        if clock() >= ends:
            raise Unreachable(_gone(before, deadline, last))
        pause(wait_now)
        wait_now = min(_LONGEST_PAUSE, wait_now * 1.5)


def is_ready(answer: Answer) -> bool:
    """What ``READY`` answered."""
    return isinstance(answer.value, Mapping) and bool(answer.value.get("Ready"))


def _gone(before: HostIdentity, deadline: float, last: str) -> HostFailure:
    return HostFailure(
        id="host.restart-overdue",
        what=before.computer_name,
        tried=f"waiting {deadline:.0f} s for it to come back after its restart",
        said=f"last seen: {last}",
        means="the host hangs on its way down or up, or waits for somebody at its console",
        remedy="look at its console; run the stage again when it is back",
    )
