"""The server's object in the organisation and what each role puts below it.

Attributes read in a published listing (https://wiki.trivir.com/dev/start/ex2007/troubleshooting); role bits
http://www.morgantechspace.com/2015/09/msExchCurrentServerRoles-attribute.html ; default receive connectors
http://www.book4u.org.ua/book/65523/Professional-Windows-PowerShell-for-Exchange-Server-2007-Service-Pack-1/num_298.html
(their permission groups UNVERIFIED).
"""

from __future__ import annotations

from winlab.directory.connection import DirectoryConnection
from winlab.directory.errors import DirectoryError
from winlab.directory.reading import DirectoryObject
from winlab.exchange import organization as org
from winlab.exchange.levels import ExchangeLevel
from winlab.exchange.objects import make
from winlab.exchange.organization import OrganizationNames
from winlab.exchange.roles import Role
from winlab.exchange.setup.preparation import ensure
from winlab.exchange.setup.run import SetupError, SetupRun
from winlab.exchange.shell import access_kinds, store_kinds, transport_kinds

_INTEROP = "Interop RGC"
DATA_PATH = r"C:\Program Files\Microsoft\Exchange Server\Mailbox"


def server_attributes(
    names: OrganizationNames, level: ExchangeLevel, name: str, fqdn: str, site_dn: str
) -> dict[str, str | int | list[str]]:
    """Attributes of a server object before any role is on it."""
    return {
        "serialNumber": level.serial_number,
        "versionNumber": level.version_number,
        "legacyExchangeDN": names.legacy_server_dn(name),
        "msExchServerSite": site_dn,
        "msExchHomeRoutingGroup": names.routing_group,
        "msExchDataPath": DATA_PATH,
        "networkAddress": [
            f"ncacn_vns_spp:{name}",
            f"netbios:{name}",
            f"ncacn_np:{name}",
            f"ncacn_spx:{name}",
            f"ncacn_ip_tcp:{fqdn}",
            "ncalrpc:" + name,
        ],
    }


