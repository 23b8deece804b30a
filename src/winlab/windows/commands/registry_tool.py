"""reg.exe: query, add, delete, copy, compare, export, import, save, restore, load, unload.

https://learn.microsoft.com/windows-server/administration/windows-commands/reg
"""

from __future__ import annotations

from winlab.windows.commands.registry_files import (
    RegistryFileError,
    exported,
    full_path,
    import_into,
    keys_below,
    restored,
    saved,
)
from winlab.windows.commands.switches import SwitchError, Switches
from winlab.windows.errors import FileError, RegistryError, Win32Error
from winlab.windows.files import Files
from winlab.windows.programs import PROGRAMS, ProgramCall
from winlab.windows.registry import BINARY, DWORD, KINDS, MULTI, QWORD, Data, RegistryValue
from winlab.windows.registry_view import RegistryView

_LOADING = ("HKEY_LOCAL_MACHINE\\", "HKEY_USERS\\")
_OF_THE_SYSTEM = ("HARDWARE", "SAM", "SECURITY", "SOFTWARE", "SYSTEM")


def _shown(value: RegistryValue) -> str:
    data = value.data
    if isinstance(data, int):
        return f"{data:#x}"
    if isinstance(data, bytes):
        return data.hex().upper()
    return "\\0".join((*data, "")) if isinstance(data, tuple) else data


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
        "save": _save,
        "restore": _restore,
        "load": _load,
        "unload": _unload,
    }
    if verb not in functions:
        call.error_line('ERROR: Invalid syntax.\r\nType "REG /?" for usage.')
        return 1
    try:
        switches = Switches(args[1:], ("ve", "f", "s", "va", "y", "oa", "od", "os", "on"), ("v", "t", "d", "se"))
        if not switches.words:
            raise SwitchError("")
        view, path = _target(call, switches.words[0])
        if (
            verb not in ("query", "compare", "export")
            and not call.logon.is_administrator
            and not path.lower().startswith(("hkcu", "hkey_current_u"))
        ):
            call.error_line("ERROR: Access is denied.")
            return 1
        return functions[verb](call, view, path, switches)
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


def _copy(call: ProgramCall, view: RegistryView, path: str, switches: Switches) -> int:
    there, target = _target(call, _second(switches))
    if not view.exists(path):
        return _missing(call)
    keys = list(keys_below(view, path)) if switches.has("s") else [path]
    for key in keys:
        new = target + key[len(path) :]
        there.create(new)
        for value in view.values(key):
            if there.value(new, value.name) is not None and not switches.has("f"):
                call.out(f"Value {key}\\{value.name} exists, overwrite (Yes/No/All)? ")
                answer = call.read().strip().lower()[:1]
                if answer == "a":
                    switches.flags.add("f")
                elif answer != "y":
                    continue
            there.set(new, value.name, value.data, value.kind)
    call.line("The operation completed successfully.")
    return 0


def _compare(call: ProgramCall, view: RegistryView, path: str, switches: Switches) -> int:
    """0 for equal keys, 2 for different ones."""
    there, target = _target(call, _second(switches))
    if not view.exists(path) or not there.exists(target):
        return _missing(call)
    keys = list(keys_below(view, path)) if switches.has("s") else [path]
    different = False
    for key in keys:
        new = target + key[len(path) :]
        left = {value.name.lower(): value for value in view.values(key)}
        right = {value.name.lower(): value for value in there.values(new)}
        for name in sorted({*left, *right}):
            if left.get(name) == right.get(name):
                continue
            different = True
            for mark, place, values in (("<", key, left), (">", new, right)):
                if name in values:
                    value = values[name]
                    call.line(f"{mark} Value:  {full_path(place)}  {value.name}  {value.kind}  {_shown(value)}")
    call.line(f"Results Compared: {'Different' if different else 'Identical'}\r\n")
    call.line("The operation completed successfully.")
    return 2 if different else 0


def _export(call: ProgramCall, view: RegistryView, path: str, switches: Switches) -> int:
    if not view.exists(path):
        return _missing(call)
    place = call.machine.locate(call.full_path(_second(switches)), call.logon)
    if place is None:
        raise Win32Error(3)
    place[0].files.write(place[1], exported(view, path))
    call.line("The operation completed successfully.")
    return 0


def _import(call: ProgramCall, view: RegistryView, path: str, switches: Switches) -> int:
    place = call.machine.locate(call.full_path(path), call.logon)
    try:
        if place is None:
            raise FileError(2)
        import_into(view, place[0].files.read(place[1]))
    except FileError:
        call.error_line("ERROR: The system was unable to find the specified file.")
        return 1
    except RegistryFileError:
        call.error_line("ERROR: The specified file is not a registry script. You can import only registry files.")
        return 1
    call.line("The operation completed successfully.")
    return 0


# -- hives -----------------------------------------------------------------------------------------------


