"""WScript.Shell and Shell.Application.

Source: https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/windows-scripting/aew9yb99(v=vs.84)
and https://learn.microsoft.com/windows/win32/shell/shell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from winlab.powershell.declare import NetTable, net_method, net_property
from winlab.powershell.errors import NotEmulated
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray
from winlab.windows.errors import FileError, ServiceError, Win32Error
from winlab.windows.extension import register_extension
from winlab.windows.files import join
from winlab.windows.programs import Streams, expand, find_program, split_command, start
from winlab.windows.registry import BINARY, DWORD, EXPAND, HIVES, SZ
from winlab.windows.session import MachineSessionHost
from winlab.windows.surfaces.paths import place_of
from winlab.windows.surfaces.registry_keys import from_net, may_write, to_net
from winlab.windows.surfaces.script_collections import WshCollection, special_folders
from winlab.windows.surfaces.script_files import com_error, file_at, folder_at

NET = NetTable()
register_extension(net=NET)

S, B, INT, VOID_TYPE, OBJECT = "System.String", "System.Boolean", "System.Int32", "System.Void", "System.Object"
_BASES = ("System.__ComObject", "System.Object")
_ENVIRONMENTS = {
    "system": "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment",
    "user": "HKCU\\Environment",
}
_EVENT_KINDS = {0: "Information", 1: "Error", 2: "Warning", 4: "Information", 8: "SuccessAudit", 16: "FailureAudit"}


@NET.type("System.__ComObject#{f48229af-e28c-42b5-bb92-e114e62bdd54}", bases=_BASES)
class Environment(NetObject):
    """Variables of the process, the user or the system."""

    def __init__(self, host: MachineSessionHost, kind: str) -> None:
        self.host = host
        self.key = _ENVIRONMENTS.get(kind.lower())

    @net_method("Item", (S,), returns=S)
    def item(self, name: str) -> str:
        if self.key is None:
            return next((v for k, v in self.host.environment().items() if k.lower() == name.lower()), "")
        found = self.host.machine.registry.get(self.key, name, user=self.host.logon.sid)
        return "" if found is None else str(found)

    @net_method("Remove", (S,), returns=VOID_TYPE)
    def remove(self, name: str) -> None:
        if self.key is None:
            self.host.environment().pop(name, None)
            return
        self._check()
        self.host.machine.registry.delete_value(self.key, name, user=self.host.logon.sid)

    def net_index(self, index: Sequence[object]) -> object:
        """``$e['Path']``."""
        return self.item(to_text(index[0]))

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """``$e['X'] = 'y'``."""
        name, text = to_text(index[0]), to_text(value)
        if self.key is None:
            self.host.environment()[name] = text
            return
        self._check()
        self.host.machine.registry.set(self.key, name, text, EXPAND if "%" in text else SZ, user=self.host.logon.sid)

    def _check(self) -> None:
        if self.key is not None and not may_write(self.key, self.host.logon.is_administrator):
            raise com_error("Permission denied")

    def net_iter(self) -> Iterator[object]:
        """``NAME=value``."""
        if self.key is None:
            return iter([f"{name}={value}" for name, value in self.host.environment().items()])
        values = self.host.machine.registry.values(self.key, user=self.host.logon.sid)
        return iter([f"{value.name}={to_text(to_net(value.kind, value.data))}" for value in values])


@NET.type("System.__ComObject#{f935dc23-1cf0-11d0-adb9-00c04fd58a0b}", bases=_BASES)
class Shortcut(NetObject):
    """A shortcut; Save writes it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.held = dict.fromkeys(
            ("TargetPath", "Arguments", "WorkingDirectory", "Description", "IconLocation", "Hotkey"), ""
        )
        machine, local, _ = place_of(path)
        if machine.files.is_file(local):
            for line in machine.files.read_text(local).splitlines():
                name, mark, value = line.partition("=")
                if mark and name in self.held:
                    self.held[name] = value

    def adapted_names(self) -> list[str]:
        """What a shortcut holds."""
        return ["FullName", *self.held]

    def adapted_get(self, name: str) -> object:
        """One of them."""
        return self.path if name.lower() == "fullname" else self.held[self._known(name)]

    def adapted_set(self, name: str, value: object) -> None:
        """Sets one."""
        self.held[self._known(name)] = to_text(value)

    def _known(self, name: str) -> str:
        return next((known for known in self.held if known.lower() == name.lower()), name)

    @net_method("Save", returns=VOID_TYPE)
    def save(self) -> None:
        machine, local, _ = place_of(self.path)
        lines = [f"{name}={value}" for name, value in self.held.items() if value]
        try:
            machine.files.write(local, "\r\n".join(["L\0[shortcut]", *lines]).encode("cp1252", "replace"))
        except FileError as problem:
            raise com_error(f'Unable to save shortcut "{self.path}".') from problem


