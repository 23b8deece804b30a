"""tasklist.exe and taskkill.exe."""

from __future__ import annotations

import fnmatch

from winlab.windows.commands.switches import SwitchError, Switches
from winlab.windows.errors import Win32Error
from winlab.windows.programs import PROGRAMS, ProgramCall


@PROGRAMS.program("tasklist.exe", folder="%SystemRoot%\\system32")
def tasklist(call: ProgramCall) -> int:
    """Lists processes; /fo csv, /nh, /svc, /fi are understood."""
    try:
        switches = Switches(call.args, ("nh", "v", "svc"), ("fo", "fi", "s", "u", "p", "m"))
    except SwitchError as problem:
        call.error_line(f"ERROR: Invalid argument/option - '{problem.word}'.\r\nType \"TASKLIST /?\" for usage.")
        return 1
    wanted = switches.value("fi").lower()
    rows = []
    for process in sorted(call.machine.processes.all(), key=lambda each: each.pid):
        words = wanted.split()
        if len(words) == 3 and words[0] == "imagename" and not fnmatch.fnmatch(process.name.lower(), words[2]):
            continue
        if len(words) == 3 and words[0] == "pid" and str(process.pid) != words[2]:
            continue
        memory = f"{process.memory // 1024:,} K"
        rows.append((process.name, str(process.pid), "Console", "0", memory))
    if not rows:
        call.line("INFO: No tasks running with the specified criteria.")
        return 0
    if switches.value("fo").lower() == "csv":
        if not switches.has("nh"):
            call.line('"Image Name","PID","Session Name","Session#","Mem Usage"')
        for row in rows:
            call.line(",".join(f'"{cell}"' for cell in row))
        return 0
    if not switches.has("nh"):
        call.line("\r\nImage Name                   PID Session Name     Session#    Mem Usage")
        call.line("========================= ====== ================ ======== ============")
    for name, pid, session, number, memory in rows:
        call.line(f"{name[:25]:<25} {pid:>6} {session:<16} {number:>8} {memory:>12}")
    return 0


@PROGRAMS.program("taskkill.exe", folder="%SystemRoot%\\system32")
def taskkill(call: ProgramCall) -> int:
    """Ends processes by /pid or /im; 128 if there is none."""
    try:
        switches = Switches(call.args, ("f", "t"), ("pid", "im", "fi", "s", "u", "p"))
    except SwitchError as problem:
        call.error_line(f"ERROR: Invalid argument/option - '{problem.word}'.")
        return 1
    processes = call.machine.processes
    if switches.has("pid"):
        found = processes.get(int(switches.value("pid"))) if switches.value("pid").isdigit() else None
        targets = [found] if found is not None else []
    else:
        targets = processes.named(switches.value("im"))
    name = switches.value("pid") or switches.value("im")
    if not targets:
        call.error_line(f'ERROR: The process "{name}" not found.')
        return 128
    code = 0
    for process in targets:
        try:
            if not call.logon.is_administrator and process.logon.account != call.logon.account:
                raise Win32Error(5, process.name)
            processes.kill(process.pid)
            call.line(f'SUCCESS: The process "{process.name}" with PID {process.pid} has been terminated.')
        except Win32Error as problem:
            call.error_line(f'ERROR: The process "{process.name}" with PID {process.pid} could not be terminated.')
            call.error_line(f"Reason: {problem.text}")
            code = 1
    return code
