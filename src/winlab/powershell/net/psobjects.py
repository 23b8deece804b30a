"""What PowerShell itself brings as .NET classes: PSObject's views, script blocks, error records, commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from winlab.powershell import objects
from winlab.powershell.blocks import InputItems, ScriptBlock, invoke
from winlab.powershell.commands import CommandInfo
from winlab.powershell.compiler.loops import ListCursor
from winlab.powershell.conversion import converter, to_bool
from winlab.powershell.declare import (
    NET,
    SWITCH,
    net_constructor,
    net_method,
    net_property,
)
from winlab.powershell.errors import CategoryInfo, ErrorRecord, InvocationInfo, NetException, PSError, error
from winlab.powershell.invoking import type_by_name
from winlab.powershell.nettypes import EnumValue, NetMethod, NetProperty, enum_value
from winlab.powershell.parameters import Parameter
from winlab.powershell.scopes import Variable
from winlab.powershell.text import to_text
from winlab.powershell.values import (
    VOID,
    AliasProperty,
    Hashtable,
    Member,
    NetObject,
    NoteProperty,
    PSObject,
    ScriptProperty,
    TypedArray,
    type_name,
    type_names,
)

if TYPE_CHECKING:
    from winlab.powershell.processors import FunctionRun

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

    def set(self, value: object) -> None:
        """Sets what is referred to."""
        self.variable.assign(value)

    @net_property("Value", setter="set")
    def value(self) -> object:
        """What is referred to."""
        return None if self.variable.value is VOID else self.variable.value


@NET.type(SMA + "PSMethod")
class MethodView(NetObject):
    """A method as a value."""

    def __init__(self, target: object, method: NetMethod | Member) -> None:
        self.target = target
        self.method = method

    @net_property("Name", "System.String")
    def name(self) -> str:
        """The name."""
        return self.method.name

    @net_property("OverloadDefinitions")
    def definitions(self) -> object:
        """Its forms."""
        if isinstance(self.method, NetMethod):
            return TypedArray(definitions(self.method), "System.String")
        return TypedArray([self.method.name], "System.String")

    @net_property("MemberType")
    def member_type(self) -> object:
        """Method."""
        return enum_value(SMA + "PSMemberTypes", "Method")

    @net_method("Invoke", ("params System.Object[]",))
    def invoke(self, arguments: list[object]) -> object:
        """Calls it."""
        return objects.call_member(self.target, self.method.name, arguments)

    def net_string(self) -> str:
        """The forms."""
        return to_text(self.definitions(), ", ")


def definitions(method: NetMethod) -> list[str]:
    """A method's forms as Get-Member shows them."""
    returns = short(method.returns)
    static = "static " if method.static else ""
    return [f"{static}{returns} {method.name}({', '.join(short(name) for name in o)})" for o in method.overloads]


_SHORT = {
    "System.Int32": "int",
    "System.String": "string",
    "System.Boolean": "bool",
    "System.Object": "System.Object",
    "System.Int64": "long",
    "System.Double": "double",
    "System.Char": "char",
    "System.Void": "System.Void",
    "System.Byte": "byte",
}


def short(name: str) -> str:
    """A type's name as member definitions show it."""
    if name.endswith("[]"):
        return short(name[:-2]) + "[]"
    return _SHORT.get(name, name)


# --- the PSObject view ---


@NET.type(SMA + "PSPropertyInfo")
class PropertyView(NetObject):
    """A property as an object: name, value, kind."""

    def __init__(self, target: object, view: objects.MemberView) -> None:
        self.target = target
        self.view = view

    def type_names(self) -> list[str]:
        """By the member's kind."""
        kind = {
            "Property": "PSProperty",
            "NoteProperty": "PSNoteProperty",
            "AliasProperty": "PSAliasProperty",
            "ScriptProperty": "PSScriptProperty",
        }
        return [
            SMA + kind.get(self.view.member_type, "PSProperty"),
            SMA + "PSPropertyInfo",
            SMA + "PSMemberInfo",
            "System.Object",
        ]

    @net_property("Name", "System.String")
    def name(self) -> str:
        """The name."""
        return self.view.name

    def set_value(self, value: object) -> None:
        """Sets the property."""
        objects.set_member(self.target, self.view.name, value)

    @net_property("Value", setter="set_value")
    def value(self) -> object:
        """The value."""
        return objects.get_member(self.target, self.view.name)

    @net_property("MemberType")
    def member_type(self) -> object:
        """The kind."""
        return enum_value(SMA + "PSMemberTypes", self.view.member_type)

    @net_property("TypeNameOfValue", "System.String")
    def type_name_of_value(self) -> str:
        """The value's type."""
        if isinstance(self.view.source, NoteProperty) or self.view.source is None:
            value = self.value()
            return "System.Object" if value is None else type_name(value)
        return self.view.type

    @net_property("IsSettable", "System.Boolean")
    def is_settable(self) -> bool:
        """Whether it can be set."""
        source = self.view.source
        if isinstance(source, (NoteProperty, AliasProperty)):
            return True
        return getattr(source, "setter", None) is not None

    @net_property("IsGettable", "System.Boolean")
    def is_gettable(self) -> bool:
        """It can be read."""
        return True

    @net_property("IsInstance", "System.Boolean")
    def is_instance(self) -> bool:
        """Whether the object itself has it."""
        return isinstance(self.view.source, Member)

    def net_string(self) -> str:
        """Kind, name and value."""
        return f"{short(self.type_name_of_value())} {self.name()}={to_text(self.value())}"


