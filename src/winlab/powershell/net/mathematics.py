"""System.Math."""

from __future__ import annotations

import decimal
import math

from winlab.powershell.declare import NET
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.numeric import by_zero
from winlab.powershell.values import Int64

INT, L, N, M = "System.Int32", "System.Int64", "System.Double", "System.Decimal"

MATH = NET.extend("System.Math")
NET.enum("System.MidpointRounding", "ToEven AwayFromZero")
_SAME = ((INT, INT), (L, L), (N, N), (M, M))
MATH.static("Max", *_SAME)(lambda a, b: a if a >= b else b)
MATH.static("Min", *_SAME)(lambda a, b: a if a <= b else b)
MATH.static("Abs", (INT,), (L,), (N,), (M,))(lambda a: type(a)(abs(a)))
MATH.static("Sign", (INT,), (L,), (N,), (M,))(lambda a: (a > 0) - (a < 0))
MATH.static("Floor", (N,), (M,))(
    lambda a: a.to_integral_value(decimal.ROUND_FLOOR) if isinstance(a, decimal.Decimal) else _whole(math.floor, a)
)
MATH.static("Ceiling", (N,), (M,))(
    lambda a: a.to_integral_value(decimal.ROUND_CEILING) if isinstance(a, decimal.Decimal) else _whole(math.ceil, a)
)
MATH.static("Truncate", (N,), (M,))(
    lambda a: a.to_integral_value(decimal.ROUND_DOWN) if isinstance(a, decimal.Decimal) else _whole(math.trunc, a)
)
MATH.static("Sqrt", (N,))(lambda a: math.sqrt(a) if a >= 0 else math.nan)
MATH.static("Pow", (N, N))(lambda a, b: _power(a, b))
MATH.static("Log", (N,), (N, N))(lambda a, b=None: _log(a, b))
MATH.static("Log10", (N,))(lambda a: math.log10(a) if a > 0 else -math.inf if a == 0 else math.nan)
for _name in ("Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Tanh", "Exp"):
    MATH.static(_name, (N,))(getattr(math, _name.lower()))
MATH.static("Atan2", (N, N))(math.atan2)
MATH.static("IEEERemainder", (N, N))(math.remainder)
MATH.static("BigMul", (INT, INT))(lambda a, b: Int64(a * b))
MATH.static_property("PI", N)(lambda: math.pi)
MATH.static_property("E", N)(lambda: math.e)


def _whole(function, value: float) -> float:  # type: ignore[no-untyped-def]  # one of math's
    return float(function(value)) if math.isfinite(value) else value


def _power(a: float, b: float) -> float:
    try:
        return math.pow(a, b)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def _log(a: float, b: float | None) -> float:
    if a <= 0:
        return -math.inf if a == 0 else math.nan
    return math.log(a) if b is None else math.log(a) / math.log(b)


@MATH.static("DivRem", (INT, INT, "ref"))
def div_rem(a: int, b: int, reference: object) -> int:
    """Quotient, with the rest in a reference."""
    if b == 0:
        raise by_zero()
    quotient = int(a / b)
    reference.set(a - quotient * b)  # type: ignore[attr-defined]  # a Reference
    return quotient


@MATH.static(
    "Round",
    (N,),
    (M,),
    (N, INT),
    (M, INT),
    (N, "System.MidpointRounding"),
    (M, "System.MidpointRounding"),
    (N, INT, "System.MidpointRounding"),
    (M, INT, "System.MidpointRounding"),
)
def round_number(value: object, *rest: object) -> object:
    """Rounded, halves to even unless told otherwise."""
    digits = next((r for r in rest if type(r) is int), 0)
    away = any(isinstance(r, EnumValue) and r.value == 1 for r in rest)
    mode = decimal.ROUND_HALF_UP if away else decimal.ROUND_HALF_EVEN
    exact = value if isinstance(value, decimal.Decimal) else decimal.Decimal(repr(value))
    if not exact.is_finite():
        return value
    result = exact.quantize(decimal.Decimal(1).scaleb(-digits), rounding=mode, context=decimal.Context(prec=400))
    return result if isinstance(value, decimal.Decimal) else float(result)
