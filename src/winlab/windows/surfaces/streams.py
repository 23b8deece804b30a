"""System.IO: FileStream, MemoryStream, StreamReader, StreamWriter."""

from __future__ import annotations

from winlab.powershell.declare import NET, NetTable, net_constructor, net_method, net_property
from winlab.powershell.errors import net_error
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.text import to_text
from winlab.powershell.values import Int64, NetObject, TypedArray, unwrap
from winlab.windows.errors import FileError
from winlab.windows.extension import register_extension
from winlab.windows.files import Rights, decode
from winlab.windows.machine import Machine
from winlab.windows.session import current_host
from winlab.windows.surfaces.failures import as_io_errors
from winlab.windows.surfaces.file_objects import (
    attribute_names,
    attributes_value,
)
from winlab.windows.surfaces.paths import place_of

TABLE = NetTable()
register_extension(net=TABLE)

FILE_MODE = TABLE.enum(
    "System.IO.FileMode", {"CreateNew": 1, "Create": 2, "Open": 3, "OpenOrCreate": 4, "Truncate": 5, "Append": 6}
)
FILE_ACCESS = TABLE.enum("System.IO.FileAccess", {"Read": 1, "Write": 2, "ReadWrite": 3}, flags=True)
FILE_SHARE = TABLE.enum(
    "System.IO.FileShare", {"None": 0, "Read": 1, "Write": 2, "ReadWrite": 3, "Delete": 4}, flags=True
)
SEEK_ORIGIN = TABLE.enum("System.IO.SeekOrigin", {"Begin": 0, "Current": 1, "End": 2})
TABLE.enum("System.IO.SearchOption", {"TopDirectoryOnly": 0, "AllDirectories": 1})


def _name(value: object) -> str:
    return to_text(unwrap(value)).lower()


def _codec(encoding: object) -> str:
    web = getattr(encoding, "web_name", None) or getattr(encoding, "codec", None)
    text = str(web) if isinstance(web, str) else _name(encoding)
    for known in ("utf-16", "unicode", "ascii", "utf-8", "utf8"):
        if known in text.lower():
            return {"unicode": "utf-16-le", "utf-16": "utf-16-le", "utf8": "utf-8"}.get(known, known)
    return "cp1252" if encoding is not None else "utf-8"


def _encode(text: str, encoding: object, *, fresh: bool = True) -> bytes:
    codec = _codec(encoding)
    mark = b""
    if encoding is not None and fresh:
        mark = {"utf-16-le": b"\xff\xfe", "utf-8": b"\xef\xbb\xbf"}.get(codec, b"")
    return mark + text.encode(codec, "replace")


def bytes_of(value: object) -> bytes:
    """The bytes of an array of Byte."""
    if isinstance(value, TypedArray) and value.element_type == "System.Byte":
        return bytes(value)  # type: ignore[arg-type]  # all its elements are Byte
    items = value if isinstance(value, list) else []
    return bytes(int(item) & 0xFF for item in items if isinstance(item, int))


