"""System.Diagnostics.EventLog and its entries.

Source: https://learn.microsoft.com/dotnet/api/system.diagnostics.eventlog.
"""

from __future__ import annotations

from dataclasses import replace

from winlab.powershell.addedmembers import AliasProperty
from winlab.powershell.declare import (
    NetTable,
    extended,
    net_constructor,
    net_method,
    net_property,
    net_static,
)
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.instants import LOCAL, DateTime
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.text import to_text
from winlab.powershell.values import Int64, NetObject, TypedArray
from winlab.windows.errors import NetworkError
from winlab.windows.events import OVERWRITE_OLDER, Event
from winlab.windows.extension import register_extension
from winlab.windows.machine import Machine
from winlab.windows.session import current_host

NET_TYPES = NetTable()
register_extension(net=NET_TYPES)
S, D = "System.String", "System.Diagnostics."
ENTRY = D + "EventLogEntry"
KINDS = NET_TYPES.enum(
    "System.Diagnostics.EventLogEntryType",
    {"Error": 1, "Warning": 2, "Information": 4, "SuccessAudit": 8, "FailureAudit": 16},
)


@NET_TYPES.type("System.Diagnostics.EventLogEntry", bases=("System.ComponentModel.Component",), assembly="System")
class EventLogEntry(NetObject):
    """An event."""

    def __init__(self, machine: Machine, event: Event) -> None:
        self.machine = machine
        self.event = event

    @net_property("Index", "System.Int32")
    def index(self) -> int:
        return self.event.index

    @net_property("InstanceId", "System.Int64")
    def instance_id(self) -> Int64:
        return Int64(self.event.event_id)

    @net_property("EventID", "System.Int32")
    def event_id(self) -> int:
        return self.event.event_id

    @net_property("EntryType", "System.Diagnostics.EventLogEntryType")
    def entry_type(self) -> EnumValue:
        return EnumValue(KINDS, (KINDS.values or {}).get(self.event.kind, 4))

    @net_property("Source", "System.String")
    def source(self) -> str:
        return self.event.source

    @net_property("Message", "System.String")
    def message(self) -> str:
        return self.event.message

    @net_property("Category", "System.String")
    def category(self) -> str:
        return f"({self.event.category})"

    @net_property("CategoryNumber", "System.Int16")
    def category_number(self) -> int:
        return self.event.category

    @net_property("MachineName", "System.String")
    def machine_name(self) -> str:
        return self.machine.name

    @net_property("UserName", "System.String")
    def user_name(self) -> str | None:
        return self.event.user or None

    @net_property("TimeGenerated", "System.DateTime")
    def time_generated(self) -> DateTime:
        return DateTime.of(self.event.time, LOCAL)

    @net_property("TimeWritten", "System.DateTime")
    def time_written(self) -> DateTime:
        return DateTime.of(self.event.time, LOCAL)

    @net_property("ReplacementStrings", "System.String[]")
    def strings(self) -> TypedArray:
        return TypedArray(self.event.strings, "System.String")


extended("System.Diagnostics.EventLogEntry", AliasProperty("EventType", "EntryType"))


# --- logs ---

OVERFLOW = NET_TYPES.enum(D + "OverflowAction", {"DoNotOverwrite": -1, "OverwriteAsNeeded": 0, "OverwriteOlder": 1})


def _machine(name: str) -> Machine:
    host = current_host()
    if name in (".", "") or name.lower() in ("localhost", host.machine.name.lower()):
        return host.machine
    try:
        return host.machine.lab.network.reach(host.machine, host.logon, name, "rpc")
    except NetworkError:
        raise net_error("System.IO.IOException", "The network path was not found.") from None


def _invalid(text: str) -> PSError:
    return net_error("System.ArgumentException", text)


