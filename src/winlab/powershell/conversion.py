"""Conversions between types (LanguagePrimitives): to bool, numbers, text, characters, enumerations, arrays...

Converters to further types are added with :func:`converter` where the type is declared.
"""

from __future__ import annotations

import decimal
import math
import re
from collections.abc import Callable

from winlab.powershell.errors import NetException, PSError, error
from winlab.powershell.nettypes import TYPES, EnumValue, NetMethod, NetType
from winlab.powershell.numeric import RANGES, decimal_of, plain, single
from winlab.powershell.text import to_text
from winlab.powershell.values import (
    PLAIN_TYPES,
    VOID,
    ArrayList,
    Byte,
    Char,
    GenericList,
    Hashtable,
    Int16,
    Int64,
    NetObject,
    PSObject,
    SByte,
    Single,
    TypedArray,
    UInt16,
    UInt32,
    UInt64,
    type_name,
    type_names,
    unwrap,
)

INVALID_CAST = "System.Management.Automation.PSInvalidCastException"

_INTEGERS: dict[str, type[int]] = {
    "System.Int32": int,
    "System.Int64": Int64,
    "System.Byte": Byte,
    "System.SByte": SByte,
    "System.Int16": Int16,
    "System.UInt16": UInt16,
    "System.UInt32": UInt32,
    "System.UInt64": UInt64,
}
_PYTHON_OF: dict[str, type] = {name: python for python, name in PLAIN_TYPES.items()}
_HEX = re.compile(r"[+-]?0[xX][0-9a-fA-F]+\Z")
_INTEGER = re.compile(r"[+-]?\d+\Z")
_REAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_GROUPED = re.compile(r"[+-]?\d+(,\d+)+(\.\d*)?\Z")

Converter = Callable[[object], object]
CONVERTERS: dict[str, Converter] = {}
"""Converters by the target type's full name; they raise ConversionFailed or PSError."""


class ConversionFailed(Exception):
    """The value can't be converted; ``inner`` tells why where .NET says it."""

    def __init__(self, inner: NetException | None = None, error_id: str = "") -> None:
        super().__init__(inner)
        self.inner = inner
        self.error_id = error_id


def converter(name: str) -> Callable[[Converter], Converter]:
    """Declares the decorated function as converter to a type."""

    def declare(function: Converter) -> Converter:
        CONVERTERS[name] = function
        return function

    return declare


# --- truth -----------------------------------------------------------------------------------------------------------


def to_bool(value: object) -> bool:
    """Whether a value counts as true."""
    if value is True:
        return True
    if value is False or value is None or value is VOID:
        return False
    if isinstance(value, str):
        return len(value) > 0 if type(value) is not Char else value != "\0"
    if isinstance(value, (int, float, decimal.Decimal)):
        return value != 0
    if isinstance(value, list):
        if len(value) == 1:
            return to_bool(value[0])
        return len(value) > 0
    if isinstance(value, PSObject):
        return True if value.base is None else to_bool(value.base)
    if isinstance(value, ArrayList):
        return to_bool(value.items)
    truth = getattr(value, "net_truth", None)
    return True if truth is None else bool(truth())


# --- numbers ---------------------------------------------------------------------------------------------------------


def parse_number(text: str) -> object:
    """A text as the number a script's literal would be (used where an operator meets text and number).

    Raises:
        ConversionFailed: it is no number.
    """
    from winlab.powershell.literals import literal_number

    stripped = text.strip()
    if not stripped:
        return 0
    number = literal_number(stripped)
    if number is None:
        raise ConversionFailed(NetException("System.FormatException", "Input string was not in a correct format."))
    return number


