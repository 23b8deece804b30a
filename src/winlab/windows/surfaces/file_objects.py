"""System.IO.FileInfo and DirectoryInfo."""

from __future__ import annotations

from datetime import datetime

from winlab.powershell.addedmembers import CodeProperty
from winlab.powershell.declare import NetTable, extended, net_constructor, net_method, net_property
from winlab.powershell.instants import LOCAL, UTC, DateTime
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.providers import Drive
from winlab.powershell.values import Int64, NetObject
from winlab.windows.extension import register_extension
from winlab.windows.files import Node, join
from winlab.windows.machine import Machine
from winlab.windows.session import current_host
from winlab.windows.surfaces.failures import as_io_errors

TABLE = NetTable()
register_extension(net=TABLE)

ATTRIBUTES = TABLE.enum(
    "System.IO.FileAttributes",
    {
        "ReadOnly": 1,
        "Hidden": 2,
        "System": 4,
        "Directory": 16,
        "Archive": 32,
        "Normal": 128,
        "Temporary": 256,
        "Compressed": 2048,
        "Encrypted": 16384,
    },
    flags=True,
)


def attributes_value(names: frozenset[str]) -> EnumValue:
    """FileAttributes of a set of names."""
    values = ATTRIBUTES.values or {}
    return EnumValue(ATTRIBUTES, sum(values[name] for name in names) or values["Normal"])


def attribute_names(value: object) -> frozenset[str]:
    """Names of FileAttributes given as value, number or text."""
    values = ATTRIBUTES.values or {}
    if isinstance(value, EnumValue):
        value = value.value
    if isinstance(value, int):
        number = value
        return frozenset(name for name, bit in values.items() if number & bit and name != "Normal")
    words = [word.strip().lower() for word in str(value).split(",")]
    return frozenset(name for name in values if name.lower() in words and name != "Normal")


@TABLE.type("System.IO.FileSystemInfo", bases=("System.MarshalByRefObject",))
class FileSystemInfo(NetObject):
    """A file or folder by path: what is read is what is there now."""

    def __init__(self, machine: Machine, local: str, path: str) -> None:
        self.machine = machine
        self.local = local
        self.path = path

    @property
    def node(self) -> Node | None:
        """The file or folder, if it is there."""
        return self.machine.files.node(self.local)

    @net_property("Name", "System.String")
    def name(self) -> str:
        node = self.node
        if self.local.rstrip("\\").endswith(":"):
            return self.local.rstrip("\\") + "\\"
        return node.name if node is not None else self.path.rstrip("\\").rpartition("\\")[2]

    @net_property("FullName", "System.String")
    def full_name(self) -> str:
        return self.path

    @net_property("Extension", "System.String")
    def extension(self) -> str:
        _, dot, tail = FileSystemInfo.name(self).rpartition(".")
        return dot + tail if dot else ""

    @net_property("Exists", "System.Boolean")
    def exists(self) -> bool:
        node = self.node
        return node is not None and node.is_folder == isinstance(self, DirectoryInfo)

    @net_property("Attributes", "System.IO.FileAttributes", setter="set_attributes")
    def attributes(self) -> EnumValue:
        node = self.node
        return attributes_value(node.attributes) if node is not None else EnumValue(ATTRIBUTES, -1)

    def set_attributes(self, value: object) -> None:
        with as_io_errors():
            self.machine.files.set_attributes(self.local, attribute_names(value))

    def _stamp(self, moment: datetime | None, kind: int) -> DateTime:
        return DateTime.of(moment or datetime(1601, 1, 1), kind)

    @net_property("CreationTime", "System.DateTime", setter="set_creation_time")
    def creation_time(self) -> DateTime:
        return self._stamp(self.node.created if self.node else None, LOCAL)

    def set_creation_time(self, value: DateTime) -> None:
        with as_io_errors():
            self.machine.files.set_times(self.local, created=value.python)

    @net_property("CreationTimeUtc", "System.DateTime", setter="set_creation_time")
    def creation_time_utc(self) -> DateTime:
        return self._stamp(self.node.created if self.node else None, UTC)

    @net_property("LastWriteTime", "System.DateTime", setter="set_last_write_time")
    def last_write_time(self) -> DateTime:
        return self._stamp(self.node.modified if self.node else None, LOCAL)

    def set_last_write_time(self, value: DateTime) -> None:
        with as_io_errors():
            self.machine.files.set_times(self.local, modified=value.python)

    @net_property("LastWriteTimeUtc", "System.DateTime", setter="set_last_write_time")
    def last_write_time_utc(self) -> DateTime:
        return self._stamp(self.node.modified if self.node else None, UTC)

    @net_property("LastAccessTime", "System.DateTime", setter="set_last_access_time")
    def last_access_time(self) -> DateTime:
        return self._stamp(self.node.accessed if self.node else None, LOCAL)

    def set_last_access_time(self, value: DateTime) -> None:
        with as_io_errors():
            self.machine.files.set_times(self.local, accessed=value.python)

    @net_property("LastAccessTimeUtc", "System.DateTime", setter="set_last_access_time")
    def last_access_time_utc(self) -> DateTime:
        return self._stamp(self.node.accessed if self.node else None, UTC)

    @net_method("Refresh", returns="System.Void")
    def refresh(self) -> None:
        """Nothing is cached."""

    def net_string(self) -> str:
        """The path, as PowerShell shows what Get-Item gave."""
        return self.path

    def _parent_path(self) -> str:
        head = self.path.rstrip("\\").rpartition("\\")[0]
        return head + "\\" if head.endswith(":") else head

    def _parent(self) -> DirectoryInfo | None:
        if self.local.rstrip("\\").endswith(":"):
            return None
        head = self.local.rstrip("\\").rpartition("\\")[0]
        return DirectoryInfo(self.machine, head + "\\" if head.endswith(":") else head, self._parent_path())


