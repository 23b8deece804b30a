"""System.TypeCode, and the members that all types of simple values have.

Source: https://learn.microsoft.com/dotnet/api/system.typecode .
"""

from __future__ import annotations

from winlab.powershell.comparing import order
from winlab.powershell.declare import NET, TypeExtension
from winlab.powershell.errors import net_error
from winlab.powershell.nettypes import EnumValue, NetType, enum_value
from winlab.powershell.values import NetObject, type_name

OBJ, INT, B, CODE = "System.Object", "System.Int32", "System.Boolean", "System.TypeCode"
NUMBER_BASES = ("System.ValueType", "System.IComparable", "System.IFormattable", "System.IConvertible")
VALUE_BASES = ("System.ValueType", "System.IComparable", "System.IConvertible")
_NAMES = (
    "Empty Object DBNull Boolean Char SByte Byte Int16 UInt16 Int32 UInt32 Int64 UInt64 Single Double Decimal DateTime"
)
NET.enum(CODE, {name: number for number, name in enumerate(_NAMES.split())} | {"String": 18})


def code_of(name: str) -> EnumValue:
    """The code of a type by its full name."""
    short = name.rpartition(".")[2]
    known = name == f"System.{short}" and short in [*_NAMES.split()[2:], "String"]
    return enum_value(CODE, short if known else "Object")


def code_of_value(value: object) -> EnumValue:
    """The code of a value."""
    return enum_value(CODE, "Empty") if value is None else code_of(type_name(value))


def same(left: object, right: object) -> bool:
    """``Equals`` of .NET: type and value."""
    if isinstance(left, NetObject):
        return left.net_equals(right)
    return type(left) is type(right) and left == right


def compare(value: object, other: object) -> int:
    """``CompareTo``; a value has an order among its own type only."""
    if other is None:
        return 1
    if type_name(other) != type_name(value):
        raise net_error("System.ArgumentException", f"Object must be of type {type_name(value)[7:]}.")
    result = order(value, other, ignore_case=False)
    return (result > 0) - (result < 0)


def simple_value(declared: TypeExtension) -> TypeExtension:
    """Declares what all simple values have: CompareTo, Equals, GetTypeCode."""
    own = declared.type.name
    declared.method("CompareTo", (OBJ,), (own,), returns=INT)(compare)
    declared.method("Equals", (OBJ,), (own,), returns=B)(same)
    declared.method("GetTypeCode", returns=CODE)(lambda value: code_of(own))
    return declared


@NET.extend("System.Type").static("GetTypeCode", ("System.Type",), returns=CODE)
def type_code(declared: NetType | None) -> EnumValue:
    """The code of a type; enumerations have that of their numbers."""
    if declared is None:
        return enum_value(CODE, "Empty")
    return code_of("System.Int32" if declared.is_enum else declared.name)
