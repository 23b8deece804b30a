"""Format strings of .NET: ``'{0,5:N2}' -f 3`` and ``.ToString('N2')``.

Source: https://learn.microsoft.com/dotnet/standard/base-types/standard-numeric-format-strings
and custom-numeric-format-strings.
"""

from __future__ import annotations

import decimal
import math
import re

from winlab.powershell.errors import NetException, PSError, error, net_error
from winlab.powershell.limits import net_room
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, unwrap

_EXACT = decimal.Context(prec=400, rounding=decimal.ROUND_HALF_UP)
_STANDARD = re.compile(r"([A-Za-z])(\d{0,2})\Z")


def format_operator(template: str, arguments: object) -> str:
    """``template -f arguments``."""
    values = list(arguments) if isinstance(arguments, list) else [arguments]
    try:
        return composite(template, values)
    except PSError as failed:
        inner = failed.record.exception
        text = f"Error formatting a string: {inner.message}"
        raise error("FormatError", text, "InvalidOperation", template, inner=inner) from None


def composite(template: str, values: list[object]) -> str:
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
            match = re.compile(r"\{(\d+)\s*(?:,\s*(-?\d+)\s*)?(?::((?:[^{}]|\{\{|\}\})*))?\}").match(template, at)
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
            text = format_value(values[place], form)
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


def format_value(value: object, form: str) -> str:
    """A value in a format.

    Raises:
        PSError: FormatException.
    """
    value = unwrap(value)
    if value is None:
        return ""
    formatter = getattr(value, "net_format", None)
    if formatter is not None:
        return str(formatter(form))
    if isinstance(value, (bool, str)) or not form:
        from winlab.powershell.text import plain_text

        return plain_text(value)
    if isinstance(value, (int, float, decimal.Decimal)):
        return format_number(value, form)
    if isinstance(value, EnumValue):
        if form.upper() == "D":
            return str(value.value)
        if form.upper() == "X":
            return f"{value.value:08X}"
        return value.net_string()
    return value.net_string() if isinstance(value, NetObject) else to_text(value)


def _bad() -> PSError:
    return net_error("System.FormatException", "Format specifier was invalid.")


def format_number(value: object, form: str) -> str:
    """A number in a standard or custom format."""
    match = _STANDARD.match(form)
    if isinstance(value, float) and not math.isfinite(value):
        return to_text(value)
    if match is None:
        return custom_number(value, form)
    letter, digits = match[1], int(match[2]) if match[2] else None
    upper = letter.upper()
    if upper in ("D", "X"):
        if not isinstance(value, int):
            raise _bad()
        return _integer(value, letter, digits or 0)
    if upper == "G":
        return _general(value, digits)
    if upper == "R":
        return repr(float(value)) if isinstance(value, float) and value != int(value) else to_text(value)
    if upper == "E":
        return _exponent(value, letter, 6 if digits is None else digits)
    number = _decimal(value)
    places = 2 if digits is None else digits
    if upper == "F":
        return _fixed(number, places)
    if upper == "N":
        return _grouped(number, places)
    if upper == "P":
        text = _grouped(abs(number) * 100, places)
        return f"-{text} %" if number < 0 and _nonzero(text) else f"{text} %"
    if upper == "C":
        text = "$" + _grouped(abs(number), places)
        return f"({text})" if number < 0 and _nonzero(text) else text
    raise _bad()


def _nonzero(text: str) -> bool:
    return any(char in "123456789" for char in text)


def _decimal(value: object) -> decimal.Decimal:
    if isinstance(value, decimal.Decimal):
        return value
    if isinstance(value, float):
        return decimal.Decimal(f"{value:.15g}")
    return decimal.Decimal(int(value))  # type: ignore[call-overload]  # a number


def _integer(value: int, letter: str, digits: int) -> str:
    if letter.upper() == "D":
        return ("-" if value < 0 else "") + str(abs(int(value))).rjust(digits, "0")
    from winlab.powershell.numeric import RANGES

    number = int(value)
    if number < 0:
        low, high = RANGES[type(value)]
        number += high - low + 1
    text = f"{number:X}" if letter == "X" else f"{number:x}"
    return text.rjust(digits, "0")


def _fixed(number: decimal.Decimal, places: int) -> str:
    text = format(number.quantize(decimal.Decimal(1).scaleb(-places), context=_EXACT), "f")
    return text[1:] if text.startswith("-") and not _nonzero(text) else text


def _grouped(number: decimal.Decimal, places: int) -> str:
    text = format(number.quantize(decimal.Decimal(1).scaleb(-places), context=_EXACT), ",f")
    return text[1:] if text.startswith("-") and not _nonzero(text) else text


def _general(value: object, digits: int | None) -> str:
    if not digits:
        return to_text(value)
    from winlab.powershell.text import double_text

    return double_text(float(value), digits)  # type: ignore[arg-type]  # a number


