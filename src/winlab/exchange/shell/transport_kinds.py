"""Transport objects: connectors, accepted domains, settings of hub servers and of the organisation.

Parameters: send connectors http://technet.microsoft.com/en-us/library/bb629547(EXCHG.80).aspx ; receive
connectors https://learn.microsoft.com/previous-versions/office/exchange-server-2007/bb125139(v=exchg.80) ;
transport server and configuration http://technet.microsoft.com/en-us/library/bb430765(v=exchg.80).aspx and
http://technet.microsoft.com/en-us/library/aa998823.aspx ; routing group connectors
http://technet.microsoft.com/en-us/library/aa998574(d=printer,v=exchg.80).aspx .
Defaults without a statement there are UNVERIFIED.
"""

from __future__ import annotations

from winlab.exchange.shell.fields import Field, Kind
from winlab.exchange.shell.kinds import ObjectKind, Scope

PERMISSION_GROUPS = (
    "None",
    "AnonymousUsers",
    "ExchangeUsers",
    "ExchangeServers",
    "ExchangeLegacyServers",
    "Partners",
    "Custom",
)
AUTH_MECHANISMS = (
    "None",
    "Tls",
    "Integrated",
    "BasicAuth",
    "BasicAuthRequireTLS",
    "ExchangeServer",
    "ExternalAuthoritative",
)
_LOGGING = ("None", "Verbose")
USAGES = ("Custom", "Client", "Internal", "Internet", "Partner")

RECEIVE_CONNECTOR = ObjectKind(
    "ReceiveConnector",
    "msExchSmtpReceiveConnector",
    "CN=SMTP Receive Connectors,CN=Protocols",
    (
        Field("AuthMechanism", "msExchSmtpReceiveInboundSecurityFlag", Kind.FLAGS, "Tls", AUTH_MECHANISMS),
        Field("Banner", "msExchSmtpReceiveBanner"),
        Field("BinaryMimeEnabled", "msExchReceiveBinaryMimeEnabled", Kind.BOOLEAN, "TRUE"),
        Field("Bindings", "msExchSmtpReceiveBindings", Kind.TEXTS, ("0.0.0.0:25",)),
        Field("ChunkingEnabled", "msExchReceiveChunkingEnabled", Kind.BOOLEAN, "TRUE"),
        Field("Comment", "adminDescription"),
        Field(
            "ConnectionInactivityTimeout",
            "msExchSmtpReceiveConnectionInactivityTimeout",
            Kind.TIME,
            "00:05:00",
        ),
        Field("ConnectionTimeout", "msExchSmtpReceiveConnectionTimeout", Kind.TIME, "00:10:00"),
        Field("DomainSecureEnabled", "msExchReceiveDomainSecureEnabled", Kind.BOOLEAN, "FALSE"),
        Field("Enabled", "msExchSmtpReceiveEnabled", Kind.BOOLEAN, "TRUE"),
        Field("Fqdn", "msExchSmtpReceiveConnectorFQDN"),
        Field("MaxHopCount", "msExchSmtpReceiveMaxHopCount", Kind.INTEGER, "30"),
        Field("MaxInboundConnection", "msExchSmtpReceiveMaxInboundConnections", Kind.UNLIMITED, "5000"),
        Field("MaxMessageSize", "msExchSmtpReceiveMaxMessageSize", Kind.SIZE, "10MB"),
        Field("MaxRecipientsPerMessage", "msExchSmtpReceiveMaxRecipientsPerMessage", Kind.INTEGER, "200"),
        Field("PermissionGroups", "msExchReceivePermissionGroups", Kind.FLAGS, "None", PERMISSION_GROUPS),
        Field("ProtocolLoggingLevel", "msExchSmtpReceiveProtocolLoggingLevel", Kind.TEXT, "None", _LOGGING),
        Field("RemoteIPRanges", "msExchSmtpReceiveRemoteIPRanges", Kind.TEXTS, ("0.0.0.0-255.255.255.255",)),
        Field("RequireTLS", "msExchReceiveRequireTLS", Kind.BOOLEAN, "FALSE"),
        Field("TarpitInterval", "msExchSmtpReceiveTarpitInterval", Kind.TIME, "00:00:05"),
        Field("Server", "msExchOwningServer", Kind.OBJECT, readonly=True, noun="ExchangeServer"),
    ),
    scope=Scope.SERVER,
    identity="{server}\\{name}",
    role="HubTransport",
)

