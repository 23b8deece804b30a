"""New-ModuleManifest and Test-ModuleManifest.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/new-modulemanifest (2.0).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from winlab.powershell import paths
from winlab.powershell.cmdlets.outfiles import file_at, write_file
from winlab.powershell.cmdlets.tables import CORE, STRINGS, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import PSError, error
from winlab.powershell.manifests import KEYS
from winlab.powershell.modulefiles import described
from winlab.powershell.text import to_text
from winlab.powershell.values import Hashtable

_LISTS = (
    "NestedModules", "RequiredModules", "RequiredAssemblies", "ScriptsToProcess", "TypesToProcess",
    "FormatsToProcess", "FunctionsToExport", "CmdletsToExport", "VariablesToExport", "AliasesToExport", "ModuleList",
    "FileList",
)  # fmt: skip
_EXPORTS = ("FunctionsToExport", "CmdletsToExport", "VariablesToExport", "AliasesToExport")


@CORE.cmdlet("New-ModuleManifest", supports_should_process=True, confirm_impact="Low", output="System.String")
class NewModuleManifest(Cmdlet):
    """Writes a module manifest."""

    path = Param("System.String", position=0, mandatory=True)
    nested_modules = Param(STRINGS, mandatory=True, allow_empty=True)
    guid = Param("System.Guid")
    author = Param("System.String", mandatory=True, allow_empty=True)
    company_name = Param("System.String", mandatory=True, allow_empty=True)
    copyright = Param("System.String", mandatory=True, allow_empty=True)
    module_to_process = Param("System.String", mandatory=True, allow_empty=True)
    module_version = Param("System.Version")
    description = Param("System.String", mandatory=True, allow_empty=True)
    processor_architecture = Param("System.String")
    power_shell_version = Param("System.Version")
    clr_version = Param("System.Version", ps="ClrVersion")
    dot_net_framework_version = Param("System.Version")
    power_shell_host_name = Param("System.String")
    power_shell_host_version = Param("System.Version")
    required_modules = Param("System.Object[]")
    types_to_process = Param(STRINGS, mandatory=True, allow_empty=True)
    formats_to_process = Param(STRINGS, mandatory=True, allow_empty=True)
    scripts_to_process = Param(STRINGS, allow_empty=True)
    required_assemblies = Param(STRINGS, mandatory=True, allow_empty=True)
    file_list = Param(STRINGS, mandatory=True, allow_empty=True)
    module_list = Param("System.Object[]", allow_empty=True)
    functions_to_export = Param(STRINGS, allow_empty=True)
    aliases_to_export = Param(STRINGS, allow_empty=True)
    variables_to_export = Param(STRINGS, allow_empty=True)
    cmdlets_to_export = Param(STRINGS, allow_empty=True)
    private_data = Param("System.Object")
    pass_thru = Param(SWITCH)

    def process(self) -> None:
        place = file_at(self, to_text(self.path))
        if not place.path.lower().endswith(".psd1"):
            text = f"The path '{place.path}' must have the extension '.psd1'."
            wrong = "System.InvalidOperationException"
            raise error("Modules_InvalidModuleManifestPath", text, "InvalidArgument", self.path, wrong)
        lines: list[object] = list(self._lines())
        if self.should_process(place.shown, "Creating the module manifest file"):
            write_file(self, place, lines, "Unicode")
        if self.pass_thru:
            self.write("\r\n".join(map(to_text, lines)))

    def _lines(self) -> Iterator[str]:
        yield "@{"
        for key in KEYS:
            yield ""
            yield f"{key} = {self._value(key)}"
        yield ""
        yield "}"

    def _value(self, key: str) -> str:
        given = getattr(self, _ATTRIBUTES[key.lower()])
        if key in _LISTS:
            items = as_list(given) if given is not None else ["*"] if key in _EXPORTS else []
            texts = [_quoted(item) for item in items]
            return ", ".join(texts) if key in _EXPORTS and texts else f"@({', '.join(texts)})"
        if given is None:
            defaults = {"GUID": str(uuid.uuid4()), "ModuleVersion": "1.0"}
            given = defaults.get(key, "")
        return _quoted(given)


_ATTRIBUTES = {
    param.ps.lower(): param.attribute for param in vars(NewModuleManifest).values() if isinstance(param, Param)
}


def _quoted(value: object) -> str:
    if isinstance(value, Hashtable):
        return "@{" + "; ".join(f"{_quoted(key)} = {_quoted(held)}" for key, held in value.items()) + "}"
    return "'" + to_text(value).replace("'", "''") + "'"


@CORE.cmdlet("Test-ModuleManifest", output="System.Management.Automation.PSModuleInfo")
class TestModuleManifest(Cmdlet):
    """Reads a module manifest and tells whether it is right."""

    path = Param("System.String", position=0, mandatory=True, pipeline=True, by_property=True)

    def process(self) -> None:
        given = to_text(self.path)
        try:
            places = paths.resolve(self.session, given)
        except PSError as failed:
            text = f"The specified module manifest '{given}' was not found."
            missing = "System.IO.FileNotFoundException"
            raise error("Modules_ModuleNotFound", text, "ResourceUnavailable", given, missing) from failed
        for place in places:
            if not place.path.lower().endswith(".psd1"):
                text = f"The path '{place.path}' must have the extension '.psd1'."
                wrong = "System.InvalidOperationException"
                raise error("Modules_InvalidModuleManifestPath", text, "InvalidArgument", given, wrong)
            try:
                self.write(described(self.session, place.path))
            except PSError as failed:
                self.error(failed.record)
