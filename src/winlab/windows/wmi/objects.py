"""WMI objects as PowerShell sees them: ManagementObject and ManagementClass.

Sources: https://learn.microsoft.com/dotnet/api/system.management.managementobject,
https://learn.microsoft.com/windows/win32/wmisdk/wmi-system-properties.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from winlab.powershell.declare import NetTable, net_method, net_property
from winlab.powershell.errors import NotEmulated, net_error
from winlab.powershell.instants import DateTime
from winlab.powershell.values import (
    Byte,
    Int16,
    Int64,
    NetObject,
    SByte,
    Single,
    TypedArray,
    UInt16,
    UInt32,
    UInt64,
)
from winlab.windows.wmi import hierarchy
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller, WmiClass, WmiMethod, WmiProperty

NET = NetTable()
_BASES = (
    "System.Management.ManagementBaseObject",
    "System.ComponentModel.Component",
    "System.MarshalByRefObject",
)
_NUMBERS: dict[str, type[int]] = {
    "uint8": Byte,
    "sint8": SByte,
    "uint16": UInt16,
    "sint16": Int16,
    "uint32": UInt32,
    "sint32": int,
    "uint64": UInt64,
    "sint64": Int64,
}
_PARAMETERS = (
    "__GENUS",
    "__CLASS",
    "__SUPERCLASS",
    "__DYNASTY",
    "__RELPATH",
    "__PROPERTY_COUNT",
    "__DERIVATION",
    "__SERVER",
    "__NAMESPACE",
    "__PATH",
)
"""What WMI's adapter shows of every object, in its order."""
_ARRAYS = {
    "string": "System.String",
    "uint16": "System.UInt16",
    "uint32": "System.UInt32",
    "boolean": "System.Boolean",
}


def dmtf(moment: datetime) -> str:
    """A point in time as WMI writes it: ``yyyymmddHHMMSS.mmmmmm+000`` (emulated hosts live in UTC)."""
    return f"{moment:%Y%m%d%H%M%S}.{moment.microsecond:06d}+000"


def from_dmtf(text: str) -> DateTime:
    """The DateTime of WMI's text.

    Raises:
        PSError: it is none.
    """
    found = re.fullmatch(r"(\d{14})\.(\d{6})([+-]\d{3})", text or "")
    if found is None:
        raise net_error(
            "System.ArgumentOutOfRangeException", "Specified argument was out of the range of valid values."
        )
    moment = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S%f")
    return DateTime.of(moment, 2)


def net_value(value: object, kind: str) -> object:
    """A property's value as .NET type of its CIM type."""
    if value is None:
        return None
    if kind.endswith("[]"):
        inner = kind[:-2]
        items = [net_value(item, inner) for item in value] if isinstance(value, (list, tuple)) else []
        return TypedArray(items, _ARRAYS.get(inner, "System.Object"))
    number = _NUMBERS.get(kind)
    if number is not None and isinstance(value, (int, bool)):
        return number(value)
    if kind == "datetime" and isinstance(value, datetime):
        return dmtf(value)
    if kind == "real32" and isinstance(value, float):
        return Single(value)
    return value


class WmiObject(NetObject):
    """What instances, classes and results have in common: properties by name."""

    genus = 2
    """1 of classes, 2 of instances."""

    def __init__(self, caller: WmiCaller, declared: WmiClass, row: Row, *, partial: bool = False) -> None:
        self.caller = caller
        self.declared = declared
        self.row: dict[str, object] = dict(row)
        self.partial = partial

    def relative_path(self) -> str | None:
        """The path without server and namespace; None where the keys are not there."""
        return self.declared.path_of(self.row)

    def system(self) -> Mapping[str, object]:
        """The ``__`` properties, in WMI's order; an object with some properties only does not know where it is from."""
        machine = self.caller.machine.name.upper()
        path = self.relative_path()
        space = self.declared.namespace
        derivation = () if self.partial else self.declared.derivation
        bases = (self.declared.name, *derivation)
        return {
            "__GENUS": self.genus,
            "__CLASS": self.declared.name,
            "__SUPERCLASS": derivation[0] if derivation else None,
            "__DYNASTY": None if self.partial else bases[-1],
            "__RELPATH": path,
            "__PROPERTY_COUNT": len(self.declared.properties),
            "__DERIVATION": TypedArray(list(derivation), "System.String"),
            "__SERVER": None if self.partial else machine,
            "__NAMESPACE": None if self.partial else space,
            "__PATH": None if self.partial or path is None else f"\\\\{machine}\\{space}:{path}",
        }

    def adapted_names(self) -> list[str]:
        """The system's properties and the class', sorted."""
        return [*self.system(), *sorted((item.name for item in self.declared.properties), key=str.lower)]

    def adapted_get(self, name: str) -> object:
        """A property's value."""
        declared = self.declared.property(name)
        if declared is not None:
            return net_value(self.row.get(declared.name), declared.type)
        for known, value in self.system().items():
            if known.lower() == name.lower():
                return value
        raise KeyError(name)

    def adapted_set(self, name: str, value: object) -> None:
        """Sets a property of this copy; Put() writes it."""
        declared = self.declared.property(name)
        if declared is None:
            raise KeyError(name)
        self.row[declared.name] = value


