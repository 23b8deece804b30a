"""The steps of a run and what each waits for. Built once, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exforge.planning.plan import Plan
from exforge.planning.selection import Selection
from exforge.project.model import BoundResource, Project
from exforge.project.topology import providers
from exforge.resources.base import State
from exforge.running.events import Outcome


@dataclass(frozen=True)
class Step:
    """One resource on its host; ``before`` names the steps that must be good first."""

    address: str
    host: str
    stage: str
    before: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """All steps.

    Attributes:
        stages: the stages in order.
        order: addresses by stage and host, in the order of the files.
        dependents: for each host, the other hosts with a step that waits for one of its steps.
    """

    steps: Mapping[str, Step]
    stages: tuple[str, ...]
    order: Mapping[str, Mapping[str, tuple[str, ...]]]
    dependents: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, steps: tuple[Step, ...]) -> Graph:
        """The graph of these steps; their order is the order of the files."""
        order: dict[str, dict[str, tuple[str, ...]]] = {}
        dependents: dict[str, set[str]] = {step.host: set() for step in steps}
        by_address = {step.address: step for step in steps}
        for step in steps:
            hosts = order.setdefault(step.stage, {})
            hosts[step.host] = (*hosts.get(step.host, ()), step.address)
            for address in step.before:
                if by_address[address].host != step.host:
                    dependents[by_address[address].host].add(step.host)
        frozen = {host: frozenset(others) for host, others in dependents.items()}
        return cls(by_address, tuple(order), order, frozen)


def build(project: Project, selection: Selection, plan: Plan) -> tuple[Graph, dict[str, Outcome]]:
    """The graph of the chosen roles, and the outcomes that the plan knows already."""
    planned = {item.address: item.status for item in plan.items}
    chosen = set(selection.roles)
    steps: list[Step] = []
    above_on_host: dict[str, tuple[str, ...]] = {}
    for role in selection.roles:
        needed = [
            bound.address
            for capability in role.requires
            for giver in providers(project.bound, role, capability)
            if giver in chosen and giver != role
            for bound in giver.resources
        ]
        earlier = above_on_host.get(role.host, ())
        above: list[str] = []
        for bound in role.resources:
            near = above if bound.after is None else _closure(bound.after, role.resources)
            before = tuple(dict.fromkeys([*earlier, *needed, *near]))
            steps.append(Step(bound.address, role.host, role.stage, before))
            above.append(bound.address)
        above_on_host[role.host] = (*earlier, *above)
    known = {a: Outcome.IN_PLACE for a, status in planned.items() if status is State.IN_PLACE}
    return Graph.of(tuple(steps)), known


def _closure(after: tuple[str, ...], resources: tuple[BoundResource, ...]) -> list[str]:
    return [bound.address for bound in resources if bound.address in after]
