"""Error records and what they hold as .NET objects."""

from __future__ import annotations

from winlab.powershell.addedmembers import CodeProperty
from winlab.powershell.declare import NET, extended, net_constructor, net_property
from winlab.powershell.errors import CategoryInfo, ErrorRecord, InvocationInfo, NetException
from winlab.powershell.net.automation import SMA
from winlab.powershell.nettypes import NetProperty, enum_value
from winlab.powershell.text import to_text
from winlab.powershell.values import GenericList, Int64, NetObject, TypedArray

NET.enum(SMA + "CommandOrigin", "Runspace Internal")
NET.enum(
    SMA + "SessionStateCategory", "Variable Alias Function Filter Drive CmdletProvider Scope Command Resource Cmdlet"
)

RECORD = NET.extend(SMA + "ErrorRecord", python=ErrorRecord)
RECORD.property("Exception")(lambda r: r.exception)
RECORD.property("TargetObject")(lambda r: r.target)
RECORD.property("CategoryInfo")(lambda r: r.category)
RECORD.property("FullyQualifiedErrorId", "System.String")(lambda r: r.full_id)


def record_details(record: ErrorRecord) -> ErrorDetails | None:
    """The details, if any."""
    return None if record.details is None else ErrorDetails(record.details, record)


def set_record_details(record: ErrorRecord, details: ErrorDetails | None) -> None:
    """Sets the details."""
    record.details = None if details is None else details.text
    record.recommended_action = "" if details is None else details.advice


RECORD.type.members["errordetails"] = NetProperty(
    "ErrorDetails", SMA + "ErrorDetails", record_details, set_record_details
)
RECORD.property("InvocationInfo")(lambda r: r.invocation)
RECORD.property("PipelineIterationInfo")(lambda r: TypedArray([0, 1], "System.Int32"))
extended(SMA + "ErrorRecord", CodeProperty("PSMessageDetails", lambda record: None))


@RECORD.constructor(("System.Exception", "System.String", SMA + "ErrorCategory", "System.Object"))
def new_record(exception: object, error_id: str, category: object, target: object) -> object:
    """A record of an exception."""
    assert isinstance(exception, NetException)
    return ErrorRecord(exception, error_id, to_text(category), target)


@NET.type(SMA + "ErrorDetails")
class ErrorDetails(NetObject):
    """A message that replaces the exception's."""

    def __init__(self, message: str, record: ErrorRecord | None = None) -> None:
        self.text = message
        self.advice = "" if record is None else record.recommended_action
        self._record = record

    @net_constructor(("System.String",))
    @classmethod
    def new(cls, message: str) -> ErrorDetails:
        """A message."""
        return cls(message)

    @net_property("Message", "System.String")
    def message(self) -> str:
        """The message."""
        return self.text

    def set_action(self, advice: str) -> None:
        """Sets what to do, in the record as well."""
        self.advice = advice or ""
        if self._record is not None:
            self._record.recommended_action = self.advice

    @net_property("RecommendedAction", "System.String", setter="set_action")
    def action(self) -> str:
        """What to do."""
        return self.advice

    def net_string(self) -> str:
        """The message."""
        return self.text


CATEGORY = NET.extend(SMA + "ErrorCategoryInfo", python=CategoryInfo)
CATEGORY.property("Category")(lambda c: enum_value(SMA + "ErrorCategory", c.category))
CATEGORY.property("Activity", "System.String")(lambda c: c.activity)
CATEGORY.property("Reason", "System.String")(lambda c: c.reason)
CATEGORY.property("TargetName", "System.String")(lambda c: c.target_name)
CATEGORY.property("TargetType", "System.String")(lambda c: c.target_type)

CATEGORY.method("GetMessage")(lambda c: c.net_string())

INVOCATION = NET.extend(SMA + "InvocationInfo", python=InvocationInfo)
INVOCATION.property("MyCommand")(lambda i: i.command)
INVOCATION.property("BoundParameters")(lambda i: i.bound)
INVOCATION.property("UnboundArguments")(lambda i: GenericList(i.unbound))
INVOCATION.property("ScriptLineNumber", "System.Int32")(lambda i: i.line_number)
INVOCATION.property("OffsetInLine", "System.Int32")(lambda i: i.offset_in_line)
INVOCATION.property("ScriptName", "System.String")(lambda i: i.script_name)
INVOCATION.property("Line", "System.String")(lambda i: i.line)
INVOCATION.property("PositionMessage", "System.String")(lambda i: i.position_message)
INVOCATION.property("InvocationName", "System.String")(lambda i: i.invocation_name)
INVOCATION.property("PipelineLength", "System.Int32")(lambda i: i.pipeline_length)
INVOCATION.property("PipelinePosition", "System.Int32")(lambda i: i.pipeline_position)
INVOCATION.property("ExpectingInput", "System.Boolean")(lambda i: i.expecting_input)
INVOCATION.property("HistoryId", "System.Int64")(lambda i: Int64(1))
INVOCATION.property("CommandOrigin")(lambda i: enum_value(SMA + "CommandOrigin", "Internal"))
