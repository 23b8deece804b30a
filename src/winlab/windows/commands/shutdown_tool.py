"""shutdown.exe.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc780360(v=ws.10) ;
exit codes are Win32 errors (1115, 1190: https://learn.microsoft.com/windows/win32/debug/system-error-codes--1000-1299-).
"""

from __future__ import annotations

from winlab.powershell.errors import NotEmulated
from winlab.windows.commands.switches import SwitchError, Switches
from winlab.windows.errors import Win32Error
from winlab.windows.programs import PROGRAMS, ProgramCall

_LONGEST = 600


@PROGRAMS.program("shutdown.exe", folder="%SystemRoot%\\system32")
def shutdown(call: ProgramCall) -> int:
    """Restarts or switches off, in /t seconds (30 by default, 600 at most)."""
    try:
        switches = Switches(call.args, ("r", "s", "l", "f", "a", "p", "h", "i", "?"), ("t", "c", "d", "m"))
    except SwitchError:
        return _usage(call)
    delay = switches.value("t", "30")
    actions = [name for name in ("r", "s", "l", "a", "p", "h", "i") if switches.has(name)]
    if len(actions) != 1 or not delay.isdigit() or int(delay[:9]) > _LONGEST:
        return _usage(call)
    if actions[0] in ("l", "h", "i"):
        raise NotEmulated(f"shutdown /{actions[0]}")
    if not call.logon.is_administrator and "SeShutdownPrivilege" not in _rights(call):
        call.error_line("Access is denied.(5)")
        return 5
    try:
        machine = call.machine
        if switches.has("m"):
            machine = machine.lab.network.reach(machine, call.logon, switches.value("m").strip("\\"), "rpc")
        if actions[0] == "a":
            machine.abort_shutdown()
            return 0
        reason = switches.value("c")
        seconds = 0.0 if actions[0] == "p" else float(delay)
        machine.restart(reason, seconds, power_off=actions[0] != "r", user=call.logon.account)
    except Win32Error as problem:
        call.error_line(f"{problem.text}({problem.code})")
        return problem.code
    return 0


def _usage(call: ProgramCall) -> int:
    call.line('Usage: shutdown [/i | /l | /s | /r | /a | /p | /h] [/f] [/m \\\\computername] [/t xxx] [/c "comment"]')
    call.line("               [/d up:xx:yy]\r\n")
    return 0 if not call.args or "/?" in call.args else 1


def _rights(call: ProgramCall) -> list[str]:
    users = call.machine.users
    return [right for right in users.rights if users.has_right(call.logon, right)]
