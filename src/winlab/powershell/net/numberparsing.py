"""Numbers out of text by the rules of NumberStyles.

Source: https://learn.microsoft.com/dotnet/api/system.globalization.numberstyles .
"""

from __future__ import annotations

import decimal
import re

from winlab.powershell.cultures import EN_US, NumberMarks
from winlab.powershell.declare import NET
from winlab.powershell.errors import PSError, net_error

STYLES = "System.Globalization.NumberStyles"
LEADING_WHITE, TRAILING_WHITE, LEADING_SIGN, TRAILING_SIGN, PARENTHESES = 1, 2, 4, 8, 16
DECIMAL_POINT, THOUSANDS, EXPONENT, CURRENCY, HEX = 32, 64, 128, 256, 512
INTEGER, NUMBER, FLOAT = 7, 111, 167
REAL = FLOAT | THOUSANDS
NET.enum(
    STYLES,
    {
        "None": 0,
        "AllowLeadingWhite": LEADING_WHITE,
        "AllowTrailingWhite": TRAILING_WHITE,
        "AllowLeadingSign": LEADING_SIGN,
        "Integer": INTEGER,
        "AllowTrailingSign": TRAILING_SIGN,
        "AllowParentheses": PARENTHESES,
        "AllowDecimalPoint": DECIMAL_POINT,
        "AllowThousands": THOUSANDS,
        "Number": NUMBER,
        "AllowExponent": EXPONENT,
        "Float": FLOAT,
        "AllowCurrencySymbol": CURRENCY,
        "Currency": 383,
        "Any": 511,
        "AllowHexSpecifier": HEX,
        "HexNumber": HEX | LEADING_WHITE | TRAILING_WHITE,
    },
    flags=True,
)
_WHITE = " \t\n\v\f\r"
_LONG = 400
"""Digits that change no number of .NET any more."""


def wrong_format() -> PSError:
    """The text is no number."""
    return net_error("System.FormatException", "Input string was not in a correct format.")


def number_of(text: str, style: int, marks: NumberMarks = EN_US.numbers) -> decimal.Decimal:
    """The number that a text says.

    Raises:
        PSError: FormatException.
    """
    rest = text.rstrip("\0")
    rest = rest.lstrip(_WHITE) if style & LEADING_WHITE else rest
    rest = rest.rstrip(_WHITE) if style & TRAILING_WHITE else rest
    if style & HEX:
        if not re.fullmatch(r"[0-9A-Fa-f]+", rest):
            raise wrong_format()
        return decimal.Decimal(int(rest, 16))
    rest, is_negative = _without_marks(rest, style, marks)
    found = _pattern(style, marks).fullmatch(rest)
    if found is None or not (found["whole"] or found["part"]):
        raise wrong_format()
    whole = found["whole"].replace(marks.group, "").lstrip("0")
    part = (found["part"] or "")[:_LONG]
    exponent = int(found["power"] or 0) + max(len(whole) - _LONG, 0)
    number = decimal.Decimal(f"{whole[:_LONG] or 0}.{part or 0}" if part else whole[:_LONG] or "0")
    if exponent:
        exact = decimal.Context(prec=2 * _LONG + 10, Emax=10**6, Emin=-(10**6))
        number = number.scaleb(max(-9999, min(exponent, 9999)), exact)
    return -number if is_negative else number


def _pattern(style: int, marks: NumberMarks) -> re.Pattern[str]:
    group = re.escape(marks.group) if style & THOUSANDS else ""
    whole = rf"(?P<whole>(?:[0-9]+{f'(?:{group}*[0-9]+)*{group}*' if group else ''})?)"
    part = rf"(?:{re.escape(marks.point)}(?P<part>[0-9]*))?" if style & DECIMAL_POINT else "(?P<part>(?!))?"
    power = r"(?:[eE](?P<power>[+-]?[0-9]{1,9}))?" if style & EXPONENT else "(?P<power>(?!))?"
    return re.compile(whole + part + power)


def _without_marks(text: str, style: int, marks: NumberMarks) -> tuple[str, bool]:
    """The bare number within signs, parentheses and the symbol of money, and whether it is negative."""
    is_negative = is_signed = False
    if style & PARENTHESES and text.startswith("(") and text.endswith(")"):
        text, is_negative, is_signed = text[1:-1], True, True
    for _ in range(2):
        if style & CURRENCY and marks.money and text.startswith(marks.money):
            text = text.removeprefix(marks.money).lstrip(_WHITE)
        elif style & CURRENCY and marks.money and text.endswith(marks.money):
            text = text.removesuffix(marks.money).rstrip(_WHITE)
        for sign, negates in ((marks.minus, True), (marks.plus, False)):
            if not is_signed and style & LEADING_SIGN and text.startswith(sign):
                text, is_negative, is_signed = text.removeprefix(sign), negates, True
            elif not is_signed and style & TRAILING_SIGN and text.endswith(sign):
                text, is_negative, is_signed = text.removesuffix(sign).rstrip(_WHITE), negates, True
    return text, is_negative
