"""sc.exe: the verbs that query and control services.

https://learn.microsoft.com/windows-server/administration/windows-commands/sc-query ; numbers of states and types:
https://learn.microsoft.com/windows/win32/api/winsvc/ns-winsvc-service_status ; what makes and changes services is in
service_settings.
"""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell.errors import NotEmulated
from winlab.windows.errors import Win32Error
from winlab.windows.machine import Machine
from winlab.windows.programs import PROGRAMS, ProgramCall
from winlab.windows.services import Service

INVALID_COMMAND_LINE = 1639
_STATES = {
    "Stopped": (1, "STOPPED"),
    "Start Pending": (2, "START_PENDING"),
    "Stop Pending": (3, "STOP_PENDING"),
    "Running": (4, "RUNNING"),
    "Paused": (7, "PAUSED"),
}
KINDS = {1: "KERNEL_DRIVER", 16: "WIN32_OWN_PROCESS", 32: "WIN32_SHARE_PROCESS"}
Verb = Callable[[ProgramCall, Machine, str, list[str]], int]
_DESCRIPTION = (
    "DESCRIPTION:\r\n        SC is a command line program used for communicating with the \r\n"
    "        NT Service Controller and services."
)


class UsageError(Exception):
    """The command line is wrong: the text tells how the verb is used."""


