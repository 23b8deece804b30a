"""Plans: what is read, what would change, what is missing, what stands in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from exforge.planning import saved
from exforge.planning.events import Event, HostLost, HostRead
from exforge.planning.observing import observe
from exforge.planning.plan import Plan, make_plan, needed_roles
from exforge.planning.selection import Selection, WrongSelection, select, with_requirements
from exforge.project.model import Project
from exforge.resources.base import State
from tests.exforge.conftest import load
from tests.exforge.worlds import Files, World, target


def plan_of(project: Project, world: World, selection: Selection, events: list[Event] | None = None) -> Plan:
    seen: list[Event] = [] if events is None else events
    observation = observe(needed_roles(project, selection), world, target, seen.append)
    return make_plan(project, selection, observation)


def states(plan: Plan) -> dict[str, str]:
    return {item.address: item.status.value for item in plan.items}


def build_base(world: World) -> None:
    world["a"].facts.update(paint="blue", place="10.0.0.1")
    world["b"].facts.update(paint="red", place="10.0.0.2")


def test_a_bare_world_would_change_in_everything(project: Project, world: World) -> None:
    plan = plan_of(project, world, select(project, [], []))
    assert set(states(plan).values()) == {"change"}
    first = plan.items[0]
    assert (first.changes[0].old, first.changes[0].new) == (None, "blue")
    assert [act.summary for act in first.acts] == ["set paint"]
    assert plan.missing == ()


def test_what_is_there_already_is_in_place(project: Project, world: World) -> None:
    build_base(world)
    plan = plan_of(project, world, select(project, [], []))
    assert [item.address for item in plan.pending()] == ["a/top/roof"]


def test_each_host_is_read_once_with_all_its_probes(project: Project, world: World) -> None:
    events: list[Event] = []
    plan_of(project, world, select(project, [], []), events)
    assert {name: machine.reads for name, machine in world.machines.items()} == {"a": 1, "b": 1}
    assert {(e.host, e.probes) for e in events if isinstance(e, HostRead)} == {("a", 3), ("b", 2)}


def test_a_plan_changes_nothing(project: Project, world: World) -> None:
    plan_of(project, world, select(project, [], []))
    assert all(machine.acts == [] for machine in world.machines.values())


def test_a_stage_alone_names_every_missing_capability_with_host_and_stage(project: Project, world: World) -> None:
    world["b"].facts.update(paint="red", place="elsewhere")
    plan = plan_of(project, world, select(project, ["top"], []))
    assert [(m.capability, m.host, m.provider, m.unfinished) for m in plan.missing] == [
        ("everywhere", "a", "base", ("paint", "place")),
        ("everywhere", "b", "base", ("place",)),
        ("prepared", "a", "base", ("paint", "place")),
    ]


def test_a_requirement_of_a_requirement_is_named_too(files: Files, world: World) -> None:
    files.write("roles/roof/role.yml", "role: roof\nrequires: [high]\nresources: []\n")
    top = (files.root / "roles/top/role.yml").read_text()
    files.write("roles/top/role.yml", top.replace("requires:", "provides: [high]\nrequires:"))
    book = files.root / "playbooks/exchange-2007.yml"
    book.write_text(book.read_text() + "  - stage: roof\n    plays: [{hosts: [a], roles: [roof]}]\n")
    project = load(files)
    plan = plan_of(project, world, select(project, ["roof"], []))
    assert {m.provider for m in plan.missing} == {"base", "top"}


def test_nothing_is_missing_when_the_requirement_is_chosen_too(project: Project, world: World) -> None:
    selection = with_requirements(project, select(project, ["top"], []))
    assert selection.stages() == ("base", "top")
    assert plan_of(project, world, selection).missing == ()


def test_nothing_is_missing_when_the_requirement_holds(project: Project, world: World) -> None:
    build_base(world)
    assert plan_of(project, world, select(project, ["top"], [])).missing == ()


def test_a_failed_probe_is_unknown_with_its_reason(files: Files, world: World) -> None:
    files.write("roles/top/role.yml", "role: top\nresources: [{name: x, fact: {key: broken, value: y}}]")
    project = load(files)
    plan = plan_of(project, world, select(project, ["top"], []))
    assert (plan.items[0].status, plan.items[0].reason) == (State.UNKNOWN, "no such thing")


def test_blocked_says_why_and_what_to_do(project: Project, world: World) -> None:
    build_base(world)
    world["a"].facts["roof"] = "forbidden"
    item = plan_of(project, world, select(project, ["top"], [])).items[0]
    assert (item.status, item.reason, item.remedy) == (
        State.BLOCKED,
        "it is forbidden here",
        "ask for leave",
    )


def test_blocked_is_only_unknown_while_something_before_it_is_not_done(project: Project, world: World) -> None:
    world["a"].facts["roof"] = "forbidden"
    plan = plan_of(project, world, select(project, [], []))
    roof = plan.items[-1]
    assert roof.status is State.UNKNOWN
    assert roof.reason == "until paint is in place: it is forbidden here"


def test_an_unreachable_host_is_lost_and_the_others_are_read(project: Project, world: World) -> None:
    world["b"].down = True
    events: list[Event] = []
    plan = plan_of(project, world, select(project, [], []), events)
    assert [(lost.host, lost.kind) for lost in plan.lost] == [("b", "unreachable")]
    assert {item.host for item in plan.items} == {"a"}
    assert any(isinstance(event, HostLost) for event in events)


def test_a_limit_takes_hosts_and_groups(project: Project) -> None:
    assert select(project, [], ["b"]).hosts() == ("b",)
    assert select(project, [], ["front"]).hosts() == ("a",)
    assert select(project, [], ["B"]).hosts() == ("b",)


@pytest.mark.parametrize(
    ("stages", "limit", "told"),
    [
        (["tpo"], [], "there is no stage 'tpo'; did you mean 'top'?"),
        ([], ["frunt"], "there is no host or group 'frunt'; did you mean 'front'?"),
    ],
)
def test_a_wrong_name_gets_the_nearest_right_one(
    stages: list[str], limit: list[str], told: str, project: Project
) -> None:
    with pytest.raises(WrongSelection) as caught:
        select(project, stages, limit)
    assert str(caught.value) == told


def test_a_saved_plan_holds_until_facts_or_files_change(
    files: Files, project: Project, world: World, tmp_path: Path
) -> None:
    plan = plan_of(project, world, select(project, [], []))
    saved.save(plan, tmp_path / "plan.json")
    kept = saved.load(tmp_path / "plan.json")
    assert saved.differences(kept, plan_of(project, world, select(project, [], []))) == []
    world["a"].facts["paint"] = "green"
    assert saved.differences(kept, plan_of(project, world, select(project, [], []))) == [
        "what the hosts answer has changed since"
    ]
    assert saved.differences(kept, plan_of(project, world, select(project, ["base"], []))) != []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}'])
def test_a_file_that_is_no_plan_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(text)
    with pytest.raises(saved.UnusablePlan):
        saved.load(tmp_path / "plan.json")
