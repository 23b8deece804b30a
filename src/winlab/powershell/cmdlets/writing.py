"""Write-Output, Write-Host, Write-Error and their siblings.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/write-output (2.0) and its siblings.
"""

from __future__ import annotations

from winlab.powershell.cmdlets.tables import ANY, UTILITY
from winlab.powershell.cmdlets.tables import as_list as _list
from winlab.powershell.commands import CommandInfo
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import ErrorRecord, NetException
from winlab.powershell.net.hostui import RawInterface
from winlab.powershell.running import ProgressRecord
from winlab.powershell.text import to_text
from winlab.powershell.values import Hashtable, unwrap

COMMANDS = "Microsoft.PowerShell.Commands."


@UTILITY.cmdlet("Write-Output", aliases=("echo", "write"), type_name=COMMANDS + "WriteOutputCommand")
class WriteOutput(Cmdlet):
    """Writes objects, collections element by element."""

    input_object = Param(
        ANY + "[]", position=0, mandatory=True, pipeline=True, remaining=True, allow_null=True, allow_empty=True
    )

    def process(self) -> None:
        value: object = self.input_object
        if value is None:
            self.write(None)
            return
        for item in _list(value):
            self.write(item)


@UTILITY.cmdlet("Write-Host")
class WriteHost(Cmdlet):
    """Writes to the host."""

    object = Param("System.Object", position=0, pipeline=True, remaining=True)
    no_newline = Param(SWITCH)
    separator = Param("System.Object", default=" ")
    foreground_color = Param("System.ConsoleColor")
    background_color = Param("System.ConsoleColor")

    def process(self) -> None:
        sink = self.session.sink
        if sink is None:
            return
        raw = RawInterface(self.session)
        colors = [raw.foreground(), raw.background()]
        if self.foreground_color is not None:
            colors[0] = self.foreground_color
        if self.background_color is not None:
            colors[1] = self.background_color
        arguments = [color for color in colors if color is not None]
        text = _joined(self.object, to_text(self.separator))
        sink.host_call(
            "Write" if self.no_newline else "WriteLine", [*arguments, text] if len(arguments) == 2 else [text]
        )


@UTILITY.cmdlet("Write-Warning")
class WriteWarning(Cmdlet):
    """Writes a warning."""

    message = Param("System.String", position=0, mandatory=True, pipeline=True, allow_empty=True)

    def process(self) -> None:
        self.warning(to_text(self.message))


@UTILITY.cmdlet("Write-Verbose")
class WriteVerbose(Cmdlet):
    """Writes a verbose text."""

    message = Param("System.String", position=0, mandatory=True, pipeline=True, allow_empty=True)

    def process(self) -> None:
        self.verbose(to_text(self.message))


@UTILITY.cmdlet("Write-Debug")
class WriteDebug(Cmdlet):
    """Writes a debug text."""

    message = Param("System.String", position=0, mandatory=True, pipeline=True, allow_empty=True)

    def process(self) -> None:
        self.debug(to_text(self.message))


@UTILITY.cmdlet("Write-Progress")
class WriteProgress(Cmdlet):
    """Writes progress."""

    activity = Param("System.String", position=0, mandatory=True, not_empty=True)
    status = Param("System.String", position=1, mandatory=True, not_empty=True)
    id = Param("System.Int32", position=2, default=0, validate_range=(0, 2**31 - 1))
    percent_complete = Param("System.Int32", default=-1, validate_range=(-1, 100))
    seconds_remaining = Param("System.Int32", default=-1)
    current_operation = Param("System.String", default="")
    parent_id = Param("System.Int32", default=-1, validate_range=(-1, 2**31 - 1))
    completed = Param(SWITCH)
    source_id = Param("System.Int32", default=0)

    def process(self) -> None:
        numbers = [whole_number(v) for v in (self.id, self.percent_complete, self.seconds_remaining, self.parent_id)]
        self.runtime.progress(
            ProgressRecord(
                numbers[0],
                to_text(self.activity),
                to_text(self.status),
                numbers[1],
                numbers[2],
                to_text(self.current_operation),
                numbers[3],
                bool(self.completed),
            )
        )


def whole_number(value: object) -> int:
    """An Int32 as it is; -1 without one."""
    return value if isinstance(value, int) else -1


@UTILITY.cmdlet("Write-Error", default_set="NoException")
class WriteError(Cmdlet):
    """Writes a non-terminating error."""

    exception = Param("System.Exception", mandatory=True, sets=("WithException",))
    message = Param(
        "System.String",
        allow_null=True,
        allow_empty=True,
        by_set={
            "NoException": {"mandatory": True, "position": 0, "pipeline": True},
            "WithException": {},
        },
    )
    error_record = Param("System.Management.Automation.ErrorRecord", mandatory=True, sets=("ErrorRecord",))
    category = Param("System.Management.Automation.ErrorCategory", sets=("NoException", "WithException"))
    error_id = Param("System.String", default="", sets=("NoException", "WithException"))
    target_object = Param("System.Object", sets=("NoException", "WithException"))
    recommended_action = Param("System.String", default="")
    category_activity = Param("System.String", aliases=("Activity",), default="")
    category_reason = Param("System.String", aliases=("Reason",), default="")
    category_target_name = Param("System.String", aliases=("TargetName",), default="")
    category_target_type = Param("System.String", aliases=("TargetType",), default="")

    def process(self) -> None:
        given: object = unwrap(self.error_record)
        caller = self.runtime.frame.invocation
        if isinstance(given, ErrorRecord):
            record = ErrorRecord(given.exception, given.error_id, given.category.category, given.target)
            record.command_type = given.command_type
            record.details, record.recommended_action = given.details, given.recommended_action
            record.category.activity = to_text(self.category_activity) or "Write-Error"
        else:
            raised: object = self.exception
            text = to_text(self.message)
            if isinstance(raised, NetException):
                exception = raised
            else:
                exception = NetException(COMMANDS + "WriteErrorException", text)
            category = to_text(self.category) or "NotSpecified"
            default = exception.name if "ErrorId" not in self.bound else ""
            record = ErrorRecord(exception, to_text(self.error_id) or default, category, self.target_object)
            if isinstance(raised, NetException) and text:
                record.details = text
            if self.recommended_action:
                record.details = record.text
                record.recommended_action = to_text(self.recommended_action)
            if caller is not None and isinstance(caller.command, CommandInfo):
                record.command_type = caller.command.name
            shown = record.category
            shown.activity = to_text(self.category_activity) or "Write-Error"
            shown.reason = to_text(self.category_reason) or shown.reason
            shown.target_name = to_text(self.category_target_name)
            shown.target_type = to_text(self.category_target_type)
        record.fixed_id = True
        record.invocation = caller
        self.error(record)


def _joined(value: object, separator: str) -> str:
    if isinstance(value, Hashtable):
        return separator.join("System.Collections.DictionaryEntry" for _ in value.items())
    if isinstance(value, list):
        return separator.join(_joined(item, separator) for item in value)
    return to_text(value)
