"""chcp: the console's code page.

Source: https://learn.microsoft.com/windows-server/administration/windows-commands/chcp.
"""

from __future__ import annotations

from winlab.windows.consoles import codec_of, console_of
from winlab.windows.programs import PROGRAMS, ProgramCall


@PROGRAMS.program("chcp.com", folder="%SystemRoot%\\system32")
def chcp(call: ProgramCall) -> int:
    """Tells or sets the code page."""
    console = console_of(call)
    if call.args:
        wanted = call.args[0]
        if not wanted.isdigit():
            call.line(f"Parameter format not correct - {wanted}")
            return 1
        if codec_of(int(wanted)) is None:
            call.line("Invalid code page")
            return 1
        console.page = int(wanted)
    call.line(f"Active code page: {console.page}")
    return 0
