"""Numbers in the formats of .NET: ``(3).ToString('N2')``.

Sources: https://learn.microsoft.com/dotnet/standard/base-types/standard-numeric-format-strings ,
https://learn.microsoft.com/dotnet/standard/base-types/custom-numeric-format-strings .
"""

from __future__ import annotations

import decimal
import math
import re

from winlab.powershell.cultures import EN_US, MONEY, NEGATIVE_MONEY, NumberMarks
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.numeric import RANGES, single
from winlab.powershell.text import double_text, to_text
from winlab.powershell.values import Single

_EXACT = decimal.Context(prec=400, rounding=decimal.ROUND_HALF_UP)
_STANDARD = re.compile(r"([A-Za-z])(\d{0,2})\Z")


def _bad() -> PSError:
    return net_error("System.FormatException", "Format specifier was invalid.")


def format_number(value: object, form: str, marks: NumberMarks = EN_US.numbers) -> str:
    """A number in a standard or custom format."""
    match = _STANDARD.match(form)
    if isinstance(value, float) and not math.isfinite(value):
        return {"Infinity": marks.infinity, "-Infinity": marks.negative_infinity}.get(
            to_text(value), marks.not_a_number
        )
    if match is None:
        return custom_number(value, form, marks)
    letter, digits = match[1], int(match[2]) if match[2] else None
    if letter in "Cc":
        return _money(_decimal(value), marks, digits)
    if letter in "Pp":
        text = marks.localized(_grouped(abs(_decimal(value)) * 100, marks.digits if digits is None else digits))
        sign = marks.minus if _decimal(value) < 0 and _nonzero(text) else ""
        return f"{sign}{text} {marks.percent}"
    return marks.localized(_standard_number(value, letter, digits, marks.digits))


def _standard_number(value: object, letter: str, digits: int | None, usual: int) -> str:
    upper = letter.upper()
    if upper in ("D", "X"):
        if not isinstance(value, int):
            raise _bad()
        return _integer(value, letter, digits or 0)
    if upper == "G":
        return _general(value, digits, letter)
    if upper == "R":
        if not isinstance(value, float):
            raise _bad()
        return _round_trip(value)
    if upper == "E":
        return _exponent(value, letter, 6 if digits is None else digits)
    places = usual if digits is None else digits
    if upper == "F":
        return _fixed(_decimal(value), places)
    if upper == "N":
        return _grouped(_decimal(value), places)
    raise _bad()


def _money(number: decimal.Decimal, marks: NumberMarks, digits: int | None) -> str:
    text = _grouped(abs(number), marks.digits if digits is None else digits)
    is_negative = number < 0 and _nonzero(text)
    pattern = NEGATIVE_MONEY[marks.negative_money_pattern] if is_negative else MONEY[marks.money_pattern]
    return pattern.replace("-", marks.minus).replace("n", marks.localized(text)).replace("$", marks.money)


def _round_trip(value: float) -> str:
    few = 7 if isinstance(value, Single) else 15
    text = double_text(value, few)
    kept = single(float(text)) if isinstance(value, Single) else float(text)
    return text if kept == value else double_text(value, 9 if isinstance(value, Single) else 17)


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


def _general(value: object, digits: int | None, letter: str = "G") -> str:
    if not digits:
        text = to_text(value)
    else:
        text = double_text(float(value), digits)  # type: ignore[arg-type]  # a number
    return text if letter == "G" else text.replace("E", "e")


def _exponent(value: object, letter: str, digits: int) -> str:
    mantissa, _, exponent = f"{_decimal(value):.{digits}e}".partition("e")
    number = int(exponent)
    return f"{mantissa}{letter}{'-' if number < 0 else '+'}{abs(number):03}"


# --- custom formats ---------------------------------------------------------------------------------------------------


def custom_number(value: object, form: str, marks: NumberMarks = EN_US.numbers) -> str:
    """A number in a custom format: ``0``, ``#``, ``.``, ``,``, ``%``, literals, sections."""
    sections = _sections(form)
    number = _decimal(value)
    section = sections[0]
    negative = number < 0
    if negative and len(sections) > 1 and sections[1]:
        section, number, negative = sections[1], -number, False
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    text, is_zero = _in_section(abs(number), section, marks)
    if is_zero and number != 0 and len(sections) > 2:
        text, _ = _in_section(decimal.Decimal(0), sections[2], marks)
        negative = False
    return marks.minus + text if negative and not is_zero else text


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


def _in_section(number: decimal.Decimal, section: str, marks: NumberMarks) -> tuple[str, bool]:
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
    laid = _laid_out(pieces, point, whole, grouped, fraction_text, exponent, power, marks)
    return laid, rounded == 0


def _laid_out(
    pieces: list[re.Match[str]],
    point: int,
    whole: list[int],
    whole_text: str,
    fraction_text: str,
    exponent: re.Match[str] | None,
    power: int,
    marks: NumberMarks,
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
                digits_left.pop(0)
                take -= 1
                if figures and figures[0] == ",":
                    figures.pop(0)
                    result.append(marks.group)
        elif piece[4]:
            result.append(fraction_text[fraction_at : fraction_at + 1])
            fraction_at += 1
        elif piece[5]:
            if place == point and fraction_text:
                result.append(marks.point)
        elif piece[6]:
            continue
        elif piece[7]:
            result.append(marks.percent)
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
