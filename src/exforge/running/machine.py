"""Which step may run next: a pure function from a state and an event to a state and commands.

Rules: stages follow each other; on one host one thing happens at a time; a step starts when everything before
it is good and no *other* host that it waits for owes a restart; what stands after something bad is blocked,
the rest goes on; a host with nothing ready takes the restart it owes, so that restarts merge; a host that was
changed has all its steps of the stage read again before the stage ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from exforge.running.events import Outcome
from exforge.running.graph import Graph


@dataclass(frozen=True)
class HostState:
    """One host within a run."""

    outcomes: Mapping[str, Outcome]
    busy: bool = False
    owes_restart: bool = False
    lost: bool = False
    changed: bool = False
    """Something was changed in this stage and not read again since."""


@dataclass(frozen=True)
class State:
    """A run."""

    stage: int
    hosts: Mapping[str, HostState]
    stopping: bool = False
    finished: bool = False

    def outcome(self, host: str, address: str) -> Outcome:
        """How a step stands."""
        return self.hosts[host].outcomes[address]


# Events


@dataclass(frozen=True)
class Began:
    """The run begins."""


@dataclass(frozen=True)
class Ended:
    """A step ended; ``lost``: and the host can't be reached any more."""

    host: str
    address: str
    outcome: Outcome
    owes_restart: bool = False
    lost: bool = False


@dataclass(frozen=True)
class RestartEnded:
    """A host is back, or is not."""

    host: str
    back: bool


@dataclass(frozen=True)
class ReadAgain:
    """The steps of a host were read again; ``unhealthy`` are those no longer in place."""

    host: str
    unhealthy: tuple[str, ...] = ()
    lost: bool = False


@dataclass(frozen=True)
class StopAsked:
    """The user wants to stop: nothing new is started."""


Input = Began | Ended | RestartEnded | ReadAgain | StopAsked


# Commands


@dataclass(frozen=True)
class RunStep:
    """Bring this resource in place."""

    host: str
    address: str
    owes_restart: bool


@dataclass(frozen=True)
class Restart:
    """Restart the host and wait for it."""

    host: str


@dataclass(frozen=True)
class Read:
    """Read these steps again."""

    host: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class StageBegins:
    """Tell that the stage begins."""

    stage: str


@dataclass(frozen=True)
class StageEnds:
    """Tell that the stage has ended."""

    stage: str


@dataclass(frozen=True)
class Finish:
    """Nothing is left to do."""


Command = RunStep | Restart | Read | StageBegins | StageEnds | Finish


def initial(graph: Graph, known: Mapping[str, Outcome], owed: frozenset[str] = frozenset()) -> State:
    """The state before the run: ``known`` outcomes need no work, hosts in ``owed`` owe a restart already."""
    hosts: dict[str, dict[str, Outcome]] = {}
    for step in graph.steps.values():
        hosts.setdefault(step.host, {})[step.address] = known.get(step.address, Outcome.WAITING)
    return State(-1, {h: HostState(outcomes, owes_restart=h in owed) for h, outcomes in hosts.items()})


def advance(graph: Graph, state: State, event: Input) -> tuple[State, list[Command]]:
    """What follows from an event."""
    work = _Work(graph, state)
    work.take(event)
    work.settle()
    return work.state, work.commands


