"""What a WMI object tells about itself: properties, methods, qualifiers, and its text in MOF.

Source: https://learn.microsoft.com/dotnet/api/system.management.propertydata and the pages beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.powershell.declare import net_method, net_property
from winlab.powershell.values import NetObject
from winlab.windows.wmi.objects import NET, ManagementObject, MethodResult, WmiObject, failure, net_value
from winlab.windows.wmi.repository import WmiMethod
from winlab.windows.wmi.scripting import CLASS, OBJECT, SM, ManagementScope, S

_CIM_TYPES = {"datetime": "DateTime", "uint8": "UInt8", "sint8": "SInt8", "boolean": "Boolean", "string": "String"}


def cim_type(kind: str) -> str:
    """The name of a type in the enumeration CimType (``uint32[]``: ``UInt32``)."""
    plain = kind.removesuffix("[]").partition(":")[0]
    if plain == "ref":
        return "Reference"
    return _CIM_TYPES.get(plain) or plain.replace("uint", "UInt").replace("sint", "SInt").replace("real", "Real")


@NET.type(SM + "QualifierData", assembly="System.Management")
class QualifierData(NetObject):
    """A qualifier: what the schema says about a class or a property."""

    def __init__(self, name: str, value: object) -> None:
        self.title = name
        self.given = value

    @net_property("Name", S)
    def name(self) -> str:
        return self.title

    @net_property("Value")
    def value(self) -> object:
        return self.given

    @net_property("IsAmended", "System.Boolean")
    def is_amended(self) -> bool:
        return False

    @net_property("IsLocal", "System.Boolean")
    def is_local(self) -> bool:
        return True

    @net_property("IsOverridable", "System.Boolean")
    def is_overridable(self) -> bool:
        return True

    @net_property("PropagatesToInstance", "System.Boolean")
    def to_instance(self) -> bool:
        return True

    @net_property("PropagatesToSubclass", "System.Boolean")
    def to_subclass(self) -> bool:
        return False


@NET.type(SM + "PropertyData", assembly="System.Management")
class PropertyData(NetObject):
    """A property with its value."""

    def __init__(self, owner: WmiObject, name: str, kind: str, *, key: bool = False) -> None:
        self.owner = owner
        self.title = name
        self.kind = kind
        self.key = key

    def set_value(self, value: object) -> None:
        """Sets it in the object at hand."""
        self.owner.adapted_set(self.title, value)

    @net_property("Name", S)
    def name(self) -> str:
        return self.title

    @net_property("Value", setter="set_value")
    def value(self) -> object:
        try:
            return self.owner.adapted_get(self.title)
        except KeyError:  # a class has no values
            return None

    @net_property("Type", S)
    def type(self) -> str:
        return cim_type(self.kind)

    @net_property("IsLocal", "System.Boolean")
    def is_local(self) -> bool:
        return True

    @net_property("IsArray", "System.Boolean")
    def is_array(self) -> bool:
        return self.kind.endswith("[]")

    @net_property("Origin", S)
    def origin(self) -> str:
        return self.owner.declared.name

    @net_property("Qualifiers")
    def qualifiers(self) -> DataCollection:
        keys = [QualifierData("key", True)] if self.key else []
        return QualifierCollection(
            [QualifierData("CIMTYPE", self.kind.removesuffix("[]")), *keys, QualifierData("read", True)]
        )


@NET.type(SM + "MethodData", assembly="System.Management")
class MethodData(NetObject):
    """A method of a class."""

    def __init__(self, owner: WmiObject, method: WmiMethod) -> None:
        self.owner = owner
        self.method = method

    @net_property("Name", S)
    def name(self) -> str:
        return self.method.name

    @net_property("InParameters")
    def in_parameters(self) -> object:
        return MethodArguments(self.method) if self.method.arguments else None

    @net_property("OutParameters")
    def out_parameters(self) -> object:
        return MethodResult({"ReturnValue": None})

    @net_property("Origin", S)
    def origin(self) -> str:
        return self.owner.declared.name

    @net_property("Qualifiers")
    def qualifiers(self) -> DataCollection:
        return QualifierCollection(
            [QualifierData("Implemented", True)] + [QualifierData("Static", True)] * self.method.static
        )


@NET.type(SM + "PropertyDataCollection", assembly="System.Management")
class DataCollection(NetObject):
    """Properties, methods or qualifiers, by position or name."""

    def __init__(self, items: Sequence[PropertyData | MethodData | QualifierData]) -> None:
        self.items = items

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        return len(self.items)

    @net_method("Item", (S,))
    def item(self, name: str) -> object:
        return self.net_index([name])

    def net_index(self, index: Sequence[object]) -> object:
        """The one of that name.

        Raises:
            PSError: there is none.
        """
        wanted = str(index[0]).lower()
        for found in self.items:
            if found.name().lower() == wanted:
                return found
        raise failure(0x80041002, "Not found")

    def net_iter(self) -> Iterator[object]:
        """All of them."""
        return iter(self.items)


@NET.type(SM + "QualifierDataCollection", assembly="System.Management")
class QualifierCollection(DataCollection):
    """Qualifiers, by name."""


@NET.type(SM + "MethodDataCollection", assembly="System.Management")
class MethodCollection(DataCollection):
    """Methods, by name."""


for _kind in (QualifierCollection, MethodCollection):
    _kind.net_type.members.update(DataCollection.net_type.members)


@NET.type(SM + "ObjectGetOptions", assembly="System.Management")
class ObjectGetOptions(NetObject):
    """How an object is fetched."""

    @net_property("UseAmendedQualifiers", "System.Boolean")
    def amended(self) -> bool:
        return False


@OBJECT.property("Options", SM + "ObjectGetOptions")
@CLASS.property("Options", SM + "ObjectGetOptions")
def _options(of: WmiObject) -> ObjectGetOptions:
    return ObjectGetOptions()


@OBJECT.property("Properties")
@CLASS.property("Properties")
def _properties(of: WmiObject) -> DataCollection:
    return DataCollection([PropertyData(of, item.name, item.type, key=item.key) for item in of.declared.properties])


@OBJECT.property("SystemProperties")
@CLASS.property("SystemProperties")
def _system_properties(of: WmiObject) -> DataCollection:
    kinds = {"__GENUS": "sint32", "__PROPERTY_COUNT": "sint32", "__DERIVATION": "string[]"}
    return DataCollection([PropertyData(of, name, kinds.get(name, "string")) for name in of.system()])


@OBJECT.property("Qualifiers")
@CLASS.property("Qualifiers")
def _qualifiers(of: WmiObject) -> QualifierCollection:
    found = [QualifierData("dynamic", True), QualifierData("Locale", 1033), QualifierData("provider", "CIMWin32")]
    return QualifierCollection([QualifierData("abstract", True)] if of.declared.abstract else found)


@CLASS.property("Methods")
def _methods(of: WmiObject) -> MethodCollection:
    return MethodCollection([MethodData(of, method) for method in of.declared.methods.values()])


@CLASS.property("Derivation")
def _derivation(of: WmiObject) -> list[object]:
    return list(of.declared.derivation)


@OBJECT.property("Scope", SM + "ManagementScope")
@CLASS.property("Scope", SM + "ManagementScope")
def _scope(of: WmiObject) -> ManagementScope:
    return ManagementScope(f"\\\\{of.caller.machine.name}\\{of.declared.namespace}")


@OBJECT.property("Site")
@CLASS.property("Site")
@OBJECT.property("Container")
@CLASS.property("Container")
def _nothing(of: WmiObject) -> object:
    return None


@OBJECT.method("Dispose", returns="System.Void")
@CLASS.method("Dispose", returns="System.Void")
def _dispose(of: WmiObject) -> None:
    return None


@OBJECT.method("Clone")
def _clone(of: ManagementObject) -> ManagementObject:
    return ManagementObject(of.caller, of.declared, of.row, partial=of.partial)


# --- text ---


def mof_value(value: object) -> str:
    """A value as MOF writes it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, list):
        return "{" + ", ".join(map(mof_value, value)) + "}"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


