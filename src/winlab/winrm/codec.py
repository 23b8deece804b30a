"""The engine's values on the PSRP wire: values, error records, states, progress.

Source: MS-PSRP 2.2.2.20, 2.2.2.21, 2.2.2.25 and 2.2.3.15, https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

from winlab.powershell.clixml import Writer, element, read_element
from winlab.powershell.clixml.escaping import escape
from winlab.powershell.clixml.writer import ObjectModel
from winlab.powershell.errors import CATEGORIES, ErrorRecord, InvocationInfo, NetException, error_record
from winlab.powershell.events import Event
from winlab.powershell.net.events import event_fields
from winlab.powershell.net.hosttypes import HostStructure
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.running import ProgressRecord
from winlab.powershell.values import Int64, PSObject, type_name

_RECORD_TYPES = "<T>System.Management.Automation.ErrorRecord</T><T>System.Object</T>"
_PROGRESS_TYPES = "".join(
    f"<T>{name}</T>"
    for name in (
        "System.Management.Automation.ProgressRecordType",
        "System.Enum",
        "System.ValueType",
        "System.Object",
    )
)
# References of the frame around what the writer writes; the writer counts from 0.
_FRAME = 900_000_000


class EngineCodec:
    """The `Codec` of winlab's own engine.

    Args:
        model: what the CLIXML writer asks about objects.
        secure: makes the engine's SecureString of a text.
    """

    def __init__(self, model: ObjectModel, secure: Callable[[str], object]) -> None:
        self._model = model
        self._secure = secure

    def encode(self, value: object, encrypt: Callable[[str], str]) -> str:
        """An object of the output."""
        return element(value, self._model, 1, encrypt)

    def decode(self, xml: str, decrypt: Callable[[str], str]) -> object:
        """A value of the client."""
        return read_element(xml, lambda sealed: self._secure(decrypt(sealed)))

    def argument(self, value: object) -> object:
        """A value in the wrapper in which the server of PSRP hands over what it read; texts need none."""
        if value is None or isinstance(value, PSObject) or type_name(value) not in _WRAPPED:
            return value
        return PSObject(value)

    def encode_error(self, record: object, encrypt: Callable[[str], str]) -> str:
        """ERROR_RECORD."""
        return self._record(record, encrypt, "", '<Nil N="PSMessageDetails" />')

    def encode_state(self, state: int, reason: object | None, encrypt: Callable[[str], str]) -> str:
        """PIPELINE_STATE."""
        inside = "" if reason is None else self._record(reason, encrypt, ' N="ExceptionAsErrorRecord"', "")
        return f'<Obj RefId="{_FRAME}"><MS><I32 N="PipelineState">{state}</I32>{inside}</MS></Obj>'

    def _record(self, record: object, encrypt: Callable[[str], str], named: str, last: str) -> str:
        if not isinstance(record, ErrorRecord):
            raise TypeError(f"not an error record: {record!r}")
        writer = Writer(self._model, encrypt)
        category = record.category
        number = CATEGORIES.index(category.category) if category.category in CATEGORIES else 0
        parts = [
            writer.write(record.exception, 1, "Exception"),
            writer.write(record.target, 1, "TargetObject"),
            _text("FullyQualifiedErrorId", record.full_id),
            _invocation(record.invocation),
            f'<I32 N="ErrorCategory_Category">{number}</I32>',
            _text("ErrorCategory_Activity", category.activity),
            _text("ErrorCategory_Reason", category.reason),
            _text("ErrorCategory_TargetName", category.target_name),
            _text("ErrorCategory_TargetType", category.target_type),
            _text("ErrorCategory_Message", category.net_string()),
        ]
        if record.details is not None:
            parts.append(_text("ErrorDetails_Message", record.details))
            parts.append(_text("ErrorDetails_RecommendedAction", record.recommended_action))
        parts.append('<B N="SerializeExtendedInfo">false</B>')
        return (
            f'<Obj{named} RefId="{_FRAME + 1}"><TN RefId="{_FRAME}">{_RECORD_TYPES}</TN>'
            f"<ToString>{escape(record.text)}</ToString><MS>{''.join(parts)}{last}</MS></Obj>"
        )

    def encode_call(
        self, call: int, method: int, name: str, args: Sequence[object], encrypt: Callable[[str], str]
    ) -> str:
        """PIPELINE_HOST_CALL (MS-PSRP 2.2.2.27)."""
        writer = Writer(self._model, encrypt)
        numbers = itertools.count(_FRAME + 10)
        parts = "".join(self._argument(value, writer, numbers) for value in args)
        inside = f"<LST>{parts}</LST>" if parts else "<LST />"
        return (
            f'<Obj RefId="{_FRAME}"><MS><I64 N="ci">{call}</I64>'
            f'<Obj N="mi" RefId="{_FRAME + 1}"><TN RefId="{_FRAME}">{_METHOD_TYPES}</TN><ToString>{name}</ToString>'
            f'<I32>{method}</I32></Obj><Obj N="mp" RefId="{_FRAME + 2}"><TN RefId="{_FRAME + 1}">{_LIST_TYPES}</TN>'
            f"{inside}</Obj></MS></Obj>"
        )

    def _argument(self, value: object, writer: Writer, numbers: Iterator[int]) -> str:
        """An argument of a host call: classes of the host are bags of their fields (MS-PSRP 2.2.6)."""
        if isinstance(value, EnumValue):
            return f"<I32>{value.value}</I32>"
        if isinstance(value, ProgressRecord):
            return self.encode_progress(value, next(numbers))
        if isinstance(value, HostStructure):
            return f'<Obj RefId="{next(numbers)}"><MS>{self._fields(value, writer)}</MS></Obj>'
        if isinstance(value, list) and all(isinstance(item, HostStructure) for item in value):
            parts = "".join(self._argument(item, writer, numbers) for item in value)
            number = next(numbers)
            return f'<Obj RefId="{number}"><TN RefId="{number}">{_LIST_TYPES}</TN><LST>{parts}</LST></Obj>'
        return writer.write(value, 1)

    def _fields(self, value: HostStructure, writer: Writer) -> str:
        return "".join(writer.write(held, 1, name) for name, held in value.host_fields().items())

    def encode_event(self, event: object, encrypt: Callable[[str], str]) -> str:
        """USER_EVENT (MS-PSRP 2.2.2.12)."""
        if not isinstance(event, Event):
            raise TypeError(f"not an event: {event!r}")
        writer = Writer(self._model, encrypt)
        parts = "".join(writer.write(value, 1, f"PSEventArgs.{name}") for name, value in event_fields(event).items())
        return f'<Obj RefId="{_FRAME}"><MS>{parts}</MS></Obj>'

    def int64(self, number: int) -> object:
        """The engine's Int64."""
        return Int64(number)

    def failure(self, text: str, exception: str | None = None) -> object:
        """An error record for what is not the script's fault."""
        if exception is None:
            return error_record(text, "WinlabInternalError")
        return error_record(NetException(exception, text), "InvalidOperation", "InvalidOperation")

    def encode_progress(self, record: object, number: int = 0) -> str:
        """PROGRESS_RECORD, or the argument of a host call."""
        if not isinstance(record, ProgressRecord):
            raise TypeError(f"not a progress record: {record!r}")
        kind, state = ("Completed", 1) if record.completed else ("Processing", 0)
        operation = _text("CurrentOperation", record.operation) if record.operation else '<Nil N="CurrentOperation" />'
        return (
            f'<Obj RefId="{number}"><MS>{_text("Activity", record.activity)}'
            f'<I32 N="ActivityId">{record.activity_id}</I32>'
            f"{_text('StatusDescription', record.status)}{operation}"
            f'<I32 N="ParentActivityId">{record.parent}</I32><I32 N="PercentComplete">{record.percent}</I32>'
            f'<Obj N="Type" RefId="{number + 1}"><TN RefId="{number}">{_PROGRESS_TYPES}</TN>'
            f"<ToString>{kind}</ToString><I32>{state}</I32></Obj>"
            f'<I32 N="SecondsRemaining">{record.seconds}</I32></MS></Obj>'
        )


