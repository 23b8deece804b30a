"""DateTime and TimeSpan as CLIXML writes them: xs:dateTime and xs:duration (MS-PSRP 2.2.5.1.6 and 2.2.5.1.7)."""

from __future__ import annotations

import datetime as dt
import decimal
import re

from winlab.powershell.clixml.primitives import register
from winlab.powershell.instants import (
    LOCAL,
    MAX_TICKS,
    TICKS_PER_DAY,
    TICKS_PER_SECOND,
    UNSPECIFIED,
    UTC,
    DateTime,
    TimeSpan,
)
from winlab.powershell.values import NetObject

_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?)?)?(Z|([+-])(\d\d):(\d\d))?", re.ASCII
)
_DURATION = re.compile(
    r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,7})\d*)?S)?)?"
)


def _write_date(value: NetObject) -> str:
    assert isinstance(value, DateTime)
    fraction = f"{value.ticks % TICKS_PER_SECOND:07d}".rstrip("0")
    # A local time carries the machine's offset; emulated hosts live in UTC.
    zone = {UTC: "Z", LOCAL: "+00:00"}.get(value.kind, "")
    moment = value.python
    text = f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}T{moment:%H:%M:%S}"
    return text + (f".{fraction}" if fraction else "") + zone


def _read_date(text: str) -> object:
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    year, month, day = (int(found[at] or 1) for at in range(1, 4))
    hour, minute, second = (int(found[at] or 0) for at in range(4, 7))
    moment = DateTime.of(dt.datetime(year, month, day, hour, minute, second)).ticks
    moment += round(decimal.Decimal(f"0.{found[7] or 0}") * TICKS_PER_SECOND)
    moment = min(moment, MAX_TICKS)
    if found[8] is None:
        return DateTime(moment, UNSPECIFIED)
    if found[8] == "Z":
        return DateTime(moment, UTC)
    offset = (int(found[10]) * 60 + int(found[11])) * 60 * TICKS_PER_SECOND
    moment += offset if found[9] == "-" else -offset
    return DateTime(min(max(moment, 0), MAX_TICKS), LOCAL)


def _write_duration(value: NetObject) -> str:
    assert isinstance(value, TimeSpan)
    days, rest = divmod(abs(value.ticks), TICKS_PER_DAY)
    seconds, fraction = divmod(rest, TICKS_PER_SECOND)
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    time = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes)
    if seconds or fraction or not (days or time):
        time += f"{seconds}" + (f".{fraction:07d}".rstrip("0") if fraction else "") + "S"
    return ("-" if value.ticks < 0 else "") + "P" + f"{days}D" * bool(days) + f"T{time}" * bool(time)


def _read_duration(text: str) -> object:
    text = text.strip()
    found = _DURATION.fullmatch(text)
    if found is None or text.endswith(("P", "T")):
        raise ValueError(text)
    years, months, days, hours, minutes, seconds = (int(found[at] or 0) for at in range(2, 8))
    days += years * 365 + months * 30  # as XmlConvert reads years and months of a duration
    ticks = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * TICKS_PER_SECOND
    ticks += int((found[8] or "").ljust(7, "0"))
    ticks = -ticks if found[1] else ticks
    if not -(2**63) <= ticks < 2**63:
        raise OverflowError(text)
    return TimeSpan(ticks)


register("System.DateTime", "DT", _write_date, _read_date)
register("System.TimeSpan", "TS", _write_duration, _read_duration)
