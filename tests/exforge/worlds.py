"""A small world for tests: a resource type, hosts in memory that hold values, and channels to them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from exforge.remote.session import (
    Answer,
    HostFailure,
    HostIdentity,
    JobState,
    JobStatus,
    Progress,
    Target,
    Unreachable,
)
from exforge.resources.base import (
    Act,
    Barrier,
    Change,
    Comparison,
    Probe,
    Resource,
    Secret,
    Value,
    setting,
)


@dataclass(frozen=True)
class Fact(Resource):
    """A value under a key that must have a content."""

    type: ClassVar[str] = "fact"
    key: str
    value: str
    unsafe: bool = False
    reboot: bool = False
    clean: bool = False
    level: str = setting("how much", default="low", choices=("low", "high"))
    slow: int = 0
    password: Secret | None = None
    tags: tuple[str, ...] = ()
    needs: str | None = None

    def probes(self) -> tuple[Probe, ...]:
        return (Probe("Get-Fact", {"Key": self.key}),)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        if observed[0] == "forbidden":
            return Comparison.blocked("it is forbidden here", "ask for leave")
        if observed[0] == self.value:
            return Comparison.of(())
        return Comparison.of((Change("value", observed[0], self.value),))

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        return (
            Act(
                "Set-Fact",
                {"Key": self.key, "Value": self.value, "Reboot": self.reboot, "Password": self.password},
                summary=f"set {self.key}",
                repeatable=not self.unsafe,
                may_reboot=self.reboot,
                clean_boot=self.clean,
                secrets=frozenset({"Password"}),
            ),
        )

    def barrier(self) -> Barrier | None:
        return Barrier("the fact settles", 30, 0.01) if self.slow else None


TYPES: Mapping[str, type[Resource]] = {"fact": Fact}


def failure(said: str, what: str = "call") -> HostFailure:
    return HostFailure("test.failure", what, "a call", said, "the test wants it", "change the test")


@dataclass
class Machine:
    """A host in memory. ``delays`` holds, per key, how many reads still show the old value after a change."""

    name: str
    facts: dict[str, Value] = field(default_factory=dict)
    delays: dict[str, int] = field(default_factory=dict)
    boots: int = 1
    down: bool = False
    acts: list[str] = field(default_factory=list)
    reads: int = 0
    jobs: dict[str, Answer] = field(default_factory=dict)
    on_act: Callable[[Act], Answer | None] | None = None

    def read(self, probe: Probe) -> Answer:
        key = str(probe.parameters["Key"])
        if self.delays.get(key, 0) > 0:
            self.delays[key] -= 1
            return Answer(None)
        if key.startswith("broken"):
            return Answer(failure=failure("no such thing", key))
        return Answer(self.facts.get(key))

    def perform(self, act: Act) -> Answer:
        self.acts.append(act.summary)
        if self.on_act and (answer := self.on_act(act)) is not None:
            return answer
        self.facts[str(act.parameters["Key"])] = act.parameters["Value"]
        return Answer(True, restart_required=bool(act.parameters.get("Reboot")))


class Channel:
    """A channel with acts to a machine in memory."""

    def __init__(self, machine: Machine, progress: Progress) -> None:
        self._machine = machine
        self._progress = progress

    def read(self, calls: Sequence[Probe]) -> list[Answer]:
        self._machine.reads += 1
        return [self._machine.read(call) for call in calls]

    def identity(self) -> HostIdentity:
        return HostIdentity(self._machine.name.upper(), "", self._machine.name, str(self._machine.boots))

    def close(self) -> None:
        pass

    def act(self, act: Act, token: str) -> Answer:
        if act.detached and token in self._machine.jobs:
            return self._machine.jobs[token]
        answer = self._machine.perform(act)
        if act.detached:
            self._machine.jobs[token] = answer
        self._progress(f"{act.summary}: half way")
        return answer

    def job_status(self, token: str) -> JobStatus:
        if token in self._machine.jobs:
            return JobStatus(JobState.FINISHED, self._machine.jobs[token])
        return JobStatus(JobState.ABSENT)

    def forget(self, token: str) -> None:
        self._machine.jobs.pop(token, None)

    def restart(self, reason: str, deadline: float) -> HostIdentity:
        self._machine.boots += 1
        self._machine.acts.append("restart")
        return self.identity()


@dataclass
class World:
    """All machines, and the connector to them."""

    machines: dict[str, Machine] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __getitem__(self, name: str) -> Machine:
        with self.lock:
            return self.machines.setdefault(name, Machine(name))

    def _open(self, target: Target, progress: Progress) -> Channel:
        machine = self[target.name]
        self.opened.append(target.name)
        if machine.down:
            raise Unreachable(failure("connection refused", target.name))
        return Channel(machine, progress)

    def read(self, target: Target) -> Channel:
        return self._open(target, lambda line: None)

    def act(self, target: Target, progress: Progress) -> Channel:
        return self._open(target, progress)


def target(name: str) -> Target:
    return Target(name, "127.0.0.1", 5985, "CORP\\deploy", Secret("test", lambda: "secret"))


@dataclass
class Files:
    """A project's files below a temporary folder."""

    root: Path

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    @property
    def inventory(self) -> Path:
        return self.root / "inventory" / "test"


INVENTORY = """\
inventory: test
description: two hosts
confirm: false
variables:
  colour: red
groups:
  all:
    hosts: [a, b]
  front:
    hosts: [a]
    variables: {colour: blue}
hosts:
  a: {kind: server, address: 10.0.0.1}
  b: {kind: server, address: 10.0.0.2}
"""

PLAYBOOK = """\
playbook: exchange-2007
stages:
  - stage: base
    plays:
      - hosts: [all]
        roles: [base]
  - stage: top
    plays:
      - hosts: [front]
        roles: [top]
"""

BASE = """\
role: base
provides: [prepared, {capability: everywhere, scope: organisation}]
variables:
  colour: {type: string, description: the paint}
resources:
  - name: paint
    fact: {key: paint, value: "{{ colour }}"}
  - name: place
    fact: {key: place, value: "{{ host.address }}"}
"""

TOP = """\
role: top
requires: [prepared, everywhere]
resources:
  - name: roof
    fact: {key: roof, value: tiles}
"""


def write_project(root: Path) -> Files:
    files = Files(root)
    files.write("inventory/test/inventory.yml", INVENTORY)
    files.write("playbooks/exchange-2007.yml", PLAYBOOK)
    files.write("roles/base/role.yml", BASE)
    files.write("roles/top/role.yml", TOP)
    return files
