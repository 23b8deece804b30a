"""shutdown.exe.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc780360(v=ws.10) ;
exit codes are Win32 errors (1115, 1190: https://learn.microsoft.com/windows/win32/debug/system-error-codes--1000-1299-).
"""

from __future__ import annotations

from winlab.windows.commands.switches import SwitchError, Switches
from winlab.windows.errors import Win32Error
from winlab.windows.programs import PROGRAMS, ProgramCall


@PROGRAMS.program("shutdown.exe", folder="%SystemRoot%\\system32")
def shutdown(call: ProgramCall) -> int:
    """Restarts or switches off, in /t seconds (30 by default)."""
    try:
        switches = Switches(call.args, ("r", "s", "l", "f", "a", "p", "h"), ("t", "c", "d", "m"))
    except SwitchError:
        call.line('Usage: shutdown [-i | -l | -s | -r | -a] [-f] [-m \\\\computername] [-t xx] [-c "comment"]')
        return 1
    if not call.logon.is_administrator and "SeShutdownPrivilege" not in _rights(call):
        call.error_line("Access is denied.(5)")
        return 5
    try:
        machine = call.machine
        if switches.has("m"):
            machine = machine.lab.network.reach(machine, call.logon, switches.value("m").strip("\\"), "rpc")
        if switches.has("a"):
            machine.abort_shutdown()
            return 0
        if not switches.has("r") and not switches.has("s"):
            call.line('Usage: shutdown [-i | -l | -s | -r | -a] [-f] [-m \\\\computername] [-t xx] [-c "comment"]')
            return 1
        delay = switches.value("t", "30")
        if not delay.isdigit():
            call.error_line("The parameter is incorrect.(87)")
            return 87
        reason = switches.value("c")
        machine.restart(reason, float(delay), power_off=not switches.has("r"), user=call.logon.account)
    except Win32Error as problem:
        call.error_line(f"{problem.text}({problem.code})")
        return problem.code
    return 0


def _rights(call: ProgramCall) -> list[str]:
    users = call.machine.users
    return [right for right in users.rights if users.has_right(call.logon, right)]
