"""System.DateTime: its members, and what operators do with points in time and spans.

Source: https://learn.microsoft.com/dotnet/api/system.datetime .
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Callable

from winlab.powershell.conversion import convert, converter
from winlab.powershell.cultures import INVARIANT
from winlab.powershell.declare import NET
from winlab.powershell.errors import ConversionFailed, NetException, PSError, error, net_error
from winlab.powershell.instants import LOCAL, MAX_TICKS, TICKS_PER_DAY, TICKS_PER_SECOND, UTC, DateTime, TimeSpan
from winlab.powershell.net.automation import trying
from winlab.powershell.net.cultures import PROVIDER, culture_of
from winlab.powershell.net.dateparsing import STYLES, read_date
from winlab.powershell.net.datetext import format_date
from winlab.powershell.net.exactdates import read_exact
from winlab.powershell.net.spans import SPAN
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.net.typecodes import NUMBER_BASES, simple_value
from winlab.powershell.nettypes import EnumValue, enum_value
from winlab.powershell.operators import OVERLOADS, no_operator
from winlab.powershell.startup import running_session
from winlab.powershell.text import to_text
from winlab.powershell.values import Int64

D, T, INT, N, S, B, LONG, OBJ = (
    "System.DateTime", "System.TimeSpan", "System.Int32", "System.Double", "System.String", "System.Boolean",
    "System.Int64", "System.Object",
)  # fmt: skip
DAY, KIND, REF = "System.DayOfWeek", "System.DateTimeKind", "ref"
NET.enum(DAY, "Sunday Monday Tuesday Wednesday Thursday Friday Saturday")
NET.enum(KIND, "Unspecified Utc Local")
DATE = simple_value(NET.extend(D, python=DateTime, bases=NUMBER_BASES))
_FILE_TIME = 504911232000000000
_OA_DATE = 599264352000000000
_MILLISECOND = 10_000
_LAST_OA = 2958466.0

DATE.property("Date", D)(lambda d: DateTime(d.ticks - d.ticks % TICKS_PER_DAY, d.kind))
DATE.attributes(INT, Day="python.day")
DATE.property("DayOfWeek", DAY)(lambda d: enum_value(DAY, d.python.isoweekday() % 7))
DATE.property("DayOfYear", INT)(lambda d: d.python.timetuple().tm_yday)
DATE.attributes(INT, Hour="python.hour")
DATE.property("Kind", KIND)(lambda d: enum_value(KIND, d.kind))
DATE.property("Millisecond", INT)(lambda d: d.ticks // _MILLISECOND % 1000)
DATE.attributes(INT, Minute="python.minute", Month="python.month", Second="python.second")
DATE.property("Ticks", LONG)(lambda d: Int64(d.ticks))
DATE.property("TimeOfDay", T)(lambda d: TimeSpan(d.ticks % TICKS_PER_DAY))
DATE.attributes(INT, Year="python.year")


# --- arithmetic ---


def _shift(scale: int) -> Callable[[DateTime, float], DateTime]:
    def shifted(date: DateTime, count: float) -> DateTime:
        if not math.isfinite(count) or abs(count * scale) > MAX_TICKS * 2:
            raise out_of_range("value", "Value to add was out of range.")
        milliseconds = count * (scale // _MILLISECOND)
        return DateTime(date.ticks + int(milliseconds + math.copysign(0.5, count)) * _MILLISECOND, date.kind)

    return shifted


for _name, _scale in {
    "Days": TICKS_PER_DAY,
    "Hours": 3600 * TICKS_PER_SECOND,
    "Minutes": 60 * TICKS_PER_SECOND,
    "Seconds": TICKS_PER_SECOND,
    "Milliseconds": _MILLISECOND,
}.items():
    DATE.method("Add" + _name, (N,), returns=D)(_shift(_scale))
DATE.method("AddTicks", (LONG,), returns=D)(lambda d, n: DateTime(d.ticks + n, d.kind))
DATE.method("Add", (T,), returns=D)(lambda d, s: DateTime(d.ticks + s.ticks, d.kind))
DATE.method("Subtract", (D,), (T,))(lambda d, other: minus(d, other))


@DATE.method("AddMonths", (INT,), returns=D)
def add_months(date: DateTime, months: int) -> DateTime:
    """Later by months; the day is kept where the month has it."""
    if not -120_000 <= months <= 120_000:
        raise out_of_range("months", "Months value must be between +/-120000.")
    moment = date.python
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        text = "The added or subtracted value results in an un-representable DateTime."
        raise out_of_range("months", text)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    made = DateTime.of(moment.replace(year=year, month=month + 1, day=day), date.kind)
    return DateTime(made.ticks + date.ticks % 10, date.kind)


DATE.method("AddYears", (INT,), returns=D)(lambda d, n: add_months(d, max(-120_000, min(n * 12, 120_000))))


def minus(left: object, right: object) -> object:
    """``-`` of points and spans."""
    if isinstance(left, DateTime):
        if isinstance(right, DateTime):
            return TimeSpan(left.ticks - right.ticks)
        if isinstance(right, TimeSpan):
            return DateTime(left.ticks - right.ticks, left.kind)
        if isinstance(right, (str, int, float)):  # it could become either
            raise error(
                "MethodCountCouldNotFindBest",
                'Multiple ambiguous overloads found for "op_Subtraction" and the argument count: "2".',
                "InvalidOperation",
            )
    if isinstance(left, TimeSpan):
        return TimeSpan(left.ticks - _span(right).ticks)
    raise no_operator(left, "-", right)


def plus(left: object, right: object) -> object:
    """``+`` of points and spans."""
    if isinstance(left, DateTime):
        return DateTime(left.ticks + _span(right).ticks, left.kind)
    if isinstance(left, TimeSpan):
        if isinstance(right, DateTime):
            return DateTime(left.ticks + right.ticks, right.kind)
        return TimeSpan(left.ticks + _span(right).ticks)
    raise no_operator(left, "+", right)


def negative(value: object, _nothing: object) -> object:
    """``-`` before a span."""
    assert isinstance(value, TimeSpan)
    return TimeSpan(-value.ticks)


def _span(value: object) -> TimeSpan:
    made = convert(value, SPAN.type)
    assert isinstance(made, TimeSpan)
    return made


for _class in (DateTime, TimeSpan):
    OVERLOADS[(_class, "+")] = plus
    OVERLOADS[(_class, "-")] = minus
OVERLOADS[(TimeSpan, "neg")] = negative

# --- text ---


@DATE.method("ToString", (), (S,), (PROVIDER,), (S, PROVIDER), returns=S)
def to_string(date: DateTime, *arguments: object) -> str:
    """In a format and a culture."""
    form = next((each for each in arguments if isinstance(each, str)), "")
    return format_date(date, form, culture_of(arguments))


for _name, _form in {"ShortDate": "d", "LongDate": "D", "ShortTime": "t", "LongTime": "T"}.items():
    DATE.method(f"To{_name}String", returns=S)(lambda date, form=_form: format_date(date, form))
DateTime.net_format = format_date  # type: ignore[attr-defined]  # what -f asks for
DATE.absent("GetDateTimeFormats")


def _style(rest: tuple[object, ...]) -> int:
    return next((each.value for each in rest if isinstance(each, EnumValue)), 0)


@DATE.static("Parse", (S,), (S, PROVIDER), (S, PROVIDER, STYLES), returns=D)
def parse(text: str, *rest: object) -> DateTime:
    """A point in time from text."""
    return read_date(text, culture_of(rest), _style(rest))


@DATE.static(
    "ParseExact", (S, S, PROVIDER), (S, S, PROVIDER, STYLES), (S, "System.String[]", PROVIDER, STYLES), returns=D
)
def parse_exact(text: str, form: object, *rest: object) -> DateTime:
    """A point in time from text in a format."""
    forms = [to_text(each) for each in form] if isinstance(form, list) else [to_text(form)]
    return read_exact(text, forms, culture_of(rest), _style(rest))


DATE.static("TryParse", (S, REF), (S, PROVIDER, STYLES, REF), returns=B)(trying(parse, lambda: DateTime(0)))
DATE.static("TryParseExact", (S, S, PROVIDER, STYLES, REF), (S, "System.String[]", PROVIDER, STYLES, REF), returns=B)(
    trying(parse_exact, lambda: DateTime(0))
)


@converter(D)
def to_date(value: object) -> DateTime:
    """Text, as the invariant culture writes it, or ticks as a point in time."""
    if isinstance(value, int) and not isinstance(value, bool):
        return DateTime(int(value))
    if not isinstance(value, str):
        raise ConversionFailed
    try:
        return read_date(value, INVARIANT)
    except PSError as failed:
        inner = failed.record.exception
        raise ConversionFailed(NetException(inner.name, inner.message), "InvalidCastParseTargetInvocation") from None


# --- making, zones, other calendars ---


@DATE.constructor(
    (LONG,),
    (LONG, KIND),
    (INT, INT, INT),
    (INT, INT, INT, INT, INT, INT),
    (INT, INT, INT, INT, INT, INT, KIND),
    (INT, INT, INT, INT, INT, INT, INT),
    (INT, INT, INT, INT, INT, INT, INT, KIND),
)
def new_date(*parts: object) -> DateTime:
    """A point in time from its parts or ticks."""
    numbers = [part for part in parts if isinstance(part, int)]
    kind = _style(parts)
    if len(numbers) == 1:
        if not 0 <= numbers[0] <= MAX_TICKS:
            text = "Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks."
            raise out_of_range("ticks", text)
        return DateTime(int(numbers[0]), kind)
    year, month, day, hour, minute, second, millisecond = [*numbers, 0, 0, 0, 0][:7]
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        text = "Year, Month, and Day parameters describe an un-representable DateTime."
        raise net_error("System.ArgumentOutOfRangeException", text)
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        text = "Hour, Minute, and Second parameters describe an un-representable DateTime."
        raise net_error("System.ArgumentOutOfRangeException", text)
    if not 0 <= millisecond <= 999:
        raise out_of_range("millisecond", "Valid values are between 0 and 999, inclusive.")
    made = DateTime.of(dt.datetime(year, month, day, hour, minute, second), kind)
    return DateTime(made.ticks + millisecond * _MILLISECOND, kind)


def _now(kind: int, day_only: bool = False) -> DateTime:
    ticks = running_session().host.now.ticks
    return DateTime(ticks - ticks % TICKS_PER_DAY if day_only else ticks, kind)


DATE.static_property("Now", D)(lambda: _now(LOCAL))
DATE.static_property("UtcNow", D)(lambda: _now(UTC))
DATE.static_property("Today", D)(lambda: _now(LOCAL, True))
DATE.static_property("MinValue", D, is_field=True)(lambda: DateTime(0))
DATE.static_property("MaxValue", D, is_field=True)(lambda: DateTime(MAX_TICKS))
DATE.static("SpecifyKind", (D, KIND), returns=D)(lambda d, k: DateTime(d.ticks, k.value))
DATE.static("Compare", (D, D), returns=INT)(lambda a, b: (a.ticks > b.ticks) - (a.ticks < b.ticks))
DATE.static("Equals", (D, D), (OBJ, OBJ), returns=B)(lambda a, b: a is b or (a is not None and a.net_equals(b)))
DATE.method("ToUniversalTime", returns=D)(lambda d: DateTime(d.ticks, UTC))
DATE.method("ToLocalTime", returns=D)(lambda d: DateTime(d.ticks, LOCAL))
DATE.method("IsDaylightSavingTime", returns=B)(lambda d: False)


@DATE.static("DaysInMonth", (INT, INT), returns=INT)
def days_in_month(year: int, month: int) -> int:
    """The number of days."""
    if not 1 <= month <= 12:
        raise out_of_range("month", "Month must be between one and twelve.")
    return calendar.monthrange(_checked_year(year), month)[1]


def _checked_year(year: int) -> int:
    if not 1 <= year <= 9999:
        raise out_of_range("year", "Year must be between 1 and 9999.")
    return year


DATE.static("IsLeapYear", (INT,), returns=B)(lambda year: calendar.isleap(_checked_year(year)))


def _file_time(date: DateTime) -> Int64:
    if date.ticks < _FILE_TIME:
        raise out_of_range("fileTime", "Not a valid Win32 FileTime.")
    return Int64(date.ticks - _FILE_TIME)


def _from_file_time(kind: int) -> Callable[[int], DateTime]:
    def made(number: int) -> DateTime:
        if not 0 <= number <= MAX_TICKS - _FILE_TIME:
            raise out_of_range("fileTime", "Not a valid Win32 FileTime.")
        return DateTime(int(number) + _FILE_TIME, kind)

    return made


for _suffix, _kind in (("", LOCAL), ("Utc", UTC)):
    DATE.method("ToFileTime" + _suffix, returns=LONG)(_file_time)
    DATE.static("FromFileTime" + _suffix, (LONG,), returns=D)(_from_file_time(_kind))


@DATE.method("ToOADate", returns=N)
def to_oa_date(date: DateTime) -> float:
    """Days since the end of 1899; before it the time of day counts on, away from zero."""
    if date.ticks < TICKS_PER_DAY:
        return 0.0 if date.ticks == 0 else (date.ticks % TICKS_PER_DAY) / TICKS_PER_DAY
    milliseconds = (date.ticks - _OA_DATE) // _MILLISECOND
    day = TICKS_PER_DAY // _MILLISECOND
    if milliseconds < 0 and milliseconds % day:
        milliseconds -= (milliseconds % day) * 2
    return milliseconds / day


@DATE.static("FromOADate", (N,), returns=D)
def from_oa_date(number: float) -> DateTime:
    """A point in time from days since the end of 1899."""
    if not -657435.0 < number < _LAST_OA:
        raise net_error("System.ArgumentException", "Not a legal OleAut date.")
    day = TICKS_PER_DAY // _MILLISECOND
    milliseconds = int(number * day + math.copysign(0.5, number))
    if milliseconds < 0:
        milliseconds -= math.fmod(milliseconds, day) * 2  # type: ignore[assignment]  # a whole number
    return DateTime(int(milliseconds) * _MILLISECOND + _OA_DATE)


@DATE.method("ToBinary", returns=LONG)
def to_binary(date: DateTime) -> Int64:
    """Ticks and kind in one number."""
    return Int64(date.ticks - 2**63 if date.kind == LOCAL else date.ticks | date.kind << 62)


@DATE.static("FromBinary", (LONG,), returns=D)
def from_binary(number: int) -> DateTime:
    """The point in time that ToBinary wrote."""
    kind = (int(number) & 0xFFFFFFFFFFFFFFFF) >> 62
    return DateTime(int(number) & 0x3FFFFFFFFFFFFFFF, min(kind, LOCAL))
