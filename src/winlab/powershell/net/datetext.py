"""Points in time as text, in the standard and custom formats of a culture.

Sources: https://learn.microsoft.com/dotnet/standard/base-types/standard-date-and-time-format-strings ,
https://learn.microsoft.com/dotnet/standard/base-types/custom-date-and-time-format-strings .
"""

from __future__ import annotations

import re

from winlab.powershell.cultures import EN_US, INVARIANT, Culture, DateMarks
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.instants import LOCAL, TICKS_PER_SECOND, UTC, DateTime

_FIXED = {
    "o": "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
    "r": "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
    "s": "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
    "u": "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
}
PART = re.compile(r"'([^']*)'|\"([^\"]*)\"|\\(.)|%(.)|(([yMdHhmstfFz])\6*|K)|(.)", re.DOTALL)
"""A part of a custom format: literals in groups 1 to 3 and 7, a specifier in 4 or 5."""


def bad_format() -> PSError:
    """A format that there is not."""
    return net_error("System.FormatException", "Input string was not in a correct format.")


def pattern_of(letter: str, marks: DateMarks) -> str:
    """The custom format behind a standard one.

    Raises:
        PSError: FormatException.
    """
    lowered = letter.lower()
    if lowered in _FIXED and (lowered in "or" or letter == lowered):
        return _FIXED[lowered]
    found = {
        "d": marks.short_date,
        "D": marks.long_date,
        "t": marks.short_time,
        "T": marks.long_time,
        "f": f"{marks.long_date} {marks.short_time}",
        "F": f"{marks.long_date} {marks.long_time}",
        "U": f"{marks.long_date} {marks.long_time}",
        "g": f"{marks.short_date} {marks.short_time}",
        "G": f"{marks.short_date} {marks.long_time}",
        "m": marks.month_day,
        "M": marks.month_day,
        "y": marks.year_month,
        "Y": marks.year_month,
    }.get(letter)
    if found is None:
        raise bad_format()
    return found


def literal_of(match: re.Match[str], marks: DateMarks) -> str:
    """What stands in a text for a part that is no specifier."""
    if match[0] in "/:":
        return marks.date_separator if match[0] == "/" else marks.time_separator
    return next(text for text in match.group(1, 2, 3, 7) if text is not None)


def format_date(date: DateTime, form: str = "G", culture: Culture = EN_US, offset: int | None = None) -> str:
    """A point in time in a format; ``offset`` is that of a DateTimeOffset in minutes."""
    marks = culture.dates
    if len(form) <= 1:
        letter = form or "G"
        if letter in "rRu" or letter in "oOs":
            marks = INVARIANT.dates
        form = pattern_of(letter, marks)
    pieces = []
    for match in PART.finditer(form):
        specifier = match[4] or match[5]
        if specifier is None:
            if match[0] in ("'", '"', "\\", "%"):
                raise bad_format()
            pieces.append(literal_of(match, marks))
            continue
        if specifier not in "yMdHhmstfFzK" and len(specifier) == 1:
            pieces.append(specifier)
            continue
        if specifier[0] == "F" and pieces and pieces[-1] == "." and not _part(date, specifier, marks, offset):
            pieces.pop()
        pieces.append(_part(date, specifier, marks, offset))
    return "".join(pieces)


def _part(date: DateTime, specifier: str, marks: DateMarks, offset: int | None) -> str:
    moment, size, letter = date.python, len(specifier), specifier[0]
    if letter == "y":
        return f"{moment.year % 100:0{size}}" if size <= 2 else f"{moment.year:0{size}}"
    if letter == "M":
        names = marks.short_months if size == 3 else marks.months
        return names[moment.month - 1] if size > 2 else f"{moment.month:0{size}}"
    if letter == "d":
        days = marks.short_days if size == 3 else marks.days
        return days[moment.isoweekday() % 7] if size > 2 else f"{moment.day:0{size}}"
    if letter == "t":
        name = marks.morning if moment.hour < 12 else marks.afternoon
        return name[:1] if size == 1 else name
    if letter in "fF":
        if size > 7:
            raise bad_format()
        fraction = f"{date.ticks % TICKS_PER_SECOND:07}"[:size]
        return fraction if letter == "f" else fraction.rstrip("0")
    if letter == "K":
        return "Z" if offset is None and date.kind == UTC else offset_text(offset or 0, 3) if (
            offset is not None or date.kind == LOCAL
        ) else ""  # fmt: skip
    if letter == "z":
        return offset_text(offset or 0, size)
    number = {"H": moment.hour, "h": moment.hour % 12 or 12, "m": moment.minute, "s": moment.second}[letter]
    return f"{number:0{min(size, 2)}}"


def offset_text(minutes: int, size: int) -> str:
    """``+2``, ``+02`` or ``+02:00``."""
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"{sign}{hours}" if size == 1 else f"{sign}{hours:02}" if size == 2 else f"{sign}{hours:02}:{rest:02}"
