"""System.Type: what a type tells of itself.

Source: https://learn.microsoft.com/dotnet/api/system.type .
"""

from __future__ import annotations

import uuid

from winlab.powershell.assemblynames import assembly_of, full_assembly_name
from winlab.powershell.conversion import converter, is_instance
from winlab.powershell.declare import NET
from winlab.powershell.errors import ConversionFailed, net_error
from winlab.powershell.invoking import array_of
from winlab.powershell.nettypes import TYPES, NetType
from winlab.powershell.typenames import exception_type, type_from_text
from winlab.powershell.values import TypedArray, unwrap

S, B, INT, T, OBJ = "System.String", "System.Boolean", "System.Int32", "System.Type", "System.Object"
PRIMITIVE = frozenset(
    f"System.{name}"
    for name in (
        *("Boolean", "Byte", "SByte", "Char", "Double", "Single", "IntPtr"),
        *(f"{sign}Int{size}" for sign in ("", "U") for size in (16, 32, 64)),
    )
)
_ABSTRACT = frozenset(
    ("System.Array", "System.Enum", "System.ValueType", "System.IO.Stream", "System.IO.TextReader",
     "System.IO.TextWriter", "System.Text.Encoding", "System.Type", "System.Math", "System.Convert",
     "System.Environment", "System.StringComparer", "System.TimeZone", "System.Reflection.MemberInfo")
)  # fmt: skip
_SEALED = frozenset(
    (S, "System.Math", "System.Convert", "System.DBNull", "System.Text.StringBuilder", "System.Version")
)

TYPE = NET.extend(T, python=NetType)
NET.extend("System.RuntimeType", bases=(T,))
NetType.net_type = TYPE.type


def _name(declared: NetType) -> str:
    return declared.short_name.partition("[[")[0].rpartition("+")[2]


TYPE.property("Name", S)(_name)
TYPE.property("FullName", S)(lambda t: t.name)
TYPE.property("Namespace", S)(lambda t: t.name.partition("`")[0].partition("[")[0].rpartition(".")[0])
TYPE.property("BaseType", T)(lambda t: base_type(t))
TYPE.property("UnderlyingSystemType", T)(lambda t: t)
TYPE.property("DeclaringType", T)(lambda t: TYPES.get(t.name.rpartition("+")[0].lower()) if "+" in t.name else None)
TYPE.property("GUID", "System.Guid")(lambda t: _guid(t))
TYPE.property("AssemblyQualifiedName", S)(lambda t: f"{t.name}, {full_assembly_name(assembly_of(t.name))}")
for _flag, _test in {
    "IsArray": lambda t: t.element is not None or t.rank > 1,
    "IsEnum": lambda t: t.is_enum,
    "IsValueType": lambda t: t.is_value_type,
    "IsClass": lambda t: not t.is_value_type and not t.is_interface,
    "IsInterface": lambda t: t.is_interface,
    "IsAbstract": lambda t: t.is_interface or t.name in _ABSTRACT,
    "IsSealed": lambda t: (t.is_value_type and t.name not in _ABSTRACT) or t.element is not None or t.name in _SEALED,
    "IsPublic": lambda t: "+" not in t.name,
    "IsNested": lambda t: "+" in t.name,
    "IsNestedPublic": lambda t: "+" in t.name,
    "IsSerializable": lambda t: not t.is_interface,
    "IsPrimitive": lambda t: t.name in PRIMITIVE,
    "IsGenericType": lambda t: bool(t.arguments) or "`" in t.name,
    "IsGenericTypeDefinition": lambda t: not t.arguments and "`" in t.name,
    "IsCOMObject": lambda t: t.name == "System.__ComObject",
    "HasElementType": lambda t: t.element is not None,
}.items():
    TYPE.property(_flag, B)(_test)
