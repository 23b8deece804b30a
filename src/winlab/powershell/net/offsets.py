"""System.DateTimeOffset: a point in time with the offset of its clock from UTC.

Source: https://learn.microsoft.com/dotnet/api/system.datetimeoffset .
"""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell.conversion import converter
from winlab.powershell.cultures import EN_US, INVARIANT, Culture
from winlab.powershell.declare import NET
from winlab.powershell.errors import ConversionFailed, PSError, net_error
from winlab.powershell.instants import LOCAL, MAX_TICKS, TICKS_PER_SECOND, UTC, DateTime, TimeSpan
from winlab.powershell.net.automation import trying
from winlab.powershell.net.cultures import PROVIDER, culture_of
from winlab.powershell.net.dateparsing import STYLES, read_date
from winlab.powershell.net.dates import DATE, D, T, new_date
from winlab.powershell.net.datetext import format_date
from winlab.powershell.net.exactdates import read_exact
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.nettypes import NetMethod, NetProperty
from winlab.powershell.operators import OVERLOADS
from winlab.powershell.startup import running_session
from winlab.powershell.text import to_text
from winlab.powershell.values import Int64, NetObject

O, S, INT, B, LONG, OBJ, REF = (  # noqa: E741
    "System.DateTimeOffset", "System.String", "System.Int32", "System.Boolean", "System.Int64", "System.Object", "ref",
)  # fmt: skip
_MINUTE = 60 * TICKS_PER_SECOND
_MOST = 14 * 60


class DateTimeOffset(NetObject):
    """Ticks of the clock, and its distance from UTC in minutes."""

    def __init__(self, ticks: int, minutes: int = 0) -> None:
        if abs(minutes) > _MOST:
            raise out_of_range("offset", "Offset must be within plus or minus 14 hours.")
        self.clock = DateTime(ticks)
        self.minutes = minutes

    @property
    def utc_ticks(self) -> int:
        """The point in time, whatever clock."""
        return self.clock.ticks - self.minutes * _MINUTE

    def at(self, minutes: int) -> DateTimeOffset:
        """The same point in time on another clock."""
        return DateTimeOffset(self.utc_ticks + minutes * _MINUTE, minutes)

    def net_format(self, form: str, culture: Culture = EN_US) -> str:
        """In a format, the usual one with the offset."""
        if form in ("", "G", "g", "F", "f") and not form:
            return f"{format_date(self.clock, 'G', culture)} {format_date(self.clock, 'zzz', culture, self.minutes)}"
        clock = DateTime(self.utc_ticks, UTC) if form in ("r", "R", "u") else self.clock
        return format_date(clock, form, culture, self.minutes)

    def net_string(self) -> str:
        """In the invariant culture."""
        return self.net_format("", INVARIANT)

    def net_equals(self, other: object) -> bool:
        """By point in time."""
        return isinstance(other, DateTimeOffset) and other.utc_ticks == self.utc_ticks

    def net_compare(self, other: object) -> int | None:
        """By point in time."""
        return self.utc_ticks - other.utc_ticks if isinstance(other, DateTimeOffset) else None

    def net_hash(self) -> object:
        """The point in time."""
        return self.utc_ticks


OFFSET = NET.extend(O, python=DateTimeOffset, bases=("System.ValueType", "System.IComparable", "System.IFormattable"))
for _name in (
    "Year", "Month", "Day", "Hour", "Minute", "Second", "Millisecond", "DayOfYear", "DayOfWeek", "Ticks", "Date",
    "TimeOfDay",
):  # fmt: skip
    _shown = DATE.type.members[_name.lower()]
    assert isinstance(_shown, NetProperty)
    OFFSET.property(_name, _shown.type)(lambda o, get=_shown.getter: get(o.clock))
for _name in ("Days", "Hours", "Minutes", "Seconds", "Milliseconds", "Ticks", "Months", "Years"):
    _adding = DATE.type.members[f"add{_name.lower()}"]
    assert isinstance(_adding, NetMethod)
    OFFSET.method(f"Add{_name}", *_adding.overloads, returns=O)(
        lambda o, count, f=_adding.function: DateTimeOffset(f(o.clock, count).ticks, o.minutes)
    )
OFFSET.property("DateTime", D)(lambda o: DateTime(o.clock.ticks))
OFFSET.property("UtcDateTime", D)(lambda o: DateTime(o.utc_ticks, UTC))
OFFSET.property("LocalDateTime", D)(lambda o: DateTime(o.utc_ticks, LOCAL))
OFFSET.property("UtcTicks", LONG)(lambda o: Int64(o.utc_ticks))
OFFSET.property("Offset", T)(lambda o: TimeSpan(o.minutes * _MINUTE))
OFFSET.method("Add", (T,), returns=O)(lambda o, span: DateTimeOffset(o.clock.ticks + span.ticks, o.minutes))
OFFSET.method("ToOffset", (T,), returns=O)(lambda o, span: o.at(_minutes(span)))
for _name in ("ToUniversalTime", "ToLocalTime"):
    OFFSET.method(_name, returns=O)(lambda o: o.at(0))
