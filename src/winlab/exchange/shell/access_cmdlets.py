"""Client access cmdlets with rules of their own: Outlook Anywhere.

https://blogs.technet.microsoft.com/exchange/2007/11/08/outlook-anywhere-changes-in-exchange-server-2007-sp1/
"""

from __future__ import annotations

from typing import cast

from winlab.directory.reading import DirectoryObject
from winlab.exchange.shell.access_kinds import OUTLOOK_ANYWHERE
from winlab.exchange.shell.calls import identity_text
from winlab.exchange.shell.configuration import Configuration, InvalidChangeError, ObjectNotFoundError
from winlab.exchange.shell.generate import special
from winlab.exchange.shell.verbs import KindCmdlet, RemoveObject, SetObject
from winlab.powershell.declare import Param

_METHODS = ("Basic", "Ntlm")
_NAME = "Rpc (Default Web Site)"


@special("Set-ClientAccessServer")
class SetClientAccessServer(SetObject):
    """Changes a Client Access server; the autodiscover connection point follows.

    http://davidmtechblog.blogspot.com/2014/07/
    """

    def further(self, configuration: Configuration, item: DirectoryObject) -> bool:
        """Writes the connection point clients of the domain look up."""
        if "AutoDiscoverServiceInternalUri" not in self.bound:
            return False
        point = f"CN={item.name},CN=Autodiscover,CN=Protocols,{item.dn}"
        if not configuration.connection.exists(point):
            return False
        uri = configuration.connection.get(item.dn).first("msExchAutoDiscoverServiceInternalUri")
        configuration.connection.modify(point, {"serviceBindingInformation": uri})
        return True


@special("Enable-OutlookAnywhere")
class EnableOutlookAnywhere(KindCmdlet):
    """Turns Outlook Anywhere on for a Client Access server."""

    server = Param("System.Object", position=0, pipeline=True)
    external_hostname = Param("System.String", mandatory=True)
    ssl_offloading = Param("System.Boolean", mandatory=True, ps="SSLOffloading")
    external_authentication_method = Param("System.String", validate_set=_METHODS)
    default_authentication_method = Param("System.String", validate_set=_METHODS)
    client_authentication_method = Param("System.String", validate_set=_METHODS)
    iis_authentication_methods = Param("System.String[]", ps="IISAuthenticationMethods")

    def process(self) -> None:
        """Makes the virtual directory's object."""
        configuration = self.open()
        name = identity_text(self.server) if self.server is not None else self.host().machine.name
        if not self.should_process(name):
            return
        try:
            server = configuration.server_of_role(name, "ClientAccess")
            made = self._enable(configuration, server)
        except InvalidChangeError as problem:
            self.error(self.invalid(problem, name))
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, name))
        else:
            self.write(self.shown(configuration, OUTLOOK_ANYWHERE, made))

    def _enable(self, configuration: Configuration, server: DirectoryObject) -> DirectoryObject:
        client, methods = self._methods()
        if configuration.all(OUTLOOK_ANYWHERE, server.name):
            raise InvalidChangeError(f"Outlook Anywhere is already enabled on the server '{server.name}'.")
        if not self.host().has_component(server.name, "netcis"):
            raise InvalidChangeError(
                f"The RPC over HTTP proxy component is not installed on the server '{server.name}'."
            )
        values = {
            "SSLOffloading": ["TRUE" if self.ssl_offloading else "FALSE"],
            "ExternalHostname": [str(self.external_hostname)],
            "ClientAuthenticationMethod": [client],
            "IISAuthenticationMethods": methods,
        }
        container = OUTLOOK_ANYWHERE.container_dn(configuration.names, server.name)
        made = configuration.create(OUTLOOK_ANYWHERE, _NAME, values, container)
        configuration.connection.modify(
            made.dn,
            {
                "msExchOwningServer": server.dn,
                "msExchMetabasePath": f"IIS://{configuration.fqdn(server)}/W3SVC/1/ROOT/Rpc",
            },
        )
        configuration.connection.modify(server.dn, {"msExchOutlookAnywhereEnabled": True})
        return configuration.connection.get(made.dn)

    def _methods(self) -> tuple[str, list[str]]:
        """Authentication told to clients and set on the virtual directory, by level."""
        if not self.level.has_sp1_syntax:
            if self.external_authentication_method is None:
                raise InvalidChangeError("ExternalAuthenticationMethod must be specified.")
            return str(self.external_authentication_method), ["Basic", "Ntlm"]
        if self.default_authentication_method is not None:
            return str(self.default_authentication_method), [str(self.default_authentication_method)]
        if self.client_authentication_method is None or self.iis_authentication_methods is None:
            raise InvalidChangeError(
                "Specify DefaultAuthenticationMethod, or ClientAuthenticationMethod together with "
                "IISAuthenticationMethods."
            )
        methods = [str(item) for item in cast("list[object]", self.iis_authentication_methods)]
        return str(self.client_authentication_method), methods


@special("Disable-OutlookAnywhere")
class DisableOutlookAnywhere(RemoveObject):
    """Turns Outlook Anywhere off."""

    identity = Param("System.Object", position=0, pipeline=True, by_property=True)
    server = Param("System.Object")

    def process(self) -> None:
        """Removes the object, by server or identity."""
        if self.identity is None and self.server is not None:
            self.identity = f"{identity_text(self.server)}\\{_NAME}"
        super().process()

    def removing(self, configuration: Configuration, item: DirectoryObject) -> None:
        """The server is told too."""
        server = configuration.identity(self.kind, item).partition("\\")[0]
        dn = configuration.server(server).dn
        configuration.connection.modify(dn, {"msExchOutlookAnywhereEnabled": False})
