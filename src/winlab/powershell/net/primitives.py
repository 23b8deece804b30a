"""System.Object and the types whose values are plain Python values."""

from __future__ import annotations

import decimal
import math
from collections.abc import Iterable

from winlab.powershell.comparing import order
from winlab.powershell.conversion import converter
from winlab.powershell.declare import NET, TypeExtension
from winlab.powershell.errors import ConversionFailed, NetException, PSError, net_error
from winlab.powershell.formats import format_value
from winlab.powershell.nettypes import TYPES, EnumValue, NetType
from winlab.powershell.numberconversion import to_decimal
from winlab.powershell.numeric import RANGES
from winlab.powershell.text import plain_text, to_text
from winlab.powershell.values import (
    PLAIN_TYPES,
    Char,
    NetObject,
    Single,
    type_name,
)

for _name in ("IComparable", "IFormattable", "IConvertible", "IDisposable", "ICloneable"):
    NET.interface("System." + _name)
NET.interface("System.Collections.IEnumerable")
NET.interface("System.Collections.ICollection", ("System.Collections.IEnumerable",))
NET.interface("System.Collections.IList", ("System.Collections.ICollection",))
NET.interface("System.Collections.IDictionary", ("System.Collections.ICollection",))
NET.interface("System.Collections.IEnumerator")

OBJECT = NET.extend("System.Object", bases=())
VALUE_TYPE = NET.extend("System.ValueType")
NET.extend("System.MarshalByRefObject")
_NUMBER = ("System.ValueType", "System.IComparable", "System.IFormattable", "System.IConvertible")


@OBJECT.constructor(())
def new_object() -> object:
    """A bare object."""
    return BareObject()


class BareObject(NetObject):
    """An instance of System.Object."""


BareObject.net_type = OBJECT.type


@OBJECT.method("ToString")
def object_to_string(value: object) -> str:
    """The text."""
    return plain_text(value)


@OBJECT.method("GetType")
def object_get_type(value: object) -> object:
    """The type."""
    return type_object(value)


def type_object(value: object) -> NetType:
    """The type of a value as an object."""
    from winlab.powershell.conversion import type_of
    from winlab.powershell.invoking import array_of, type_by_name

    if isinstance(value, list):
        name = type_name(value)
        return array_of(type_by_name(name[:-2])) if name.endswith("[]") else type_by_name(name)
    if isinstance(value, NetException):
        from winlab.powershell.typenames import exception_type

        return exception_type(value.name)
    if isinstance(value, NetObject):
        own = getattr(value, "closed_type", None)
        if isinstance(own, NetType):
            return own
        names = value.type_names()
        named = TYPES.get(names[0].lower())
        return named if named is not None else NetType(names[0], names[1:2])
    found = type_of(value)
    return found if found is not None else NetType(type_name(value))


@OBJECT.method("Equals", ("System.Object",))
def object_equals(value: object, other: object) -> bool:
    """Equality by type and value."""
    if isinstance(value, NetObject):
        return value.net_equals(other)
    return type(value) is type(other) and value == other


@OBJECT.method("GetHashCode")
def object_hash(value: object) -> int:
    """A number that is equal for equal values."""
    key = value.net_hash() if isinstance(value, NetObject) else value
    try:
        number = hash(key)
    except TypeError:
        number = id(value)
    number &= 0xFFFFFFFF
    return number - 2**32 if number >= 2**31 else number


@OBJECT.static("Equals", ("System.Object", "System.Object"))
def static_equals(left: object, right: object) -> bool:
    """Equality of two values, nulls allowed."""
    return left is right or (left is not None and right is not None and object_equals(left, right))


@OBJECT.static("ReferenceEquals", ("System.Object", "System.Object"))
def reference_equals(left: object, right: object) -> bool:
    """Whether two values are one object."""
    return left is right


BOOLEAN = NET.extend("System.Boolean", python=bool, bases=("System.ValueType", "System.IComparable"))
NET.extend("System.Void", bases=("System.ValueType",))


@BOOLEAN.static("Parse", ("System.String",))
def parse_bool(text: str) -> bool:
    """``True`` or ``False``."""
    if text.strip().lower() in ("true", "false"):
        return text.strip().lower() == "true"
    raise net_error("System.FormatException", "String was not recognized as a valid Boolean.")


@BOOLEAN.static_property("TrueString", "System.String")
def true_string() -> str:
    """``True``."""
    return "True"


@BOOLEAN.static_property("FalseString", "System.String")
def false_string() -> str:
    """``False``."""
    return "False"


def _compare(value: object, other: object) -> int:
    if other is None:
        return 1
    result = order(value, other, ignore_case=False)
    return (result > 0) - (result < 0)


