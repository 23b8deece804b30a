"""tasklist.exe and taskkill.exe.

https://learn.microsoft.com/windows-server/administration/windows-commands/tasklist and .../taskkill
"""

from __future__ import annotations

from winlab.windows.commands.listing import (
    Column,
    Filter,
    Row,
    ToolError,
    filters,
    machine_of,
    options,
    refusing,
    show,
    usage,
)
from winlab.windows.errors import Win32Error
from winlab.windows.machine import Machine
from winlab.windows.processes import Process
from winlab.windows.programs import PROGRAMS, ProgramCall

_SAME = ("eq", "ne")
_FIELDS: dict[str, tuple[str, ...]] = {
    "status": _SAME,
    "imagename": _SAME,
    "pid": (),
    "session": (),
    "sessionname": _SAME,
    "cputime": (),
    "memusage": (),
    "username": _SAME,
    "services": _SAME,
    "windowtitle": _SAME,
    "modules": _SAME,
}
_SHORT = (
    Column("Image Name", 25),
    Column("PID", 6, True),
    Column("Session Name", 16),
    Column("Session#", 8, True),
    Column("Mem Usage", 12, True),
)
_LONG = (
    *_SHORT,
    Column("Status", 15),
    Column("User Name", 50),
    Column("CPU Time", 12, True),
    Column("Window Title", 72),
)
_SERVICES = (Column("Image Name", 25), Column("PID", 6, True), Column("Services", 44, wraps=True))
_MODULES = (Column("Image Name", 25), Column("PID", 6, True), Column("Modules", 44, wraps=True))
_LOADED = ("ntdll.dll", "kernel32.dll", "ADVAPI32.dll", "RPCRT4.dll", "msvcrt.dll", "USER32.dll", "GDI32.dll")
"""What every Win32 program loads."""


def _services_in(machine: Machine, process: Process) -> list[str]:
    services = machine.services
    return [item.name for item in services.all() if services.process_of(item.name) is process]


def _row(machine: Machine, process: Process) -> dict[str, str]:
    return {
        "Image Name": process.name,
        "PID": str(process.pid),
        "Session Name": "Console",
        "Session#": str(process.session_id),
        "Mem Usage": f"{process.memory // 1024:,} K",
        "Status": "Running",
        "User Name": process.logon.account,
        "CPU Time": "0:00:01",
        "Window Title": "N/A",
        "Services": ", ".join(_services_in(machine, process)) or "N/A",
        "Modules": ", ".join((process.name, *_LOADED)),
    }


def _fields(row: Row) -> dict[str, str]:
    """A row by the names that filters have for its fields."""
    names = {"session": "Session#", "cputime": "CPU Time"}
    plain = {label.replace(" ", "").lower(): value for label, value in row.items()}
    return {**plain, **{name: row[label] for name, label in names.items()}}


def _passes(machine: Machine, row: Row, wanted: list[Filter]) -> bool:
    fields = _fields(row)
    for each in wanted:
        names = row["Services" if each.field == "services" else "Modules"].replace(", ", ",").split(",")
        if each.field in ("services", "modules"):
            hits = [each.passes({each.field: name}) for name in names]
            if not (any(hits) if each.operator == "eq" else all(hits)):
                return False
        elif not each.passes(fields):
            return False
    return True


