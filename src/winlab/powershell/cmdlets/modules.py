"""Modules: New-, Import-, Get-, Remove-Module, Export-ModuleMember; Invoke-Command on this machine; Measure-Command."""

from __future__ import annotations

import time
from collections.abc import Sequence

from winlab.powershell import paths
from winlab.powershell.blocks import HasScope, ScriptBlock, block_from_text, invoke
from winlab.powershell.cmdlets.tables import ANY, BLOCK, CORE, STRINGS, UTILITY, as_list
from winlab.powershell.commands import FunctionInfo
from winlab.powershell.declare import NET, SWITCH, Cmdlet, Param, net_method, net_property
from winlab.powershell.errors import NotEmulated, error
from winlab.powershell.instants import TICKS_PER_SECOND, TimeSpan
from winlab.powershell.patterns import wildcard
from winlab.powershell.scopes import Frame, Scope
from winlab.powershell.session import Session
from winlab.powershell.text import to_text
from winlab.powershell.values import Hashtable


@NET.type("System.Management.Automation.PSModuleInfo")
class Module(HasScope):
    """A module: its scope and what it exports."""

    def __init__(self, session: Session, name: str, path: str = "", kind: str = "Script") -> None:
        self.session, self.name, self.path_text, self.kind = session, name, path, kind
        self.scope = Scope(session.scope, is_script=True, module=self)
        self.exported: dict[str, list[str]] | None = None

    name_property = net_property("Name", "System.String")(lambda self: self.name)
    path = net_property("Path", "System.String")(lambda self: self.path_text)
    module_type = net_property("ModuleType", "System.String")(lambda self: self.kind)

    @net_property("ExportedFunctions")
    def exported_functions(self) -> object:
        """The functions a session sees."""
        return Hashtable({info.name: info for info in (self.scope.functions[n] for n in self.names("function"))})

    @net_property("ExportedCommands")
    def exported_commands(self) -> object:
        """The functions a session sees."""
        return self.exported_functions()

    @net_property("ExportedVariables")
    def exported_variables(self) -> object:
        """The variables a session sees."""
        return Hashtable({n: self.scope.variables[n] for n in self.names("variable")})

    @net_method("Invoke", (BLOCK, "params System.Object[]"))
    def invoke(self, block: ScriptBlock, arguments: list[object]) -> object:
        """Runs a block in the module's scope."""
        moved = ScriptBlock(block.session, block.body, block.text, block.source, self)
        found: list[object] = []
        invoke(moved, arguments, found.append, self.session.frame)
        return found

    @net_method("NewBoundScriptBlock", (BLOCK,))
    def bound(self, block: ScriptBlock) -> object:
        """A block that runs in the module's scope."""
        return ScriptBlock(block.session, block.body, block.text, block.source, self)

    def net_string(self) -> str:
        """The name."""
        return self.name

    def names(self, kind: str) -> list[str]:
        """Keys of exported functions, variables, or aliases; without Export-ModuleMember all functions."""
        table: dict[str, object] = {
            "function": self.scope.functions,
            "variable": self.scope.variables,
            "alias": self.scope.aliases,
        }[kind]  # type: ignore[assignment]
        if self.exported is None:
            return list(table) if kind == "function" else []
        patterns = [wildcard(pattern) for pattern in self.exported.get(kind, [])]
        return [key for key in table if any(pattern.fullmatch(key) for pattern in patterns)]


def run_module(module: Module, block: ScriptBlock, arguments: Sequence[object], frame: Frame) -> list[object]:
    """Runs a module's body in its scope."""
    from winlab.powershell.binding import Argument
    from winlab.powershell.functioncalls import FunctionRun

    inner = ScriptBlock(block.session, block.body, block.text, block.source, module)
    inside = Frame(frame.session, module.scope, block.source, None, frame)
    run = FunctionRun(inside, inner, "", [Argument(None, value) for value in arguments], dotted=True)
    found: list[object] = []
    run.out = found.append
    run.start(expecting=False)
    run.run_alone()
    run.finish()
    return found


def import_into(module: Module, scope: Scope, prefix: str = "") -> None:
    """Makes a module's exports visible; a prefix goes before the noun."""
    for key in module.names("function"):
        info = module.scope.functions[key]
        verb, dash, noun = info.name.partition("-")
        name = f"{verb}-{prefix}{noun}" if dash and prefix else prefix + info.name
        scope.functions[name.lower()] = FunctionInfo(name, info.block, info.is_filter) if prefix else info
    for key in module.names("variable"):
        scope.variables[key] = module.scope.variables[key]
    for key in module.names("alias"):
        scope.aliases[key] = module.scope.aliases[key]