def _exponent(value: object, letter: str, digits: int) -> str:
    mantissa, _, exponent = f"{_decimal(value):.{digits}e}".partition("e")
    number = int(exponent)
    return f"{mantissa}{letter}{'-' if number < 0 else '+'}{abs(number):03}"


# --- custom formats ---------------------------------------------------------------------------------------------------


def custom_number(value: object, form: str) -> str:
    """A number in a custom format: ``0``, ``#``, ``.``, ``,``, ``%``, literals, sections."""
    sections = _sections(form)
    number = _decimal(value)
    section = sections[0]
    negative = number < 0
    if negative and len(sections) > 1 and sections[1]:
        section, number, negative = sections[1], -number, False
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    text, is_zero = _in_section(abs(number), section)
    if is_zero and number != 0 and len(sections) > 2:
        text, _ = _in_section(decimal.Decimal(0), sections[2])
        negative = False
    return "-" + text if negative and not is_zero else text


def _sections(form: str) -> list[str]:
    parts, current, quote = [], "", ""
    at = 0
    while at < len(form):
        char = form[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "\\":
            current += form[at : at + 2]
            at += 2
            continue
        elif char == ";":
            parts.append(current)
            current = ""
            at += 1
            continue
        current += char
        at += 1
    return [*parts, current]


_PIECE = re.compile(r"\\(.)|'([^']*)'|\"([^\"]*)\"|([0#])|(\.)|(,)|(%)|([eE][+-]?0+)|(.)", re.DOTALL)


def _in_section(number: decimal.Decimal, section: str) -> tuple[str, bool]:
    pieces = list(_PIECE.finditer(section))
    percent = sum(1 for piece in pieces if piece[7])
    number = number * (decimal.Decimal(100) ** percent)
    point = next((place for place, piece in enumerate(pieces) if piece[5]), len(pieces))
    whole = [place for place, piece in enumerate(pieces) if piece[4] and place < point]
    fraction = [place for place, piece in enumerate(pieces) if piece[4] and place > point]
    grouping = False
    for place, piece in enumerate(pieces):
        if piece[6] and whole and place < point:
            if whole[0] < place < whole[-1]:
                grouping = True
            elif place > whole[-1]:
                number /= 1000
    exponent = next((piece for piece in pieces if piece[8]), None)
    power = 0
    if exponent is not None and number:
        power = number.adjusted() - max(len(whole) - 1, 0)
        number = number.scaleb(-power)
    rounded = number.quantize(decimal.Decimal(1).scaleb(-len(fraction)), context=_EXACT)
    whole_text, _, fraction_text = format(rounded, "f").partition(".")
    whole_text = whole_text.lstrip("0")
    first_zero = next((place for place in whole if pieces[place][4] == "0"), None)
    least = 0 if first_zero is None else len(whole) - whole.index(first_zero)
    whole_text = whole_text.rjust(least, "0")
    last_zero = max((n for n, place in enumerate(fraction) if pieces[place][4] == "0"), default=-1)
    fraction_text = fraction_text.rstrip("0").ljust(last_zero + 1, "0")
    if grouping and len(whole_text) > 3:
        head = len(whole_text) % 3
        groups = [whole_text[:head]] if head else []
        groups += [whole_text[n : n + 3] for n in range(head, len(whole_text), 3)]
        grouped = ",".join(groups)
    else:
        grouped = whole_text
    return _laid_out(pieces, point, whole, grouped, fraction_text, exponent, power), rounded == 0


def _laid_out(
    pieces: list[re.Match[str]],
    point: int,
    whole: list[int],
    whole_text: str,
    fraction_text: str,
    exponent: re.Match[str] | None,
    power: int,
) -> str:
    figures = list(whole_text)
    digits_left = [char for char in figures if char != ","]
    result: list[str] = []
    places_left = len(whole)
    fraction_at = 0
    for place, piece in enumerate(pieces):
        if piece[4] and place < point:
            take = len(digits_left) - places_left + 1
            places_left -= 1
            while take > 0 and digits_left:
                result.append(figures.pop(0))
                if result[-1] != ",":
                    digits_left.pop(0)
                    take -= 1
                if figures and figures[0] == ",":
                    result.append(figures.pop(0))
        elif piece[4]:
            result.append(fraction_text[fraction_at : fraction_at + 1])
            fraction_at += 1
        elif piece[5]:
            if place == point and fraction_text:
                result.append(".")
        elif piece[6]:
            continue
        elif piece[7]:
            result.append("%")
        elif piece[8]:
            assert exponent is not None
            text = piece[8]
            sign = "-" if power < 0 else "+" if "+" in text else ""
            result.append(f"{text[0]}{sign}{abs(power):0{text.count('0')}}")
        else:
            result.append(next(group for group in (piece[1], piece[2], piece[3], piece[9]) if group is not None))
    if not whole and point < len(pieces) and whole_text.strip("0"):
        result.insert(0, whole_text)
    return "".join(result)


__all__ = ["NetException", "composite", "format_number", "format_operator", "format_value"]