def round_half_even(value: float | decimal.Decimal) -> int:
    """To the nearest integer, halves to the even one."""
    return round(value)


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
    kind = _INTEGERS[name]
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
        number = round_half_even(value)
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
    text = value.strip()
    if _INTEGER.match(text):
        return int(text) if len(text) < _LONG else int(f"{text[0]}{text[1:].lstrip('0')[:_LONG]}")
    if not text:
        return 0
    if _HEX.match(text):
        digits = int(text.replace("0x", "").replace("0X", ""), 16)
        bits = RANGES[_INTEGERS[name]][1].bit_length()
        signed = RANGES[_INTEGERS[name]][0] < 0
        if signed and digits >= 2**bits and digits < 2 ** (bits + 1):
            digits -= 2 ** (bits + 1)
        return digits
    if _GROUPED.match(text):
        text = text.replace(",", "")
    if _REAL.match(text):
        number = decimal.Decimal(text)
        if abs(number) < decimal.Decimal(10) ** 40:
            return round(number)
    try:
        number_value = parse_number(text)
    except ConversionFailed:
        raise _format_failed("InvalidCastFromStringToInteger") from None
    if isinstance(number_value, float) and not math.isfinite(number_value):
        raise _overflow(name)
    return round(number_value)  # type: ignore[call-overload,no-any-return]  # a number


def to_double(value: object) -> float:
    """A value as Double."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, Single):
        return float(value)
    if isinstance(value, (int, float, decimal.Decimal)):
        return float(value)
    if isinstance(value, Char):
        raise ConversionFailed
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return 0.0
        if _GROUPED.match(text):
            text = text.replace(",", "")
        if _REAL.match(text):
            return float(text) or 0.0  # the Framework reads -0 as 0
        if text in ("Infinity", "-Infinity", "NaN"):
            return float(text) or 0.0  # the Framework reads -0 as 0
        try:
            return float(parse_number(text))  # type: ignore[arg-type]  # a number
        except ConversionFailed:
            raise _format_failed("InvalidCastFromStringToDoubleOrSingle") from None
    if isinstance(value, EnumValue):
        return float(value.value)
    raise ConversionFailed


def to_decimal(value: object) -> decimal.Decimal:
    """A value as Decimal."""
    if isinstance(value, bool):
        return decimal.Decimal(int(value))
    if isinstance(value, (int, float, decimal.Decimal)):
        try:
            return decimal_of(value)
        except PSError as failed:
            raise ConversionFailed(failed.record.exception, "InvalidCastIConvertible") from None
    if isinstance(value, str) and not isinstance(value, Char):
        text = value.strip()
        if not text:
            return decimal.Decimal(0)
        if _GROUPED.match(text):
            text = text.replace(",", "")
        if _REAL.match(text):
            return plain(decimal.Decimal(text))
        try:
            return decimal_of(parse_number(text))
        except ConversionFailed:
            raise _format_failed("InvalidCastFromStringToDecimal") from None
    if isinstance(value, EnumValue):
        return decimal.Decimal(value.value)
    raise ConversionFailed


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


# --- enumerations ----------------------------------------------------------------------------------------------------


def to_enum(value: object, enum: NetType) -> EnumValue:
    """A value as an enumeration's: by name (also a unique start of one), names with commas, or number."""
    if isinstance(value, EnumValue) and value.enum.name == enum.name:
        return value
    values = enum.values or {}
    if isinstance(value, str):
        total = 0
        parts = value.split(",")
        for part in parts:
            total |= _enum_part(part.strip(), values, enum)
        if len(parts) > 1 and not enum.is_flags and total not in values.values():
            raise _no_enum(value, values)
        return EnumValue(enum, total)
    if isinstance(value, list) and enum.is_flags:
        total = 0
        for item in value:
            total |= to_enum(unwrap(item), enum).value
        return EnumValue(enum, total)
    if isinstance(value, EnumValue):
        raise ConversionFailed
    if isinstance(value, (int, float, decimal.Decimal)) and not isinstance(value, bool):
        number = round(value)
        known = 0
        for each in values.values():
            known |= each
        if number in values.values() or (enum.is_flags and number & ~known == 0):
            return EnumValue(enum, number)
        names = ", ".join(values)
        raise ConversionFailed(
            NetException("System.InvalidCastException", f"The enumeration value {number} is not defined: {names}"),
            "InvalidCastFromNumberToEnum" if not enum.is_flags else "UndefinedIntegerToEnum",
        )
    raise ConversionFailed


