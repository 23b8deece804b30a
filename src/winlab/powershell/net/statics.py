"""Static methods that work on any type of a kind: enumerations, activation."""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.declare import NET
from winlab.powershell.enumconversion import to_enum
from winlab.powershell.errors import ConversionFailed, net_error
from winlab.powershell.formats import format_enum
from winlab.powershell.nettypes import EnumValue, NetType
from winlab.powershell.text import to_text
from winlab.powershell.values import TypedArray

T, OBJ, S, B = "System.Type", "System.Object", "System.String", "System.Boolean"
ENUM = NET.extend("System.Enum")


def call_generic_static(target: NetType, name: str, args: Sequence[object]) -> tuple[bool, object]:
    """A static method that every type of a kind has."""
    return False, None


def _values(enum: NetType) -> dict[str, int]:
    return enum.values or {}


@ENUM.static("GetNames", (T,))
def get_names(enum: NetType) -> object:
    """The names by number."""
    return TypedArray([n for n, _ in sorted(_values(enum).items(), key=lambda item: item[1] & 0xFFFFFFFF)], S)


@ENUM.static("GetValues", (T,))
def get_values(enum: NetType) -> object:
    """The values by number."""
    numbers = sorted(_values(enum).values(), key=lambda n: n & 0xFFFFFFFF)
    return TypedArray([EnumValue(enum, n) for n in numbers], enum.name)


@ENUM.static("Parse", (T, S), (T, S, B))
def parse(enum: NetType, text: str, ignore_case: bool = False) -> object:
    """A value by name."""
    if not ignore_case and not all(
        part.strip() in _values(enum) or part.strip().lstrip("+-").isdigit() for part in text.split(",")
    ):
        raise net_error("System.ArgumentException", f"Requested value '{text}' was not found.")
    try:
        return to_enum(text, enum)
    except ConversionFailed:
        raise net_error("System.ArgumentException", f"Requested value '{text}' was not found.") from None


@ENUM.static("IsDefined", (T, OBJ))
def is_defined(enum: NetType, value: object) -> bool:
    """Whether a name or number is one of the values."""
    if isinstance(value, str):
        return value in _values(enum)
    number = value.value if isinstance(value, EnumValue) else value
    return number in _values(enum).values()


@ENUM.static("ToObject", (T, "System.Int32"))
def to_object(enum: NetType, number: int) -> object:
    """A value by number."""
    return EnumValue(enum, number)


@ENUM.static("GetName", (T, OBJ))
def get_name(enum: NetType, value: object) -> object:
    """The name of a value."""
    number = value.value if isinstance(value, EnumValue) else value
    return next((n for n, v in _values(enum).items() if v == number), None)


@ENUM.static("Format", (T, OBJ, S), returns=S)
def format_value(enum: NetType, value: object, form: str) -> str:
    """A value in a format."""
    number = value if isinstance(value, EnumValue) else EnumValue(enum, int(to_text(value)))
    return format_enum(number, form)


@ENUM.static("GetUnderlyingType", (T,))
def underlying(enum: NetType) -> object:
    """Int32."""
    from winlab.powershell.invoking import type_by_name

    return type_by_name("System.Int32")


ACTIVATOR = NET.extend("System.Activator")


@ACTIVATOR.static("CreateInstance", (T,), (T, "System.Object[]"))
def create_instance(target: NetType, arguments: list[object] | None = None) -> object:
    """A new object."""
    from winlab.powershell.net.making import make

    return make(target, list(arguments or []))