class _Work:
    """One turn of the machine; ``state`` is replaced, never changed."""

    def __init__(self, graph: Graph, state: State) -> None:
        self.graph = graph
        self.state = state
        self.commands: list[Command] = []
        self._touched: list[str] = []

    def take(self, event: Input) -> None:
        """Records the event."""
        if isinstance(event, StopAsked):
            self.state = replace(self.state, stopping=True)
        elif isinstance(event, Ended):
            host = self.state.hosts[event.host]
            outcomes = {**host.outcomes, event.address: event.outcome}
            self._put(
                event.host,
                replace(
                    host,
                    outcomes=outcomes,
                    busy=False,
                    owes_restart=event.owes_restart and not event.lost,
                    lost=host.lost or event.lost,
                    changed=host.changed or event.outcome is Outcome.CHANGED,
                ),
            )
        elif isinstance(event, RestartEnded):
            host = self.state.hosts[event.host]
            changed = host.changed and event.back
            self._put(
                event.host,
                replace(host, busy=False, owes_restart=False, lost=not event.back, changed=changed),
            )
        elif isinstance(event, ReadAgain):
            host = self.state.hosts[event.host]
            outcomes = {**host.outcomes, **dict.fromkeys(event.unhealthy, Outcome.UNHEALTHY)}
            self._put(
                event.host,
                replace(host, outcomes=outcomes, busy=False, changed=False, lost=host.lost or event.lost),
            )

    def settle(self) -> None:
        """Starts whatever can start, over stages, until nothing more follows."""
        if self.state.finished:
            return
        while True:
            self._spread()
            if self.state.stopping:
                if not any(host.busy for host in self.state.hosts.values()):
                    self._finish()
                return
            if not self._stage_over():
                return
            if self.state.stage >= 0:
                self.commands.append(StageEnds(self.graph.stages[self.state.stage]))
            if self.state.stage + 1 >= len(self.graph.stages):
                self._finish()
                return
            self.state = replace(self.state, stage=self.state.stage + 1)
            stage = self.graph.stages[self.state.stage]
            self.commands.append(StageBegins(stage))
            self._touched.extend(self.graph.order[stage])

    def _spread(self) -> None:
        while self._touched:
            host = self._touched.pop(0)
            if self.state.stage >= 0 and host in self._order():
                self._schedule(host)

    def _order(self) -> Mapping[str, tuple[str, ...]]:
        return self.graph.order[self.graph.stages[self.state.stage]]

    def _schedule(self, name: str) -> None:
        host = self.state.hosts[name]
        if host.busy or self.state.stopping:
            return
        ready = None
        outcomes = dict(host.outcomes)
        for address in self._order()[name]:
            if outcomes[address] is not Outcome.WAITING:
                continue
            before = [self._outcome(a, name, outcomes) for a in self.graph.steps[address].before]
            if host.lost or any(outcome.bad for outcome in before):
                outcomes[address] = Outcome.BLOCKED
            elif ready is None and all(o.good for o in before) and not self._waits_for_restart(address, name):
                ready = address
        newly_blocked = outcomes != host.outcomes
        host = replace(host, outcomes=outcomes)
        waiting = any(outcomes[address] is Outcome.WAITING for address in self._order()[name])
        if ready:
            outcomes[ready] = Outcome.RUNNING
            host = replace(host, outcomes=outcomes, busy=True)
            self.commands.append(RunStep(name, ready, host.owes_restart))
        elif host.owes_restart:
            host = replace(host, busy=True)
            self.commands.append(Restart(name))
        elif host.changed and not waiting and not host.lost:
            host = replace(host, busy=True)
            good = tuple(address for address in self._order()[name] if outcomes[address].good)
            self.commands.append(Read(name, good))
        self._put(name, host, dependents=newly_blocked, again=False)

    def _outcome(self, address: str, here: str, outcomes: Mapping[str, Outcome]) -> Outcome:
        host = self.graph.steps[address].host
        return outcomes[address] if host == here else self.state.outcome(host, address)

    def _waits_for_restart(self, address: str, here: str) -> bool:
        hosts = {self.graph.steps[before].host for before in self.graph.steps[address].before}
        return any(self.state.hosts[host].owes_restart for host in hosts - {here})

    def _stage_over(self) -> bool:
        if self.state.stage < 0:
            return True
        for name, addresses in self._order().items():
            host = self.state.hosts[name]
            if host.busy or host.owes_restart or (host.changed and not host.lost):
                return False
            if any(host.outcomes[address] is Outcome.WAITING for address in addresses):
                return False
        return True

    def _finish(self) -> None:
        hosts = {
            name: replace(
                host,
                outcomes={
                    address: Outcome.STOPPED if outcome is Outcome.WAITING else outcome
                    for address, outcome in host.outcomes.items()
                },
            )
            for name, host in self.state.hosts.items()
        }
        self.state = replace(self.state, hosts=hosts, finished=True)
        self.commands.append(Finish())

    def _put(self, name: str, host: HostState, *, dependents: bool = True, again: bool = True) -> None:
        self.state = replace(self.state, hosts={**self.state.hosts, name: host})
        if again:
            self._touched.append(name)
        if dependents:
            self._touched.extend(sorted(self.graph.dependents[name]))
