"""``$ExecutionContext.SessionState``: paths and variables as cmdlets and scripts ask for them.

Source: https://learn.microsoft.com/dotnet/api/system.management.automation.sessionstate.
"""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.net.hosting import CommandIntrinsics, ExecutionContext
from winlab.powershell.paths import (
    find_drive,
    locate,
    location,
    location_text,
    parent_of,
    resolve,
    set_location,
    shown_path,
)
from winlab.powershell.scopes import Variable
from winlab.powershell.session import Session
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray

SMA = "System.Management.Automation."
S, B, OBJ = "System.String", "System.Boolean", "System.Object"


class _Intrinsics(NetObject):
    def __init__(self, session: Session) -> None:
        self.session = session


@NET.type(SMA + "PathIntrinsics")
class PathIntrinsics(_Intrinsics):
    """``$ExecutionContext.SessionState.Path``."""

    @net_property("CurrentLocation")
    def current_location(self) -> str:
        return location_text(self.session)

    @net_property("CurrentFileSystemLocation")
    def current_file_location(self) -> str:
        return shown_path(self.session, self.session.locations.get("c", "C:\\"))

    @net_method("GetUnresolvedProviderPathFromPSPath", (S,), returns=S)
    def unresolved(self, path: str) -> str:
        """The provider's path; it need not exist."""
        return locate(self.session, path).path

    @net_method("GetResolvedProviderPathFromPSPath", (S, OBJ), returns="System.Collections.ObjectModel.Collection`1")
    def resolved(self, path: str, provider: object) -> TypedArray:
        """The provider's paths that a path with wildcards means."""
        return TypedArray([place.path for place in resolve(self.session, path)], S)

    @net_method("GetResolvedPSPathFromPSPath", (S,))
    def resolved_paths(self, path: str) -> list[object]:
        """The items that a path with wildcards means."""
        return [place.shown for place in resolve(self.session, path)]

    @net_method("IsValid", (S,), returns=B)
    def is_valid(self, path: str) -> bool:
        """Whether a path could be one."""
        return bool(path) and not any(char in '"<>|' for char in path)

    @net_method("Combine", (S, S), returns=S)
    def combine(self, parent: str, child: str) -> str:
        """Two parts of a path in one."""
        return f"{parent.rstrip(chr(92))}\\{child.lstrip(chr(92))}" if parent else child

    @net_method("ParseParent", (S, S), returns=S)
    def parent(self, path: str, root: str) -> str:
        """The path above."""
        return parent_of(path)

    @net_method("ParseChildName", (S,), returns=S)
    def child(self, path: str) -> str:
        """The last name."""
        return path.rstrip("\\").rpartition("\\")[2]

    @net_method("SetLocation", (S,))
    def go(self, path: str) -> object:
        """Makes a path the current location."""
        set_location(self.session, resolve(self.session, path)[0])
        return location(self.session)


@NET.type(SMA + "PSVariableIntrinsics")
class VariableIntrinsics(_Intrinsics):
    """``$ExecutionContext.SessionState.PSVariable``."""

    @net_method("Get", (S,), returns=SMA + "PSVariable")
    def get(self, name: str) -> object:
        """The variable itself; null where there is none."""
        return self.session.find_variable(name)

    @net_method("GetValue", (S,), (S, OBJ))
    def get_value(self, name: str, default: object = None) -> object:
        """A variable's value."""
        return self.session.get_variable(name, default)

    @net_method("Set", (S, OBJ), (SMA + "PSVariable",), returns="System.Void")
    def set(self, name: object, value: object = None) -> None:
        """Sets a variable, or puts one into the scope."""
        if isinstance(name, Variable):
            self.session.frame.scope.variables[name.name.lower()] = name
        else:
            self.session.set_variable(to_text(name), value)

    @net_method("Remove", (S,), returns="System.Void")
    def remove(self, name: str) -> None:
        """Removes a variable."""
        for scope in self.session.frame.scope.chain():
            if scope.variables.pop(name.lower(), None) is not None:
                return


@NET.type(SMA + "DriveManagementIntrinsics")
class DriveIntrinsics(_Intrinsics):
    """``$ExecutionContext.SessionState.Drive``."""

    @net_property("Current")
    def current(self) -> object:
        return find_drive(self.session, self.session.drive)

    @net_method("Get", (S,))
    def get(self, name: str) -> object:
        """A drive by name."""
        return find_drive(self.session, name)

    @net_method("GetAll")
    def get_all(self) -> list[object]:
        """All drives."""
        return list(self.session.drives.values())


@NET.type(SMA + "SessionState")
class SessionState(_Intrinsics):
    """``$ExecutionContext.SessionState``."""

    path = net_property("Path", SMA + "PathIntrinsics")(lambda self: PathIntrinsics(self.session))
    variable = net_property("PSVariable")(lambda self: VariableIntrinsics(self.session))
    drive = net_property("Drive")(lambda self: DriveIntrinsics(self.session))
    invoke_command = net_property("InvokeCommand")(lambda self: CommandIntrinsics(self.session))

    @net_property("LanguageMode")
    def language_mode(self) -> str:
        return "FullLanguage"

    @net_property("Module")
    def module(self) -> object:
        return self.session.frame.scope.module


def _of_context(make: Callable[[Session], object]) -> Callable[[ExecutionContext], object]:
    return lambda context: make(context.session)


_CONTEXT = NET.extend(SMA + "EngineIntrinsics")
_CONTEXT.property("SessionState", SMA + "SessionState")(_of_context(SessionState))
_CONTEXT.property("Host")(_of_context(lambda session: session.get_variable("Host")))