@NET.type("System.__ComObject#{output}", bases=_BASES)
class Output(NetObject):
    """What a program wrote."""

    def __init__(self, pieces: list[str]) -> None:
        self.pieces = pieces
        self.at = 0

    def _text(self) -> str:
        return "".join(self.pieces)

    at_end = net_property("AtEndOfStream", B)(lambda self: self.at >= len(self._text()))

    @net_method("ReadAll", returns=S)
    def read_all(self) -> str:
        found = self._text()[self.at :]
        self.at += len(found)
        return found

    @net_method("ReadLine", returns=S)
    def read_line(self) -> str:
        line, mark, _ = self._text()[self.at :].partition("\n")
        self.at += len(line) + len(mark)
        return line.removesuffix("\r")


@NET.type("System.__ComObject#{08fed190-be19-11d3-a28b-00104bd35090}", bases=_BASES)
class Execution(NetObject):
    """A program that Exec ran; it has ended when a script looks at it."""

    def __init__(self, pid: int, exit_code: int, out: list[str], err: list[str]) -> None:
        self.pid = pid
        self.code = exit_code
        self.out = Output(out)
        self.err = Output(err)

    process_id = net_property("ProcessID", INT)(lambda self: self.pid)
    status = net_property("Status", INT)(lambda self: 1)
    exit_code = net_property("ExitCode", INT)(lambda self: self.code)
    std_out = net_property("StdOut")(lambda self: self.out)
    std_err = net_property("StdErr")(lambda self: self.err)


