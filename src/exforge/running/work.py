"""What one host's thread does: bring a resource in place, restart, read again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import NoReturn

from exforge.planning.events import Observer
from exforge.planning.observing import compare, read_resources
from exforge.planning.values import digest, shown
from exforge.project.model import BoundResource
from exforge.remote.session import Answer, HostError, HostFailure
from exforge.resources.base import Act, Barrier, Comparison, State
from exforge.running.events import ActStarted, Outcome, StepEnded, StepStarted, Waiting
from exforge.running.host_session import HostSession, away
from exforge.running.journal import Journal
from exforge.running.tokens import token_of

FIRST_PAUSE = 0.1


class StepFailed(Exception):
    """A resource can't be brought in place."""

    def __init__(self, outcome: Outcome, failure: HostFailure) -> None:
        super().__init__(failure.said)
        self.outcome = outcome
        self.failure = failure


@dataclass(frozen=True)
class Result:
    """How a step ended."""

    outcome: Outcome
    owes_restart: bool = False
    lost: bool = False


class HostWork:
    """Works on one host, in one thread."""

    def __init__(self, session: HostSession, inventory: str, journal: Journal, observer: Observer) -> None:
        self._session = session
        self._host = session.host
        self._inventory = inventory
        self._journal = journal
        self._tell = observer

    # What the driver asks for

    def step(self, bound: BoundResource, owes_restart: bool) -> Result:
        """Brings a resource in place and proves it; never raises ``HostError``."""
        started = time.monotonic()
        self._session.owes_restart = owes_restart
        resource = bound.resource
        self._tell(StepStarted(self._host, bound.address, f"{resource.type} {resource.name}"))
        comparison = Comparison(State.IN_PLACE)
        failure: HostFailure | None = None
        lost = False
        try:
            comparison = self._bring_in_place(bound)
            outcome = Outcome.CHANGED if comparison.state is State.CHANGE else Outcome.IN_PLACE
        except StepFailed as error:
            outcome, failure = error.outcome, error.failure
        except HostError as error:
            outcome, failure, lost = Outcome.FAILED, error.failure, away(error)
            self._session.lose(error)
        changes = comparison.changes
        self._journal.append(
            "step",
            host=self._host,
            address=bound.address,
            outcome=outcome.value,
            changed=[change.field for change in changes],
            said=failure.said if failure else None,
        )
        seconds = time.monotonic() - started
        self._tell(StepEnded(self._host, bound.address, outcome, changes, failure, seconds))
        return Result(outcome, self._session.owes_restart, lost)

    def restart(self, reason: str) -> bool:
        """Restarts the host; whether it is back."""
        try:
            self._session.restart(reason)
        except HostError as error:
            self._session.lose(error)
            return False
        return True

    def close(self) -> None:
        """Ends the session."""
        self._session.close()

    def read_again(self, resources: list[BoundResource]) -> tuple[tuple[str, ...], bool]:
        """Addresses that are not in place any more, and whether the host was lost."""
        try:
            answers = self._session.again(lambda channel: read_resources(channel, resources))
        except HostError as error:
            self._session.lose(error)
            return (), True
        unhealthy = []
        for bound in resources:
            comparison = compare(bound, answers[bound.address])
            if comparison.state is not State.IN_PLACE:
                unhealthy.append(bound.address)
                said = f"it was in place and is not any more: {_told(comparison)}"
                failure = self._failure("run.unstable", bound, "reading it again at the end of the stage", said)
                self._tell(StepEnded(self._host, bound.address, Outcome.UNHEALTHY, failure=failure))
                self._journal.append(
                    "step",
                    host=self._host,
                    address=bound.address,
                    outcome=Outcome.UNHEALTHY.value,
                    changed=[],
                    said=said,
                )
        return tuple(unhealthy), False

    # One resource

    def _bring_in_place(self, bound: BoundResource) -> Comparison:
        comparison, answers = self._compare(bound)
        if comparison.state in (State.UNKNOWN, State.BLOCKED) and self._session.owes_restart:
            self._session.restart(f"before {bound.resource.name}")
            comparison, answers = self._compare(bound)
        if comparison.state is State.IN_PLACE:
            return comparison
        if comparison.state is not State.CHANGE:
            self._refuse(bound, comparison, answers)
        acts = bound.resource.acts(comparison)
        for index, act in enumerate(acts):
            self._act(bound, act, index)
        observed = self._read_back(bound, checked_only=not acts)
        evidence = [shown(answer.value) for answer in observed]
        self._journal.append("in place", host=self._host, address=bound.address, observed=digest([*evidence]))
        return comparison if acts else Comparison(State.IN_PLACE)

    def _compare(self, bound: BoundResource) -> tuple[Comparison, tuple[Answer, ...]]:
        answers = self._session.again(lambda channel: read_resources(channel, [bound]))[bound.address]
        return compare(bound, answers), answers

    def _refuse(self, bound: BoundResource, comparison: Comparison, answers: tuple[Answer, ...]) -> NoReturn:
        for answer in answers:
            if answer.failure is not None:
                raise StepFailed(Outcome.FAILED, answer.failure)
        failure = self._failure("run.blocked", bound, "comparing it before its first act", comparison.reason)
        raise StepFailed(
            Outcome.FAILED,
            HostFailure(
                failure.id,
                failure.what,
                failure.tried,
                failure.said,
                "this state can't be changed by the acts of this resource",
                comparison.remedy or "see what the host says, put it right, then deploy again",
            ),
        )

    def _act(self, bound: BoundResource, act: Act, index: int) -> None:
        if act.restart:
            self._session.restart(act.summary or f"for {bound.resource.name}", float(act.timeout))
            return
        if act.clean_boot and self._session.owes_restart:
            self._session.restart(f"before: {act.summary}")
        token = token_of(self._inventory, bound.address, index)
        self._journal.append(
            "intent",
            token=token,
            host=self._host,
            address=bound.address,
            act=act.summary,
            function=act.function,
            detached=act.detached,
            timeout=act.timeout,
        )
        self._tell(ActStarted(self._host, bound.address, act.summary, token, act.detached))
        answer = self._session.perform(act, token)
        said = answer.failure.said if answer.failure else None
        result = "failed" if answer.failure else "done"
        self._session.evidence(token, result, said, answer.restart_required, answer.log_tail)
        if act.detached:
            self._session.forget(token)
        if answer.failure is not None:
            raise StepFailed(Outcome.FAILED, answer.failure)
        self._session.owes_restart = self._session.owes_restart or answer.restart_required

    def _read_back(self, bound: BoundResource, checked_only: bool) -> tuple[Answer, ...]:
        barrier = bound.resource.barrier() or Barrier("reading it back", 0)
        started = time.monotonic()
        while True:
            comparison, answers = self._compare(bound)
            seconds = time.monotonic() - started
            if comparison.state is State.IN_PLACE:
                return answers
            last = _told(comparison)
            if seconds >= barrier.deadline:
                if self._session.owes_restart and not checked_only:
                    self._session.restart(f"{bound.resource.name} shows only after a restart")
                    started = time.monotonic()
                    continue
                self._not_in_place(bound, barrier, last, checked_only)
            self._tell(Waiting(self._host, bound.address, barrier.reason, last, seconds, barrier.deadline))
            pause = min(barrier.interval, max(FIRST_PAUSE, seconds / 2))  # soon at first, then less and less
            time.sleep(min(pause, max(0.0, barrier.deadline - seconds)))

    def _not_in_place(self, bound: BoundResource, barrier: Barrier, last: str, checked_only: bool) -> NoReturn:
        tried = f"waiting {barrier.deadline} s: {barrier.reason}" if barrier.deadline else "reading it back"
        failure = self._failure("run.not-in-place", bound, tried, f"still not in place: {last}")
        raise StepFailed(Outcome.UNHEALTHY if checked_only else Outcome.FAILED, failure)

    def _failure(self, identifier: str, bound: BoundResource, tried: str, said: str) -> HostFailure:
        return HostFailure(
            identifier,
            f"{bound.resource.type} {bound.resource.name!r} on {self._host}",
            tried,
            said,
            "the act reported success, or something else changed this since",
            "look at the host's own logs, then deploy again: what is in place is not done twice",
        )


def _told(comparison: Comparison) -> str:
    if comparison.changes:
        return "; ".join(
            f"{change.field} is {shown(change.old)}, not {shown(change.new)}" for change in comparison.changes
        )
    return comparison.reason or comparison.state.value