SEND_CONNECTOR = ObjectKind(
    "SendConnector",
    "msExchRoutingSMTPConnector",
    "connections",
    (
        Field("AddressSpaces", "routingList", Kind.TEXTS, required=True),
        Field("Comment", "adminDescription"),
        Field("ConnectionInactivityTimeOut", "msExchSendConnectionInactivityTimeout", Kind.TIME, "00:10:00"),
        Field("DNSRoutingEnabled", "msExchSendDNSRoutingEnabled", Kind.BOOLEAN, "TRUE"),
        Field("DomainSecureEnabled", "msExchSendDomainSecureEnabled", Kind.BOOLEAN, "FALSE"),
        Field("Enabled", "msExchSmtpSendEnabled", Kind.BOOLEAN, "TRUE"),
        Field("ForceHELO", "msExchSendForceHELO", Kind.BOOLEAN, "FALSE"),
        Field("Fqdn", "msExchSMTPSendConnectorFQDN"),
        Field("IgnoreSTARTTLS", "msExchSendIgnoreSTARTTLS", Kind.BOOLEAN, "FALSE"),
        Field("IsScopedConnector", "msExchSendIsScopedConnector", Kind.BOOLEAN, "FALSE"),
        Field(
            "LinkedReceiveConnector",
            "msExchSMTPSendReceiveConnectorLink",
            Kind.OBJECT,
            noun="ReceiveConnector",
        ),
        Field("MaxMessageSize", "msExchSendMaxMessageSize", Kind.SIZE, "10MB"),
        Field("Port", "msExchSmtpSendPort", Kind.INTEGER, "25"),
        Field("ProtocolLoggingLevel", "msExchSmtpSendProtocolLoggingLevel", Kind.TEXT, "None", _LOGGING),
        Field("RequireTLS", "msExchSendRequireTLS", Kind.BOOLEAN, "FALSE"),
        Field(
            "SmartHostAuthMechanism",
            "msExchSmtpOutboundSecurityFlag",
            Kind.TEXT,
            "None",
            ("None", "BasicAuth", "BasicAuthRequireTLS", "ExchangeServer", "ExternalAuthoritative"),
        ),
        Field("SmartHosts", "msExchSmtpSmartHost", Kind.TEXTS),
        Field("SourceIPAddress", "msExchSmtpSendBindingIPAddress", Kind.TEXT, "0.0.0.0"),
        Field("SourceTransportServers", "msExchSourceBridgeheadServersDN", Kind.SERVERS, noun="ExchangeServer"),
        Field("UseExternalDNSServersEnabled", "msExchSendUseExternalDNS", Kind.BOOLEAN, "FALSE"),
    ),
)

ACCEPTED_DOMAIN = ObjectKind(
    "AcceptedDomain",
    "msExchAcceptedDomain",
    "CN=Accepted Domains,CN=Transport Settings",
    (
        Field("DomainName", "msExchAcceptedDomainName", required=True),
        Field(
            "DomainType",
            "msExchAcceptedDomainType",
            Kind.TEXT,
            "Authoritative",
            ("Authoritative", "InternalRelay", "ExternalRelay"),
        ),
        Field("Default", "msExchAcceptedDomainDefault", Kind.BOOLEAN, "FALSE", readonly=True),
        Field("AddressBookEnabled", "msExchAcceptedDomainAddressBook", Kind.BOOLEAN, "TRUE"),
    ),
)

REMOTE_DOMAIN = ObjectKind(
    "RemoteDomain",
    "msExchDomainContentConfig",
    "CN=Internet Message Formats,CN=Global Settings",
    (
        Field("DomainName", "domainName", required=True),
        Field("AllowedOOFType", "msExchAllowedOOFType", Kind.TEXT, "External"),
        Field("AutoReplyEnabled", "msExchAutoReplyEnabled", Kind.BOOLEAN, "FALSE"),
        Field("AutoForwardEnabled", "msExchAutoForwardEnabled", Kind.BOOLEAN, "FALSE"),
        Field("DeliveryReportEnabled", "msExchDeliveryReportEnabled", Kind.BOOLEAN, "TRUE"),
        Field("NDREnabled", "msExchNDREnabled", Kind.BOOLEAN, "TRUE"),
    ),
)