def _enum_part(text: str, values: dict[str, int], enum: NetType) -> int:
    lowered = text.lower()
    if re.fullmatch(r"[+-]?\d{1,100}", text):
        return int(text)
    found = [number for name, number in values.items() if name.lower() == lowered]
    if not found and lowered:
        found = [number for name, number in values.items() if name.lower().startswith(lowered)]
    if len(found) == 1 or (found and len(set(found)) == 1):
        return found[0]
    raise _no_enum(text, values)


def _no_enum(text: str, values: dict[str, int]) -> ConversionFailed:
    names = ", ".join(values)
    inner = NetException(
        "System.ArgumentException",
        f"Unable to match the identifier name {text} to a valid enumerator name.  Specify one of the following "
        f"enumerator names and try again: {names}",
    )
    return ConversionFailed(inner, "InvalidCastFromStringToEnum")


# --- the way in ------------------------------------------------------------------------------------------------------


def convert(value: object, target: NetType) -> object:
    """Converts a value to a type as ``[type]value`` does.

    Raises:
        PSError: with PowerShell's id of the failed conversion.
    """
    try:
        return convert_or_fail(value, target)
    except ConversionFailed as failed:
        raise cast_error(value, target, failed) from None


def try_convert(value: object, target: NetType) -> tuple[bool, object]:
    """Whether the conversion works, and its result."""
    try:
        return True, convert_or_fail(value, target)
    except (ConversionFailed, PSError):
        return False, None


def is_instance(value: object, target: NetType) -> bool:
    """``-is``: whether a value's type is ``target`` or derives from it."""
    value_base = unwrap(value)
    if value_base is None:
        return False
    name = target.name
    if name == "System.Object":
        return True
    if isinstance(value, PSObject) and name in (
        "System.Management.Automation.PSObject",
        "System.Management.Automation.PSCustomObject",
    ):
        return name.endswith("PSObject") or value.base is None
    if isinstance(value_base, PSObject):
        return False
    names = value_base.type_names() if isinstance(value_base, NetObject) else type_names(value_base)
    if name in names:
        return True
    return target.is_interface and name in interfaces_of(value_base)


def interfaces_of(value: object) -> list[str]:
    """The interfaces a value's type has."""
    names: list[str] = []
    if isinstance(value, list):
        names += TYPES["system.array"].interfaces() if "system.array" in TYPES else []
    declared = type_of(value)
    if declared is not None:
        names += declared.interfaces()
    return names


def type_of(value: object) -> NetType | None:
    """The declared type of a value."""
    if isinstance(value, PSObject):
        return TYPES.get("system.management.automation.pscustomobject") if value.base is None else type_of(value.base)
    if isinstance(value, EnumValue):
        return value.enum
    if isinstance(value, NetException):
        for name in value.type_names():
            if (found := TYPES.get(name.lower())) is not None:
                return found
    if isinstance(value, NetType):
        return TYPES.get("system.runtimetype")
    if isinstance(value, NetObject):
        return getattr(type(value), "net_type", None)
    if isinstance(value, list):
        return TYPES.get("system.array")
    if value is None:
        return None
    return TYPES.get(type_name(value).lower())


def convert_or_fail(value: object, target: NetType) -> object:
    """As :func:`convert`, but a failure is a ConversionFailed that tells no more than why."""
    name = target.name
    python = _PYTHON_OF.get(name)
    if python is not None and type(value) is python:
        return value
    if name == "System.Object":
        return value
    if name == "System.Boolean":
        return to_bool(value)
    if name == "System.Void":
        return None
    if target.element is not None:
        return _to_array(value, target)
    base = unwrap(value)
    if name == "System.String":
        return to_text(value)
    if base is None:
        return _from_null(target)
    if name in ("System.Management.Automation.PSObject", "System.Management.Automation.PSCustomObject"):
        return value
    if is_instance(value, target):
        return base if name not in ("System.Array",) or isinstance(base, list) else value
    if name in _INTEGERS:
        return to_integer(_single(base), name)
    if name == "System.Double":
        return to_double(_single(base))
    if name == "System.Single":
        return single(to_double(_single(base)))
    if name == "System.Decimal":
        return to_decimal(_single(base))
    if name == "System.Char":
        return to_char(base)
    known = CONVERTERS.get(name)
    if known is not None:
        return known(value)
    if target.is_enum:
        return to_enum(base, target)
    if name.startswith("System.Collections.Generic.List`1"):
        return _to_list(base, target)
    return _by_constructor(base, target)


