"""What the preparation switches write to the directory.

/PrepareLegacyExchangePermissions https://technet.microsoft.com/en-us/library/bb125224(v=exchg.80).aspx ;
/PrepareAD and the groups https://technet.microsoft.com/en-us/library/bb288907(EXCHG.80).aspx ; version stamps
come last https://bhargavs.com/index.php/2009/11/20/verify-exchange-server-schema-version ; domains
http://windowsproducts.blogspot.com/2008/12/closer-look-at-preparing-active_62.html . Durations UNVERIFIED.
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.directory import rights
from winlab.directory.connection import Attributes, DirectoryConnection
from winlab.directory.entries import Value
from winlab.directory.errors import ACCESS_DENIED, DirectoryError
from winlab.directory.forest import Domain
from winlab.exchange import organization as org
from winlab.exchange.organization import OrganizationNames
from winlab.exchange.setup.run import SetupError, SetupRun

# The Exchange-Information property set (GUID UNVERIFIED).
EXCHANGE_INFORMATION = "1f298a89-de98-47b8-b5cd-572ad53d267e"
_LEGACY_SECONDS = 25.0
_SCHEMA_FILES = 12
_SCHEMA_SECONDS = 40.0
_ORGANIZATION_SECONDS = 240.0
_DOMAIN_SECONDS = 75.0
_UNIVERSAL_SECURITY_GROUP = -0x80000000 | 8
_GLOBAL_SECURITY_GROUP = -0x80000000 | 2
# Classes of the new schema that tools look for; the import brings many more.
_NEW_CLASSES = (
    "ms-Exch-UM-Dial-Plan",
    "ms-Exch-UM-IP-Gateway",
    "ms-Exch-Accepted-Domain",
    "ms-Exch-Smtp-Receive-Connector",
    "ms-Exch-Transport-Settings",
    "ms-Exch-Resource-Schema",
)


def ensure(
    connection: DirectoryConnection, dn: str, object_class: str, **attributes: Value | Iterable[Value] | None
) -> bool:
    """Makes an object unless it exists; True if it was made."""
    if connection.exists(dn):
        return False
    values: Attributes = {"objectClass": object_class, **attributes}
    connection.add(dn, values)
    return True


def find_organization(connection: DirectoryConnection) -> OrganizationNames | None:
    """The organisation of the forest, None if there is none."""
    configuration = connection.forest.configuration_dn
    if not connection.exists(org.exchange_container(configuration)):
        return None
    found = connection.search(
        org.exchange_container(configuration), "(objectClass=msExchOrganizationContainer)", "onelevel"
    )
    return OrganizationNames(configuration, found[0].name) if found else None


class Preparation:
    """The five preparation steps of one run."""

    def __init__(self, run: SetupRun) -> None:
        self._run = run
        self._forest = run.forest

    def _schema_master(self) -> str:
        master = self._forest.role_owner("schema")
        if master is None:
            raise SetupError("The schema master role owner could not be found.")
        return master.fqdn

    # -- /PrepareLegacyExchangePermissions --------------------------------------------------------------

    def legacy_permissions(self, only: str | None = None) -> None:
        """Lets the Recipient Update Service of 2003 go on writing attributes that change property sets."""
        domains = [self._forest.domain(only)] if only else list(self._forest.domains.values())
        for domain in domains:
            connection = self._run.bind(domain=domain.dns)
            sid = self._legacy_group(connection, domain)
            if sid is None:
                self._run.log(f"No legacy Exchange groups in domain {domain.dns}.", 1)
                continue
            ace = rights.Ace(sid, frozenset({rights.WRITE_PROPERTY}), object_type=EXCHANGE_INFORMATION)
            self._run.wait(_LEGACY_SECONDS)
            for dn in (domain.dn, f"CN=AdminSDHolder,CN=System,{domain.dn}"):
                if connection.exists(dn):
                    connection.grant(dn, ace)

    def _legacy_group(self, connection: DirectoryConnection, domain: Domain) -> str | None:
        name = org.LEGACY_GROUPS[0]
        found = connection.search(domain.dn, f"(&(objectClass=group)(sAMAccountName={name}))", limit=1)
        return found[0].text("objectSid") if found else None

    # -- /PrepareSchema ---------------------------------------------------------------------------------

    def schema(self) -> None:
        """Imports the schema files at the schema master; the version comes last."""
        connection = self._run.bind(dc=self._schema_master())
        schema = self._forest.schema_dn
        legacy = connection.exists(org.schema_version(schema))
        prefix = "PostExchange2003" if legacy else "PostWindows2003"
        for number in range(_SCHEMA_FILES):
            name = f"{prefix}_schema{number}.ldf"
            self._run.log(f"Importing schema file '{name}' with ldifde.exe on {connection.dc.fqdn}.", 2)
            self._run.wait(_SCHEMA_SECONDS)
        for name in _NEW_CLASSES:
            ensure(connection, f"CN={name},{schema}", "classSchema", lDAPDisplayName=_display_name(name))
        version = org.schema_version(schema)
        ensure(connection, version, "attributeSchema", rangeLower=0)
        connection.modify(version, {"rangeUpper": self._run.level.range_upper})

    # -- /PrepareAD -------------------------------------------------------------------------------------

    def organization(self) -> None:
        """Makes the organisation or brings it up to this level, with groups and rights; version last."""
        run = self._run
        connection = run.bind(dc=self._schema_master())
        configuration = self._forest.configuration_dn
        names = find_organization(connection)
        if names is None:
            names = OrganizationNames(configuration, run.request.value("OrganizationName") or "")
            ensure(connection, f"CN=Services,{configuration}", "container")
            ensure(connection, names.exchange, "msExchConfigurationContainer")
            ensure(
                connection,
                names.dn,
                "msExchOrganizationContainer",
                legacyExchangeDN=f"/o={names.organization}",
                msExchMixedMode=False,
            )
        run.wait(_ORGANIZATION_SECONDS / 2)
        self._containers(connection, names)
        groups = self._groups(connection, names)
        run.wait(_ORGANIZATION_SECONDS / 2)
        self._configuration_rights(connection, names, groups)
        self._join_caller(connection)
        connection.modify(names.dn, {"objectVersion": run.level.org_version})
        self.domain(self._forest.root.dns)

    def _containers(self, connection: DirectoryConnection, names: OrganizationNames) -> None:
        for name, object_class in org.CONTAINERS:
            ensure(connection, f"CN={name},{names.dn}", object_class)
        ensure(connection, names.accepted_domains, "msExchContainer")
        legacy_dn = f"/o={names.organization}/ou={org.ADMIN_GROUP}"
        ensure(connection, names.admin_group, "msExchAdminGroup", legacyExchangeDN=legacy_dn)
        for name, object_class in (
            ("Servers", "msExchServersContainer"),
            ("Routing Groups", "msExchRoutingGroupContainer"),
            ("Advanced Security", "msExchAdvancedSecurityContainer"),
            ("Databases", "msExchContainer"),
        ):
            ensure(connection, f"CN={name},{names.admin_group}", object_class)
        ensure(connection, names.routing_group, "msExchRoutingGroup")
        ensure(connection, names.connections, "msExchConnectors")
        root = self._forest.root.dns
        domain = f"CN={root},{names.accepted_domains}"
        ensure(
            connection,
            domain,
            "msExchAcceptedDomain",
            msExchAcceptedDomainName=root,
            msExchAcceptedDomainType="Authoritative",
            msExchAcceptedDomainDefault=True,
        )
        policies = f"CN=Recipient Policies,{names.dn}"
        ensure(
            connection,
            f"CN=Default Policy,{policies}",
            "msExchRecipientPolicy",
            gatewayProxy=[f"SMTP:%m@{root}"],
            msExchQueryFilter="Alias -ne $null",
            purportedSearch="(mailNickname=*)",
            msExchPolicyOrder=2147483647,
        )

    def _groups(self, connection: DirectoryConnection, names: OrganizationNames) -> dict[str, str]:
        """Makes the universal groups and records them by their identifiers; SIDs by name."""
        root = self._forest.root.dn
        unit = org.security_groups(root)
        ensure(connection, unit, "organizationalUnit")
        linked = self._linked_groups(connection, names)
        sids: dict[str, str] = {}
        for name, guid in org.WELL_KNOWN.items():
            if name == org.PUBLIC_FOLDER_ADMINS and not self._run.level.has_sp1_syntax:
                continue
            dn = linked.get(guid)
            if dn is not None and not connection.exists(dn):
                raise SetupError(
                    f"The well-known object entry B:32:{guid}:{dn} of the otherWellKnownObjects attribute on "
                    f"container object {names.exchange} points to an invalid DN or a deleted object. Remove "
                    "the entry or undelete the target object."
                )
            if dn is None:
                dn = self._new_group(connection, unit, name)
                connection.append(names.exchange, "otherWellKnownObjects", f"B:32:{guid}:{dn}")
            sids[name] = connection.get(dn).text("objectSid")
        return sids

    def _new_group(self, connection: DirectoryConnection, unit: str, name: str) -> str:
        """A group by its name, with a number behind it if the name is taken by one that is not linked.

        http://messagingserversupport.com/2012/01/15/why-does-preparead-create-new-groups-with-suffix-1-eg-exchange-servers1/
        """
        free, number = name, 0
        while connection.search(self._forest.root.dn, f"(sAMAccountName={free})", limit=1):
            number += 1
            free = f"{name}{number}"
        dn = f"CN={free},{unit}"
        ensure(
            connection,
            dn,
            "group",
            sAMAccountName=free,
            groupType=_UNIVERSAL_SECURITY_GROUP,
            description=org.DESCRIPTIONS[name],
        )
        return dn

    def _linked_groups(self, connection: DirectoryConnection, names: OrganizationNames) -> dict[str, str]:
        found: dict[str, str] = {}
        for value in connection.get(names.exchange).get("otherWellKnownObjects"):
            _, _, guid, dn = str(value).split(":", 3)
            found[guid] = dn
        return found

    def _configuration_rights(
        self, connection: DirectoryConnection, names: OrganizationNames, groups: dict[str, str]
    ) -> None:
        full, read = rights.ALL, frozenset({"RP", "LC", "LO", "RC"})
        connection.grant(names.exchange, rights.Ace(groups[org.ORGANIZATION_ADMINS], full))
        connection.grant(names.exchange, rights.Ace(groups[org.EXCHANGE_SERVERS], full))
        connection.grant(names.exchange, rights.Ace(groups[org.VIEW_ONLY_ADMINS], read))
        unit = org.security_groups(self._forest.root.dn)
        connection.grant(unit, rights.Ace(groups[org.ORGANIZATION_ADMINS], full))
        recipient = f"CN={org.RECIPIENT_ADMINS},{unit}"
        view_only = f"CN={org.VIEW_ONLY_ADMINS},{unit}"
        if connection.exists(recipient) and connection.exists(view_only):
            admins = f"CN={org.ORGANIZATION_ADMINS},{unit}"
            connection.append(recipient, "member", admins)
            connection.append(view_only, "member", recipient)

    def _join_caller(self, connection: DirectoryConnection) -> None:
        """The installing account becomes an organisation administrator (UNVERIFIED)."""
        account = self._account_dn()
        unit = org.security_groups(self._forest.root.dn)
        admins = f"CN={org.ORGANIZATION_ADMINS},{unit}"
        if account is not None and connection.exists(admins):
            connection.append(admins, "member", account)

    def _account_dn(self) -> str | None:
        domain, _, name = self._run.logon.account.partition("\\")
        try:
            home = self._forest.domain(domain)
        except DirectoryError:
            return None
        found = self._run.bind(domain=home.dns).search(home.dn, f"(sAMAccountName={name})", limit=1)
        return found[0].dn if found else None

    # -- /PrepareDomain ---------------------------------------------------------------------------------

    def domain(self, name: str) -> None:
        """Prepares one domain: system objects, rights, the group of its servers; version last."""
        domain = self._forest.domain(name)
        connection = self._run.bind(domain=domain.dns)
        self._run.log(f"Preparing domain {domain.dns} on {connection.dc.fqdn}.", 1)
        self._run.wait(_DOMAIN_SECONDS)
        container = org.system_objects(domain.dn)
        ensure(connection, container, "msExchSystemObjectsContainer")
        self._domain_rights(connection, domain, container)
        if domain != self._forest.root:
            self._install_domain_servers(connection, container)
        connection.modify(container, {"objectVersion": self._run.level.meso_version})

    def _domain_rights(self, connection: DirectoryConnection, domain: Domain, container: str) -> None:
        sids = self._root_group_sids()
        information = EXCHANGE_INFORMATION
        write = frozenset({rights.READ_PROPERTY, rights.WRITE_PROPERTY})
        for group in (org.EXCHANGE_SERVERS, org.ORGANIZATION_ADMINS):
            connection.grant(container, rights.Ace(sids[group], rights.ALL))
        for group in (org.EXCHANGE_SERVERS, org.RECIPIENT_ADMINS):
            for property_set in (information, "e48d0154-bcf8-11d1-8702-00c04fb96050"):
                connection.grant(domain.dn, rights.Ace(sids[group], write, object_type=property_set))

    def _root_group_sids(self) -> dict[str, str]:
        root = self._run.bind(domain=self._forest.root.dns)
        unit = org.security_groups(self._forest.root.dn)
        return {
            group: root.get(f"CN={group},{unit}").text("objectSid")
            for group in (org.EXCHANGE_SERVERS, org.ORGANIZATION_ADMINS, org.RECIPIENT_ADMINS)
        }

    def _install_domain_servers(self, connection: DirectoryConnection, container: str) -> None:
        dn = f"CN={org.INSTALL_DOMAIN_SERVERS},{container}"
        ensure(
            connection,
            dn,
            "group",
            sAMAccountName=org.INSTALL_DOMAIN_SERVERS,
            groupType=_GLOBAL_SECURITY_GROUP,
        )
        root = self._run.bind(domain=self._forest.root.dns)
        servers = f"CN={org.EXCHANGE_SERVERS},{org.security_groups(self._forest.root.dn)}"
        try:
            root.append(servers, "member", dn)
        except DirectoryError as error:
            if error.code != ACCESS_DENIED:
                raise
            self._run.warnings.append(
                f"The group '{org.INSTALL_DOMAIN_SERVERS}' could not be added to '{org.EXCHANGE_SERVERS}'."
            )


def _display_name(common_name: str) -> str:
    first, *rest = common_name.split("-")
    return first + "".join(rest)
