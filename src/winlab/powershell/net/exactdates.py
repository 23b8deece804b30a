"""Points in time out of text in a given format (ParseExact).

Source: https://learn.microsoft.com/dotnet/api/system.datetime.parseexact .
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from winlab.powershell.cultures import EN_US, INVARIANT, Culture, DateMarks
from winlab.powershell.errors import PSError
from winlab.powershell.instants import DateTime
from winlab.powershell.net.dateparsing import TO_UTC, WHITE, Found, full_year, unrecognized
from winlab.powershell.net.datetext import PART, bad_format, literal_of, pattern_of

_NUMBERS = {
    "yyyy": r"\d{4}", "yyy": r"\d{3,4}", "yy": r"\d\d", "y": r"\d\d?", "MM": r"\d\d", "M": r"\d\d?", "dd": r"\d\d",
    "d": r"\d\d?", "HH": r"\d\d", "H": r"\d\d?", "hh": r"\d\d", "h": r"\d\d?", "mm": r"\d\d", "m": r"\d\d?",
    "ss": r"\d\d", "s": r"\d\d?", "z": r"[+-]\d\d?", "zz": r"[+-]\d\d", "zzz": r"[+-]\d\d:?\d\d",
    "K": r"(?:Z|[+-]\d\d:\d\d)?",
}  # fmt: skip


def read_exact(text: str, forms: Sequence[str], culture: Culture = EN_US, style: int = 0) -> DateTime:
    """The point in time that a text says in one of the formats.

    Raises:
        PSError: FormatException.
    """
    for form in forms:
        if not form:
            raise unrecognized() if len(forms) > 1 else bad_format()
        try:
            return _read(text, form, culture, style)
        except PSError:
            if len(forms) == 1:
                raise
    raise unrecognized()


def _read(text: str, form: str, culture: Culture, style: int) -> DateTime:
    marks = culture.dates
    if len(form) == 1:
        marks = INVARIANT.dates if form in "oOrRsu" else marks
        style |= TO_UTC if form in "U" else 0
        kept = form
        form = pattern_of(form, marks)
        if kept in "rRu":
            form, style = form.replace("'GMT'", "K").replace("'Z'", "'Z'"), style
    specifiers: list[str] = []
    pattern = "".join(_piece(match, marks, specifiers, style) for match in PART.finditer(form))
    blank = r"\s*" if style & WHITE else ""
    if style & 3:
        text = text.strip() if style & 3 == 3 else text.lstrip() if style & 1 else text.rstrip()
    match = re.fullmatch(blank + pattern + blank, text, re.IGNORECASE)
    if match is None:
        raise unrecognized()
    found = Found()
    for specifier, value in zip(specifiers, match.groups(), strict=True):
        _take(specifier, value or "", marks, found)
    return found.made(style)


def _piece(match: re.Match[str], marks: DateMarks, specifiers: list[str], style: int) -> str:
    specifier = match[4] or match[5]
    if specifier is None:
        literal = literal_of(match, marks)
        if literal.isspace() and style & 4:
            return r"\s*"
        return re.escape(literal)
    specifiers.append(specifier)
    return f"({_expected(specifier, marks)})"


def _expected(specifier: str, marks: DateMarks) -> str:
    known = _NUMBERS.get(specifier)
    if known is not None:
        return known
    names = {
        "ddd": marks.short_days,
        "dddd": marks.days,
        "MMM": marks.short_months,
        "MMMM": marks.months,
        "tt": (marks.morning, marks.afternoon),
        "t": (marks.morning[:1], marks.afternoon[:1]),
    }.get(specifier)
    if names is not None:
        return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    if specifier[0] in "fF" and len(specifier) <= 7:
        return rf"\d{{{len(specifier)}}}" if specifier[0] == "f" else rf"\d{{0,{len(specifier)}}}"
    raise bad_format()


def _place(value: str, names: Sequence[str]) -> int:
    return [name.lower() for name in names].index(value.lower())


def _take(specifier: str, value: str, marks: DateMarks, found: Found) -> None:
    letter = specifier[0]
    if letter == "y":
        found.year = full_year(value) if len(specifier) <= 2 else int(value)
    elif letter == "M":
        names = marks.short_months if len(specifier) == 3 else marks.months
        found.month = int(value) if len(specifier) <= 2 else _place(value, names) + 1
    elif letter == "d" and len(specifier) <= 2:
        found.day = int(value)
    elif letter == "d":
        found.weekday = _place(value, marks.short_days if len(specifier) == 3 else marks.days)
    elif letter in "Hh":
        _take_hour(letter, int(value), found)
    elif letter == "m":
        found.minute = int(value)
    elif letter == "s":
        found.second = int(value)
    elif letter in "fF":
        found.ticks = int(value.ljust(7, "0"))
    elif letter == "t":
        found.is_afternoon = value.lower().startswith(marks.afternoon[:1].lower()) if value else None
    elif value:
        _take_zone(value, found)


def _take_hour(letter: str, hour: int, found: Found) -> None:
    if hour > (23 if letter == "H" else 12):
        raise unrecognized()
    found.hour = hour


def _take_zone(value: str, found: Found) -> None:
    found.is_utc = value in "Zz"
    if not found.is_utc:
        digits = value[1:].replace(":", "")
        minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
        found.offset = -minutes if value[0] == "-" else minutes
