"""Transport cmdlets with rules of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from winlab.directory.reading import DirectoryObject
from winlab.exchange import objects
from winlab.exchange import organization as org
from winlab.exchange.roles import ROLES
from winlab.exchange.shell.calls import bound_fields, texts
from winlab.exchange.shell.configuration import Configuration, InvalidChangeError
from winlab.exchange.shell.generate import special
from winlab.exchange.shell.interop import add_legacy_bridgeheads
from winlab.exchange.shell.transport_kinds import ROUTING_GROUP_CONNECTOR, USAGES
from winlab.exchange.shell.verbs import NewObject, RemoveObject, SetObject
from winlab.powershell.declare import SWITCH, Param

# Presets of the usage types; permission groups and mechanisms UNVERIFIED.
_PRESETS: dict[str, tuple[list[str], list[str]]] = {
    "Custom": (["None"], ["Tls"]),
    "Client": (["ExchangeUsers"], ["Tls", "Integrated", "BasicAuth", "BasicAuthRequireTLS"]),
    "Internal": (["ExchangeServers", "ExchangeLegacyServers"], ["Tls", "ExchangeServer"]),
    "Internet": (["AnonymousUsers"], ["Tls"]),
    "Partner": (["Partners"], ["Tls"]),
}
_SPACE = re.compile(r"^(?:(?P<scope>Local):)?(?:(?P<type>[A-Za-z0-9]+):)?(?P<space>[^;:]+)(?:;(?P<cost>\d+))?$")


@special("New-ReceiveConnector")
class NewReceiveConnector(NewObject):
    """Makes a receive connector (usage as a word or, from SP1, as a switch).

    https://learn.microsoft.com/previous-versions/office/exchange-server-2007/bb125139(v=exchg.80)
    """

    usage = Param("System.String", validate_set=USAGES)
    custom = Param(SWITCH)
    client = Param(SWITCH)
    internal = Param(SWITCH)
    internet = Param(SWITCH)
    partner = Param(SWITCH)

    def values(self, configuration: Configuration) -> Mapping[str, list[str]]:
        """Fields given, then what the usage presets, then the server's name."""
        groups, mechanisms = _PRESETS[self._usage()]
        found = {"PermissionGroups": groups, "AuthMechanism": mechanisms}
        server = str(self.server) if self.server is not None else self.host().machine.name
        found["Fqdn"] = [configuration.fqdn(configuration.server(server))]
        given = bound_fields(self, self.kind)
        if self._usage() != "Client" and not ("Bindings" in given or self._usage() == "Internet"):
            raise InvalidChangeError("You must specify a value for the Bindings parameter.")
        if self._usage() == "Client" and "Bindings" not in given:
            found["Bindings"] = ["0.0.0.0:587"]
        found.update(given)
        self._check_conflict(configuration, server, found)
        return found

    def _usage(self) -> str:
        for word in USAGES:
            if getattr(self, word.lower()):
                return word
        return str(self.usage) if self.usage is not None else "Custom"

    def _check_conflict(self, configuration: Configuration, server: str, wanted: Mapping[str, list[str]]) -> None:
        bindings = {text.lower() for text in wanted.get("Bindings", ["0.0.0.0:25"])}
        ranges = {text.lower() for text in wanted.get("RemoteIPRanges", ["0.0.0.0-255.255.255.255"])}
        for other in configuration.all(self.kind, configuration.server(server).name):
            shown = configuration.properties(self.kind, other)
            same_bindings = bindings & {text.lower() for text in cast("list[str]", shown["Bindings"])}
            same_ranges = ranges & {text.lower() for text in cast("list[str]", shown["RemoteIPRanges"])}
            if same_bindings and same_ranges:
                raise InvalidChangeError(
                    "The values that you specified for the Bindings and RemoteIPRanges parameters conflict "
                    f"with the settings on Receive connector '{configuration.identity(self.kind, other)}'. "
                    "Receive connectors assigned to different roles on a single server must listen on "
                    "unique local IP address & port bindings or accept unique remote IP ranges."
                )


