"""`Get-ExchangeServer` and `Set-ExchangeServer`.

Fields and shapes of values: https://wiki.trivir.com/dev/start/ex2007/troubleshooting ; editions and product
keys https://blogs.technet.microsoft.com/scottschnoll/2006/12/31/exchange-2007-platforms-editions-product-keys-and-versions/
"""

from __future__ import annotations

from typing import cast

from winlab.directory.errors import DirectoryError
from winlab.directory.names import canonical
from winlab.directory.reading import DirectoryObject
from winlab.exchange.levels import display_version
from winlab.exchange.roles import SERVER_ROLES
from winlab.exchange.shell.calls import ExchangeCmdlet, guid_value, identity_text
from winlab.exchange.shell.configuration import Configuration, ObjectNotFoundError
from winlab.exchange.shell.generate import special
from winlab.powershell.declare import SWITCH, Param
from winlab.powershell.values import PSObject, TypedArray

_TYPE = "Microsoft.Exchange.Data.Directory.Management.ExchangeServer"
# In the order the shell lists them: by the value of the bit.
_ROLE_WORDS = tuple(sorted(((role.bit, role.name) for role in SERVER_ROLES), key=lambda pair: pair[0]))
_EVALUATION = "StandardEvaluation"
_FIRST_2007 = 8 << 22  # versionNumber holds the major version from bit 22 on


def _strings(values: list[str]) -> TypedArray:
    return TypedArray(values, "System.String")


def server_role(bits: int) -> str:
    """`ServerRole` of a server: its roles, or None for a server of an older version."""
    return ", ".join(word for bit, word in _ROLE_WORDS if bits & bit) or "None"


def show_server(configuration: Configuration, server: DirectoryObject) -> PSObject:
    """A server as the shell gives it out."""
    bits = server.number("msExchCurrentServerRoles")
    modern = server.number("versionNumber") >= _FIRST_2007
    fqdn = configuration.fqdn(server)
    site = server.text("msExchServerSite")
    trial = modern and not server.text("msExchProductID")
    edition = server.text("msExchEdition") or (_EVALUATION if modern else "Enterprise")
    properties: dict[str, object] = {
        "Name": server.name,
        "DataPath": server.text("msExchDataPath") or None,
        "Domain": fqdn.partition(".")[2],
        "Edition": edition,
        "ExchangeLegacyDN": server.text("legacyExchangeDN"),
        "Fqdn": fqdn,
        "IsHubTransportServer": bool(bits & 32),
        "IsClientAccessServer": bool(bits & 4),
        "IsExchange2007OrLater": modern,
        "IsEdgeServer": bool(bits & 64),
        "IsMailboxServer": bool(bits & 2),
        "IsMemberOfCluster": "Yes" if server.first("msExchClusterStorageType") is not None else "No",
        "IsProvisionedServer": modern and not bits,
        "IsUnifiedMessagingServer": bool(bits & 16),
        "NetworkAddress": _strings([str(value) for value in server.get("networkAddress")]),
        "OrganizationalUnit": f"{fqdn.partition('.')[2]}/{server.name}",
        "AdminDisplayVersion": display_version(server.text("serialNumber")),
        "Site": canonical(site) if site else None,
        "ServerRole": server_role(bits),
        "ErrorReportingEnabled": None,
        "StaticDomainControllers": _strings([]),
        "StaticGlobalCatalogs": _strings([]),
        "StaticConfigDomainController": None,
        "StaticExcludedDomainControllers": _strings([]),
        "CurrentDomainControllers": _strings([]),
        "CurrentGlobalCatalogs": _strings([]),
        "CurrentConfigDomainController": None,
        "ProductID": server.text("msExchProductID") or None,
        "IsExchange2007TrialEdition": trial,
        "IsExpiredExchange2007TrialEdition": False,
        "RemainingTrialPeriod": "120.00:00:00" if trial else "00:00:00",
        "IsValid": True,
        "OriginatingServer": configuration.connection.dc.fqdn,
        "ExchangeVersion": "0.1 (8.0.535.0)" if modern else "0.0 (6.5.6500.0)",
        "DistinguishedName": server.dn,
        "Identity": server.name,
        "Guid": guid_value(server.guid),
        "ObjectClass": _strings([str(value) for value in server.get("objectClass")]),
    }
    return PSObject.of(properties, [_TYPE])


@special("Get-ExchangeServer")
class GetExchangeServer(ExchangeCmdlet):
    """Reads servers of every version in the organisation."""

    identity = Param("System.Object", position=0, pipeline=True, by_property=True)
    status = Param(SWITCH)
    domain = Param("System.String")

    def process(self) -> None:
        """Writes the servers."""
        configuration = self.open()
        try:
            if self.identity is not None:
                found = [configuration.server(identity_text(self.identity))]
            else:
                found = sorted(configuration.servers(), key=lambda server: server.name)
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, identity_text(self.identity)))
            return
        except DirectoryError as problem:
            self.fail_directory(problem)
        for server in found:
            shown = show_server(configuration, server)
            if self.domain is None or str(shown.get("Domain")).lower() == str(self.domain).lower():
                self.write(shown)


@special("Set-ExchangeServer")
class SetExchangeServer(ExchangeCmdlet):
    """Sets the product key and error reporting of a server."""

    identity = Param("System.Object", position=0, mandatory=True, pipeline=True, by_property=True)
    product_key = Param("System.String")
    error_reporting_enabled = Param("System.Boolean")
    static_domain_controllers = Param("System.String[]")

    def process(self) -> None:
        """Changes the server."""
        configuration = self.open()
        try:
            server = configuration.server(identity_text(self.identity))
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, identity_text(self.identity)))
            return
        if self.product_key is None or not self.should_process(server.name):
            return
        key = cast("str", self.product_key)
        groups = key.split("-")
        if len(groups) != 5 or any(len(group) != 5 or not group.isalnum() for group in groups):
            self.fail(
                "The product key is not valid. It must have five groups of five characters.",
                "Microsoft.Exchange.Management.SystemConfigurationTasks.InvalidProductKeyException",
                "InvalidArgument",
                server.name,
            )
        product = f"{sum(map(ord, key)) % 100000:05}-730-{len(key):07}-0"
        # The edition is in the key; the lab takes every well-formed key for one of the Enterprise Edition.
        configuration.connection.modify(server.dn, {"msExchProductID": product, "msExchEdition": "Enterprise"})
        self.warning(
            f"The product key has been validated and the product ID has been successfully created. Restart "
            f"the Microsoft Exchange Information Store service on the server {server.name}."
        )
