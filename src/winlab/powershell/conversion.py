"""Conversions between types (LanguagePrimitives): to bool, numbers, text, characters, enumerations, arrays...

Converters to further types are added with :func:`converter` where the type is declared.
"""

from __future__ import annotations

import dataclasses
import decimal
from collections.abc import Callable

from winlab.powershell.enumconversion import no_enum, to_enum
from winlab.powershell.errors import ConversionFailed, ErrorRecord, NetException, PSError, error
from winlab.powershell.nettypes import TYPES, EnumValue, NetMethod, NetType
from winlab.powershell.numberconversion import INTEGERS, to_char, to_decimal, to_double, to_integer
from winlab.powershell.numeric import single
from winlab.powershell.text import to_text
from winlab.powershell.values import (
    PLAIN_TYPES,
    VOID,
    ArrayList,
    Char,
    GenericList,
    Hashtable,
    NetObject,
    PSObject,
    Single,
    TypedArray,
    type_name,
    type_names,
    unwrap,
)

INVALID_CAST = "System.Management.Automation.PSInvalidCastException"

_PYTHON_OF: dict[str, type] = {name: python for python, name in PLAIN_TYPES.items()}

Converter = Callable[[object], object]
CONVERTERS: dict[str, Converter] = {}
"""Converters by the target type's full name; they raise ConversionFailed or PSError."""


def converter(name: str) -> Callable[[Converter], Converter]:
    """Declares the decorated function as converter to a type."""

    def declare(function: Converter) -> Converter:
        CONVERTERS[name] = function
        return function

    return declare


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
    if name in INTEGERS:
        return to_integer(base, name)
    if name == "System.Double":
        return to_double(base)
    if name == "System.Single":
        return single(to_double(base))
    if name == "System.Decimal":
        return to_decimal(base)
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


def _from_null(target: NetType) -> object:
    name = target.name
    if name in INTEGERS:
        return INTEGERS[name](0)
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
    if target.is_enum:
        raise no_enum(target.values or {}, "InvalidCastExceptionEnumerationNull")
    if target.is_value_type and not name.startswith("System.Nullable`1"):
        inner = NetException("System.InvalidCastException", "Null can't be converted to a value type.")
        raise ConversionFailed(inner, "nullToObjectCast")
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
    converted = []
    for item in items:
        try:
            converted.append(convert_or_fail(item, element))
        except ConversionFailed as failed:
            if isinstance(base, list) or failed.inner is not None or failed.reason:  # else there was no way at all
                failed.part = failed.part or (item, element)
            raise
    return TypedArray(converted, element.name)


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
    from winlab.powershell.invoking import MethodFailed, invoke_overload, type_by_name
    from winlab.powershell.ranks import Rank, rank

    if isinstance(value, Hashtable):
        raise ConversionFailed
    fitting = tuple(
        overload
        for overload in constructor.overloads
        if len(overload) == 1 and overload[0] != target.name and rank(value, type_by_name(overload[0])) >= Rank.LANGUAGE
    )
    if not fitting:
        raise ConversionFailed
    try:
        return invoke_overload(dataclasses.replace(constructor, overloads=fitting), [value])
    except MethodFailed:
        raise ConversionFailed from None
    except PSError as failed:
        raise ConversionFailed(failed.record.exception, "InvalidCastConstructorException") from None


def cast_error(value: object, target: NetType, failed: ConversionFailed) -> PSError:
    """The error of a failed conversion: in 2.0 a RuntimeException without a record of its own around what tells more.

    Source: https://learn.microsoft.com/dotnet/api/system.management.automation.runtimeexception.errorrecord
    """
    value, target = failed.part or (value, target)
    base = unwrap(value)
    shown = to_text(value)
    error_id = failed.error_id or "ConvertToFinalInvalidCastException"
    source = type_name(base) if base is not None else ""
    if base is None:
        message = f'Cannot convert null to type "{target.name}"{failed.reason or "."}'
        error_id = failed.error_id or "nullToObjectCast"
    elif failed.reason:
        message = f'Cannot convert value "{shown}" to type "{target.name}"{failed.reason}'
    elif failed.inner is None:
        message = f'Cannot convert the "{shown}" value of type "{source}" to type "{target.name}".'
    else:
        message = f'Cannot convert value "{shown}" to type "{target.name}". Error: "{failed.inner.message}"'
    cause = NetException(INVALID_CAST, message, failed.inner)
    cause.record = ErrorRecord(cause, error_id, "InvalidArgument")
    return error("RuntimeException", message, "NotSpecified", None, inner=cause)
