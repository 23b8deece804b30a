"""Tee-Object.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/tee-object (2.0).
"""

from __future__ import annotations

from winlab.powershell.cmdlets.outfiles import file_at, write_file
from winlab.powershell.cmdlets.tables import ANY, UTILITY
from winlab.powershell.declare import Cmdlet, Param
from winlab.powershell.rendering import rendered_lines
from winlab.powershell.values import VOID


@UTILITY.cmdlet("Tee-Object", aliases=("tee",), default_set="File")
class TeeObject(Cmdlet):
    """Passes objects on and keeps them in a file or variable."""

    input_object = Param(ANY, pipeline=True, default=VOID, allow_null=True)
    file_path = Param("System.String", mandatory=True, position=0, sets=("File",))
    variable = Param("System.String", mandatory=True, sets=("Variable",))

    def begin(self) -> None:
        self._kept: list[object] = []

    def process(self) -> None:
        given: object = self.input_object
        if given is not VOID:
            self._kept.append(given)
            self.write(given)

    def end(self) -> None:
        if self.variable is not None:
            kept = self._kept[0] if len(self._kept) == 1 else list(self._kept)
            self.session.set_variable(str(self.variable), kept)
            return
        place = file_at(self, str(self.file_path))
        lines: list[object] = list(rendered_lines(self.session, self._kept))
        write_file(self, place, lines, "Unicode")