@NET.type("System.__ComObject#{41904400-be18-11d3-a28b-00104bd35090}", bases=_BASES)
class WshShell(NetObject):
    """WScript.Shell."""

    def __init__(self, host: MachineSessionHost) -> None:
        self.host = host
        self.directory = host.machine.profile_of(host.logon)

    # -- programs --

    def set_directory(self, path: str) -> None:
        """Changes the working directory of programs."""
        machine, local, full = place_of(path)
        if not machine.files.is_folder(local):
            raise com_error("The system cannot find the path specified.")
        self.directory = full

    @net_property("CurrentDirectory", S, setter="set_directory")
    def current_directory(self) -> str:
        return self.directory

    def _start(self, command: str, streams: Streams, *, wait: bool) -> tuple[int, int]:
        host = self.host
        name, tail = split_command(expand(command, host.environment()))
        path = find_program(host.machine, name, self.directory, host.environment())
        if path is None:
            raise com_error("The system cannot find the file specified.")
        try:
            process = start(
                host.machine, path, tail, host.logon, streams,
                env=host.environment(), cwd=self.directory, parent=host.process, wait=wait,
            )  # fmt: skip
        except Win32Error as problem:
            raise com_error(problem.text) from problem
        return process.pid, process.exit_code or 0

    @net_method("Run", (S,), (S, INT), (S, INT, B), returns=INT)
    def run(self, command: str, style: int = 1, wait: bool = False) -> int:
        """The exit code when waited for, else 0."""
        _, code = self._start(command, Streams(lambda text: None, lambda text: None), wait=wait)
        return code if wait else 0

    @net_method("Exec", (S,))
    def execute(self, command: str) -> Execution:
        """Runs a program and gives what it wrote."""
        out: list[str] = []
        err: list[str] = []
        pid, code = self._start(command, Streams(out.append, err.append), wait=True)
        return Execution(pid, code, out, err)

    # -- environment and folders --

    @net_method("ExpandEnvironmentStrings", (S,), returns=S)
    def expand_strings(self, text: str) -> str:
        return expand(text, self.host.environment())

    @net_method("Environment", (), (S,))
    def environment(self, kind: str = "System") -> Environment:
        return Environment(self.host, kind)

    @net_property("SpecialFolders")
    def special_folders(self) -> WshCollection:
        return special_folders(self.host.machine.profile_of(self.host.logon))

    def adapted_get(self, name: str) -> object:
        """Nothing but what is declared."""
        raise KeyError(name)

    def adapted_call(self, name: str, args: Sequence[object]) -> object:
        """``SpecialFolders('Desktop')``: a property with an argument."""
        if name.lower() != "specialfolders":
            raise KeyError(name)
        folders = self.special_folders()
        return folders.item(args[0]) if args else folders

    @net_method("CreateShortcut", (S,))
    def create_shortcut(self, path: str) -> Shortcut:
        if not path.lower().endswith((".lnk", ".url")):
            raise com_error("The shortcut pathname must end with .lnk or .url.")
        return Shortcut(path)

    # -- registry --

    def _value(self, path: str) -> tuple[str, str]:
        """Key and value of a path; one that ends in a backslash is the key's default value."""
        key, _, name = path.rpartition("\\")
        if key.partition("\\")[0].lower() not in HIVES:
            raise com_error(f'Invalid root in registry key "{path}".')
        return key, name

    @net_method("RegRead", (S,))
    def reg_read(self, path: str) -> object:
        key, name = self._value(path)
        registry, user = self.host.machine.registry, self.host.logon.sid
        found = registry.value(key, name, user=user) if registry.exists(key, user=user) else None
        if found is None:
            raise com_error(f'Unable to open registry key "{path}" for reading.')
        if found.kind == EXPAND:
            return expand(str(found.data), self.host.environment())
        held = to_net(found.kind, found.data)
        return TypedArray(held, OBJECT) if isinstance(held, list) else held

    @net_method("RegWrite", (S, OBJECT), (S, OBJECT, S), returns=VOID_TYPE)
    def reg_write(self, path: str, value: object, kind: str = SZ) -> None:
        if kind.upper() not in (SZ, EXPAND, DWORD, BINARY):
            raise com_error("Type mismatch.")
        key, name = self._value(path)
        if not may_write(key, self.host.logon.is_administrator):
            raise com_error(f'Unable to open registry key "{path}" for writing.')
        fixed, data = from_net(value, kind.upper())
        self.host.machine.registry.set(key, name, data, fixed, user=self.host.logon.sid)

    @net_method("RegDelete", (S,), returns=VOID_TYPE)
    def reg_delete(self, path: str) -> None:
        key, name = self._value(path)
        registry, user = self.host.machine.registry, self.host.logon.sid
        if not may_write(key, self.host.logon.is_administrator):
            raise com_error(f'Unable to remove registry key "{path}".')
        done = registry.delete_value(key, name, user=user) if name else registry.delete(key, user=user)
        if not done:
            raise com_error(f'Unable to remove registry key "{path}".')

    # -- others --

    @net_method("LogEvent", (INT, S), (INT, S, S), returns=B)
    def log_event(self, kind: int, text: str, target: str = "") -> bool:
        self.host.machine.events.write("Application", "WSH", kind & 0xFF, _EVENT_KINDS.get(kind, "Information"), text)
        return True

    @net_method("Popup", (S,), (S, INT), (S, INT, S), (S, INT, S, INT), returns=INT)
    def popup(self, text: str, seconds: int = 0, title: str = "", style: int = 0) -> int:
        """Nobody answers: -1 after its time; without one it would stay for ever."""
        if seconds <= 0:
            raise NotEmulated("a message box that waits for somebody at the screen")
        self.host.sleep(seconds)
        return -1


register_extension(com=("WScript.Shell", WshShell))


# --- the shell ---


