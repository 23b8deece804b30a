"""Import-LocalizedData: the texts of a script in the user's language.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/import-localizeddata (2.0).
"""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell import paths
from winlab.powershell.blocks import block_from_text, invoke
from winlab.powershell.cmdlets.tables import STRINGS, UTILITY, as_list
from winlab.powershell.declare import Cmdlet, Param
from winlab.powershell.errors import PSError, error
from winlab.powershell.syntax.restricted import first_violation
from winlab.powershell.text import to_text
from winlab.powershell.unrolling import collected

_INVALID = "System.InvalidOperationException"
_CULTURE = "en-US"


@UTILITY.cmdlet("Import-LocalizedData")
class ImportLocalizedData(Cmdlet):
    """Reads a data file of the user's language into a variable."""

    binding_variable = Param("System.String", position=0, mandatory=True)
    ui_culture = Param("System.String", position=1, ps="UICulture")
    base_directory = Param("System.String")
    file_name = Param("System.String")
    supported_command = Param(STRINGS)

    def process(self) -> None:
        script = self.runtime.frame.source.name
        if not script and not (self.base_directory and self.file_name):
            text = "The FileName and BaseDirectory parameters are needed outside of script files."
            raise error("NotCalledFromAScriptFile", text, "InvalidOperation", None, _INVALID)
        folder, _, leaf = script.rpartition("\\")
        folder = paths.locate(self.session, to_text(self.base_directory)).path if self.base_directory else folder
        name = to_text(self.file_name) or leaf.rpartition(".")[0]
        name = name if name.lower().endswith(".psd1") else name + ".psd1"
        path = next((path for path in self._candidates(folder, name) if self._is_there(path)), None)
        if path is None:
            text = f"Cannot find the data file '{name}' in directory '{folder}' or the directory of any parent culture."
            raise error("ImportLocalizedData", text, "ObjectNotFound", name, "System.IO.FileNotFoundException")
        self.session.set_variable(to_text(self.binding_variable), self._read(path))

    def _is_there(self, path: str) -> bool:
        place = paths.locate(self.session, path)
        return place.provider.exists(self.session, place.path)

    def _candidates(self, folder: str, name: str) -> Iterator[str]:
        culture = to_text(self.ui_culture) or _CULTURE
        while culture:
            yield f"{folder}\\{culture}\\{name}"
            culture = culture.rpartition("-")[0]
        yield f"{folder}\\{name}"

    def _read(self, path: str) -> object:
        found: list[object] = []
        try:
            block = block_from_text(self.session, paths.read_script(self.session, path), name=path)
            commands = [to_text(command) for command in as_list(self.supported_command)]
            body = block.body.end_block
            violation = None if body is None else first_violation(body, [], *commands)
            if violation is not None:
                raise error(violation.id, violation.message, "ParserError")
            invoke(block, [], found.append, self.runtime.frame)
        except PSError as failed:
            text = f"The data file '{path}' could not be loaded: {failed.record.text}"
            raise error("ImportLocalizedData", text, "InvalidOperation", path, _INVALID) from None
        return collected(found)
