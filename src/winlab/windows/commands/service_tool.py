"""sc.exe.

https://learn.microsoft.com/windows-server/administration/windows-commands/sc-query ; numbers of states and types:
https://learn.microsoft.com/windows/win32/api/winsvc/ns-winsvc-service_status
"""

from __future__ import annotations

from collections.abc import Callable

from winlab.windows.errors import Win32Error
from winlab.windows.machine import Machine
from winlab.windows.programs import PROGRAMS, ProgramCall
from winlab.windows.services import START_NUMBERS, Service

_STATES = {
    "Stopped": (1, "STOPPED"),
    "Start Pending": (2, "START_PENDING"),
    "Stop Pending": (3, "STOP_PENDING"),
    "Running": (4, "RUNNING"),
    "Paused": (7, "PAUSED"),
}
_STARTS = {"auto": "Auto", "demand": "Manual", "disabled": "Disabled", "boot": "Boot", "system": "System"}
_START_NAMES = {0: "BOOT_START", 1: "SYSTEM_START", 2: "AUTO_START", 3: "DEMAND_START", 4: "DISABLED"}


@PROGRAMS.program("sc.exe", folder="%SystemRoot%\\system32")
def sc(call: ProgramCall) -> int:
    """Controls services; the exit code is the Win32 error."""
    args = list(call.args)
    machine = call.machine
    api = "OpenService"
    try:
        if args and args[0].startswith("\\\\"):
            api = "OpenSCManager"
            machine = machine.lab.network.reach(machine, call.logon, args.pop(0).strip("\\"), "rpc")
        verb = args[0].lower() if args else ""
        if verb in ("query", "queryex"):
            return _query(call, machine, args[1:], extended=verb == "queryex")
        function = _VERBS.get(verb)
        if function is None or len(args) < 2:
            call.line("DESCRIPTION:\r\n        SC is a command line program used for communicating with the\r\n"
                      "        NT Service Controller and services.")  # fmt: skip
            return 1639
        if not call.logon.is_administrator and verb not in ("qc", "getdisplayname"):
            raise Win32Error(5, args[1])
        api = {"start": "StartService", "stop": "ControlService", "create": "CreateService"}.get(verb, "OpenService")
        if verb != "create":
            machine.services.get(args[1])
        return function(call, machine, args[1], args[2:])
    except Win32Error as problem:
        failed = api if problem.code != 1060 else "OpenService"
        call.line(f"[SC] {failed} FAILED {problem.code}:\r\n\r\n{problem.text}\r\n")
        return problem.code


def _status(call: ProgramCall, machine: Machine, service: Service, *, title: bool, extended: bool = False) -> None:
    number, name = _STATES[service.state]
    kind = {1: "KERNEL_DRIVER", 16: "WIN32_OWN_PROCESS", 32: "WIN32_SHARE_PROCESS"}[service.type_number]
    call.line(f"\r\nSERVICE_NAME: {service.name}")
    if title:
        call.line(f"DISPLAY_NAME: {service.display_name}")
    running = service.state in ("Running", "Paused")
    stops = "STOPPABLE" if running and service.accepts_stop else "NOT_STOPPABLE"
    pauses = "PAUSABLE" if running and service.accepts_pause else "NOT_PAUSABLE"
    call.line(f"        TYPE               : {service.type_number:x}  {kind} ")
    call.line(f"        STATE              : {number}  {name} ")
    call.line(f"                                ({stops},{pauses},IGNORES_SHUTDOWN)")
    call.line(f"        WIN32_EXIT_CODE    : {service.exit_code}  ({service.exit_code:#x})")
    call.line("        SERVICE_EXIT_CODE  : 0  (0x0)")
    call.line("        CHECKPOINT         : 0x0")
    call.line("        WAIT_HINT          : 0x0")
    if extended:
        process = machine.services.process_of(service.name)
        call.line(f"        PID                : {process.pid if process else 0}")
        call.line("        FLAGS              : ")


