"""System.IO.File and FileInfo: opening files, attributes and times.

Source: https://learn.microsoft.com/dotnet/api/system.io.file .
"""

from __future__ import annotations

from winlab.powershell.declare import NET, NetTable
from winlab.powershell.instants import LOCAL, UTC, DateTime
from winlab.powershell.nettypes import EnumValue, NetProperty
from winlab.windows.extension import register_extension
from winlab.windows.surfaces.failures import as_io_errors
from winlab.windows.surfaces.file_objects import (
    FileInfo,
    FileSystemInfo,
    attribute_names,
    attributes_value,
)
from winlab.windows.surfaces.paths import place_of
from winlab.windows.surfaces.streams import FileStream
from winlab.windows.surfaces.textstreams import StreamReader, StreamWriter

TABLE = NetTable()
register_extension(net=TABLE)
# What a session's FileSystem provider can answer, the engine's own System.IO.File does; open files are ours.
FILE = NET.extend("System.IO.File")
_S, _O, _D = "System.String", "System.Object", "System.DateTime"


@FILE.static("Open", (_S, _O), (_S, _O, _O), (_S, _O, _O, _O), returns="System.IO.FileStream")
def open_file(path: str, mode: object, access: object = None, share: object = "None") -> FileStream:
    """Opens a file; for itself alone unless told otherwise."""
    return FileStream.new(path, mode, access, share)


@FILE.static("OpenRead", (_S,), returns="System.IO.FileStream")
def open_read(path: str) -> FileStream:
    """Opens a file for reading."""
    return FileStream.new(path, "Open", "Read")


@FILE.static("OpenWrite", (_S,), returns="System.IO.FileStream")
def open_write(path: str) -> FileStream:
    """Opens a file for writing."""
    return FileStream.new(path, "OpenOrCreate", "Write", "None")


@FILE.static("Create", (_S,), returns="System.IO.FileStream")
def create_file(path: str) -> FileStream:
    """Makes a file."""
    return FileStream.new(path, "Create", "ReadWrite", "None")


@FILE.static("OpenText", (_S,), returns="System.IO.StreamReader")
def open_text(path: str) -> StreamReader:
    """Opens a text file for reading."""
    return StreamReader.new(path)


@FILE.static("CreateText", (_S,), returns="System.IO.StreamWriter")
def create_text(path: str) -> StreamWriter:
    """Makes a text file."""
    return StreamWriter.new(path)


@FILE.static("AppendText", (_S,), returns="System.IO.StreamWriter")
def append_text(path: str) -> StreamWriter:
    """Opens a text file for adding to it."""
    return StreamWriter.new(path, True)


@FILE.static("GetAttributes", (_S,), returns="System.IO.FileAttributes")
def get_attributes(path: str) -> EnumValue:
    """A file's attributes."""
    machine, local, _ = place_of(path)
    with as_io_errors():
        return attributes_value(machine.files.need(local).attributes)


@FILE.static("SetAttributes", (_S, _O), returns="System.Void")
def set_attributes(path: str, value: object) -> None:
    """Sets a file's attributes."""
    machine, local, _ = place_of(path)
    with as_io_errors():
        machine.files.set_attributes(local, attribute_names(value))


FILE_INFO = TABLE.extend("System.IO.FileInfo")
FILE_INFO.method("Open", (_O,), (_O, _O), (_O, _O, _O), returns="System.IO.FileStream")(
    lambda info, mode, access=None, share=None: open_file(info.path, mode, access, share)
)
FILE_INFO.method("OpenRead", returns="System.IO.FileStream")(lambda info: open_read(info.path))
FILE_INFO.method("OpenWrite", returns="System.IO.FileStream")(lambda info: open_write(info.path))
FILE_INFO.method("OpenText", returns="System.IO.StreamReader")(lambda info: open_text(info.path))
FILE_INFO.method("Create", returns="System.IO.FileStream")(lambda info: create_file(info.path))
FILE_INFO.method("CreateText", returns="System.IO.StreamWriter")(lambda info: create_text(info.path))
FILE_INFO.method("AppendText", returns="System.IO.StreamWriter")(lambda info: append_text(info.path))


# --- times, which File and Directory share ---

DIRECTORY = NET.extend("System.IO.Directory")


def _info(path: str) -> FileSystemInfo:
    return FileInfo(*place_of(path))


def _time(name: str, kind: int) -> None:
    member = FileSystemInfo.net_type.members[(name + ("Utc" if kind == UTC else "")).lower()]
    assert isinstance(member, NetProperty)
    setter = member.setter
    assert setter is not None

    def put(path: str, value: DateTime) -> None:
        info = _info(path)
        with as_io_errors():
            info.machine.files.need(info.local)
        setter(info, value)

    suffix = "Utc" if kind == UTC else ""
    for declared in (FILE, DIRECTORY):
        declared.static(f"Get{name}{suffix}", (_S,), returns=_D)(lambda path, get=member.getter: get(_info(path)))
        declared.static(f"Set{name}{suffix}", (_S, _D), returns="System.Void")(put)


for _name in ("CreationTime", "LastWriteTime", "LastAccessTime"):
    for _kind in (LOCAL, UTC):
        _time(_name, _kind)
FILE.absent("Encrypt", "Decrypt", "Replace")
