"""``$PSSenderInfo``: who is connected, and what the client said of itself.

Source: https://learn.microsoft.com/dotnet/api/system.management.automation.remoting.pssenderinfo
"""

from __future__ import annotations

from winlab.powershell.declare import NET, net_property
from winlab.powershell.values import Hashtable, NetObject, unwrap

_REMOTING = "System.Management.Automation.Remoting."


@NET.type(
    "System.Management.Automation.PSPrimitiveDictionary",
    bases=("System.Collections.Hashtable",),
    assembly="System.Management.Automation",
)
class PrimitiveDictionary(Hashtable):
    """A dictionary that may travel: primitive values, and dictionaries and arrays of them."""

    @classmethod
    def of(cls, table: Hashtable) -> PrimitiveDictionary:
        """The entries of a table, and those of the tables in it."""
        made = cls()
        for key, value in table.items():
            base = unwrap(value)
            made.set(key, cls.of(base) if isinstance(base, Hashtable) else value)
        return made


@NET.type(_REMOTING + "PSIdentity")
class SenderIdentity(NetObject):
    """The connected account."""

    def __init__(self, account: str) -> None:
        self.account = account

    name = net_property("Name", "System.String")(lambda self: self.account)
    is_authenticated = net_property("IsAuthenticated", "System.Boolean")(lambda self: True)


@NET.type(_REMOTING + "PSPrincipal")
class SenderPrincipal(NetObject):
    """The connected user."""

    def __init__(self, account: str) -> None:
        self.account = account

    identity = net_property("Identity", _REMOTING + "PSIdentity")(lambda self: SenderIdentity(self.account))


@NET.type(_REMOTING + "PSSenderInfo", assembly="System.Management.Automation")
class SenderInfo(NetObject):
    """``$PSSenderInfo``.

    Args:
        account: who is connected.
        arguments: the client's application arguments as they came.
    """

    def __init__(self, account: str, arguments: object) -> None:
        table = unwrap(arguments)
        self.account = account
        self.arguments = PrimitiveDictionary.of(table) if isinstance(table, Hashtable) else None

    user = net_property("UserInfo", _REMOTING + "PSPrincipal")(lambda self: SenderPrincipal(self.account))
    time_zone = net_property("ClientTimeZone", "System.TimeZone")(lambda self: None)
    application_arguments = net_property("ApplicationArguments", "System.Management.Automation.PSPrimitiveDictionary")(
        lambda self: self.arguments
    )