@CORE.cmdlet("New-Module", aliases=("nmo",), default_set="ScriptBlock")
class NewModule(Cmdlet):
    """Makes a module of a script block."""

    name = Param("System.String", mandatory=True, position=0, sets=("Name",))
    script_block = Param(
        BLOCK, by_set={"ScriptBlock": {"mandatory": True, "position": 0}, "Name": {"mandatory": True, "position": 1}}
    )
    function = Param(STRINGS)
    cmdlet = Param(STRINGS)
    return_result = Param(SWITCH)
    as_custom_object = Param(SWITCH)
    argument_list = Param("System.Object[]", aliases=("Args",), remaining=True)

    def process(self) -> None:
        block: object = self.script_block
        assert isinstance(block, ScriptBlock)
        named = to_text(self.name) or f"__DynamicModule_{self.session.id}"
        module = Module(self.session, named)
        found = run_module(module, block, as_list(self.argument_list), self.runtime.frame)
        if "Function" in self.bound:
            module.exported = {"function": [to_text(f) for f in as_list(self.function)]}
        if self.as_custom_object:
            self.write(custom_object(module))
            return
        import_into(module, self.session.scope)
        if self.return_result:
            self.write_all(found)
        else:
            self.write(module)


def custom_object(module: Module) -> object:
    """A module as an object: functions as methods, variables as properties."""
    from winlab.powershell.addedmembers import CodeMethod, NoteProperty
    from winlab.powershell.values import PSObject

    made = PSObject()
    for key in module.names("function"):
        info = module.scope.functions[key]

        def call(target: object, *arguments: object, block: ScriptBlock = info.block) -> object:
            from winlab.powershell.compiler.registry import collected

            found: list[object] = []
            invoke(block, arguments, found.append, module.session.frame)
            return collected(found)

        made.members.add(CodeMethod(info.name, call))
    for key in module.names("variable"):
        variable = module.scope.variables[key]
        made.members.add(NoteProperty(variable.name, variable.value))
    return made


@CORE.cmdlet("Import-Module", aliases=("ipmo",))
class ImportModule(Cmdlet):
    """Loads a module: a script file, a registered one, or a module object."""

    name = Param(STRINGS, position=0, pipeline=True, mandatory=True, sets=("Name",))
    module_info = Param(
        "System.Management.Automation.PSModuleInfo[]", position=0, pipeline=True, mandatory=True, sets=("ModuleInfo",)
    )
    function = Param(STRINGS)
    cmdlet = Param(STRINGS)
    variable = Param(STRINGS)
    alias = Param(STRINGS)
    prefix = Param("System.String")
    force = Param(SWITCH)
    disable_name_checking = Param(SWITCH)
    pass_thru = Param(SWITCH)
    as_custom_object = Param(SWITCH)
    argument_list = Param("System.Object[]", aliases=("Args",))
    global_ = Param(SWITCH, ps="Global")

    def process(self) -> None:
        for given in as_list(self.module_info):
            assert isinstance(given, Module)
            self._take(given)
        for name in as_list(self.name):
            self._load(to_text(name))

    def _take(self, module: Module) -> None:
        self.session.modules[module.name.lower()] = module
        import_into(module, self.session.scope, to_text(self.prefix))
        if self.as_custom_object:
            self.write(custom_object(module))
        elif self.pass_thru:
            self.write(module)

    def _load(self, name: str) -> None:
        table = self.session.host.snapin(name)
        if table is not None and table.is_module:
            self.session.add_table(table)
            return
        path = self._find(name)
        if path is None:
            raise error(
                "Modules_ModuleNotFound",
                f"The specified module '{name}' was not loaded because no valid module file was found in any module "
                "directory.",
                "ResourceUnavailable",
                name,
                "System.IO.FileNotFoundException",
            )
        leaf = path.rpartition("\\")[2].rpartition(".")[0]
        if leaf.lower() in self.session.modules and not self.force:
            return
        module = Module(self.session, leaf, path)
        text = paths.read_script(self.session, path)
        if path.lower().endswith(".psd1"):
            raise NotEmulated("module manifests")
        run_module(
            module, block_from_text(self.session, text, name=path), as_list(self.argument_list), self.runtime.frame
        )
        self._take(module)

    def _find(self, name: str) -> str | None:
        candidates = [name, name + ".psm1", name + ".ps1", f"{name}\\{name.rpartition(chr(92))[2]}.psm1"]
        roots = [""]
        if "\\" not in name and ":" not in name:
            found = {k.lower(): v for k, v in self.session.host.environment().items()}.get("psmodulepath", "")
            roots += [root + "\\" for root in found.split(";") if root]
        for root in roots:
            for candidate in candidates:
                try:
                    place = paths.locate(self.session, root + candidate)
                    if place.provider.exists(self.session, place.path) and not place.provider.is_container(
                        self.session, place.path
                    ):
                        return place.path
                except Exception:
                    continue
        return None


