"""Names of the objects that make up an Exchange organisation in the directory.

Administrative and routing group of Exchange 2007:
https://123doc.top/document/1702386-exchange-sql-and-iis-p132-docx.htm ; the list of containers below the
organisation is UNVERIFIED.
"""

from __future__ import annotations

from dataclasses import dataclass

ADMIN_GROUP = "Exchange Administrative Group (FYDIBOHF23SPDLT)"
ROUTING_GROUP = "Exchange Routing Group (DWBGZMFD01QNBJR)"
SECURITY_GROUPS_OU = "Microsoft Exchange Security Groups"
SYSTEM_OBJECTS = "Microsoft Exchange System Objects"
INSTALL_DOMAIN_SERVERS = "Exchange Install Domain Servers"
EXCHANGE_SERVERS = "Exchange Servers"
ORGANIZATION_ADMINS = "Exchange Organization Administrators"
RECIPIENT_ADMINS = "Exchange Recipient Administrators"
VIEW_ONLY_ADMINS = "Exchange View-Only Administrators"
LEGACY_INTEROP = "ExchangeLegacyInterop"
PUBLIC_FOLDER_ADMINS = "Exchange Public Folder Administrators"
LEGACY_GROUPS = ("Exchange Enterprise Servers", "Exchange Domain Servers")

# Identifier of a group in otherWellKnownObjects. That of Exchange Servers is quoted in
# http://messagingserversupport.com/2012/01/15/why-does-preparead-create-new-groups-with-suffix-1-eg-exchange-servers1/
# the others are placeholders (UNVERIFIED).
WELL_KNOWN = {
    EXCHANGE_SERVERS: "A7D2016C83F003458132789EEB127B84",
    ORGANIZATION_ADMINS: "C262A929D691B74A9E068728F8F842EA",
    RECIPIENT_ADMINS: "660DA8D3D6C2D946AB1A5A3A8C8D8E58",
    VIEW_ONLY_ADMINS: "73000302C6A73B4B8A2B8F5D0D0E3F6A",
    LEGACY_INTEROP: "1EE5B1F5C1E3A54DBB0F5B7A2E3D9C41",
    PUBLIC_FOLDER_ADMINS: "9B1DF7B2E7C5D14D9D0B8E3C4A5F6071",
}

DESCRIPTIONS = {
    ORGANIZATION_ADMINS: "Users in this group can read and modify all Exchange configuration.",
    RECIPIENT_ADMINS: "Users in this group can manage Exchange user attributes in the Active Directory.",
    VIEW_ONLY_ADMINS: "Users in this group can read all Exchange configuration.",
    EXCHANGE_SERVERS: "This group contains all the Exchange servers.",
    LEGACY_INTEROP: "This group is for interoperability with Exchange 2003 servers within the same forest.",
    PUBLIC_FOLDER_ADMINS: "Users in this group can manage public folders.",
}

CONTAINERS: tuple[tuple[str, str], ...] = (
    ("Address Lists Container", "msExchAddressListServiceContainer"),
    ("Addressing", "msExchContainer"),
    ("Administrative Groups", "msExchAdminGroupContainer"),
    ("Client Access", "msExchContainer"),
    ("Connections", "msExchContainer"),
    ("ELC Folders Container", "msExchContainer"),
    ("ELC Mailbox Policies", "msExchContainer"),
    ("Global Settings", "msExchContainer"),
    ("Mobile Mailbox Policies", "msExchContainer"),
    ("Recipient Policies", "msExchRecipientPolicies"),
    ("System Policies", "msExchContainer"),
    ("Transport Settings", "msExchTransportSettings"),
    ("UM AutoAttendant Container", "msExchContainer"),
    ("UM DialPlan Container", "msExchContainer"),
    ("UM IPGateway Container", "msExchContainer"),
    ("UM Mailbox Policies", "msExchContainer"),
)


@dataclass(frozen=True)
class OrganizationNames:
    """Distinguished names inside one organisation.

    Args:
        configuration: DN of the configuration naming context.
        organization: The organisation's name.
    """

    configuration: str
    organization: str

    @property
    def exchange(self) -> str:
        """The container of all organisations."""
        return exchange_container(self.configuration)

    @property
    def dn(self) -> str:
        """The organisation."""
        return f"CN={self.organization},{self.exchange}"

    @property
    def admin_group(self) -> str:
        """The one administrative group of Exchange 2007."""
        return f"CN={ADMIN_GROUP},CN=Administrative Groups,{self.dn}"

    @property
    def routing_group(self) -> str:
        """The one routing group of Exchange 2007."""
        return f"CN={ROUTING_GROUP},CN=Routing Groups,{self.admin_group}"

    @property
    def connections(self) -> str:
        """Where send and routing group connectors of Exchange 2007 are."""
        return f"CN=Connections,{self.routing_group}"

    @property
    def servers(self) -> str:
        """The container of Exchange 2007 servers."""
        return f"CN=Servers,{self.admin_group}"

    @property
    def transport_settings(self) -> str:
        """Organisation-wide transport settings."""
        return f"CN=Transport Settings,{self.dn}"

    @property
    def accepted_domains(self) -> str:
        """The container of accepted domains."""
        return f"CN=Accepted Domains,{self.transport_settings}"

    def server(self, name: str) -> str:
        """A server object."""
        return f"CN={name},{self.servers}"

    def legacy_server_dn(self, name: str) -> str:
        """`legacyExchangeDN` of a server."""
        return f"/o={self.organization}/ou={ADMIN_GROUP}/cn=Configuration/cn=Servers/cn={name}"


def exchange_container(configuration: str) -> str:
    """The container all Exchange organisations of a forest are in."""
    return f"CN=Microsoft Exchange,CN=Services,{configuration}"


def schema_version(schema: str) -> str:
    """The object whose rangeUpper tells the level of the schema."""
    return f"CN=ms-Exch-Schema-Version-Pt,{schema}"


def system_objects(domain: str) -> str:
    """The system objects container of a domain, by the domain's DN."""
    return f"CN={SYSTEM_OBJECTS},{domain}"


def security_groups(root: str) -> str:
    """The organisational unit of the security groups, by the forest root's DN."""
    return f"OU={SECURITY_GROUPS_OU},{root}"


def parent_of(dn: str) -> str:
    """The DN one level up (values here hold no escaped commas)."""
    return dn.partition(",")[2]


def name_of(dn: str) -> str:
    """The value of the first part of a DN."""
    return dn.partition(",")[0].partition("=")[2]
