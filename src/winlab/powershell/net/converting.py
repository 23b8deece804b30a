"""System.Convert.

Source: https://learn.microsoft.com/dotnet/api/system.convert .
"""

from __future__ import annotations

import base64
import decimal
import math
import re
from collections.abc import Callable

from winlab.powershell.declare import NET
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.instants import DateTime
from winlab.powershell.invoking import array_of, type_by_name
from winlab.powershell.net.characters import parse_bool, parse_char
from winlab.powershell.net.cultures import PROVIDER
from winlab.powershell.net.nothing import DBNull
from winlab.powershell.net.numbers import decimal_number, overflow, to_string
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.net.typecodes import CODE, code_of_value
from winlab.powershell.nettypes import EnumValue, NetMethod, NetType
from winlab.powershell.numberconversion import INTEGERS
from winlab.powershell.numeric import RANGES, single
from winlab.powershell.text import plain_text
from winlab.powershell.values import Char, Int64, NetObject, TypedArray, type_name

INT, S, OBJ, B, TYPE = "System.Int32", "System.String", "System.Object", "System.Boolean", "System.Type"
BYTES, CA, OPTIONS = "System.Byte[]", "System.Char[]", "System.Base64FormattingOptions"
CONVERT = NET.extend("System.Convert")
NET.enum(OPTIONS, {"None": 0, "InsertLineBreaks": 1}, flags=True)
CONVERT.static_property("DBNull")(lambda: DBNull.value())
CONVERT.static("IsDBNull", (OBJ,), returns=B)(lambda value: isinstance(value, DBNull))
CONVERT.static("GetTypeCode", (OBJ,), returns=CODE)(code_of_value)
_SIMPLE = (
    "Boolean", "Char", "SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double",
    "Decimal", "DateTime",
)  # fmt: skip


def invalid_cast(value: object, short: str) -> PSError:
    """There is no way between two types."""
    name = type_name(value).removeprefix("System.")
    return net_error("System.InvalidCastException", f"Invalid cast from '{name}' to '{short}'.")


def to_simple(value: object, short: str, *rest: object) -> object:
    """A value as one of the simple types, by the rules of IConvertible.

    Raises:
        PSError: FormatException, OverflowException or InvalidCastException.
    """
    if isinstance(value, EnumValue):
        value = value.value
    if isinstance(value, Char):
        return _from_char(value, short)
    if isinstance(value, str):
        return _from_text(value, short, rest)
    if isinstance(value, (bool, int, float, decimal.Decimal)):
        return _from_number(value, short)
    if value is None:
        return _zero(short)
    if isinstance(value, DateTime):
        if short != "DateTime":
            raise invalid_cast(value, short)
        return value
    if isinstance(value, DBNull):
        raise net_error("System.InvalidCastException", "Object cannot be cast from DBNull to other types.")
    raise net_error(
        "System.InvalidCastException",
        f"Unable to cast object of type '{type_name(value)}' to type 'System.IConvertible'.",
    )


def _zero(short: str) -> object:
    if short == "DateTime":
        return DateTime(0)
    if short == "Char":
        return Char("\0")
    return _from_number(0, short)


def _from_char(value: Char, short: str) -> object:
    if short == "Char":
        return value
    if short in ("Boolean", "Single", "Double", "Decimal", "DateTime"):
        raise invalid_cast(value, short)
    return _from_number(ord(value), short)


def _from_text(text: str, short: str, rest: tuple[object, ...]) -> object:
    if short == "Boolean":
        return parse_bool(text)
    if short == "Char":
        return parse_char(text)
    parse = type_by_name("System." + short).find_static("parse")
    assert isinstance(parse, NetMethod)
    return parse.function(text, *rest)


