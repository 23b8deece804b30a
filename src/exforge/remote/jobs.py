"""Detached acts: started once per token in a scheduled task, followed by their log, adopted when found."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Protocol

from exforge.remote.decode import address_of, call_failure
from exforge.remote.session import (
    ActUncertain,
    Answer,
    HostError,
    HostFailed,
    HostFailure,
    JobState,
    JobStatus,
    Progress,
    Target,
    Unreachable,
)
from exforge.resources.base import Act, Call, Value
from exforge.resources.secret import Secret

_START_DEADLINE = 120.0
_WAIT_FIRST, _WAIT_LONGEST = 5, 60
_WAIT_DEADLINE = 150.0
_TAIL = 20
_RECONNECTS = 5


class Caller(Protocol):
    """The side of a channel that jobs need."""

    def call(self, call: Call, seconds: float) -> Answer:
        """Runs one function of the library."""

    def reconnect(self) -> None:
        """Opens a fresh session."""


class Jobs:
    """Detached acts on one host."""

    def __init__(self, caller: Caller, target: Target, progress: Progress, clock: Callable[[], float]) -> None:
        self._caller = caller
        self._target = target
        self._progress = progress
        self._clock = clock
        self._tail: list[str] = []
        self._partial = b""

    def run(self, act: Act, token: str) -> Answer:
        """Starts the act unless its token is known, and follows it to its end.

        The host decides whether the token is new, in one call that makes the mark before it starts the
        work: asking again after a lost answer starts nothing twice.
        """
        deadline = self._clock() + act.timeout
        state = self._persistently(_start(act, token), _START_DEADLINE)
        offset = self._log(state)
        seconds = _WAIT_FIRST
        while _state_of(state) == "running":
            if self._clock() > deadline:
                raise ActUncertain(self._overdue(act))
            wait = Call("Wait-DetachedJob", {"Token": token, "Offset": offset, "Seconds": seconds})
            state = self._persistently(wait, _WAIT_DEADLINE)
            seconds = min(_WAIT_LONGEST, seconds * 2)
            offset = self._log(state)
        offset = self._rest_of_log(token, offset, state)
        return self._answer(state, act.function)

    def status(self, token: str) -> JobStatus:
        """What the host knows of a token; a lost job counts as finished, with a failure."""
        state = self._persistently(Call("Get-DetachedJob", {"Token": token}), _WAIT_DEADLINE)
        word = _state_of(state)
        if word == "absent":
            return JobStatus(JobState.ABSENT)
        if word == "running":
            return JobStatus(JobState.RUNNING)
        self._rest_of_log(token, self._log(state), state)
        return JobStatus(JobState.FINISHED, self._answer(state, f"the job {token}"))

    def _persistently(self, call: Call, seconds: float) -> Mapping[str, Value]:
        """Calls through lost links: these calls do no harm twice."""
        for attempt in range(_RECONNECTS + 1):
            try:
                answer = self._caller.call(call, seconds)
                break
            except HostError as error:
                if attempt == _RECONNECTS or error.failure.irreparable:
                    raise ActUncertain(error.failure) from error
            try:
                self._caller.reconnect()
            except Unreachable as error:
                if attempt == _RECONNECTS - 1:
                    raise ActUncertain(error.failure) from error
        if answer.failure is not None:
            raise HostFailed(answer.failure)
        return answer.value if isinstance(answer.value, Mapping) else {}

    def _rest_of_log(self, token: str, offset: int, state: Mapping[str, Value]) -> int:
        """Reads on to the end of the log of an ended job, for its tail."""
        while state.get("Log"):
            state = self._persistently(Call("Get-DetachedJob", {"Token": token, "Offset": offset}), _WAIT_DEADLINE)
            offset = self._log(state)
        if self._partial:
            self._line(self._partial)
            self._partial = b""
        return offset

    def _log(self, state: Mapping[str, Value]) -> int:
        """Hands the new lines of a log to the progress; the offset of the next read."""
        data = self._partial + base64.b64decode(str(state.get("Log") or ""))
        *lines, self._partial = data.split(b"\n")
        for line in lines:
            self._line(line)
        offset = state.get("Offset")
        return offset if isinstance(offset, int) else 0

    def _line(self, raw: bytes) -> None:
        text = _decoded(raw).rstrip("\r ")
        if text.strip():
            self._tail = [*self._tail[-_TAIL + 1 :], text]
            self._progress(text.strip())

    def _answer(self, state: Mapping[str, Value], what: str) -> Answer:
        tail = "\n".join(self._tail)
        answer = state.get("Answer")
        if not isinstance(answer, Mapping):
            return Answer(failure=self._lost(state, what), log_tail=tail)
        if not answer.get("Succeeded"):
            return Answer(failure=call_failure(answer.get("Error"), self._target, what), log_tail=tail)
        value = answer.get("Value")
        owes = isinstance(value, Mapping) and bool(value.get("RestartRequired"))
        return Answer(value=value, restart_required=owes, log_tail=tail)

    def _lost(self, state: Mapping[str, Value], what: str) -> HostFailure:
        code = state.get("ExitCode")
        said = "the job's process is gone and left no exit record"
        if _state_of(state) == "finished":
            said = f"the job ended with exit code {code} and left no result"
        if self._tail:
            said += f"; its last line: {self._tail[-1].strip()}"
        return HostFailure(
            id="job.lost",
            what=address_of(self._target),
            tried=what,
            said=said,
            means="the host restarted, the process was killed, or the task could not log on",
            remedy="run the stage again: what is done is found by reading the host, what is missing is done",
        )

    def _overdue(self, act: Act) -> HostFailure:
        return HostFailure(
            id="job.deadline",
            what=address_of(self._target),
            tried=act.summary or act.function,
            said=f"still running after {act.timeout} s"
            + (f"; last line: {self._tail[-1].strip()}" if self._tail else ""),
            means="the installer waits for something or hangs",
            remedy="look at the host; a later run finds the job by its token and waits for it",
        )


def _start(act: Act, token: str) -> Call:
    secrets = {
        name: value for name, value in act.parameters.items() if isinstance(value, Secret) or name in act.secrets
    }
    plain = {name: value for name, value in act.parameters.items() if name not in secrets}
    return Call(
        "Start-DetachedJob",
        {"Token": token, "Function": act.function, "Parameters": plain, "Secrets": secrets},
    )


def _state_of(state: Mapping[str, Value]) -> str:
    return str(state.get("State") or "absent")


def _decoded(raw: bytes) -> str:
    """Console output of Windows: the English OEM code page unless it is clean UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437")
