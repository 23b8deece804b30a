"""The server roles of Exchange 2007: names, registry keys, directory bits, services, files.

Role names and aliases: http://johanveldhuis.nl/exchange-2007-setup-automatiseren/ ; role bits:
http://www.morgantechspace.com/2015/09/msExchCurrentServerRoles-attribute.html ; service names:
https://learn.microsoft.com/previous-versions/office/exchange-server-2007/aa998342(v=exchg.80)
(start types UNVERIFIED).
"""

from __future__ import annotations

from dataclasses import dataclass, field

EXCHANGE_KEY = r"HKLM\SOFTWARE\Microsoft\Exchange\v8.0"
SETUP_KEY = r"HKLM\SOFTWARE\Microsoft\Exchange\Setup"
CLUSTERED_KEY = EXCHANGE_KEY + r"\ClusteredMailboxServer"


@dataclass(frozen=True)
class ExchangeService:
    """A Windows service that one or more roles install."""

    name: str
    display: str
    program: str
    automatic: bool = True
    depends: tuple[str, ...] = ()
    account: str = "LocalSystem"


@dataclass(frozen=True)
class Role:
    """One server role and everything setup leaves behind for it."""

    name: str
    aliases: tuple[str, ...]
    bit: int
    key: str
    listed: str
    checks: str
    configured: str
    services: tuple[str, ...]
    health_title: str
    seconds: float
    programs: tuple[str, ...] = field(default=())

    @property
    def registry_key(self) -> str:
        """Full registry path of the role's state."""
        return f"{EXCHANGE_KEY}\\{self.key}"


_TOPOLOGY = ("MSExchangeADTopology",)
_NETWORK = r"NT AUTHORITY\NetworkService"