ROUTING_GROUP_CONNECTOR = ObjectKind(
    "RoutingGroupConnector",
    "msExchRoutingGroupConnector",
    "connections",
    (
        Field("TargetRoutingGroup", "msExchTargetRoutingGroup", readonly=True),
        Field("Cost", "cost", Kind.INTEGER, "1"),
        Field(
            "TargetTransportServers",
            "msExchTargetBridgeheadServersDN",
            Kind.SERVERS,
            required=True,
            noun="ExchangeServer",
        ),
        Field("ExchangeLegacyDN", "legacyExchangeDN", readonly=True),
        Field("PublicFolderReferralsEnabled", "msExchPublicFolderReferrals", Kind.BOOLEAN, "TRUE"),
        Field("SourceRoutingGroup", "msExchSourceRoutingGroup", readonly=True),
        Field(
            "SourceTransportServers",
            "msExchSourceBridgeheadServersDN",
            Kind.SERVERS,
            required=True,
            noun="ExchangeServer",
        ),
        Field("MaxMessageSize", "delivContLength", Kind.SIZE, "unlimited"),
    ),
    identity="{routing_group}\\{name}",
)

TRANSPORT_CONFIG = ObjectKind(
    "TransportConfig",
    "msExchTransportSettings",
    "",
    (
        Field("ClearCategories", "msExchClearCategories", Kind.BOOLEAN, "TRUE"),
        Field("GenerateCopyOfDSNFor", "msExchDSNSendCopyToAdmin", Kind.TEXTS),
        Field("InternalSMTPServers", "msExchInternalSMTPServers", Kind.TEXTS),
        Field("JournalingReportNdrTo", "msExchJournalingReportNdrTo", Kind.TEXT, "<>"),
        Field("MaxDumpsterSizePerStorageGroup", "msExchMaxDumpsterSizePerStorageGroup", Kind.SIZE, "18MB"),
        Field("MaxDumpsterTime", "msExchMaxDumpsterTime", Kind.TIME, "7.00:00:00"),
        Field("MaxReceiveSize", "msExchTransportMaxReceiveSize", Kind.SIZE, "10MB"),
        Field("MaxRecipientEnvelopeLimit", "msExchTransportMaxRecipientLimit", Kind.UNLIMITED, "5000"),
        Field("MaxSendSize", "msExchTransportMaxSendSize", Kind.SIZE, "10MB"),
        Field("TLSReceiveDomainSecureList", "msExchTlsReceiveDomainSecureList", Kind.TEXTS),
        Field("TLSSendDomainSecureList", "msExchTlsSendDomainSecureList", Kind.TEXTS),
        Field("VerifySecureSubmitEnabled", "msExchVerifySecureSubmit", Kind.BOOLEAN, "FALSE"),
        Field("VoicemailJournalingEnabled", "msExchVoicemailJournaling", Kind.BOOLEAN, "TRUE"),
        Field("Xexch50Enabled", "msExchXexch50Enabled", Kind.BOOLEAN, "TRUE"),
    ),
    verbs=("Get", "Set"),
    singleton="Transport Settings",
)

TRANSPORT_SERVER = ObjectKind(
    "TransportServer",
    "msExchExchangeServer",
    "server:32",
    (
        Field("AntispamAgentsEnabled", "msExchTransportAntispamAgents", Kind.BOOLEAN, "FALSE"),
        Field("ConnectivityLogEnabled", "msExchTransportConnectivityLog", Kind.BOOLEAN, "FALSE"),
        Field("ConnectivityLogPath", "msExchTransportConnectivityLogPath"),
        Field("ExternalDNSServers", "msExchTransportExternalDNSServers", Kind.TEXTS),
        Field("ExternalPostmasterAddress", "msExchTransportExternalPostmasterAddress"),
        Field("InternalDNSServers", "msExchTransportInternalDNSServers", Kind.TEXTS),
        Field("MaxOutboundConnections", "msExchTransportMaxOutboundConnections", Kind.UNLIMITED, "1000"),
        Field("MessageExpirationTimeout", "msExchTransportMessageExpiration", Kind.TIME, "2.00:00:00"),
        Field("MessageTrackingLogEnabled", "msExchTransportMessageTracking", Kind.BOOLEAN, "TRUE"),
        Field("MessageTrackingLogPath", "msExchTransportMessageTrackingPath"),
        Field("PickupDirectoryPath", "msExchTransportPickupDirectory"),
        Field("ReceiveProtocolLogPath", "msExchTransportReceiveProtocolLogPath"),
        Field("SendProtocolLogPath", "msExchTransportSendProtocolLogPath"),
    ),
    verbs=("Get", "Set"),
)

KINDS = (
    RECEIVE_CONNECTOR,
    SEND_CONNECTOR,
    ACCEPTED_DOMAIN,
    REMOTE_DOMAIN,
    ROUTING_GROUP_CONNECTOR,
    TRANSPORT_CONFIG,
    TRANSPORT_SERVER,
)
