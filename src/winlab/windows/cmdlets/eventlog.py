"""The cmdlets of event logs; Get-WinEvent says that Windows Server 2003 has no such logs.

Source: https://learn.microsoft.com/previous-versions/powershell/module/microsoft.powershell.management/get-eventlog.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from winlab.powershell.declare import SWITCH, Cmdlet, CmdletTable, Param
from winlab.powershell.errors import ErrorRecord, NetException, PSError, error_record
from winlab.powershell.instants import LOCAL, DateTime
from winlab.powershell.patterns import wildcard
from winlab.powershell.text import to_text
from winlab.windows.errors import NetworkError
from winlab.windows.events import OVERWRITE_OLDER, Event
from winlab.windows.extension import register_extension
from winlab.windows.machine import Machine
from winlab.windows.session import host_of
from winlab.windows.surfaces.event_logs import EventLog, EventLogEntry, write

TABLE = CmdletTable("Microsoft.PowerShell.Management")
register_extension(cmdlets=TABLE)
_INVALID = "System.InvalidOperationException"


class _LogCmdlet(Cmdlet):
    """A cmdlet that asks computers for their logs."""

    computer_name = Param("System.String[]", not_empty=True, aliases=("CN",))

    def machines(self) -> Iterator[tuple[str, Machine]]:
        """The computers, each with the name that errors have for it."""
        host = host_of(self.session)
        for name in cast("list[str] | None", self.computer_name) or ["."]:
            try:
                machine = host.machine.lab.network.reach(host.machine, host.logon, name, "rpc")
            except NetworkError:
                failed = NetException("System.IO.IOException", "The network path was not found.\r\n")
                self.error(error_record(failed, "", "InvalidOperation", name))
                continue
            yield ("localhost" if name == "." else name), machine

    def refuse(self, text: str, kind: str = _INVALID) -> None:
        """Reports an error; those of these cmdlets have no id but the cmdlet's own."""
        self.error(_refused(text, kind))


def _refused(text: str, kind: str = _INVALID) -> ErrorRecord:
    return error_record(NetException(kind, text), "", "InvalidOperation")


@TABLE.cmdlet("Get-EventLog", default_set="LogName", output="System.Diagnostics.EventLogEntry")
class GetEventLog(_LogCmdlet):
    """Reads a log, newest first."""

    log_name = Param("System.String", position=0, mandatory=True, aliases=("LN",), sets=("LogName",))
    newest = Param("System.Int32", sets=("LogName",), validate_range=(0, 2147483647))
    after = Param("System.DateTime", sets=("LogName",))
    before = Param("System.DateTime", sets=("LogName",))
    user_name = Param("System.String[]", sets=("LogName",))
    instance_id = Param("System.Int64[]", position=1, sets=("LogName",))
    index = Param("System.Int32[]", sets=("LogName",))
    entry_type = Param(
        "System.String[]",
        aliases=("ET",),
        sets=("LogName",),
        validate_set=("Error", "Information", "FailureAudit", "SuccessAudit", "Warning"),
    )
    source = Param("System.String[]", aliases=("ABO",), sets=("LogName",))
    message = Param("System.String", aliases=("MSG",), sets=("LogName",))
    list = Param(SWITCH, sets=("List",))
    as_base_object = Param(SWITCH, sets=("LogName",))
    as_string = Param(SWITCH, sets=("List",))

    def process(self) -> None:
        asked = cast("list[str] | None", self.computer_name) or ["."]
        for name, (_, machine) in zip(asked, self.machines(), strict=False):
            if self.list:
                for log in machine.events.names():
                    self.write(log if self.as_string else EventLog(log, name))
            else:
                self._read(machine, name, str(self.log_name))

    def _read(self, machine: Machine, computer: str, log_name: str) -> None:
        if machine.events.find(log_name) is None:
            text = f"The event log '{log_name}' on computer '{computer}' does not exist."
            self.throw(error_record(NetException(_INVALID, text), _INVALID, "NotSpecified"))
        if log_name.lower() == "security" and not host_of(self.session).logon.is_administrator:
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
        users = cast("list[str] | None", self.user_name)
        return (
            (not ids or event.event_id in ids)
            and (not indexes or event.index in indexes)
            and (not kinds or event.kind.lower() in [kind.lower() for kind in kinds])
            and (not sources or any(wildcard(text).fullmatch(event.source) for text in sources))
            and (not users or any(wildcard(text).fullmatch(event.user) for text in users if event.user))
            and (self.message is None or bool(wildcard(str(self.message)).fullmatch(event.message)))
            and (not isinstance(self.after, DateTime) or moment.ticks > self.after.ticks)
            and (not isinstance(self.before, DateTime) or moment.ticks < self.before.ticks)
        )


