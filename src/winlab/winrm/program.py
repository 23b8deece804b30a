"""The program ``winrm`` on machines that have WinRM."""

from __future__ import annotations

from winlab.windows.programs import PROGRAMS, ProgramCall
from winlab.winrm import tool
from winlab.winrm.part import certificate_of, part_of


@PROGRAMS.program(
    "winrm.cmd", folder="%SystemRoot%\\system32", where=lambda machine: machine.services.find("WinRM") is not None
)
def winrm_command(call: ProgramCall) -> int:
    """Reads and changes the configuration of WinRM."""
    system = call.machine.os
    identity = f"OS: {system.version} SP: {system.service_pack}.0 Stack: 2.0"
    # The braces of @{...} keep their quotes, so the words are cut at blanks only.
    part = part_of(call.machine)
    before = part.listeners.transports()
    try:
        call.out(
            tool.run(
                part.sections,
                call.raw.split(),
                identity,
                part.listeners,
                lambda: certificate_of(call.machine).thumbprint,
            )
        )
    except tool.ToolError as error:
        call.error_line(str(error))
        return error.code
    call.machine.touch()
    if part.listeners.transports() != before:
        call.machine.lab.power_changed(call.machine)
    return 0
