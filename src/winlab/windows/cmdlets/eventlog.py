"""The cmdlets of event logs; Get-WinEvent says that Windows Server 2003 has no such logs.

Source: https://learn.microsoft.com/previous-versions/powershell/module/microsoft.powershell.management/get-eventlog.
"""

from __future__ import annotations

from typing import cast

from winlab.powershell.addedmembers import AliasProperty
from winlab.powershell.declare import SWITCH, Cmdlet, CmdletTable, NetTable, Param, extended, net_property
from winlab.powershell.errors import ErrorRecord, NetException, error_record
from winlab.powershell.instants import LOCAL, DateTime
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.patterns import wildcard
from winlab.powershell.values import Int64, NetObject, PSObject, TypedArray
from winlab.windows.events import Event
from winlab.windows.extension import register_extension
from winlab.windows.machine import Machine
from winlab.windows.session import host_of

TABLE = CmdletTable("Microsoft.PowerShell.Management")
NET_TYPES = NetTable()
register_extension(cmdlets=TABLE, net=NET_TYPES)
KINDS = NET_TYPES.enum(
    "System.Diagnostics.EventLogEntryType",
    {"Error": 1, "Warning": 2, "Information": 4, "SuccessAudit": 8, "FailureAudit": 16},
)


@NET_TYPES.type("System.Diagnostics.EventLogEntry", assembly="System")
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


@TABLE.cmdlet("Get-EventLog", default_set="LogName", output="System.Diagnostics.EventLogEntry")
class GetEventLog(Cmdlet):
    """Reads a log, newest first."""

    log_name = Param("System.String", position=0, mandatory=True, aliases=("LN",), sets=("LogName",))
    computer_name = Param("System.String[]", aliases=("Cn",))
    newest = Param("System.Int32", sets=("LogName",))
    after = Param("System.DateTime", sets=("LogName",))
    before = Param("System.DateTime", sets=("LogName",))
    user_name = Param("System.String[]", sets=("LogName",))
    instance_id = Param("System.Int64[]", position=1, sets=("LogName",))
    index = Param("System.Int32[]", sets=("LogName",))
    entry_type = Param("System.String[]", aliases=("ET",), sets=("LogName",))
    source = Param("System.String[]", aliases=("ABO",), sets=("LogName",))
    message = Param("System.String", aliases=("MSG",), sets=("LogName",))
    list = Param(SWITCH, sets=("List",))
    as_base_object = Param(SWITCH, sets=("LogName",))
    as_string = Param(SWITCH, sets=("List",))

    def process(self) -> None:
        host = host_of(self.session)
        for name in cast("list[str] | None", self.computer_name) or ["."]:
            machine = host.machine.lab.network.reach(host.machine, host.logon, name, "rpc")
            if self.list:
                for log in machine.events.names():
                    self.write(log if self.as_string else _log(machine, log))
                continue
            log_name = str(self.log_name)
            if machine.events.find(log_name) is None:
                text = f"The event log '{log_name}' on computer '{machine.name}' does not exist."
                failed = NetException("System.InvalidOperationException", text)
                self.throw(error_record(failed, "System.InvalidOperationException", "NotSpecified"))
            if log_name.lower() == "security" and not host.logon.is_administrator:
                failed = NetException("System.Security.SecurityException", "Requested registry access is not allowed.")
                self.throw(error_record(failed, "System.Security.SecurityException", "NotSpecified"))
            events = [event for event in reversed(machine.events.entries(log_name)) if self._wanted(event)]
            if not events:
                failed = NetException("System.ArgumentException", "No matches found")
                self.error(error_record(failed, "GetEventLogNoEntriesFound", "ObjectNotFound"))
            limit = cast("int | None", self.newest)
            for event in events[:limit]:
                self.write(EventLogEntry(machine, event))

    def _wanted(self, event: Event) -> bool:
        moment = DateTime.of(event.time, LOCAL)
        ids, kinds = cast("list[int] | None", self.instance_id), cast("list[str] | None", self.entry_type)
        sources, indexes = cast("list[str] | None", self.source), cast("list[int] | None", self.index)
        return (
            (not ids or event.event_id in ids)
            and (not indexes or event.index in indexes)
            and (not kinds or event.kind.lower() in [kind.lower() for kind in kinds])
            and (not sources or any(wildcard(text).fullmatch(event.source) for text in sources))
            and (self.message is None or bool(wildcard(str(self.message)).fullmatch(event.message)))
            and (not isinstance(self.after, DateTime) or moment.ticks > self.after.ticks)
            and (not isinstance(self.before, DateTime) or moment.ticks < self.before.ticks)
        )


