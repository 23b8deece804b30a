"""System.Management.Automation: enumerations, wrapped values, switches, references, kept messages."""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell.conversion import converter, to_bool
from winlab.powershell.declare import NET, SWITCH, net_constructor, net_method, net_property
from winlab.powershell.errors import PSError
from winlab.powershell.scopes import Variable
from winlab.powershell.values import VOID, NetObject, PSObject

SMA = "System.Management.Automation."
NET.enum(SMA + "ActionPreference", "SilentlyContinue Stop Continue Inquire")
NET.enum(
    SMA + "ErrorCategory",
    "NotSpecified OpenError CloseError DeviceError DeadlockDetected InvalidArgument InvalidData InvalidOperation "
    "InvalidResult InvalidType MetadataError NotImplemented NotInstalled ObjectNotFound OperationStopped "
    "OperationTimeout SyntaxError ParserError PermissionDenied ResourceBusy ResourceExists ResourceUnavailable "
    "ReadError WriteError FromStdErr SecurityError",
)
NET.enum(
    SMA + "CommandTypes",
    {
        "Alias": 1,
        "Function": 2,
        "Filter": 4,
        "Cmdlet": 8,
        "ExternalScript": 16,
        "Application": 32,
        "Script": 64,
        "All": 127,
    },
    flags=True,
)
NET.enum(
    SMA + "ScopedItemOptions",
    {"None": 0, "ReadOnly": 1, "Constant": 2, "Private": 4, "AllScope": 8, "Unspecified": 16},
    flags=True,
)
NET.enum(
    SMA + "PSMemberTypes",
    {
        "AliasProperty": 1,
        "CodeProperty": 2,
        "Property": 4,
        "NoteProperty": 8,
        "ScriptProperty": 16,
        "Properties": 31,
        "PropertySet": 32,
        "Method": 64,
        "CodeMethod": 128,
        "ScriptMethod": 256,
        "Methods": 448,
        "ParameterizedProperty": 512,
        "MemberSet": 1024,
        "Event": 2048,
        "All": 4095,
    },
    flags=True,
)
NET.enum(SMA + "ConfirmImpact", "None Low Medium High")

PSOBJECT = NET.extend(SMA + "PSObject")
NET.extend(SMA + "PSCustomObject")


@PSOBJECT.constructor((), ("System.Object",))
def new_psobject(base: object = None) -> object:
    """An empty custom object, or a wrapped value."""
    return PSObject() if base is None else PSObject(base)


@PSOBJECT.static("AsPSObject", ("System.Object",))
def as_psobject(value: object) -> object:
    """The value wrapped."""
    return value if isinstance(value, PSObject) else PSObject(value)


@NET.type(SWITCH, bases=("System.ValueType",))
class Switch(NetObject):
    """A switch parameter's value in a script."""

    def __init__(self, is_present: bool) -> None:
        self.is_present = is_present

    @net_property("IsPresent", "System.Boolean")
    def present(self) -> bool:
        """Whether it was given."""
        return self.is_present

    @net_method("ToBool")
    def to_bool(self) -> bool:
        """Whether it was given."""
        return self.is_present

    def net_truth(self) -> bool:
        """Whether it counts as true."""
        return self.is_present

    def net_string(self) -> str:
        """``True`` or ``False``."""
        return str(self.is_present)

    def net_equals(self, other: object) -> bool:
        """Equal to switches and Booleans."""
        if isinstance(other, Switch):
            return other.is_present == self.is_present
        return isinstance(other, bool) and other == self.is_present


@converter(SWITCH)
def to_switch(value: object) -> object:
    """A value as a switch."""
    return value if isinstance(value, Switch) else Switch(to_bool(value))


@NET.type(SMA + "PSReference")
class Reference(NetObject):
    """``[ref]``."""

    def __init__(self, variable: Variable) -> None:
        self.variable = variable

    @net_constructor(("System.Object",))
    @classmethod
    def new(cls, value: object) -> Reference:
        """Of a value that is no variable's."""
        return cls(Variable("", value))

    def set(self, value: object) -> None:
        """Sets what is referred to."""
        self.variable.assign(value)

    @net_property("Value", setter="set")
    def value(self) -> object:
        """What is referred to."""
        return None if self.variable.value is VOID else self.variable.value


def trying(parse: Callable[..., object], default: Callable[[], object]) -> Callable[..., bool]:
    """``TryParse`` of a ``Parse``: what was read, or the default, goes to the reference behind the arguments."""

    def try_parse(*given: object) -> bool:
        target = given[-1]
        assert isinstance(target, Reference)
        try:
            target.set(parse(*given[:-1]))
        except PSError:
            target.set(default())
            return False
        return True

    return try_parse


@NET.type(SMA + "WarningRecord")
class MessageRecord(NetObject):
    """A warning that was kept."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        self.text = message

    @net_property("Message", "System.String")
    def message(self) -> str:
        """The text."""
        return self.text

    def net_string(self) -> str:
        """The text."""
        return self.text
