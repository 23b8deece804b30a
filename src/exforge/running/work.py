"""What one host's thread does: bring a resource in place, restart, read again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from exforge.planning.events import HostLost, Observer
from exforge.planning.observing import compare, kind_of, read_resources
from exforge.planning.values import digest, shown
from exforge.project.model import BoundResource
from exforge.remote.session import (
    ActChannel,
    ActUncertain,
    Answer,
    Connector,
    HostError,
    HostFailed,
    HostFailure,
    JobState,
    NotTrusted,
    Target,
    Unreachable,
)
from exforge.resources.base import Act, Barrier, Comparison, State
from exforge.running.events import (
    ActStarted,
    Adopted,
    Outcome,
    Restarted,
    Restarting,
    StepEnded,
    StepStarted,
    Told,
    Waiting,
)
from exforge.running.journal import Journal, OpenIntent
from exforge.running.tokens import token_of

RESTART_DEADLINE = 1800.0
ADOPT_INTERVAL = 2.0
FIRST_PAUSE = 0.1
LOG_TAIL = 4000
T = TypeVar("T")
ATTEMPTS = 3


class StepFailed(Exception):  # noqa: N818 - ends one step; never leaves this module
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
    """Works on one host, in one thread, through one session at a time."""

    def __init__(
        self,
        host: str,
        inventory: str,
        connector: Connector,
        target: Callable[[str], Target],
        journal: Journal,
        observer: Observer,
    ) -> None:
        self._host = host
        self._inventory = inventory
        self._connector = connector
        self._target = target
        self._journal = journal
        self._tell = observer
        self._channel: ActChannel | None = None
        self._owes_restart = False

    # What the driver asks for

    def step(self, bound: BoundResource, owes_restart: bool) -> Result:
        """Brings a resource in place and proves it; never raises ``HostError``."""
        started = time.monotonic()
        self._owes_restart = owes_restart
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
            outcome, failure, lost = Outcome.FAILED, error.failure, _away(error)
            self._lose(error)
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
        return Result(outcome, self._owes_restart, lost)

    def restart(self, reason: str) -> bool:
        """Restarts the host; whether it is back."""
        try:
            self._restart(reason)
        except HostError as error:
            self._lose(error)
            return False
        return True

    def read_again(self, resources: list[BoundResource]) -> tuple[tuple[str, ...], bool]:
        """Addresses that are not in place any more, and whether the host was lost."""
        try:
            answers = self._again(lambda channel: read_resources(channel, resources))
        except HostError as error:
            self._lose(error)
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

    def settle(self, intent: OpenIntent) -> None:
        """Waits for the end of an earlier run's act, if its token is on the host. Raises ``HostError``."""
        if intent.detached:
            deadline = time.monotonic() + max(intent.timeout, 60)
            while True:
                status = self._again(lambda channel: channel.job_status(intent.token))
                if status.state is not JobState.RUNNING:
                    break
                if time.monotonic() > deadline:
                    raise HostFailed(
                        HostFailure(
                            "run.adopted-too-long",
                            f"{self._host}: {intent.summary}",
                            f"waiting for the act that an earlier run started (token {intent.token})",
                            f"it still runs after {intent.timeout} seconds",
                            "the installer hangs, or waits for an answer on the console",
                            "look at the job on the host, end it, then deploy again",
                        )
                    )
                time.sleep(ADOPT_INTERVAL)
            if status.state is JobState.FINISHED:
                self._tell(Adopted(self._host, intent.address, intent.summary))
            restart = status.answer is not None and status.answer.restart_required
            self._evidence(intent.token, "settled", None, restart)
            self._forget(intent.token)
        else:
            self._evidence(intent.token, "settled", None, False)

    def still_owes_restart(self, boot: str) -> bool:
        """Whether the host has not restarted since it had this boot identity. Raises ``HostError``."""
        return self._again(lambda channel: channel.identity()).boot_id == boot

    def close(self) -> None:
        """Ends the session."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    # One resource

    def _bring_in_place(self, bound: BoundResource) -> Comparison:
        comparison, answers = self._compare(bound)
        if comparison.state in (State.UNKNOWN, State.BLOCKED) and self._owes_restart:
            self._restart(f"before {bound.resource.name}")
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
        answers = self._again(lambda channel: read_resources(channel, [bound]))[bound.address]
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
            self._restart(act.summary or f"for {bound.resource.name}", float(act.timeout))
            return
        if act.clean_boot and self._owes_restart:
            self._restart(f"before: {act.summary}")
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
        answer = self._perform(act, token)
        said = answer.failure.said if answer.failure else None
        result = "failed" if answer.failure else "done"
        self._evidence(token, result, said, answer.restart_required, answer.log_tail)
        if act.detached:
            self._forget(token)
        if answer.failure is not None:
            raise StepFailed(Outcome.FAILED, answer.failure)
        self._owes_restart = self._owes_restart or answer.restart_required

    def _evidence(self, token: str, result: str, said: str | None, restart: bool, log: str = "") -> None:
        boot = self._again(lambda channel: channel.identity()).boot_id if restart else None
        self._journal.append(
            "evidence",
            token=token,
            host=self._host,
            result=result,
            said=said,
            restart=restart,
            boot=boot,
            log=log[-LOG_TAIL:],
        )

    def _forget(self, token: str) -> None:
        self._again(lambda channel: channel.forget(token))
        self._journal.append("forgotten", token=token, host=self._host)

    def _perform(self, act: Act, token: str) -> Answer:
        """Sends an act, again after a lost link: what has a token is adopted then, the rest is repeatable."""
        started = time.monotonic()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._open().act(act, token)
            except (ActUncertain, Unreachable) as error:
                self.close()
                if attempt == ATTEMPTS or time.monotonic() - started > act.timeout:
                    raise
                self._tell(Told(self._host, f"the link was lost ({error.failure.said}); asking again"))
        raise AssertionError("the last attempt returns or raises")

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
                if self._owes_restart and not checked_only:
                    self._restart(f"{bound.resource.name} shows only after a restart")
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

    # The session

    def _open(self) -> ActChannel:
        if self._channel is None:
            self._channel = self._connector.act(
                self._target(self._host), lambda line: self._tell(Told(self._host, line))
            )
        return self._channel

    def _again(self, call: Callable[[ActChannel], T]) -> T:
        """Reads, and reads once more over a fresh session when the link was lost."""
        try:
            return call(self._open())
        except (Unreachable, ActUncertain):
            self.close()
            return call(self._open())

    def _restart(self, reason: str, deadline: float = RESTART_DEADLINE) -> None:
        started = time.monotonic()
        self._journal.append("restart", host=self._host, reason=reason)
        self._tell(Restarting(self._host, reason))
        identity = self._open().restart(reason, deadline)
        self._journal.append("restarted", host=self._host, boot=identity.boot_id)
        self._owes_restart = False
        self._tell(Restarted(self._host, time.monotonic() - started))

    def _lose(self, error: HostError) -> None:
        self.close()
        if _away(error):
            self._tell(HostLost(self._host, kind_of(error), error.failure))


def _away(error: HostError) -> bool:
    """Whether the host as a whole is out of reach, not only this act."""
    return isinstance(error, (Unreachable, NotTrusted))


def _told(comparison: Comparison) -> str:
    if comparison.changes:
        return "; ".join(
            f"{change.field} is {shown(change.old)}, not {shown(change.new)}" for change in comparison.changes
        )
    return comparison.reason or comparison.state.value
