"""System.Management for scripts: ``[wmi]``, ``[wmiclass]``, ``[wmisearcher]`` and the classes around them.

Source: https://learn.microsoft.com/dotnet/api/system.management.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from winlab.powershell.declare import net_constructor, net_method, net_property, net_static
from winlab.powershell.errors import net_error
from winlab.powershell.instants import TICKS_PER_SECOND, DateTime, TimeSpan
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.values import NetObject
from winlab.windows.errors import LogonError, NetworkError
from winlab.windows.session import current_host, current_session
from winlab.windows.wmi.access import caller_of
from winlab.windows.wmi.objects import (
    NET,
    ManagementClass,
    ManagementObject,
    WmiObject,
    dmtf,
    find_class,
    from_dmtf,
)
from winlab.windows.wmi.querying import instance_at, run_query, server_of, split_path
from winlab.windows.wmi.repository import CIMV2, WmiCaller, WmiClass

S = "System.String"
SM = "System.Management."


def caller_at(path: str) -> WmiCaller:
    """Who asks on the computer of a path, from the running session.

    Raises:
        PSError: the computer can't be reached, or refuses.
    """
    try:
        return caller_of(current_session(), server_of(path))
    except (NetworkError, LogonError) as problem:
        if problem.code in (5, 1326):
            text = "Access is denied. (Exception from HRESULT: 0x80070005 (E_ACCESSDENIED))"
            raise net_error("System.UnauthorizedAccessException", text) from problem
        text = "The RPC server is unavailable. (Exception from HRESULT: 0x800706BA)"
        raise net_error("System.Runtime.InteropServices.COMException", text) from problem


@NET.type(SM + "ManagementPath", assembly="System.Management")
class ManagementPath(NetObject):
    """The path of a class or an instance."""

    def __init__(self, path: str) -> None:
        self.text = path

    @net_constructor((), (S,))
    @classmethod
    def new(cls, path: str = "") -> ManagementPath:
        return cls(path)

    @net_property("Path", S)
    def path(self) -> str:
        return self.text

    @net_property("Server", S)
    def server(self) -> str:
        return server_of(self.text)

    @net_property("NamespacePath", S)
    def namespace(self) -> str:
        return split_path(self.text)[0]

    @net_property("ClassName", S)
    def class_name(self) -> str:
        return split_path(self.text)[1]

    @net_property("RelativePath", S)
    def relative(self) -> str:
        return self.text.partition(":")[2] if self.text.startswith("\\\\") else self.text

    @net_property("IsInstance", "System.Boolean")
    def is_instance(self) -> bool:
        return bool(split_path(self.text)[2])

    @net_property("IsClass", "System.Boolean")
    def is_class(self) -> bool:
        return not self.is_instance()

    def net_string(self) -> str:
        """The path."""
        return self.text


@NET.type(SM + "ManagementScope", assembly="System.Management")
class ManagementScope(NetObject):
    """A namespace of a computer."""

    def __init__(self, path: str = CIMV2) -> None:
        self.text = path if path.startswith("\\\\") else f"\\\\.\\{path}"
        self.connected = False

    @net_constructor((), (S,), (SM + "ManagementPath",))
    @classmethod
    def new(cls, path: object = CIMV2) -> ManagementScope:
        return cls(path.text if isinstance(path, ManagementPath) else str(path))

    @net_property("Path", SM + "ManagementPath")
    def path(self) -> ManagementPath:
        return ManagementPath(self.text)

    @net_property("IsConnected", "System.Boolean")
    def is_connected(self) -> bool:
        return self.connected

    @net_method("Connect", returns="System.Void")
    def connect(self) -> None:
        caller_at(self.text)
        self.connected = True

    def namespace(self) -> str:
        """The namespace without the computer."""
        return self.text[2:].partition("\\")[2]


@NET.type(SM + "ObjectQuery", assembly="System.Management")
class ObjectQuery(NetObject):
    """A query's text."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    @net_constructor((), (S,))
    @classmethod
    def new(cls, text: str = "") -> ObjectQuery:
        # a SelectQuery may be given a class alone
        return cls(text if " " in text.strip() or not text else f"select * from {text}")

    def set_text(self, text: str) -> None:
        """Takes another query."""
        self.text = text

    @net_property("QueryString", S, setter="set_text")
    def query_string(self) -> str:
        return self.text


@NET.type(SM + "WqlObjectQuery", bases=(SM + "ObjectQuery", "System.Object"), assembly="System.Management")
class WqlObjectQuery(ObjectQuery):
    """A query in WQL."""

    new = net_constructor((), (S,))(classmethod(lambda cls, text="": cls(text)))


@NET.type(SM + "SelectQuery", bases=(SM + "WqlObjectQuery", "System.Object"), assembly="System.Management")
class SelectQuery(ObjectQuery):
    """A query, or a class whose instances are wanted."""


@NET.type(SM + "ManagementObjectCollection", assembly="System.Management")
class ManagementObjectCollection(NetObject):
    """What a query gave."""

    def __init__(self, items: Sequence[object]) -> None:
        self.items = list(items)

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        return len(self.items)

    def net_iter(self) -> Iterator[object]:
        """The objects."""
        return iter(self.items)


