"""``WinNT://`` paths: local groups and users of a machine, the basics.

Source: https://learn.microsoft.com/windows/win32/adsi/winnt-adspath and .../iadsgroup .
"""

from __future__ import annotations

from collections.abc import Sequence

from winlab.directory.errors import ACCESS_DENIED, SERVER_DOWN, DirectoryError
from winlab.directory.surfaces.ads_path import AdsPath
from winlab.directory.surfaces.entry import DirectoryEntry
from winlab.directory.surfaces.failures import exception_for, translated
from winlab.directory.surfaces.net_values import NET
from winlab.directory.surfaces.place import Place
from winlab.powershell.declare import net_method, net_property
from winlab.powershell.errors import NotEmulated, PSError, net_error
from winlab.powershell.values import VOID, NetObject
from winlab.windows.accounts import Logon
from winlab.windows.errors import NetworkError, Win32Error
from winlab.windows.local_accounts import LocalGroup, LocalUser
from winlab.windows.machine import Machine

_COM = "System.Runtime.InteropServices.COMException"


def _failed(problem: Win32Error) -> PSError:
    code = 0x80070000 | problem.code
    return net_error(_COM, f"{problem.text}\r\n", ErrorCode=code - (1 << 32))


@NET.type("ActiveDs.WinNTEntry", bases=("System.DirectoryServices.DirectoryEntry",))
class WinNtEntry(DirectoryEntry):
    """A local group or user, or the machine itself."""

    def __init__(self, path: AdsPath, place: Place) -> None:
        super().__init__(path, place)
        text, _, kind = path.name.partition(",")
        self.words = [word for word in text.split("/") if word]
        self.kind = kind.lower()

    def type_names(self) -> list[str]:
        """For .NET it is a DirectoryEntry like any other."""
        return DirectoryEntry.net_type.hierarchy()

    # -- finding ------------------------------------------------------------------------------------------

    def _machine(self) -> Machine:
        source = self.place.machine
        if not isinstance(source, Machine) or not isinstance(self.place.logon, Logon):
            raise NotEmulated("WinNT:// without a machine")
        name = self.words[0] if self.words else "."
        try:
            return source.lab.network.reach(source, self.place.logon, name, "rpc")
        except NetworkError as problem:
            raise _failed(problem) from None

    def _found(self) -> LocalGroup | LocalUser | None:
        machine = self._machine()
        if len(self.words) < 2:
            return None
        name = self.words[-1].lower()
        found: LocalGroup | LocalUser | None = None
        if self.kind in ("", "group"):
            found = machine.users.groups.get(name)
        if found is None and self.kind in ("", "user"):
            found = machine.users.users.get(name)
        if found is None:
            missing = 2220 if self.kind == "group" else 2221
            raise _failed(Win32Error(missing, self.words[-1]))
        return found

    def _administer(self) -> Machine:
        machine = self._machine()
        logon = self.place.logon
        assert isinstance(logon, Logon)
        source = self.place.machine
        assert isinstance(source, Machine)
        here = machine.admit(source, logon)
        if not here.is_administrator:
            raise exception_for(DirectoryError(ACCESS_DENIED, self.path.name))
        return machine

    # -- members ------------------------------------------------------------------------------------------

    def attribute_names(self) -> list[str]:
        """The few attributes shown."""
        self._found()
        return ["Name", "Description"]

    def net_values(self, name: str) -> list[object]:
        """Values of an attribute."""
        found = self._found()
        if name.lower() == "name":
            return [found.name if found is not None else self._machine().name]
        if name.lower() == "description" and found is not None and found.comment:
            return [found.comment]
        return []

    @net_property("SchemaClassName", "System.String")
    def schema_class_name(self) -> str:
        """Group, User or Computer."""
        found = self._found()
        return "Computer" if found is None else "Group" if isinstance(found, LocalGroup) else "User"

    @net_method("CommitChanges", returns="System.Void")
    def commit(self) -> None:
        """Members are written at once; other attributes can't be set here."""
        if self._pending:
            raise NotEmulated(f"setting {', '.join(self._pending)} of {self.path}")

    def adapted_methods(self) -> list[str]:
        """Methods of groups and users."""
        return ["Add", "Remove", "IsMember", "Members", "SetPassword", "SetInfo", "Get"]

    def adapted_call(self, name: str, args: Sequence[object]) -> object:
        """A method of the COM object.

        Raises:
            KeyError: There is no such method.
        """
        try:
            with translated():
                return self._local_method(name.lower(), [str(arg) for arg in args])
        except Win32Error as problem:
            raise _failed(problem) from None

    def _local_method(self, name: str, args: list[str]) -> object:
        if name in ("setinfo", "getinfo"):
            return VOID
        if name == "get":
            found = self.net_values(args[0])
            return found[0] if found else None
        if name == "setpassword":
            user = self._found()
            machine = self._administer()
            if not isinstance(user, LocalUser):
                raise KeyError(name)
            user.password = args[0]
            machine.touch()
            return VOID
        group = self._found()
        if not isinstance(group, LocalGroup):
            raise KeyError(name)
        if name == "members":
            return [self._member(member) for member in group.members]
        if name == "ismember":
            wanted = _account(args[0], self._machine()).lower()
            return any(member.lower() == wanted for member in group.members)
        if name == "add":
            self._administer().users.add_member(group.name, _account(args[0], self._machine()))
            return VOID
        if name == "remove":
            self._administer().users.remove_member(group.name, _account(args[0], self._machine()))
            return VOID
        raise KeyError(name)

    def _member(self, account: str) -> NetObject:
        domain, _, name = account.rpartition("\\")
        return WinNtMember(name, f"WinNT://{domain or self._machine().name}/{name}")


def _account(path: str, machine: Machine) -> str:
    """``DOMAIN\\name`` of a WinNT path."""
    text = path.partition("://")[2].partition(",")[0]
    words = [word for word in text.split("/") if word]
    if not words:
        raise DirectoryError(SERVER_DOWN, path)
    if len(words) == 1:
        return words[0]
    domain, name = words[-2], words[-1]
    return name if domain.upper() == machine.name else f"{domain}\\{name}"


@NET.type("ActiveDs.IADsMember", bases=("System.__ComObject", "System.Object"))
class WinNtMember(NetObject):
    """A member of a local group, as the Members method lists it."""

    def __init__(self, name: str, path: str) -> None:
        self.member = name
        self.path = path

    def type_names(self) -> list[str]:
        """A COM object without a type of its own for .NET."""
        return ["System.__ComObject", "System.MarshalByRefObject", "System.Object"]

    @net_property("Name", "System.String")
    def name(self) -> str:
        """The name alone."""
        return self.member

    @net_property("ADsPath", "System.String")
    def ads_path(self) -> str:
        """The path."""
        return self.path
