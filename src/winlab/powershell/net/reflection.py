"""System.Reflection: properties and fields by name, those that only reflection reaches included.

Source: https://learn.microsoft.com/dotnet/api/system.type.getproperty.
"""

from __future__ import annotations

from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.errors import NotEmulated, net_error
from winlab.powershell.nettypes import TYPES, EnumValue, NetProperty, NetType
from winlab.powershell.values import NetObject, unwrap

S, OBJ, FLAGS = "System.String", "System.Object", "System.Reflection.BindingFlags"

BINDING_FLAGS = NET.enum(
    FLAGS,
    {
        "Default": 0,
        "IgnoreCase": 1,
        "DeclaredOnly": 2,
        "Instance": 4,
        "Static": 8,
        "Public": 16,
        "NonPublic": 32,
        "FlattenHierarchy": 64,
        "InvokeMethod": 256,
        "CreateInstance": 512,
        "GetField": 1024,
        "SetField": 2048,
        "GetProperty": 4096,
        "SetProperty": 8192,
    },
    flags=True,
)
_IGNORE_CASE, _INSTANCE, _STATIC, _PUBLIC, _NON_PUBLIC = 1, 4, 8, 16, 32

_HIDDEN: dict[tuple[str, str], NetProperty] = {}


def hide(type_name: str, member: NetProperty) -> None:
    """Declares a member that is not public: reflection alone finds it."""
    _HIDDEN[type_name, member.name] = member


@NET.type("System.Reflection.PropertyInfo", bases=("System.Reflection.MemberInfo",))
class PropertyInfo(NetObject):
    """A property or field of a type."""

    def __init__(self, owner: NetType, member: NetProperty) -> None:
        self.owner = owner
        self.member = member

    name = net_property("Name", S)(lambda self: self.member.name)
    declaring = net_property("DeclaringType", "System.Type")(lambda self: self.owner)
    property_type = net_property("PropertyType", "System.Type")(lambda self: TYPES.get(self.member.type.lower()))
    can_read = net_property("CanRead", "System.Boolean")(lambda self: True)
    can_write = net_property("CanWrite", "System.Boolean")(lambda self: self.member.setter is not None)

    @net_method("GetValue", (OBJ,), (OBJ, "System.Object[]"))
    def get_value(self, target: object, index: object = None) -> object:
        """The value that an object has."""
        return self.member.getter() if self.member.static else self.member.getter(unwrap(target))

    @net_method("SetValue", (OBJ, OBJ), (OBJ, OBJ, "System.Object[]"), returns="System.Void")
    def set_value(self, target: object, value: object, index: object = None) -> None:
        """Sets it."""
        if self.member.setter is None:
            raise net_error("System.ArgumentException", "Property set method not found.")
        self.member.setter(unwrap(target), value)

    def net_string(self) -> str:
        """Type and name."""
        return f"{self.member.type} {self.member.name}"


@NET.type("System.Reflection.FieldInfo", bases=("System.Reflection.MemberInfo",))
class FieldInfo(PropertyInfo):
    """A field."""


def _find(declared: NetType, name: str, flags: object) -> NetProperty | None:
    bits = flags.value if isinstance(flags, EnumValue) else _INSTANCE | _STATIC | _PUBLIC
    if bits & _NON_PUBLIC:
        for owner in declared.hierarchy():
            if (hidden := _HIDDEN.get((owner, name))) is not None:
                return hidden
    if not bits & _PUBLIC:
        return None
    for wanted, member in (
        (_INSTANCE, declared.find(name.lower())),
        (_STATIC, declared.find_static(name.lower())),
    ):
        if bits & wanted and isinstance(member, NetProperty) and (bits & _IGNORE_CASE or member.name == name):
            return member
    return None


_TYPE = NET.extend("System.Type")


@_TYPE.method("GetProperty", (S,), (S, FLAGS), returns="System.Reflection.PropertyInfo")
def get_property(declared: NetType, name: str, flags: object = None) -> PropertyInfo | None:
    """A property by name; null where there is none."""
    found = _find(declared, name, flags)
    return None if found is None else PropertyInfo(declared, found)


@_TYPE.method("GetField", (S,), (S, FLAGS), returns="System.Reflection.FieldInfo")
def get_field(declared: NetType, name: str, flags: object = None) -> FieldInfo | None:
    """A field by name; null where there is none."""
    found = _find(declared, name, flags)
    return None if found is None else FieldInfo(declared, found)


@_TYPE.method("GetMethod", (S,), (S, FLAGS))
def get_method(declared: NetType, name: str, flags: object = None) -> object:
    """Methods are called by name, not through reflection."""
    raise NotEmulated(f"Type.GetMethod({declared.name}, {name})")
