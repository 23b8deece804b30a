"""System.TimeSpan.

Source: https://learn.microsoft.com/dotnet/api/system.timespan .
"""

from __future__ import annotations

import math
import re

from winlab.powershell.conversion import converter
from winlab.powershell.declare import NET
from winlab.powershell.errors import ConversionFailed, NetException, PSError, net_error
from winlab.powershell.instants import TICKS_PER_DAY, TICKS_PER_SECOND, TimeSpan
from winlab.powershell.net.automation import trying
from winlab.powershell.values import Int64, type_name

T, INT, N, S, B, LONG, OBJ = (
    "System.TimeSpan", "System.Int32", "System.Double", "System.String", "System.Boolean", "System.Int64",
    "System.Object",
)  # fmt: skip
SPAN = NET.extend(T, python=TimeSpan, bases=("System.ValueType", "System.IComparable"))
_LIMIT = 2**63
_MILLISECOND = 10_000
_UNITS = {
    "Days": (TICKS_PER_DAY, 0),
    "Hours": (3600 * TICKS_PER_SECOND, 24),
    "Minutes": (60 * TICKS_PER_SECOND, 60),
    "Seconds": (TICKS_PER_SECOND, 60),
    "Milliseconds": (_MILLISECOND, 1000),
}


def span_of(ticks: int) -> TimeSpan:
    """A span that .NET can hold.

    Raises:
        PSError: OverflowException.
    """
    if not -_LIMIT <= ticks < _LIMIT:
        raise net_error("System.OverflowException", "TimeSpan overflowed because the duration is too long.")
    return TimeSpan(ticks)