def address_space(text: str) -> str:
    """An address space in its full form `scope:type:space;cost`.

    Rules of http://technet.microsoft.com/en-us/library/bb629547(EXCHG.80).aspx

    Raises:
        InvalidChangeError: a wildcard in the wrong place or a cost out of range.
    """
    found = _SPACE.match(text.strip())
    if found is None:
        raise InvalidChangeError(f"The address space '{text}' is not valid.")
    space, cost = found["space"], int(found["cost"] or 1)
    if "*" in space and not (space == "*" or space.startswith("*.") or space == "--"):
        raise InvalidChangeError(f"The address space '{text}' is not valid: use '*', '*.com' or '*.domain.com'.")
    if not 1 <= cost <= 100:
        raise InvalidChangeError(f"The cost of the address space '{text}' must be between 1 and 100.")
    scope = f"{found['scope']}:" if found["scope"] else ""
    return f"{scope}{(found['type'] or 'SMTP').upper()}:{space};{cost}"


def _checked_send(
    configuration: Configuration, given: Mapping[str, list[str]], uses_dns: bool | None
) -> dict[str, list[str]]:
    values = dict(given)
    if "AddressSpaces" in values:
        values["AddressSpaces"] = [address_space(text) for text in values["AddressSpaces"]]
    if values.get("SmartHosts"):
        if values.get("DNSRoutingEnabled") == ["TRUE"]:
            raise InvalidChangeError("SmartHosts cannot be specified when DNSRoutingEnabled is $true.")
        if "DNSRoutingEnabled" not in values and uses_dns is not False:
            values["DNSRoutingEnabled"] = ["FALSE"]
    for server in values.get("SourceTransportServers", []):
        found = configuration.server(server)
        if not found.number("msExchCurrentServerRoles") & (ROLES["HubTransport"].bit | 64):
            raise InvalidChangeError(f"The source server '{found.name}' is not a Hub Transport server.")
    return values


@special("New-SendConnector")
class NewSendConnector(NewObject):
    """Makes a send connector.

    http://technet.microsoft.com/en-us/library/bb629547(EXCHG.80).aspx
    """

    usage = Param("System.String", validate_set=("Custom", "Internal", "Internet", "Partner"))
    custom = Param(SWITCH)
    internal = Param(SWITCH)
    internet = Param(SWITCH)
    partner = Param(SWITCH)
    authentication_credential = Param("System.Object")
    force = Param(SWITCH)

    def values(self, configuration: Configuration) -> Mapping[str, list[str]]:
        """Fields checked; the local hub is the source if none is named."""
        values = _checked_send(configuration, bound_fields(self, self.kind), None)
        if "SourceTransportServers" not in values:
            values["SourceTransportServers"] = [self.host().machine.name]
            values = _checked_send(configuration, values, None)
        if values.get("DNSRoutingEnabled") == ["FALSE"] and not values.get("SmartHosts"):
            raise InvalidChangeError("You must specify SmartHosts when DNSRoutingEnabled is $false.")
        return values


@special("Set-SendConnector")
class SetSendConnector(SetObject):
    """Changes a send connector; lists are replaced."""

    authentication_credential = Param("System.Object")
    force = Param(SWITCH)

    def changes(self, configuration: Configuration, item: DirectoryObject) -> Mapping[str, list[str]]:
        """Fields checked."""
        uses_dns = configuration.properties(self.kind, item)["DNSRoutingEnabled"]
        return _checked_send(configuration, bound_fields(self, self.kind), bool(uses_dns))


@special("New-AcceptedDomain")
class NewAcceptedDomain(NewObject):
    """Makes an accepted domain; each name once (UNVERIFIED wording)."""

    def values(self, configuration: Configuration) -> Mapping[str, list[str]]:
        """Fields checked against other domains."""
        values = bound_fields(self, self.kind)
        wanted = values["DomainName"][0].lower()
        for other in configuration.all(self.kind):
            if other.text("msExchAcceptedDomainName").lower() == wanted:
                raise InvalidChangeError(
                    f"The domain name '{wanted}' is already in use by the accepted domain '{other.name}'."
                )
        return values


