"""Format strings of .NET: ``'{0,5:N2}' -f 3`` and ``.ToString('N2')``.

Source: https://learn.microsoft.com/dotnet/standard/base-types/composite-formatting .
"""

from __future__ import annotations

import decimal
import re

from winlab.powershell.cultures import EN_US, Culture
from winlab.powershell.errors import PSError, error, net_error
from winlab.powershell.limits import net_room
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.numbertext import format_number
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, unwrap

_ITEM = re.compile(r"\{(\d+)\s*(?:,\s*(-?\d+)\s*)?(?::((?:[^{}]|\{\{|\}\})*))?\}")


def format_operator(template: str, arguments: object) -> str:
    """``template -f arguments``."""
    values = list(arguments) if isinstance(arguments, list) else [arguments]
    try:
        return composite(template, values)
    except PSError as failed:
        inner = failed.record.exception
        text = f"Error formatting a string: {inner.message}"
        raise error("FormatError", text, "InvalidOperation", template, inner=inner) from None


def composite(template: str, values: list[object], culture: Culture = EN_US) -> str:
    """``String.Format``.

    Raises:
        PSError: FormatException.
    """
    pieces: list[str] = []
    at = 0
    while at < len(template):
        char = template[at]
        if char in "{}":
            if template[at : at + 2] == char * 2:
                pieces.append(char)
                at += 2
                continue
            match = _ITEM.match(template, at)
            if match is None:
                raise net_error("System.FormatException", "Input string was not in a correct format.")
            place = int(match[1])
            if place >= len(values):
                raise net_error(
                    "System.FormatException",
                    "Index (zero based) must be greater than or equal to zero and less than the size of the argument "
                    "list.",
                )
            form = (match[3] or "").replace("{{", "{").replace("}}", "}")
            text = format_value(values[place], form, culture)
            width = int(match[2]) if match[2] else 0
            net_room(abs(width))
            pieces.append(text.ljust(-width) if width < 0 else text.rjust(width))
            at = match.end()
        else:
            end = at + 1
            while end < len(template) and template[end] not in "{}":
                end += 1
            pieces.append(template[at:end])
            at = end
    return "".join(pieces)


def format_value(value: object, form: str, culture: Culture = EN_US) -> str:
    """A value in a format of a culture.

    Raises:
        PSError: FormatException.
    """
    value = unwrap(value)
    if value is None:
        return ""
    if isinstance(value, (int, float, decimal.Decimal)) and not isinstance(value, bool):
        return format_number(value, form or "G", culture.numbers)
    formatter = getattr(value, "net_format", None)
    if formatter is not None and not isinstance(value, EnumValue):
        return str(formatter(form, culture))
    if isinstance(value, (bool, str)) or not form:
        from winlab.powershell.text import plain_text

        return plain_text(value)
    if isinstance(value, EnumValue):
        return format_enum(value, form)
    return value.net_string() if isinstance(value, NetObject) else to_text(value)


def format_enum(value: EnumValue, form: str) -> str:
    """A value of an enumeration: its name (G, F), or its number (D, X)."""
    kind = form.upper()
    if kind == "D":
        return str(value.value)
    if kind == "X":
        return f"{value.value & 0xFFFFFFFF:08X}"
    if kind not in ("G", "F", ""):
        text = 'Format String can be only "G", "g", "X", "x", "F", "f", "D" or "d".'
        raise net_error("System.FormatException", text)
    return value.net_string()