@NET.type("System.Management.ManagementObject", bases=_BASES, assembly="System.Management")
class ManagementObject(WmiObject):
    """One instance."""

    def relative_path(self) -> str | None:
        """The path by the keys."""
        if self.partial and not self.keys_known():
            return None
        return self.declared.path_of(self.row)

    def keys_known(self) -> bool:
        """Whether the object has the keys of its class; it can't be called without."""
        whole = WMI.find(self.declared.namespace, self.declared.name)
        keys = () if whole is None else [item for item in whole.properties if item.key]
        return all(self.declared.property(item.name) is not None for item in keys)

    def type_names(self) -> list[str]:
        """The type, with namespace and class as PowerShell adds them."""
        base = "System.Management.ManagementObject"
        return [f"{base}#{self.declared.namespace}\\{self.declared.name}", base, *_BASES, "System.Object"]

    def net_string(self) -> str:
        """The path."""
        machine, path = self.caller.machine.name.upper(), self.relative_path()
        return "" if path is None else f"\\\\{machine}\\{self.declared.namespace}:{path}"

    def adapted_methods(self) -> list[str]:
        """The class' methods."""
        return [item.name for item in self.declared.methods.values() if not item.static]

    def adapted_call(self, name: str, args: Sequence[object]) -> object:
        """Calls a method of the instance."""
        method = self.declared.methods.get(name.lower())
        if method is None:
            raise KeyError(name)
        if self.partial and not self.keys_known():
            text = "Operation is not valid due to the current state of the object."
            raise net_error("System.InvalidOperationException", text)
        return invoke(self.caller, self.declared, method, self.row, args)

    @net_method("Put", (), ("System.Management.PutOptions",))
    def put(self, *_options: object) -> object:
        """Writes the changed properties."""
        if self.declared.put is None:
            raise failure(0x80041024, "Provider is not capable of the attempted operation")
        before = {k: v for k, v in self.row.items() if k in {p.name for p in self.declared.properties if p.key}}
        self.declared.put(self.caller, before, self.row)
        return self.net_string()

    @net_method("Delete")
    def delete(self) -> None:
        """Deletes the instance."""
        if self.declared.delete is None:
            raise failure(0x80041024, "Provider is not capable of the attempted operation")
        self.declared.delete(self.caller, self.row)

    @net_method("Get")
    def get(self) -> None:
        """Reads the instance again."""
        path = self.declared.path_of(self.row)
        for row in self.declared.enumerate(self.caller):
            if self.declared.path_of(row) == path:
                self.row = dict(row)
                return
        raise failure(0x80041002, "Not found")

    @net_method("GetPropertyValue", ("System.String",))
    def get_property_value(self, name: str) -> object:
        """A property by name."""
        try:
            return self.adapted_get(name)
        except KeyError:
            raise failure(0x80041002, "Not found") from None

    @net_method("SetPropertyValue", ("System.String", "System.Object"))
    def set_property_value(self, name: str, value: object) -> None:
        """Sets a property by name."""
        try:
            self.adapted_set(name, value)
        except KeyError:
            raise failure(0x80041002, "Not found") from None

    @net_method("ConvertToDateTime", ("System.String",))
    def convert_to_date_time(self, text: str) -> object:
        """WMI's text of a time as DateTime (a ScriptMethod of types.ps1xml)."""
        return from_dmtf(text)

    @net_method("ConvertFromDateTime", ("System.DateTime",))
    def convert_from_date_time(self, moment: DateTime) -> str:
        """A DateTime as WMI's text."""
        return dmtf(moment.python)


