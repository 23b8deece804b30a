"""Conversions of values to enumerations."""

from __future__ import annotations

import decimal
import re

from winlab.powershell.errors import ConversionFailed
from winlab.powershell.nettypes import EnumValue, NetType
from winlab.powershell.values import unwrap


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
            raise no_enum(values)
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
        raise no_enum(values, "UndefinedIntegerToEnum")
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
    raise no_enum(values)


def no_enum(values: dict[str, int], error_id: str = "InvalidCastExceptionEnumerationNoValue") -> ConversionFailed:
    """No value of an enumeration, as 2.0 tells it.

    Source: https://github.com/spine-tools/Spine-Toolbox (what Windows 7 says of TLS 1.2).
    """
    return ConversionFailed(
        error_id=error_id,
        reason=" due to invalid enumeration values. Specify one of the following enumeration values and try again. "
        f'The possible enumeration values are "{", ".join(values)}".',
    )
