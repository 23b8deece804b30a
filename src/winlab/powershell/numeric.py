"""Arithmetic on .NET numbers: Int32 grows to Double on overflow, mixed types meet in the wider one."""

from __future__ import annotations

import decimal
import math
from typing import TypeAlias, TypeGuard

from winlab.powershell.errors import error, net_error
from winlab.powershell.values import Byte, Int16, Int64, SByte, Single, UInt16, UInt32, UInt64

RANGES: dict[type, tuple[int, int]] = {
    int: (-(2**31), 2**31 - 1),
    Int64: (-(2**63), 2**63 - 1),
    Byte: (0, 255),
    SByte: (-128, 127),
    Int16: (-(2**15), 2**15 - 1),
    UInt16: (0, 2**16 - 1),
    UInt32: (0, 2**32 - 1),
    UInt64: (0, 2**64 - 1),
}
MAX_DECIMAL = decimal.Decimal(79228162514264337593543950335)
_DECIMALS = decimal.Context(prec=29, rounding=decimal.ROUND_HALF_EVEN, Emax=99, Emin=-99)
_DECIMALS.traps[decimal.Inexact] = False

Number: TypeAlias = int | float | decimal.Decimal
"""A value of one of .NET's numeric types."""
_INT_FAMILY = (int, Byte, SByte, Int16, UInt16)
_NAMES = {int: "Int32", Int64: "Int64", UInt32: "UInt32", UInt64: "UInt64"}


def is_number(value: object) -> TypeGuard[Number]:
    """Whether a value is of a numeric type (Boolean and Char are not)."""
    return isinstance(value, (int, float, decimal.Decimal)) and not isinstance(value, bool)


def common_type(left: object, right: object) -> type:
    """The type two numbers are calculated in: int, UInt32, Int64, UInt64, Decimal, float or Single.

    Follows the language specification 2.0, section 6.15 (usual arithmetic conversions).
    """
    kinds = (type(left), type(right))
    if decimal.Decimal in kinds:
        return decimal.Decimal
    if float in kinds:
        return float
    if Single in kinds:
        return Single if kinds[0] is kinds[1] else float
    if kinds[0] in _INT_FAMILY and kinds[1] in _INT_FAMILY:
        return int
    if UInt64 in kinds:
        other = right if kinds[0] is UInt64 else left
        return UInt64 if isinstance(other, int) and (other >= 0 or type(other) is UInt64) else float
    if Int64 in kinds:
        return Int64
    other = right if kinds[0] is UInt32 else left
    return UInt32 if isinstance(other, int) and other >= 0 else Int64


def fit(result: int, kind: type) -> object:
    """An integer result in its type, or as Double where it does not fit."""
    low, high = RANGES[kind]
    if low <= result <= high:
        return result if kind is int else kind(result)
    return float(result)


def decimal_of(value: object) -> decimal.Decimal:
    """A number as Decimal.

    Raises:
        PSError: OverflowException.
    """
    if isinstance(value, decimal.Decimal):
        return value
    if isinstance(value, float):
        if not math.isfinite(value) or abs(value) > MAX_DECIMAL:
            raise net_error("System.OverflowException", "Value was either too large or too small for a Decimal.")
        digits = 7 if isinstance(value, Single) else 15
        return plain(decimal.Decimal(f"{value:.{digits}g}"))
    assert isinstance(value, int)
    number = decimal.Decimal(int(value))
    if abs(number) > MAX_DECIMAL:
        raise net_error("System.OverflowException", "Value was either too large or too small for a Decimal.")
    return number


def plain(number: decimal.Decimal) -> decimal.Decimal:
    """Without exponent (``1E+2`` becomes ``100``)."""
    _, _, exponent = number.as_tuple()
    return number.quantize(decimal.Decimal(1)) if isinstance(exponent, int) and exponent > 0 else number