def _unit(name: str, size: int, wrap: int) -> None:
    def part(span: TimeSpan) -> int:
        number = abs(span.ticks) // size
        number = number % wrap if wrap else number
        return -number if span.ticks < 0 else number

    def made(count: float) -> TimeSpan:
        if math.isnan(count):
            text = "TimeSpan does not accept floating point Not-a-Number values."
            raise net_error("System.ArgumentException", text)
        if math.isinf(count):
            return span_of(_LIMIT)
        milliseconds = count * (size // _MILLISECOND)
        return span_of(int(milliseconds + math.copysign(0.5, count)) * _MILLISECOND)

    SPAN.property(name, INT)(part)
    SPAN.static("From" + name, (N,), returns=T)(made)
    SPAN.constants(LONG, **{"TicksPer" + name[:-1]: Int64(size)})


def _total(name: str, size: int) -> None:
    SPAN.property("Total" + name, N)(lambda span: span.ticks / size)


SPAN.property("Ticks", LONG)(lambda s: Int64(s.ticks))
for _name in sorted(_UNITS):
    _unit(_name, *_UNITS[_name])
for _name in sorted(_UNITS):
    _total(_name, _UNITS[_name][0])
SPAN.static_property("Zero", T, is_field=True)(lambda: TimeSpan(0))
SPAN.static_property("MaxValue", T, is_field=True)(lambda: TimeSpan(_LIMIT - 1))
SPAN.static_property("MinValue", T, is_field=True)(lambda: TimeSpan(-_LIMIT))
SPAN.static("FromTicks", (LONG,), returns=T)(lambda n: TimeSpan(int(n)))
SPAN.static("Compare", (T, T), returns=INT)(lambda a, b: (a.ticks > b.ticks) - (a.ticks < b.ticks))
SPAN.static("Equals", (T, T), returns=B)(lambda a, b: a.net_equals(b))
SPAN.method("Add", (T,), returns=T)(lambda a, b: span_of(a.ticks + b.ticks))
SPAN.method("Subtract", (T,), returns=T)(lambda a, b: span_of(a.ticks - b.ticks))
SPAN.method("Equals", (OBJ,), (T,), returns=B)(lambda a, b: a.net_equals(b))
SPAN.method("ToString", returns=S)(lambda s: s.net_string())


@SPAN.method("CompareTo", (OBJ,), (T,), returns=INT)
def compare_to(span: TimeSpan, other: object) -> int:
    """Shorter, equal or longer."""
    if other is None:
        return 1
    if not isinstance(other, TimeSpan):
        raise net_error("System.ArgumentException", "Object must be of type TimeSpan.")
    return (span.ticks > other.ticks) - (span.ticks < other.ticks)


@SPAN.method("Negate", returns=T)
def negate(span: TimeSpan) -> TimeSpan:
    """With the other sign."""
    if span.ticks == -_LIMIT:
        text = "Negating the minimum value of a twos complement number is invalid."
        raise net_error("System.OverflowException", text)
    return TimeSpan(-span.ticks)


@SPAN.method("Duration", returns=T)
def duration(span: TimeSpan) -> TimeSpan:
    """Without sign."""
    if span.ticks == -_LIMIT:
        text = (
            "The duration cannot be returned for TimeSpan.MinValue because the absolute value of TimeSpan.MinValue "
            "exceeds the value of TimeSpan.MaxValue."
        )
        raise net_error("System.OverflowException", text)
    return TimeSpan(abs(span.ticks))


@SPAN.constructor((), (LONG,), (INT, INT, INT), (INT, INT, INT, INT), (INT, INT, INT, INT, INT))
def new_span(*parts: int) -> TimeSpan:
    """A span from ticks or parts."""
    if len(parts) <= 1:
        return TimeSpan(int(parts[0]) if parts else 0)
    if len(parts) == 3:
        parts = (0, *parts)
    sizes = [size for size, _ in _UNITS.values()]
    return span_of(sum(part * size for part, size in zip(parts, sizes, strict=False)))


_SPAN = re.compile(
    r"(?P<sign>-)?(?:(?P<only>\d{1,20})|(?:(?P<days>\d{1,20})\.)?(?P<h>\d{1,20}):(?P<m>\d{1,20})"
    r"(?::(?P<s>\d{1,20})(?:\.(?P<f>\d{1,7}))?)?)\Z"
)
_TOO_GREAT = (
    "The TimeSpan could not be parsed because at least one of the hours, minutes, or seconds components is outside its "
    "valid range."
)


def read_span(text: str) -> TimeSpan:
    """A span from text: ``[-]d`` or ``[-][d.]hh:mm[:ss[.ff]]``.

    Raises:
        PSError: FormatException or OverflowException.
    """
    match = _SPAN.match(text.strip())
    if match is None:
        raise net_error("System.FormatException", "Input string was not in a correct format.")
    hours, minutes, seconds = (int(match[name] or 0) for name in ("h", "m", "s"))
    days = int(match["only"] or match["days"] or 0)
    if hours > 23 or minutes > 59 or seconds > 59 or days * TICKS_PER_DAY >= _LIMIT:
        raise net_error("System.OverflowException", _TOO_GREAT)
    ticks = days * TICKS_PER_DAY + (hours * 3600 + minutes * 60 + seconds) * TICKS_PER_SECOND
    ticks += int((match["f"] or "0").ljust(7, "0"))
    return span_of(-ticks if match["sign"] else ticks)


SPAN.static("Parse", (S,), returns=T)(read_span)


SPAN.static("TryParse", (S, "ref"), returns=B)(trying(read_span, lambda: TimeSpan(0)))


@converter(T)
def to_span(value: object) -> TimeSpan:
    """Text or ticks as a span."""
    if isinstance(value, int) and not isinstance(value, bool):
        return TimeSpan(int(value))
    if isinstance(value, float) and abs(value) < 2**63:
        return TimeSpan(round(value))
    if not isinstance(value, str):
        raise ConversionFailed
    try:
        return read_span(value)
    except PSError as failed:
        inner = failed.record.exception
        raise ConversionFailed(NetException(inner.name, inner.message), "InvalidCastParseTargetInvocation") from None


__all__ = ["SPAN", "read_span", "span_of", "to_span", "type_name"]
