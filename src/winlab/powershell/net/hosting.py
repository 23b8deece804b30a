"""The session's own objects: ``$Host``, ``$ExecutionContext``, ``$PSVersionTable``."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.net.cultures import CultureInfo
from winlab.powershell.net.guids import INT, Guid, S, Version
from winlab.powershell.net.hostui import HostInterface, not_remote
from winlab.powershell.values import Hashtable, NetObject, TypedArray

if TYPE_CHECKING:
    from winlab.powershell.session import Session


def version_table() -> Hashtable:
    """``$PSVersionTable`` of PowerShell 2.0 on Windows Server 2003."""
    return Hashtable({
        "CLRVersion": Version(2, 0, 50727, 3053),
        "BuildVersion": Version(6, 0, 6002, 18111),
        "PSVersion": Version(2, 0),
        "WSManStackVersion": Version(2, 0),
        "PSCompatibleVersions": TypedArray([Version(1, 0), Version(2, 0)], "System.Version"),
        "SerializationVersion": Version(1, 1, 0, 1),
        "PSRemotingProtocolVersion": Version(2, 1),
    })  # fmt: skip


@NET.type(
    "System.Management.Automation.Runspaces.LocalRunspace",
    bases=("System.Management.Automation.Runspaces.Runspace", "System.Object"),
)
class SessionRunspace(NetObject):
    """The runspace the session lives in."""

    def __init__(self, session: Session) -> None:
        self.session = session

    identity = net_property("InstanceId", "System.Guid")(lambda self: Guid(self.session.id))
    version = net_property("Version", "System.Version")(lambda self: Version(2, 0))


@NET.type(
    "System.Management.Automation.Internal.Host.InternalHost",
    bases=("System.Management.Automation.Host.PSHost", "System.Object"),
)
class EngineHost(NetObject):
    """``$Host``."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._culture = CultureInfo("en-US")

    # A remote session's host calls itself 1.0.0.0 whatever the engine's version is.
    name = net_property("Name", S)(lambda self: "ConsoleHost" if self.session.has_console else "ServerRemoteHost")
    version = net_property("Version")(lambda self: Version(2, 0) if self.session.has_console else Version(1, 0, 0, 0))
    identity = net_property("InstanceId", "System.Guid")(lambda self: Guid(uuid.uuid5(self.session.id, "host")))
    user_interface = net_property("UI")(lambda self: HostInterface(self.session))
    culture = net_property("CurrentCulture", "System.Globalization.CultureInfo")(lambda self: self._culture)
    language = net_property("CurrentUICulture", "System.Globalization.CultureInfo")(lambda self: self._culture)
    private_data = net_property("PrivateData", "System.Management.Automation.PSObject")(lambda self: None)
    pushed = net_property("IsRunspacePushed", "System.Boolean")(lambda self: False)
    runspace = net_property("Runspace", "System.Management.Automation.Runspaces.Runspace")(
        lambda self: SessionRunspace(self.session)
    )

    @net_method("EnterNestedPrompt", returns="System.Void")
    def enter_nested_prompt(self) -> None:
        """A host behind a wire has no prompt of its own."""
        raise not_remote("EnterNestedPrompt")

    @net_method("ExitNestedPrompt", returns="System.Void")
    def exit_nested_prompt(self) -> None:
        """There is none to leave."""
        raise not_remote("ExitNestedPrompt")

    @net_method("NotifyBeginApplication", returns="System.Void")
    def begin_application(self) -> None:
        """A remote host is not told."""

    @net_method("NotifyEndApplication", returns="System.Void")
    def end_application(self) -> None:
        """A remote host is not told."""

    @net_method("SetShouldExit", (INT,), returns="System.Void")
    def set_should_exit(self, code: int) -> None:
        """Asks the host to exit."""
        if self.session.sink is not None:
            self.session.sink.host_call("SetShouldExit", [code])


@NET.type("System.Management.Automation.EngineIntrinsics")
class ExecutionContext(NetObject):
    """``$ExecutionContext``."""

    def __init__(self, session: Session) -> None:
        self.session = session

    invoke_command = net_property("InvokeCommand")(lambda self: CommandIntrinsics(self.session))


@NET.type("System.Management.Automation.CommandInvocationIntrinsics")
class CommandIntrinsics(NetObject):
    """``$ExecutionContext.InvokeCommand``."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @net_method("ExpandString", (S,))
    def expand(self, text: str) -> object:
        """Expands variables in a text."""
        from winlab.powershell.blocks import block_from_text
        from winlab.powershell.unrolling import collected

        doubled = text.replace('"', '""')
        block = block_from_text(self.session, f'"{doubled}"')
        return collected(self.session.call_block(block))

    @net_method("NewScriptBlock", (S,))
    def new_block(self, text: str) -> object:
        """A script block."""
        from winlab.powershell.blocks import block_from_text

        return block_from_text(self.session, text)

    @net_method("InvokeScript", (S,))
    def invoke_script(self, text: str) -> object:
        """Runs a script."""
        from winlab.powershell.blocks import block_from_text

        return self.session.call_block(block_from_text(self.session, text))