def checked_decimal(number: decimal.Decimal) -> decimal.Decimal:
    """A result that .NET's Decimal can hold."""
    if abs(number) > MAX_DECIMAL:
        raise error(
            "RuntimeException",
            "Value was either too large or too small for a Decimal.",
            "NotSpecified",
            inner=None,
        )
    _, digits, exponent = number.as_tuple()
    if isinstance(exponent, int) and (exponent < -28 or len(digits) > 29):
        number = number.quantize(decimal.Decimal(1).scaleb(max(exponent, -28)), context=_DECIMALS)
    return number


def single(value: float) -> Single:
    """A number rounded to four bytes."""
    import struct

    if not math.isfinite(value):
        return Single(value)
    try:
        return Single(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return Single(math.copysign(math.inf, value))


def add(left: Number, right: Number) -> object:
    """``left + right`` of two numbers."""
    kind = common_type(left, right)
    if kind in RANGES:
        return fit(int(left) + int(right), kind)
    if kind is decimal.Decimal:
        return checked_decimal(_DECIMALS.add(decimal_of(left), decimal_of(right)))
    return _float(kind, float(left) + float(right))


def subtract(left: Number, right: Number) -> object:
    """``left - right`` of two numbers."""
    kind = common_type(left, right)
    if kind in RANGES:
        return fit(int(left) - int(right), kind)
    if kind is decimal.Decimal:
        return checked_decimal(_DECIMALS.subtract(decimal_of(left), decimal_of(right)))
    return _float(kind, float(left) - float(right))


def multiply(left: Number, right: Number) -> object:
    """``left * right`` of two numbers."""
    kind = common_type(left, right)
    if kind in RANGES:
        return fit(int(left) * int(right), kind)
    if kind is decimal.Decimal:
        return checked_decimal(_DECIMALS.multiply(decimal_of(left), decimal_of(right)))
    return _float(kind, float(left) * float(right))


def divide(left: Number, right: Number) -> object:
    """``left / right``: an integer when it comes out even, else Double.

    Raises:
        PSError: division of integers or decimals by zero.
    """
    kind = common_type(left, right)
    if kind in RANGES:
        a, b = int(left), int(right)
        if b == 0:
            raise by_zero()
        return fit(a // b, kind) if a % b == 0 else a / b
    if kind is decimal.Decimal:
        below = decimal_of(right)
        if not below:
            raise by_zero()
        result = _DECIMALS.divide(decimal_of(left), below)
        return checked_decimal(plain(result))
    return _float(kind, _float_divide(float(left), float(right)))


def remainder(left: Number, right: Number) -> object:
    """``left % right`` with the sign of ``left``."""
    kind = common_type(left, right)
    if kind in RANGES:
        a, b = int(left), int(right)
        if b == 0:
            raise by_zero()
        result = abs(a) % abs(b)
        return fit(-result if a < 0 else result, kind)
    if kind is decimal.Decimal:
        below = decimal_of(right)
        if not below:
            raise by_zero()
        return _DECIMALS.remainder(decimal_of(left), below)
    a_float, b_float = float(left), float(right)
    if b_float == 0 or math.isinf(a_float) or math.isnan(a_float) or math.isnan(b_float):
        return _float(kind, math.nan)
    return _float(kind, math.fmod(a_float, b_float))


def _float(kind: type, result: float) -> float:
    return single(result) if kind is Single else result


def _float_divide(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def by_zero() -> Exception:
    """``Attempted to divide by zero.``"""
    from winlab.powershell.errors import NetException

    text = "Attempted to divide by zero."
    return error("RuntimeException", text, "NotSpecified", inner=NetException("System.DivideByZeroException", text))


def negate(value: Number) -> object:
    """``-value`` of a number."""
    if isinstance(value, decimal.Decimal):
        return -value
    if isinstance(value, Single):
        return Single(-value)
    if isinstance(value, float):
        return -value
    assert isinstance(value, int)
    kind = type(value)
    if kind in _INT_FAMILY or kind is bool:
        kind = int
    if kind is UInt32:
        kind = Int64
    if kind is UInt64:
        return -decimal_of(value)
    return fit(-int(value), kind)
