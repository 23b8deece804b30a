"""The forest: its domains, its domain controllers and their replicas, and how to bind to one."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Protocol

from winlab.directory import names
from winlab.directory.entries import Entry
from winlab.directory.errors import NO_SUCH_DOMAIN, OPERATIONS_ERROR, SERVER_DOWN, DirectoryError
from winlab.directory.partitions import Partition
from winlab.directory.replication import Clock, Neighbour, Replication
from winlab.directory.schema import DirectorySchema

if TYPE_CHECKING:
    from winlab.directory.connection import DirectoryConnection

#: fSMORoleOwner holders: role -> where the attribute is, relative to the naming contexts.
ROLES = ("schema", "naming", "pdc", "rid", "infrastructure")


class Caller(Protocol):
    """Who asks: the part of a Windows logon the directory looks at."""

    @property
    def account(self) -> str:
        """``DOMAIN\\name``."""

    @property
    def groups(self) -> Collection[str]:
        """Upper-case ``DOMAIN\\NAME`` of all groups in the token."""

    @property
    def has_credentials(self) -> bool:
        """False for a network logon, which can't go to a second machine."""


class Member(Protocol):
    """A machine that binds: its name and the domain it belongs to."""

    @property
    def name(self) -> str:
        """NetBIOS name, upper case."""

    @property
    def member_of(self) -> str | None:
        """DNS name of its domain; None for a workgroup machine."""


@dataclass(frozen=True)
class Domain:
    """One domain.

    Attributes:
        dns: ``child.corp.example``
        netbios: ``CHILD``
        dn: ``DC=child,DC=corp,DC=example``
        sid: Domain SID.
        parent: DNS name of the domain above it in the forest; empty for the root.
    """

    dns: str
    netbios: str
    sid: str
    parent: str = ""

    @property
    def dn(self) -> str:
        """The domain's naming context."""
        return names.domain_dn(self.dns)


@dataclass
class DomainController:
    """One domain controller: its replicas and its own counters.

    Attributes:
        partitions: Key of the naming context -> replica; schema, configuration, its domain, and on a global
            catalogue the other domains (read only).
        rids: Next relative id, and the first one after this controller's pool.
        high_water: (source, context) -> the source's USN up to which changes were taken.
    """

    name: str
    domain: Domain
    site: str
    settings_dn: str
    partitions: dict[str, Partition] = field(default_factory=dict)
    usn: int = 12000
    rids: tuple[int, int] = (0, 0)
    high_water: dict[tuple[str, str], int] = field(default_factory=dict)
    neighbours: dict[tuple[str, str], Neighbour] = field(default_factory=dict)

    @property
    def fqdn(self) -> str:
        """DNS name in lower case."""
        return f"{self.name}.{self.domain.dns}".lower()

    def next_usn(self) -> int:
        """Counts one change."""
        self.usn += 1
        return self.usn

    def holding(self, dn: str) -> Partition | None:
        """The replica a name belongs to: the deepest naming context above it that is held here."""
        key = names.key(dn)
        best: Partition | None = None
        for root, partition in self.partitions.items():
            if (key == root or key.endswith("," + root)) and (best is None or len(root) > len(best.root_key)):
                best = partition
        return best


