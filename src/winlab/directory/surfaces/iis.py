"""``IIS://`` paths: the metabase of IIS 6.0 through ADSI.

Sources: https://learn.microsoft.com/previous-versions/iis/6.0-sdk/ms524896(v=vs.90) (the provider),
https://learn.microsoft.com/previous-versions/iis/6.0-sdk/ms525644(v=vs.90) (keys and properties).
"""

from __future__ import annotations

from collections.abc import Sequence

from winlab.directory.errors import ACCESS_DENIED, NO_ATTRIBUTE_OR_VALUE, DirectoryError
from winlab.directory.surfaces.ads_path import AdsPath
from winlab.directory.surfaces.entry import DirectoryEntry
from winlab.directory.surfaces.failures import exception_for, translated
from winlab.directory.surfaces.net_values import NET
from winlab.directory.surfaces.place import Place
from winlab.directory.surfaces.property_collections import plain
from winlab.powershell.declare import net_method, net_property
from winlab.powershell.errors import NotEmulated, PSError, net_error
from winlab.powershell.values import VOID
from winlab.windows.accounts import Logon
from winlab.windows.errors import NetworkError
from winlab.windows.machine import Machine
from winlab.windows.metabase import HELD, Metabase, Value

_COM = "System.Runtime.InteropServices.COMException"
_STRING = "System.String"
_STARTED, _STOPPED = 2, 4
_BY_PARENT = {"apppools": "IIsApplicationPool", "filters": "IIsFilter"}
_BY_NAME = {
    "w3svc": "IIsWebService",
    "msftpsvc": "IIsFtpService",
    "smtpsvc": "IIsSmtpService",
    "apppools": "IIsApplicationPools",
    "filters": "IIsFilters",
    "info": "IIsWebInfo",
    "mimemap": "IIsMimeMap",
}
_STATES = {"IIsWebServer": "ServerState", "IIsApplicationPool": "AppPoolState"}
_METHODS = {
    "IIsWebServer": ("Start", "Stop", "Pause", "Continue"),
    "IIsApplicationPool": ("Start", "Stop", "Recycle"),
    "IIsWebVirtualDir": ("AppCreate2", "AppCreate3", "AppDelete"),
}


def _refused(code: int, text: str) -> PSError:
    return net_error(_COM, f"{text}\r\n", ErrorCode=code - (1 << 32))


