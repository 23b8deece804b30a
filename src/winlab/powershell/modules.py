"""Modules: their scope, what they export, and how a session comes to see it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from winlab.powershell.addedmembers import CodeMethod, NoteProperty
from winlab.powershell.binding import Argument
from winlab.powershell.blocks import HasScope, ScriptBlock, invoke
from winlab.powershell.commands import FunctionInfo, ScriptInfo
from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.net.generics import dictionary_of
from winlab.powershell.net.guids import Guid, Version
from winlab.powershell.nettypes import enum_value
from winlab.powershell.patterns import wildcard
from winlab.powershell.scopes import Frame, Scope, Variable
from winlab.powershell.session import Session
from winlab.powershell.unrolling import collected
from winlab.powershell.values import GenericList, Hashtable, PSObject

_SMA = "System.Management.Automation."
_BLOCK = f"{_SMA}ScriptBlock"
KINDS = ("function", "cmdlet", "variable", "alias")
"""What a module can export."""

NET.enum(f"{_SMA}ModuleType", "Script Binary Manifest")
NET.enum(f"{_SMA}ModuleAccessMode", "ReadWrite ReadOnly Constant")


@dataclass
class Facts:
    """What a manifest tells of a module."""

    version: Version = field(default_factory=lambda: Version(0, 0))
    guid: Guid = field(default_factory=lambda: Guid(uuid.UUID(int=0)))
    description: str = ""
    private_data: object = None
    exports: dict[str, list[str]] = field(default_factory=dict)
    """Patterns by kind; a kind that is missing is not limited."""


@NET.type(f"{_SMA}PSModuleInfo", assembly="System.Management.Automation")
class Module(HasScope):
    """A module: its scope and what it exports."""

    def __init__(self, session: Session, name: str, path: str = "", kind: str = "Script") -> None:
        self.session, self.name, self.path_text, self.kind = session, name, path, kind
        self.scope = Scope(session.scope, is_script=True, module=self)
        self.exported: dict[str, list[str]] | None = None
        self.facts = Facts()
        self.nested: list[Module] = []
        self.block: ScriptBlock | None = None
        self.farewell: object = None

    name_property = net_property("Name", "System.String")(lambda self: self.name)
    path = net_property("Path", "System.String")(lambda self: self.path_text)
    description = net_property("Description", "System.String")(lambda self: self.facts.description)
    guid = net_property("Guid", "System.Guid")(lambda self: self.facts.guid)
    version = net_property("Version", "System.Version")(lambda self: self.facts.version)
    private_data = net_property("PrivateData")(lambda self: self.facts.private_data)
    base = net_property("ModuleBase", "System.String")(lambda self: self.path_text.rpartition("\\")[0])
    definition = net_property("Definition", "System.String")(lambda self: self.block.text if self.block else "")
    state = net_property("SessionState", f"{_SMA}SessionState")(lambda self: None)

    @net_property("ModuleType", f"{_SMA}ModuleType")
    def module_type(self) -> object:
        """Script or manifest."""
        return enum_value(f"{_SMA}ModuleType", self.kind)

    @net_property("AccessMode", f"{_SMA}ModuleAccessMode")
    def access_mode(self) -> object:
        """Whether it may be removed."""
        return enum_value(f"{_SMA}ModuleAccessMode", "ReadWrite")

    @net_property("NestedModules", f"System.Collections.ObjectModel.ReadOnlyCollection`1[{_SMA}PSModuleInfo]")
    def nested_modules(self) -> object:
        """The modules inside."""
        return GenericList(list(self.nested), f"{_SMA}PSModuleInfo")

    @net_property("OnRemove", _BLOCK, setter="set_on_remove")
    def on_remove(self) -> object:
        """What runs when it is removed."""
        return self.farewell

    def set_on_remove(self, block: object) -> None:
        """Sets what runs when it is removed."""
        self.farewell = block

    @net_property("ExportedFunctions")
    def exported_functions(self) -> object:
        """The functions a session sees."""
        functions = self.scope.functions
        return _named("FunctionInfo", {functions[key].name: functions[key] for key in self.names("function")})

    @net_property("ExportedCmdlets")
    def exported_cmdlets(self) -> object:
        """None: modules of scripts have no cmdlets."""
        return _named("CmdletInfo", {})

    @net_property("ExportedCommands")
    def exported_commands(self) -> object:
        """The functions a session sees."""
        functions = self.scope.functions
        return _named("CommandInfo", {functions[key].name: functions[key] for key in self.names("function")})

    @net_property("ExportedVariables")
    def exported_variables(self) -> object:
        """The variables a session sees."""
        variables = self.scope.variables
        return _named("PSVariable", {variables[key].name: variables[key] for key in self.names("variable")})

    @net_property("ExportedAliases")
    def exported_aliases(self) -> object:
        """The aliases a session sees."""
        aliases = self.scope.aliases
        return _named("AliasInfo", {aliases[key].name: aliases[key] for key in self.names("alias")})

    @net_method("Invoke", (_BLOCK, "params System.Object[]"))
    def invoke(self, block: ScriptBlock, arguments: list[object]) -> object:
        """Runs a block in the module's scope."""
        moved = ScriptBlock(block.session, block.body, block.text, block.source, self)
        found: list[object] = []
        invoke(moved, arguments, found.append, self.session.frame)
        return found

    @net_method("NewBoundScriptBlock", (_BLOCK,))
    def bound(self, block: ScriptBlock) -> object:
        """A block that runs in the module's scope."""
        return ScriptBlock(block.session, block.body, block.text, block.source, self)

    @net_method("AsCustomObject")
    def as_custom_object(self) -> object:
        """The module as an object."""
        return custom_object(self)

    def net_string(self) -> str:
        """The name."""
        return self.name

    def names(self, kind: str) -> list[str]:
        """Keys of exported functions, variables, or aliases; without Export-ModuleMember all functions."""
        tables: dict[str, dict[str, object]] = {
            "function": dict(self.scope.functions),
            "variable": dict(self.scope.variables),
            "alias": dict(self.scope.aliases),
        }
        keys = list(tables[kind])
        if self.exported is not None:
            inner = {key for module in self.nested for key in module.names(kind)}
            keys = [key for key in keys if key in inner or _matches(key, self.exported.get(kind, ()))]
        elif kind != "function":
            keys = [key for module in self.nested for key in module.names(kind)]
        limits = self.facts.exports.get(kind)
        return keys if limits is None else [key for key in keys if _matches(key, limits)]