@NET.type(SMA + "PSMemberInfoCollection", bases=("System.Object", "System.Collections.IEnumerable"))
class PropertyList(NetObject):
    """``PSObject.Properties``."""

    def __init__(self, target: object) -> None:
        self.target = target

    def _views(self) -> list[PropertyView]:
        return [PropertyView(self.target, view) for view in objects.properties(self.target)]

    def net_iter(self) -> Iterator[object]:
        """The properties."""
        return iter(self._views())

    def net_index(self, index: Sequence[object]) -> object:
        """A property by name."""
        wanted = to_text(index[0]).lower()
        return next((view for view in self._views() if view.view.name.lower() == wanted), None)

    @net_method("Item", ("System.String",))
    def item(self, name: str) -> object:
        """A property by name."""
        return self.net_index([name])

    @net_method("Match", ("System.String",))
    def match(self, pattern: str) -> object:
        """The properties whose names match."""
        from winlab.powershell.patterns import wildcard

        return [view for view in self._views() if wildcard(pattern).fullmatch(view.view.name)]

    @net_method("Add", ("System.Object",), returns="System.Void")
    def add(self, member: object) -> None:
        """Adds a property."""
        table = objects.own_members(self.target)
        if isinstance(member, NewMember) and table is not None:
            if member.member.name in table:
                raise net_error_exists(member.member.name)
            table.add(member.member)

    @net_method("Remove", ("System.String",), returns="System.Void")
    def remove(self, name: str) -> None:
        """Removes a property."""
        table = objects.own_members(self.target)
        if table is not None:
            table.remove(name)


def net_error_exists(name: str) -> PSError:
    """A member of that name is there already."""
    return error(
        "AlreadyPresentPSMemberInfoInternalCollectionAdd",
        f'Cannot add a member with the name "{name}" because a member with that name already exists.',
        "InvalidOperation",
        None,
        SMA + "ExtendedTypeSystemException",
    )


class NewMember(NetObject):
    """A member made by ``New-Object Management.Automation.PSNoteProperty``."""

    def __init__(self, member: Member) -> None:
        self.member = member


def _declare_members() -> None:
    makers = {
        "PSNoteProperty": lambda name, value: NewMember(NoteProperty(name, value)),
        "PSAliasProperty": lambda name, value: NewMember(AliasProperty(name, to_text(value))),
        "PSScriptProperty": lambda name, value: NewMember(ScriptProperty(name, value)),
    }
    for kind, make in makers.items():
        declared = NET.extend(SMA + kind)
        declared.constructor(("System.String", "System.Object"))(make)
        NewMember.net_type = declared.type


_declare_members()


@NET.type(SMA + "PSMemberSet")
class ObjectView(NetObject):
    """``.PSObject``."""

    def __init__(self, target: object) -> None:
        self.target = target

    @net_property("Properties")
    def properties(self) -> object:
        """The properties."""
        return PropertyList(self.target)

    @net_property("Members")
    def members(self) -> object:
        """The members."""
        return PropertyList(self.target)

    @net_property("Methods")
    def methods(self) -> object:
        """The methods."""
        declared = objects.net_type_of(self.target.base if isinstance(self.target, PSObject) else self.target)
        if declared is None:
            return []
        return [MethodView(self.target, m) for m in objects.sorted_members(declared) if isinstance(m, NetMethod)]

    @net_property("TypeNames")
    def names(self) -> object:
        """The type names."""
        return TypeNameList(self.target)

    @net_property("BaseObject")
    def base_object(self) -> object:
        """The value itself."""
        if isinstance(self.target, PSObject) and self.target.base is not None:
            return self.target.base
        return self.target

    @net_property("ImmediateBaseObject")
    def immediate(self) -> object:
        """The value itself."""
        return self.base_object()

    @net_method("Copy")
    def copy(self) -> object:
        """A copy of the object."""
        target = self.target
        if isinstance(target, PSObject):
            return PSObject(target.base, target.members.copy(), target.own_type_names)
        return PSObject(target)


