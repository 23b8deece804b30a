"""Modules: New-, Import-, Get-, Remove-Module, Export-ModuleMember.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/import-module (2.0) and its siblings.
"""

from __future__ import annotations

from winlab.powershell.blocks import ScriptBlock, invoke
from winlab.powershell.cmdlets.tables import BLOCK, CORE, STRINGS, as_list
from winlab.powershell.cmdlets.verbs import warnings_about
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import NotEmulated, error
from winlab.powershell.modulefiles import ModuleLoader, available, find_module, listed
from winlab.powershell.modules import KINDS, Module, custom_object, dynamic_name, import_into, run_module, withdraw
from winlab.powershell.patterns import wildcard
from winlab.powershell.text import to_text

_INFO = "System.Management.Automation.PSModuleInfo"


@CORE.cmdlet("New-Module", aliases=("nmo",), default_set="ScriptBlock", output=_INFO)
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
        module = Module(self.session, to_text(self.name) or dynamic_name())
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


@CORE.cmdlet("Import-Module", aliases=("ipmo",), default_set="Name")
class ImportModule(Cmdlet):
    """Loads a module: a script file, a manifest, a registered one, or a module object."""

    name = Param(STRINGS, position=0, pipeline=True, mandatory=True, sets=("Name",))
    module_info = Param(f"{_INFO}[]", position=0, pipeline=True, mandatory=True, sets=("ModuleInfo",))
    assembly = Param("System.Reflection.Assembly[]", position=0, pipeline=True, mandatory=True, sets=("Assembly",))
    global_ = Param(SWITCH, ps="Global")
    prefix = Param("System.String", not_null=True)
    function = Param(STRINGS, not_null=True)
    cmdlet = Param(STRINGS, not_null=True)
    variable = Param(STRINGS, not_null=True)
    alias = Param(STRINGS, not_null=True)
    force = Param(SWITCH)
    pass_thru = Param(SWITCH)
    as_custom_object = Param(SWITCH)
    version = Param("System.Version", sets=("Name",))
    argument_list = Param("System.Object[]", aliases=("Args",))
    disable_name_checking = Param(SWITCH)

    def process(self) -> None:
        if "Assembly" in self.bound:
            raise NotEmulated("modules of assemblies")
        for given in as_list(self.module_info):
            assert isinstance(given, Module)
            self._take(given)
        for name in map(to_text, as_list(self.name)):
            self._load(name)

    def _take(self, module: Module) -> None:
        self.session.modules[module.name.lower()] = module
        taken = import_into(module, self.session.scope, to_text(self.prefix), self._is_wanted)
        for kind, name in taken:
            self.runtime.verbose(f"Importing {kind} '{name}'.")
        if not self.disable_name_checking:
            for text in warnings_about(name for kind, name in taken if kind == "function"):
                self.runtime.warning(text)
        if self.as_custom_object:
            self.write(custom_object(module))
        elif self.pass_thru:
            self.write(module)

    def _is_wanted(self, kind: str, key: str) -> bool:
        """What -Function, -Variable and -Alias leave: all without any of them, otherwise what they name."""
        if not {each.title() for each in KINDS} & self.bound:
            return True
        given = {"function": self.function, "variable": self.variable, "alias": self.alias}[kind]
        return any(wildcard(to_text(pattern)).fullmatch(key) for pattern in as_list(given))

    def _load(self, name: str) -> None:
        table = self.session.host.snapin(name)
        if table is not None and table.is_module:
            self.session.add_table(table)
            return
        path = find_module(self.session, name)
        if path is None:
            text = (
                f"The specified module '{name}' was not loaded because no valid module file was found in any module "
                "directory."
            )
            missing = "System.IO.FileNotFoundException"
            raise error("Modules_ModuleNotFound", text, "ResourceUnavailable", name, missing)
        known = self.session.modules.get(path.rpartition("\\")[2].rpartition(".")[0].lower())
        if isinstance(known, Module) and not self.force:
            self._take(known)
            return
        if isinstance(known, Module):
            withdraw(known, self.session.scope)
        self.runtime.verbose(f"Loading module from path '{path}'.")
        loader = ModuleLoader(self.session, self.runtime.frame)
        self._take(loader.load(path, as_list(self.argument_list), self.version))


@CORE.cmdlet("Export-ModuleMember")
class ExportModuleMember(Cmdlet):
    """Says what a module exports."""

    function = Param(STRINGS, position=0, pipeline=True, by_property=True, allow_empty=True)
    cmdlet = Param(STRINGS, by_property=True, allow_empty=True)
    variable = Param(STRINGS, by_property=True, not_null=True)
    alias = Param(STRINGS, by_property=True, not_null=True)

    def process(self) -> None:
        module = self.runtime.frame.scope.module
        if not isinstance(module, Module):
            text = "The Export-ModuleMember cmdlet can only be called from inside a module."
            error_id = "Modules_CanOnlyExecuteExportModuleMemberInsideAModule"
            raise error(error_id, text, "PermissionDenied", None, "System.InvalidOperationException")
        exported = module.exported = module.exported or {kind: [] for kind in KINDS}
        exported["function"] += [to_text(n) for n in as_list(self.function)]
        exported["variable"] += [to_text(n) for n in as_list(self.variable)]
        exported["alias"] += [to_text(n) for n in as_list(self.alias)]


@CORE.cmdlet("Get-Module", aliases=("gmo",), default_set="Loaded", output=_INFO)
class GetModule(Cmdlet):
    """Reads the modules that are loaded, or that could be."""

    name = Param(STRINGS, position=0, pipeline=True)
    all = Param(SWITCH)
    list_available = Param(SWITCH, sets=("Available",), mandatory=True)

    def process(self) -> None:
        patterns = [wildcard(to_text(n)) for n in as_list(self.name)] or [wildcard("*")]
        found = available(self.session) if self.list_available else listed(self.session, everything=bool(self.all))
        self.write_all(each for each in found if any(pattern.fullmatch(to_text(each)) for pattern in patterns))


@CORE.cmdlet("Remove-Module", aliases=("rmo",), supports_should_process=True, default_set="name")
class RemoveModule(Cmdlet):
    """Unloads modules."""

    name = Param(STRINGS, position=0, mandatory=True, pipeline=True, sets=("name",))
    module_info = Param(f"{_INFO}[]", position=0, mandatory=True, pipeline=True, sets=("ModuleInfo",))
    force = Param(SWITCH)

    def process(self) -> None:
        for given in as_list(self.module_info):
            assert isinstance(given, Module)
            self._remove(given)
        for name in map(to_text, as_list(self.name)):
            accepts = wildcard(name)
            found = [module for module in listed(self.session) if accepts.fullmatch(module.name)]
            if not found:
                text = (
                    "No modules were removed. Verify that the specification of modules to remove is correct and those "
                    "modules exist in the runspace."
                )
                wrong = "System.InvalidOperationException"
                self.error(error("Modules_NoModulesRemoved", text, "ResourceUnavailable", name, wrong).record)
            for module in found:
                self._remove(module)

    def _remove(self, module: Module) -> None:
        if not self.should_process(module.name):
            return
        if isinstance(module.farewell, ScriptBlock):
            invoke(module.farewell, [module], lambda _value: None, self.runtime.frame)
        withdraw(module, self.session.scope)
        self.session.modules.pop(module.name.lower(), None)
