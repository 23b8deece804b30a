"""Get-History, Add-History, Clear-History, Invoke-History.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/get-history and its siblings.
"""

from __future__ import annotations

from winlab.powershell.blocks import block_from_text, run_dotted
from winlab.powershell.cmdlets.tables import CORE, STRINGS, as_list
from winlab.powershell.declare import NET, SWITCH, Cmdlet, Param, net_property
from winlab.powershell.errors import PSError, error
from winlab.powershell.history import Entry
from winlab.powershell.instants import DateTime
from winlab.powershell.nettypes import enum_value
from winlab.powershell.objects import get_member
from winlab.powershell.patterns import wildcard
from winlab.powershell.text import to_text
from winlab.powershell.values import Int64, NetObject

_ARGUMENT = "System.Management.Automation.PSArgumentException"
_OPERATION = "System.Management.Automation.PSInvalidOperationException"
_STATE = "System.Management.Automation.Runspaces.PipelineState"
_SHOWN = 32
NET.enum(_STATE, "NotStarted Running Stopping Stopped Completed Failed")


@NET.type("Microsoft.PowerShell.Commands.HistoryInfo", assembly="System.Management.Automation")
class HistoryInfo(NetObject):
    """A command of the history."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    number = net_property("Id", "System.Int64")(lambda self: Int64(self.entry.number))
    command = net_property("CommandLine", "System.String")(lambda self: self.entry.command)
    status = net_property("ExecutionStatus", _STATE)(lambda self: enum_value(_STATE, self.entry.status))
    start = net_property("StartExecutionTime", "System.DateTime")(lambda self: self.entry.started)
    end = net_property("EndExecutionTime", "System.DateTime")(lambda self: self.entry.ended)

    def net_string(self) -> str:
        """The command."""
        return self.entry.command


def _unknown(number: object) -> PSError:
    message = f"Cannot locate the history for Id {to_text(number)}."
    return error("GetHistoryNoHistoryForId", message, "ObjectNotFound", number, _ARGUMENT)


@CORE.cmdlet("Get-History", aliases=("h", "history", "ghy"), output="Microsoft.PowerShell.Commands.HistoryInfo")
class GetHistory(Cmdlet):
    """The commands of the session."""

    id = Param("System.Int64[]", position=0, pipeline=True, validate_range=(1, 2**63 - 1))
    count = Param("System.Int32", position=1, default=_SHOWN, validate_range=(0, 32767))

    def process(self) -> None:
        history = self.session.history
        numbers = as_list(self.id)
        count = int(to_text(self.count))
        if not numbers:
            self.write_all(HistoryInfo(entry) for entry in history.last(count))
        elif "Count" in self.bound:
            if len(numbers) > 1:
                message = "Cannot use the parameter Count with multiple Ids."
                raise error("GetHistoryNoCountWithMultipleIds", message, "InvalidArgument", count, _ARGUMENT)
            self.write_all(HistoryInfo(entry) for entry in history.last(count, int(to_text(numbers[0]))))
        else:
            for number in numbers:
                found = history.find(int(to_text(number)))
                if found is None:
                    self.error(_unknown(number).record)
                else:
                    self.write(HistoryInfo(found))


@CORE.cmdlet("Add-History")
class AddHistory(Cmdlet):
    """Puts commands into the history: of HistoryInfo, or of what came back from a file."""

    input_object = Param("System.Management.Automation.PSObject[]", position=0, pipeline=True)
    passthru = Param(SWITCH)

    def process(self) -> None:
        for value in as_list(self.input_object):
            entry = self._entry(value)
            if entry is None:
                message = "Cannot process the input object; it does not hold what an entry of the history has."
                self.error(error("AddHistoryInvalidInput", message, "InvalidData", value, _ARGUMENT).record)
                continue
            kept = self.session.keep_history(entry)
            if self.passthru:
                self.write(HistoryInfo(kept))

    def _entry(self, value: object) -> Entry | None:
        command, status = get_member(value, "CommandLine"), to_text(get_member(value, "ExecutionStatus"))
        started, ended = get_member(value, "StartExecutionTime"), get_member(value, "EndExecutionTime")
        if not isinstance(command, str) or not isinstance(started, DateTime) or not isinstance(ended, DateTime):
            return None
        return Entry(command, status, started, ended) if status in ("Completed", "Failed", "Stopped") else None


@CORE.cmdlet("Clear-History", default_set="IDParameter", supports_should_process=True)
class ClearHistory(Cmdlet):
    """Forgets commands of the session."""

    id = Param("System.Int32[]", position=0, sets=("IDParameter",), validate_range=(1, 2**31 - 1))
    count = Param("System.Int32", position=1, validate_range=(1, 2**31 - 1))
    command_line = Param(STRINGS, sets=("CommandLineParameter",))
    newest = Param(SWITCH)

    def process(self) -> None:
        chosen = self._chosen()
        if chosen and self.should_process("Warning: This command will clear all the entries from the session history."):
            self.session.history.forget(chosen)

    def _chosen(self) -> list[Entry]:
        history = self.session.history
        entries = history.last(2**31)
        count = None if self.count is None else int(to_text(self.count))
        if self.command_line is not None:
            patterns = [wildcard(to_text(pattern)) for pattern in as_list(self.command_line)]
            entries = [entry for entry in entries if any(p.fullmatch(entry.command) for p in patterns)]
        elif self.id is not None:
            numbers = [int(to_text(number)) for number in as_list(self.id)]
            for number in numbers:
                if history.find(number) is None:
                    self.error(_unknown(number).record)
            entries = [entry for entry in entries if entry.number in numbers]
        if count is None:
            return entries
        return entries[max(0, len(entries) - count) :] if self.newest else entries[:count]


@CORE.cmdlet("Invoke-History", aliases=("ihy", "r"), supports_should_process=True)
class InvokeHistory(Cmdlet):
    """Runs a command of the history once more."""

    id = Param("System.String", position=0, by_property=True)

    def process(self) -> None:
        entry = self._chosen()
        if not self.should_process(entry.command):
            return
        if self.session.sink is not None:
            self.session.sink.host_call("WriteLine", [entry.command])
        block = block_from_text(self.session, entry.command, self.runtime.frame.scope.module)
        run_dotted(block, self.runtime.frame, self.runtime.out)

    def _chosen(self) -> Entry:
        history = self.session.history
        if self.id is None:
            latest = history.last(1)
            if not latest:
                message = "Cannot locate the last history command."
                raise error("InvokeHistoryNoLastHistoryEntry", message, "InvalidOperation", None, _OPERATION)
            return latest[0]
        wanted = to_text(self.id)
        found = history.find(int(wanted)) if wanted.isdigit() else history.matching(wanted)
        if found is not None:
            return found
        if wanted.isdigit():
            message = f"Cannot locate the history for Id {wanted}."
            raise error("InvokeHistoryNoHistoryForId", message, "ObjectNotFound", wanted, _ARGUMENT)
        message = f"Cannot locate the history for command line {wanted}."
        raise error("InvokeHistoryNoHistoryForCommandline", message, "ObjectNotFound", wanted, _ARGUMENT)