def _numeric(python: type, name: str) -> TypeExtension:
    declared = NET.extend(name, python=python, bases=_NUMBER)
    declared.method("CompareTo", ("System.Object",))(_compare)
    declared.method(
        "ToString", (), ("System.String",), ("System.IFormatProvider",), ("System.String", "System.IFormatProvider")
    )(_to_string)
    return declared


NET.interface("System.IFormatProvider")


def _to_string(value: object, *arguments: object) -> str:
    texts = [a for a in arguments if isinstance(a, str)]
    text = format_value(value, texts[0]) if texts else to_text(value)
    point, group = marks_of(arguments)
    return text if point == "." else text.translate({ord("."): point, ord(","): group})


def marks_of(arguments: Iterable[object]) -> tuple[str, str]:
    """Decimal and group separator of the culture among the arguments of a method."""
    for argument in arguments:
        marks = getattr(argument, "marks", None)
        if isinstance(marks, tuple):
            return str(marks[0]), str(marks[1])
    return ".", ","


def _declare_integer(python: type[int], name: str) -> None:
    declared = _numeric(python, name)
    low, high = RANGES[python]
    declared.static_property("MaxValue", name)(lambda: python(high))
    declared.static_property("MinValue", name)(lambda: python(low))

    def parse(text: str, *styles: object) -> object:
        stripped = text.strip()
        is_hex = any(isinstance(s, EnumValue) and s.value & 512 for s in styles)
        try:
            number = int(stripped, 16 if is_hex else 10)
            if "_" in stripped:
                raise ValueError
        except ValueError:
            raise net_error("System.FormatException", "Input string was not in a correct format.") from None
        if is_hex and low < 0 and number > high:
            number -= (high + 1) * 2
        if not low <= number <= high:
            raise net_error("System.OverflowException", f"Value was either too large or too small for an {name[7:]}.")
        return python(number)

    declared.static(
        "Parse",
        ("System.String",),
        ("System.String", "System.Globalization.NumberStyles"),
        ("System.String", "System.Globalization.NumberStyles", "System.IFormatProvider"),
        ("System.String", "System.IFormatProvider"),
    )(parse)

    def try_parse(text: object, reference: object) -> bool:
        try:
            result = parse(text if isinstance(text, str) else "")
        except PSError:
            reference.set(python(0))  # type: ignore[attr-defined]  # a Reference
            return False
        reference.set(result)  # type: ignore[attr-defined]  # a Reference
        return True

    declared.static("TryParse", ("System.String", "ref"))(try_parse)


for _python, _full in list(PLAIN_TYPES.items()):
    if _python in RANGES:
        _declare_integer(_python, _full)


def _parse_real(text: str, *styles: object) -> float:
    point, group = marks_of(styles)
    if point != ".":
        text = text.replace(group, "").replace(point, ".")
    try:
        if "_" in text or not text.strip():
            raise ValueError
        return float(text.strip().replace(",", ""))
    except ValueError:
        raise net_error("System.FormatException", "Input string was not in a correct format.") from None


for _python, _full in ((float, "System.Double"), (Single, "System.Single")):
    _declared = _numeric(_python, _full)
    _largest = 1.7976931348623157e308 if _python is float else 3.4028234663852886e38
    _declared.static_property("MaxValue", _full)(lambda p=_python, n=_largest: p(n))
    _declared.static_property("MinValue", _full)(lambda p=_python, n=_largest: p(-n))
    _declared.static_property("Epsilon", _full)(lambda p=_python: p(5e-324 if p is float else 1.401298464324817e-45))
    _declared.static_property("NaN", _full)(lambda p=_python: p(math.nan))
    _declared.static_property("PositiveInfinity", _full)(lambda p=_python: p(math.inf))
    _declared.static_property("NegativeInfinity", _full)(lambda p=_python: p(-math.inf))
    _declared.static("IsNaN", (_full,))(lambda value: math.isnan(value))
    _declared.static("IsInfinity", (_full,))(lambda value: math.isinf(value))
    _declared.static("Parse", ("System.String",), ("System.String", "System.IFormatProvider"))(
        lambda text, *rest, p=_python: p(_parse_real(text, *rest))
    )


def _try_parse_double(text: object, reference: object) -> bool:
    try:
        result = _parse_real(text if isinstance(text, str) else "")
    except PSError:
        reference.set(0.0)  # type: ignore[attr-defined]  # a Reference
        return False
    reference.set(result)  # type: ignore[attr-defined]  # a Reference
    return True


NET.extend("System.Double").static("TryParse", ("System.String", "ref"))(_try_parse_double)