@NET.type("System.__ComObject#{fac32c80-cbe4-11ce-8350-444553540000}", bases=_BASES)
class ShellItem(NetObject):
    """A file or folder as the Explorer sees it."""

    def __init__(self, path: str) -> None:
        self.shown = path

    path = net_property("Path", S)(lambda self: self.shown)
    name = net_property("Name", S)(lambda self: self.shown.rstrip("\\").rpartition("\\")[2] or self.shown)
    is_folder = net_property("IsFolder", B)(lambda self: _is_folder(self.shown))

    @net_property("Size", INT)
    def size(self) -> int:
        machine, local, _ = place_of(self.shown)
        node = machine.files.node(local)
        return 0 if node is None or node.is_folder else node.length

    @net_property("GetFolder")
    def get_folder(self) -> object:
        return ShellFolder(self.shown) if _is_folder(self.shown) else None


def _is_folder(path: str) -> bool:
    machine, local, _ = place_of(path)
    return machine.files.is_folder(local)


@NET.type("System.__ComObject#{bbcbde60-c3ff-11ce-8350-444553540000}", bases=_BASES)
class ShellFolder(NetObject):
    """A folder."""

    def __init__(self, path: str) -> None:
        self.shown = path

    own = net_property("Self")(lambda self: ShellItem(self.shown))
    title = net_property("Title", S)(lambda self: self.shown.rstrip("\\").rpartition("\\")[2] or self.shown)

    @net_method("Items")
    def items(self) -> list[object]:
        machine, local, _ = place_of(self.shown)
        return [ShellItem(join(self.shown, node.name)) for node in machine.files.list(local)]

    @net_method("ParseName", (S,))
    def parse_name(self, name: str) -> object:
        machine, local, _ = place_of(join(self.shown, name))
        return ShellItem(join(self.shown, name)) if machine.files.exists(local) else None

    @net_method("CopyHere", (OBJECT,), (OBJECT, OBJECT), returns=VOID_TYPE)
    def copy_here(self, item: object, options: object = None) -> None:
        source = item.shown if isinstance(item, ShellItem) else to_text(item)
        entry = folder_at(source) if _is_folder(source) else file_at(source)
        entry.copy(self.shown.rstrip("\\") + "\\")

    @net_method("NewFolder", (S,), returns=VOID_TYPE)
    def new_folder(self, name: str) -> None:
        machine, local, _ = place_of(join(self.shown, name))
        machine.files.make_folder(local)


@NET.type("System.__ComObject#{efd84b2d-4bcf-4298-be25-eb542a59fbda}", bases=_BASES)
class ShellApplication(NetObject):
    """Shell.Application."""

    def __init__(self, host: MachineSessionHost) -> None:
        self.host = host

    @net_method("NameSpace", (OBJECT,))
    def name_space(self, folder: object) -> object:
        """A folder by path; null if there is none."""
        path = to_text(folder)
        return ShellFolder(path) if _is_folder(path) else None

    @net_method("IsServiceRunning", (S,), returns=B)
    def is_service_running(self, name: str) -> bool:
        return self.host.machine.services.is_running(name)

    @net_method("ServiceStart", (S, OBJECT), returns=B)
    def service_start(self, name: str, persistent: object) -> bool:
        return self._service(lambda: self.host.machine.services.start(name))

    @net_method("ServiceStop", (S, OBJECT), returns=B)
    def service_stop(self, name: str, persistent: object) -> bool:
        return self._service(lambda: self.host.machine.services.stop(name))

    def _service(self, action: Callable[[], None]) -> bool:
        if not self.host.logon.is_administrator:
            return False
        try:
            action()
        except ServiceError:
            return False
        return True

    @net_method("GetSystemInformation", (S,))
    def system_information(self, name: str) -> object:
        machine = self.host.machine
        known: dict[str, object] = {
            "physicalmemoryinstalled": float(machine.spec.memory_mb << 20),
            "processorspeed": 3000,
            "isos_domainmember": machine.member_of is not None,
        }
        return known.get(name.lower())


register_extension(com=("Shell.Application", ShellApplication))