class Forest:
    """All domains and controllers. Reads and writes go through `bind`.

    Attributes:
        root: The forest root domain.
        domains: DNS name -> domain, root first.
        controllers: Upper-case NetBIOS name -> controller.
        replication: Carries changes between controllers.
        addresses: Upper-case name of a controller -> IP address, where one is known.
        sites: Upper-case name of a member machine -> the site its subnet is in, where one is known.
        clock: Virtual clock; without one nothing replicates by itself.
        running: Tells whether a controller answers; set when the forest becomes part of a lab.
        reach: Opens a network path from a machine to a controller under a logon; raises an OSError or
            DirectoryError if there is none. Set when the forest becomes part of a lab.
    """

    def __init__(self, domains: Iterable[Domain], schema: DirectorySchema, seed: str) -> None:
        self.schema = schema
        self.seed = seed
        self.domains: dict[str, Domain] = {domain.dns.lower(): domain for domain in domains}
        self.root = next(iter(self.domains.values()))
        self.controllers: dict[str, DomainController] = {}
        self.addresses: dict[str, str] = {}
        self.sites: dict[str, str] = {}
        self.clock: Clock | None = None
        self.lock = threading.RLock()
        self.replication = Replication(self)
        self.running: Callable[[str], bool] = lambda name: True
        self.reach: Callable[[Member, Caller, DomainController], None] | None = None
        self.on_change: Callable[[], None] = lambda: None
        self.made = datetime(2007, 4, 2, 6, 0, tzinfo=timezone.utc)

    @property
    def configuration_dn(self) -> str:
        """The configuration naming context."""
        return f"CN=Configuration,{self.root.dn}"

    @property
    def schema_dn(self) -> str:
        """The schema naming context."""
        return f"CN=Schema,{self.configuration_dn}"

    def now(self) -> datetime:
        """Virtual time, or the time the forest was made if it has no clock."""
        return self.clock.now() if self.clock is not None else self.made

    def new_guid(self) -> uuid.UUID:
        """An identity for a new object."""
        return uuid.uuid4()

    def changed(self) -> None:
        """Tells the owner that there is something to save."""
        self.on_change()

    def domain(self, name: str) -> Domain:
        """The domain of a DNS name, NetBIOS name or DN.

        Raises:
            DirectoryError: NO_SUCH_DOMAIN.
        """
        wanted = name.rstrip(".").lower()
        if "=" in wanted:
            wanted = names.dns_name(wanted)
        for domain in self.domains.values():
            if wanted in (domain.dns.lower(), domain.netbios.lower()):
                return domain
        raise DirectoryError(NO_SUCH_DOMAIN, name)

    def controllers_of(self, domain: Domain) -> list[DomainController]:
        """The controllers of a domain, in the order of the scenario."""
        return [dc for dc in self.controllers.values() if dc.domain == domain]

    def controller(self, name: str) -> DomainController | None:
        """The controller of a NetBIOS name, FQDN or address."""
        wanted = name.rstrip(".").lower()
        for dc in self.controllers.values():
            if wanted in (dc.name.lower(), dc.fqdn, self.addresses.get(dc.name)):
                return dc
        return None

    def locate(self, domain: Domain, site: str | None = None, catalogue: bool = False) -> DomainController:
        """Picks a running controller, as the DC locator does: of the domain, of the caller's site if it can.

        Raises:
            DirectoryError: NO_SUCH_DOMAIN if none answers.
        """
        found = [
            dc
            for dc in self.controllers.values()
            if (dc.domain == domain or catalogue) and self.running(dc.name) and (not catalogue or self.is_catalogue(dc))
        ]
        found.sort(key=lambda dc: (dc.domain != domain, site is not None and dc.site.lower() != site.lower()))
        if not found:
            raise DirectoryError(NO_SUCH_DOMAIN, domain.dns)
        return found[0]

    def is_catalogue(self, dc: DomainController) -> bool:
        """Whether a controller is a global catalogue: bit 0 of its NTDS settings' options."""
        settings = self.entry(dc, dc.settings_dn)
        return settings is not None and bool(settings.number("options") & 1)

    def entry(self, dc: DomainController, dn: str) -> Entry | None:
        """The stored object of a name on one controller."""
        partition = dc.holding(dn)
        return partition.get(names.key(dn)) if partition is not None else None

    def role_owner(self, role: str, domain: Domain | None = None) -> DomainController | None:
        """The holder of an operations master role, as the first controller of the domain sees it."""
        where = domain or self.root
        paths = {
            "schema": self.schema_dn,
            "naming": f"CN=Partitions,{self.configuration_dn}",
            "pdc": where.dn,
            "rid": f"CN=RID Manager$,CN=System,{where.dn}",
            "infrastructure": f"CN=Infrastructure,{where.dn}",
        }
        for viewer in self.controllers_of(where):
            entry = self.entry(viewer, paths[role])
            owner = entry.text("fSMORoleOwner") if entry is not None else ""
            for dc in self.controllers.values():
                if owner and names.key(owner) == names.key(dc.settings_dn):
                    return dc
        return None

    def bind(
        self,
        logon: Caller,
        dc: str | None = None,
        machine: Member | None = None,
        *,
        domain: str | None = None,
        catalogue: bool = False,
    ) -> DirectoryConnection:
        """Opens a connection to a domain controller.

        Args:
            logon: Who asks. Its rights are those of the groups in its token.
            dc: Name of a controller; without it one is located: the machine itself if it is one, else one of
                the given domain, of the machine's domain, or of the account's domain.
            machine: Where the caller runs. From a machine that is not the controller, a logon without
                credentials (a network logon) reaches nobody; the error is OPERATIONS_ERROR, as on site.
            domain: DNS or NetBIOS name of a domain to locate a controller of.
            catalogue: Connect to the global catalogue (port 3268): all domains, read only.

        Raises:
            DirectoryError: NO_SUCH_DOMAIN, SERVER_DOWN or OPERATIONS_ERROR.
        """
        from winlab.directory.connection import DirectoryConnection

        target = self._target(logon, dc, machine, domain, catalogue)
        local = machine is not None and machine.name.upper() == target.name
        if not self.running(target.name) and not local:
            raise DirectoryError(SERVER_DOWN, target.fqdn)
        if machine is not None and not local:
            if not logon.has_credentials:
                raise DirectoryError(OPERATIONS_ERROR, f"{logon.account} has no credentials for {target.fqdn}")
            if self.reach is not None:
                self.reach(machine, logon, target)
        if catalogue and not self.is_catalogue(target):
            raise DirectoryError(SERVER_DOWN, f"{target.fqdn}:3268")
        return DirectoryConnection(self, target, logon, machine, catalogue=catalogue)

    def _target(
        self, logon: Caller, dc: str | None, machine: Member | None, domain: str | None, catalogue: bool
    ) -> DomainController:
        if dc is not None:
            found = self.controller(dc)
            if found is not None:
                return found
            # A domain's DNS name resolves to its controllers.
            domain = dc
        own = self.controllers.get(machine.name.upper()) if machine is not None else None
        wanted: Domain
        if domain is not None:
            try:
                wanted = self.domain(domain)
            except DirectoryError:
                if dc is not None:
                    raise DirectoryError(SERVER_DOWN, dc) from None
                raise
        elif machine is not None and machine.member_of:
            wanted = self.domain(machine.member_of)
        else:
            wanted = self.domain(logon.account.partition("\\")[0])
        if own is not None and own.domain == wanted and (not catalogue or self.is_catalogue(own)):
            return own
        return self.locate(wanted, self.site_of(machine), catalogue)

    def site_of(self, machine: Member | None) -> str | None:
        """The site a machine is in, controller or member."""
        if machine is None:
            return None
        own = self.controllers.get(machine.name.upper())
        return own.site if own is not None else self.sites.get(machine.name.upper())