SERVICES: dict[str, ExchangeService] = {
    service.name: service
    for service in (
        ExchangeService(
            "MSExchangeADTopology",
            "Microsoft Exchange Active Directory Topology",
            "MSExchangeADTopologyService.exe",
        ),
        ExchangeService(
            "MSExchangeServiceHost",
            "Microsoft Exchange Service Host",
            "Microsoft.Exchange.ServiceHost.exe",
            depends=_TOPOLOGY,
        ),
        ExchangeService(
            "MSExchangeMonitoring",
            "Microsoft Exchange Monitoring",
            "Microsoft.Exchange.Monitoring.exe",
            automatic=False,
        ),
        ExchangeService(
            "MSExchangeFDS", "Microsoft Exchange File Distribution", "MSExchangeFDS.exe", depends=_TOPOLOGY
        ),
        ExchangeService(
            "MSExchangePOP3",
            "Microsoft Exchange POP3",
            "Microsoft.Exchange.Pop3Service.exe",
            automatic=False,
            account=_NETWORK,
        ),
        ExchangeService(
            "MSExchangeIMAP4",
            "Microsoft Exchange IMAP4",
            "Microsoft.Exchange.Imap4Service.exe",
            automatic=False,
            account=_NETWORK,
        ),
        ExchangeService(
            "MSExchangeTransport",
            "Microsoft Exchange Transport",
            "MSExchangeTransport.exe",
            depends=_TOPOLOGY,
            account=_NETWORK,
        ),
        ExchangeService(
            "MSExchangeTransportLogSearch",
            "Microsoft Exchange Transport Log Search",
            "MSExchangeTransportLogSearch.exe",
            depends=_TOPOLOGY,
        ),
        ExchangeService(
            "MSExchangeEdgeSync",
            "Microsoft Exchange EdgeSync",
            "Microsoft.Exchange.EdgeSyncSvc.exe",
            depends=_TOPOLOGY,
        ),
        ExchangeService(
            "MSExchangeAntispamUpdate",
            "Microsoft Exchange Anti-spam Update",
            "Microsoft.Exchange.AntispamUpdateSvc.exe",
            depends=_TOPOLOGY,
        ),
        ExchangeService(
            "MSExchangeSA",
            "Microsoft Exchange System Attendant",
            "mad.exe",
        ),
        ExchangeService("MSExchangeIS", "Microsoft Exchange Information Store", "store.exe", depends=("MSExchangeSA",)),
        ExchangeService(
            "MSExchangeMailboxAssistants",
            "Microsoft Exchange Mailbox Assistants",
            "MSExchangeMailboxAssistants.exe",
            depends=_TOPOLOGY,
        ),
        ExchangeService(
            "MSExchangeMailSubmission",
            "Microsoft Exchange Mail Submission",
            "MSExchangeMailSubmission.exe",
            depends=_TOPOLOGY,
        ),
        ExchangeService(
            "MSExchangeRepl",
            "Microsoft Exchange Replication Service",
            "Microsoft.Exchange.Cluster.ReplayService.exe",
            depends=_TOPOLOGY,
        ),
        ExchangeService(
            "MSExchangeSearch",
            "Microsoft Exchange Search Indexer",
            "Microsoft.Exchange.Search.ExSearch.exe",
            depends=_TOPOLOGY,
        ),
        ExchangeService("msftesql-Exchange", "Microsoft Search (Exchange)", "msftesql.exe", automatic=False),
        ExchangeService("MSS", "Microsoft Exchange Speech Engine", "SpeechService.exe", account=_NETWORK),
        ExchangeService(
            "MSExchangeUM",
            "Microsoft Exchange Unified Messaging",
            "umservice.exe",
            depends=("MSExchangeADTopology", "MSS"),
        ),
    )
}

ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        Role(
            "HubTransport",
            ("HT", "H"),
            32,
            "HubTransportRole",
            "Hub Transport Role",
            "Hub Transport Role Checks",
            "Hub Transport Server Role",
            (
                "MSExchangeADTopology",
                "MSExchangeMonitoring",
                "MSExchangeTransport",
                "MSExchangeTransportLogSearch",
                "MSExchangeEdgeSync",
                "MSExchangeAntispamUpdate",
            ),
            "Hub Transport Server Role",
            780.0,
        ),
        Role(
            "ClientAccess",
            ("CA", "C"),
            4,
            "ClientAccessRole",
            "Client Access Role",
            "Client Access Role Checks",
            "Client Access server role",
            (
                "MSExchangeADTopology",
                "MSExchangeMonitoring",
                "MSExchangeServiceHost",
                "MSExchangeFDS",
                "MSExchangePOP3",
                "MSExchangeIMAP4",
            ),
            "Client Access Server Role",
            840.0,
        ),
        Role(
            "UnifiedMessaging",
            ("UM", "U"),
            16,
            "UnifiedMessagingRole",
            "Unified Messaging Server Role",
            "Unified Messaging Role Checks",
            "Unified Messaging Server Role",
            ("MSExchangeADTopology", "MSExchangeMonitoring", "MSExchangeFDS", "MSS", "MSExchangeUM"),
            "Unified Messaging Server Role",
            1080.0,
        ),
        Role(
            "Mailbox",
            ("MB", "M"),
            2,
            "MailboxRole",
            "Mailbox Role",
            "Mailbox Role Checks",
            "Mailbox Server Role",
            (
                "MSExchangeADTopology",
                "MSExchangeMonitoring",
                "MSExchangeServiceHost",
                "MSExchangeTransportLogSearch",
                "MSExchangeSA",
                "MSExchangeIS",
                "MSExchangeMailboxAssistants",
                "MSExchangeMailSubmission",
                "MSExchangeRepl",
                "MSExchangeSearch",
                "msftesql-Exchange",
            ),
            "Mailbox Server Role",
            1080.0,
        ),
        Role(
            "EdgeTransport",
            ("ET", "E"),
            64,
            "EdgeTransportRole",
            "Edge Transport Role",
            "Edge Transport Role Checks",
            "Edge Transport Server Role",
            (),
            "Edge Transport Server Role",
            780.0,
        ),
        Role(
            "ManagementTools",
            ("MT", "T"),
            0,
            "AdminTools",
            "Management Tools",
            "Management Tools Checks",
            "Exchange Management Tools",
            (),
            "",
            240.0,
        ),
    )
}

SERVER_ROLES = tuple(role for role in ROLES.values() if role.bit)


def find_role(text: str) -> Role | None:
    """Finds a role by its name or one of its aliases, any case."""
    wanted = text.upper()
    for role in ROLES.values():
        if wanted == role.name.upper() or wanted in role.aliases:
            return role
    return None


def roles_of_bits(bits: int) -> tuple[Role, ...]:
    """The roles that a `msExchCurrentServerRoles` value names."""
    return tuple(role for role in SERVER_ROLES if bits & role.bit)