class ServerObject:
    """Writes one server into the organisation."""

    def __init__(self, run: SetupRun, names: OrganizationNames, name: str, fqdn: str) -> None:
        self._run = run
        self._names = names
        self._name = name
        self._fqdn = fqdn
        self._connection = run.bind()
        self.dn = names.server(name)

    @property
    def connection(self) -> DirectoryConnection:
        """The connection the object is written through."""
        return self._connection

    def create(self) -> None:
        """Makes the object and its containers unless they are there."""
        site = self._connection.dc.site
        site_dn = f"CN={site},CN=Sites,{self._names.configuration}"
        attributes = server_attributes(self._names, self._run.level, self._name, self._fqdn, site_dn)
        if not ensure(self._connection, self.dn, "msExchExchangeServer", **attributes):
            self._connection.modify(self.dn, attributes)
        for path, object_class in (
            ("CN=Protocols", "msExchProtocolsContainer"),
            ("CN=HTTP,CN=Protocols", "msExchProtocolCfgHTTPContainer"),
            ("CN=SMTP Receive Connectors,CN=Protocols", "msExchSmtpReceiveConnectorContainer"),
            ("CN=POP3,CN=Protocols", "msExchProtocolCfgPOPContainer"),
            ("CN=IMAP4,CN=Protocols", "msExchProtocolCfgIMAPContainer"),
            ("CN=InformationStore", "msExchInformationStore"),
        ):
            ensure(self._connection, f"{path},{self.dn}", object_class)

    def add_role(self, role: Role) -> None:
        """Adds the role's bit, the last thing of its configuration."""
        bits = self._connection.get(self.dn).number("msExchCurrentServerRoles")
        self._connection.modify(self.dn, {"msExchCurrentServerRoles": bits | role.bit})

    def remove_role(self, role: Role) -> int:
        """Takes the role's bit away; the bits left."""
        bits = self._connection.get(self.dn).number("msExchCurrentServerRoles") & ~role.bit
        self._connection.modify(self.dn, {"msExchCurrentServerRoles": bits or None})
        return bits

    def delete(self) -> None:
        """Deletes the object with all below it."""
        self._connection.delete(self.dn, tree=True)

    def join_groups(self, computer: str) -> None:
        """Makes a computer account a member of Exchange Servers, in its own domain's way too.

        Raises:
            SetupError: the groups are not there (yet) on the controllers used.
        """
        forest = self._run.forest
        account = self._find_computer(self._connection, computer)
        if account is None:
            raise SetupError(f"The computer account '{computer}' could not be found.")
        root = self._run.bind(domain=forest.root.dns)
        servers = f"CN={org.EXCHANGE_SERVERS},{org.security_groups(forest.root.dn)}"
        root.append(servers, "member", account.dn)
        domain = self._connection.dc.domain
        if domain != forest.root:
            local = f"CN={org.INSTALL_DOMAIN_SERVERS},{org.system_objects(domain.dn)}"
            self._connection.append(local, "member", account.dn)

    def _find_computer(self, connection: DirectoryConnection, name: str) -> DirectoryObject | None:
        base = connection.dc.domain.dn
        found = connection.search(base, f"(&(objectClass=computer)(sAMAccountName={name}$))", limit=1)
        return found[0] if found else None

    # -- roles ------------------------------------------------------------------------------------------

    def client_access(self) -> None:
        """Virtual directories, POP and IMAP settings, the autodiscover connection point."""
        http = f"CN=HTTP,CN=Protocols,{self.dn}"
        for kind, name, url in access_kinds.CREATED:
            site_path = name.partition(" (")[0]
            make(
                self._connection,
                kind,
                f"CN={name},{http}",
                msExchOwningServer=self.dn,
                msExchMetabasePath=f"IIS://{self._fqdn}/W3SVC/1/ROOT/{site_path}",
                msExchInternalHostName=url.format(fqdn=self._fqdn.lower()) if url else [],
            )
        make(self._connection, access_kinds.POP_SETTINGS, f"CN=1,CN=POP3,CN=Protocols,{self.dn}")
        make(self._connection, access_kinds.IMAP_SETTINGS, f"CN=1,CN=IMAP4,CN=Protocols,{self.dn}")
        uri = f"https://{self._fqdn.lower()}/autodiscover/autodiscover.xml"
        self._connection.modify(
            self.dn,
            {"msExchAutoDiscoverServiceInternalUri": uri, "msExchAutoDiscoverServiceCN": self._name},
        )
        point = f"CN=Autodiscover,CN=Protocols,{self.dn}"
        ensure(self._connection, point, "msExchProtocolCfgAutodiscoverContainer")
        ensure(
            self._connection,
            f"CN={self._name},{point}",
            "serviceConnectionPoint",
            serviceBindingInformation=uri,
            serviceClassName="ms-Exchange-AutoDiscover-Service",
            keywords=["77378F46-2C66-4aa9-A6A6-3E7A48B19596", f"Site={self._connection.dc.site}"],
        )

    def hub_transport(self) -> None:
        """The two default receive connectors."""
        base = f"CN=SMTP Receive Connectors,CN=Protocols,{self.dn}"
        common = {"msExchOwningServer": self.dn, "msExchSmtpReceiveConnectorFQDN": self._fqdn}
        make(
            self._connection,
            transport_kinds.RECEIVE_CONNECTOR,
            f"CN=Default {self._name},{base}",
            **common,
            msExchSmtpReceiveInboundSecurityFlag=[
                "Tls",
                "Integrated",
                "BasicAuth",
                "BasicAuthRequireTLS",
                "ExchangeServer",
            ],
            msExchReceivePermissionGroups=["ExchangeUsers", "ExchangeServers", "ExchangeLegacyServers"],
            msExchSmtpReceiveMaxRecipientsPerMessage="5000",
        )
        make(
            self._connection,
            transport_kinds.RECEIVE_CONNECTOR,
            f"CN=Client {self._name},{base}",
            **common,
            msExchSmtpReceiveBindings=["0.0.0.0:587"],
            msExchSmtpReceiveInboundSecurityFlag=["Tls", "Integrated", "BasicAuth", "BasicAuthRequireTLS"],
            msExchReceivePermissionGroups=["ExchangeUsers"],
        )

    def interop_connectors(self, legacy_name: str) -> None:
        """The pair of routing group connectors between this first hub and a 2003 bridgehead.

        http://www.devinonearth.com/2007/03/getting-to-know-the-legacy-routing-group-connector-in-exchange-2007/

        Raises:
            SetupError: there is no such server.
        """
        short = legacy_name.partition(".")[0]
        found = self._connection.search(self._names.dn, f"(&(objectClass=msExchExchangeServer)(cn={short}))", limit=1)
        if not found:
            raise SetupError(f"The legacy routing server '{legacy_name}' could not be found.")
        legacy = found[0]
        group = legacy.text("msExchHomeRoutingGroup") or self._legacy_routing_group(legacy.dn)
        ensure(self._connection, f"CN=Connections,{group}", "msExchConnectors")
        self._connector(self._names.routing_group, group, self.dn, legacy.dn)
        self._connector(group, self._names.routing_group, legacy.dn, self.dn)
        self.add_legacy_bridgehead(short, legacy)

    def _legacy_routing_group(self, server_dn: str) -> str:
        admin_group = org.parent_of(org.parent_of(server_dn))
        found = self._connection.search(admin_group, "(objectClass=msExchRoutingGroup)", limit=1)
        if not found:
            raise SetupError(f"No routing group was found for '{server_dn}'.")
        return found[0].dn

    def _connector(self, source_group: str, target_group: str, source: str, target: str) -> None:
        make(
            self._connection,
            transport_kinds.ROUTING_GROUP_CONNECTOR,
            f"CN={_INTEROP},CN=Connections,{source_group}",
            msExchSourceBridgeheadServersDN=[source],
            msExchTargetBridgeheadServersDN=[target],
            msExchSourceRoutingGroup=org.name_of(source_group),
            msExchTargetRoutingGroup=org.name_of(target_group),
        )

    def add_legacy_bridgehead(self, short: str, legacy: DirectoryObject) -> None:
        """Adds a 2003 server's account to ExchangeLegacyInterop."""
        forest = self._run.forest
        root = self._run.bind(domain=forest.root.dns)
        group = f"CN={org.LEGACY_INTEROP},{org.security_groups(forest.root.dn)}"
        for domain in forest.domains.values():
            try:
                account = self._find_computer(self._run.bind(domain=domain.dns), short)
            except DirectoryError:
                continue
            if account is not None:
                root.append(group, "member", account.dn)
                return
        raise SetupError(f"The computer account of '{legacy.name}' could not be found.")

    def mailbox(self, *, clustered: bool = False) -> None:
        """The first storage group with its mailbox database."""
        group = f"CN=First Storage Group,CN=InformationStore,{self.dn}"
        folder = DATA_PATH + r"\First Storage Group"
        make(
            self._connection,
            store_kinds.STORAGE_GROUP,
            group,
            msExchOwningServer=self.dn,
            msExchESEParamLogFilePath=folder,
            msExchESEParamSystemPath=folder,
            msExchESEParamBaseName="E00",
            msExchReplicated="Remote" if clustered else "None",
        )
        make(
            self._connection,
            store_kinds.MAILBOX_DATABASE,
            f"CN=Mailbox Database,{group}",
            msExchOwningServer=self.dn,
            msExchStorageGroupName=f"{self._name}\\First Storage Group",
            msExchEDBFile=folder + r"\Mailbox Database.edb",
        )

    def public_folders(self) -> None:
        """A second storage group with a public folder database of the organisation's hierarchy."""
        trees = self._connection.search(self._names.dn, "(objectClass=msExchPFTree)", limit=1)
        group = f"CN=Second Storage Group,CN=InformationStore,{self.dn}"
        folder = DATA_PATH + r"\Second Storage Group"
        make(
            self._connection,
            store_kinds.STORAGE_GROUP,
            group,
            msExchOwningServer=self.dn,
            msExchESEParamLogFilePath=folder,
            msExchESEParamSystemPath=folder,
            msExchESEParamBaseName="E01",
        )
        make(
            self._connection,
            store_kinds.PUBLIC_FOLDER_DATABASE,
            f"CN=Public Folder Database,{group}",
            msExchOwningServer=self.dn,
            msExchStorageGroupName=f"{self._name}\\Second Storage Group",
            msExchEDBFile=folder + r"\Public Folder Database.edb",
            msExchOwningPFTree=trees[0].dn if trees else [],
        )