@NET_TYPES.type(D + "EventLog", bases=("System.ComponentModel.Component", "System.Object"), assembly="System")
class EventLog(NetObject):
    """A log of a machine."""

    def __init__(self, log: str = "", computer: str = ".", source: str = "") -> None:
        self.title = log
        self.computer = computer
        self.from_source = source

    @net_constructor((), (S,), (S, S), (S, S, S))
    @classmethod
    def new(cls, log: str = "", computer: str = ".", source: str = "") -> EventLog:
        return cls(log, computer, source)

    def machine(self) -> Machine:
        """Where it is."""
        return _machine(self.computer)

    def name(self) -> str:
        """The log's name as it is spelled there; a source names its log.

        Raises:
            PSError: there is no such log.
        """
        events = self.machine().events
        wanted = self.title or events.sources.get(self.from_source.lower(), "")
        if not wanted:
            raise net_error("System.InvalidOperationException", "Log property value has not been specified.")
        found = events.find(wanted)
        if found is None:
            text = f"The event log '{wanted}' on computer '{self.computer}' does not exist."
            raise net_error("System.InvalidOperationException", text)
        return found

    def set_log(self, value: str) -> None:
        """Takes another log."""
        self.title = value

    @net_property("Log", S, setter="set_log")
    def log(self) -> str:
        return self.title

    @net_property("LogDisplayName", S)
    def display_name(self) -> str:
        return self.name()

    @net_property("MachineName", S)
    def machine_name(self) -> str:
        return self.computer

    def set_source(self, value: str) -> None:
        """Takes another source."""
        self.from_source = value

    @net_property("Source", S, setter="set_source")
    def source(self) -> str:
        return self.from_source

    @net_property("Entries", D + "EventLogEntryCollection")
    def entries(self) -> TypedArray:
        machine = self.machine()
        return TypedArray([EventLogEntry(machine, event) for event in machine.events.entries(self.name())], ENTRY)

    def set_maximum(self, value: int) -> None:
        """Sets the size; multiples of 64 KB from 64 KB to 4 GB."""
        if value < 64 or value % 64 or value > 4194240:
            text = "MaximumKilobytes must be between 64 KB and 4 GB, and must be in 64K increments."
            raise net_error("System.ArgumentOutOfRangeException", text)
        events = self.machine().events
        events.limit(self.name(), replace(events.settings(self.name()), kilobytes=int(value)))

    @net_property("MaximumKilobytes", "System.Int64", setter="set_maximum")
    def maximum(self) -> Int64:
        return Int64(self.machine().events.settings(self.name()).kilobytes)

    @net_property("OverflowAction", D + "OverflowAction")
    def overflow(self) -> EnumValue:
        return EnumValue(OVERFLOW, (OVERFLOW.values or {})[self.machine().events.settings(self.name()).overflow])

    @net_property("MinimumRetentionDays", "System.Int32")
    def days(self) -> int:
        return self.machine().events.settings(self.name()).days

    @net_property("EnableRaisingEvents", "System.Boolean")
    def raises(self) -> bool:
        return False

    @net_method("ModifyOverflowPolicy", (D + "OverflowAction", "System.Int32"), returns="System.Void")
    def modify(self, action: object, days: int) -> None:
        """Says what gives way when the log is full."""
        events, overflow = self.machine().events, to_text(action)
        kept = int(days) if overflow == OVERWRITE_OLDER else 0
        events.limit(self.name(), replace(events.settings(self.name()), overflow=overflow, days=kept))

    @net_method("Clear", returns="System.Void")
    def clear(self) -> None:
        """Empties it."""
        self.machine().events.clear(self.name())

    @net_method("Close", returns="System.Void")
    def close(self) -> None:
        """Nothing is held open."""

    @net_method("Dispose", returns="System.Void")
    def dispose(self) -> None:
        """Nothing is held open."""

    @net_method(
        "WriteEntry",
        (S,),
        (S, D + "EventLogEntryType"),
        (S, D + "EventLogEntryType", "System.Int32"),
        (S, D + "EventLogEntryType", "System.Int32", "System.Int16"),
        returns="System.Void",
    )
    def write_entry(self, message: str, kind: object = "Information", number: int = 0, category: int = 0) -> None:
        """Adds an entry of the source, which is registered for it if it is new."""
        if not self.from_source:
            raise _invalid("Source property was not set before writing to the event log.")
        write(self.machine(), self.from_source, message, kind, number, category, self.title)

    @net_static(
        "WriteEntry",
        (S, S),
        (S, S, D + "EventLogEntryType"),
        (S, S, D + "EventLogEntryType", "System.Int32"),
        (S, S, D + "EventLogEntryType", "System.Int32", "System.Int16"),
        returns="System.Void",
    )
    @staticmethod
    def write_of(source: str, message: str, kind: object = "Information", number: int = 0, category: int = 0) -> None:
        """Adds an entry of a source."""
        write(_machine("."), source, message, kind, number, category)

    @net_static("GetEventLogs", (), (S,), returns=D + "EventLog[]")
    @staticmethod
    def logs(computer: str = ".") -> TypedArray:
        return TypedArray([EventLog(name, computer) for name in _machine(computer).events.names()], D + "EventLog")

    @net_static("Exists", (S,), (S, S), returns="System.Boolean")
    @staticmethod
    def exists(log: str, computer: str = ".") -> bool:
        return _machine(computer).events.find(log) is not None

    @net_static("SourceExists", (S,), (S, S), returns="System.Boolean")
    @staticmethod
    def source_exists(source: str, computer: str = ".") -> bool:
        return source.lower() in _machine(computer).events.sources

    @net_static("LogNameFromSourceName", (S, S), returns=S)
    @staticmethod
    def log_of(source: str, computer: str = ".") -> str:
        return _machine(computer).events.sources.get(source.lower(), "")

    @net_static("CreateEventSource", (S, S), (S, S, S), returns="System.Void")
    @staticmethod
    def create_source(source: str, log: str, computer: str = ".") -> None:
        """Registers a source; its log is made if it is new."""
        events = _machine(computer).events
        if source.lower() in events.sources:
            raise _invalid(f"Source {source} already exists on the local computer.")
        events.create(log or "Application", source)

    @net_static("DeleteEventSource", (S,), (S, S), returns="System.Void")
    @staticmethod
    def delete_source(source: str, computer: str = ".") -> None:
        """Takes a source's registration back."""
        if _machine(computer).events.sources.pop(source.lower(), None) is None:
            text = f"The source '{source}' is not registered on machine '{computer}', or you do not have write access."
            raise _invalid(text)

    @net_static("Delete", (S,), (S, S), returns="System.Void")
    @staticmethod
    def delete(log: str, computer: str = ".") -> None:
        """Removes a log with its sources."""
        if not _machine(computer).events.remove(log):
            text = f"Log {log} does not exist."
            raise net_error("System.InvalidOperationException", text)


def write(machine: Machine, source: str, message: str, kind: object, number: int, category: int, log: str = "") -> None:
    """Adds an entry; a new source is registered for a log (Application, if none is named).

    Raises:
        PSError: the source belongs to another log, or the number does not fit 16 bits.
    """
    events = machine.events
    known = events.sources.get(source.lower())
    if known is not None and log and known.lower() != log.lower():
        raise _invalid(
            f"The source '{source}' is not registered in log '{log}'. (It is registered in log '{known}'.) \" The "
            "Source and Log properties must be matched, or you may set Log to the empty string, and it will "
            "automatically be matched to the Source property."
        )
    if not 0 <= number <= 0xFFFF:
        raise _invalid(f"Invalid eventID value '{number}'. It must be in the range between '0' and '65535'.")
    if known is None:
        events.create(log or "Application", source)
    events.write(known or log or "Application", source, int(number), to_text(kind), message, int(category))
