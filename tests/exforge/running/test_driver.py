"""Whole runs against hosts in memory."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from exforge.planning.events import Event
from exforge.planning.observing import observe
from exforge.planning.plan import make_plan, needed_roles
from exforge.planning.selection import select
from exforge.project.model import Project
from exforge.remote.session import ActUncertain, Answer, Unreachable
from exforge.resources.base import Act
from exforge.running import host_session
from exforge.running.driver import Detached, Driver, Run
from exforge.running.events import ActStarted, Adopted, Noticed, Outcome, RunEnded, StepEnded, Waiting
from exforge.running.graph import build
from exforge.running.host_session import HostSession
from exforge.running.journal import Journal, open_intents, read
from exforge.running.tokens import token_of
from tests.exforge.conftest import load
from tests.exforge.worlds import Files, World, failure, target


class Site:
    """A project, its world, and a journal; runs whatever is pending."""

    def __init__(self, project: Project, world: World, folder: Path) -> None:
        self.project = project
        self.world = world
        self.path = folder / "journal.jsonl"
        self.journal = Journal(self.path)
        self.events: list[Event] = []

    def driver(self, *stages: str) -> Driver:
        selection = select(self.project, stages, [])
        observation = observe(needed_roles(self.project, selection), self.world, target, self.events.append)
        plan = make_plan(self.project, selection, observation)
        graph, known = build(self.project, selection, plan)
        resources = {bound.address: bound for role in selection.roles for bound in role.resources}
        return Driver(Run("r1", "test", graph, resources, known, self.world, target, self.journal, self.events.append))

    def run(self, *stages: str) -> RunEnded:
        return self.driver(*stages).carry_out()

    def ended(self, kind: Outcome) -> list[str]:
        return [e.address for e in self.events if isinstance(e, StepEnded) and e.outcome is kind]


@pytest.fixture
def site(project: Project, world: World, tmp_path: Path) -> Iterator[Site]:
    site = Site(project, world, tmp_path)
    yield site
    site.journal.close()


def resite(files: Files, site: Site, role: str, text: str) -> None:
    files.write(f"roles/{role}/role.yml", text)
    site.project = load(files)


def test_a_run_brings_everything_in_place_and_a_second_one_does_nothing(site: Site) -> None:
    ended = site.run()
    assert [(t.host, t.in_place, t.changed, t.failed) for t in ended.totals] == [
        ("a", 0, 3, 0),
        ("b", 0, 2, 0),
    ]
    assert site.world["a"].facts == {"paint": "blue", "place": "10.0.0.1", "roof": "tiles"}
    acts = {name: list(machine.acts) for name, machine in site.world.machines.items()}
    again = site.run()
    assert {outcome for _, outcome in again.outcomes} == {Outcome.IN_PLACE}
    assert {name: machine.acts for name, machine in site.world.machines.items()} == acts


def test_intent_is_durable_before_the_act_and_evidence_before_the_word(site: Site) -> None:
    kinds_at_act: list[str] = []

    def look(act: Act) -> Answer | None:
        kinds_at_act.append(str(read(site.path).records[-1]["kind"]))
        return None

    site.world["a"].on_act = look
    at_word: list[bool] = []
    driver = site.driver("top")

    def observer(event: Event) -> None:
        if isinstance(event, StepEnded):
            records = read(site.path).records
            at_word.append([r["kind"] for r in records[-2:]] == ["in place", "step"])

    Driver(dataclasses.replace(driver.run, observer=observer)).carry_out()
    assert kinds_at_act == ["intent"]
    assert at_word == [True]


def test_a_failed_act_stops_its_host_and_not_the_other(site: Site) -> None:
    site.world["b"].on_act = lambda act: Answer(failure=failure("disk full"))
    ended = site.run("base")
    outcomes = dict(ended.outcomes)
    assert outcomes["b/base/paint"] is Outcome.FAILED
    assert outcomes["b/base/place"] is Outcome.BLOCKED
    assert outcomes["a/base/place"] is Outcome.CHANGED
    assert len(site.world["b"].acts) == 1


def test_an_act_that_says_done_and_did_nothing_is_a_failure(site: Site) -> None:
    site.world["a"].on_act = lambda act: Answer(True)
    site.run("base")
    failed = [e for e in site.events if isinstance(e, StepEnded) and e.outcome is Outcome.FAILED]
    assert failed[0].failure is not None
    assert failed[0].failure.said == "still not in place: value is nothing, not blue"


def test_a_barrier_waits_until_the_fact_shows(files: Files, site: Site) -> None:
    resite(files, site, "top", "role: top\nresources: [{name: x, fact: {key: k, value: v, slow: 1}}]")
    site.world["a"].delays["k"] = 5
    ended = site.run("top")
    assert dict(ended.outcomes) == {"a/top/x": Outcome.CHANGED}
    waits = [event for event in site.events if isinstance(event, Waiting)]
    assert waits
    assert waits[0].reason == "the fact settles"


def test_restarts_merge_into_one_before_the_stage_ends(files: Files, site: Site) -> None:
    resite(
        files,
        site,
        "top",
        "role: top\nresources:\n- {name: x, fact: {key: x, value: v, reboot: true}}\n"
        "- {name: y, fact: {key: y, value: v, reboot: true}}\n",
    )
    site.run("top")
    assert site.world["a"].acts == ["set x", "set y", "restart"]


def test_a_restart_is_taken_before_an_act_that_wants_a_clean_start(files: Files, site: Site) -> None:
    resite(
        files,
        site,
        "top",
        "role: top\nresources:\n- {name: x, fact: {key: x, value: v, reboot: true}}\n"
        "- {name: y, fact: {key: y, value: v, clean: true}}\n",
    )
    site.run("top")
    assert site.world["a"].acts == ["set x", "restart", "set y"]


def test_a_lost_answer_of_an_unsafe_act_adopts_it_by_its_token(files: Files, site: Site) -> None:
    resite(files, site, "top", "role: top\nresources: [{name: x, fact: {key: k, value: v, unsafe: true}}]")
    machine, token = site.world["a"], token_of("test", "a/top/x", 0)

    def lose(act: Act) -> Answer | None:
        machine.facts["k"] = "v"
        machine.jobs[token] = Answer(True)
        raise ActUncertain(failure("connection reset"))

    machine.on_act = lose
    ended = site.run("top")
    assert dict(ended.outcomes) == {"a/top/x": Outcome.CHANGED}
    assert machine.acts == ["set k"]
    assert machine.jobs == {}, "the mark is removed once the evidence is durable"


def test_an_act_whose_end_nobody_knows_fails_its_step_and_keeps_its_mark(files: Files, site: Site) -> None:
    resite(files, site, "top", "role: top\nresources: [{name: x, fact: {key: k, value: v, unsafe: true}}]")

    def hang(act: Act) -> Answer | None:
        raise ActUncertain(failure("still running after 600 s"))

    site.world["a"].on_act = hang
    ended = site.run("top")
    assert dict(ended.outcomes) == {"a/top/x": Outcome.FAILED}
    assert not ended.totals[0].unreachable
    (intent,) = open_intents(read(site.path).records)
    assert intent.token == token_of("test", "a/top/x", 0)


def test_a_host_that_stays_away_is_unreachable_and_its_steps_are_not_done(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_session, "AWAY_DEADLINE", 0.3)

    def die(act: Act) -> Answer | None:
        site.world["b"].down = True
        raise Unreachable(failure("no route"))

    site.world["b"].on_act = die
    ended = site.run("base")
    assert {t.host: t.unreachable for t in ended.totals} == {"a": False, "b": True}
    assert dict(ended.outcomes)["b/base/paint"] is Outcome.FAILED


def test_a_host_that_comes_back_under_another_boot_is_noticed_and_the_run_goes_on(site: Site) -> None:
    def restart(act: Act) -> Answer | None:
        machine = site.world["b"]
        machine.on_act = None
        machine.boots += 1
        machine.down = True
        threading.Timer(0.3, lambda: setattr(machine, "down", False)).start()
        raise Unreachable(failure("the connection was reset"))

    site.world["b"].on_act = restart
    ended = site.run("base")
    told = [event.text for event in site.events if isinstance(event, Noticed)]
    assert set(dict(ended.outcomes).values()) == {Outcome.CHANGED}
    assert [text.partition(" (")[0] for text in told] == [
        "the link was lost",
        "it is away",
        "it has restarted by itself",
    ]


def test_what_falls_back_before_the_stage_ends_is_unhealthy(site: Site) -> None:
    def undo(act: Act) -> Answer | None:
        if act.summary == "set place":
            site.world["b"].facts["paint"] = "faded"
        return None

    site.world["b"].on_act = undo
    ended = site.run("base")
    assert dict(ended.outcomes)["b/base/paint"] is Outcome.UNHEALTHY


def test_a_job_of_a_dead_controller_is_waited_for_and_cleared(site: Site) -> None:
    token = token_of("test", "a/top/roof", 0)
    site.journal.append(
        "intent", token=token, host="a", address="a/top/roof", act="set roof", detached=True, timeout=60
    )
    site.world["a"].jobs[token] = Answer(True)
    (intent,) = open_intents(read(site.path).records)
    HostSession("a", site.world, target, site.journal, site.events.append).settle(intent)
    assert site.world["a"].jobs == {}
    assert open_intents(read(site.path).records) == ()
    assert any(isinstance(event, Adopted) for event in site.events)


def test_stop_lets_the_running_act_end_and_starts_no_other(site: Site) -> None:
    driver = site.driver("base")

    def stop(act: Act) -> Answer | None:
        driver.stop()
        return None

    site.world["a"].on_act = stop
    ended = driver.carry_out()
    assert ended.interrupted
    assert {outcome for _, outcome in ended.outcomes} <= {Outcome.CHANGED, Outcome.STOPPED}
    assert site.world["a"].acts == ["set paint"]


def test_a_second_stop_lets_go_and_names_what_runs(site: Site) -> None:
    driver = site.driver("top")
    hold = threading.Event()

    def stop(act: Act) -> Answer | None:
        driver.stop()
        threading.Timer(0.4, driver.stop).start()
        hold.wait(10)
        return None

    site.world["a"].on_act = stop
    try:
        with pytest.raises(Detached) as caught:
            driver.carry_out()
        assert caught.value.running == ("a",)
    finally:
        hold.set()
        for thread in threading.enumerate():
            if thread.name == "host-a":
                thread.join()


def test_tokens_are_the_same_in_every_run_and_differ_between_acts() -> None:
    assert token_of("diary", "ht01/hub/setup", 0) == token_of("diary", "ht01/hub/setup", 0)
    assert len({token_of("diary", "a", 0), token_of("diary", "a", 1), token_of("other", "a", 0)}) == 3


def test_no_secret_reaches_the_journal(files: Files, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXF_S", "pa55-w0rd")
    text = "role: top\nresources: [{name: x, fact: {key: k, value: v, password: {env: EXF_S}}}]"
    resite(files, site, "top", text)
    site.run("top")
    assert any(isinstance(event, ActStarted) for event in site.events)
    assert "pa55" not in site.path.read_text()
    assert "pa55" not in repr(site.events)
