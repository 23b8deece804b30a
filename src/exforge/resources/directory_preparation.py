"""Active Directory prepared for Exchange 2007: four steps, each decided on every domain controller in scope.

"Done on one controller, old on another" means that replication is under way: the step is not run again, it is
waited for. A controller that does not answer blocks the step, because nobody could say that it is done.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from exforge.resources.base import (
    Act,
    Barrier,
    Change,
    Comparison,
    Probe,
    Resource,
    Value,
    register,
    setting,
)
from exforge.resources.exchange_levels import GROUPS, LEVELS, Level, LevelName
from exforge.resources.observed import items, mapping, number, same, text, texts, yes

_ON_ITS_WAY = ", being replicated"


@dataclass(frozen=True)
class _Step(Resource):
    """What the four steps have in common."""

    media: str = setting("folder with setup.com of Exchange 2007")
    level: LevelName = setting("product level of that media")
    domain_controllers: tuple[str, ...] = setting("DNS names of every domain controller of the forest")
    replication_deadline: int = setting("seconds until all controllers must show it", default=3600)

    switch: ClassVar[str]

    def probes(self) -> tuple[Probe, ...]:
        """How far each controller is, and whether setup is there."""
        return (
            Probe("Get-ExchangePreparation", {"Servers": self.domain_controllers}),
            Probe("Get-PathState", {"Path": rf"{self.media}\setup.com"}),
        )

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """One change per controller that is not there yet."""
        servers = [mapping(server) for server in items(mapping(observed[0]).get("Servers"))]
        silent = [server for server in servers if not yes(server.get("Reached"))]
        if silent or not servers:
            said = "; ".join(f"{text(s.get('Server'))}: {text(s.get('Problem'))}" for s in silent)
            return Comparison.blocked(
                f"not every domain controller answers ({said or 'none was asked'})",
                "repair it or its network; a controller that is gone for good leaves the inventory",
            )
        refusal = self.refusal(servers)
        if refusal is not None:
            return refusal
        concerned = [server for server in servers if self.concerns(server)]
        done = [server for server in concerned if self.done(server)]
        changes = [
            Change(
                f"version on {text(server.get('Server'))}",
                self._shown(server, done),
                self.wanted(),
            )
            for server in concerned
            if not self.done(server)
        ]
        if _must_run(changes) and not yes(mapping(observed[1]).get("Exists")):
            return Comparison.blocked(
                f"setup.com is not in {self.media}",
                f"copy the Exchange 2007 {self.level} media to {self.media}",
            )
        return Comparison.of(changes)

    def _shown(self, server: Mapping[str, Value], done: Sequence[Mapping[str, Value]]) -> str:
        replicating = any(self.proves(other, server) for other in done)
        return self.seen(server) + (_ON_ITS_WAY if replicating else "")

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Setup with this step's switch, unless it only has to replicate."""
        if not _must_run(comparison.changes):
            return ()
        return (
            Act(
                "Install-ExchangePreparation",
                {"Media": self.media, "Step": self.switch, **self.extra()},
                summary=f"setup.com /{self.switch}",
                repeatable=False,
                irreversible=True,
                full_logon=True,
                clean_boot=True,
                timeout=3600,
            ),
        )

    def barrier(self) -> Barrier:
        """Replication to every controller in scope."""
        return Barrier(f"/{self.switch} replicates to every domain controller", self.replication_deadline, interval=2.0)

    @property
    def numbers(self) -> Level:
        """The version numbers to reach."""
        return LEVELS[self.level]

    def concerns(self, server: Mapping[str, Value]) -> bool:
        """Whether the step shows on this controller."""
        return True

    def proves(self, done: Mapping[str, Value], server: Mapping[str, Value]) -> bool:
        """Whether a controller that shows the step proves that it has run for this one, too."""
        return True

    def refusal(self, servers: Sequence[Mapping[str, Value]]) -> Comparison | None:
        """Why the step can't be taken in this forest."""
        return None

    def extra(self) -> dict[str, Value]:
        """Further parameters of setup."""
        return {}

    @abstractmethod
    def done(self, server: Mapping[str, Value]) -> bool:
        """Whether this controller shows that the step is done."""

    @abstractmethod
    def seen(self, server: Mapping[str, Value]) -> str:
        """What this controller shows."""

    @abstractmethod
    def wanted(self) -> str:
        """What it should show."""


@register
@dataclass(frozen=True)
class ExchangeLegacyPermissions(_Step):
    """The Exchange 2003 Recipient Update Service may still write after the schema change.

    Concerns domains that have the group Exchange Enterprise Servers
    (https://technet.microsoft.com/en-us/library/bb288907(EXCHG.80).aspx).
    """

    type: ClassVar[str] = "exchange_legacy_permissions"
    switch: ClassVar[str] = "PrepareLegacyExchangePermissions"

    def concerns(self, server: Mapping[str, Value]) -> bool:
        """Only domains that Exchange 2003 prepared."""
        return yes(server.get("LegacyGroup"))

    def done(self, server: Mapping[str, Value]) -> bool:
        """The access entry on the domain's head."""
        return yes(server.get("LegacyPermission"))

    def seen(self, server: Mapping[str, Value]) -> str:
        """Granted or not."""
        return "granted" if self.done(server) else "not granted"

    def wanted(self) -> str:
        """Granted."""
        return "granted"

    def proves(self, done: Mapping[str, Value], server: Mapping[str, Value]) -> bool:
        """Each domain has its own access list."""
        return text(done.get("Domain")) == text(server.get("Domain"))