DECIMAL = _numeric(decimal.Decimal, "System.Decimal")
DECIMAL.static_property("MaxValue", "System.Decimal")(lambda: decimal.Decimal(79228162514264337593543950335))
DECIMAL.static_property("MinValue", "System.Decimal")(lambda: -decimal.Decimal(79228162514264337593543950335))
DECIMAL.static_property("Zero", "System.Decimal")(lambda: decimal.Decimal(0))
DECIMAL.static_property("One", "System.Decimal")(lambda: decimal.Decimal(1))


@DECIMAL.static("Parse", ("System.String",), ("System.String", "System.IFormatProvider"))
def parse_decimal(text: str, *_rest: object) -> object:
    """A decimal number."""
    try:
        return to_decimal(text)
    except ConversionFailed:
        raise net_error("System.FormatException", "Input string was not in a correct format.") from None


@DECIMAL.static("Round", ("System.Decimal",), ("System.Decimal", "System.Int32"))
def round_decimal(value: decimal.Decimal, digits: int = 0) -> object:
    """Rounded, halves to even."""
    return value.quantize(decimal.Decimal(1).scaleb(-digits), rounding=decimal.ROUND_HALF_EVEN)


@DECIMAL.static("Truncate", ("System.Decimal",))
def truncate_decimal(value: decimal.Decimal) -> object:
    """Without fraction."""
    return value.quantize(decimal.Decimal(1), rounding=decimal.ROUND_DOWN)


# --- Char ---

CHAR = NET.extend("System.Char", python=Char, bases=("System.ValueType", "System.IComparable"))
CHAR.method("CompareTo", ("System.Object",))(_compare)
CHAR.static_property("MaxValue", "System.Char")(lambda: Char("\uffff"))
CHAR.static_property("MinValue", "System.Char")(lambda: Char("\0"))
_CHAR_TESTS = {
    "IsDigit": lambda c: c.isdecimal(),
    "IsLetter": lambda c: c.isalpha(),
    "IsLetterOrDigit": lambda c: c.isalpha() or c.isdecimal(),
    "IsUpper": lambda c: c.isupper(),
    "IsLower": lambda c: c.islower(),
    "IsWhiteSpace": lambda c: c.isspace(),
    "IsNumber": lambda c: c.isnumeric(),
    "IsPunctuation": lambda c: __import__("unicodedata").category(c).startswith("P"),
    "IsSymbol": lambda c: __import__("unicodedata").category(c).startswith("S"),
    "IsSeparator": lambda c: __import__("unicodedata").category(c).startswith("Z"),
    "IsControl": lambda c: __import__("unicodedata").category(c) == "Cc",
}
for _test, _function in _CHAR_TESTS.items():
    CHAR.static(_test, ("System.Char",), ("System.String", "System.Int32"))(
        lambda text, place=None, f=_function: f(text if place is None else text[place])
    )
CHAR.static("ConvertFromUtf32", ("System.Int32",))(chr)
CHAR.static("ToUpper", ("System.Char",))(lambda c: Char(c.upper()))
CHAR.static("ToLower", ("System.Char",))(lambda c: Char(c.lower()))
CHAR.static("ToUpperInvariant", ("System.Char",))(lambda c: Char(c.upper()))
CHAR.static("ToLowerInvariant", ("System.Char",))(lambda c: Char(c.lower()))
CHAR.static("ToString", ("System.Char",))(lambda c: str(c))
CHAR.static("Parse", ("System.String",))(lambda text: Char(text))
CHAR.static("GetNumericValue", ("System.Char",))(lambda c: float(c) if c.isdecimal() else -1.0)

# --- enumerations ---

ENUM = NET.extend("System.Enum", bases=("System.ValueType", "System.IComparable"))


@ENUM.property("value__", "System.Int32")
def enum_number(value: object) -> int:
    """The number."""
    assert isinstance(value, EnumValue)
    return value.value


@ENUM.method("ToString", (), ("System.String",))
def enum_to_string(value: object, form: str = "G") -> str:
    """The name, or the number with format D or X."""
    assert isinstance(value, EnumValue)
    if form.upper() == "D":
        return str(value.value)
    return f"{value.value:08X}" if form.upper() == "X" else value.net_string()


@ENUM.method("CompareTo", ("System.Object",))
def enum_compare(value: object, other: object) -> int:
    """By number."""
    assert isinstance(value, EnumValue)
    assert isinstance(other, EnumValue)
    return (value.value > other.value) - (value.value < other.value)


@converter("System.Array")
def to_any_array(value: object) -> object:
    """Anything as an array."""
    from winlab.powershell.operators import elements

    found = elements(value)
    return [value] if found is None else list(found)
