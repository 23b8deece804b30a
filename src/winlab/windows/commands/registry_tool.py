"""reg.exe: query, add, delete, copy is left out.

https://learn.microsoft.com/windows-server/administration/windows-commands/reg
"""

from __future__ import annotations

from winlab.powershell.errors import NotEmulated
from winlab.windows.commands.switches import SwitchError, Switches
from winlab.windows.errors import RegistryError, Win32Error
from winlab.windows.machine import Machine
from winlab.windows.programs import PROGRAMS, ProgramCall
from winlab.windows.registry import BINARY, DWORD, HIVES, KINDS, MULTI, QWORD, Data, RegistryValue


def _shown(value: RegistryValue) -> str:
    data = value.data
    if isinstance(data, int):
        return f"{data:#x}"
    if isinstance(data, bytes):
        return data.hex().upper()
    return "\\0".join((*data, "")) if isinstance(data, tuple) else data


def _long(path: str) -> str:
    hive, backslash, rest = path.partition("\\")
    return HIVES.get(hive.lower(), hive) + backslash + rest


@PROGRAMS.program("reg.exe", folder="%SystemRoot%\\system32")
def reg(call: ProgramCall) -> int:
    """Reads and writes the registry; 1 on failure."""
    args = call.args
    verb = args[0].lower() if args else ""
    functions = {"query": _query, "add": _add, "delete": _delete}
    if verb not in functions:
        if verb in ("copy", "save", "load", "unload", "restore", "compare", "export", "import"):
            raise NotEmulated(f"reg {verb}")
        call.error_line('ERROR: Invalid syntax.\r\nType "REG /?" for usage.')
        return 1
    try:
        switches = Switches(args[1:], ("ve", "f", "s", "va"), ("v", "t", "d", "se"))
        if not switches.words:
            raise SwitchError("")
        machine, path = _target(call, switches.words[0])
        if (
            verb != "query"
            and not call.logon.is_administrator
            and not path.lower().startswith(("hkcu", "hkey_current_u"))
        ):
            call.error_line("ERROR: Access is denied.")
            return 1
        return functions[verb](call, machine, path, switches)
    except SwitchError:
        call.error_line(f'ERROR: Invalid syntax.\r\nType "REG {verb.upper()} /?" for usage.')
        return 1
    except RegistryError:
        call.error_line("ERROR: Invalid key name.")
        return 1
    except Win32Error as problem:
        call.error_line(f"ERROR: {problem.text}")
        return 1


def _target(call: ProgramCall, path: str) -> tuple[Machine, str]:
    if not path.startswith("\\\\"):
        return call.machine, path
    server, _, rest = path[2:].partition("\\")
    return call.machine.lab.network.reach(call.machine, call.logon, server, "rpc"), rest


def _missing(call: ProgramCall) -> int:
    call.error_line("ERROR: The system was unable to find the specified registry key or value.")
    return 1


def _query(call: ProgramCall, machine: Machine, path: str, switches: Switches) -> int:
    registry, user = machine.registry, call.logon.sid
    if not registry.exists(path, user=user):
        return _missing(call)
    name = "" if switches.has("ve") else switches.values.get("v")
    if name is not None:
        found = registry.value(path, name, user=user)
        if found is None:
            return _missing(call)
        values = [found]
    else:
        values = registry.values(path, user=user)
    call.line(f"\r\n{_long(path)}")
    for value in values:
        call.line(f"    {value.name or '<NO NAME>'}\t{value.kind}\t{_shown(value)}")
    call.line()
    if name is None:
        for child in registry.subkeys(path, user=user):
            if switches.has("s"):
                _query(call, machine, f"{path}\\{child}", switches)
            else:
                call.line(f"{_long(path)}\\{child}")
    return 0


def _add(call: ProgramCall, machine: Machine, path: str, switches: Switches) -> int:
    registry, user = machine.registry, call.logon.sid
    kind = switches.value("t", "REG_SZ").upper()
    if kind not in KINDS:
        raise SwitchError(kind)
    registry.create(path, user=user)
    if switches.has("v") or switches.has("ve"):
        name = "" if switches.has("ve") else switches.value("v")
        if registry.value(path, name, user=user) is not None and not switches.has("f"):
            call.out(f"Value {name} exists, overwrite(Y/N)? ")
            if not call.read().strip().lower().startswith("y"):
                return 0
        registry.set(path, name, _data(kind, switches), kind, user=user)
    call.line("The operation completed successfully.")
    return 0


def _data(kind: str, switches: Switches) -> Data:
    text = switches.value("d")
    try:
        if kind in (DWORD, QWORD):
            return int(text or "0", 0)
        if kind == BINARY:
            return bytes.fromhex(text)
    except ValueError as problem:
        raise SwitchError(text) from problem
    if kind == MULTI:
        return tuple(part for part in text.split(switches.value("se", "\\0")) if part)
    return text


def _delete(call: ProgramCall, machine: Machine, path: str, switches: Switches) -> int:
    registry, user = machine.registry, call.logon.sid
    if not registry.exists(path, user=user):
        return _missing(call)
    if not switches.has("f"):
        call.out("Permanently delete the registry key or value (Y/N)? ")
        if not call.read().strip().lower().startswith("y"):
            return 0
    if switches.has("v") or switches.has("ve"):
        if not registry.delete_value(path, switches.value("v"), user=user):
            return _missing(call)
    elif switches.has("va"):
        for value in registry.values(path, user=user):
            registry.delete_value(path, value.name, user=user)
    else:
        registry.delete(path, user=user)
    call.line("The operation completed successfully.")
    return 0
