"""Scripting.FileSystemObject.

Source: https://learn.microsoft.com/previous-versions/tn-archive/ee198731(v=technet.10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from winlab.powershell.declare import NetTable, net_method, net_property
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.instants import LOCAL, DateTime
from winlab.powershell.values import NetObject
from winlab.windows.errors import FileError, Win32Error
from winlab.windows.extension import register_extension
from winlab.windows.files import Node, decode, join
from winlab.windows.machine import Machine
from winlab.windows.surfaces.filesystem import copy_between
from winlab.windows.surfaces.paths import place_of

NET = NetTable()
register_extension(net=NET)

S, B, INT, VOID_TYPE = "System.String", "System.Boolean", "System.Int32", "System.Void"
_READING, _WRITING, _APPENDING = 1, 2, 8
_UNICODE = -1
_ATTRIBUTES = {"ReadOnly": 1, "Hidden": 2, "System": 4, "Directory": 16, "Archive": 32}
_TEXTS = {2: "File not found", 3: "Path not found", 5: "Permission denied", 32: "Permission denied",
          80: "File already exists", 112: "Disk full", 183: "File already exists"}  # fmt: skip


def com_error(text: str) -> PSError:
    """What a COM object throws."""
    return net_error("System.Runtime.InteropServices.COMException", text)


def _tried(action: Callable[[], object]) -> None:
    try:
        action()
    except FileError as problem:
        raise com_error(_TEXTS.get(problem.code, "Path not found")) from problem


def _local(path: str) -> tuple[Machine, str, str]:
    return place_of(path)


@NET.type("System.__ComObject#{53bad8c1-e718-11cf-893d-00a0c9054228}", bases=("System.__ComObject", "System.Object"))
class TextStream(NetObject):
    """An open text file."""

    def __init__(self, machine: Machine, local: str, mode: int, encoding: str) -> None:
        self.machine = machine
        self.local = local
        self.mode = mode
        self.encoding = encoding
        self.text = decode(machine.files.read(local)) if mode == _READING else ""
        self.at = 0

    at_end = net_property("AtEndOfStream", B)(lambda self: self.at >= len(self.text))
    line_number = net_property("Line", INT)(lambda self: self.text.count("\n", 0, self.at) + 1)

    @net_method("ReadAll", returns=S)
    def read_all(self) -> str:
        self._reading()
        found, self.at = self.text[self.at :], len(self.text)
        return found

    @net_method("ReadLine", returns=S)
    def read_line(self) -> str:
        self._reading()
        line, mark, _ = self.text[self.at :].partition("\n")
        self.at += len(line) + len(mark)
        return line.removesuffix("\r")

    @net_method("Read", (INT,), returns=S)
    def read(self, count: int) -> str:
        self._reading()
        found = self.text[self.at : self.at + count]
        self.at += len(found)
        return found

    @net_method("SkipLine", returns=VOID_TYPE)
    def skip_line(self) -> None:
        self.read_line()

    def _reading(self) -> None:
        if self.mode != _READING:
            raise com_error("Bad file mode")
        if self.at >= len(self.text):
            raise com_error("Input past end of file")

    @net_method("Write", (S,), returns=VOID_TYPE)
    def write(self, text: str) -> None:
        if self.mode == _READING:
            raise com_error("Bad file mode")
        _tried(lambda: self.machine.files.write(self.local, text.encode(self.encoding, "replace"), append=True))

    @net_method("WriteLine", (), (S,), returns=VOID_TYPE)
    def write_line(self, text: str = "") -> None:
        self.write(text + "\r\n")

    @net_method("WriteBlankLines", (INT,), returns=VOID_TYPE)
    def write_blank_lines(self, count: int) -> None:
        self.write("\r\n" * count)

    @net_method("Close", returns=VOID_TYPE)
    def close(self) -> None:
        """Everything was written at once."""


_ENTRY = "System.__ComObject#{2a0b9d11-4b87-11d3-a97a-00104b365c9f}"


@NET.type(_ENTRY, bases=("System.__ComObject", "System.Object"))
class _Entry(NetObject):
    """A file or folder."""

    def __init__(self, machine: Machine, local: str, path: str) -> None:
        self.machine = machine
        self.local = local
        self.shown = path

    def node(self) -> Node:
        """What is on the disk.

        Raises:
            PSError: it is gone.
        """
        found = self.machine.files.node(self.local)
        if found is None:
            raise com_error("Path not found")
        return found

    def net_string(self) -> str:
        """The path."""
        return self.shown

    path = net_property("Path", S)(lambda self: self.shown)
    name = net_property("Name", S)(lambda self: self.node().name)
    created = net_property("DateCreated")(lambda self: DateTime.of(self.node().created, LOCAL))
    modified = net_property("DateLastModified")(lambda self: DateTime.of(self.node().modified, LOCAL))
    accessed = net_property("DateLastAccessed")(lambda self: DateTime.of(self.node().accessed, LOCAL))
    drive = net_property("Drive")(lambda self: Drive(self.machine, self.local[:2].upper()))

    def set_attributes(self, bits: int) -> None:
        """Sets what a script may set."""
        kept = self.node().attributes & {"Directory"}
        named = {name for name, bit in _ATTRIBUTES.items() if bits & bit and name != "Directory"}
        self.machine.files.set_attributes(self.local, frozenset(kept | named))

    @net_property("Attributes", INT, setter="set_attributes")
    def attributes(self) -> int:
        return sum(_ATTRIBUTES.get(name, 0) for name in self.node().attributes)

    @net_property("ParentFolder")
    def parent(self) -> object:
        above = self.shown.rstrip("\\").rpartition("\\")[0]
        return folder_at(above + "\\" if above.endswith(":") else above) if above else None

    @net_method("Delete", (), (B,), returns=VOID_TYPE)
    def delete(self, force: bool = False) -> None:
        _tried(lambda: self.machine.files.delete(self.local, recursive=True, force=force))

    @net_method("Copy", (S,), (S, B), returns=VOID_TYPE)
    def copy(self, destination: str, overwrite: bool = True) -> None:
        _copy(self.shown, destination, overwrite)

    @net_method("Move", (S,), returns=VOID_TYPE)
    def move(self, destination: str) -> None:
        _move(self.shown, destination)


@NET.type(
    "System.__ComObject#{c7c3f5b5-88a3-11d0-abcb-00a0c90fffc0}", bases=(_ENTRY, "System.__ComObject", "System.Object")
)
class ScriptFile(_Entry):
    """A file."""

    size = net_property("Size")(lambda self: _number(self.node().length))

    @net_property("Type", S)
    def kind(self) -> str:
        return {"txt": "Text Document", "exe": "Application", "log": "Text Document"}.get(
            self.shown.rpartition(".")[2].lower(), f"{self.shown.rpartition('.')[2].upper()} File"
        )

    @net_method("OpenAsTextStream", (), (INT,), (INT, INT))
    def open(self, mode: int = _READING, format: int = 0) -> TextStream:
        return TextStream(self.machine, self.local, mode, "utf-16-le" if format == _UNICODE else "cp1252")


@NET.type(
    "System.__ComObject#{c7c3f5b1-88a3-11d0-abcb-00a0c90fffc0}", bases=(_ENTRY, "System.__ComObject", "System.Object")
)
class ScriptFolder(_Entry):
    """A folder."""

    is_root = net_property("IsRootFolder", B)(lambda self: len(self.shown.rstrip("\\")) == 2)

    @net_property("Size")
    def size(self) -> object:
        return _number(sum(node.length for _, node in self.machine.files.walk(self.local) if not node.is_folder))

    @net_property("Files")
    def files(self) -> Collection:
        return Collection([file_at(join(self.shown, n.name)) for n in self._nodes() if not n.is_folder])

    @net_property("SubFolders")
    def folders(self) -> Collection:
        return Collection([folder_at(join(self.shown, n.name)) for n in self._nodes() if n.is_folder])

    def _nodes(self) -> list[Node]:
        self.node()
        return self.machine.files.list(self.local)


@NET.type("System.__ComObject#{collection}", bases=("System.__ComObject", "System.Object"))
class Collection(NetObject):
    """Files, folders or drives."""

    def __init__(self, items: list[NetObject]) -> None:
        self.items = items

    count = net_property("Count", INT)(lambda self: len(self.items))

    def net_iter(self) -> Iterator[object]:
        """The elements."""
        return iter(self.items)

    @net_method("Item", ("System.Object",))
    def item(self, key: object) -> object:
        """By name, or by number."""
        if isinstance(key, int):
            return self.items[key] if 0 <= key < len(self.items) else None
        wanted = str(key).lower()
        return next((each for each in self.items if each.net_string().rpartition("\\")[2].lower() == wanted), None)


@NET.type("System.__ComObject#{c7c3f5a0-88a3-11d0-abcb-00a0c90fffc0}", bases=("System.__ComObject", "System.Object"))
class Drive(NetObject):
    """A volume."""

    def __init__(self, machine: Machine, letter: str) -> None:
        self.machine = machine
        self.disk = machine.files.disks.get(letter)
        self.title = letter
        if self.disk is None:
            raise com_error("Device unavailable")

    letter = net_property("DriveLetter", S)(lambda self: self.title[0])
    path = net_property("Path", S)(lambda self: self.title)
    kind = net_property("DriveType", INT)(lambda self: 2 if self.disk.kind == "fixed" else 4)
    system = net_property("FileSystem", S)(lambda self: self.disk.filesystem)
    label = net_property("VolumeName", S)(lambda self: self.disk.label)
    ready = net_property("IsReady", B)(lambda self: self.disk.kind == "fixed")
    size = net_property("TotalSize")(lambda self: float(self.disk.size))
    free = net_property("FreeSpace")(lambda self: float(self.machine.files.free(self.title)))
    available = net_property("AvailableSpace")(lambda self: float(self.machine.files.free(self.title)))
    root = net_property("RootFolder")(lambda self: folder_at(self.title + "\\"))

    def net_string(self) -> str:
        """The letter with its colon."""
        return self.title


def _number(value: int) -> object:
    # what is too large for a Long comes as Double
    return value if value < 2**31 else float(value)


def file_at(path: str) -> ScriptFile:
    """A file.

    Raises:
        PSError: File not found.
    """
    machine, local, full = _local(path)
    if not machine.files.is_file(local):
        raise com_error("File not found")
    return ScriptFile(machine, local, full)


def folder_at(path: str) -> ScriptFolder:
    """A folder.

    Raises:
        PSError: Path not found.
    """
    machine, local, full = _local(path)
    if not machine.files.is_folder(local):
        raise com_error("Path not found")
    return ScriptFolder(machine, local, full)


def _copy(source: str, destination: str, overwrite: bool) -> None:
    machine, local, _ = _local(source)
    other, target, _ = _local(destination)
    node = machine.files.node(local)
    if node is None:
        raise com_error("File not found")
    if destination.endswith("\\") or (other.files.is_folder(target) and not node.is_folder):
        target = join(target, node.name)
    if other.files.exists(target) and not overwrite:
        raise com_error("File already exists")
    _tried(lambda: copy_between(machine, local, other, target))


def _move(source: str, destination: str) -> None:
    machine, local, _ = _local(source)
    other, target, _ = _local(destination)
    node = machine.files.node(local)
    if node is None:
        raise com_error("File not found")
    if destination.endswith("\\"):
        target = join(target, node.name)
    if other is machine:
        _tried(lambda: machine.files.move(local, target))
        return
    _copy(source, destination, False)
    _tried(lambda: machine.files.delete(local, recursive=True))


@NET.type("System.__ComObject#{2a0b9d10-4b87-11d3-a97a-00104b365c9f}", bases=("System.__ComObject", "System.Object"))
class FileSystemObject(NetObject):
    """Files and folders for scripts."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.number = 0

    @net_property("Drives")
    def drives(self) -> Collection:
        return Collection([Drive(self.machine, letter) for letter in sorted(self.machine.files.disks)])

    @net_method("FileExists", (S,), returns=B)
    def file_exists(self, path: str) -> bool:
        return self._is(path, lambda machine, local: machine.files.is_file(local))

    @net_method("FolderExists", (S,), returns=B)
    def folder_exists(self, path: str) -> bool:
        return self._is(path, lambda machine, local: machine.files.is_folder(local))

    @staticmethod
    def _is(path: str, test: Callable[[Machine, str], bool]) -> bool:
        try:
            machine, local, _ = _local(path)
            return test(machine, local)
        except (PSError, Win32Error):
            return False

    @net_method("DriveExists", (S,), returns=B)
    def drive_exists(self, name: str) -> bool:
        return name[:1].upper() + ":" in self.machine.files.disks

    @net_method("GetDrive", (S,))
    def get_drive(self, name: str) -> Drive:
        return Drive(self.machine, name[:1].upper() + ":")

    get_file = net_method("GetFile", (S,))(lambda self, path: file_at(path))
    get_folder = net_method("GetFolder", (S,))(lambda self, path: folder_at(path))

    @net_method("CreateFolder", (S,))
    def create_folder(self, path: str) -> ScriptFolder:
        machine, local, _ = _local(path)
        if machine.files.exists(local):
            raise com_error("File already exists")
        if not machine.files.is_folder(local.rpartition("\\")[0] + "\\"):
            raise com_error("Path not found")
        _tried(lambda: machine.files.make_folder(local))
        return folder_at(path)

    @net_method("DeleteFile", (S,), (S, B), returns=VOID_TYPE)
    def delete_file(self, path: str, force: bool = False) -> None:
        file_at(path).delete(force)

    @net_method("DeleteFolder", (S,), (S, B), returns=VOID_TYPE)
    def delete_folder(self, path: str, force: bool = False) -> None:
        folder_at(path).delete(force)

    @net_method("CopyFile", (S, S), (S, S, B), returns=VOID_TYPE)
    def copy_file(self, source: str, destination: str, overwrite: bool = True) -> None:
        file_at(source)
        _copy(source, destination, overwrite)

    @net_method("CopyFolder", (S, S), (S, S, B), returns=VOID_TYPE)
    def copy_folder(self, source: str, destination: str, overwrite: bool = True) -> None:
        folder_at(source)
        _copy(source, destination, overwrite)

    @net_method("MoveFile", (S, S), returns=VOID_TYPE)
    def move_file(self, source: str, destination: str) -> None:
        file_at(source)
        _move(source, destination)

    @net_method("MoveFolder", (S, S), returns=VOID_TYPE)
    def move_folder(self, source: str, destination: str) -> None:
        folder_at(source)
        _move(source, destination)

    @net_method("CreateTextFile", (S,), (S, B), (S, B, B))
    def create_text_file(self, path: str, overwrite: bool = True, unicode: bool = False) -> TextStream:
        machine, local, _ = _local(path)
        if machine.files.exists(local) and not overwrite:
            raise com_error("File already exists")
        _tried(lambda: machine.files.write(local, b"\xff\xfe" if unicode else b""))
        return TextStream(machine, local, _WRITING, "utf-16-le" if unicode else "cp1252")

    @net_method("OpenTextFile", (S,), (S, INT), (S, INT, B), (S, INT, B, INT))
    def open_text_file(self, path: str, mode: int = _READING, create: bool = False, format: int = 0) -> TextStream:
        machine, local, _ = _local(path)
        if not machine.files.is_file(local):
            if not create:
                raise com_error("File not found")
            _tried(lambda: machine.files.write(local, b""))
        elif mode == _WRITING:
            _tried(lambda: machine.files.write(local, b""))
        return TextStream(machine, local, mode, "utf-16-le" if format == _UNICODE else "cp1252")

    @net_method("BuildPath", (S, S), returns=S)
    def build_path(self, folder: str, name: str) -> str:
        return join(folder, name) if folder else name

    file_name = net_method("GetFileName", (S,), returns=S)(lambda self, path: path.rstrip("\\").rpartition("\\")[2])
    parent_name = net_method("GetParentFolderName", (S,), returns=S)(
        lambda self, path: path.rstrip("\\").rpartition("\\")[0]
    )
    extension = net_method("GetExtensionName", (S,), returns=S)(
        lambda self, path: path.rpartition("\\")[2].rpartition(".")[2] if "." in path.rpartition("\\")[2] else ""
    )
    drive_name = net_method("GetDriveName", (S,), returns=S)(lambda self, path: path[:2] if path[1:2] == ":" else "")
    absolute = net_method("GetAbsolutePathName", (S,), returns=S)(lambda self, path: _local(path)[2])

    @net_method("GetBaseName", (S,), returns=S)
    def base_name(self, path: str) -> str:
        name = path.rstrip("\\").rpartition("\\")[2]
        return name.rpartition(".")[0] if "." in name else name

    @net_method("GetTempName", returns=S)
    def temp_name(self) -> str:
        self.number += 1
        return f"rad{self.machine.random_guid(f'temp {self.number}')[:5].upper()}.tmp"

    @net_method("GetSpecialFolder", (INT,))
    def special_folder(self, number: int) -> ScriptFolder:
        """0 Windows, 1 system, 2 temporary files."""
        env = self.machine.system_environment()
        return folder_at(
            {0: "C:\\WINDOWS", 1: "C:\\WINDOWS\\system32"}.get(number, env.get("TEMP", "C:\\WINDOWS\\TEMP"))
        )

    @net_method("GetFileVersion", (S,), returns=S)
    def file_version(self, path: str) -> str:
        return file_at(path).node().facts.get("version", "")


register_extension(com=("Scripting.FileSystemObject", lambda host: FileSystemObject(host.machine)))