OFFSET.method("ToFileTime", returns=LONG)(lambda o: Int64(o.utc_ticks - 504911232000000000))
OFFSET.method("Equals", (OBJ,), (O,), returns=B)(DateTimeOffset.net_equals)
OFFSET.method("EqualsExact", (O,), returns=B)(lambda a, b: a.net_equals(b) and a.minutes == b.minutes)
OFFSET.method("CompareTo", (O,), returns=INT)(lambda a, b: _order(a, b))
OFFSET.static("Compare", (O, O), returns=INT)(lambda a, b: _order(a, b))
OFFSET.static("Equals", (O, O), returns=B)(lambda a, b: a.net_equals(b))
OFFSET.static("FromFileTime", (LONG,), returns=O)(lambda number: DateTimeOffset(int(number) + 504911232000000000))
OFFSET.static_property("Now", O)(lambda: DateTimeOffset(running_session().host.now.ticks))
OFFSET.static_property("UtcNow", O)(lambda: DateTimeOffset(running_session().host.now.ticks))
OFFSET.static_property("MinValue", O, is_field=True)(lambda: DateTimeOffset(0))
OFFSET.static_property("MaxValue", O, is_field=True)(lambda: DateTimeOffset(MAX_TICKS))


def _order(left: DateTimeOffset, right: DateTimeOffset) -> int:
    return (left.utc_ticks > right.utc_ticks) - (left.utc_ticks < right.utc_ticks)


def _minutes(span: TimeSpan) -> int:
    if span.ticks % _MINUTE:
        message = "Offset must be specified in whole minutes.\r\nParameter name: offset"
        raise net_error("System.ArgumentException", message, ParamName="offset")
    return span.ticks // _MINUTE


@OFFSET.method("Subtract", (O,), (T,))
def subtract(left: object, right: object) -> object:
    """The span between two, or earlier by a span."""
    if isinstance(left, DateTimeOffset) and isinstance(right, TimeSpan):
        return DateTimeOffset(left.clock.ticks - right.ticks, left.minutes)
    return TimeSpan(to_offset(left).utc_ticks - to_offset(right).utc_ticks)


def _plus(left: object, right: object) -> object:
    assert isinstance(left, DateTimeOffset)
    assert isinstance(right, TimeSpan)
    return DateTimeOffset(left.clock.ticks + right.ticks, left.minutes)


OVERLOADS[(DateTimeOffset, "-")] = subtract
OVERLOADS[(DateTimeOffset, "+")] = _plus


@OFFSET.method("ToString", (), (S,), (PROVIDER,), (S, PROVIDER), returns=S)
def to_string(value: DateTimeOffset, *arguments: object) -> str:
    """In a format and a culture."""
    form = next((each for each in arguments if isinstance(each, str)), "")
    return value.net_format(form, culture_of(arguments))


@OFFSET.constructor((D,), (D, T), (LONG, T), (INT,) * 6 + (T,), (INT,) * 7 + (T,))
def new_offset(*parts: object) -> DateTimeOffset:
    """From a point in time or its parts, and an offset."""
    span = parts[-1] if isinstance(parts[-1], TimeSpan) else TimeSpan(0)
    first = parts[0]
    given = first if isinstance(first, DateTime) else new_date(*(part for part in parts if isinstance(part, int)))
    if given.kind == UTC and span.ticks:
        message = "The UTC Offset for Utc DateTime instances must be 0.\r\nParameter name: offset"
        raise net_error("System.ArgumentException", message, ParamName="offset")
    return DateTimeOffset(given.ticks, _minutes(span))


def _parsed(read: Callable[[], DateTime], text: str) -> DateTimeOffset:
    """What a text says, with the offset it names."""
    utc = read()
    sign = max(text.rfind("+"), text.rfind("-"))
    tail = text[sign + 1 :].replace(":", "").strip()
    minutes = 0
    if sign > 0 and tail.isdigit() and len(tail) <= 4 and ":" in text[:sign]:
        minutes = (int(tail[:2]) * 60 + int(tail[2:] or 0)) * (-1 if text[sign] == "-" else 1)
    return DateTimeOffset(utc.ticks + minutes * _MINUTE, minutes)


@OFFSET.static("Parse", (S,), (S, PROVIDER), (S, PROVIDER, STYLES), returns=O)
def parse(text: str, *rest: object) -> DateTimeOffset:
    """From text."""
    return _parsed(lambda: read_date(text, culture_of(rest)), text)


@OFFSET.static("ParseExact", (S, S, PROVIDER), (S, S, PROVIDER, STYLES), (S, S + "[]", PROVIDER, STYLES), returns=O)
def parse_exact(text: str, form: object, *rest: object) -> DateTimeOffset:
    """From text in a format."""
    forms = [to_text(each) for each in form] if isinstance(form, list) else [to_text(form)]
    return _parsed(lambda: read_exact(text, forms, culture_of(rest)), text)


OFFSET.static("TryParse", (S, REF), (S, PROVIDER, STYLES, REF), returns=B)(trying(parse, lambda: DateTimeOffset(0)))
OFFSET.static("TryParseExact", (S, S, PROVIDER, STYLES, REF), returns=B)(trying(parse_exact, lambda: DateTimeOffset(0)))


def to_offset(value: object) -> DateTimeOffset:
    """Text or a point in time with an offset.

    Raises:
        ConversionFailed: it is neither.
    """
    if isinstance(value, DateTimeOffset):
        return value
    if isinstance(value, DateTime):
        return DateTimeOffset(value.ticks)
    if not isinstance(value, str):
        raise ConversionFailed
    try:
        return _parsed(lambda: read_date(value, INVARIANT), value)
    except PSError as failed:
        raise ConversionFailed(failed.record.exception, "InvalidCastParseTargetInvocation") from None


converter(O)(to_offset)
