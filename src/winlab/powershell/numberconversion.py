"""Conversions of values to numbers and characters."""

from __future__ import annotations

import decimal
import math
import re

from winlab.powershell.errors import ConversionFailed, NetException, PSError
from winlab.powershell.literals import literal_number
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.numeric import RANGES, Number, decimal_of, plain
from winlab.powershell.values import Byte, Char, Int16, Int64, SByte, UInt16, UInt32, UInt64, type_name

INTEGERS: dict[str, type[int]] = {
    "System.Int32": int,
    "System.Int64": Int64,
    "System.Byte": Byte,
    "System.SByte": SByte,
    "System.Int16": Int16,
    "System.UInt16": UInt16,
    "System.UInt32": UInt32,
    "System.UInt64": UInt64,
}
"""The integer types by their full names."""

_HEX = re.compile(r"(?:0[xX]|&[hH]|#)([0-9a-fA-F]+)\Z")
_INTEGER = re.compile(r"[+-]?\d+\Z")
_REAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_GROUPED = re.compile(r"[+-]?\d+(,\d+)+(\.\d*)?\Z")


def parse_number(text: str) -> Number:
    """A text as the number a script's literal would be (used where an operator meets text and number).

    Raises:
        ConversionFailed: it is no number.
    """
    stripped = text.strip()
    if not stripped:
        return 0
    number = literal_number(stripped)
    if number is None:
        raise ConversionFailed(NetException("System.FormatException", "Input string was not in a correct format."))
    return number


def _overflow(name: str) -> ConversionFailed:
    short = name.rpartition(".")[2]
    texts = {
        "Byte": "an unsigned byte",
        "SByte": "a signed byte",
        "UInt16": "a UInt16",
        "UInt32": "a UInt32",
        "UInt64": "a UInt64",
    }
    text = f"Value was either too large or too small for {texts.get(short, 'an ' + short)}."
    return ConversionFailed(NetException("System.OverflowException", text), "InvalidCastIConvertible")


def _format_failed(error_id: str) -> ConversionFailed:
    return ConversionFailed(
        NetException("System.FormatException", "Input string was not in a correct format."), error_id
    )


def to_integer(value: object, name: str) -> int:
    """A value as an integer type named ``name``."""
    kind = INTEGERS[name]
    number: int
    if isinstance(value, (bool, int)):
        number = int(value)
    elif isinstance(value, Char):
        number = ord(value)
    elif isinstance(value, str):
        number = _integer_from_text(value, name)
    elif isinstance(value, (float, decimal.Decimal)):
        if isinstance(value, float) and not math.isfinite(value):
            raise _overflow(name)
        number = round(value)
    elif isinstance(value, EnumValue):
        number = value.value
    else:
        raise ConversionFailed
    low, high = RANGES[kind]
    if not low <= number <= high:
        raise (
            _overflow(name)
            if not isinstance(value, str)
            else ConversionFailed(_overflow(name).inner, "InvalidCastFromStringToInteger")
        )
    return number if kind is int else kind(number)


_LONG = 100
"""Digits that no number of .NET has: more of them change nothing but cost time."""


def _integer_from_text(value: str, name: str) -> int:
    """As Int32Converter and its siblings read a text, and, where they do not, as a Double that is rounded."""
    text = value.strip()
    if _INTEGER.match(text):
        return int(text) if len(text) < _LONG else int(f"{text[0]}{text[1:].lstrip('0')[:_LONG]}")
    if not text:
        return 0
    if hexadecimal := _HEX.match(text):
        digits = int(hexadecimal[1], 16)
        low, high = RANGES[INTEGERS[name]]
        bits = high.bit_length()
        return digits - 2 ** (bits + 1) if low < 0 and 2**bits <= digits < 2 ** (bits + 1) else digits
    if _GROUPED.match(text):
        text = text.replace(",", "")
    if not _REAL.match(text):
        raise _format_failed("InvalidCastFromStringToInteger")
    number = decimal.Decimal(text)
    if abs(number) < decimal.Decimal(10) ** 40:
        return round(number)
    raise _overflow(name)


def to_double(value: object) -> float:
    """A value as Double."""
    if isinstance(value, (bool, int, float, decimal.Decimal)):
        return float(value)
    if isinstance(value, EnumValue):
        return float(value.value)
    if isinstance(value, Char) or not isinstance(value, str):
        raise ConversionFailed
    text = value.strip()
    if not text:
        return 0.0
    if _GROUPED.match(text):
        text = text.replace(",", "")
    if _REAL.match(text) or text in ("Infinity", "-Infinity", "NaN"):
        return float(text) or 0.0  # the Framework reads -0 as 0
    raise _format_failed("InvalidCastFromStringToDoubleOrSingle")


def to_decimal(value: object) -> decimal.Decimal:
    """A value as Decimal."""
    if isinstance(value, bool):
        return decimal.Decimal(int(value))
    if isinstance(value, (int, float, decimal.Decimal)):
        try:
            return decimal_of(value)
        except PSError as failed:
            raise ConversionFailed(failed.record.exception, "InvalidCastIConvertible") from None
    if isinstance(value, EnumValue):
        return decimal.Decimal(value.value)
    if isinstance(value, Char) or not isinstance(value, str):
        raise ConversionFailed
    text = value.strip()
    if not text:
        return decimal.Decimal(0)
    if _GROUPED.match(text):
        text = text.replace(",", "")
    if _REAL.match(text):
        return plain(decimal.Decimal(text))
    raise _format_failed("InvalidCastFromStringToDecimal")


def to_char(value: object) -> Char:
    """A value as Char."""
    if isinstance(value, Char):
        return value
    if isinstance(value, str):
        if len(value) == 1:
            return Char(value)
        raise ConversionFailed(
            NetException("System.FormatException", "String must be exactly one character long."),
            "InvalidCastFromStringToChar" if value else "InvalidCastParseTargetInvocation",
        )
    if isinstance(value, int) and not isinstance(value, bool):
        if 0 <= value <= 0xFFFF:
            return Char(chr(value))
        raise _overflow("System.Char")
    if isinstance(value, (float, decimal.Decimal)):
        raise ConversionFailed(
            NetException("System.InvalidCastException", f"Invalid cast from '{type_name(value)[7:]}' to 'Char'."),
            "InvalidCastIConvertible",
        )
    raise ConversionFailed