@special("Set-AcceptedDomain")
class SetAcceptedDomain(SetObject):
    """Changes an accepted domain."""

    make_default = Param("System.Boolean")

    def further(self, configuration: Configuration, item: DirectoryObject) -> bool:
        """Makes it the default one, and only it."""
        if not self.make_default:
            return False
        for other in configuration.all(self.kind):
            configuration.connection.modify(other.dn, {"msExchAcceptedDomainDefault": other.guid == item.guid})
        return True


@special("Remove-AcceptedDomain")
class RemoveAcceptedDomain(RemoveObject):
    """Removes an accepted domain."""

    def removing(self, configuration: Configuration, item: DirectoryObject) -> None:
        """The default one stays."""
        if objects.is_true(item, "msExchAcceptedDomainDefault"):
            raise InvalidChangeError("The default accepted domain cannot be removed.")


@special("New-RoutingGroupConnector")
class NewRoutingGroupConnector(NewObject):
    """Makes a connector between routing groups, with -BiDirectional one in each.

    http://technet.microsoft.com/en-us/library/aa998574(d=printer,v=exchg.80).aspx
    """

    bi_directional = Param("System.Boolean", default=False)

    def container(self, configuration: Configuration) -> str:
        """The connections of the source servers' routing group."""
        sources = self._servers(configuration, "SourceTransportServers")
        return f"CN=Connections,{_routing_group(configuration, sources[0])}"

    def _servers(self, configuration: Configuration, parameter: str) -> list[DirectoryObject]:
        given = texts(getattr(self, f"given_{parameter.lower()}"))
        found = [configuration.server(text) for text in given]
        if len({_routing_group(configuration, server) for server in found}) != 1:
            raise InvalidChangeError(f"All servers in {parameter} must be in one routing group.")
        return found

    def created(self, configuration: Configuration, made: DirectoryObject) -> None:
        """Names of the routing groups, the way back, and the interoperability group."""
        sources = self._servers(configuration, "SourceTransportServers")
        targets = self._servers(configuration, "TargetTransportServers")
        source_group = _routing_group(configuration, sources[0])
        target_group = _routing_group(configuration, targets[0])
        if source_group == target_group:
            configuration.connection.delete(made.dn)
            raise InvalidChangeError("Source and target servers must be in different routing groups.")
        configuration.connection.modify(
            made.dn,
            {
                "msExchSourceRoutingGroup": org.name_of(source_group),
                "msExchTargetRoutingGroup": org.name_of(target_group),
            },
        )
        if self.bi_directional:
            objects.make(
                configuration.connection,
                ROUTING_GROUP_CONNECTOR,
                f"CN={made.name},CN=Connections,{target_group}",
                msExchSourceBridgeheadServersDN=[server.dn for server in targets],
                msExchTargetBridgeheadServersDN=[server.dn for server in sources],
                msExchSourceRoutingGroup=org.name_of(target_group),
                msExchTargetRoutingGroup=org.name_of(source_group),
                cost=made.number("cost", 1),
            )
        add_legacy_bridgeheads(self.host(), configuration, [*sources, *targets])


@special("Set-RoutingGroupConnector")
class SetRoutingGroupConnector(SetObject):
    """Changes a routing group connector; the lists of servers are replaced.

    https://technet.microsoft.com/en-us/library/bb676560(v=exchg.80)
    """

    def further(self, configuration: Configuration, item: DirectoryObject) -> bool:
        """Legacy servers named become members of the interoperability group."""
        named = [
            configuration.server(text)
            for parameter in ("SourceTransportServers", "TargetTransportServers")
            if parameter in self.bound
            for text in texts(getattr(self, f"given_{parameter.lower()}"))
        ]
        return add_legacy_bridgeheads(self.host(), configuration, named)


def _routing_group(configuration: Configuration, server: DirectoryObject) -> str:
    group = server.text("msExchHomeRoutingGroup")
    if group:
        return group
    if server.first("msExchCurrentServerRoles") is not None:
        return configuration.names.routing_group
    admin_group = org.parent_of(org.parent_of(server.dn))
    found = configuration.connection.search(admin_group, "(objectClass=msExchRoutingGroup)", limit=1)
    if not found:
        raise InvalidChangeError(f"The routing group of '{server.name}' could not be found.")
    return found[0].dn