def _query(call: ProgramCall, machine: Machine, args: list[str], *, extended: bool) -> int:
    options = {args[i].lower().rstrip("="): args[i + 1] for i in range(len(args) - 1) if args[i].endswith("=")}
    names = [word for i, word in enumerate(args) if not word.endswith("=") and not (i and args[i - 1].endswith("="))]
    if names:
        service = machine.services.find(names[0])
        if service is None:
            text = "The specified service does not exist as an installed service."
            call.line(f"[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\r\n\r\n{text}\r\n")
            return 1060
        _status(call, machine, service, title=False, extended=extended)
        return 0
    everything = options.get("state", "") == "all"
    for service in machine.services.all():
        if service.kind != "driver" and (everything or service.state == "Running"):
            _status(call, machine, service, title=True, extended=extended)
    return 0


def _start(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    machine.services.start(name)
    _status(call, machine, machine.services.get(name), title=False, extended=True)
    return 0


def _stop(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    machine.services.stop(name)
    _status(call, machine, machine.services.get(name), title=False)
    return 0


def _pairs(args: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    index = 0
    while index < len(args):
        name, equals, value = args[index].partition("=")
        if equals and not value and index + 1 < len(args):
            index += 1
            value = args[index]
        pairs[name.lower()] = value
        index += 1
    return pairs


def _config(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    pairs = _pairs(args)
    start = pairs.get("start")
    if start is not None and start.lower() not in _STARTS:
        raise Win32Error(87, start)
    depends = pairs.get("depend")
    machine.services.configure(
        name,
        start_mode=_STARTS[start.lower()] if start is not None else None,
        display_name=pairs.get("displayname"),
        account=pairs.get("obj"),
        password=pairs.get("password"),
        path=pairs.get("binpath"),
        depends=[part for part in depends.split("/") if part] if depends is not None else None,
    )
    call.line("[SC] ChangeServiceConfig SUCCESS")
    return 0


def _create(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    pairs = _pairs(args)
    if "binpath" not in pairs:
        raise Win32Error(87, name)
    machine.services.create(
        Service(
            name,
            pairs.get("displayname", name),
            pairs["binpath"],
            _STARTS.get(pairs.get("start", "demand").lower(), "Manual"),
            pairs.get("obj", "LocalSystem"),
            [part for part in pairs.get("depend", "").split("/") if part],
            password=pairs.get("password"),
        )
    )
    call.line("[SC] CreateService SUCCESS")
    return 0


def _delete(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    machine.services.delete(name)
    call.line("[SC] DeleteService SUCCESS")
    return 0


def _description(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    machine.services.configure(name, description=args[0] if args else "")
    call.line("[SC] ChangeServiceConfig2 SUCCESS")
    return 0


def _qc(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    service = machine.services.get(name)
    number = START_NUMBERS[service.start_mode]
    kind = {1: "KERNEL_DRIVER", 16: "WIN32_OWN_PROCESS", 32: "WIN32_SHARE_PROCESS"}[service.type_number]
    call.line("[SC] QueryServiceConfig SUCCESS\r\n")
    call.line(f"SERVICE_NAME: {service.name}")
    call.line(f"        TYPE               : {service.type_number:x}  {kind} ")
    call.line(f"        START_TYPE         : {number}   {_START_NAMES[number]}")
    call.line("        ERROR_CONTROL      : 1   NORMAL")
    call.line(f"        BINARY_PATH_NAME   : {service.path} ")
    call.line("        LOAD_ORDER_GROUP   : ")
    call.line("        TAG                : 0")
    call.line(f"        DISPLAY_NAME       : {service.display_name} ")
    for index, needed in enumerate(service.depends or [""]):
        call.line(f"        {'DEPENDENCIES' if index == 0 else '':<18} : {needed} ")
    call.line(f"        SERVICE_START_NAME : {service.account} ")
    return 0


def _display(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    call.line(f"[SC] GetServiceDisplayName SUCCESS  Name = {machine.services.get(name).display_name}")
    return 0


def _failure(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    call.line("[SC] ChangeServiceConfig2 SUCCESS")
    return 0


_VERBS: dict[str, Callable[[ProgramCall, Machine, str, list[str]], int]] = {
    "start": _start,
    "stop": _stop,
    "config": _config,
    "create": _create,
    "delete": _delete,
    "description": _description,
    "qc": _qc,
    "getdisplayname": _display,
    "failure": _failure,
}
