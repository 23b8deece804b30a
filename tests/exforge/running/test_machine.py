"""The state machine: orders that always hold, over random graphs, outcomes and restarts."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from exforge.running import machine
from exforge.running.events import Outcome
from exforge.running.graph import Graph, Step


def graph_of(*steps: tuple[str, str, str]) -> Graph:
    """Steps as (address, stage, addresses before it); the host is the address's first part."""
    return Graph.of(
        tuple(Step(name, name.split("/")[0], stage, tuple(before.split())) for name, stage, before in steps)
    )


class Play:
    """Runs the machine with given outcomes and remembers the order of everything."""

    def __init__(self, graph: Graph, known: dict[str, Outcome] | None = None) -> None:
        self.graph = graph
        self.state = machine.initial(graph, known or {})
        self.open: list[machine.Command] = []
        self.log: list[str] = []
        self.send(machine.Began())

    def send(self, event: machine.Input) -> None:
        self.state, commands = machine.advance(self.graph, self.state, event)
        for command in commands:
            if isinstance(command, machine.RunStep):
                self.log.append(f"run {command.address}")
            elif isinstance(command, machine.Restart):
                self.log.append(f"restart {command.host}")
            elif isinstance(command, machine.Read):
                self.log.append(f"read {command.host}")
            if isinstance(command, (machine.RunStep, machine.Restart, machine.Read)):
                self.open.append(command)

    def end(self, outcome: Outcome = Outcome.CHANGED, *, owes: bool = False, lost: bool = False) -> None:
        """Ends the oldest open command."""
        self.answer(self.open.pop(0), outcome, owes, lost)

    def answer(self, command: machine.Command, outcome: Outcome, owes: bool, lost: bool) -> None:
        if isinstance(command, machine.RunStep):
            self.send(machine.Ended(command.host, command.address, outcome, owes, lost))
        elif isinstance(command, machine.Restart):
            self.send(machine.RestartEnded(command.host, not lost))
        elif isinstance(command, machine.Read):
            self.send(machine.ReadAgain(command.host))

    def outcomes(self) -> dict[str, Outcome]:
        return {a: o for host in self.state.hosts.values() for a, o in host.outcomes.items()}


def test_hosts_run_side_by_side_and_a_host_one_thing_at_a_time() -> None:
    play = Play(graph_of(("a/1", "s", ""), ("a/2", "s", "a/1"), ("b/1", "s", "")))
    assert play.log == ["run a/1", "run b/1"]
    play.end()
    assert play.log[2:] == ["run a/2"]


def test_a_stage_waits_for_the_one_before() -> None:
    play = Play(graph_of(("a/1", "s", ""), ("b/1", "t", "")))
    assert play.log == ["run a/1"]
    play.end()
    play.end()
    assert play.log == ["run a/1", "read a", "run b/1"]


def test_what_is_in_place_is_not_run() -> None:
    play = Play(graph_of(("a/1", "s", ""), ("a/2", "s", "a/1")), {"a/1": Outcome.IN_PLACE})
    assert play.log == ["run a/2"]


def test_nothing_to_do_finishes_at_once() -> None:
    play = Play(graph_of(("a/1", "s", "")), {"a/1": Outcome.IN_PLACE})
    assert play.log == []
    assert play.state.finished


def test_after_a_failure_dependants_are_blocked_and_the_rest_goes_on() -> None:
    play = Play(graph_of(("a/1", "s", ""), ("a/2", "s", "a/1"), ("b/1", "s", "a/2"), ("c/1", "s", "")))
    play.end(Outcome.FAILED)
    play.end(Outcome.CHANGED)
    play.end()
    assert play.state.finished
    assert play.outcomes() == {
        "a/1": Outcome.FAILED,
        "a/2": Outcome.BLOCKED,
        "b/1": Outcome.BLOCKED,
        "c/1": Outcome.CHANGED,
    }


def test_restarts_merge_and_come_after_the_last_step_that_is_ready() -> None:
    play = Play(graph_of(("a/1", "s", ""), ("a/2", "s", "a/1")))
    play.end(owes=True)
    play.end(owes=True)
    assert play.log == ["run a/1", "run a/2", "restart a"]