def _matches(key: str, patterns: Sequence[str]) -> bool:
    return any(wildcard(pattern).fullmatch(key) for pattern in patterns)


def _named(kind: str, held: dict[str, object]) -> Hashtable:
    table = dictionary_of("System.String", _SMA + kind)
    for name, value in held.items():
        table.set(name, value)
    return table


def dynamic_name() -> str:
    """The name of a module that was given none."""
    return f"__DynamicModule_{uuid.uuid4()}"


def run_module(module: Module, block: ScriptBlock, arguments: Sequence[object], frame: Frame) -> list[object]:
    """Runs a module's body in its scope."""
    from winlab.powershell.functioncalls import FunctionRun

    module.block = block
    inner = ScriptBlock(block.session, block.body, block.text, block.source, module)
    inside = Frame(frame.session, module.scope, block.source, None, frame)
    run = FunctionRun(inside, inner, "", [Argument(None, value) for value in arguments], dotted=True)
    found: list[object] = []
    run.out = found.append
    if module.path_text:
        module.scope.put("PSScriptRoot", module.path_text.rpartition("\\")[0])
        run.info = ScriptInfo(module.path_text, inner)
    run.start(expecting=False)
    run.run_alone()
    run.finish()
    return found


def _everything(_kind: str, _key: str) -> bool:
    return True


def import_into(
    module: Module, scope: Scope, prefix: str = "", wanted: Callable[[str, str], bool] = _everything
) -> list[tuple[str, str]]:
    """Makes a module's exports visible, those that are ``wanted`` by kind and key; a prefix goes before the noun.

    Returns:
        the kind and name of each.
    """
    taken: list[tuple[str, str]] = []
    for key in filter(lambda key: wanted("function", key), module.names("function")):
        info = module.scope.functions[key]
        verb, dash, noun = info.name.partition("-")
        name = f"{verb}-{prefix}{noun}" if dash and prefix else prefix + info.name
        scope.functions[name.lower()] = FunctionInfo(name, info.block, info.is_filter) if prefix else info
        taken.append(("function", name))
    for key in filter(lambda key: wanted("variable", key), module.names("variable")):
        scope.variables[key] = module.scope.variables[key]
        taken.append(("variable", scope.variables[key].name))
    for key in filter(lambda key: wanted("alias", key), module.names("alias")):
        scope.aliases[key] = module.scope.aliases[key]
        taken.append(("alias", scope.aliases[key].name))
    return taken


def withdraw(module: Module, scope: Scope) -> None:
    """Takes a module's exports out of a scope, under whatever prefix they came."""
    blocks = {id(module.scope.functions[key].block) for key in module.names("function")}
    for key in [key for key, info in scope.functions.items() if id(info.block) in blocks]:
        del scope.functions[key]
    for key in module.names("variable"):
        if scope.variables.get(key) is module.scope.variables[key]:
            del scope.variables[key]
    for key in module.names("alias"):
        if scope.aliases.get(key) is module.scope.aliases[key]:
            del scope.aliases[key]


def custom_object(module: Module) -> PSObject:
    """A module as an object: functions as methods, variables as properties."""
    made = PSObject()
    for key in module.names("function"):
        info = module.scope.functions[key]

        def call(target: object, *arguments: object, block: ScriptBlock = info.block) -> object:
            found: list[object] = []
            invoke(block, arguments, found.append, module.session.frame)
            return collected(found)

        made.members.add(CodeMethod(info.name, call))
    for key in module.names("variable"):
        variable = module.scope.variables[key]
        made.members.add(VariableProperty(variable))
    return made


class VariableProperty(NoteProperty):
    """A property that is a variable of a module (PSVariableProperty)."""

    def __init__(self, variable: Variable) -> None:
        self._variable = variable
        super().__init__(variable.name, variable.value)

    @property
    def value(self) -> object:
        """What the variable holds."""
        return self._variable.value

    @value.setter
    def value(self, value: object) -> None:
        self._variable.assign(value)