def _here(path: str) -> tuple[Machine, str, str]:
    from winlab.windows.surfaces.paths import place_of

    return place_of(path)


@TABLE.type("System.IO.FileInfo", bases=("System.IO.FileSystemInfo",))
class FileInfo(FileSystemInfo):
    """A file."""

    @net_constructor(("System.String",))
    @classmethod
    def new(cls, path: str) -> FileInfo:
        return cls(*_here(path))

    @net_property("Length", "System.Int64")
    def length(self) -> Int64:
        with as_io_errors():
            return Int64(self.machine.files.need(self.local).length)

    @net_property("DirectoryName", "System.String")
    def directory_name(self) -> str:
        return self._parent_path()

    @net_property("Directory", "System.IO.DirectoryInfo")
    def directory(self) -> DirectoryInfo | None:
        return self._parent()

    @net_property("IsReadOnly", "System.Boolean", setter="set_read_only")
    def is_read_only(self) -> bool:
        return self.node is not None and "ReadOnly" in self.node.attributes

    def set_read_only(self, value: object) -> None:
        node = self.node
        if node is not None:
            rest = node.attributes - {"ReadOnly"}
            self.machine.files.set_attributes(self.local, rest | {"ReadOnly"} if value else rest)

    @net_method("Delete", returns="System.Void")
    def delete(self) -> None:
        with as_io_errors():
            if self.node is not None:
                self.machine.files.delete(self.local)

    @net_method("CopyTo", ("System.String",), ("System.String", "System.Boolean"), returns="System.IO.FileInfo")
    def copy_to(self, target: str, overwrite: bool = False) -> FileInfo:
        machine, local, path = _here(target)
        with as_io_errors():
            data = self.machine.files.need(self.local)
            if machine is self.machine:
                machine.files.copy(self.local, local, overwrite=overwrite)
            else:
                machine.files.write(local, data.data)
        return FileInfo(machine, local, path)

    @net_method("MoveTo", ("System.String",), returns="System.Void")
    def move_to(self, target: str) -> None:
        machine, local, path = _here(target)
        with as_io_errors():
            self.machine.files.move(self.local, local)
        self.machine, self.local, self.path = machine, local, path


@TABLE.type("System.IO.DirectoryInfo", bases=("System.IO.FileSystemInfo",))
class DirectoryInfo(FileSystemInfo):
    """A folder."""

    @net_constructor(("System.String",))
    @classmethod
    def new(cls, path: str) -> DirectoryInfo:
        return cls(*_here(path))

    @net_property("Parent", "System.IO.DirectoryInfo")
    def parent(self) -> DirectoryInfo | None:
        return self._parent()

    @net_property("Root", "System.IO.DirectoryInfo")
    def root(self) -> DirectoryInfo:
        return DirectoryInfo(self.machine, self.local[:2] + "\\", self.path[:2] + "\\")

    @net_method("Create", returns="System.Void")
    def create(self) -> None:
        with as_io_errors():
            self.machine.files.make_folder(self.local)

    @net_method("Delete", (), ("System.Boolean",), returns="System.Void")
    def delete(self, recursive: bool = False) -> None:
        with as_io_errors():
            self.machine.files.delete(self.local, recursive=recursive)

    def _children(self) -> list[FileSystemInfo]:
        with as_io_errors():
            nodes = self.machine.files.list(self.local)
        return [info_of(self.machine, join(self.local, n.name), join(self.path, n.name), n) for n in nodes]

    @net_method("GetFiles", (), ("System.String",), returns="System.IO.FileInfo[]")
    def get_files(self, pattern: str = "*") -> list[object]:
        return [each for each in self._children() if isinstance(each, FileInfo) and _matches(each, pattern)]

    @net_method("GetDirectories", (), ("System.String",), returns="System.IO.DirectoryInfo[]")
    def get_directories(self, pattern: str = "*") -> list[object]:
        return [each for each in self._children() if isinstance(each, DirectoryInfo) and _matches(each, pattern)]

    @net_method("GetFileSystemInfos", (), ("System.String",), returns="System.IO.FileSystemInfo[]")
    def get_all(self, pattern: str = "*") -> list[object]:
        """Files and folders."""
        return [each for each in self._children() if _matches(each, pattern)]

    @net_method("CreateSubdirectory", ("System.String",), returns="System.IO.DirectoryInfo")
    def create_below(self, path: str) -> DirectoryInfo:
        """Makes folders below."""
        made = DirectoryInfo(self.machine, join(self.local, path), join(self.path, path))
        made.create()
        return made

    @net_method("MoveTo", ("System.String",), returns="System.Void")
    def move_to(self, target: str) -> None:
        """Moves the folder."""
        machine, local, path = _here(target)
        with as_io_errors():
            self.machine.files.move(self.local, local)
        self.machine, self.local, self.path = machine, local, path