@TABLE.type("System.IO.Stream")
class Stream(NetObject):
    """Bytes with a place in them; a file's are read anew each time, so that a growing file grows."""

    def __init__(self) -> None:
        self.place = 0
        self.closed = False

    def load(self) -> bytes:
        """All bytes as they are now."""
        raise AssertionError

    def store(self, data: bytes) -> None:
        """Replaces all bytes."""
        raise AssertionError

    def _open(self) -> None:
        if self.closed:
            raise net_error("System.ObjectDisposedException", "Cannot access a closed file.")

    @net_property("Length", "System.Int64")
    def length(self) -> Int64:
        self._open()
        return Int64(len(self.load()))

    @net_property("Position", "System.Int64", setter="set_position")
    def position(self) -> Int64:
        return Int64(self.place)

    def set_position(self, value: int) -> None:
        self.place = int(value)

    @net_property("CanRead", "System.Boolean")
    def can_read(self) -> bool:
        return not self.closed

    @net_property("CanWrite", "System.Boolean")
    def can_write(self) -> bool:
        return not self.closed

    @net_property("CanSeek", "System.Boolean")
    def can_seek(self) -> bool:
        return not self.closed

    @net_method("Seek", ("System.Int64", "System.IO.SeekOrigin"), returns="System.Int64")
    def seek(self, offset: int, origin: object) -> Int64:
        self._open()
        base = {"begin": 0, "current": self.place, "end": len(self.load())}[_name(origin)]
        self.place = max(0, base + int(offset))
        return Int64(self.place)

    @net_method("Read", ("System.Byte[]", "System.Int32", "System.Int32"), returns="System.Int32")
    def read(self, buffer: list[object], offset: int, count: int) -> int:
        self._open()
        data = self.load()[self.place : self.place + count]
        buffer[offset : offset + len(data)] = TypedArray.of_bytes(data)
        self.place += len(data)
        return len(data)

    @net_method("ReadByte", returns="System.Int32")
    def read_byte(self) -> int:
        data = self.load()[self.place : self.place + 1]
        self.place += len(data)
        return data[0] if data else -1

    @net_method("Write", ("System.Byte[]", "System.Int32", "System.Int32"), returns="System.Void")
    def write(self, buffer: list[object], offset: int, count: int) -> None:
        self.put(bytes_of(TypedArray(buffer[offset : offset + count], "System.Byte")))

    @net_method("WriteByte", ("System.Byte",), returns="System.Void")
    def write_byte(self, value: int) -> None:
        self.put(bytes([int(value)]))

    def put(self, data: bytes) -> None:
        """Writes at the place."""
        self._open()
        old = self.load().ljust(self.place, b"\0")
        self.store(old[: self.place] + data + old[self.place + len(data) :])
        self.place += len(data)

    @net_method("SetLength", ("System.Int64",), returns="System.Void")
    def set_length(self, length: int) -> None:
        self.store(self.load()[:length].ljust(length, b"\0"))

    @net_method("Flush", returns="System.Void")
    def flush(self) -> None:
        """Everything is written at once."""

    def release(self) -> None:
        """Lets go of what is behind it."""

    @net_method("Close", returns="System.Void")
    def close(self) -> None:
        self.closed = True
        self.release()

    @net_method("Dispose", returns="System.Void")
    def dispose(self) -> None:
        self.close()


_SHARE_READ = frozenset({"read"})


def _shared(share: object) -> frozenset[str]:
    """What a FileShare lets others do."""
    text = _name(share)
    return frozenset(use for use in ("read", "write", "delete") if use in text)


@TABLE.type("System.IO.FileStream", bases=("System.IO.Stream",))
class FileStream(Stream):
    """An open file."""

    def __init__(
        self, machine: Machine, local: str, path: str, mode: str, access: str, share: frozenset[str] = _SHARE_READ
    ) -> None:
        super().__init__()
        self.machine, self.local, self.path = machine, local, path
        self.access = access
        exists = machine.files.is_file(local)
        with as_io_errors():
            if mode in ("open", "truncate") and not exists:
                raise FileError(2 if not machine.files.exists(local) else 5, path)
            if mode == "createnew" and exists:
                raise FileError(80, path)
            uses = frozenset({"readwrite": ("read", "write")}.get(access, (access,)))
            if not exists:
                machine.files.write(local, b"")
            elif "read" in uses:
                machine.files.guard(local, Rights.READ)
            if "write" in uses:
                machine.files.guard(local, Rights.WRITE)
            self.handle = machine.files.handles.open(local, current_host().process, uses, share)
            if mode in ("create", "truncate") and exists:
                machine.files.write(local, b"", via=self.handle)
            if mode == "append":
                self.place = len(machine.files.read(local, via=self.handle))

    @net_constructor(
        ("System.String", "System.IO.FileMode"),
        ("System.String", "System.IO.FileMode", "System.IO.FileAccess"),
        ("System.String", "System.IO.FileMode", "System.IO.FileAccess", "System.IO.FileShare"),
    )
    @classmethod
    def new(cls, path: str, mode: object, access: object = None, share: object = None) -> FileStream:
        kind = _name(mode)
        wanted = _name(access) if access is not None else "write" if kind == "append" else "readwrite"
        return cls(*place_of(path), kind, wanted, _shared(share) if share is not None else _SHARE_READ)

    @net_property("Name", "System.String")
    def name(self) -> str:
        return self.path

    def load(self) -> bytes:
        """The file's bytes."""
        with as_io_errors():
            return self.machine.files.read(self.local, via=self.handle)

    def store(self, data: bytes) -> None:
        """Writes the file."""
        if self.access == "read":
            raise net_error("System.NotSupportedException", "Stream does not support writing.")
        with as_io_errors():
            self.machine.files.write(self.local, data, via=self.handle)

    def release(self) -> None:
        """Lets go of the file."""
        self.handle.closed = True


