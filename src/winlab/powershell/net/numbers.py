"""The numeric types: limits, text, Parse and TryParse.

Sources: https://learn.microsoft.com/dotnet/api/system.int32 , https://learn.microsoft.com/dotnet/api/system.double .
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable

from winlab.powershell.declare import NET, TypeExtension
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.formats import format_value
from winlab.powershell.net.automation import trying
from winlab.powershell.net.cultures import PROVIDER, culture_of
from winlab.powershell.net.numberparsing import HEX, INTEGER, NUMBER, REAL, STYLES, number_of, wrong_format
from winlab.powershell.net.typecodes import NUMBER_BASES, simple_value
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.numeric import MAX_DECIMAL, RANGES, plain, single
from winlab.powershell.values import PLAIN_TYPES, Single

S, B, REF = "System.String", "System.Boolean", "ref"
Reader = Callable[[decimal.Decimal, int], object]


def overflow(name: str) -> PSError:
    """A number that a type does not hold."""
    named = {"Byte": "an unsigned byte", "SByte": "a signed byte"}
    article = "a" if name[0] in "USDC" else "an"
    text = f"Value was either too large or too small for {named.get(name, f'{article} {name}')}."
    return net_error("System.OverflowException", text)


def to_string(value: object, *arguments: object) -> str:
    """The text in a format and a culture."""
    form = next((each for each in arguments if isinstance(each, str)), "")
    return format_value(value, form, culture_of(arguments))


def _parses(declared: TypeExtension, usual: int, read: Reader, zero: object) -> None:
    name = declared.type.name

    def parse(text: str, *rest: object) -> object:
        style = next((each.value for each in rest if isinstance(each, EnumValue)), usual)
        return read(number_of(text, style, culture_of(rest).numbers), style)

    declared.static("Parse", (S,), (S, STYLES), (S, PROVIDER), (S, STYLES, PROVIDER), returns=name)(parse)
    declared.static("TryParse", (S, REF), (S, STYLES, PROVIDER, REF), returns=B)(trying(parse, lambda: zero))


def _numeric(python: type, name: str) -> TypeExtension:
    declared = simple_value(NET.extend(name, python=python, bases=NUMBER_BASES))
    declared.method("ToString", (), (S,), (PROVIDER,), (S, PROVIDER), returns=S)(to_string)
    return declared


def _integer(python: type[int], name: str) -> None:
    declared = _numeric(python, name)
    low, high = RANGES[python]
    declared.constants(name, MaxValue=python(high), MinValue=python(low))

    def read(found: decimal.Decimal, style: int) -> object:
        if found != found.to_integral_value() or abs(found) > 2**66:
            raise overflow(name[7:])
        number = int(found)
        if style & HEX and low < 0 and high < number <= 2 * high + 1:
            number -= (high + 1) * 2
        if not low <= number <= high:
            raise overflow(name[7:])
        return python(number)

    _parses(declared, INTEGER, read, python(0))


for _python, _full in list(PLAIN_TYPES.items()):
    if _python in RANGES:
        _integer(_python, _full)


_NAMED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def _real(python: type[float], name: str, largest: float, smallest: float) -> None:
    declared = _numeric(python, name)
    declared.constants(
        name,
        MaxValue=python(largest),
        MinValue=python(-largest),
        Epsilon=python(smallest),
        NaN=python(math.nan),
        PositiveInfinity=python(math.inf),
        NegativeInfinity=python(-math.inf),
    )
    declared.static("IsNaN", (name,), returns=B)(math.isnan)
    declared.static("IsInfinity", (name,), returns=B)(math.isinf)
    declared.static("IsPositiveInfinity", (name,), returns=B)(lambda value: value == math.inf)
    declared.static("IsNegativeInfinity", (name,), returns=B)(lambda value: value == -math.inf)

    def read(found: decimal.Decimal, _style: int) -> object:
        made = single(float(found)) if python is Single else float(found)
        if math.isinf(made):
            raise overflow(name[7:])
        return made or python(0.0)

    _parses(declared, REAL, read, python(0.0))
    parse = declared.type.statics["parse"]

    def parse_named(text: str, *rest: object) -> object:
        if text.strip() in _NAMED:
            return python(_NAMED[text.strip()])
        return parse.function(text, *rest)  # type: ignore[union-attr]  # a method

    declared.static("Parse", *parse.overloads, returns=name)(parse_named)  # type: ignore[union-attr]  # a method


_real(float, "System.Double", 1.7976931348623157e308, 5e-324)
_real(Single, "System.Single", 3.4028234663852886e38, 1.401298464324817e-45)


def decimal_number(found: decimal.Decimal, _style: int = 0) -> decimal.Decimal:
    """A number as Decimal, with at most 28 places.

    Raises:
        PSError: OverflowException.
    """
    if abs(found) > MAX_DECIMAL:
        raise overflow("Decimal")
    _, digits, exponent = found.as_tuple()
    if isinstance(exponent, int) and (exponent < -28 or len(digits) > 29):
        places = min(28, max(0, 28 - max(found.adjusted(), 0)))
        found = found.quantize(decimal.Decimal(1).scaleb(-places), context=decimal.Context(prec=400))
    return plain(found)


DECIMAL = _numeric(decimal.Decimal, "System.Decimal")
_parses(DECIMAL, NUMBER, decimal_number, decimal.Decimal(0))
__all__ = ["DECIMAL", "decimal_number", "overflow", "to_string", "wrong_format"]
