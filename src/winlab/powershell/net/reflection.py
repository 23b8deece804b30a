"""System.Reflection: properties and fields by name, those that only reflection reaches included.

Source: https://learn.microsoft.com/dotnet/api/system.type.getproperty.
"""

from __future__ import annotations

from winlab.powershell.declare import NET
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


class _Member(NetObject):
    def __init__(self, owner: NetType, member: NetProperty) -> None:
        self.owner = owner
        self.member = member

    def net_string(self) -> str:
        """Type and name."""
        return f"{self.member.type} {self.member.name}"


@NET.type("System.Reflection.PropertyInfo", bases=("System.Reflection.MemberInfo",))
class PropertyInfo(_Member):
    """A property of a type."""


@NET.type("System.Reflection.FieldInfo", bases=("System.Reflection.MemberInfo",))
class FieldInfo(_Member):
    """A field of a type."""


def _get(info: _Member, target: object, index: object = None) -> object:
    return info.member.getter() if info.member.static else info.member.getter(unwrap(target))


def _set(info: _Member, target: object, value: object, index: object = None) -> None:
    if info.member.setter is None:
        raise net_error("System.ArgumentException", "Property set method not found.")
    info.member.setter(unwrap(target), value)


for _name in ("Property", "Field"):
    _info = NET.extend(f"System.Reflection.{_name}Info")
    _info.property("Name", S)(lambda info: info.member.name)
    _info.property("DeclaringType", "System.Type")(lambda info: info.owner)
    _info.property(f"{_name}Type", "System.Type")(lambda info: TYPES.get(info.member.type.lower()))
    _more = ((OBJ, "System.Object[]"),) if _name == "Property" else ()
    _info.method("GetValue", (OBJ,), *_more)(_get)
    _info.method("SetValue", (OBJ, OBJ), *((*each[:1], OBJ, *each[1:]) for each in _more), returns="System.Void")(_set)


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