@NET.type(SMA + "PSMemberSet.Base")
class BaseView(NetObject):
    """``.PSBase``: the .NET members alone."""

    def __init__(self, target: object) -> None:
        self.target = target.base if isinstance(target, PSObject) and target.base is not None else target

    def adapted_get(self, name: str) -> object:
        """A .NET property."""
        declared = objects.net_type_of(self.target)
        member = None if declared is None else declared.find(name.lower())
        if not isinstance(member, NetProperty):
            raise KeyError(name)
        return member.getter(self.target)

    def adapted_call(self, name: str, args: Sequence[object]) -> object:
        """A .NET method."""
        return objects.call_member(self.target, name, args)


@NET.type("System.Collections.ObjectModel.Collection`1", bases=("System.Object", "System.Collections.IList"))
class TypeNameList(NetObject):
    """``PSTypeNames``: names that can be changed."""

    def __init__(self, target: object) -> None:
        self.target = target

    def _names(self) -> list[str]:
        return self.target.type_names if isinstance(self.target, PSObject) else type_names(self.target)

    def net_iter(self) -> Iterator[object]:
        """The names."""
        return iter(list(self._names()))

    def net_index(self, index: Sequence[object]) -> object:
        """A name."""
        place = index[0]
        names = self._names()
        return names[place] if isinstance(place, int) and -len(names) <= place < len(names) else None

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        """How many."""
        return len(self._names())

    @net_method("Insert", ("System.Int32", "System.String"), returns="System.Void")
    def insert(self, place: int, name: str) -> None:
        """Puts a name in."""
        self._names().insert(place, name)

    @net_method("Add", ("System.String",), returns="System.Void")
    def add(self, name: str) -> None:
        """Puts a name at the end."""
        self._names().append(name)

    @net_method("Clear", returns="System.Void")
    def clear(self) -> None:
        """Removes all."""
        self._names().clear()

    @net_method("Contains", ("System.String",))
    def contains(self, name: str) -> bool:
        """Whether a name is there."""
        return name in self._names()


# --- script blocks ---

BLOCK = NET.extend(SMA + "ScriptBlock", python=ScriptBlock)


@BLOCK.method("Invoke", ("params System.Object[]",))
def block_invoke(block: object, arguments: list[object]) -> object:
    """Runs the block and gives what it wrote."""
    assert isinstance(block, ScriptBlock)
    found: list[object] = []
    invoke(block, arguments, found.append, block.session.frame)
    return ResultList(found)


@BLOCK.method("InvokeReturnAsIs", ("params System.Object[]",))
def block_invoke_as_is(block: object, arguments: list[object]) -> object:
    """Runs the block and gives its output as one value."""
    from winlab.powershell.compiler.registry import collected

    assert isinstance(block, ScriptBlock)
    found: list[object] = []
    invoke(block, arguments, found.append, block.session.frame)
    return collected(found)


class ResultList(TypedArray):
    """What Invoke gives: a Collection of PSObject."""

    def __init__(self, items: list[object]) -> None:
        super().__init__(items, "System.Object")


@BLOCK.method("GetNewClosure")
def block_closure(block: object) -> object:
    """The block with the present scope's variables."""
    assert isinstance(block, ScriptBlock)
    return block.with_closure(block.session.frame.scope)


@BLOCK.static("Create", ("System.String",))
def block_create(text: str) -> object:
    """A block of source text, in the session that runs."""
    from winlab.powershell.blocks import block_from_text
    from winlab.powershell.startup import running_session

    return block_from_text(running_session(), text)


@BLOCK.property("Module")
def block_module(block: object) -> object:
    """The module it belongs to."""
    return block.module if isinstance(block, ScriptBlock) else None


# --- errors ---

RECORD = NET.extend(SMA + "ErrorRecord", python=ErrorRecord)
RECORD.property("Exception")(lambda r: r.exception)
RECORD.property("TargetObject")(lambda r: r.target)
RECORD.property("CategoryInfo")(lambda r: r.category)
RECORD.property("FullyQualifiedErrorId", "System.String")(lambda r: r.full_id)
RECORD.property("InvocationInfo")(lambda r: r.invocation)
RECORD.property("PipelineIterationInfo")(lambda r: TypedArray([0, 1], "System.Int32"))


