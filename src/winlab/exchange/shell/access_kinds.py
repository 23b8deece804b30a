"""Client access objects: virtual directories, Outlook Anywhere, settings of Client Access servers.

http://technet.microsoft.com/en-us/library/bb124707 (OAB),
http://davidmtechblog.blogspot.com/2014/07/ (autodiscover), Outlook Anywhere
https://blogs.technet.microsoft.com/exchange/2007/11/08/outlook-anywhere-changes-in-exchange-server-2007-sp1/
; further properties and defaults UNVERIFIED.
"""

from __future__ import annotations

from winlab.exchange.shell.fields import Field, Kind
from winlab.exchange.shell.kinds import ObjectKind, Scope

_HTTP = "CN=HTTP,CN=Protocols"
_URLS = (
    Field("InternalUrl", "msExchInternalHostName"),
    Field("ExternalUrl", "msExchExternalHostName"),
)
_PLACE = (
    Field("Server", "msExchOwningServer", Kind.OBJECT, readonly=True, noun="ExchangeServer"),
    Field("Website", "msExchWebsite", readonly=True, default="Default Web Site"),
    Field("MetabasePath", "msExchMetabasePath", readonly=True),
    Field("Path", "msExchPath", readonly=True),
)


def _virtual_directory(noun: str, object_class: str, *fields: Field, verbs: tuple[str, ...] = ()) -> ObjectKind:
    return ObjectKind(
        noun,
        object_class,
        _HTTP,
        (*fields, *_PLACE, *_URLS),
        scope=Scope.SERVER,
        verbs=verbs or ("Get", "Set", "New", "Remove"),
        identity="{server}\\{name}",
        role="ClientAccess",
        type_name=f"Microsoft.Exchange.Data.Directory.SystemConfiguration.AD{noun}",
    )