def _single(value: object) -> object:
    # An array of one element is no number, but a Double made of text in an array would be: PowerShell takes neither.
    return value


def _from_null(target: NetType) -> object:
    name = target.name
    if name in _INTEGERS:
        return _INTEGERS[name](0)
    if name == "System.Double":
        return 0.0
    if name == "System.Single":
        return Single(0.0)
    if name == "System.Decimal":
        return decimal.Decimal(0)
    if name == "System.Char":
        return Char("\0")
    if name == "System.Management.Automation.SwitchParameter":
        return CONVERTERS[name](False)
    if target.is_enum or target.is_value_type:
        inner = NetException("System.InvalidCastException", "Null can't be converted to a value type.")
        raise ConversionFailed(inner, "nullToObjectCast" if not target.is_enum else "InvalidCastFromNull")
    return None


def _to_array(value: object, target: NetType) -> object:
    element = target.element
    assert element is not None
    base = unwrap(value)
    if base is None:
        return None
    if isinstance(base, list):
        if type_name(base) == target.name:
            return base
        items: list[object] = list(base)
    elif isinstance(base, NetObject) and (elements := base.net_iter()) is not None:
        items = list(elements)
    elif isinstance(base, str) and not isinstance(base, Char) and element.name == "System.Char":
        items = [Char(c) for c in base]
    else:
        items = [value]
    if element.name == "System.Object":
        return items
    return TypedArray([convert_or_fail(item, element) for item in items], element.name)


def _to_list(value: object, target: NetType) -> object:
    element = target.arguments[0] if target.arguments else None
    items = list(value) if isinstance(value, list) else [value]
    if isinstance(value, ArrayList):
        items = list(value.items)
    if element is None:
        return GenericList(items)
    return GenericList([convert_or_fail(item, element) for item in items], element.name)


def _by_parse(value: str, target: NetType) -> object:
    """A type's own ``Parse``, which PowerShell tries before constructors."""
    from winlab.powershell.invoking import invoke_overload

    method = target.statics.get("parse")
    assert isinstance(method, NetMethod)
    try:
        return invoke_overload(method, [value])
    except PSError as failed:
        raise ConversionFailed(failed.record.exception, "InvalidCastParseTargetInvocation") from None


def _by_constructor(value: object, target: NetType) -> object:
    if isinstance(value, str):
        method = target.statics.get("parse")
        if isinstance(method, NetMethod) and ("System.String",) in method.overloads:
            return _by_parse(str(value), target)
    constructor = target.constructor
    if constructor is None:
        raise ConversionFailed
    from winlab.powershell.invoking import MethodFailed, invoke_overload

    arguments = [value]
    if isinstance(value, Hashtable):
        raise ConversionFailed
    if not any(len(overload) == 1 for overload in constructor.overloads):
        raise ConversionFailed
    try:
        return invoke_overload(constructor, arguments)
    except MethodFailed:
        raise ConversionFailed from None
    except PSError as failed:
        raise ConversionFailed(failed.record.exception, "InvalidCastConstructorException") from None


def cast_error(value: object, target: NetType, failed: ConversionFailed) -> PSError:
    """The error of a failed conversion."""
    base = unwrap(value)
    shown = to_text(value)
    error_id = failed.error_id or "ConvertToFinalInvalidCastException"
    source = type_name(base) if base is not None else ""
    if base is None:
        message = f'Cannot convert null to type "{target.name}".'
        error_id = failed.error_id or "nullToObjectCast"
    elif failed.inner is None:
        message = f'Cannot convert the "{shown}" value of type "{source}" to type "{target.name}".'
    else:
        message = f'Cannot convert value "{shown}" to type "{target.name}". Error: "{failed.inner.message}"'
    cause = NetException(INVALID_CAST, message, failed.inner)
    return error(error_id, message, "InvalidArgument", None, inner=cause)