class ServiceVerbs:
    """The verbs that name a service."""

    def __init__(self) -> None:
        self._verbs: dict[str, tuple[Verb, str, str, bool]] = {}

    def verb(self, name: str, api: str, usage: str, *, reads: bool = False) -> Callable[[Verb], Verb]:
        """Declares a verb.

        Args:
            api: The function of the system that is named when it fails.
            usage: What stands behind the service's name.
            reads: Everybody may do it.
        """

        def declare(function: Verb) -> Verb:
            self._verbs[name] = (function, api, usage, reads)
            return function

        return declare

    def run(self, call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
        """Runs a verb."""
        function, api, usage, reads = self._verbs[name]
        if not args or args[0].endswith("="):
            return self._tell(call, name, usage)
        try:
            if not reads and not call.logon.is_administrator:
                return failed(call, "OpenService", 5)
            return function(call, machine, args[0], args[1:])
        except UsageError:
            return self._tell(call, name, usage)
        except Win32Error as problem:
            return failed(call, "OpenService" if problem.code == 1060 else api, problem.code, problem.text)

    def _tell(self, call: ProgramCall, name: str, usage: str) -> int:
        call.line(f"USAGE:\r\n        sc <server> {name} [service name] {usage}".rstrip())
        return INVALID_COMMAND_LINE

    def __contains__(self, name: str) -> bool:
        return name in self._verbs


VERBS = ServiceVerbs()


def failed(call: ProgramCall, api: str, code: int, text: str = "") -> int:
    """What sc says of a call that failed; the exit code is the error's."""
    call.line(f"[SC] {api} FAILED {code}:\r\n\r\n{text or Win32Error(code).text}\r\n")
    return code


@PROGRAMS.program("sc.exe", folder="%SystemRoot%\\system32")
def sc(call: ProgramCall) -> int:
    """Controls services; the exit code is the Win32 error."""
    args = list(call.args)
    machine = call.machine
    if args and args[0].startswith("\\\\"):
        try:
            machine = machine.lab.network.reach(machine, call.logon, args.pop(0).strip("\\"), "rpc")
        except Win32Error as problem:
            return failed(call, "OpenSCManager", problem.code, problem.text)
    verb = args[0].lower() if args else ""
    if verb in ("query", "queryex"):
        return _query(call, machine, args[1:], extended=verb == "queryex")
    if verb in VERBS:
        return VERBS.run(call, machine, verb, args[1:])
    if verb in ("boot", "lock", "querylock"):
        raise NotEmulated(f"sc {verb}")
    if verb:
        call.line("\r\n*** Unrecognized Command ***")
    call.line(_DESCRIPTION)
    call.line("USAGE:\r\n        sc <server> [command] [service name] <option1> <option2>...\r\n")
    return INVALID_COMMAND_LINE


def status(call: ProgramCall, machine: Machine, service: Service, *, title: bool, extended: bool = False) -> None:
    """Writes a service's state."""
    number, name = _STATES[service.state]
    call.line(f"\r\nSERVICE_NAME: {service.name}")
    if title:
        call.line(f"DISPLAY_NAME: {service.display_name}")
    running = service.state in ("Running", "Paused")
    stops = "STOPPABLE" if running and service.accepts_stop else "NOT_STOPPABLE"
    pauses = "PAUSABLE" if running and service.accepts_pause else "NOT_PAUSABLE"
    hint = 0x7D0 if service.state.endswith("Pending") else 0
    call.line(f"        TYPE               : {service.type_number:x}  {KINDS[service.type_number]} ")
    call.line(f"        STATE              : {number}  {name} ")
    call.line(f"                                ({stops},{pauses},IGNORES_SHUTDOWN)")
    call.line(f"        WIN32_EXIT_CODE    : {service.exit_code}  ({service.exit_code:#x})")
    call.line("        SERVICE_EXIT_CODE  : 0  (0x0)")
    call.line("        CHECKPOINT         : 0x0")
    call.line(f"        WAIT_HINT          : {hint:#x}")
    if extended:
        process = machine.services.process_of(service.name)
        call.line(f"        PID                : {process.pid if process else 0}")
        call.line("        FLAGS              : ")


_OPTIONS = ("type", "state", "bufsize", "ri", "group")
_SERVICE_KINDS = {"service": (False,), "driver": (True,), "all": (False, True)}


def _query(call: ProgramCall, machine: Machine, args: list[str], *, extended: bool) -> int:
    options: dict[str, str] = {}
    name = ""
    words = list(args)
    while words:
        word = words.pop(0)
        if word.endswith("=") and word[:-1].lower() in _OPTIONS and words:
            options.setdefault(word[:-1].lower(), words.pop(0).lower())
        elif "=" in word:
            call.line(f"ERROR:  Invalid Option\r\n\r\n{_DESCRIPTION}")
            return INVALID_COMMAND_LINE
        else:
            name = name or word
    if name:
        service = machine.services.find(name)
        if service is None:
            return failed(call, "EnumQueryServicesStatus:OpenService", 1060)
        status(call, machine, service, title=False, extended=extended)
        return 0
    kinds = _SERVICE_KINDS.get(options.get("type", "service"))
    wanted = options.get("state", "active")
    if kinds is None or wanted not in ("active", "inactive", "all"):
        call.line(f"ERROR:  Invalid Option\r\n\r\n{_DESCRIPTION}")
        return INVALID_COMMAND_LINE
    for service in machine.services.all():
        active = service.state != "Stopped"
        if (service.kind == "driver") in kinds and (wanted == "all" or active is (wanted == "active")):
            status(call, machine, service, title=True, extended=extended)
    return 0


# -- control ---------------------------------------------------------------------------------------------


@VERBS.verb("start", "StartService", "<arg1> <arg2> ...")
def _start(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    machine.services.start(name, wait=False)
    status(call, machine, machine.services.get(name), title=False, extended=True)
    return 0


@VERBS.verb("stop", "ControlService", "")
def _stop(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    machine.services.stop(name, wait=False)
    status(call, machine, machine.services.get(name), title=False)
    return 0


@VERBS.verb("pause", "ControlService", "")
def _pause(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    machine.services.pause(name)
    status(call, machine, machine.services.get(name), title=False)
    return 0


@VERBS.verb("continue", "ControlService", "")
def _continue(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    machine.services.resume(name)
    status(call, machine, machine.services.get(name), title=False)
    return 0


@VERBS.verb("interrogate", "ControlService", "", reads=True)
def _interrogate(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    service = machine.services.get(name)
    if service.state == "Stopped":
        raise Win32Error(1062, name)
    status(call, machine, service, title=False)
    return 0


@VERBS.verb("control", "ControlService", "<value>")
def _control(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    """Codes of a service's own: those that are emulated know none."""
    if not args:
        raise UsageError
    service = machine.services.get(name)
    if service.state == "Stopped":
        raise Win32Error(1062, name)
    raise Win32Error(1052, name)


# -- names -----------------------------------------------------------------------------------------------


@VERBS.verb("getdisplayname", "GetServiceDisplayName", "<bufsize>", reads=True)
def _display(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    found = machine.services.find(name)
    if found is None:
        return failed(call, "GetServiceDisplayName", 1060)
    call.line(f"[SC] GetServiceDisplayName SUCCESS  Name = {found.display_name}")
    return 0


@VERBS.verb("getkeyname", "GetServiceKeyName", "<bufsize>", reads=True)
def _key(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    found = machine.services.by_display_name(name) or machine.services.find(name)
    if found is None:
        return failed(call, "GetServiceKeyName", 1060)
    call.line(f"[SC] GetServiceKeyName SUCCESS  Name = {found.name}")
    return 0


@VERBS.verb("enumdepend", "EnumDependentServices", "<bufsize>", reads=True)
def _dependents(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    machine.services.get(name)
    found = machine.services.dependents(name)
    for other in found:  # grows while it is walked
        found += [item for item in machine.services.dependents(other.name) if item not in found]
    call.line(f"[SC] EnumDependentServices: entriesread = {len(found)}")
    for other in found:
        status(call, machine, other, title=True)
    return 0
