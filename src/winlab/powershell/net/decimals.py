"""System.Decimal: constants and static arithmetic.

Source: https://learn.microsoft.com/dotnet/api/system.decimal .
"""

from __future__ import annotations

import decimal
from collections.abc import Callable

from winlab.powershell.errors import net_error
from winlab.powershell.net.numbers import DECIMAL, decimal_number, overflow
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.numberconversion import INTEGERS
from winlab.powershell.numeric import MAX_DECIMAL, RANGES, single
from winlab.powershell.values import Int64, TypedArray

M, INT, B, N, LONG = "System.Decimal", "System.Int32", "System.Boolean", "System.Double", "System.Int64"
MODE = "System.MidpointRounding"
Number = decimal.Decimal
_WIDE = decimal.Context(prec=400)
_EXACT = decimal.Context(prec=29, rounding=decimal.ROUND_HALF_EVEN)
DECIMAL.constants(M, MaxValue=MAX_DECIMAL, MinValue=-MAX_DECIMAL, Zero=Number(0), One=Number(1), MinusOne=Number(-1))
DECIMAL.constructor((INT,), (LONG,), (N,), (M,), (INT, INT, INT, B, "System.Byte"))(lambda *parts: new_decimal(*parts))
DECIMAL.static("Compare", (M, M), returns=INT)(lambda a, b: (a > b) - (a < b))
DECIMAL.static("Equals", (M, M), returns=B)(lambda a, b: a == b)
DECIMAL.static("Negate", (M,), returns=M)(lambda a: -a)
DECIMAL.static("FromOACurrency", (LONG,), returns=M)(lambda n: (Number(int(n)) / 10_000).normalize(_EXACT))
DECIMAL.static("ToOACurrency", (M,), returns=LONG)(lambda a: Int64(int((a * 10_000).to_integral_value())))
DECIMAL.static("ToDouble", (M,), returns=N)(float)
DECIMAL.static("ToSingle", (M,), returns="System.Single")(lambda a: single(float(a)))


def new_decimal(*parts: object) -> Number:
    """From a number, or from the three parts of 32 bits, sign and scale."""
    if len(parts) == 1:
        return decimal_number(Number(str(parts[0])))
    low, middle, high, is_negative, scale = (int(part) for part in parts)  # type: ignore[call-overload]  # numbers
    whole = (high & 0xFFFFFFFF) << 64 | (middle & 0xFFFFFFFF) << 32 | (low & 0xFFFFFFFF)
    return Number(-whole if is_negative else whole).scaleb(-scale, _WIDE)


def _arithmetic(name: str, work: Callable[[Number, Number], Number]) -> None:
    def worked(left: Number, right: Number) -> Number:
        if not right and name in ("Divide", "Remainder"):
            raise net_error("System.DivideByZeroException", "Attempted to divide by zero.")
        return decimal_number(work(left, right))

    DECIMAL.static(name, (M, M), returns=M)(worked)


_arithmetic("Add", _WIDE.add)
_arithmetic("Subtract", _WIDE.subtract)
_arithmetic("Multiply", _WIDE.multiply)
_arithmetic("Divide", lambda a, b: _EXACT.divide(a, b))
_arithmetic("Remainder", _WIDE.remainder)


def whole(value: Number, rounding: str) -> Number:
    """Rounded to a whole number."""
    return value.quantize(Number(1), rounding=rounding, context=_WIDE)


for _name, _rounding in {
    "Floor": decimal.ROUND_FLOOR,
    "Ceiling": decimal.ROUND_CEILING,
    "Truncate": decimal.ROUND_DOWN,
}.items():
    DECIMAL.static(_name, (M,), returns=M)(lambda value, rounding=_rounding: whole(value, rounding))


@DECIMAL.static("Round", (M,), (M, INT), (M, MODE), (M, INT, MODE), returns=M)
def round_decimal(value: Number, *rest: object) -> Number:
    """Rounded, halves to even unless told otherwise; places that are not there are not added."""
    places = next((each for each in rest if type(each) is int), 0)
    if not 0 <= places <= 28:
        message = "Decimal can only round to between 0 and 28 digits of precision.\r\nParameter name: decimals"
        raise net_error("System.ArgumentOutOfRangeException", message, ParamName="decimals")
    away = any(isinstance(each, EnumValue) and each.value == 1 for each in rest)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        return value
    rounding = decimal.ROUND_HALF_UP if away else decimal.ROUND_HALF_EVEN
    return value.quantize(Number(1).scaleb(-places), rounding=rounding, context=_WIDE)


@DECIMAL.static("GetBits", (M,), returns="System.Int32[]")
def bits(value: Number) -> TypedArray:
    """Low, middle and high 32 bits, and sign with scale."""
    sign, digits, exponent = value.as_tuple()
    number = int("".join(map(str, digits)))
    scale = -exponent if isinstance(exponent, int) else 0
    parts = [number >> shift & 0xFFFFFFFF for shift in (0, 32, 64)]
    parts.append(scale << 16 | sign << 31)
    return TypedArray([part - 2**32 if part >= 2**31 else part for part in parts], INT)


def _to_integer(kind: type[int], name: str) -> Callable[[Number], object]:
    low, high = RANGES[kind]

    def convert(value: Number) -> object:
        number = int(value)
        if not low <= number <= high:
            raise overflow(name)
        return kind(number)

    return convert


for _full, _kind in INTEGERS.items():
    DECIMAL.static(f"To{_full[7:]}", (M,), returns=_full)(_to_integer(_kind, _full[7:]))
