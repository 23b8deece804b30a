"""A plan: what would be done, and what stands against it. Pure functions of what hosts answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from exforge.planning.events import HostLost
from exforge.planning.observing import Observation, compare
from exforge.planning.selection import Selection, with_requirements
from exforge.planning.values import Json, as_json, digest
from exforge.project.model import BoundResource, BoundRole, Project
from exforge.project.topology import providers
from exforge.remote.session import Answer
from exforge.resources.base import Act, Change, Comparison, State


@dataclass(frozen=True)
class Planned:
    """One resource in the plan."""

    address: str
    stage: str
    host: str
    role: str
    type: str
    name: str
    status: State
    changes: tuple[Change, ...] = ()
    acts: tuple[Act, ...] = ()
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, order=True)
class Missing:
    """A capability that must hold before a chosen stage and doesn't: a refusal (exit code 9)."""

    stage: str
    capability: str
    host: str
    provider: str
    """The stage that provides it."""
    unfinished: tuple[str, ...]
    """Resources of the provider that are not in place, some with a reason."""


@dataclass(frozen=True)
class Plan:
    """What a deployment would do."""

    inventory: str
    stages: tuple[str, ...]
    items: tuple[Planned, ...]
    missing: tuple[Missing, ...]
    lost: tuple[HostLost, ...]
    inputs: str
    """Hash of the project's files and the selection."""
    facts: str
    """Hash of everything that hosts answered."""

    def pending(self) -> tuple[Planned, ...]:
        """What is not in place."""
        return tuple(item for item in self.items if item.status is not State.IN_PLACE)

    def blocked(self) -> tuple[Planned, ...]:
        """What a person has to decide about."""
        return tuple(item for item in self.items if item.status is State.BLOCKED)


def needed_roles(project: Project, selection: Selection) -> tuple[BoundRole, ...]:
    """Everything to be read: the chosen roles, and the providers of what they need, however far away."""
    return with_requirements(project, selection).roles


def make_plan(project: Project, selection: Selection, observation: Observation) -> Plan:
    """Compares everything and finds what is missing."""
    comparisons = {
        bound.address: compare(bound, observation.answers[bound.address])
        for role in needed_roles(project, selection)
        for bound in role.resources
        if bound.address in observation.answers
    }
    return Plan(
        inventory=project.inventory.name,
        stages=selection.stages(),
        items=tuple(_items(project, selection, comparisons)),
        missing=_in_order(project, set(_missing(project, selection, comparisons, observation.lost))),
        lost=tuple(observation.lost.values()),
        inputs=digest([project.digest, [f"{role.host}/{role.role}" for role in selection.roles]]),
        facts=digest({address: _facts(answers) for address, answers in observation.answers.items()}),
    )


def in_place(role: BoundRole, comparisons: Mapping[str, Comparison]) -> bool:
    """Whether every resource of the role is known to be in place."""
    return not unfinished(role, comparisons)


def unfinished(role: BoundRole, comparisons: Mapping[str, Comparison]) -> tuple[str, ...]:
    """The role's resources that are not known to be in place, and why not when it is no mere difference."""
    found = []
    for bound in role.resources:
        comparison = comparisons.get(bound.address)
        if comparison is None or comparison.state is not State.IN_PLACE:
            reason = f" ({comparison.reason})" if comparison and comparison.reason else ""
            found.append(bound.resource.name + reason)
    return tuple(found)


def _items(project: Project, selection: Selection, comparisons: Mapping[str, Comparison]) -> Iterable[Planned]:
    chosen = set(selection.roles)
    pending: dict[str, str] = {}
    for role in selection.roles:
        outside = [
            f"stage {giver.stage} provides {capability}"
            for capability in role.requires
            for giver in providers(project.bound, role, capability)
            if giver in chosen and not in_place(giver, comparisons)
        ]
        for bound in role.resources:
            if bound.address not in comparisons:
                continue
            until = pending.get(role.host, "") or (outside[0] if outside else "")
            item = _planned(role, bound, comparisons[bound.address], until)
            if item.status in (State.CHANGE, State.UNKNOWN) and role.host not in pending:
                pending[role.host] = f"{item.name} is in place"
            yield item


def _planned(role: BoundRole, bound: BoundResource, comparison: Comparison, until: str) -> Planned:
    resource = bound.resource
    item = Planned(bound.address, role.stage, role.host, role.role, resource.type, resource.name, comparison.state)
    if comparison.state is State.CHANGE:
        acts = resource.acts(comparison)
        return replace(item, changes=comparison.changes, acts=acts)
    if comparison.state is State.BLOCKED and until:
        return replace(item, status=State.UNKNOWN, reason=f"until {until}: {comparison.reason}")
    if comparison.state is State.UNKNOWN and until and not comparison.reason.startswith("until"):
        return replace(item, reason=f"until {until}: {comparison.reason}")
    return replace(item, reason=comparison.reason, remedy=comparison.remedy)


def _missing(
    project: Project,
    selection: Selection,
    comparisons: Mapping[str, Comparison],
    lost: Mapping[str, HostLost],
) -> Iterable[Missing]:
    chosen = set(selection.roles)
    seen: set[BoundRole] = set()
    waiting = list(selection.roles)
    while waiting:
        role = waiting.pop()
        for capability in role.requires:
            for giver in providers(project.bound, role, capability):
                if giver in chosen or giver.host in lost or in_place(giver, comparisons):
                    continue
                names = unfinished(giver, comparisons)
                yield Missing(role.stage, capability, giver.host, giver.stage, names)
                if giver not in seen:
                    seen.add(giver)
                    waiting.append(giver)


def _in_order(project: Project, missing: set[Missing]) -> tuple[Missing, ...]:
    """Sorted by the stage that provides, in the order in which they would run."""
    order = project.stage_names()
    return tuple(sorted(missing, key=lambda item: (order.index(item.provider), item)))


def _facts(answers: Iterable[Answer]) -> Json:
    return [answer.failure.said if answer.failure else as_json(answer.value) for answer in answers]
