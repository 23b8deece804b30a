"""The everyday session: channels over one PowerShell runspace pool, and the connector that opens them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from exforge.remote import jobs, restart
from exforge.remote.decode import address_of, call_failure
from exforge.remote.identity import IDENTITY, check_identity, identity_from
from exforge.remote.library import CALL_LIST
from exforge.remote.logons import Logons
from exforge.remote.pool import Pool
from exforge.remote.session import (
    ActUncertain,
    Answer,
    HostError,
    HostFailed,
    HostFailure,
    HostIdentity,
    JobStatus,
    Progress,
    Target,
)
from exforge.remote.wire import call_to_wire, from_wire
from exforge.resources.base import Act, Call, Probe

_PROBES_DEADLINE = 300.0
_SHORT_DEADLINE = 120.0
_WORTH_A_SECOND_SESSION = ("winrm.shell-gone", "winrm.http", "winrm.unreachable", "winrm.no-answer", "winrm.protocol")


class CallPool(Protocol):
    """What a channel needs of a pool; tests put one in memory here."""

    target: Target

    def open(self) -> None:
        """Opens it with the library inside."""

    def run(self, function: str, parameters: Mapping[str, object], seconds: float) -> list[object]:
        """Runs one function and gives its output."""

    def close(self) -> None:
        """Ends it; never raises."""


OpenPool = Callable[[Target], CallPool]


class PsrpReadChannel:
    """Reads: every batch of probes is one pipeline. The host's identity is checked with the first batch."""

    def __init__(self, target: Target, open_pool: OpenPool) -> None:
        self._target = target
        self._open_pool = open_pool
        self._pool: CallPool | None = open_pool(target)
        self._identity: HostIdentity | None = None

    def read(self, calls: Sequence[Probe]) -> list[Answer]:
        """Runs all probes in one pipeline; a session that the host has ended is opened again once."""
        if not calls:
            return []
        try:
            return self._read(calls)
        except HostError as error:
            if error.failure.id not in _WORTH_A_SECOND_SESSION:
                raise
        self._reopen()
        return self._read(calls)

    def _read(self, calls: Sequence[Probe]) -> list[Answer]:
        asked = list(calls) if self._identity else [IDENTITY, *calls]
        answers = self._run(asked, read_only=True, seconds=_PROBES_DEADLINE)
        if self._identity is None:
            self._know(answers.pop(0))
        return answers

    def identity(self) -> HostIdentity:
        """Who is there; read once per session."""
        if self._identity is None:
            try:
                self._ask_identity()
            except HostError as error:
                if error.failure.id not in _WORTH_A_SECOND_SESSION:
                    raise
                self._reopen()
                self._ask_identity()
        assert self._identity is not None
        return self._identity

    def close(self) -> None:
        """Ends the session; it can't be used again."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _ask_identity(self) -> None:
        self._know(self._run([IDENTITY], read_only=True, seconds=_SHORT_DEADLINE)[0])

    def _know(self, answer: Answer) -> None:
        if answer.failure is not None:
            raise HostFailed(answer.failure)
        seen = identity_from(answer.value)
        check_identity(self._target, seen)
        self._identity = seen

    def _reopen(self) -> None:
        self.close()
        self._identity = None
        self._pool = self._open_pool(self._target)

    def _run(self, calls: Sequence[Call], *, read_only: bool, seconds: float) -> list[Answer]:
        if self._pool is None:
            self._pool = self._open_pool(self._target)
        parameters = {"Calls": [call_to_wire(call) for call in calls], "ReadOnly": read_only}
        output = _answers(self._pool.run(CALL_LIST, parameters, seconds))
        if len(output) != len(calls):
            raise HostFailed(_miscounted(self._target, len(calls), len(output)))
        return [self._answer(call, item) for call, item in zip(calls, output, strict=True)]

    def _answer(self, call: Call, item: object) -> Answer:
        fields = from_wire(item)
        if not isinstance(fields, Mapping):
            return Answer(failure=call_failure(None, self._target, call.function))
        if not fields.get("Succeeded"):
            return Answer(failure=call_failure(fields.get("Error"), self._target, call.function))
        value = fields.get("Value")
        owes = isinstance(value, Mapping) and bool(value.get("RestartRequired"))
        return Answer(value=value, restart_required=owes)


class PsrpActChannel(PsrpReadChannel):
    """Reads and acts. Detached acts run as jobs that are found again by their token."""

    def __init__(
        self,
        target: Target,
        open_pool: OpenPool,
        progress: Progress,
        *,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(target, open_pool)
        self._progress = progress
        self._clock = clock
        self._pause = pause

    def act(self, act: Act, token: str) -> Answer:
        """Runs one act to its end; a job whose token is on the host is adopted."""
        if act.restart:
            seen = self.restart(act.summary, float(act.timeout))
            return Answer(value={"BootId": seen.boot_id})
        self.identity()
        if act.detached:
            return jobs.Jobs(self, self._target, self._progress, self._clock).run(act, token)
        try:
            return self._run([act], read_only=False, seconds=float(act.timeout))[0]
        except HostError as error:
            if error.failure.irreparable or not error.failure.id.startswith("winrm."):
                raise
            raise ActUncertain(error.failure) from error

    def job_status(self, token: str) -> JobStatus:
        """What the host knows of this token."""
        self.identity()
        return jobs.Jobs(self, self._target, self._progress, self._clock).status(token)

    def forget(self, token: str) -> None:
        """Removes what a job left on the host."""
        answer = self.call(Call("Remove-DetachedJob", {"Token": token}), _SHORT_DEADLINE)
        if answer.failure is not None:
            raise HostFailed(answer.failure)

    def restart(self, reason: str, deadline: float) -> HostIdentity:
        """Restarts the host and waits until it serves again under another boot identity."""
        before = self.identity()
        restart.request(self, reason)
        self.close()
        self._identity = restart.wait(
            before, lambda: self._look(before), deadline=deadline, clock=self._clock, pause=self._pause
        )
        return self._identity

    def call(self, call: Call, seconds: float) -> Answer:
        """Runs one function that may change something. Raises ``HostError``."""
        return self._run([call], read_only=False, seconds=seconds)[0]

    def reconnect(self) -> None:
        """Drops the session and opens another; the host must still be the same. Raises ``HostError``."""
        self._reopen()
        self.identity()

    def _look(self, before: HostIdentity) -> tuple[HostIdentity, bool]:
        """One look at a host that restarts: who it is, and whether it is ready."""
        self._reopen()
        seen = self.identity()
        if seen.boot_id == before.boot_id:
            self.close()
            return seen, False
        answer = self._run([restart.READY], read_only=True, seconds=_SHORT_DEADLINE)[0]
        return seen, restart.is_ready(answer)


class PsrpConnector:
    """Opens channels through pypsrp. An account that is refused once is not tried on the next host."""

    def __init__(self, logons: Logons | None = None) -> None:
        self._logons = logons or Logons()

    def read(self, target: Target) -> PsrpReadChannel:
        """A channel without acts."""
        return PsrpReadChannel(target, self._open)

    def act(self, target: Target, progress: Progress) -> PsrpActChannel:
        """A channel with acts; the host's identity is checked before it is handed out."""
        channel = PsrpActChannel(target, self._open, progress)
        try:
            channel.identity()
        except HostError:
            channel.close()
            raise
        return channel

    def _open(self, target: Target) -> CallPool:
        """Opens a pool; a second time when the link broke meanwhile, which tells a bad link from a host that is off."""
        try:
            return self._pool(target)
        except HostError as error:
            if error.failure.id not in _WORTH_A_SECOND_SESSION:
                raise
        return self._pool(target)

    def _pool(self, target: Target) -> CallPool:
        pool = Pool(target)
        self._logons.attempt(target, pool.open)
        return pool


def _answers(output: list[object]) -> list[object]:
    """The answers in the one list that the host writes; none if it wrote something else."""
    (answers,) = output if len(output) == 1 else ([],)
    return answers if isinstance(answers, list) else []


def _miscounted(target: Target, asked: int, got: int) -> HostFailure:
    return HostFailure(
        id="powershell.answers-missing",
        what=address_of(target),
        tried=f"{asked} calls in one pipeline",
        said=f"{got} answers came back",
        means="the host's PowerShell did not run the library as it should",
        remedy="report this with what the host said",
    )