@NET.type(
    "System.Management.ManagementClass",
    bases=("System.Management.ManagementObject",),
    assembly="System.Management",
)
class ManagementClass(WmiObject):
    """A class: ``[wmiclass]"Win32_Process"``."""

    genus = 1

    def relative_path(self) -> str | None:
        """Its name."""
        return self.declared.name

    def type_names(self) -> list[str]:
        """The type, with namespace and class."""
        base = "System.Management.ManagementClass"
        first = f"{base}#{self.declared.namespace}\\{self.declared.name}"
        return [first, base, "System.Management.ManagementObject", *_BASES, "System.Object"]

    def net_string(self) -> str:
        """The path."""
        return f"\\\\{self.caller.machine.name.upper()}\\{self.declared.namespace}:{self.declared.name}"

    def adapted_names(self) -> list[str]:
        """The system's properties."""
        return list(self.system())

    def adapted_get(self, name: str) -> object:
        """The system's properties; those of the class have no value here."""
        for known, value in self.system().items():
            if known.lower() == name.lower():
                return value
        raise KeyError(name)

    def adapted_methods(self) -> list[str]:
        """The class' static methods."""
        return [item.name for item in self.declared.methods.values() if item.static]

    def adapted_call(self, name: str, args: Sequence[object]) -> object:
        """Calls a static method."""
        method = self.declared.methods.get(name.lower())
        if method is None:
            raise KeyError(name)
        return invoke(self.caller, self.declared, method, {}, args)

    @net_property("Name", "System.String")
    def name(self) -> str:
        """The class' name."""
        return self.declared.name

    @net_method("CreateInstance")
    def create_instance(self) -> ManagementObject:
        """An empty instance, to be filled and Put."""
        return ManagementObject(self.caller, self.declared, {})

    @net_method("GetInstances")
    def get_instances(self) -> list[object]:
        """All instances, those of derived classes with them."""
        derived = WMI.derived(self.declared.namespace, self.declared.name)
        return [ManagementObject(self.caller, item, row) for item in derived for row in item.enumerate(self.caller)]


@NET.type("System.Management.ManagementBaseObject", bases=_BASES[1:], assembly="System.Management")
class MethodResult(NetObject):
    """What a method gives (ReturnValue and out parameters), or an object inside another."""

    def __init__(self, values: Row, kind: str = "__PARAMETERS") -> None:
        self.values = dict(values)
        self.kind = kind

    def type_names(self) -> list[str]:
        """The type WMI's adapter shows for results."""
        base = "System.Management.ManagementBaseObject"
        return [f"{base}#\\{self.kind}", base, *_BASES[1:], "System.Object"]

    def adapted_names(self) -> list[str]:
        """The system's properties, out parameters and ReturnValue."""
        return [*_PARAMETERS, *self.values]

    def adapted_get(self, name: str) -> object:
        """One of them."""
        for known, value in self.values.items():
            if known.lower() == name.lower():
                return _result(value)
        for known in _PARAMETERS:
            if known.lower() == name.lower():
                return self._system(known)
        raise KeyError(name)

    def adapted_set(self, name: str, value: object) -> None:
        """Sets one of them in this copy."""
        known = next((known for known in self.values if known.lower() == name.lower()), None)
        if known is None:
            raise KeyError(name)
        self.values[known] = value

    def _system(self, name: str) -> object:
        given: dict[str, object] = {"__GENUS": 2, "__CLASS": self.kind, "__PROPERTY_COUNT": len(self.values)}
        given["__DYNASTY"] = self.kind
        given["__DERIVATION"] = TypedArray([], "System.String")
        return given.get(name)


def _result(value: object) -> object:
    if type(value) is int:
        return UInt32(value)
    if isinstance(value, list) and not isinstance(value, TypedArray):
        return TypedArray(value, "System.String" if all(isinstance(item, str) for item in value) else "System.Object")
    return value


def invoke(caller: WmiCaller, declared: WmiClass, method: WmiMethod, row: Row, args: Sequence[object]) -> MethodResult:
    """Calls a method with arguments in order."""
    if len(args) > len(method.arguments):
        raise failure(0x80041008, "Invalid parameter")
    given = dict(zip(method.arguments, args, strict=False))
    return MethodResult(method.invoke(caller, row, given))


def failure(code: int, text: str) -> Exception:
    """A ManagementException as WMI's client raises it."""
    return net_error("System.Management.ManagementException", f"{text} ", ErrorCode=code)


def find_class(caller: WmiCaller, namespace: str, name: str) -> WmiClass:
    """A class on the caller's machine.

    Raises:
        PSError: Invalid namespace, or Invalid class.
    """
    if not WMI.has_namespace(caller.machine, namespace):
        raise failure(0x8004100E, "Invalid namespace")
    if name.lower() == "__namespace":
        return _namespaces_below(WMI.normal(namespace))
    found = WMI.find(namespace, name)
    if found is None and WMI.normal(namespace) == CIMV2 and (spelling := hierarchy.known(name)) is not None:
        raise NotEmulated(f"the WMI class {spelling}")
    if found is None and name.startswith("__"):
        raise NotEmulated(f"the WMI class {name}")
    if found is None:
        raise failure(0x80041010, "Invalid class")
    return found


def _namespaces_below(namespace: str) -> WmiClass:
    """``__NAMESPACE``: one instance for each namespace right below one."""

    def rows(caller: WmiCaller) -> list[Row]:
        words = [known.split("\\") for known in WMI.namespaces(caller.machine)]
        return [{"Name": names[-1]} for names in words if WMI.normal("\\".join(names[:-1])) == namespace]

    return WmiClass(namespace, "__NAMESPACE", (WmiProperty("Name", "string", True),), rows)
