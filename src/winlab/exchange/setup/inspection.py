"""Gathers what the checks judge: the forest as the running account sees it.

Attributes read: https://eightwone.com/references/schema-versions/ (versions),
http://technet.microsoft.com/en-us/library/aa996151(v=exchg.80).aspx (native mode); filters UNVERIFIED.
"""

from __future__ import annotations

from winlab.directory.connection import DirectoryConnection
from winlab.directory.errors import DirectoryError
from winlab.directory.forest import Caller, Domain, Forest, Member
from winlab.directory.reading import DirectoryObject
from winlab.exchange import organization as org
from winlab.exchange.organization import OrganizationNames
from winlab.exchange.roles import ROLES
from winlab.exchange.setup.facts import DirectoryFacts
from winlab.exchange.setup.preparation import find_organization

_HUB = ROLES["HubTransport"].bit


def inspect_directory(forest: Forest, logon: Caller, machine: Member, controller: str | None) -> DirectoryFacts:
    """Reads the state of the forest, its organisation and the account's place in it."""
    if machine.member_of is None:
        return DirectoryFacts(failure="This computer is not a member of an Active Directory domain.")
    try:
        connection = forest.bind(logon, controller, machine)
        return _Inspection(forest, logon, machine, connection).facts()
    except DirectoryError as error:
        return DirectoryFacts(failure=error.text)


class _Inspection:
    def __init__(self, forest: Forest, logon: Caller, machine: Member, connection: DirectoryConnection) -> None:
        self._forest = forest
        self._logon = logon
        self._machine = machine
        self._connection = connection
        self._names = find_organization(connection)

    def facts(self) -> DirectoryFacts:
        forest, connection, names = self._forest, self._connection, self._names
        own = forest.domain(self._machine.member_of or forest.root.dns)
        master = forest.role_owner("schema")
        version = connection.find(org.schema_version(forest.schema_dn))
        organization = connection.get(names.dn) if names is not None else None
        reachable = {domain.dns: self._connect(domain) for domain in forest.domains.values()}
        root = forest.root.netbios
        hubs = self._servers(f"(msExchCurrentServerRoles:1.2.840.113556.1.4.803:={_HUB})")
        return DirectoryFacts(
            root_domain=forest.root.dns,
            own_domain=own.dns,
            domains=tuple(reachable),
            unreachable_domains=tuple(name for name, found in reachable.items() if found is None),
            site=connection.dc.site,
            schema_master=master.fqdn if master is not None else "",
            schema_master_site=master.site if master is not None else "",
            schema_master_domain=master.domain.dns if master is not None else "",
            schema_master_supported=master is not None and self._is_2003_sp1(master.name, master.domain),
            gc_in_site=self._catalogue_in_site(connection.dc.site),
            range_upper=version.number("rangeUpper") if version is not None else None,
            org=names.organization if names is not None else None,
            org_version=organization.number("objectVersion") if organization is not None else 0,
            mixed_mode=organization is not None and organization.first("msExchMixedMode") is True,
            meso=_versions(reachable),
            native_domains=frozenset(
                name for name, found in reachable.items() if found is not None and _is_native(found)
            ),
            legacy_domains=tuple(
                name for name, found in reachable.items() if found is not None and _has_legacy_groups(found)
            ),
            legacy_servers=tuple(self._legacy_servers()),
            schema_admin=self._is_in(f"{root}\\Schema Admins"),
            enterprise_admin=self._is_in(f"{root}\\Enterprise Admins"),
            domain_admin_of=frozenset(
                domain.dns for domain in forest.domains.values() if self._is_in(f"{domain.netbios}\\Domain Admins")
            ),
            org_admin=self._is_in(f"{root}\\{org.ORGANIZATION_ADMINS}"),
            server_provisioned=self._is_provisioned(names),
            hubs=tuple(server.name for server in hubs),
            hub_in_site=any(_site_of(server.text("msExchServerSite")) == connection.dc.site for server in hubs),
            org_servers=len(self._servers("(msExchCurrentServerRoles=*)")),
            internet_connector=self._has_internet_connector(),
        )

    def _connect(self, domain: Domain) -> DirectoryConnection | None:
        try:
            return self._forest.bind(self._logon, None, self._machine, domain=domain.dns)
        except DirectoryError:
            return None

    def _is_in(self, group: str) -> bool:
        return group.upper() in self._logon.groups

    def _is_2003_sp1(self, name: str, domain: Domain) -> bool:
        home = self._connect(domain)
        if home is None:
            return False
        found = home.search(domain.dn, f"(&(objectClass=computer)(sAMAccountName={name}$))", limit=1)
        if not found:
            return False
        version = found[0].text("operatingSystemVersion")
        if version.startswith("5.2"):
            return found[0].text("operatingSystemServicePack") >= "Service Pack 1"
        return version >= "6"

    def _catalogue_in_site(self, site: str) -> bool:
        return any(
            dc.site == site
            and self._forest.is_catalogue(dc)
            and self._forest.running(dc.name)
            and self._is_2003_sp1(dc.name, dc.domain)
            for dc in self._forest.controllers.values()
        )

    def _servers(self, condition: str) -> list[DirectoryObject]:
        if self._names is None:
            return []
        return list(self._connection.search(self._names.dn, f"(&(objectClass=msExchExchangeServer){condition})"))

    def _legacy_servers(self) -> list[str]:
        found: list[str] = []
        for server in self._servers("(serialNumber=Version 6*)"):
            addresses = [str(value) for value in server.get("networkAddress")]
            prefix = "ncacn_ip_tcp:"
            names = [text[len(prefix) :] for text in addresses if text.lower().startswith(prefix)]
            found.append(names[0] if names else server.name)
        return found

    def _is_provisioned(self, names: OrganizationNames | None) -> bool:
        if names is None:
            return False
        dn = names.server(self._machine.name)
        return self._connection.exists(dn) and self._connection.may(dn, "WP")

    def _has_internet_connector(self) -> bool:
        if self._names is None:
            return False
        spaces = self._connection.search(self._names.dn, "(&(objectClass=msExchConnector)(routingList=*))")
        return any(_space(str(text)) == "*" for item in spaces for text in item.get("routingList"))


def _space(text: str) -> str:
    """Domain part of an address space like `SMTP:*;1`."""
    return text.partition(";")[0].rpartition(":")[2]


def _versions(reachable: dict[str, DirectoryConnection | None]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, connection in reachable.items():
        if connection is None:
            continue
        container = connection.find(org.system_objects(connection.dc.domain.dn))
        if container is not None:
            found[name] = container.number("objectVersion")
    return found


def _is_native(connection: DirectoryConnection) -> bool:
    return connection.get(connection.dc.domain.dn).number("nTMixedDomain") == 0


def _has_legacy_groups(connection: DirectoryConnection) -> bool:
    name = org.LEGACY_GROUPS[0]
    return bool(connection.search(connection.dc.domain.dn, f"(&(objectClass=group)(sAMAccountName={name}))", limit=1))


def _site_of(dn: str) -> str:
    return org.name_of(dn)
