"""An Exchange 2003 organisation as directory objects: what its own setup left in the forest.

Values: schema rangeUpper 6870, organisation objectVersion 6903, MESO objectVersion 6936
(https://granikos.eu/exchange-server-schema-information/),
serialNumber of Exchange 2003 SP2 (https://wiki.trivir.com/dev/start/ex2007/troubleshooting). Object classes
and places are the public ones of the Active Directory schema; the list of containers is not complete.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from winlab.directory.entries import Values
from winlab.directory.names import domain_dn, rdn
from winlab.directory.specification import GroupSpec, ObjectSpec

SERIAL_NUMBER = "Version 6.5 (Build 7638.2: Service Pack 2)"
SCHEMA_RANGE_UPPER = 6870
ORGANISATION_VERSION = 6903
MESO_VERSION = 6936
# msExchPoliciesIncluded: the policy's GUID and that of its kind, e-mail addresses (UNVERIFIED as a constant).
_ADDRESS_POLICY_KIND = "{26491CFC-9E50-4857-861B-0CB8DF22B5D7}"


@dataclass(frozen=True)
class LegacyServer:
    """An Exchange 2003 server; a front-end has no stores worth the name."""

    name: str
    domain: str
    front_end: bool = False


@dataclass(frozen=True)
class LegacyOrganisation:
    """What a scenario says of its Exchange 2003 organisation.

    Attributes:
        prepared_domains: Domains where DomainPrep was run.
        mixed: The organisation is in mixed mode.
        smart_host: Where the Internet connector sends, as ``[10.9.9.10]`` or a name.
        bridgehead: The server that holds the connector.
    """

    name: str
    root_domain: str
    servers: tuple[LegacyServer, ...]
    prepared_domains: tuple[str, ...]
    smtp_domain: str
    admin_group: str = "First Administrative Group"
    routing_group: str = "First Routing Group"
    mixed: bool = False
    smart_host: str = ""
    bridgehead: str = ""

    @property
    def configuration(self) -> str:
        """The configuration naming context."""
        return f"CN=Configuration,{domain_dn(self.root_domain)}"

    @property
    def dn(self) -> str:
        """The organisation object."""
        return f"{rdn('CN', self.name)},CN=Microsoft Exchange,CN=Services,{self.configuration}"

    @property
    def admin_group_dn(self) -> str:
        """The administrative group."""
        return f"{rdn('CN', self.admin_group)},CN=Administrative Groups,{self.dn}"

    @property
    def routing_group_dn(self) -> str:
        """The routing group."""
        return f"{rdn('CN', self.routing_group)},CN=Routing Groups,{self.admin_group_dn}"

    @property
    def tree_dn(self) -> str:
        """The public folder tree."""
        return f"CN=Public Folders,CN=Folder Hierarchies,{self.admin_group_dn}"

    @property
    def legacy_dn(self) -> str:
        """``/o=Org/ou=Admin group``, the front part of legacyExchangeDN values."""
        return f"/o={self.name}/ou={self.admin_group}"

    def server_dn(self, name: str) -> str:
        """A server object."""
        return f"{rdn('CN', name)},CN=Servers,{self.admin_group_dn}"

    def storage_group_dn(self, server: str) -> str:
        """The storage group every server has."""
        return f"CN=First Storage Group,CN=InformationStore,{self.server_dn(server)}"

    def mailbox_store_dn(self, server: str) -> str:
        """The mailbox store every server has."""
        return f"{rdn('CN', f'Mailbox Store ({server})')},{self.storage_group_dn(server)}"


def domain_groups(organisation: LegacyOrganisation, domain: str, netbios: dict[str, str]) -> list[GroupSpec]:
    """The two groups DomainPrep made in a domain: global *Domain Servers*, in local *Enterprise Servers*."""
    here = [server for server in organisation.servers if server.domain == domain]
    return [
        GroupSpec(
            "Exchange Domain Servers",
            "global",
            members=tuple(f"{server.name}$" for server in here),
            description="This group contains all Exchange servers in this domain.",
        ),
        GroupSpec(
            "Exchange Enterprise Servers",
            "local",
            members=tuple(f"{netbios[each]}\\Exchange Domain Servers" for each in organisation.prepared_domains),
            description="This group contains all Exchange servers of the organization.",
        ),
    ]


def objects(organisation: LegacyOrganisation) -> Iterator[ObjectSpec]:
    """All objects of the organisation, parents first."""
    root = domain_dn(organisation.root_domain)
    yield ObjectSpec(
        f"CN=ms-Exch-Schema-Version-Pt,CN=Schema,CN=Configuration,{root}",
        "attributeSchema",
        {"lDAPDisplayName": ("msExchSchemaVersionPt",), "rangeUpper": (SCHEMA_RANGE_UPPER,)},
    )
    for domain in organisation.prepared_domains:
        yield ObjectSpec(
            f"CN=Microsoft Exchange System Objects,{domain_dn(domain)}",
            "msExchSystemObjectsContainer",
            {"objectVersion": (MESO_VERSION,)},
        )
    yield from _organisation(organisation)
    yield from _address_lists(organisation)
    yield from _admin_group(organisation)
    for server in organisation.servers:
        yield from _server(organisation, server)
    yield from _update_services(organisation)
    yield from _internet_connector(organisation)


def _organisation(organisation: LegacyOrganisation) -> Iterator[ObjectSpec]:
    top = f"CN=Microsoft Exchange,CN=Services,{organisation.configuration}"
    yield ObjectSpec(top, "msExchConfigurationContainer")
    yield ObjectSpec(
        organisation.dn,
        "msExchOrganizationContainer",
        {
            "objectVersion": (ORGANISATION_VERSION,),
            "msExchMixedMode": (organisation.mixed,),
            "legacyExchangeDN": (f"/o={organisation.name}",),
        },
    )
    for name, object_class in (
        ("Address Lists Container", "msExchContainer"),
        ("Addressing", "msExchContainer"),
        ("Administrative Groups", "msExchAdminGroupContainer"),
        ("Global Settings", "msExchContainer"),
        ("Recipient Policies", "msExchRecipientPolicies"),
        ("System Policies", "msExchContainer"),
    ):
        yield ObjectSpec(f"CN={name},{organisation.dn}", object_class)
    yield ObjectSpec(
        f"CN=Internet Message Formats,CN=Global Settings,{organisation.dn}", "msExchContentConfigContainer"
    )
    yield ObjectSpec(
        f"CN=Default,CN=Internet Message Formats,CN=Global Settings,{organisation.dn}",
        "domainContentConfig",
        {"domainName": ("*",)},
    )
    yield ObjectSpec(
        f"CN=Default Policy,CN=Recipient Policies,{organisation.dn}",
        "msExchRecipientPolicy",
        {
            "gatewayProxy": (
                f"SMTP:@{organisation.smtp_domain}",
                f"X400:c= ;a= ;p={organisation.name};o=Exchange;",
            ),
            "purportedSearch": ("(mailnickname=*)",),
            "msExchPurportedSearchUI": ("Microsoft.PropertyWell_QueryString=(mailNickname=*)",),
            "msExchPolicyOrder": (0x7FFFFFFF,),
        },
    )


def _address_lists(organisation: LegacyOrganisation) -> Iterator[ObjectSpec]:
    top = f"CN=Address Lists Container,{organisation.dn}"
    for name in ("All Address Lists", "All Global Address Lists"):
        yield ObjectSpec(f"CN={name},{top}", "addressBookContainer")
    users = "(&(objectCategory=person)(objectClass=user)(|(homeMDB=*)(msExchHomeServerName=*)))"
    everyone = (
        "(& (mailnickname=*) (| "
        "(&(objectCategory=person)(objectClass=user)(!(homeMDB=*))(!(msExchHomeServerName=*)))"
        f"{users}"
        "(&(objectCategory=person)(objectClass=contact))"
        "(objectCategory=group)(objectCategory=publicFolder) ))"
    )
    yield ObjectSpec(
        f"CN=Default Global Address List,CN=All Global Address Lists,{top}",
        "addressBookContainer",
        {"purportedSearch": (everyone,), "displayName": ("Default Global Address List",)},
    )
    for name, search in (
        ("All Contacts", "(& (mailnickname=*) (| (&(objectCategory=person)(objectClass=contact)) ))"),
        ("All Groups", "(& (mailnickname=*) (| (objectCategory=group) ))"),
        ("All Users", f"(& (mailnickname=*) (| {users} ))"),
        ("Public Folders", "(& (mailnickname=*) (| (objectCategory=publicFolder) ))"),
    ):
        yield ObjectSpec(
            f"CN={name},CN=All Address Lists,{top}",
            "addressBookContainer",
            {"purportedSearch": (search,), "displayName": (name,)},
        )
    yield ObjectSpec(f"CN=Offline Address Lists,{top}", "msExchContainer")
    back_end = next((each for each in organisation.servers if not each.front_end), None)
    book: dict[str, Values] = {
        "offLineABContainers": (f"CN=Default Global Address List,CN=All Global Address Lists,{top}",),
    }
    if back_end is not None:
        book["offLineABServer"] = (organisation.server_dn(back_end.name),)
    yield ObjectSpec(f"CN=Default Offline Address List,CN=Offline Address Lists,{top}", "msExchOAB", book)
    yield ObjectSpec(f"CN=Recipient Update Services,{top}", "msExchAddressListServiceContainer")


def _admin_group(organisation: LegacyOrganisation) -> Iterator[ObjectSpec]:
    group = organisation.admin_group_dn
    members = tuple(organisation.server_dn(server.name) for server in organisation.servers)
    yield ObjectSpec(group, "msExchAdminGroup", {"legacyExchangeDN": (organisation.legacy_dn,)})
    yield ObjectSpec(f"CN=Folder Hierarchies,{group}", "msExchPublicFolderTreeContainer")
    yield ObjectSpec(organisation.tree_dn, "msExchPFTree", {"msExchPFTreeType": (1,)})
    yield ObjectSpec(f"CN=Routing Groups,{group}", "msExchRoutingGroupContainer")
    yield ObjectSpec(organisation.routing_group_dn, "msExchRoutingGroup", {"msExchRoutingMasterDN": members[:1]})
    yield ObjectSpec(f"CN=Connections,{organisation.routing_group_dn}", "msExchConnectors")
    yield ObjectSpec(f"CN=Servers,{group}", "msExchServersContainer")


def _server(organisation: LegacyOrganisation, server: LegacyServer) -> Iterator[ObjectSpec]:
    dn = organisation.server_dn(server.name)
    legacy = f"{organisation.legacy_dn}/cn=Configuration/cn=Servers/cn={server.name}"
    fqdn = f"{server.name}.{server.domain}".lower()
    yield ObjectSpec(
        dn,
        "msExchExchangeServer",
        {
            "serialNumber": (SERIAL_NUMBER,),
            "versionNumber": (7638,),
            "legacyExchangeDN": (legacy,),
            "networkAddress": (
                f"ncacn_vns_spp:{server.name}",
                f"netbios:{server.name}",
                f"ncacn_np:{server.name}",
                f"ncacn_spx:{server.name}",
                f"ncacn_ip_tcp:{fqdn}",
                f"ncalrpc:{server.name}",
            ),
            "msExchHomeRoutingGroup": (organisation.routing_group_dn,),
            "serverRole": (int(server.front_end),),
            "type": ("Enterprise",),
        },
    )
    yield ObjectSpec(f"CN=Microsoft MTA,{dn}", "mTA", {"legacyExchangeDN": (f"{legacy}/cn=Microsoft MTA",)})
    yield ObjectSpec(f"CN=Protocols,{dn}", "msExchProtocolCfgSharedContainer")
    for protocol, kind in (("HTTP", "HTTP"), ("IMAP4", "IMAP"), ("POP3", "POP"), ("SMTP", "SMTP")):
        container = f"CN={protocol},CN=Protocols,{dn}"
        yield ObjectSpec(container, f"msExchProtocolCfg{kind}Container")
        yield ObjectSpec(f"CN=1,{container}", f"protocolCfg{kind}Server")
    yield ObjectSpec(f"CN=InformationStore,{dn}", "msExchInformationStore")
    folder = "C:\\Program Files\\Exchsrvr\\mdbdata"
    yield ObjectSpec(
        organisation.storage_group_dn(server.name),
        "msExchStorageGroup",
        {"msExchESEParamLogFilePath": (folder,), "msExchESEParamSystemPath": (folder,)},
    )
    yield ObjectSpec(
        organisation.mailbox_store_dn(server.name),
        "msExchPrivateMDB",
        {
            "msExchOwningServer": (dn,),
            "msExchEDBFile": (f"{folder}\\priv1.edb",),
            "msExchSLVFile": (f"{folder}\\priv1.stm",),
            "legacyExchangeDN": (f"{legacy}/cn=Microsoft Private MDB",),
        },
    )
    yield ObjectSpec(
        f"{rdn('CN', f'Public Folder Store ({server.name})')},{organisation.storage_group_dn(server.name)}",
        "msExchPublicMDB",
        {
            "msExchOwningServer": (dn,),
            "msExchOwningPFTree": (organisation.tree_dn,),
            "msExchEDBFile": (f"{folder}\\pub1.edb",),
            "msExchSLVFile": (f"{folder}\\pub1.stm",),
            "legacyExchangeDN": (f"{legacy}/cn=Microsoft Public MDB",),
        },
    )


def _update_services(organisation: LegacyOrganisation) -> Iterator[ObjectSpec]:
    back_ends = [each for each in organisation.servers if not each.front_end]
    if not back_ends:
        return
    server = organisation.server_dn(back_ends[0].name)
    where = f"CN=Recipient Update Services,CN=Address Lists Container,{organisation.dn}"
    yield ObjectSpec(
        f"CN=Recipient Update Service (Enterprise Configuration),{where}",
        "msExchAddressListService",
        {
            "msExchAddressListServiceLink": (server,),
            "msExchDomainLink": (organisation.configuration,),
        },
    )
    for domain in organisation.prepared_domains:
        label = domain.partition(".")[0].upper()
        yield ObjectSpec(
            f"CN=Recipient Update Service ({label}),{where}",
            "msExchAddressListService",
            {"msExchAddressListServiceLink": (server,), "msExchDomainLink": (domain_dn(domain),)},
        )


def _internet_connector(organisation: LegacyOrganisation) -> Iterator[ObjectSpec]:
    if not organisation.smart_host:
        return
    dn = f"CN=Internet Mail,CN=Connections,{organisation.routing_group_dn}"
    server = organisation.server_dn(organisation.bridgehead or organisation.servers[0].name)
    yield ObjectSpec(
        dn,
        "msExchRoutingSMTPConnector",
        {
            "routingList": ("SMTP:*;1",),
            "msExchSmtpSmartHost": (organisation.smart_host,),
            "msExchSourceBridgeheadServersDN": (f"CN=1,CN=SMTP,CN=Protocols,{server}",),
            "deliveryMechanism": (2,),
        },
    )


def mailbox(organisation: LegacyOrganisation, server: LegacyServer, account: str, sequence: int) -> dict[str, Values]:
    """The attributes a mailbox on a 2003 server gives its user."""
    address = f"{account}@{organisation.smtp_domain}"
    lists = f"CN=Address Lists Container,{organisation.dn}"
    guid = hashlib.md5(f"{organisation.name}/{account}".encode(), usedforsecurity=False).digest()
    return {
        "mailNickname": (account,),
        "mail": (address,),
        "proxyAddresses": (
            f"SMTP:{address}",
            f"X400:c= ;a= ;p={organisation.name};o=Exchange;s=user{sequence:04};",
        ),
        "legacyExchangeDN": (f"{organisation.legacy_dn}/cn=Recipients/cn={account}",),
        "homeMDB": (organisation.mailbox_store_dn(server.name),),
        "homeMTA": (f"CN=Microsoft MTA,{organisation.server_dn(server.name)}",),
        "msExchHomeServerName": (f"{organisation.legacy_dn}/cn=Configuration/cn=Servers/cn={server.name}",),
        "msExchMailboxGuid": (guid,),
        "msExchUserAccountControl": (0,),
        "mDBUseDefaults": (True,),
        "showInAddressBook": (
            f"CN=Default Global Address List,CN=All Global Address Lists,{lists}",
            f"CN=All Users,CN=All Address Lists,{lists}",
        ),
    }


def back_ends(servers: Sequence[LegacyServer]) -> list[LegacyServer]:
    """The servers that hold mailboxes."""
    return [server for server in servers if not server.front_end]