@register
@dataclass(frozen=True)
class ExchangeSchema(_Step):
    """The schema has Exchange 2007's classes and attributes, on every controller of the forest."""

    type: ClassVar[str] = "exchange_schema"
    switch: ClassVar[str] = "PrepareSchema"

    def done(self, server: Mapping[str, Value]) -> bool:
        """The schema's version."""
        return number(server.get("SchemaVersion")) >= self.numbers.schema

    def seen(self, server: Mapping[str, Value]) -> str:
        """Its number."""
        return str(number(server.get("SchemaVersion")) or "no Exchange schema")

    def wanted(self) -> str:
        """The least number."""
        return str(self.numbers.schema)


@register
@dataclass(frozen=True)
class ExchangeOrganisation(_Step):
    """The organisation, administrative group and security groups of Exchange 2007 exist everywhere."""

    type: ClassVar[str] = "exchange_organisation"
    switch: ClassVar[str] = "PrepareAD"
    organisation: str = setting("name of a new organisation; empty: there is one", default="")

    def refusal(self, servers: Sequence[Mapping[str, Value]]) -> Comparison | None:
        """Exchange 2007 needs an organisation in native mode, and a name when there is none."""
        if any(yes(server.get("MixedMode")) for server in servers):
            return Comparison.blocked(
                "the Exchange organisation is in mixed mode",
                "change it to native mode in System Manager (there is no way back) and wait for replication",
            )
        if not self.organisation and not any(text(server.get("Organization")) for server in servers):
            return Comparison.blocked(
                "there is no Exchange organisation and no name for a new one",
                "set organisation in the inventory",
            )
        return None

    def extra(self) -> dict[str, Value]:
        """The name, for a new organisation only."""
        return {"OrganizationName": self.organisation} if self.organisation else {}

    def done(self, server: Mapping[str, Value]) -> bool:
        """The version, the administrative group and, on the root domain's controllers, the groups."""
        if number(server.get("OrganizationVersion")) < self.numbers.organisation:
            return False
        if not yes(server.get("AdministrativeGroup")):
            return False
        return not yes(server.get("IsRoot")) or not self._missing(server)

    def proves(self, done: Mapping[str, Value], server: Mapping[str, Value]) -> bool:
        """The groups live in the root domain, so another domain proves nothing about them."""
        return yes(done.get("IsRoot")) or not yes(server.get("IsRoot"))

    def seen(self, server: Mapping[str, Value]) -> str:
        """The version, and what is missing beside it."""
        version = number(server.get("OrganizationVersion"))
        missing = self._missing(server) if yes(server.get("IsRoot")) else ()
        if missing and version >= self.numbers.organisation:
            return f"{version} without {', '.join(missing)}"
        return str(version or "no organisation")

    def wanted(self) -> str:
        """The least number."""
        return str(self.numbers.organisation)

    def _missing(self, server: Mapping[str, Value]) -> tuple[str, ...]:
        present = texts(server.get("Groups"))
        return tuple(group for group in GROUPS if not any(same(group, other) for other in present))


@register
@dataclass(frozen=True)
class ExchangeDomain(_Step):
    """One domain is prepared, on every one of its controllers."""

    type: ClassVar[str] = "exchange_domain"
    switch: ClassVar[str] = "PrepareDomain"
    domain: str = setting("DNS name of the domain", default="")

    def __post_init__(self) -> None:
        """Refuses a missing domain."""
        if not self.domain:
            raise ValueError("exchange_domain needs the key 'domain'")

    def concerns(self, server: Mapping[str, Value]) -> bool:
        """Controllers of this domain."""
        return same(text(server.get("Domain")), _distinguished(self.domain))

    def refusal(self, servers: Sequence[Mapping[str, Value]]) -> Comparison | None:
        """A domain without a controller in the list could never be found prepared or not."""
        if any(self.concerns(server) for server in servers):
            return None
        return Comparison.blocked(
            f"none of the domain controllers belongs to {self.domain}",
            "correct exchange_domain or domain_controllers in the inventory",
        )

    def extra(self) -> dict[str, Value]:
        """Which domain."""
        return {"Domain": self.domain}

    def done(self, server: Mapping[str, Value]) -> bool:
        """The version, and the group that only domains other than the root have."""
        if number(server.get("DomainVersion")) < self.numbers.domain:
            return False
        return yes(server.get("IsRoot")) or yes(server.get("InstallDomainServers"))

    def seen(self, server: Mapping[str, Value]) -> str:
        """Its number."""
        return str(number(server.get("DomainVersion")) or "not prepared")

    def wanted(self) -> str:
        """The least number."""
        return str(self.numbers.domain)


def _must_run(changes: Sequence[Change]) -> bool:
    return any(not text(change.old).endswith(_ON_ITS_WAY) for change in changes)


def _distinguished(domain: str) -> str:
    return ",".join(f"DC={label}" for label in domain.split("."))
