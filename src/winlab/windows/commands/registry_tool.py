"""reg.exe: query, add, delete, copy, compare, export, import.

https://learn.microsoft.com/windows-server/administration/windows-commands/reg
"""

from __future__ import annotations

from winlab.powershell.errors import NotEmulated
from winlab.windows.commands.registry_files import RegistryFileError, exported, import_into, keys_below
from winlab.windows.commands.switches import SwitchError, Switches
from winlab.windows.errors import FileError, RegistryError, Win32Error
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
    functions = {
        "query": _query,
        "add": _add,
        "delete": _delete,
        "copy": _copy,
        "compare": _compare,
        "export": _export,
        "import": _import,
    }
    if verb not in functions:
        if verb in ("save", "load", "unload", "restore"):
            raise NotEmulated(f"reg {verb}")
        call.error_line('ERROR: Invalid syntax.\r\nType "REG /?" for usage.')
        return 1
    try:
        switches = Switches(args[1:], ("ve", "f", "s", "va", "y", "oa", "od", "os", "on"), ("v", "t", "d", "se"))
        if not switches.words:
            raise SwitchError("")
        machine, path = _target(call, switches.words[0])
        if (
            verb not in ("query", "compare", "export")
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


def _second(switches: Switches) -> str:
    if len(switches.words) < 2:
        raise SwitchError("")
    return switches.words[1]


def _copy(call: ProgramCall, machine: Machine, path: str, switches: Switches) -> int:
    user = call.logon.sid
    other, target = _target(call, _second(switches))
    if not machine.registry.exists(path, user=user):
        return _missing(call)
    keys = list(keys_below(machine.registry, path, user)) if switches.has("s") else [path]
    for key in keys:
        new = target + key[len(path) :]
        other.registry.create(new, user=user)
        for value in machine.registry.values(key, user=user):
            if other.registry.value(new, value.name, user=user) is not None and not switches.has("f"):
                call.out(f"Value {key}\\{value.name} exists, overwrite (Yes/No/All)? ")
                answer = call.read().strip().lower()[:1]
                if answer == "a":
                    switches.flags.add("f")
                elif answer != "y":
                    continue
            other.registry.set(new, value.name, value.data, value.kind, user=user)
    call.line("The operation completed successfully.")
    return 0


def _compare(call: ProgramCall, machine: Machine, path: str, switches: Switches) -> int:
    """0 for equal keys, 2 for different ones."""
    user = call.logon.sid
    other, target = _target(call, _second(switches))
    if not machine.registry.exists(path, user=user) or not other.registry.exists(target, user=user):
        return _missing(call)
    keys = list(keys_below(machine.registry, path, user)) if switches.has("s") else [path]
    different = False
    for key in keys:
        new = target + key[len(path) :]
        left = {value.name.lower(): value for value in machine.registry.values(key, user=user)}
        right = {value.name.lower(): value for value in other.registry.values(new, user=user)}
        for name in sorted({*left, *right}):
            if left.get(name) == right.get(name):
                continue
            different = True
            for mark, place, values in (("<", key, left), (">", new, right)):
                if name in values:
                    value = values[name]
                    call.line(f"{mark} Value:  {_long(place)}  {value.name}  {value.kind}  {_shown(value)}")
    call.line(f"Results Compared: {'Different' if different else 'Identical'}\r\n")
    call.line("The operation completed successfully.")
    return 2 if different else 0


def _export(call: ProgramCall, machine: Machine, path: str, switches: Switches) -> int:
    if not machine.registry.exists(path, user=call.logon.sid):
        return _missing(call)
    place = call.machine.locate(call.full_path(_second(switches)), call.logon)
    if place is None:
        raise Win32Error(3)
    place[0].files.write(place[1], exported(machine.registry, path, call.logon.sid))
    call.line("The operation completed successfully.")
    return 0


def _import(call: ProgramCall, machine: Machine, path: str, switches: Switches) -> int:
    place = call.machine.locate(call.full_path(path), call.logon)
    try:
        if place is None:
            raise FileError(2)
        import_into(machine.registry, place[0].files.read(place[1]), call.logon.sid)
    except FileError:
        call.error_line("ERROR: The system was unable to find the specified file.")
        return 1
    except RegistryFileError:
        call.error_line("ERROR: The specified file is not a registry script. You can import only registry files.")
        return 1
    call.line("The operation completed successfully.")
    return 0


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
