"""The program ``winrm`` on machines that have WinRM."""

from __future__ import annotations

from winlab.windows.programs import PROGRAMS, ProgramCall
from winlab.winrm import tool
from winlab.winrm.part import part_of


@PROGRAMS.program(
    "winrm.cmd", folder="%SystemRoot%\\system32", where=lambda machine: machine.services.find("WinRM") is not None
)
def winrm_command(call: ProgramCall) -> int:
    """Reads and changes the configuration of WinRM."""
    system = call.machine.os
    identity = f"OS: {system.version} SP: {system.service_pack}.0 Stack: 2.0"
    # The braces of @{...} keep their quotes, so the words are cut at blanks only.
    try:
        call.out(tool.run(part_of(call.machine).sections, call.raw.split(), identity))
    except tool.ToolError as error:
        call.error_line(str(error))
        return error.code
    call.machine.touch()
    return 0