def test_another_host_waits_for_the_restart_of_what_it_needs() -> None:
    play = Play(graph_of(("a/1", "s", ""), ("b/1", "s", "a/1")))
    play.end(owes=True)
    assert play.log == ["run a/1", "restart a"]
    play.end()
    assert sorted(play.log[2:]) == ["read a", "run b/1"]


def test_a_host_that_waits_for_another_takes_its_restart_meanwhile() -> None:
    play = Play(graph_of(("a/1", "s", ""), ("b/1", "s", ""), ("a/2", "s", "a/1 b/1")))
    play.end(owes=True)
    assert play.log == ["run a/1", "run b/1", "restart a"]


def test_a_host_that_does_not_come_back_blocks_only_what_needs_it() -> None:
    play = Play(graph_of(("a/1", "s", ""), ("a/2", "t", "a/1"), ("b/1", "t", "")))
    play.end(owes=True)
    play.end(lost=True)
    play.end()
    play.end()
    assert play.state.finished
    assert play.outcomes()["a/2"] is Outcome.BLOCKED
    assert play.outcomes()["b/1"] is Outcome.CHANGED
    assert play.state.hosts["a"].lost


def test_what_is_not_in_place_at_the_end_of_its_stage_blocks_the_next() -> None:
    play = Play(graph_of(("a/1", "s", ""), ("a/2", "t", "a/1")))
    play.end()
    play.open.clear()
    play.send(machine.ReadAgain("a", ("a/1",)))
    assert play.outcomes() == {"a/1": Outcome.UNHEALTHY, "a/2": Outcome.BLOCKED}


def test_after_a_stop_nothing_new_starts_and_the_rest_is_told() -> None:
    play = Play(graph_of(("a/1", "s", ""), ("a/2", "s", "a/1"), ("b/1", "s", "")))
    play.send(machine.StopAsked())
    play.end()
    assert not play.state.finished
    play.end()
    assert play.state.finished
    assert play.log == ["run a/1", "run b/1"]
    assert play.outcomes()["a/2"] is Outcome.STOPPED


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    count = draw(st.integers(1, 12))
    steps: list[Step] = []
    stages = sorted(draw(st.lists(st.sampled_from("pqr"), min_size=count, max_size=count)))
    for number in range(count):
        host = draw(st.sampled_from("abcd"))
        before = draw(st.lists(st.sampled_from([s.address for s in steps]), unique=True, max_size=3)) if steps else []
        steps.append(Step(f"{host}/{number}", host, stages[number], tuple(before)))
    return Graph.of(tuple(steps))


@given(graphs(), st.randoms(use_true_random=False))
def test_any_run_ends_and_keeps_every_order(graph: Graph, chance: random.Random) -> None:
    play = Play(graph)
    stop_at = chance.randrange(40)
    for turn in range(200):
        if play.state.finished:
            break
        if turn == stop_at:
            play.send(machine.StopAsked())
            continue
        assert play.open, "it waits for nothing"
        hosts = [
            command.host
            for command in play.open
            if not isinstance(command, (machine.StageBegins, machine.StageEnds, machine.Finish))
        ]
        assert len(hosts) == len(set(hosts)), "two things at once on one host"
        for command in play.open:
            if isinstance(command, machine.RunStep):
                step = graph.steps[command.address]
                assert all(play.outcomes()[before].good for before in step.before)
        command = play.open.pop(chance.randrange(len(play.open)))
        outcome = chance.choice([Outcome.CHANGED, Outcome.CHANGED, Outcome.IN_PLACE, Outcome.FAILED])
        lost = chance.random() < 0.1
        play.answer(command, Outcome.FAILED if lost else outcome, chance.random() < 0.3, lost)
    assert play.state.finished
    assert not set(play.outcomes().values()) & {Outcome.WAITING, Outcome.RUNNING}
    if not play.state.stopping:
        assert not any(host.owes_restart for host in play.state.hosts.values())
        for address, outcome in play.outcomes().items():
            bad = any(play.outcomes()[before].bad for before in graph.steps[address].before)
            assert outcome is not Outcome.BLOCKED or bad or play.state.hosts[graph.steps[address].host].lost
