"""Invoke-Command.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/invoke-command (2.0).
"""

from __future__ import annotations

from winlab.powershell.blocks import ScriptBlock, invoke
from winlab.powershell.cmdlets.tables import ANY, BLOCK, CORE, STRINGS, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import NotEmulated


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