TYPE.always(B, IsVisible=True, IsNotPublic=False, IsByRef=False, IsPointer=False, IsGenericParameter=False)
TYPE.always(B, IsAutoLayout=True, IsAnsiClass=True, IsMarshalByRef=False, IsContextful=False, IsImport=False)
TYPE.method("GetElementType", returns=T)(lambda t: t.element)
TYPE.method("GetGenericArguments", returns=T + "[]")(lambda t: TypedArray(t.arguments, T))
TYPE.method("IsAssignableFrom", (T,), returns=B)(
    lambda t, o: o is not None and (t.name == OBJ or t.name in o.hierarchy() or t.name in o.interfaces())
)
TYPE.method("IsSubclassOf", (T,), returns=B)(lambda t, o: o.name in t.hierarchy()[1:])
TYPE.method("IsInstanceOfType", (OBJ,), returns=B)(lambda t, v: is_instance(v, t))
TYPE.method("GetInterfaces", returns=T + "[]")(lambda t: TypedArray([TYPES[n.lower()] for n in t.interfaces()], T))
TYPE.method("Equals", (OBJ,), (T,), returns=B)(NetType.net_equals)
TYPE.method("MakeByRefType", returns=T)(lambda t: NetType(t.name + "&", ()))
TYPE.constants("System.Char", Delimiter=".")
TYPE.static_property("EmptyTypes", T + "[]")(lambda: TypedArray([], T))
TYPE.static("GetTypeArray", ("System.Object[]",), returns=T + "[]")(
    lambda values: TypedArray([_type_of(value) for value in values], T)
)
TYPE.absent("GetTypeFromCLSID", "GetCustomAttributes", "GetTypeFromHandle", "FindMembers")


def _type_of(value: object) -> NetType:
    from winlab.powershell.net.primitives import type_object

    return type_object(value)


def _guid(declared: NetType) -> object:
    from winlab.powershell.net.guids import Guid

    return Guid(uuid.uuid5(uuid.NAMESPACE_OID, declared.name))


def base_type(declared: NetType) -> object:
    """The class above."""
    if declared.is_interface:
        return None
    names = declared.hierarchy()
    if len(names) < 2:
        return None
    found = TYPES.get(names[1].lower())
    return found if found is not None else exception_type(names[1])


@converter(T)
def type_of_text(value: object) -> object:
    """A type by its name as scripts write it: ``[Enum]::GetNames('ConsoleColor')``."""
    from winlab.powershell.startup import running_session

    name = unwrap(value)
    found = type_from_text(running_session(), name) if isinstance(name, str) else None
    if found is None:
        raise ConversionFailed
    return found


@TYPE.method("GetArrayRank", returns=INT)
def array_rank(declared: NetType) -> int:
    """How many dimensions an array has."""
    if declared.element is None and declared.rank == 1:
        raise net_error("System.ArgumentException", "Must be an array type.")
    return declared.rank


@TYPE.method("MakeArrayType", (), (INT,), returns=T)
def make_array(declared: NetType, rank: int = 1) -> NetType:
    """The type of arrays of this one."""
    from winlab.powershell.net.arrays import multi_array_of

    return array_of(declared) if rank == 1 else multi_array_of(declared, rank)


@TYPE.method("GetInterface", (S,), (S, B), returns=T)
def interface(declared: NetType, name: str, ignore_case: bool = False) -> object:
    """An interface by name."""
    for full in declared.interfaces():
        for each in (full, full.rpartition(".")[2]):
            if each == name or (ignore_case and each.lower() == name.lower()):
                return TYPES[full.lower()]
    return None


@TYPE.method("GetGenericTypeDefinition", returns=T)
def definition(declared: NetType) -> object:
    """The open type of a closed one."""
    name = declared.name.partition("[[")[0]
    if "`" not in name:
        text = "This operation is only valid on generic types."
        raise net_error("System.InvalidOperationException", text)
    return TYPES.get(name.lower()) or NetType(name)


@TYPE.method("MakeGenericType", ("params System.Type[]",), returns=T)
def close(declared: NetType, arguments: list[NetType]) -> object:
    """The closed type of an open one."""
    from winlab.powershell.net.generics import generic_type
    from winlab.powershell.startup import running_session

    return generic_type(running_session(), declared.name.partition("`")[0], arguments)


@TYPE.static("GetType", (S,), (S, B), (S, B, B), returns=T)
def get_type(name: str, throws: bool = False, ignore_case: bool = False) -> object:
    """A type by full name."""
    from winlab.powershell.startup import running_session

    simple = name if "[" in name else name.partition(",")[0].strip()
    found = TYPES.get(simple.lower())
    if found is None and simple.lower().startswith("system."):
        found = type_from_text(running_session(), simple)
    if found is not None and not ignore_case and found.name.partition("[[")[0] != simple.partition("[[")[0]:
        found = None
    if found is None and throws:
        text = f"Could not load type '{simple}' from assembly '{full_assembly_name('mscorlib')}'."
        raise net_error("System.TypeLoadException", text)
    return found
