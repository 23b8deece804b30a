"""System.Reflection: properties and fields by name, those that only reflection reaches included.

Source: https://learn.microsoft.com/dotnet/api/system.type.getproperty.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from winlab.powershell.declare import NET
from winlab.powershell.errors import net_error
from winlab.powershell.invoking import MethodFailed, invoke_overload, type_by_name
from winlab.powershell.net.making import make
from winlab.powershell.net.types import PRIMITIVE
from winlab.powershell.nettypes import EnumValue, NetMethod, NetProperty, NetType, enum_value
from winlab.powershell.ranks import PARAMS
from winlab.powershell.values import NetObject, TypedArray, unwrap

S, OBJ, B, FLAGS = "System.String", "System.Object", "System.Boolean", "System.Reflection.BindingFlags"

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
_INVOKE, _CREATE, _SET_FIELD, _SET_PROPERTY = 256, 512, 2048, 8192

_HIDDEN: dict[tuple[str, str], NetProperty] = {}


def hide(type_name: str, member: NetProperty) -> None:
    """Declares a member that is not public: reflection alone finds it."""
    _HIDDEN[type_name, member.name] = member


class MemberInfo(NetObject):
    """A member of a type."""

    kind = "Property"

    def __init__(self, owner: NetType, member: NetProperty | NetMethod, overload: tuple[str, ...] = ()) -> None:
        self.owner = owner
        self.member = member
        self.overload = overload

    def net_string(self) -> str:
        """Type and name."""
        kind = self.member.type if isinstance(self.member, NetProperty) else self.member.returns
        return f"{_shown(kind)} {self.member.name}"

    def net_equals(self, other: object) -> bool:
        """By type, name and parameters."""
        return isinstance(other, MemberInfo) and str(other.key()) == str(self.key())

    def key(self) -> object:
        """What tells it from others."""
        return self.owner.name, self.kind, self.member.name, self.overload

    def net_hash(self) -> object:
        """What tells it from others."""
        return self.key()


class PropertyInfo(MemberInfo):
    """A property of a type."""


class FieldInfo(MemberInfo):
    """A field of a type."""

    kind = "Field"


class MethodInfo(MemberInfo):
    """A form of a method."""

    kind = "Method"

    def net_string(self) -> str:
        """What it returns, its name and parameters."""
        return f"{super().net_string()}({', '.join(_shown(name.removeprefix(PARAMS)) for name in self.overload)})"

    def call(self, target: object, arguments: object) -> object:
        """Calls this form."""
        assert isinstance(self.member, NetMethod)
        method = dataclasses.replace(self.member, overloads=(self.overload,))
        try:
            given = list(arguments) if isinstance(arguments, list) else []
            return invoke_overload(method, given) if method.static else invoke_overload(method, given, unwrap(target))
        except MethodFailed:
            raise net_error("System.Reflection.TargetParameterCountException", "Parameter count mismatch.") from None


class ConstructorInfo(MethodInfo):
    """A form of a constructor."""

    kind = "Constructor"


class ParameterInfo(NetObject):
    """A parameter of a method."""

    def __init__(self, place: int, type_name: str) -> None:
        self.place = place
        self.type_name = type_name.removeprefix(PARAMS)


def _shown(name: str) -> str:
    return name[7:] if name.startswith("System.") and name[7:].rstrip("[]") in _SHORT else name


_SHORT = frozenset(("Void", *(name[7:] for name in PRIMITIVE)))
R = "System.Reflection."
NET.enum(
    R + "MemberTypes",
    {"Constructor": 1, "Event": 2, "Field": 4, "Method": 8, "Property": 16, "TypeInfo": 32, "NestedType": 128,
     "All": 191},
    flags=True,
)  # fmt: skip
_MEMBER = NET.extend(R + "MemberInfo", python=MemberInfo)
_MEMBER.attributes(S, Name="member.name")
_MEMBER.attributes("System.Type", DeclaringType="owner", ReflectedType="owner")
_MEMBER.property("MemberType", R + "MemberTypes")(lambda info: enum_value(R + "MemberTypes", info.kind))
_MEMBER.absent("GetCustomAttributes")


def _type(name: str) -> NetType:
    return type_by_name("System.Object" if name in ("ref",) else name)


def _get(info: MemberInfo, target: object, index: object = None) -> object:
    assert isinstance(info.member, NetProperty)
    return info.member.getter() if info.member.static else info.member.getter(unwrap(target))


def _set(info: MemberInfo, target: object, value: object, index: object = None) -> None:
    assert isinstance(info.member, NetProperty)
    if info.member.setter is None:
        raise net_error("System.ArgumentException", "Property set method not found.")
    info.member.setter(unwrap(target), value)


for _class, _more in ((PropertyInfo, ((OBJ, "System.Object[]"),)), (FieldInfo, ())):
    _info = NET.extend(R + _class.__name__, python=_class, bases=(R + "MemberInfo",))
    _info.property(f"{_class.kind}Type", "System.Type")(lambda info: _type(info.member.type))
    _info.method("GetValue", (OBJ,), *_more)(_get)
    _info.method("SetValue", (OBJ, OBJ), *((*each[:1], OBJ, *each[1:]) for each in _more), returns="System.Void")(_set)
    _info.always(B, IsSpecialName=False, CanRead=True, IsPublic=True)
    _info.property("CanWrite", B)(lambda info: info.member.setter is not None)
    _info.property("IsStatic", B)(lambda info: info.member.static)
_METHOD = NET.extend(R + "MethodInfo", python=MethodInfo, bases=(R + "MemberInfo",))
_CONSTRUCTOR = NET.extend(R + "ConstructorInfo", python=ConstructorInfo, bases=(R + "MemberInfo",))
for _info in (_METHOD, _CONSTRUCTOR):
    _info.always(B, IsPublic=True, IsPrivate=False, IsGenericMethod=False, IsSpecialName=False)
    _info.property("IsConstructor", B)(lambda info: isinstance(info, ConstructorInfo))
    _info.method("GetParameters", returns=R + "ParameterInfo[]")(
        lambda info: TypedArray([ParameterInfo(n, name) for n, name in enumerate(info.overload)], R + "ParameterInfo")
    )
_METHOD.property("IsStatic", B)(lambda info: info.member.static)
_METHOD.property("ReturnType", "System.Type")(lambda info: _type(info.member.returns))
_METHOD.method("Invoke", (OBJ, "System.Object[]"))(MethodInfo.call)
_CONSTRUCTOR.method("Invoke", ("System.Object[]",))(lambda info, arguments: info.call(None, arguments))
_PARAMETER = NET.extend(R + "ParameterInfo", python=ParameterInfo)
_PARAMETER.attributes("System.Int32", Position="place")
_PARAMETER.property("ParameterType", "System.Type")(lambda parameter: _type(parameter.type_name))
_EVERY = _INSTANCE | _STATIC | _PUBLIC


def _bits(flags: object) -> int:
    return flags.value if isinstance(flags, EnumValue) else _EVERY


def _members(declared: NetType, flags: object) -> list[MemberInfo]:
    """The public members that a search would find, methods form by form."""
    bits = _bits(flags)
    found: list[MemberInfo] = []
    if not bits & _PUBLIC:
        return found
    named = declared.all_members() if bits & _INSTANCE else {}
    statics = declared.statics if bits & _STATIC else {}
    for member in (*named.values(), *statics.values()):
        if isinstance(member, NetMethod):
            found += [MethodInfo(declared, member, overload) for overload in member.overloads]
        else:
            found.append(FieldInfo(declared, member) if member.is_field else PropertyInfo(declared, member))
    if declared.is_enum and bits & _STATIC:
        found += [FieldInfo(declared, _constant(declared, name)) for name in declared.values or {}]
    return found


def _constant(enum: NetType, name: str) -> NetProperty:
    number = (enum.values or {})[name]
    return NetProperty(name, enum.name, lambda *_: EnumValue(enum, number), static=True, is_field=True)


def _constructors(declared: NetType) -> list[MemberInfo]:
    if declared.constructor is None:
        return []
    member = dataclasses.replace(declared.constructor, name=".ctor", static=True)
    forms = [form for form in member.overloads if form or not declared.is_value_type]
    return [ConstructorInfo(declared, member, form) for form in forms]


_TYPE = NET.extend("System.Type")


def _list(name: str, kind: type[MemberInfo], find: Callable[..., list[MemberInfo]]) -> None:
    _TYPE.method(name, (), (FLAGS,), returns=f"{R}{kind.__name__}[]")(
        lambda declared, flags=None: TypedArray(find(declared, flags), R + kind.__name__)
    )


def _of(kind: type[MemberInfo]) -> Callable[..., list[MemberInfo]]:
    return lambda declared, flags: [each for each in _members(declared, flags) if type(each) is kind]


_list("GetMethods", MethodInfo, _of(MethodInfo))
_list("GetProperties", PropertyInfo, _of(PropertyInfo))
_list("GetFields", FieldInfo, _of(FieldInfo))
_list("GetConstructors", ConstructorInfo, lambda declared, flags: _constructors(declared))
_list("GetMembers", MemberInfo, lambda declared, flags: _members(declared, flags) + _constructors(declared))
for _name in ("GetEvents", "GetNestedTypes"):
    _TYPE.method(_name, (), (FLAGS,))(lambda declared, flags=None: [])
for _name in ("GetEvent", "GetNestedType"):
    _TYPE.method(_name, (S,), (S, FLAGS))(lambda declared, name, flags=None: None)


def _named(declared: NetType, name: str, flags: object, kind: type[MemberInfo]) -> list[MemberInfo]:
    bits = _bits(flags)
    return [
        each
        for each in _members(declared, flags)
        if isinstance(each, kind)
        and (each.member.name == name or (bits & _IGNORE_CASE and each.member.name.lower() == name.lower()))
    ]


def _hidden(declared: NetType, name: str, flags: object) -> NetProperty | None:
    if not _bits(flags) & _NON_PUBLIC:
        return None
    owners = declared.hierarchy()
    return next((found for owner in owners if (found := _HIDDEN.get((owner, name))) is not None), None)


@_TYPE.method("GetMember", (S,), (S, FLAGS), returns=R + "MemberInfo[]")
def get_member(declared: NetType, name: str, flags: object = None) -> TypedArray:
    """Members by name, methods form by form."""
    return TypedArray(_named(declared, name, flags, MemberInfo), R + "MemberInfo")


@_TYPE.method("GetProperty", (S,), (S, FLAGS), (S, "System.Type"), returns=R + "PropertyInfo")
def get_property(declared: NetType, name: str, flags: object = None) -> MemberInfo | None:
    """A property by name; null where there is none."""
    hidden = _hidden(declared, name, flags)
    if hidden is not None:
        return PropertyInfo(declared, hidden)
    return next(iter(_named(declared, name, flags, PropertyInfo)), None)


@_TYPE.method("GetField", (S,), (S, FLAGS), returns=R + "FieldInfo")
def get_field(declared: NetType, name: str, flags: object = None) -> MemberInfo | None:
    """A field by name; null where there is none."""
    hidden = _hidden(declared, name, flags)
    if hidden is not None:
        return FieldInfo(declared, hidden)
    return next(iter(_named(declared, name, flags, FieldInfo)), None)


@_TYPE.method("GetMethod", (S,), (S, FLAGS), (S, "System.Type[]"), returns=R + "MethodInfo")
def get_method(declared: NetType, name: str, which: object = None) -> MemberInfo | None:
    """A method by name and parameters; null where there is none."""
    found = _named(declared, name, which if isinstance(which, EnumValue) else None, MethodInfo)
    if isinstance(which, list):
        wanted = tuple(str(getattr(each, "name", "")) for each in which)
        return next((each for each in found if tuple(n.removeprefix(PARAMS) for n in each.overload) == wanted), None)
    if len(found) > 1:
        raise net_error("System.Reflection.AmbiguousMatchException", "Ambiguous match found.")
    return next(iter(found), None)


@_TYPE.method("GetConstructor", ("System.Type[]",), returns=R + "ConstructorInfo")
def get_constructor(declared: NetType, which: list[object]) -> MemberInfo | None:
    """A constructor by its parameters; null where there is none."""
    wanted = tuple(str(getattr(each, "name", "")) for each in which)
    return next((each for each in _constructors(declared) if each.overload == wanted), None)


@_TYPE.method("InvokeMember", (S, FLAGS, "System.Object", OBJ, "System.Object[]"))
def invoke_member(
    declared: NetType, name: str, flags: EnumValue, _binder: object, target: object, given: object
) -> object:
    """Calls, reads or writes a member by name."""
    from winlab.powershell import objects

    arguments = list(given) if isinstance(given, list) else []
    if flags.value & _CREATE:
        return make(declared, arguments)
    if target is None and flags.value & _INVOKE:
        return objects.call_static(declared, name, arguments)
    if target is None:
        return objects.get_static(declared, name)[1]
    if flags.value & _INVOKE:
        return objects.call_member(target, name, arguments)
    if flags.value & (_SET_PROPERTY | _SET_FIELD):
        objects.set_member(target, name, arguments[0])
        return None
    return objects.get_member(target, name)