@TABLE.cmdlet("Write-EventLog")
class WriteEventLog(_LogCmdlet):
    """Adds an event of a registered source."""

    log_name = Param("System.String", position=0, mandatory=True, aliases=("LN",))
    source = Param("System.String", position=1, mandatory=True, aliases=("SRC",))
    event_id = Param("System.Int32", position=2, mandatory=True, aliases=("ID", "EID"), validate_range=(0, 65535))
    entry_type = Param("System.Diagnostics.EventLogEntryType", position=3, default="Information", aliases=("ET",))
    message = Param("System.String", position=4, mandatory=True, aliases=("MSG",), validate_length=(0, 32766))
    category = Param("System.Int16", default=1)
    raw_data = Param("System.Byte[]", aliases=("RD",))

    def process(self) -> None:
        for name, machine in self.machines():
            source = str(self.source)
            if source.lower() not in machine.events.sources:
                self.refuse(f'The source name "{source}" does not exist on computer "{name}".')
                continue
            log, number, category = str(self.log_name), cast("int", self.event_id), cast("int", self.category)
            try:
                write(machine, source, str(self.message), self.entry_type, number, category, log)
            except PSError as problem:
                self.error(error_record(problem.record.exception, "", "InvalidOperation"))


@TABLE.cmdlet("New-EventLog")
class NewEventLog(_LogCmdlet):
    """Registers sources, making their log."""

    log_name = Param("System.String", position=0, mandatory=True, aliases=("LN",))
    source = Param("System.String[]", position=1, mandatory=True, aliases=("SRC",))
    category_resource_file = Param("System.String", aliases=("CRF",))
    message_resource_file = Param("System.String", aliases=("MRF",))
    parameter_resource_file = Param("System.String", aliases=("PRF",))

    def process(self) -> None:
        for name, machine in self.machines():
            for source in cast("list[str]", self.source):
                if source.lower() in machine.events.sources:
                    self.refuse(f'The "{source}" source is already registered on the "{name}" computer.')
                else:
                    machine.events.create(str(self.log_name), source)


class _LogsCmdlet(_LogCmdlet):
    """A cmdlet that changes logs, which it is given by name."""

    log_name = Param("System.String[]", position=0, mandatory=True, aliases=("LN",))

    def process(self) -> None:
        for name, machine in self.machines():
            for log in cast("list[str] | None", self.log_name) or []:
                if machine.events.find(log) is None:
                    self.refuse(f'The Log name "{log}" does not exist in the computer "{name}".')
                elif self.should_process(log, self.info.name):
                    self.change(machine, log)

    def change(self, machine: Machine, log: str) -> None:
        """Changes one log."""


@TABLE.cmdlet("Clear-EventLog", supports_should_process=True)
class ClearEventLog(_LogsCmdlet):
    """Empties logs."""

    def change(self, machine: Machine, log: str) -> None:
        machine.events.clear(log)


@TABLE.cmdlet("Limit-EventLog", supports_should_process=True)
class LimitEventLog(_LogsCmdlet):
    """Says how large logs may be and what gives way."""

    maximum_size = Param("System.Int64", aliases=("MS",))
    overflow_action = Param(
        "System.Diagnostics.OverflowAction",
        aliases=("OFA",),
        validate_set=("OverwriteOlder", "OverwriteAsNeeded", "DoNotOverwrite"),
    )
    retention_days = Param("System.Int32", aliases=("MRD", "RD"), validate_range=(1, 365))

    def change(self, machine: Machine, log: str) -> None:
        settings = machine.events.settings(log)
        if self.maximum_size is not None:
            kilobytes, rest = divmod(cast("int", self.maximum_size), 1024)
            if rest or kilobytes % 64 or not 64 <= kilobytes <= 4194240:
                text = (
                    "The value supplied for MaximumSize parameter has to be in the range of 64 KB to 4GB with an "
                    "increment of 64 KB. Please enter a proper value and then retry."
                )
                self.refuse(text, "System.ArgumentOutOfRangeException")
                return
            settings = replace(settings, kilobytes=kilobytes)
        if self.overflow_action is not None:
            settings = replace(settings, overflow=to_text(self.overflow_action), days=settings.days or 7)
        if self.retention_days is not None:
            if settings.overflow != OVERWRITE_OLDER and self.overflow_action is not None:
                text = "The RetentionDays parameter is allowed only with the OverwriteOlder overflow action."
                self.refuse(text)
                return
            settings = replace(settings, overflow=OVERWRITE_OLDER, days=cast("int", self.retention_days))
        machine.events.limit(log, settings)


@TABLE.cmdlet("Remove-EventLog", default_set="Default", supports_should_process=True)
class RemoveEventLog(_LogsCmdlet):
    """Removes logs, or sources."""

    log_name = Param("System.String[]", position=0, mandatory=True, aliases=("LN",), sets=("Default",))
    source = Param("System.String[]", mandatory=True, aliases=("SRC",), sets=("Source",))

    def process(self) -> None:
        super().process()
        for name, machine in self.machines():
            for source in cast("list[str] | None", self.source) or []:
                if source.lower() not in machine.events.sources:
                    self.refuse(f'The source name "{source}" does not exist on computer "{name}".')
                elif self.should_process(source, self.info.name):
                    machine.events.sources.pop(source.lower(), None)

    def change(self, machine: Machine, log: str) -> None:
        machine.events.remove(log)


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
