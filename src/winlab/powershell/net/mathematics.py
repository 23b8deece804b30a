"""System.Math.

Source: https://learn.microsoft.com/dotnet/api/system.math .
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable

from winlab.powershell.declare import NET
from winlab.powershell.errors import net_error
from winlab.powershell.net.automation import Reference
from winlab.powershell.net.decimals import round_decimal, whole
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.numeric import RANGES
from winlab.powershell.ranks import NUMERIC
from winlab.powershell.values import Int64

INT, L, N, M, MODE = "System.Int32", "System.Int64", "System.Double", "System.Decimal", "System.MidpointRounding"
MATH = NET.extend("System.Math")
NET.enum(MODE, "ToEven AwayFromZero")
_KINDS = sorted(NUMERIC)
_SIGNED = [kind for kind in _KINDS if kind not in ("System.Byte", *(f"System.UInt{n}" for n in (16, 32, 64)))]
_PAIRS = [(kind, kind) for kind in _KINDS]
MATH.static("Max", *_PAIRS)(lambda a, b: math.nan if a != a or b != b else max(a, b))
MATH.static("Min", *_PAIRS)(lambda a, b: math.nan if a != a or b != b else min(a, b))
MATH.static_property("PI", N, is_field=True)(lambda: math.pi)
MATH.static_property("E", N, is_field=True)(lambda: math.e)


@MATH.static("Abs", *((kind,) for kind in _SIGNED))
def absolute(value: float) -> object:
    """Without sign."""
    kind = type(value)
    if kind in RANGES and value == RANGES[kind][0]:
        text = "Negating the minimum value of a twos complement number is invalid."
        raise net_error("System.OverflowException", text)
    return kind(abs(value))


@MATH.static("Sign", *((kind,) for kind in _SIGNED), returns=INT)
def sign(value: float) -> int:
    """-1, 0 or 1."""
    if value != value:
        text = "Function does not accept floating point Not-a-Number values."
        raise net_error("System.ArithmeticException", text)
    return (value > 0) - (value < 0)


_ROUNDINGS: dict[str, tuple[str, Callable[[float], int]]] = {
    "Floor": (decimal.ROUND_FLOOR, math.floor),
    "Ceiling": (decimal.ROUND_CEILING, math.ceil),
    "Truncate": (decimal.ROUND_DOWN, math.trunc),
}


def _whole(value: object, rounding: str, function: Callable[[float], int]) -> object:
    if isinstance(value, decimal.Decimal):
        return whole(value, rounding)
    assert isinstance(value, float)
    return float(function(value)) if math.isfinite(value) else value


for _name, _how in _ROUNDINGS.items():
    MATH.static(_name, (N,), (M,))(lambda value, how=_how: _whole(value, *how))


def _safe(function: Callable[..., float]) -> Callable[..., float]:
    def work(*given: float) -> float:
        try:
            return function(*given)
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan

    return work


for _name in ("Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Cosh", "Tanh", "Exp", "Sqrt"):
    MATH.static(_name, (N,), returns=N)(_safe(getattr(math, _name.lower())))
MATH.static("Sinh", (N,), returns=N)(lambda a: math.copysign(_safe(math.sinh)(abs(a)), a))
MATH.static("Atan2", (N, N), returns=N)(math.atan2)
MATH.static("Pow", (N, N), returns=N)(lambda a, b: _power(a, b))
MATH.static("IEEERemainder", (N, N), returns=N)(_safe(math.remainder))
MATH.static("BigMul", (INT, INT), returns=L)(lambda a, b: Int64(a * b))
MATH.static("Log10", (N,), returns=N)(lambda a: -math.inf if a == 0 else _safe(math.log10)(a))


def _power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        return math.copysign(math.inf, base) if exponent % 2 == 1 else math.inf
    if base < 0 and math.isfinite(base) and exponent % 2 == 1:
        return -_safe(math.pow)(-base, exponent)
    return _safe(math.pow)(base, exponent)


@MATH.static("Log", (N,), (N, N), returns=N)
def logarithm(value: float, base: float = math.e) -> float:
    """The natural logarithm, or that to a base."""
    if value == 0:
        return -math.inf if base > 1 else math.inf if 0 < base < 1 else math.nan
    if base == math.e:
        return _safe(math.log)(value)
    if base == 1 or base <= 0:
        return math.nan
    return _safe(math.log)(value) / math.log(base)


@MATH.static("DivRem", (INT, INT, "ref"), (L, L, "ref"))
def div_rem(a: int, b: int, reference: Reference) -> int:
    """Quotient, with the rest in a reference."""
    if b == 0:
        raise net_error("System.DivideByZeroException", "Attempted to divide by zero.")
    kind = type(a)
    quotient = abs(int(a)) // abs(int(b)) * (1 if (a < 0) == (b < 0) else -1)
    reference.set(kind(int(a) - quotient * int(b)))
    return kind(quotient)


@MATH.static("Round", (N,), (M,), (N, INT), (M, INT), (N, MODE), (M, MODE), (N, INT, MODE), (M, INT, MODE))
def round_number(value: object, *rest: object) -> object:
    """Rounded, halves to even unless told otherwise."""
    if isinstance(value, decimal.Decimal):
        return round_decimal(value, *rest)
    assert isinstance(value, float)
    digits = next((each for each in rest if type(each) is int), 0)
    if not 0 <= digits <= 15:
        raise out_of_range("digits", "Rounding digits must be between 0 and 15, inclusive.")
    if not math.isfinite(value):
        return value
    away = any(isinstance(each, EnumValue) and each.value == 1 for each in rest)
    mode = decimal.ROUND_HALF_UP if away else decimal.ROUND_HALF_EVEN
    exact = decimal.Decimal(repr(value))
    return float(exact.quantize(decimal.Decimal(1).scaleb(-digits), rounding=mode, context=decimal.Context(prec=400)))
