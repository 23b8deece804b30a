"""System.Convert."""

from __future__ import annotations

import base64
import re

from winlab.powershell.conversion import convert_or_fail
from winlab.powershell.declare import NET
from winlab.powershell.errors import ConversionFailed, NetException, PSError, net_error
from winlab.powershell.invoking import type_by_name
from winlab.powershell.objects import call_static
from winlab.powershell.text import plain_text
from winlab.powershell.values import Char, Int64, TypedArray

INT, L, S, OBJ = "System.Int32", "System.Int64", "System.String", "System.Object"

CONVERT = NET.extend("System.Convert")


def _declare_convert(short: str) -> None:
    target = type_by_name("System." + short)

    def change(value: object, extra: object = None) -> object:
        if isinstance(extra, int) and isinstance(value, str):
            return _from_base(value, extra, target.name)
        if (
            isinstance(value, str)
            and not isinstance(value, Char)
            and short not in ("Boolean", "Char", "String", "DateTime")
        ):
            try:
                return call_static(target, "Parse", [value])
            except PSError as failed:
                raise PSError(_bare(failed.record.exception)) from None
        if short == "Boolean" and isinstance(value, str):
            from winlab.powershell.net.primitives import parse_bool

            return parse_bool(value)
        try:
            return convert_or_fail(value, target)
        except ConversionFailed as failed:
            if failed.inner is not None:
                raise PSError(_bare(failed.inner)) from None
            raise net_error("System.InvalidCastException", "Specified cast is not valid.") from None

    CONVERT.static("To" + short, (OBJ,), (S, INT), (OBJ, "System.IFormatProvider"))(change)


def _bare(exception: NetException):  # type: ignore[no-untyped-def]  # a record as a method throws it
    from winlab.powershell.errors import ErrorRecord

    inner = exception.inner or exception
    return ErrorRecord(inner, inner.name.rpartition(".")[2])


def _from_base(text: str, base: int, name: str) -> object:
    from winlab.powershell.numberconversion import INTEGERS
    from winlab.powershell.numeric import RANGES

    try:
        number = int(text, base)
    except ValueError:
        raise net_error("System.FormatException", "Could not find any recognizable digits.") from None
    kind = INTEGERS[name]
    low, high = RANGES[kind]
    if number > high and low < 0 and base != 10:
        number -= (high + 1) * 2
    if not low <= number <= high:
        raise net_error("System.OverflowException", "Value was either too large or too small.")
    return kind(number)


for _name in [
    "Int32",
    "Int64",
    "Int16",
    "Byte",
    "SByte",
    "UInt16",
    "UInt32",
    "UInt64",
    "Double",
    "Single",
    "Decimal",
    "Boolean",
    "Char",
    "DateTime",
]:
    _declare_convert(_name)


@CONVERT.static("ChangeType", (OBJ, "System.Type"), (OBJ, "System.Type", "System.IFormatProvider"))
def change_type(value: object, target: object, *_rest: object) -> object:
    """A value as a type."""
    from winlab.powershell.conversion import convert_or_fail
    from winlab.powershell.nettypes import NetType

    assert isinstance(target, NetType)
    try:
        return convert_or_fail(value, target)
    except ConversionFailed as failed:
        inner = failed.inner or NetException("System.InvalidCastException", "Invalid cast.")
        raise PSError(_bare(inner)) from None


@CONVERT.static("ToString", (OBJ,), (INT, INT), (L, INT), (OBJ, "System.IFormatProvider"))
def convert_to_string(value: object, base: object = None) -> str:
    """The text, or a number in base 2, 8 or 16."""
    if isinstance(base, int) and isinstance(value, int):
        number = int(value)
        if number < 0:
            number += 2 ** (64 if isinstance(value, Int64) else 32)
        return {2: f"{number:b}", 8: f"{number:o}", 16: f"{number:x}", 10: str(int(value))}[base]
    return plain_text(value)


@CONVERT.static(
    "ToBase64String",
    ("System.Byte[]",),
    ("System.Byte[]", "System.Base64FormattingOptions"),
    ("System.Byte[]", "System.Int32", "System.Int32"),
)
def to_base64(data: list[int], *rest: object) -> str:
    """Base64 of all bytes, or of so many from an offset on."""
    if len(rest) == 2 and isinstance(rest[0], int) and isinstance(rest[1], int):
        if rest[0] < 0 or rest[1] < 0 or rest[0] + rest[1] > len(data):
            raise net_error(
                "System.ArgumentOutOfRangeException", "Offset and length must refer to a position in the string."
            )
        data = data[rest[0] : rest[0] + rest[1]]
    return base64.b64encode(bytes(data)).decode()


@CONVERT.static("FromBase64String", (S,))
def from_base64(text: str) -> object:
    """Bytes of base64."""
    try:
        return TypedArray.of_bytes(base64.b64decode(re.sub(r"\s", "", text), validate=True))
    except ValueError:
        raise net_error("System.FormatException", "Invalid length for a Base-64 char array.") from None
