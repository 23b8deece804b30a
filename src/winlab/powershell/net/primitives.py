"""System.Object, the interfaces that values have, enumerations."""

from __future__ import annotations

from winlab.powershell.conversion import converter
from winlab.powershell.declare import NET
from winlab.powershell.errors import NetException, net_error
from winlab.powershell.formats import format_enum
from winlab.powershell.nettypes import TYPES, EnumValue, NetType, enum_value
from winlab.powershell.text import plain_text
from winlab.powershell.values import Char, NetObject, type_name

OBJ, S, INT, PROVIDER = "System.Object", "System.String", "System.Int32", "System.IFormatProvider"
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
COMPONENT = NET.extend("System.ComponentModel.Component", bases=("System.MarshalByRefObject",))
COMPONENT.property("Site")(lambda component: None)
COMPONENT.property("Container")(lambda component: None)


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
        # What PowerShell adds behind a '#' (a WMI class, a COM interface) is no name of .NET's.
        names = [name for name in value.type_names() if "#" not in name]
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


@OBJECT.method("GetHashCode", returns=INT)
def object_hash(value: object) -> int:
    """A number that is equal for equal values."""
    if isinstance(value, Char):
        return ord(value) | ord(value) << 16
    if isinstance(value, EnumValue):
        return value.value
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


NET.extend("System.Void", bases=("System.ValueType",))

# --- enumerations ---

ENUM = NET.extend("System.Enum", bases=("System.ValueType", "System.IComparable"))


@ENUM.property("value__", "System.Int32")
def enum_number(value: object) -> int:
    """The number."""
    assert isinstance(value, EnumValue)
    return value.value


@ENUM.method("ToString", (), (S,), (PROVIDER,), (S, PROVIDER), returns=S)
def enum_to_string(value: EnumValue, *arguments: object) -> str:
    """The name, or the number with format D or X."""
    return format_enum(value, next((form for form in arguments if isinstance(form, str)), "G"))


@ENUM.method("GetTypeCode", returns="System.TypeCode")
def enum_type_code(_value: EnumValue) -> EnumValue:
    """That of Int32."""
    return enum_value("System.TypeCode", "Int32")


@ENUM.method("CompareTo", (OBJ,), returns=INT)
def enum_compare(value: EnumValue, other: object) -> int:
    """By number; only values of one enumeration have an order."""
    if other is None:
        return 1
    if not isinstance(other, EnumValue) or other.enum.name != value.enum.name:
        raise net_error(
            "System.ArgumentException",
            "Object must be the same type as the enum. The type passed in was "
            f"'{type_name(other)}'; the enum type was '{value.enum.name}'.",
        )
    return (value.value > other.value) - (value.value < other.value)


@converter("System.Array")
def to_any_array(value: object) -> object:
    """Anything as an array."""
    from winlab.powershell.operators import elements

    found = elements(value)
    return [value] if found is None else list(found)