@PROGRAMS.program("tasklist.exe", folder="%SystemRoot%\\system32")
@refusing
def tasklist(call: ProgramCall) -> int:
    """Lists processes, with their services (/svc) or modules (/m), or in detail (/v)."""
    call.argv[1:] = _with_modules(call.args)
    switches = options(call, "tasklist", ("nh", "v", "svc"), ("fo", "fi", "m"))
    if sum(switches.has(name) for name in ("v", "svc", "m")) > 1:
        raise ToolError(f"Invalid syntax. /V, /SVC and /M options cannot be specified together.{usage('tasklist')}")
    form = switches.value("fo").lower()
    if switches.has("nh") and form == "list":
        raise ToolError(f'Invalid syntax. /NH option is valid only for "TABLE" and "CSV" formats.{usage("tasklist")}')
    wanted = filters(switches.every("fi"), "tasklist", _FIELDS)
    if switches.has("m"):
        wanted.append(Filter("modules", "eq", switches.value("m")))
    machine = machine_of(call, switches)
    processes = sorted(machine.processes.all(), key=lambda each: each.pid)
    rows = [row for row in (_row(machine, process) for process in processes) if _passes(machine, row, wanted)]
    if not rows:
        call.line("INFO: No tasks running with the specified criteria.")
        return 0
    columns = (
        _SERVICES if switches.has("svc") else _MODULES if switches.has("m") else _LONG if switches.has("v") else _SHORT
    )
    show(call, columns, rows, form, headers=not switches.has("nh"))
    return 0


def _with_modules(args: list[str]) -> list[str]:
    """``/m`` may stand alone: all modules are meant then."""
    words: list[str] = []
    for number, word in enumerate(args):
        words.append(word)
        if word.lower() in ("/m", "-m") and (number + 1 == len(args) or args[number + 1][:1] in "/-"):
            words.append("*")
    return words


@PROGRAMS.program("taskkill.exe", folder="%SystemRoot%\\system32")
@refusing
def taskkill(call: ProgramCall) -> int:
    """Ends processes by /pid, /im or /fi, with what they started (/t); 128 if there is none."""
    switches = options(call, "taskkill", ("f", "t"), ("pid", "im", "fi"))
    if not any(switches.has(name) for name in ("pid", "im", "fi")):
        raise ToolError(f"Invalid syntax. Neither /FI nor /PID nor /IM were specified.{usage('taskkill')}")
    if switches.has("pid") and switches.has("im"):
        raise ToolError(f"Invalid syntax. /PID and /IM options cannot be specified together.{usage('taskkill')}")
    wanted = filters(switches.every("fi"), "taskkill", _FIELDS)
    if switches.every("im") == ["*"] and not wanted:
        raise ToolError(f"Invalid syntax. '*' option for /IM is valid only with a filter.{usage('taskkill')}")
    machine = machine_of(call, switches)
    code = 0
    for name in [*switches.every("pid"), *switches.every("im")] or [""]:
        targets = _targets(machine, name, wanted, by_pid=switches.has("pid"))
        if not targets and wanted:
            call.line("INFO: No tasks running with the specified criteria.")
        elif not targets:
            call.error_line(f'ERROR: The process "{name}" not found.')
            code = 128
        for process in targets:
            code = _end(call, machine, process, tree=switches.has("t")) or code
    return code


def _targets(machine: Machine, name: str, wanted: list[Filter], *, by_pid: bool) -> list[Process]:
    found = machine.processes.all()
    if by_pid:
        found = [process for process in found if str(process.pid) == name]
    elif name:
        image = Filter("image", "eq", name)
        found = [process for process in found if image.passes({"image": process.name})]
    return [process for process in found if _passes(machine, _row(machine, process), wanted)]


def _end(call: ProgramCall, machine: Machine, process: Process, *, tree: bool) -> int:
    if not process.is_running:
        return 0
    code = 0
    if tree:
        for child in [other for other in machine.processes.all() if other.parent == process.pid]:
            code = _end(call, machine, child, tree=True) or code
    try:
        if not call.logon.is_administrator and process.logon.account != call.logon.account:
            raise Win32Error(5, process.name)
        machine.processes.kill(process.pid)
    except Win32Error as problem:
        call.error_line(f'ERROR: The process "{process.name}" with PID {process.pid} could not be terminated.')
        call.error_line(f"Reason: {problem.text}")
        return 1
    call.line(f'SUCCESS: The process "{process.name}" with PID {process.pid} has been terminated.')
    return code