OWA = _virtual_directory(
    "OwaVirtualDirectory",
    "msExchOWAVirtualDirectory",
    Field("BasicAuthentication", "msExchOwaBasicAuthentication", Kind.BOOLEAN, "TRUE"),
    Field("WindowsAuthentication", "msExchOwaWindowsAuthentication", Kind.BOOLEAN, "FALSE"),
    Field("DigestAuthentication", "msExchOwaDigestAuthentication", Kind.BOOLEAN, "FALSE"),
    Field("FormsAuthentication", "msExchOwaFormsAuthentication", Kind.BOOLEAN, "TRUE"),
    Field(
        "LogonFormat",
        "msExchOWALogonFormat",
        Kind.TEXT,
        "FullDomain",
        ("FullDomain", "PrincipalName", "UserName"),
    ),
    Field("DefaultDomain", "msExchOWADefaultDomain"),
    Field("GzipLevel", "msExchOWAGzipLevel", Kind.TEXT, "Low", ("Off", "Low", "High", "Error")),
    Field("OwaVersion", "msExchOWAVersion", Kind.TEXT, "Exchange2007", readonly=True),
    Field("Exchange2003Url", "msExchOwaExchange2003Url"),
    Field("VirtualDirectoryType", "msExchOwaVirtualDirectoryType", readonly=True, default="Owa"),
)
ACTIVE_SYNC = _virtual_directory(
    "ActiveSyncVirtualDirectory",
    "msExchMobileVirtualDirectory",
    Field("MobileClientCertificateProvisioningEnabled", "msExchMobileCertProvision", Kind.BOOLEAN, "FALSE"),
    Field("BasicAuthEnabled", "msExchMobileBasicAuth", Kind.BOOLEAN, "TRUE"),
    Field(
        "ClientCertAuth",
        "msExchMobileClientCertAuth",
        Kind.TEXT,
        "Ignore",
        ("Ignore", "Accepted", "Required"),
    ),
)
WEB_SERVICES = _virtual_directory(
    "WebServicesVirtualDirectory",
    "msExchWebServicesVirtualDirectory",
    Field("BasicAuthentication", "msExchWebServicesBasicAuth", Kind.BOOLEAN, "FALSE"),
    Field("WindowsAuthentication", "msExchWebServicesWindowsAuth", Kind.BOOLEAN, "TRUE"),
    Field("DigestAuthentication", "msExchWebServicesDigestAuth", Kind.BOOLEAN, "FALSE"),
)
OAB = _virtual_directory(
    "OabVirtualDirectory",
    "msExchOABVirtualDirectory",
    Field("PollInterval", "msExchPollInterval", Kind.INTEGER, "480"),
    Field("OfflineAddressBooks", "msExchOABVirtualDirectoriesBL", Kind.TEXTS, readonly=True),
    Field("RequireSSL", "msExchOABRequireSSL", Kind.BOOLEAN, "FALSE"),
    Field("BasicAuthentication", "msExchOABBasicAuth", Kind.BOOLEAN, "FALSE"),
    Field("WindowsAuthentication", "msExchOABWindowsAuth", Kind.BOOLEAN, "TRUE"),
)
UM = _virtual_directory(
    "UMVirtualDirectory",
    "msExchUMVirtualDirectory",
    Field("BasicAuthentication", "msExchUMBasicAuth", Kind.BOOLEAN, "TRUE"),
    Field("WindowsAuthentication", "msExchUMWindowsAuth", Kind.BOOLEAN, "TRUE"),
)
AUTODISCOVER = _virtual_directory(
    "AutodiscoverVirtualDirectory",
    "msExchAutoDiscoverVirtualDirectory",
    Field("BasicAuthentication", "msExchAutodiscoverBasicAuth", Kind.BOOLEAN, "TRUE"),
    Field("WindowsAuthentication", "msExchAutodiscoverWindowsAuth", Kind.BOOLEAN, "TRUE"),
    Field("DigestAuthentication", "msExchAutodiscoverDigestAuth", Kind.BOOLEAN, "FALSE"),
)
OUTLOOK_ANYWHERE = ObjectKind(
    "OutlookAnywhere",
    "msExchRpcHttpVirtualDirectory",
    _HTTP,
    (
        Field("SSLOffloading", "msExchRpcHttpSSLOffloading", Kind.BOOLEAN, "FALSE"),
        Field("ExternalHostname", "msExchExternalHostName"),
        Field(
            "ClientAuthenticationMethod",
            "msExchExternalAuthenticationMethods",
            Kind.TEXT,
            "Basic",
            ("Basic", "Ntlm"),
        ),
        Field(
            "IISAuthenticationMethods",
            "msExchInternalAuthenticationMethods",
            Kind.FLAGS,
            ("Basic",),
            ("Basic", "Ntlm"),
            since_sp1=True,
        ),
        *_PLACE,
    ),
    scope=Scope.SERVER,
    verbs=("Get", "Set"),
    identity="{server}\\{name}",
    role="ClientAccess",
    type_name="Microsoft.Exchange.Data.Directory.SystemConfiguration.ADRpcHttpVirtualDirectory",
)
CLIENT_ACCESS_SERVER = ObjectKind(
    "ClientAccessServer",
    "msExchExchangeServer",
    "server:4",
    (
        Field("OutlookAnywhereEnabled", "msExchOutlookAnywhereEnabled", Kind.BOOLEAN, "FALSE", readonly=True),
        Field("AutoDiscoverServiceCN", "msExchAutoDiscoverServiceCN", readonly=True),
        Field(
            "AutoDiscoverServiceClassName",
            "msExchAutoDiscoverServiceClass",
            default="ms-Exchange-AutoDiscover-Service",
            readonly=True,
        ),
        Field("AutoDiscoverServiceInternalUri", "msExchAutoDiscoverServiceInternalUri"),
        Field(
            "AutoDiscoverServiceGuid",
            "msExchAutoDiscoverServiceGuid",
            default="77378f46-2c66-4aa9-a6a6-3e7a48b19596",
            readonly=True,
        ),
        Field("AutoDiscoverSiteScope", "msExchAutoDiscoverSiteScope", Kind.TEXTS),
    ),
    verbs=("Get", "Set"),
)
POP_SETTINGS = ObjectKind(
    "PopSettings",
    "msExchProtocolCfgPOPServer",
    "CN=POP3,CN=Protocols",
    (
        Field("ProtocolName", "msExchProtocolName", default="POP3", readonly=True),
        Field("UnencryptedOrTLSBindings", "msExchServerBindings", Kind.TEXTS, ("0.0.0.0:110",)),
        Field("SSLBindings", "msExchSecureBindings", Kind.TEXTS, ("0.0.0.0:995",)),
        Field(
            "LoginType",
            "msExchPopLoginType",
            Kind.TEXT,
            "SecureLogin",
            ("PlainTextLogin", "PlainTextAuthentication", "SecureLogin"),
        ),
        Field("X509CertificateName", "msExchPopImapX509CertificateName"),
    ),
    scope=Scope.SERVER,
    verbs=("Get", "Set"),
    identity="{server}\\{name}",
)
IMAP_SETTINGS = ObjectKind(
    "ImapSettings",
    "msExchProtocolCfgIMAPServer",
    "CN=IMAP4,CN=Protocols",
    (
        Field("ProtocolName", "msExchProtocolName", default="IMAP4", readonly=True),
        Field("UnencryptedOrTLSBindings", "msExchServerBindings", Kind.TEXTS, ("0.0.0.0:143",)),
        Field("SSLBindings", "msExchSecureBindings", Kind.TEXTS, ("0.0.0.0:993",)),
        Field(
            "LoginType",
            "msExchImapLoginType",
            Kind.TEXT,
            "SecureLogin",
            ("PlainTextLogin", "PlainTextAuthentication", "SecureLogin"),
        ),
        Field("X509CertificateName", "msExchPopImapX509CertificateName"),
    ),
    scope=Scope.SERVER,
    verbs=("Get", "Set"),
    identity="{server}\\{name}",
)

VIRTUAL_DIRECTORIES = (OWA, ACTIVE_SYNC, WEB_SERVICES, OAB, UM, AUTODISCOVER)
KINDS = (*VIRTUAL_DIRECTORIES, OUTLOOK_ANYWHERE, CLIENT_ACCESS_SERVER, POP_SETTINGS, IMAP_SETTINGS)

#: What the Client Access role creates: kind, name, path of the URL with `{fqdn}`; None keeps the URL empty.
# Default internal URLs UNVERIFIED; OWA also gets the legacy directories.
CREATED = (
    (OWA, "owa (Default Web Site)", "https://{fqdn}/owa"),
    (OWA, "Exchange (Default Web Site)", None),
    (OWA, "Public (Default Web Site)", None),
    (OWA, "Exchweb (Default Web Site)", None),
    (OWA, "Exadmin (Default Web Site)", None),
    (
        ACTIVE_SYNC,
        "Microsoft-Server-ActiveSync (Default Web Site)",
        "https://{fqdn}/Microsoft-Server-ActiveSync",
    ),
    (WEB_SERVICES, "EWS (Default Web Site)", "https://{fqdn}/EWS/Exchange.asmx"),
    (OAB, "OAB (Default Web Site)", "http://{fqdn}/OAB"),
    (UM, "UnifiedMessaging (Default Web Site)", "https://{fqdn}/UnifiedMessaging/Service.asmx"),
    (AUTODISCOVER, "Autodiscover (Default Web Site)", None),
)