@RECORD.property("ErrorDetails")
def record_details(record: object) -> object:
    """The details, if any."""
    assert isinstance(record, ErrorRecord)
    return None if record.details is None else ErrorDetails(record.details)


@RECORD.constructor(("System.Exception", "System.String", SMA + "ErrorCategory", "System.Object"))
def new_record(exception: object, error_id: str, category: object, target: object) -> object:
    """A record of an exception."""
    assert isinstance(exception, NetException)
    return ErrorRecord(exception, error_id, to_text(category), target)


@NET.type(SMA + "ErrorDetails")
class ErrorDetails(NetObject):
    """A message that replaces the exception's."""

    def __init__(self, message: str) -> None:
        self.text = message

    @net_constructor(("System.String",))
    @classmethod
    def new(cls, message: str) -> ErrorDetails:
        """A message."""
        return cls(message)

    @net_property("Message", "System.String")
    def message(self) -> str:
        """The message."""
        return self.text

    @net_property("RecommendedAction", "System.String")
    def action(self) -> str:
        """Empty."""
        return ""

    def net_string(self) -> str:
        """The message."""
        return self.text


CATEGORY = NET.extend(SMA + "ErrorCategoryInfo", python=CategoryInfo)
CATEGORY.property("Category")(lambda c: enum_value(SMA + "ErrorCategory", c.category))
CATEGORY.property("Activity", "System.String")(lambda c: c.activity)
CATEGORY.property("Reason", "System.String")(lambda c: c.reason)
CATEGORY.property("TargetName", "System.String")(lambda c: c.target_name)
CATEGORY.property("TargetType", "System.String")(lambda c: c.target_type)

CATEGORY.method("GetMessage")(lambda c: c.net_string())

INVOCATION = NET.extend(SMA + "InvocationInfo", python=InvocationInfo)
INVOCATION.property("MyCommand")(lambda i: i.command)
INVOCATION.property("BoundParameters")(lambda i: i.bound)
INVOCATION.property("UnboundArguments")(lambda i: i.unbound)
INVOCATION.property("ScriptLineNumber", "System.Int32")(lambda i: i.line_number)
INVOCATION.property("OffsetInLine", "System.Int32")(lambda i: i.offset_in_line)
INVOCATION.property("ScriptName", "System.String")(lambda i: i.script_name)
INVOCATION.property("Line", "System.String")(lambda i: i.line)
INVOCATION.property("PositionMessage", "System.String")(lambda i: i.position_message)
INVOCATION.property("InvocationName", "System.String")(lambda i: i.invocation_name)
INVOCATION.property("PipelineLength", "System.Int32")(lambda i: i.pipeline_length)
INVOCATION.property("PipelinePosition", "System.Int32")(lambda i: i.pipeline_position)
INVOCATION.property("ExpectingInput", "System.Boolean")(lambda i: i.expecting_input)

COMMAND = NET.extend(SMA + "CommandInfo", python=CommandInfo)
COMMAND.property("Name", "System.String")(lambda c: c.name)
COMMAND.property("CommandType")(lambda c: enum_value(SMA + "CommandTypes", c.kind))
COMMAND.property("Definition", "System.String")(lambda c: c.definition)
COMMAND.property("ModuleName", "System.String")(lambda c: c.module_name)
COMMAND.property("ScriptBlock")(lambda c: getattr(c, "block", None))
COMMAND.property("Path")(lambda c: getattr(c, "path", None))
COMMAND.property("ResolvedCommandName")(lambda c: getattr(c, "target", None))
COMMAND.property("Noun", "System.String")(lambda c: c.name.partition("-")[2])
COMMAND.property("Verb", "System.String")(lambda c: c.name.partition("-")[0])


@COMMAND.property("Parameters")
def command_parameters(command: object) -> object:
    """The parameters by name."""
    from winlab.powershell.commands import CmdletCommand, FunctionInfo
    from winlab.powershell.parameters import cmdlet_meta

    if isinstance(command, CmdletCommand):
        meta = cmdlet_meta(command.info)
    elif isinstance(command, FunctionInfo):
        meta = command.block.compiled.meta(command.block.session.frame, command.name)
    else:
        return None
    return Hashtable({p.name: ParameterMetadata(p) for p in meta.parameters})


@NET.type(SMA + "ParameterMetadata")
class ParameterMetadata(NetObject):
    """A parameter of a command."""

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter

    @net_property("Name", "System.String")
    def name(self) -> str:
        """The name."""
        return self.parameter.name

    @net_property("ParameterType")
    def parameter_type(self) -> object:
        """The type."""
        return self.parameter.type or type_by_name("System.Object")

    @net_property("Aliases")
    def aliases(self) -> object:
        """Other names."""
        return TypedArray(self.parameter.aliases, "System.String")

    @net_property("SwitchParameter", "System.Boolean")
    def is_switch(self) -> bool:
        """Whether it is a switch."""
        return self.parameter.is_switch


