"""A forest as data: what a scenario says of it before anybody has deployed anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from winlab.directory.entries import Values


@dataclass(frozen=True)
class SystemFacts:
    """What a computer account says of the computer's operating system."""

    name: str = "Windows Server 2003"
    version: str = "5.2 (3790)"
    service_pack: str = "Service Pack 2"


@dataclass(frozen=True)
class ControllerSpec:
    """A domain controller.

    Attributes:
        name: NetBIOS name.
        domain: DNS name of its domain.
        site: Site it is in.
        catalogue: Whether it is a global catalogue.
        roles: Operations master roles it holds: schema, naming, pdc, rid, infrastructure.
    """

    name: str
    domain: str
    site: str
    catalogue: bool = False
    roles: tuple[str, ...] = ()
    system: SystemFacts = field(default_factory=SystemFacts)
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class ComputerSpec:
    """A computer account of a member server."""

    name: str
    system: SystemFacts = field(default_factory=SystemFacts)
    container: str = "CN=Computers"
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupSpec:
    """A security group. Members are account names, of another domain as ``DOMAIN\\name``."""

    name: str
    scope: str = "global"
    container: str = "CN=Users"
    members: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class UserSpec:
    """A user account; groups are names as in `GroupSpec.members`.

    Attributes:
        by_rule: One of many made by a rule, nobody a scenario speaks of by name.
    """

    name: str
    display_name: str = ""
    container: str = "CN=Users"
    groups: tuple[str, ...] = ()
    attributes: Mapping[str, Values] = field(default_factory=dict)
    disabled: bool = False
    by_rule: bool = False


@dataclass(frozen=True)
class ObjectSpec:
    """Any other object, by its full name."""

    dn: str
    object_class: str
    attributes: Mapping[str, Values] = field(default_factory=dict)


@dataclass(frozen=True)
class PasswordPolicy:
    """The domain's account policy; seconds, and attempts. No lock-out with threshold 0."""

    lockout_threshold: int = 0
    lockout_seconds: int = 1800
    observation_seconds: int = 1800
    minimum_length: int = 7
    maximum_age_days: int = 42


@dataclass(frozen=True)
class DomainSpec:
    """A domain.

    Attributes:
        mixed: nTMixedDomain: Windows 2000 mixed mode.
        level: msDS-Behavior-Version of the domain: 0 Windows 2000, 1 2003 interim, 2 2003.
    """

    dns: str
    netbios: str
    parent: str = ""
    mixed: bool = False
    level: int = 0
    policy: PasswordPolicy = field(default_factory=PasswordPolicy)
    units: tuple[str, ...] = ()
    computers: tuple[ComputerSpec, ...] = ()
    groups: tuple[GroupSpec, ...] = ()
    users: tuple[UserSpec, ...] = ()
    memberships: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class SiteSpec:
    """A site and its subnets (``10.1.1.0/24``)."""

    name: str
    subnets: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForestSpec:
    """The whole forest; the first domain is the root.

    Attributes:
        objects: Further objects, of any naming context, parents first.
        attributes: Changes of objects made otherwise: DN -> attributes.
        schema_version: objectVersion of the schema: 30 Windows Server 2003, 31 2003 R2.
    """

    domains: tuple[DomainSpec, ...]
    controllers: tuple[ControllerSpec, ...]
    sites: tuple[SiteSpec, ...] = (SiteSpec("Default-First-Site-Name"),)
    level: int = 0
    schema_version: int = 30
    objects: tuple[ObjectSpec, ...] = ()
    attributes: Mapping[str, Mapping[str, Values]] = field(default_factory=dict)
    first_delay: float = 15.0
    next_delay: float = 3.0
