"""The objects a project is made of, after validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from exforge.project.nodes import Node
from exforge.project.problems import Place
from exforge.resources.base import Resource
from exforge.resources.secret import Secret

KINDS = ("server", "cluster", "clustered-mailbox-server", "appliance")
"""Kinds of hosts; only a server is ever contacted."""

SCOPES = ("host", "organisation")
"""Where a capability holds: on its own host, or once all hosts of the role that provides it are in place."""


@dataclass(frozen=True)
class Connection:
    """How to reach a host when no lab stands behind the inventory."""

    transport: str = "psrp"
    port: int = 5985
    tls: bool = False
    ca_file: str = ""
    fingerprint: str = ""
    authentication: str = "negotiate"
    username: str = ""
    password: Secret | None = None
    encryption: str = "always"
    domain: str = ""


@dataclass(frozen=True)
class Host:
    """One machine, cluster or clustered server of the inventory."""

    name: str
    kind: str
    address: str
    computer_name: str
    connection: Connection
    groups: tuple[str, ...]
    variables: Mapping[str, Node]
    place: Place


@dataclass(frozen=True)
class Inventory:
    """Hosts, groups, variables, and which lab stands behind them."""

    name: str
    description: str
    scenario: str | None
    confirm: bool
    hosts: Mapping[str, Host]
    groups: Mapping[str, tuple[str, ...]]
    file: str


@dataclass(frozen=True)
class Provision:
    """A capability that a role provides when its resources are in place."""

    capability: str
    scope: str
    place: Place


@dataclass(frozen=True)
class Variable:
    """A variable that a role declares."""

    name: str
    type: str
    default: Node | None
    description: str
    place: Place


@dataclass(frozen=True)
class Item:
    """A resource of a role as written: fields still hold references to variables."""

    name: str
    type: str
    fields: Node
    when: Node | None
    after: tuple[str, ...] | None
    place: Place


@dataclass(frozen=True)
class Role:
    """A declared desired state of one kind of host."""

    name: str
    description: str
    requires: tuple[str, ...]
    provides: tuple[Provision, ...]
    variables: Mapping[str, Variable]
    items: tuple[Item, ...]
    place: Place


@dataclass(frozen=True)
class Play:
    """Roles on hosts, as a part of a stage."""

    hosts: tuple[str, ...]
    roles: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class Stage:
    """A named step of the playbook."""

    name: str
    description: str
    plays: tuple[Play, ...]
    place: Place


@dataclass(frozen=True)
class Playbook:
    """Stages in order."""

    name: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True)
class BoundResource:
    """A resource with its host's values; ``address`` is unique in the project and stable over runs.

    ``after`` names the addresses (same role and host) that must be in place before; None: all above it.
    """

    address: str
    resource: Resource = field(hash=False)
    after: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class BoundRole:
    """A role on one host in one stage. Made once per project, so that it is equal to itself only."""

    stage: str
    host: str
    role: str
    requires: tuple[str, ...]
    provides: tuple[Provision, ...]
    resources: tuple[BoundResource, ...]


@dataclass(frozen=True)
class Project:
    """Everything a run needs to know, checked."""

    inventory: Inventory
    playbook: Playbook
    roles: Mapping[str, Role]
    bound: tuple[BoundRole, ...]
    """In the order of the playbook."""
    digest: str
    """Hash of every file that was read."""

    def stage_names(self) -> tuple[str, ...]:
        """All stages, in order."""
        return tuple(stage.name for stage in self.playbook.stages)
