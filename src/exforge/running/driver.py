"""Runs the machine: a thread per host that has work, and one queue of what happened."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from exforge.planning.events import Observer
from exforge.project.model import BoundResource
from exforge.remote.session import Connector, Target
from exforge.running import machine
from exforge.running.events import (
    HostTotals,
    Interrupted,
    Outcome,
    RunEnded,
    RunStarted,
    StageEnded,
    StageStarted,
)
from exforge.running.graph import Graph
from exforge.running.host_session import HostSession
from exforge.running.journal import Journal
from exforge.running.work import HostWork

POLL = 0.2


class Detached(Exception):
    """The user asked twice to stop: what runs on hosts goes on alone; ``running`` names it."""

    def __init__(self, running: tuple[str, ...]) -> None:
        super().__init__(", ".join(running))
        self.running = running


@dataclass
class _Thread:
    """A host's thread and its orders."""

    work: HostWork
    orders: queue.SimpleQueue[machine.RunStep | machine.Restart | machine.Read | None]
    thread: threading.Thread
    seconds: float = 0.0


@dataclass(frozen=True)
class Run:
    """Everything that a run needs."""

    id: str
    inventory: str
    graph: Graph
    resources: Mapping[str, BoundResource]
    known: Mapping[str, Outcome]
    connector: Connector
    target: Callable[[str], Target]
    journal: Journal
    observer: Observer
    owed: frozenset[str] = frozenset()
    """Hosts that owe a restart from an earlier run."""


@dataclass
class Driver:
    """Carries out one run; ``stop`` may be called from a signal handler."""

    run: Run
    _inbox: queue.SimpleQueue[machine.Input | BaseException] = field(default_factory=queue.SimpleQueue)
    _threads: dict[str, _Thread] = field(default_factory=dict)
    _asked: int = 0

    def stop(self) -> None:
        """The first call stops scheduling; the second one lets go of what runs."""
        self._asked += 1

    def carry_out(self) -> RunEnded:
        """Runs until nothing is left to do.

        Raises:
            JournalUnwritable: nothing more was started since.
            Detached: see ``stop``.
        """
        run = self.run
        started = time.monotonic()
        state = machine.initial(run.graph, run.known, run.owed)
        worked = {step.stage for step in run.graph.steps.values() if step.address not in run.known}
        if worked or run.owed:
            stages = tuple(stage for stage in run.graph.stages if stage in worked)
            run.observer(RunStarted(run.id, stages, tuple(state.hosts)))
        stage_started = started
        waiting: list[machine.Input] = [machine.Began()]
        told_stop = 0
        try:
            while not state.finished:
                if self._asked > told_stop:
                    told_stop = self._asked
                    running = tuple(name for name, host in state.hosts.items() if host.busy)
                    run.observer(Interrupted(running, told_stop > 1))
                    if told_stop > 1:
                        raise Detached(running)
                    waiting.insert(0, machine.StopAsked())
                for happened in waiting:
                    state, commands = machine.advance(run.graph, state, happened)
                    for command in commands:
                        if isinstance(command, machine.StageBegins):
                            stage_started = time.monotonic()
                            if command.stage in worked:
                                run.observer(StageStarted(command.stage))
                        elif isinstance(command, machine.StageEnds):
                            if command.stage in worked:
                                run.observer(StageEnded(command.stage, time.monotonic() - stage_started))
                        elif not isinstance(command, machine.Finish):
                            self._order(command)
                if not state.finished:
                    waiting = self._next()
        finally:
            self._end_threads(wait=told_stop < 2)
        return self._ended(state, time.monotonic() - started)

    def _next(self) -> list[machine.Input]:
        try:
            found = self._inbox.get(timeout=POLL)
        except queue.Empty:
            return []
        if isinstance(found, BaseException):
            raise found
        return [found]

    def _order(self, command: machine.RunStep | machine.Restart | machine.Read) -> None:
        host = command.host
        if host not in self._threads:
            run = self.run
            session = HostSession(host, run.connector, run.target, run.journal, run.observer)
            work = HostWork(session, run.inventory, run.journal, run.observer)
            orders: queue.SimpleQueue[machine.RunStep | machine.Restart | machine.Read | None]
            orders = queue.SimpleQueue()
            thread = threading.Thread(target=self._serve, args=(host,), name=f"host-{host}", daemon=True)
            self._threads[host] = _Thread(work, orders, thread)
            thread.start()
        self._threads[host].orders.put(command)

    def _serve(self, host: str) -> None:
        mine = self._threads[host]
        while (order := mine.orders.get()) is not None:
            started = time.monotonic()
            try:
                happened = self._do(mine.work, order)
            except BaseException as error:  # a bug or a full disk: the main thread decides
                self._inbox.put(error)
                break
            mine.seconds += time.monotonic() - started
            self._inbox.put(happened)
        mine.work.close()

    def _do(self, work: HostWork, order: machine.RunStep | machine.Restart | machine.Read) -> machine.Input:
        if isinstance(order, machine.RunStep):
            result = work.step(self.run.resources[order.address], order.owes_restart)
            return machine.Ended(order.host, order.address, result.outcome, result.owes_restart, result.lost)
        if isinstance(order, machine.Restart):
            return machine.RestartEnded(order.host, work.restart("what was installed asked for it"))
        unhealthy, lost = work.read_again([self.run.resources[address] for address in order.addresses])
        return machine.ReadAgain(order.host, unhealthy, lost)

    def _end_threads(self, wait: bool) -> None:
        for mine in self._threads.values():
            mine.orders.put(None)
        if wait:
            for mine in self._threads.values():
                mine.thread.join(timeout=30)

    def _ended(self, state: machine.State, seconds: float) -> RunEnded:
        totals = []
        outcomes: list[tuple[str, Outcome]] = []
        for name, host in state.hosts.items():
            values = list(host.outcomes.values())
            thread = self._threads.get(name)
            totals.append(
                HostTotals(
                    host=name,
                    in_place=values.count(Outcome.IN_PLACE),
                    changed=values.count(Outcome.CHANGED),
                    failed=values.count(Outcome.FAILED) + values.count(Outcome.UNHEALTHY),
                    unreachable=host.lost,
                    seconds=thread.seconds if thread else 0.0,
                )
            )
            outcomes.extend(host.outcomes.items())
        ended = RunEnded(self.run.id, tuple(totals), tuple(outcomes), state.stopping, seconds)
        self.run.journal.append(
            "end", run=self.run.id, interrupted=state.stopping, outcomes={a: o.value for a, o in outcomes}
        )
        self.run.observer(ended)
        return ended