VARIABLE = NET.extend(SMA + "PSVariable", python=Variable)


def _set_variable(variable: object, value: object) -> None:
    assert isinstance(variable, Variable)
    variable.assign(value)


VARIABLE.property("Name", "System.String")(lambda v: v.name)
VARIABLE.property("Description", "System.String")(lambda v: v.description)
VARIABLE.property("Options")(lambda v: option_value(v.options))
VARIABLE.property("Value")(lambda v: None if v.value is VOID else v.value)


def option_value(options: frozenset[str]) -> object:
    """ScopedItemOptions of a set of words."""
    bits = {"readonly": 1, "constant": 2, "private": 4, "allscope": 8}
    found = enum_value(SMA + "ScopedItemOptions", "None")
    return EnumValue(found.enum, sum(bits.get(word, 0) for word in options))


for _cls, _name in (
    (InputItems, "System.Collections.ArrayList+ArrayListEnumeratorSimple"),
    (ListCursor, "System.Array+SZArrayEnumerator"),
):
    _declared = NET.extend(_name, python=_cls, bases=("System.Object", "System.Collections.IEnumerator"))
    _declared.property("Current")(lambda e: e.current)
    _declared.method("MoveNext")(lambda e: e.move_next())
    _declared.method("Reset", returns="System.Void")(lambda e: e.reset())


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


@NET.type(SMA + "PSScriptCmdlet")
class ScriptCmdlet(NetObject):
    """``$PSCmdlet``."""

    def __init__(self, run: FunctionRun) -> None:
        self.run = run

    @net_property("MyInvocation")
    def invocation(self) -> object:
        """The call."""
        return self.run.inner.invocation

    @net_property("ParameterSetName", "System.String")
    def parameter_set(self) -> str:
        """The chosen set."""
        return self.run.binding.parameter_set if self.run.binding is not None else ""

    @net_method("ShouldProcess", ("System.String",), ("System.String", "System.String"))
    def should_process(self, target: str, action: str = "") -> bool:
        """Whether to go on."""
        variable = self.run.inner.scope.find("whatifpreference")
        if variable is not None and to_bool(variable.value):
            sink = self.run.session.sink
            if sink is not None:
                shown = action or self.run.name
                sink.host_call("WriteLine", [f'What if: Performing operation "{shown}" on Target "{target}".'])
            return False
        return True

    @net_method("ShouldContinue", ("System.String", "System.String"))
    def should_continue(self, query: str, caption: str) -> bool:
        """A session that nobody can be asked in goes on."""
        return True

    @net_method("WriteError", (SMA + "ErrorRecord",), returns="System.Void")
    def write_error(self, record: ErrorRecord) -> None:
        """A non-terminating error."""
        from winlab.powershell.failures import preference, show

        if not record.command_type:
            record.command_type = self.run.name
        if preference(self.run.inner) == "Stop":
            raise PSError(record, is_throw=True)
        if preference(self.run.inner) == "SilentlyContinue":
            self.run.session.log_error(record)
        else:
            show(self.run.session, record)
        self.run.had_error = True

    @net_method("ThrowTerminatingError", (SMA + "ErrorRecord",), returns="System.Void")
    def throw_error(self, record: ErrorRecord) -> None:
        """A terminating error."""
        if not record.command_type:
            record.command_type = self.run.name
        raise PSError(record)

    @net_method("WriteObject", ("System.Object",), ("System.Object", "System.Boolean"), returns="System.Void")
    def write_object(self, value: object, unroll: bool = False) -> None:
        """Writes to the output."""
        from winlab.powershell.compiler.registry import write_unrolled

        if unroll:
            write_unrolled(value, self.run.out)
        else:
            self.run.out(value)

    @net_method("WriteVerbose", ("System.String",), returns="System.Void")
    def write_verbose(self, text: str) -> None:
        """A verbose text."""
        from winlab.powershell.failures import preference

        sink = self.run.session.sink
        if sink is not None and preference(self.run.inner, "verbosepreference") != "SilentlyContinue":
            sink.verbose(text)

    @net_method("WriteWarning", ("System.String",), returns="System.Void")
    def write_warning(self, text: str) -> None:
        """A warning."""
        sink = self.run.session.sink
        if sink is not None:
            sink.warning(text)