def _log(machine: Machine, log: str) -> PSObject:
    """A log as -List shows it."""
    entries = [EventLogEntry(machine, event) for event in machine.events.entries(log)]
    values: dict[str, object] = {
        "Entries": TypedArray(entries, "System.Diagnostics.EventLogEntry"),
        "LogDisplayName": log,
        "Log": log,
        "MachineName": ".",
        "MaximumKilobytes": Int64(16384),
        "OverflowAction": "OverwriteAsNeeded",
        "MinimumRetentionDays": 0,
        "Source": "",
    }
    return PSObject.of(values, ["System.Diagnostics.EventLog"])


@TABLE.cmdlet("Write-EventLog")
class WriteEventLog(Cmdlet):
    """Adds an event of a registered source."""

    log_name = Param("System.String", position=0, mandatory=True, aliases=("LN",))
    source = Param("System.String", position=1, mandatory=True, aliases=("SRC",))
    event_id = Param("System.Int32", position=2, mandatory=True, aliases=("ID", "EID"))
    entry_type = Param("System.String", position=3, default="Information", aliases=("ET",))
    message = Param("System.String", position=4, mandatory=True, aliases=("MSG",))
    category = Param("System.Int16", default=1)

    def process(self) -> None:
        events = host_of(self.session).machine.events
        if str(self.source).lower() not in events.sources:
            text = f'The source name "{self.source}" does not exist on computer "localhost".'
            failed = NetException("System.InvalidOperationException", text)
            self.throw(error_record(failed, "SourceNameDoesNotExist", "InvalidOperation"))
        events.write(
            str(self.log_name),
            str(self.source),
            cast("int", self.event_id),
            str(self.entry_type),
            str(self.message),
            cast("int", self.category),
        )


@TABLE.cmdlet("New-EventLog")
class NewEventLog(Cmdlet):
    """Registers sources, making their log."""

    log_name = Param("System.String", position=0, mandatory=True, aliases=("LN",))
    source = Param("System.String[]", position=1, mandatory=True, aliases=("SRC",))

    def process(self) -> None:
        events = host_of(self.session).machine.events
        for source in cast("list[str]", self.source):
            events.create(str(self.log_name), source)


@TABLE.cmdlet("Clear-EventLog", supports_should_process=True)
class ClearEventLog(Cmdlet):
    """Empties logs."""

    log_name = Param("System.String[]", position=0, mandatory=True, aliases=("LN",))

    def process(self) -> None:
        events = host_of(self.session).machine.events
        for name in cast("list[str]", self.log_name):
            if events.find(name) is None:
                self.error(_no_log(name))
            elif self.should_process(name, "Clear-EventLog"):
                events.clear(name)


def _no_log(name: str) -> ErrorRecord:
    text = f'The Log name "{name}" does not exist in the computer "localhost".'
    return error_record(NetException("System.InvalidOperationException", text), "InvalidOperationException")


@TABLE.cmdlet("Remove-EventLog", default_set="Default", supports_should_process=True)
class RemoveEventLog(Cmdlet):
    """Removes logs, or sources."""

    log_name = Param("System.String[]", position=0, mandatory=True, aliases=("LN",), sets=("Default",))
    source = Param("System.String[]", mandatory=True, aliases=("SRC",), sets=("Source",))

    def process(self) -> None:
        events = host_of(self.session).machine.events
        for name in cast("list[str] | None", self.log_name) or []:
            if self.should_process(name) and not events.remove(name):
                self.error(_no_log(name))
        for source in cast("list[str] | None", self.source) or []:
            if self.should_process(source):
                events.sources.pop(source.lower(), None)


@TABLE.cmdlet("Get-WinEvent", default_set="GetLogSet")
class GetWinEvent(Cmdlet):
    """Reads logs of Windows Vista and later; earlier systems have none (the text is UNVERIFIED)."""

    log_name = Param("System.String[]", position=0, sets=("GetLogSet",))
    list_log = Param("System.String[]", sets=("ListLogSet",))
    list_provider = Param("System.String[]", sets=("ListProviderSet",))
    provider_name = Param("System.String[]", sets=("GetProviderSet",))
    path = Param("System.String[]", sets=("FileSet",))
    filter_hashtable = Param("System.Collections.Hashtable[]", sets=("HashQuerySet",))
    filter_xml = Param("System.Object", sets=("XmlQuerySet",), ps="FilterXml")
    filter_x_path = Param("System.String", ps="FilterXPath")
    max_events = Param("System.Int64")
    oldest = Param(SWITCH)
    force = Param(SWITCH)
    computer_name = Param("System.String", aliases=("Cn",))
    credential = Param("System.Management.Automation.PSCredential")

    def begin(self) -> None:
        text = "This cmdlet can be run only on Microsoft Windows Vista and above."
        failed = NetException("System.NotSupportedException", text)
        self.throw(error_record(failed, "GetWinEventPlatformNotSupported", "NotImplemented"))