def _place(call: ProgramCall, switches: Switches) -> tuple[Files, str]:
    place = call.machine.locate(call.full_path(_second(switches)), call.logon)
    if place is None:
        raise Win32Error(3)
    return place[0].files, place[1]


def _save(call: ProgramCall, view: RegistryView, path: str, switches: Switches) -> int:
    if not view.exists(path):
        return _missing(call)
    files, local = _place(call, switches)
    files.write(local, saved(view, path))
    call.line("The operation completed successfully.")
    return 0


def _fill(call: ProgramCall, view: RegistryView, path: str, switches: Switches) -> int:
    files, local = _place(call, switches)
    try:
        data = files.read(local)
        view.registry.mount(path)
        restored(view, path, data)
    except FileError:
        call.error_line("ERROR: The system was unable to find the specified file.")
        return 1
    except RegistryFileError:
        call.error_line("ERROR: The configuration registry database is corrupt.")
        return 1
    call.line("The operation completed successfully.")
    return 0


def _restore(call: ProgramCall, view: RegistryView, path: str, switches: Switches) -> int:
    if not view.exists(path):
        return _missing(call)
    files, local = _place(call, switches)
    if files.is_file(local):
        for name in view.subkeys(path):
            view.delete(f"{path}\\{name}")
        for value in view.values(path):
            view.delete_value(path, value.name)
    return _fill(call, view, path, switches)


def _load(call: ProgramCall, view: RegistryView, path: str, switches: Switches) -> int:
    if full_path(path).count("\\") != 1 or not full_path(path).startswith(_LOADING):
        raise RegistryError(87, path)
    return _fill(call, view, path, switches)


def _unload(call: ProgramCall, view: RegistryView, path: str, switches: Switches) -> int:
    if not view.exists(path):
        call.error_line("ERROR: The parameter is incorrect.")
        return 1
    if full_path(path).upper().rpartition("\\")[2] in _OF_THE_SYSTEM or full_path(path).count("\\") != 1:
        call.error_line("ERROR: Access is denied.")
        return 1
    view.delete(path)
    call.line("The operation completed successfully.")
    return 0


def _target(call: ProgramCall, path: str) -> tuple[RegistryView, str]:
    machine = call.machine
    if path.startswith("\\\\"):
        server, _, path = path[2:].partition("\\")
        machine = machine.lab.network.reach(machine, call.logon, server, "rpc")
    return RegistryView(machine.registry, call.logon.sid, call.process.wow and machine is call.machine), path


def _missing(call: ProgramCall) -> int:
    call.error_line("ERROR: The system was unable to find the specified registry key or value.")
    return 1


def _query(call: ProgramCall, view: RegistryView, path: str, switches: Switches) -> int:
    if not view.exists(path):
        return _missing(call)
    name = "" if switches.has("ve") else switches.values.get("v")
    deep = switches.has("s")
    if name is not None:
        return _query_value(call, view, list(keys_below(view, path)) if deep else [path], name)
    call.line(f"\r\n{full_path(path)}")
    _values(call, view.values(path))
    for child in view.subkeys(path):
        if deep:
            _query(call, view, f"{path}\\{child}", switches)
        else:
            call.line(f"{full_path(path)}\\{child}")
    return 0


def _query_value(call: ProgramCall, view: RegistryView, keys: list[str], name: str) -> int:
    hits = [(key, found) for key in keys if (found := view.value(key, name)) is not None]
    for key, value in hits:
        call.line(f"\r\n{full_path(key)}")
        _values(call, [value])
    return 0 if hits else _missing(call)


def _values(call: ProgramCall, values: list[RegistryValue]) -> None:
    for value in values:
        call.line(f"    {value.name or '<NO NAME>'}\t{value.kind}\t{_shown(value)}")
    call.line()


def _add(call: ProgramCall, view: RegistryView, path: str, switches: Switches) -> int:
    kind = switches.value("t", "REG_SZ").upper()
    if kind not in KINDS:
        raise SwitchError(kind)
    view.create(path)
    if switches.has("v") or switches.has("ve"):
        name = "" if switches.has("ve") else switches.value("v")
        if view.value(path, name) is not None and not switches.has("f"):
            call.out(f"Value {name} exists, overwrite(Y/N)? ")
            if not call.read().strip().lower().startswith("y"):
                return 0
        view.set(path, name, _data(kind, switches), kind)
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


def _delete(call: ProgramCall, view: RegistryView, path: str, switches: Switches) -> int:
    if not view.exists(path):
        return _missing(call)
    if not switches.has("f"):
        call.out("Permanently delete the registry key or value (Y/N)? ")
        if not call.read().strip().lower().startswith("y"):
            return 0
    if switches.has("v") or switches.has("ve"):
        if not view.delete_value(path, switches.value("v")):
            return _missing(call)
    elif switches.has("va"):
        for value in view.values(path):
            view.delete_value(path, value.name)
    else:
        view.delete(path)
    call.line("The operation completed successfully.")
    return 0