@CORE.cmdlet("Export-ModuleMember")
class ExportModuleMember(Cmdlet):
    """Says what a module exports."""

    function = Param(STRINGS, position=0, pipeline=True, by_property=True, allow_empty=True)
    cmdlet = Param(STRINGS, by_property=True)
    variable = Param(STRINGS, by_property=True)
    alias = Param(STRINGS, by_property=True)

    def process(self) -> None:
        module = self.runtime.frame.scope.module
        if not isinstance(module, Module):
            raise error(
                "Modules_CanOnlyExecuteExportModuleMemberInsideAModule",
                "The Export-ModuleMember cmdlet can only be called from inside a module.",
                "PermissionDenied",
                None,
                "System.InvalidOperationException",
            )
        exported = module.exported = module.exported or {"function": [], "variable": [], "alias": []}
        exported["function"] += [to_text(n) for n in as_list(self.function)]
        exported["variable"] += [to_text(n) for n in as_list(self.variable)]
        exported["alias"] += [to_text(n) for n in as_list(self.alias)]


@CORE.cmdlet("Get-Module", aliases=("gmo",))
class GetModule(Cmdlet):
    """Reads the loaded modules."""

    name = Param(STRINGS, position=0, pipeline=True)
    all = Param(SWITCH)
    list_available = Param(SWITCH)

    def process(self) -> None:
        patterns = [wildcard(to_text(n)) for n in as_list(self.name)] or [wildcard("*")]
        for module in self.session.modules.values():
            if any(p.fullmatch(to_text(module)) for p in patterns):
                self.write(module)


@CORE.cmdlet("Remove-Module", aliases=("rmo",), supports_should_process=True)
class RemoveModule(Cmdlet):
    """Unloads modules."""

    name = Param(STRINGS, position=0, mandatory=True, pipeline=True, sets=("name",))
    module_info = Param(
        "System.Management.Automation.PSModuleInfo[]", position=0, mandatory=True, pipeline=True, sets=("ModuleInfo",)
    )
    force = Param(SWITCH)

    def process(self) -> None:
        for given in [*as_list(self.name), *as_list(self.module_info)]:
            module = self.session.modules.pop(to_text(given).lower(), None)
            if module is None and isinstance(given, Module):
                module = given
            if not isinstance(module, Module):
                self.error(
                    error(
                        "Modules_NoModulesRemoved",
                        "No modules were removed. Verify that the specification of modules to remove is correct and "
                        "those modules exist in the runspace.",
                        "ResourceUnavailable",
                        given,
                        "System.InvalidOperationException",
                    ).record
                )
                continue
            top = self.session.scope
            for key in module.names("function"):
                if top.functions.get(key) is module.scope.functions[key]:
                    del top.functions[key]


@CORE.cmdlet("Invoke-Command", aliases=("icm",), default_set="InProcess")
class InvokeCommand(Cmdlet):
    """Runs a block here; other computers are another part's matter."""

    script_block = Param(BLOCK, position=0, mandatory=True, aliases=("Command",))
    computer_name = Param(STRINGS, aliases=("Cn",))
    session_ = Param("System.Object[]", ps="Session")
    credential = Param("System.Object")
    argument_list = Param("System.Object[]", aliases=("Args",))
    input_object = Param(ANY, pipeline=True)
    as_job = Param(SWITCH)

    def begin(self) -> None:
        self._input: list[object] = []

    def process(self) -> None:
        if "InputObject" in self.bound:
            self._input.append(self.input_object)

    def end(self) -> None:
        if {"ComputerName", "Session", "AsJob"} & self.bound:
            raise NotEmulated("Invoke-Command on another computer")
        block: object = self.script_block
        assert isinstance(block, ScriptBlock)
        invoke(
            block, as_list(self.argument_list), self.runtime.out, self.runtime.frame, input_items=self._input or None
        )


@UTILITY.cmdlet("Measure-Command")
class MeasureCommand(Cmdlet):
    """Runs a block and tells how long it took in the machine's time."""

    expression = Param(BLOCK, position=0, mandatory=True)
    input_object = Param(ANY, pipeline=True)

    def begin(self) -> None:
        self._ticks = 0

    def process(self) -> None:
        host = self.session.host
        before, real = host.now.ticks, time.perf_counter()
        self.call(self.expression, underscore=self.input_object)
        passed = host.now.ticks - before
        self._ticks += max(passed, int((time.perf_counter() - real) * TICKS_PER_SECOND))

    def end(self) -> None:
        self.write(TimeSpan(self._ticks))