# Values that travel as one element; of a collection the wrapper shows nowhere.
_WRAPPED = {
    *("System.Int16", "System.Int32", "System.Int64", "System.UInt16", "System.UInt32", "System.UInt64"),
    *("System.Byte", "System.SByte", "System.Char", "System.Single", "System.Double", "System.Decimal"),
    *("System.Boolean", "System.DateTime", "System.TimeSpan", "System.Guid", "System.Uri", "System.Version"),
    *("System.Byte[]", "System.Xml.XmlDocument", "System.Security.SecureString"),
}
_METHOD_TYPES = "".join(
    f"<T>{name}</T>"
    for name in (
        "System.Management.Automation.Remoting.RemoteHostMethodId",
        "System.Enum",
        "System.ValueType",
        "System.Object",
    )
)
_LIST_TYPES = "<T>System.Collections.ArrayList</T><T>System.Object</T>"
_INVOCATION_TYPES = "<T>System.Management.Automation.InvocationInfo</T><T>System.Object</T>"
_CORE = "mscorlib, Version=2.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"
# A recorded server sends both collections empty, whatever was bound.
_BOUND = (
    f'<Obj N="BoundParameters" RefId="{_FRAME + 3}"><TN RefId="{_FRAME + 2}">'
    f"<T>System.Collections.Generic.Dictionary`2[[System.String, {_CORE}],[System.Object, {_CORE}]]</T>"
    "<T>System.Object</T></TN><DCT /></Obj>"
)
_UNBOUND = (
    f'<Obj N="UnboundArguments" RefId="{_FRAME + 4}"><TN RefId="{_FRAME + 3}">'
    f"<T>System.Collections.Generic.List`1[[System.Object, {_CORE}]]</T>"
    "<T>System.Object</T></TN><LST /></Obj>"
)
_INVOCATION = "System.Management.Automation.InvocationInfo"


def _invocation(info: InvocationInfo | None) -> str:
    if info is None:
        return '<Nil N="InvocationInfo" />'
    command = '<Nil N="MyCommand" />'
    if info.command is not None:
        command = _text("MyCommand", info.command.net_string())
    parts = [
        command,
        _BOUND,
        _UNBOUND,
        f'<I32 N="ScriptLineNumber">{info.line_number}</I32>',
        f'<I32 N="OffsetInLine">{info.offset_in_line}</I32>',
        '<I64 N="HistoryId">1</I64>',
        _text("ScriptName", info.script_name),
        _text("Line", info.line),
        _text("PositionMessage", info.position_message.replace("\n", "\r\n")),
        _text("InvocationName", info.invocation_name),
        '<I32 N="PipelineLength">0</I32>',
        '<I32 N="PipelinePosition">0</I32>',
        f'<B N="ExpectingInput">{str(info.expecting_input).lower()}</B>',
        _text("CommandOrigin", "Internal"),
    ]
    return (
        f'<Obj N="InvocationInfo" RefId="{_FRAME + 2}"><TN RefId="{_FRAME + 1}">{_INVOCATION_TYPES}</TN>'
        f"<ToString>{_INVOCATION}</ToString><Props>{''.join(parts)}</Props></Obj>"
    )


def _text(name: str, value: str) -> str:
    return f'<S N="{name}">{escape(value)}</S>'
