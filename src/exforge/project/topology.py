"""Capabilities: who provides what for whom, and whether the order of the playbook can work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from exforge.project.model import BoundRole, Playbook, Role
from exforge.project.problems import Problems, nearest


def providers(bound: Iterable[BoundRole], needy: BoundRole, capability: str) -> tuple[BoundRole, ...]:
    """The roles on hosts that must all be in place for ``needy`` to have ``capability``."""
    return tuple(
        role
        for role in bound
        for provision in role.provides
        if provision.capability == capability and (provision.scope == "organisation" or role.host == needy.host)
    )


def check(playbook: Playbook, roles: Mapping[str, Role], bound: tuple[BoundRole, ...], problems: Problems) -> None:
    """Notes capabilities that nobody provides, stages in a wrong order, and circles."""
    order = {stage.name: number for number, stage in enumerate(playbook.stages)}
    known = {p.capability for role in bound for p in role.provides}
    for role in bound:
        place = roles[role.role].place
        for capability in role.requires:
            if capability not in known:
                hint = nearest(capability, known)
                problems.add(place, f"no stage provides {capability!r}, which {role.role!r} requires{hint}")
                continue
            giving = providers(bound, role, capability)
            if not giving:
                what = f"{role.role!r} requires {capability!r} on its own host"
                problems.add(place, f"{what}, and no role of {role.host!r} provides it")
            for giver in giving:
                if order[giver.stage] > order[role.stage]:
                    problems.add(
                        place,
                        f"{role.role!r} in stage {role.stage!r} requires {capability!r}, "
                        f"which only the later stage {giver.stage!r} provides",
                    )
    _circles(roles, bound, problems)


def edges(bound: tuple[BoundRole, ...]) -> dict[tuple[str, str], tuple[BoundRole, ...]]:
    """For each (host, role): the roles that must be in place before it starts, within its own stage."""
    found: dict[tuple[str, str], tuple[BoundRole, ...]] = {}
    last: dict[tuple[str, str], BoundRole] = {}
    for role in bound:
        before = [last[(role.stage, role.host)]] if (role.stage, role.host) in last else []
        for capability in role.requires:
            before.extend(giver for giver in providers(bound, role, capability) if giver.stage == role.stage)
        found[(role.host, role.role)] = tuple(dict.fromkeys(before))
        last[(role.stage, role.host)] = role
    return found


def _circles(roles: Mapping[str, Role], bound: tuple[BoundRole, ...], problems: Problems) -> None:
    before = edges(bound)
    settled: set[tuple[str, str]] = set()

    def visit(key: tuple[str, str], path: tuple[tuple[str, str], ...]) -> None:
        if key in settled:
            return
        if key in path:
            circle = [*path[path.index(key) :], key]
            told = " -> ".join(f"{role} on {host}" for host, role in circle)
            problems.add(roles[key[1]].place, f"a circle of requirements: {told}")
            return
        for giver in before[key]:
            visit((giver.host, giver.role), (*path, key))
        settled.add(key)

    for key in before:
        visit(key, ())