@OBJECT.method("GetText", ("System.Management.TextFormat",), (S,), returns=S)
@CLASS.method("GetText", ("System.Management.TextFormat",), (S,), returns=S)
def _get_text(of: WmiObject, form: object = "mof") -> str:
    """The object in MOF: properties that have a value, by name."""
    lines = []
    for item in sorted(of.declared.properties, key=lambda each: each.name.lower()):
        value = net_value(of.row.get(item.name), item.type)
        if value is not None:
            lines.append(f"\t{item.name} = {mof_value(value)};\n")
    kind = "class" if of.genus == 1 else "instance of"
    return f"\n{kind} {of.declared.name}\n{{\n{''.join(lines)}}};\n"


# --- calling by name ---


class MethodArguments(MethodResult):
    """The arguments of a method, to be filled (``GetMethodParameters``)."""

    def __init__(self, method: WmiMethod) -> None:
        super().__init__(dict.fromkeys(method.arguments))

    def adapted_get(self, name: str) -> object:
        """An argument as it was set."""
        return self.values[self._known(name)]

    def adapted_set(self, name: str, value: object) -> None:
        """Sets one."""
        self.values[self._known(name)] = value

    def net_index(self, index: Sequence[object]) -> object:
        """``$arguments["CommandLine"]``."""
        return self.adapted_get(str(index[0]))

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """``$arguments["CommandLine"] = "notepad"``."""
        self.adapted_set(str(index[0]), value)

    def _known(self, name: str) -> str:
        return next((known for known in self.values if known.lower() == name.lower()), name)


def _method(of: WmiObject, name: str) -> WmiMethod:
    found = of.declared.methods.get(name.lower())
    if found is None:
        raise failure(0x8004102F, "Invalid method Parameter(s)")
    return found


@OBJECT.method("GetMethodParameters", (S,))
@CLASS.method("GetMethodParameters", (S,))
def _get_method_parameters(of: WmiObject, name: str) -> object:
    return MethodArguments(_method(of, name))


@OBJECT.method("InvokeMethod", (S, "System.Object[]"), (S, SM + "ManagementBaseObject", "System.Object"))
@CLASS.method("InvokeMethod", (S, "System.Object[]"), (S, SM + "ManagementBaseObject", "System.Object"))
def _invoke_method(of: WmiObject, name: str, given: object = None, _options: object = None) -> object:
    """With a list of arguments it gives the return value, with an object of arguments all that comes out."""
    method = _method(of, name)
    row = of.row if isinstance(of, ManagementObject) else {}
    if isinstance(given, MethodResult):
        return MethodResult(method.invoke(of.caller, row, given.values))
    arguments = given if isinstance(given, list) else [] if given is None else [given]
    found = method.invoke(of.caller, row, dict(zip(method.arguments, arguments, strict=False)))
    return MethodResult(found).adapted_get("ReturnValue")
