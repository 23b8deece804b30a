"""Which roles on which hosts a command is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exforge.project.model import BoundRole, Project
from exforge.project.problems import nearest
from exforge.project.topology import providers


class WrongSelection(Exception):
    """A stage, host or group that is not there (exit code 64)."""


@dataclass(frozen=True)
class Selection:
    """Chosen roles in the order of the playbook."""

    roles: tuple[BoundRole, ...]

    def stages(self) -> tuple[str, ...]:
        """Their stages, in order."""
        return tuple(dict.fromkeys(role.stage for role in self.roles))

    def hosts(self) -> tuple[str, ...]:
        """Their hosts, in order."""
        return tuple(dict.fromkeys(role.host for role in self.roles))


def select(project: Project, stages: Sequence[str], limit: Sequence[str]) -> Selection:
    """The roles of these stages (all when none is named) on these hosts or groups (all when none is named).

    Raises:
        WrongSelection: a name is not known.
    """
    names = project.stage_names()
    for stage in stages:
        if stage not in names:
            raise WrongSelection(f"there is no stage {stage!r}{nearest(stage, names)}")
    inventory = project.inventory
    hosts: set[str] = set()
    for word in limit:
        known = next((name for name in inventory.hosts if name.lower() == word.lower()), None)
        if known:
            hosts.add(known)
        elif word in inventory.groups:
            hosts.update(inventory.groups[word])
        else:
            hint = nearest(word, {*inventory.hosts, *inventory.groups})
            raise WrongSelection(f"there is no host or group {word!r}{hint}")
    return Selection(
        tuple(
            role for role in project.bound if (not stages or role.stage in stages) and (not limit or role.host in hosts)
        )
    )


def with_requirements(project: Project, selection: Selection) -> Selection:
    """The selection and everything it requires, directly or through others; whole roles on their hosts."""
    wanted = set(selection.roles)
    waiting = list(selection.roles)
    while waiting:
        for giver in required_by(project, waiting.pop()):
            if giver not in wanted:
                wanted.add(giver)
                waiting.append(giver)
    return Selection(tuple(role for role in project.bound if role in wanted))


def required_by(project: Project, role: BoundRole) -> tuple[BoundRole, ...]:
    """The roles on hosts that ``role`` requires directly."""
    found = [giver for capability in role.requires for giver in providers(project.bound, role, capability)]
    return tuple(dict.fromkeys(found))
