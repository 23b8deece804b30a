"""The program ``winrm`` on machines that have WinRM."""

from __future__ import annotations

from winlab.windows.programs import PROGRAMS, ProgramCall
from winlab.winrm import tool
from winlab.winrm.catalogue import resource_of
from winlab.winrm.remote import identity_of, reached
from winlab.winrm.tool_words import ToolError


@PROGRAMS.program(
    "winrm.cmd", folder="%SystemRoot%\\system32", where=lambda machine: machine.services.find("WinRM") is not None
)
def winrm_command(call: ProgramCall) -> int:
    """Asks WS-Management, here or on another machine."""

    def side(name: str) -> tool.Side:
        machine, logon = reached(call.machine, call.logon, name)
        return tool.Side(lambda uri: resource_of(machine, logon, uri), identity_of(machine), machine.name)

    try:
        # The braces of @{...} keep their quotes, so the tool cuts the words itself.
        call.out(tool.run(call.raw, side, call.read))
    except ToolError as error:
        call.error_line(str(error))
        return error.code
    return 0
