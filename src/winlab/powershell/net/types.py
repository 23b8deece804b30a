"""System.Type."""

from __future__ import annotations

from winlab.powershell.conversion import is_instance
from winlab.powershell.declare import NET
from winlab.powershell.nettypes import TYPES, NetType
from winlab.powershell.typenames import exception_type

PRIMITIVE: set[str] = {
    f"System.{n}"
    for n in [
        "Boolean",
        "Byte",
        "SByte",
        "Int16",
        "UInt16",
        "Int32",
        "UInt32",
        "Int64",
        "UInt64",
        "Char",
        "Double",
        "Single",
    ]
}
TYPE = NET.extend("System.Type", python=NetType)
NET.extend("System.RuntimeType", bases=("System.Type",))
NetType.net_type = TYPE.type
TYPE.property("Name", "System.String")(lambda t: t.short_name.partition("[[")[0].rpartition("+")[2])
TYPE.property("FullName", "System.String")(lambda t: t.name)
TYPE.property("Namespace", "System.String")(lambda t: t.name.partition("`")[0].partition("[")[0].rpartition(".")[0])
TYPE.property("BaseType")(lambda t: base_type(t))
TYPE.property("IsArray", "System.Boolean")(lambda t: t.element is not None or t.rank > 1)
TYPE.property("IsEnum", "System.Boolean")(lambda t: t.is_enum)
TYPE.property("IsValueType", "System.Boolean")(lambda t: t.is_value_type)
TYPE.property("IsClass", "System.Boolean")(lambda t: not t.is_value_type and not t.is_interface)
TYPE.property("IsInterface", "System.Boolean")(lambda t: t.is_interface)
TYPE.property("IsPublic", "System.Boolean")(lambda t: True)
TYPE.property("IsSerializable", "System.Boolean")(lambda t: True)
TYPE.property("IsPrimitive", "System.Boolean")(lambda t: t.name in PRIMITIVE)
TYPE.property("IsGenericType", "System.Boolean")(lambda t: bool(t.arguments))
TYPE.property("UnderlyingSystemType")(lambda t: t)
TYPE.property("AssemblyQualifiedName", "System.String")(lambda t: f"{t.name}, {t.assembly}")
TYPE.property("Assembly", "System.String")(lambda t: t.assembly)
TYPE.method("GetElementType")(lambda t: t.element)
TYPE.method("GetGenericArguments")(lambda t: list(t.arguments))
TYPE.method("IsAssignableFrom", ("System.Type",))(lambda t, o: t.name in o.hierarchy() or t.name in o.interfaces())
TYPE.method("IsSubclassOf", ("System.Type",))(lambda t, o: o.name in t.hierarchy()[1:])
TYPE.method("IsInstanceOfType", ("System.Object",))(lambda t, v: is_instance(v, t))
TYPE.method("GetInterfaces")(lambda t: [TYPES[n.lower()] for n in t.interfaces()])


def base_type(declared: NetType) -> object:
    """The class above."""
    names = declared.hierarchy()
    if len(names) < 2:
        return None
    found = TYPES.get(names[1].lower())
    return found if found is not None else exception_type(names[1])


@TYPE.static("GetType", ("System.String",))
def get_type(name: str) -> object:
    """A type by full name."""
    return TYPES.get(name.partition(",")[0].strip().lower())