@NET.type(SM + "ManagementObjectSearcher", bases=("System.ComponentModel.Component", "System.Object"))
class ManagementObjectSearcher(NetObject):
    """A query in a scope."""

    def __init__(self, scope: ManagementScope, query: ObjectQuery) -> None:
        self.in_scope = scope
        self.asked = query

    @net_constructor((), (S,), (S, S), (SM + "ObjectQuery",), (SM + "ManagementScope", SM + "ObjectQuery"))
    @classmethod
    def new(cls, first: object = None, second: object = None) -> ManagementObjectSearcher:
        """Query, or scope and query, as text or objects."""
        query = first if second is None else second
        scope = ManagementScope() if second is None else first
        if not isinstance(scope, ManagementScope):
            scope = ManagementScope(str(scope))
        return cls(scope, query if isinstance(query, ObjectQuery) else ObjectQuery(str(query or "")))

    def set_query(self, query: ObjectQuery) -> None:
        """Takes another query."""
        self.asked = query

    @net_property("Query", SM + "ObjectQuery", setter="set_query")
    def query(self) -> ObjectQuery:
        return self.asked

    def set_scope(self, scope: ManagementScope) -> None:
        """Takes another scope."""
        self.in_scope = scope

    @net_property("Scope", SM + "ManagementScope", setter="set_scope")
    def scope(self) -> ManagementScope:
        return self.in_scope

    @net_method("Get", returns=SM + "ManagementObjectCollection")
    def get(self) -> ManagementObjectCollection:
        caller = caller_at(self.in_scope.text)
        return ManagementObjectCollection(list(run_query(caller, self.in_scope.namespace(), self.asked.text)))


# --- instances and classes ---

_EMPTY = WmiClass(CIMV2, "", (), lambda caller: ())


def _object(path: object = "") -> ManagementObject:
    """``[wmi]"Win32_Service.Name='W3SVC'"``; ``[wmi]''`` is an object without class, used for its methods."""
    text = path.text if isinstance(path, ManagementPath) else str(path)
    if not text:
        host = current_host()
        return ManagementObject(WmiCaller(host.machine, host.logon), _EMPTY, {})
    return instance_at(caller_at(text), text)


def _class(first: object = "", second: object = None) -> ManagementClass:
    """``[wmiclass]"root\\default:StdRegProv"``: a path, or a scope and a path."""
    text = first.text if isinstance(first, ManagementPath) else str(first)
    if second is not None:
        text = f"{text}:{second}"
    namespace, name, _ = split_path(text) if ":" in text or text.startswith("\\\\") else (CIMV2, text, "")
    caller = caller_at(text)
    return ManagementClass(caller, find_class(caller, namespace, name), {})


OBJECT = NET.extend("System.Management.ManagementObject")
OBJECT.constructor((), (S,), (SM + "ManagementPath",))(_object)
CLASS = NET.extend("System.Management.ManagementClass")
CLASS.constructor((), (S,), (SM + "ManagementPath",), (S, S))(_class)


@OBJECT.property("Path", SM + "ManagementPath")
@CLASS.property("Path", SM + "ManagementPath")
def _path(of: WmiObject) -> ManagementPath:
    return ManagementPath(of.net_string())


@OBJECT.property("ClassPath", SM + "ManagementPath")
@CLASS.property("ClassPath", SM + "ManagementPath")
def _class_path(of: WmiObject) -> ManagementPath:
    return ManagementPath(f"\\\\{of.caller.machine.name}\\{of.declared.namespace}:{of.declared.name}")


@OBJECT.method("GetRelated", (), (S,))
def _get_related(of: ManagementObject, result_class: str = "") -> ManagementObjectCollection:
    where = f" WHERE ResultClass={result_class}" if result_class else ""
    return _query_of(of, "ASSOCIATORS", where)


@OBJECT.method("GetRelationships", (), (S,))
def _get_relationships(of: ManagementObject, result_class: str = "") -> ManagementObjectCollection:
    where = f" WHERE ResultClass={result_class}" if result_class else ""
    return _query_of(of, "REFERENCES", where)


def _query_of(of: ManagementObject, kind: str, where: str) -> ManagementObjectCollection:
    text = f"{kind} OF {{{of.declared.path_of(of.row)}}}{where}"
    return ManagementObjectCollection(list(run_query(of.caller, of.declared.namespace, text)))


@NET.type(SM + "ManagementDateTimeConverter", assembly="System.Management")
class ManagementDateTimeConverter(NetObject):
    """Times as WMI writes them."""

    @net_static("ToDateTime", (S,), returns="System.DateTime")
    @staticmethod
    def to_date_time(text: str) -> DateTime:
        return from_dmtf(text)

    @net_static("ToDmtfDateTime", ("System.DateTime",), returns=S)
    @staticmethod
    def to_dmtf(moment: DateTime) -> str:
        return dmtf(moment.python)

    @net_static("ToTimeSpan", (S,), returns="System.TimeSpan")
    @staticmethod
    def to_span(text: str) -> TimeSpan:
        """``ddddddddHHMMSS.mmmmmm:000`` as a span."""
        if not re.fullmatch(r"\d{14}\.[\d*]{6}:000", text):
            raise out_of_range("dmtfTimespan", "Specified argument was out of the range of valid values.")
        days, hours, minutes, seconds = (int(part) for part in (text[:8], text[8:10], text[10:12], text[12:14]))
        micros = int(text[15:21].replace("*", "0"))
        return TimeSpan((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * TICKS_PER_SECOND + micros * 10)

    @net_static("ToDmtfTimeInterval", ("System.TimeSpan",), returns=S)
    @staticmethod
    def to_interval(span: TimeSpan) -> str:
        """A span as WMI writes it."""
        seconds, rest = divmod(span.ticks, TICKS_PER_SECOND)
        clock = f"{seconds // 3600 % 24:02}{seconds // 60 % 60:02}{seconds % 60:02}"
        return f"{seconds // 86400:08}{clock}.{rest // 10:06}:000"
