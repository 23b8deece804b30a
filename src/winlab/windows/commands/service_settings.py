"""sc.exe: the verbs that make, change and describe services.

https://learn.microsoft.com/windows-server/administration/windows-commands/sc-config ; failure actions in the registry:
https://learn.microsoft.com/windows/win32/api/winsvc/ns-winsvc-service_failure_actionsw
"""

from __future__ import annotations

import struct

from winlab.powershell.errors import NotEmulated
from winlab.windows.commands.service_tool import KINDS, VERBS, UsageError
from winlab.windows.machine import Machine
from winlab.windows.programs import ProgramCall, expand
from winlab.windows.services import SERVICES_KEY, START_NUMBERS, Service

_STARTS = {"auto": "Auto", "demand": "Manual", "disabled": "Disabled", "boot": "Boot", "system": "System"}
_START_NAMES = {0: "BOOT_START", 1: "SYSTEM_START", 2: "AUTO_START", 3: "DEMAND_START", 4: "DISABLED"}
_SETTINGS = ("type", "start", "error", "binpath", "group", "tag", "depend", "obj", "displayname", "password")
_USAGE = "<option1> <option2>...\r\n\r\nNOTE: The option name includes the equal sign."
# https://learn.microsoft.com/windows/win32/services/service-security-and-access-rights
_DEFAULT_SECURITY = (
    "D:(A;;CCLCSWRPWPDTLOCRRC;;;SY)(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;BA)(A;;CCLCSWLOCRRC;;;IU)(A;;CCLCSWLOCRRC;;;SU)"
    "S:(AU;FA;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;WD)"
)


def _options(args: list[str], known: tuple[str, ...]) -> dict[str, str]:
    """``name= value`` pairs: the equal sign belongs to the name, the value is a word of its own."""
    found: dict[str, str] = {}
    words = list(args)
    while words:
        word = words.pop(0)
        name = word[:-1].lower()
        if not word.endswith("=") or name not in known or not words:
            raise UsageError
        found[name] = words.pop(0)
    return found


def _start_mode(pairs: dict[str, str]) -> str | None:
    text = pairs.get("start")
    if text is None:
        return None
    if text.lower() not in _STARTS:
        raise UsageError
    return _STARTS[text.lower()]


def _names(text: str) -> list[str]:
    return [part for part in text.split("/") if part]