def _matches(info: FileSystemInfo, pattern: str) -> bool:
    from fnmatch import fnmatchcase

    wanted = "*" if pattern in ("*.*", "*") else pattern.lower().replace("[", "[[]")
    return fnmatchcase(FileSystemInfo.name(info).lower(), wanted)


def info_of(machine: Machine, local: str, path: str, node: Node) -> FileSystemInfo:
    """The object of what is at a path."""
    return (DirectoryInfo if node.is_folder else FileInfo)(machine, local, path)


@TABLE.type("System.Diagnostics.FileVersionInfo", assembly="System")
class FileVersionInfo(NetObject):
    """The version resource of a program file."""

    def __init__(self, path: str, node: Node | None) -> None:
        self.path = path
        self.version = node.facts.get("version", "") if node is not None else ""
        self.product = node.facts.get("product", "Microsoft\u00ae Windows\u00ae Operating System") if node else ""

    def _part(self, index: int) -> int:
        words = self.version.split(".")
        return int(words[index]) if index < len(words) and words[index].isdigit() else 0

    @net_property("FileVersion", "System.String")
    def file_version(self) -> str | None:
        return self.version or None

    @net_property("ProductVersion", "System.String")
    def product_version(self) -> str | None:
        return self.version or None

    @net_property("ProductName", "System.String")
    def product_name(self) -> str | None:
        return self.product if self.version else None

    @net_property("FileName", "System.String")
    def file_name(self) -> str:
        return self.path

    @net_property("FileMajorPart", "System.Int32")
    def major(self) -> int:
        return self._part(0)

    @net_property("FileMinorPart", "System.Int32")
    def minor(self) -> int:
        return self._part(1)

    @net_property("FileBuildPart", "System.Int32")
    def build(self) -> int:
        return self._part(2)

    @net_property("FilePrivatePart", "System.Int32")
    def private(self) -> int:
        return self._part(3)

    def net_string(self) -> str:
        """File and version."""
        return f"File:             {self.path}\r\nFileVersion:      {self.version}\r\n"


@TABLE.extend("System.Diagnostics.FileVersionInfo").static(
    "GetVersionInfo", ("System.String",), returns="System.Diagnostics.FileVersionInfo"
)
def version_info(path: str) -> FileVersionInfo:
    """The version resource of a file."""
    machine, local, full = _here(path)
    with as_io_errors():
        return FileVersionInfo(full, machine.files.need(local))


def _mode(info: object) -> str:
    assert isinstance(info, FileSystemInfo)
    names = info.node.attributes if info.node is not None else frozenset()
    letters = (("Directory", "d"), ("Archive", "a"), ("ReadOnly", "r"), ("Hidden", "h"), ("System", "s"))
    return "".join(letter if name in names else "-" for name, letter in letters)


def _base_name(info: object) -> str:
    assert isinstance(info, FileSystemInfo)
    name = FileSystemInfo.name(info)
    return name.rpartition(".")[0] or name


def _version_info(info: object) -> FileVersionInfo:
    assert isinstance(info, FileSystemInfo)
    return FileVersionInfo(info.path, info.node)


def _room(drive: object, *, used: bool) -> Int64 | None:
    """Bytes of the volume under a drive; nothing for drives that are no volumes' (types.ps1xml of 2.0)."""
    if not isinstance(drive, Drive) or drive.provider.name != "FileSystem":
        return None
    files = current_host().machine.files
    disk = files.disks.get(drive.root[:2].upper())
    if disk is None:
        return None
    return Int64(disk.size - files.free(drive.root[:2]) if used else files.free(drive.root[:2]))


extended("System.IO.FileInfo", CodeProperty("VersionInfo", _version_info))
extended("System.IO.FileInfo", CodeProperty("BaseName", _base_name), CodeProperty("Mode", _mode))
extended(
    "System.Management.Automation.PSDriveInfo",
    CodeProperty("Used", lambda drive: _room(drive, used=True)),
    CodeProperty("Free", lambda drive: _room(drive, used=False)),
)
extended("System.IO.DirectoryInfo", CodeProperty("BaseName", _base_name), CodeProperty("Mode", _mode))