@TABLE.type("System.IO.MemoryStream", bases=("System.IO.Stream",))
class MemoryStream(Stream):
    """Bytes in memory."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__()
        self.data = data

    @net_constructor((), ("System.Byte[]",), ("System.Int32",))
    @classmethod
    def new(cls, data: object = None) -> MemoryStream:
        return cls(bytes_of(data))

    def load(self) -> bytes:
        """The bytes."""
        return self.data

    def store(self, data: bytes) -> None:
        """Replaces them."""
        self.data = data

    @net_method("ToArray", returns="System.Byte[]")
    def to_array(self) -> TypedArray:
        return TypedArray.of_bytes(self.data)


def _stream(target: object, mode: str) -> Stream:
    if isinstance(target, Stream):
        return target
    return FileStream(*place_of(to_text(target)), mode, "read" if mode == "open" else "write")


@TABLE.type("System.IO.StreamReader", bases=("System.IO.TextReader",))
class StreamReader(NetObject):
    """Reads text."""

    def __init__(self, stream: Stream, encoding: object) -> None:
        self.stream = stream
        data = stream.load()[stream.place :]
        marked = data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:3] == b"\xef\xbb\xbf"
        self.text = decode(data) if marked else data.decode(_codec(encoding), "replace")
        self.at = 0
        stream.place += len(data)

    @net_constructor(("System.Object",), ("System.Object", "System.Object"))
    @classmethod
    def new(cls, target: object, encoding: object = None) -> StreamReader:
        return cls(_stream(unwrap(target), "open"), encoding if not isinstance(encoding, bool) else None)

    @net_property("EndOfStream", "System.Boolean")
    def end_of_stream(self) -> bool:
        return self.at >= len(self.text)

    @net_property("BaseStream", "System.IO.Stream")
    def base_stream(self) -> Stream:
        return self.stream

    @net_method("ReadLine", returns="System.String")
    def read_line(self) -> str | None:
        if self.at >= len(self.text):
            return None
        end = self.text.find("\n", self.at)
        line = self.text[self.at :] if end < 0 else self.text[self.at : end]
        self.at = len(self.text) if end < 0 else end + 1
        return line.removesuffix("\r")

    @net_method("ReadToEnd", returns="System.String")
    def read_to_end(self) -> str:
        rest, self.at = self.text[self.at :], len(self.text)
        return rest

    @net_method("Read", returns="System.Int32")
    def read(self) -> int:
        if self.at >= len(self.text):
            return -1
        self.at += 1
        return ord(self.text[self.at - 1])

    @net_method("Peek", returns="System.Int32")
    def peek(self) -> int:
        return ord(self.text[self.at]) if self.at < len(self.text) else -1

    @net_method("Close", returns="System.Void")
    def close(self) -> None:
        self.stream.close()

    @net_method("Dispose", returns="System.Void")
    def dispose(self) -> None:
        self.stream.close()


@TABLE.type("System.IO.StreamWriter", bases=("System.IO.TextWriter",))
class StreamWriter(NetObject):
    """Writes text."""

    def __init__(self, stream: Stream, encoding: object) -> None:
        self.stream = stream
        self.encoding = encoding

    @net_constructor(
        ("System.Object",),
        ("System.Object", "System.Boolean"),
        ("System.Object", "System.Boolean", "System.Object"),
    )
    @classmethod
    def new(cls, target: object, append: object = False, encoding: object = None) -> StreamWriter:
        return cls(_stream(unwrap(target), "append" if append is True else "create"), encoding)

    def _put(self, text: str) -> None:
        self.stream.put(_encode(text, self.encoding, fresh=self.stream.place == 0))

    @net_method("Write", ("System.Object",), returns="System.Void")
    def write(self, value: object) -> None:
        self._put(to_text(value))

    @net_method("WriteLine", (), ("System.Object",), returns="System.Void")
    def write_line(self, value: object = "") -> None:
        self._put(to_text(value) + "\r\n")

    @net_method("Flush", returns="System.Void")
    def flush(self) -> None:
        """Everything is written at once."""

    @net_method("Close", returns="System.Void")
    def close(self) -> None:
        self.stream.close()

    @net_method("Dispose", returns="System.Void")
    def dispose(self) -> None:
        self.stream.close()


# What a session's FileSystem provider can answer, the engine's own System.IO.File does; open files are ours.
FILE = NET.extend("System.IO.File")
_S, _O = "System.String", "System.Object"


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