@VERBS.verb("config", "ChangeServiceConfig", _USAGE)
def _config(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    pairs = _options(args, _SETTINGS)
    depends = pairs.get("depend")
    machine.services.configure(
        name,
        start_mode=_start_mode(pairs),
        display_name=pairs.get("displayname"),
        account=pairs.get("obj"),
        password=pairs.get("password"),
        path=pairs.get("binpath"),
        depends=_names(depends) if depends is not None else None,
    )
    call.line("[SC] ChangeServiceConfig SUCCESS")
    return 0


@VERBS.verb("create", "CreateService", _USAGE)
def _create(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    pairs = _options(args, _SETTINGS)
    if "binpath" not in pairs:
        raise UsageError
    kind = pairs.get("type", "own").lower()
    made = Service(
        name,
        pairs.get("displayname", name),
        pairs["binpath"],
        _start_mode(pairs) or "Manual",
        pairs.get("obj", "LocalSystem"),
        _names(pairs.get("depend", "")),
        shared=kind == "share",
        kind="driver" if kind in ("kernel", "filesys", "rec") else "service",
        password=pairs.get("password"),
        by_hand=True,
    )
    machine.services.create(made)
    call.line("[SC] CreateService SUCCESS")
    return 0


@VERBS.verb("delete", "DeleteService", "")
def _delete(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    machine.services.delete(name)
    call.line("[SC] DeleteService SUCCESS")
    return 0


@VERBS.verb("description", "ChangeServiceConfig2", "<description>")
def _description(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    machine.services.configure(name, description=args[0] if args else "")
    call.line("[SC] ChangeServiceConfig2 SUCCESS")
    return 0


@VERBS.verb("qdescription", "QueryServiceConfig2", "<bufsize>", reads=True)
def _show_description(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    service = machine.services.get(name)
    call.line("[SC] QueryServiceConfig2 SUCCESS\r\n")
    call.line(f"SERVICE_NAME: {service.name}")
    call.line(f"DESCRIPTION:  {service.description}".rstrip())
    return 0


@VERBS.verb("qc", "QueryServiceConfig", "<bufsize>", reads=True)
def _show_config(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    service = machine.services.get(name)
    number = START_NUMBERS[service.start_mode]
    path = expand(service.path, machine.system_environment())
    call.line("[SC] QueryServiceConfig SUCCESS\r\n")
    call.line(f"SERVICE_NAME: {service.name}")
    call.line(f"        TYPE               : {service.type_number:x}  {KINDS[service.type_number]} ")
    call.line(f"        START_TYPE         : {number}   {_START_NAMES[number]}")
    call.line("        ERROR_CONTROL      : 1   NORMAL")
    call.line(f"        BINARY_PATH_NAME   : {path} ")
    call.line("        LOAD_ORDER_GROUP   : ")
    call.line("        TAG                : 0")
    call.line(f"        DISPLAY_NAME       : {service.display_name} ")
    for index, needed in enumerate(service.depends or [""]):
        call.line(f"        {'DEPENDENCIES' if index == 0 else '':<18} : {needed} ")
    call.line(f"        SERVICE_START_NAME : {service.account} ")
    return 0


@VERBS.verb("sdshow", "QueryServiceObjectSecurity", "", reads=True)
def _show_security(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    machine.services.get(name)
    call.line(f"\r\n{_DEFAULT_SECURITY}")
    return 0


@VERBS.verb("sdset", "SetServiceObjectSecurity", "<SD in SDDL format>")
def _set_security(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    raise NotEmulated("sc sdset: access lists of services")


# -- what happens when a service dies ----------------------------------------------------------------------

_ACTIONS = {"": 0, "restart": 1, "reboot": 2, "run": 3}
_ACTION_NAMES = {1: "RESTART", 2: "REBOOT", 3: "RUN PROCESS"}
_NEVER = 0xFFFFFFFF
_HEADER = struct.Struct("<5I")
_ACTION = struct.Struct("<2I")


def _actions(text: str) -> list[tuple[int, int]]:
    """``restart/60000/run/1000``: what is done, and after how many milliseconds."""
    words = text.split("/")
    found = []
    for kind, delay in zip(words[::2], [*words[1::2], "0"], strict=False):
        if kind.lower() not in _ACTIONS or not (delay or "0").isdigit():
            raise UsageError
        found.append((_ACTIONS[kind.lower()], int((delay or "0")[:9])))
    return found


@VERBS.verb("failure", "ChangeServiceConfig2", _USAGE)
def _failure(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    pairs = _options(args, ("reset", "reboot", "command", "actions"))
    service = machine.services.get(name)
    key = f"{SERVICES_KEY}\\{service.name}"
    if "actions" in pairs or "reset" in pairs:
        if not {"actions", "reset"} <= pairs.keys():
            call.line("ERROR:  The reset and actions options must be specified simultaneously.")
            raise UsageError
        if not pairs["reset"].isdigit() and pairs["reset"].upper() != "INFINITE":
            raise UsageError
        reset = int(pairs["reset"][:9]) if pairs["reset"].isdigit() else _NEVER
        actions = _actions(pairs["actions"])
        data = _HEADER.pack(reset, 0, 0, len(actions), _HEADER.size) + b"".join(_ACTION.pack(*each) for each in actions)
        machine.registry.set(key, "FailureActions", data)
    for option, value in (("reboot", "RebootMessage"), ("command", "FailureCommand")):
        if option in pairs:
            machine.registry.set(key, value, pairs[option])
    call.line("[SC] ChangeServiceConfig2 SUCCESS")
    return 0


@VERBS.verb("qfailure", "QueryServiceConfig2", "<bufsize>", reads=True)
def _show_failure(call: ProgramCall, machine: Machine, name: str, args: list[str]) -> int:
    service = machine.services.get(name)
    key = f"{SERVICES_KEY}\\{service.name}"
    kept = machine.registry.get(key, "FailureActions")
    data = kept if isinstance(kept, bytes) and len(kept) >= _HEADER.size else _HEADER.pack(0, 0, 0, 0, _HEADER.size)
    reset, _, _, count, _ = _HEADER.unpack_from(data)
    call.line("[SC] QueryServiceConfig2 SUCCESS\r\n")
    call.line(f"SERVICE_NAME: {service.name}")
    call.line(f"        RESET_PERIOD (in seconds)    : {'INFINITE' if reset == _NEVER else reset}")
    call.line(f"        REBOOT_MESSAGE               : {machine.registry.text(key, 'RebootMessage')}".rstrip())
    call.line(f"        COMMAND_LINE                 : {machine.registry.text(key, 'FailureCommand')}".rstrip())
    label = "        FAILURE_ACTIONS              : "
    for at in range(min(count, (len(data) - _HEADER.size) // _ACTION.size)):
        kind, delay = _ACTION.unpack_from(data, _HEADER.size + at * _ACTION.size)
        if kind in _ACTION_NAMES:
            call.line(f"{label}{_ACTION_NAMES[kind]} -- Delay = {delay} milliseconds.")
            label = " " * len(label)
    return 0