@NET.type("ActiveDs.IisEntry", bases=("System.DirectoryServices.DirectoryEntry",))
class IisEntry(DirectoryEntry):
    """A key of the metabase."""

    def __init__(self, path: AdsPath, place: Place, new_class: str = "") -> None:
        super().__init__(path, place)
        self._new = new_class
        self._changes: dict[str, tuple[str, Value]] = {}

    def type_names(self) -> list[str]:
        """For .NET it is a DirectoryEntry like any other."""
        return DirectoryEntry.net_type.hierarchy()

    # -- the key ------------------------------------------------------------------------------------------

    def _machine(self) -> Machine:
        source, logon = self.place.machine, self.place.logon
        if not isinstance(source, Machine) or not isinstance(logon, Logon):
            raise NotEmulated("IIS:// without a machine")
        try:
            machine = source.lab.network.reach(source, logon, self.path.server or ".", "rpc")
            if not machine.admit(source, logon).is_administrator:
                raise exception_for(DirectoryError(ACCESS_DENIED, self.path.name))
        except NetworkError as problem:
            raise _refused(0x80070000 | problem.code, problem.text) from None
        return machine

    def _base(self) -> Metabase:
        """The metabase of the machine, for administrators."""
        machine = self._machine()
        if not machine.metabase.installed or not machine.services.is_running("IISADMIN"):
            raise _refused(0x80005000, "Unknown error (0x80005000)")
        return machine.metabase

    def _existing(self) -> Metabase:
        base = self._base()
        if self.path.name and not self._new and not base.exists(self.path.name):
            raise _refused(0x80070003, "The system cannot find the path specified.")
        return base

    def load(self) -> None:
        """Looks whether the key is there."""
        self._existing()

    def is_there(self) -> bool:
        """Whether the key exists."""
        return not self.path.name or self._base().exists(self.path.name)

    # -- properties ---------------------------------------------------------------------------------------

    def attribute_names(self) -> list[str]:
        """The properties that are set here or on a key above."""
        base = self._existing()
        words = self.path.name.split("/")
        names: dict[str, str] = {}
        for count in range(len(words), 0, -1):
            for name in base.properties("/".join(words[:count])):
                if name != HELD:
                    names.setdefault(name.lower(), name)
        return list(names.values())

    def net_values(self, name: str) -> list[object]:
        """Values of a property, inherited ones as well."""
        if name.lower() == _STATES.get(self._class(), "").lower():
            return [self._state()]
        if name.lower() in self._changes:
            value: Value = self._changes[name.lower()][1]
        else:
            found = self._existing().get(self.path.name, name)
            if found is None:
                return [self._class()] if name.lower() == "keytype" else []
            value = found[1]
        return list(value) if isinstance(value, list) else [value]

    def _state(self) -> int:
        """Whether a site or a pool runs: it was not stopped, and its service was not."""
        machine = self._machine()
        held = self._existing().properties(self.path.name).get(HELD)
        return _STARTED if machine.services.is_running("W3SVC") and not held else _STOPPED

    def assign(self, name: str, value: object) -> None:
        """Replaces a property in the cache."""
        given = plain(value)
        if isinstance(given, list):
            kept: Value = [str(plain(each)) for each in given]
        else:
            kept = given if isinstance(given, (bool, int)) else str(given)
        self._changes[name.lower()] = (name, kept)

    def assign_more(self, name: str, value: object) -> None:
        """Adds to a list."""
        self.assign(name, [*self.net_values(name), value])

    def assign_less(self, name: str, value: object) -> None:
        """Takes out of a list."""
        gone = str(plain(value)).lower()
        self.assign(name, [each for each in self.net_values(name) if str(each).lower() != gone])

    @net_method("CommitChanges", returns="System.Void")
    def commit(self) -> None:
        """Writes what was assigned, and a new key."""
        base = self._existing()
        if self._new:
            base.create(self.path.name)
            base.set(self.path.name, "KeyType", self._new)
            self._new = ""
        for name, value in self._changes.values():
            base.set(self.path.name, name, value)
        self._changes = {}

    @net_method("RefreshCache", (), ("System.String[]",), returns="System.Void")
    def refresh(self, attributes: object = None) -> None:
        """Reads again; what was assigned is dropped."""
        self._changes = {}
        self._existing()

    # -- .NET members -------------------------------------------------------------------------------------

    def _class(self) -> str:
        if self._new:
            return self._new
        words = self.path.name.lower().split("/")
        if not self.path.name:
            return "IIsComputer"
        if len(words) > 1 and words[-2] in _BY_PARENT:
            return _BY_PARENT[words[-2]]
        if words[-1] in _BY_NAME:
            return _BY_NAME[words[-1]]
        if len(words) == 2 and words[1].isdigit():
            return {"w3svc": "IIsWebServer", "msftpsvc": "IIsFtpServer"}.get(words[0], "IIsObject")
        return "IIsWebVirtualDir" if "root" in words else "IIsObject"

    @net_property("SchemaClassName", _STRING)
    def schema_class_name(self) -> str:
        """``IIsWebServer`` and the like."""
        found = self._existing().properties(self.path.name).get("KeyType")
        return found if isinstance(found, str) and not self._new else self._class()

    @net_property("Name", _STRING)
    def name_text(self) -> str:
        """The last part of the path."""
        return self.path.name.rpartition("/")[2] or self.path.server

    @net_property("Parent", "System.DirectoryServices.DirectoryEntry")
    def parent(self) -> DirectoryEntry:
        """The key above."""
        return IisEntry(self.path.with_name(self.path.name.rpartition("/")[0]), self.place)

    # -- what is below ------------------------------------------------------------------------------------

    def _below(self, relative: str, new_class: str = "") -> IisEntry:
        name = f"{self.path.name}/{relative}" if self.path.name else relative
        return IisEntry(self.path.with_name(name), self.place, new_class)

    def children_entries(self) -> list[DirectoryEntry]:
        """The keys below."""
        return [self._below(name) for name in self._existing().children(self.path.name)]

    def child(self, relative: str, kind: str = "") -> DirectoryEntry:
        """A key below that exists."""
        entry = self._below(relative)
        entry.load()
        return entry

    def new_child(self, class_name: str, relative: str) -> DirectoryEntry:
        """A key that will exist when it is committed."""
        if self._existing().exists(self._below(relative).path.name):
            raise _refused(0x800700B7, "Cannot create a file when that file already exists.")
        return self._below(relative, class_name)

    def remove(self) -> None:
        """Deletes this key with all below it."""
        self._existing().delete(self.path.name)

    # -- methods of the COM object ------------------------------------------------------------------------

    def adapted_methods(self) -> list[str]:
        """Methods of the class."""
        return [
            *("Get", "GetEx", "Put", "GetInfo", "SetInfo", "Create", "Delete", "GetObject"),
            *_METHODS.get(self._class(), ()),
        ]

    def adapted_call(self, name: str, args: Sequence[object]) -> object:
        """A method of the COM object.

        Raises:
            KeyError: There is no such method.
        """
        with translated():
            return self._method(name.lower(), list(args))

    def _method(self, name: str, args: list[object]) -> object:
        texts = [str(plain(arg)) for arg in args]
        if name in ("get", "getex"):
            found = self.net_values(texts[0])
            if not found:
                raise DirectoryError(NO_ATTRIBUTE_OR_VALUE, texts[0], "The directory property cannot be found.")
            return found[0] if name == "get" and len(found) == 1 else found
        if name == "create":
            return self.new_child(texts[0], texts[1])
        if name == "getobject":
            return self.child(texts[1], texts[0])
        if name == "put":
            self.assign(texts[0], args[1])
        elif name == "setinfo":
            self.commit()
        elif name == "getinfo":
            self.refresh()
        elif name == "delete":
            doomed = self.child(texts[1], texts[0])
            assert isinstance(doomed, IisEntry)
            doomed.remove()
        elif name in [each.lower() for each in _METHODS.get(self._class(), ())]:
            self._of_class(name, texts)
        else:
            raise KeyError(name)
        return VOID

    def _of_class(self, name: str, args: list[str]) -> None:
        base = self._existing()
        if self._class() in _STATES:
            if name != "recycle":
                base.set(self.path.name, HELD, name not in ("start", "continue"))
            return
        if name == "appdelete":
            base.set(self.path.name, "AppRoot", "")
            return
        base.set(self.path.name, "AppRoot", f"/LM/{self.path.name}")
        base.set(self.path.name, "AppIsolated", int(args[0]) if args and args[0].isdigit() else 2)
        if name == "appcreate3" and len(args) > 1:
            base.set(self.path.name, "AppPoolId", args[1])