def _from_number(value: bool | int | float | decimal.Decimal, short: str) -> object:
    if short == "Boolean":
        return value != 0
    if short == "DateTime" or (short == "Char" and isinstance(value, (bool, float, decimal.Decimal))):
        raise invalid_cast(value, short)
    if short == "Char":
        if not 0 <= value <= 0xFFFF:
            text = "Value was either too large or too small for a character."
            raise net_error("System.OverflowException", text)
        return Char(chr(int(value)))
    if short in ("Double", "Single"):
        return float(value) if short == "Double" else single(float(value))
    if short == "Decimal":
        return _as_decimal(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise overflow(short)
    kind = INTEGERS["System." + short]
    number = round(value)
    low, high = RANGES[kind]
    if not low <= number <= high:
        raise overflow(short)
    return kind(number)


def _as_decimal(value: float | decimal.Decimal) -> object:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise overflow("Decimal")
        return decimal_number(decimal.Decimal(f"{value:.15g}"))
    return decimal_number(decimal.Decimal(value if isinstance(value, decimal.Decimal) else int(value)))


def _converter(short: str) -> Callable[..., object]:
    def change(value: object, *rest: object) -> object:
        if rest and isinstance(rest[0], int) and not isinstance(rest[0], bool):
            return _from_base(plain_text(value), rest[0], short)
        return to_simple(value, short, *rest)

    return change


def _from_base(text: str, base: int, short: str) -> object:
    if base not in (2, 8, 10, 16):
        raise net_error("System.ArgumentException", "Invalid Base.")
    if not text:
        message = "Index was out of range. Must be non-negative and less than the size of the collection."
        raise out_of_range("startIndex", message)
    digits = text[2:] if base == 16 and text[:2].lower() == "0x" else text
    sign = -1 if base == 10 and digits.startswith("-") else 1
    digits = digits[1:] if sign < 0 else digits
    allowed = "0123456789abcdef"[:base]
    good = next((n for n, c in enumerate(digits.lower()) if c not in allowed), len(digits))
    if not good:
        raise net_error("System.FormatException", "Could not find any recognizable digits.")
    if good < len(digits):
        text = "Additional non-parsable characters are at the end of the string."
        raise net_error("System.FormatException", text)
    kind = INTEGERS["System." + short]
    low, high = RANGES[kind]
    number = sign * int(digits, base)
    if base != 10 and low < 0 and high < number <= 2 * high + 1:
        number -= (high + 1) * 2
    if not low <= number <= high:
        raise overflow(short)
    return kind(number)


for _short in _SIMPLE:
    _based = ((S, INT),) if "System." + _short in INTEGERS else ()
    CONVERT.static(f"To{_short}", (OBJ,), (S,), (OBJ, PROVIDER), (S, PROVIDER), *_based, returns=f"System.{_short}")(
        _converter(_short)
    )


@CONVERT.static(
    "ChangeType", (OBJ, TYPE), (OBJ, TYPE, PROVIDER), (OBJ, CODE), (OBJ, CODE, PROVIDER)
)  # fmt: skip
def change_type(value: object, target: object, *rest: object) -> object:
    """A value as a type."""
    name = f"System.{target.net_string()}" if isinstance(target, EnumValue) else getattr(target, "name", "")
    short = name.removeprefix("System.")
    if short in _SIMPLE:
        if value is None:
            text = "Null object cannot be converted to a value type."
            raise net_error("System.InvalidCastException", text)
        return to_simple(value, short, *rest)
    if short == "String":
        return None if value is None else to_string(value, *rest)
    if value is None or (isinstance(target, NetType) and _is_already(value, target)):
        return value
    if isinstance(value, (str, bool, int, float, decimal.Decimal, DateTime, EnumValue)):
        source = type_name(value)
        raise net_error("System.InvalidCastException", f"Invalid cast from '{source}' to '{name}'.")
    raise net_error("System.InvalidCastException", "Object must implement IConvertible.")


def _is_already(value: object, target: NetType) -> bool:
    if isinstance(value, list):
        return array_of(type_by_name(type_name(value)[:-2])).name == target.name
    names = value.type_names() if isinstance(value, NetObject) else [type_name(value)]
    return target.name == OBJ or target.name in names


@CONVERT.static(
    "ToString", (OBJ,), (OBJ, PROVIDER), *((f"System.{n}", INT) for n in ("Byte", "Int16", "Int32", "Int64")), returns=S
)
def convert_to_string(value: object, base: object = None) -> str:
    """The text, or a number in base 2, 8, 10 or 16."""
    if not isinstance(base, int):
        return "" if value is None else to_string(value, base)
    if base not in (2, 8, 10, 16):
        raise net_error("System.ArgumentException", "Invalid Base.")
    assert isinstance(value, int)
    number = int(value)
    if number < 0 and base != 10:
        low, high = RANGES[type(value)]
        number += high - low + 1
    return {2: f"{number:b}", 8: f"{number:o}", 16: f"{number:x}", 10: str(number)}[base]


# --- base 64 ---

_LINE = 76


def _encoded(data: list[object], rest: tuple[object, ...]) -> str:
    numbers = [each for each in rest if type(each) is int]
    if numbers:
        start, count = numbers
        if not 0 <= start <= len(data) or not 0 <= count <= len(data) - start:
            name = "offset" if 0 <= count <= len(data) else "length"
            raise out_of_range(name, "Offset and length must refer to a position in the string.")
        data = data[start : start + count]
    text = base64.b64encode(bytes(data)).decode()  # type: ignore[arg-type]  # bytes
    if any(isinstance(each, EnumValue) and each.value & 1 for each in rest):
        return "\r\n".join(text[at : at + _LINE] for at in range(0, len(text), _LINE))
    return text


CONVERT.static("ToBase64String", (BYTES,), (BYTES, OPTIONS), (BYTES, INT, INT), (BYTES, INT, INT, OPTIONS), returns=S)(
    lambda data, *rest: _encoded(data, rest)
)


@CONVERT.static("ToBase64CharArray", (BYTES, INT, INT, CA, INT), returns=INT)
def to_base64_characters(data: list[object], start: int, count: int, target: list[object], place: int) -> int:
    """Base64 into an array of characters; how many they are."""
    text = _encoded(data, (start, count))
    target[place : place + len(text)] = [Char(c) for c in text]
    return len(text)


@CONVERT.static("FromBase64String", (S,), returns=BYTES)
def from_base64(text: str) -> object:
    """Bytes of base64."""
    bare = re.sub(r"[ \t\r\n]", "", text)
    if re.search(r"[^A-Za-z0-9+/=]", bare):
        raise net_error("System.FormatException", "Invalid character in a Base-64 string.")
    if len(bare) % 4:
        raise net_error("System.FormatException", "Invalid length for a Base-64 char array.")
    if not re.fullmatch(r"[^=]*={0,2}", bare):
        raise net_error("System.FormatException", "Invalid character in a Base-64 string.")
    return TypedArray.of_bytes(base64.b64decode(bare))


CONVERT.static("FromBase64CharArray", (CA, INT, INT), returns=BYTES)(
    lambda characters, start, count: from_base64("".join(characters[start : start + count]))
)
__all__ = ["CONVERT", "Int64", "change_type", "to_simple"]
