"""What stands behind ``$Host`` in a remote session.

Clients that send much input lift the limit on it by reflection, as pypsrp's file copy does
(``pwsh_scripts/copy.ps1`` of https://github.com/jborean93/pypsrp); these are the members on the way there.
"""

from __future__ import annotations

from winlab.powershell.declare import NET
from winlab.powershell.net.reflection import hide
from winlab.powershell.nettypes import NetProperty
from winlab.powershell.values import NetObject

_REMOTING = "System.Management.Automation.Remoting."


@NET.type(_REMOTING + "ServerRemoteHost")
class ServerRemoteHost(NetObject):
    """The host of a remote session."""


@NET.type(_REMOTING + "Server.AbstractServerSessionTransportManager")
class TransportManager(NetObject):
    """Sends and receives the messages of a session."""


@NET.type(_REMOTING + "Fragmentor")
class Fragmentor(NetObject):
    """Cuts messages."""


@NET.type("System.Management.Automation.DeserializationContext")
class DeserializationContext(NetObject):
    """Reads received objects; ``limit`` is the memory that they may take, None without limit."""

    limit: object = None

    def allow(self, limit: object) -> None:
        """Sets the limit; winlab's own bounds on what it receives are WinRM's."""
        self.limit = limit


hide("System.Management.Automation.Internal.Host.InternalHost",
     NetProperty("ExternalHost", _REMOTING + "ServerRemoteHost", lambda host: ServerRemoteHost()))  # fmt: skip
hide(_REMOTING + "ServerRemoteHost",
     NetProperty("_transportManager", "System.Object", lambda host: TransportManager()))  # fmt: skip
hide(_REMOTING + "Server.AbstractServerSessionTransportManager",
     NetProperty("Fragmentor", _REMOTING + "Fragmentor", lambda manager: Fragmentor()))  # fmt: skip
hide(_REMOTING + "Fragmentor",
     NetProperty("DeserializationContext", "System.Object", lambda fragmentor: DeserializationContext()))  # fmt: skip
hide("System.Management.Automation.DeserializationContext",
     NetProperty("MaximumAllowedMemory", "System.Object", lambda context: context.limit,
                 DeserializationContext.allow))  # fmt: skip
