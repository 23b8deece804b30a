"""A host in memory, as a channel's pool sees it: library functions answered by Python, faults on demand."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from exforge.remote.library import CALL_LIST
from exforge.remote.session import HostError, HostFailure, Target, Unreachable
from exforge.resources.secret import Secret

TARGET = Target(
    name="ht01",
    address="10.1.1.51",
    port=5985,
    username="CORP\\exdeploy",
    password=Secret("env:PW", lambda: "geheim"),
    computer_name="HT01",
    domain="child.corp.example",
)
IDENTITY: Mapping[str, object] = {
    "ComputerName": "HT01",
    "Domain": "child.corp.example",
    "MachineId": "guid-1",
    "BootId": "boot-1",
}
Function = Callable[[Mapping[str, object]], object]


def unreachable(said: str = "the connection was reset", id: str = "winrm.unreachable") -> Unreachable:
    return Unreachable(HostFailure(id, "ht01", "a call", said, "", ""))


@dataclass
class MemoryHost:
    """What survives the loss of a session: functions, jobs, and a record of everything asked."""

    functions: dict[str, Function] = field(default_factory=dict)
    faults: list[HostError | None] = field(default_factory=list)
    """What the next pipelines raise; None: nothing. Exhausted: nothing."""
    lost_answers: int = 0
    """So many pipelines are executed and their answer is lost."""
    pipelines: list[list[str]] = field(default_factory=list)
    opened: int = 0
    identity: Mapping[str, object] = field(default_factory=lambda: dict(IDENTITY))

    def open_pool(self, target: Target) -> MemoryPool:
        self.opened += 1
        return MemoryPool(self, target)

    def asked(self, function: str) -> int:
        return sum(names.count(function) for names in self.pipelines)


class MemoryPool:
    def __init__(self, host: MemoryHost, target: Target) -> None:
        self.host = host
        self.target = target
        self.closed = False

    def open(self) -> None: ...

    def run(self, function: str, parameters: Mapping[str, object], seconds: float) -> list[object]:
        assert function == CALL_LIST
        assert not self.closed
        if self.host.faults:
            fault = self.host.faults.pop(0)
            if fault is not None:
                raise fault
        calls = parameters["Calls"]
        assert isinstance(calls, list)
        self.host.pipelines.append([str(call["Function"]) for call in calls])
        answers = [self._answer(call, bool(parameters["ReadOnly"])) for call in calls]
        if self.host.lost_answers:
            self.host.lost_answers -= 1
            raise unreachable("the answer was lost")
        return [answers]

    def close(self) -> None:
        self.closed = True

    def _answer(self, call: Mapping[str, object], read_only: bool) -> object:
        name, given = str(call["Function"]), call["Parameters"]
        assert isinstance(given, Mapping)
        if read_only:
            assert name.startswith(("Get-", "Test-"))
        if name == "Get-HostIdentity":
            return {"Succeeded": True, "Value": dict(self.host.identity), "Error": None}
        try:
            return {"Succeeded": True, "Value": self.host.functions[name](given), "Error": None}
        except RuntimeError as error:
            return {
                "Succeeded": False,
                "Value": None,
                "Error": {"Message": str(error), "Category": "NotSpecified"},
            }


@dataclass(frozen=True)
class MemoryJob:
    log: bytes
    answer: Mapping[str, object] | None
    waits: int
    """How many more looks until it has ended."""


@dataclass
class Jobs:
    """The host's side of detached acts."""

    log: bytes = b"Welcome\r\nCopying files\r\nCOMPLETED\r\n"
    waits: int = 2
    answer: Mapping[str, object] | None = field(default_factory=lambda: {"Succeeded": True, "Value": {"ExitCode": 0}})
    started: list[Mapping[str, object]] = field(default_factory=list)
    known: dict[str, MemoryJob] = field(default_factory=dict)

    def functions(self) -> dict[str, Function]:
        return {
            "Start-DetachedJob": self._start,
            "Wait-DetachedJob": self._look,
            "Get-DetachedJob": self._look,
            "Remove-DetachedJob": lambda given: self.known.pop(str(given["Token"]), None) and None,
        }

    def _start(self, given: Mapping[str, object]) -> object:
        token = str(given["Token"])
        if token not in self.known:
            self.started.append(given)
            self.known[token] = MemoryJob(self.log, self.answer, self.waits)
        return self._state(token, 0)

    def _look(self, given: Mapping[str, object]) -> object:
        token = str(given["Token"])
        if token in self.known:
            job = self.known[token]
            self.known[token] = replace(job, waits=max(0, job.waits - 1))
        offset = given.get("Offset", 0)
        assert isinstance(offset, int)
        return self._state(token, offset)

    def _state(self, token: str, offset: int) -> object:
        job = self.known.get(token)
        if job is None:
            return {"State": "absent", "ExitCode": 0, "Answer": None, "Log": "", "Offset": 0}
        ended = job.waits == 0
        visible = job.log if ended else job.log[: max(offset, len(job.log) // (job.waits + 1))]
        piece = visible[offset : offset + 10]
        state = "running" if not ended else ("finished" if job.answer is not None else "lost")
        return {
            "State": state,
            "ExitCode": 0,
            "Answer": dict(job.answer) if ended and job.answer else None,
            "Log": base64.b64encode(piece).decode(),
            "Offset": offset + len(piece),
        }


class Clock:
    """Time that passes only when somebody pauses."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += seconds


def names(pipelines: Sequence[Sequence[str]]) -> list[str]:
    return [name for pipeline in pipelines for name in pipeline]
