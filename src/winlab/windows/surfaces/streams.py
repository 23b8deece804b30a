"""System.IO: Stream, FileStream, MemoryStream.

Source: https://learn.microsoft.com/dotnet/api/system.io.stream .
"""

from __future__ import annotations

from winlab.powershell.declare import NetTable, net_constructor, net_method, net_property
from winlab.powershell.errors import net_error
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.text import to_text
from winlab.powershell.values import Int64, NetObject, TypedArray, unwrap
from winlab.windows.errors import FileError
from winlab.windows.extension import register_extension
from winlab.windows.files import Rights
from winlab.windows.machine import Machine
from winlab.windows.session import current_host
from winlab.windows.surfaces.failures import as_io_errors
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


def bytes_of(value: object) -> bytes:
    """The bytes of an array of Byte."""
    if isinstance(value, TypedArray) and value.element_type == "System.Byte":
        return bytes(value)  # type: ignore[arg-type]  # all its elements are Byte
    items = value if isinstance(value, list) else []
    return bytes(int(item) & 0xFF for item in items if isinstance(item, int))


def check_room(buffer: list[object], offset: int, count: int) -> None:
    """Makes sure that a part lies within an array.

    Raises:
        PSError: ArgumentOutOfRangeException or ArgumentException.
    """
    if offset < 0 or count < 0:
        raise out_of_range("offset" if offset < 0 else "count", "Non-negative number required.")
    if offset + count > len(buffer):
        raise net_error(
            "System.ArgumentException",
            "Offset and length were out of bounds for the array or count is greater than the number of elements from "
            "index to the end of the source collection.",
        )


@TABLE.type("System.IO.Stream", bases=("System.MarshalByRefObject", "System.IDisposable"))
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

    def check_open(self) -> None:
        """Makes sure that it is open.

        Raises:
            PSError: ObjectDisposedException.
        """
        if self.closed:
            what = "file" if isinstance(self, FileStream) else "Stream"
            raise net_error("System.ObjectDisposedException", f"Cannot access a closed {what}.")

    @net_property("Length", "System.Int64")
    def length(self) -> Int64:
        self.check_open()
        return Int64(len(self.load()))

    @net_property("Position", "System.Int64", setter="set_position")
    def position(self) -> Int64:
        return Int64(self.place)

    def set_position(self, value: int) -> None:
        if value < 0:
            raise out_of_range("value", "Non-negative number required.")
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
        self.check_open()
        base = {"begin": 0, "current": self.place, "end": len(self.load())}[_name(origin)]
        self.place = max(0, base + int(offset))
        return Int64(self.place)

    @net_method("Read", ("System.Byte[]", "System.Int32", "System.Int32"), returns="System.Int32")
    def read(self, buffer: list[object], offset: int, count: int) -> int:
        self.check_open()
        data = self.load()[self.place : self.place + count]
        check_room(buffer, offset, count)
        buffer[offset : offset + len(data)] = TypedArray.of_bytes(data)
        self.place += len(data)
        return len(data)

    @net_method("ReadByte", returns="System.Int32")
    def read_byte(self) -> int:
        self.check_open()
        data = self.load()[self.place : self.place + 1]
        self.place += len(data)
        return data[0] if data else -1

    @net_method("Write", ("System.Byte[]", "System.Int32", "System.Int32"), returns="System.Void")
    def write(self, buffer: list[object], offset: int, count: int) -> None:
        check_room(buffer, offset, count)
        self.put(bytes_of(TypedArray(buffer[offset : offset + count], "System.Byte")))

    @net_method("WriteByte", ("System.Byte",), returns="System.Void")
    def write_byte(self, value: int) -> None:
        self.put(bytes([int(value)]))

    def put(self, data: bytes) -> None:
        """Writes at the place."""
        self.check_open()
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
        self.fixed, self.writable = False, True

    @net_constructor(
        (),
        ("System.Int32",),
        ("System.Byte[]",),
        ("System.Byte[]", "System.Boolean"),
        ("System.Byte[]", "System.Int32", "System.Int32"),
    )
    @classmethod
    def new(cls, data: object = None, *rest: int) -> MemoryStream:
        """Empty, or of the bytes of an array, whose length then stays."""
        if data is None or isinstance(data, int):
            return cls()
        held = bytes_of(data)
        made = cls(held[rest[0] : rest[0] + rest[1]] if len(rest) == 2 else held)
        made.fixed, made.writable = True, len(rest) != 1 or bool(rest[0])
        return made

    def load(self) -> bytes:
        """The bytes."""
        return self.data

    def store(self, data: bytes) -> None:
        """Replaces them.

        Raises:
            PSError: NotSupportedException where they can't be changed, or can't become more.
        """
        if not self.writable:
            raise net_error("System.NotSupportedException", "Stream does not support writing.")
        if self.fixed and len(data) > len(self.data):
            raise net_error("System.NotSupportedException", "Memory stream is not expandable.")
        self.data = data

    @net_property("CanWrite", "System.Boolean")
    def can_write(self) -> bool:
        """Whether it can be written."""
        return self.writable and not self.closed

    @net_property("Capacity", "System.Int32")
    def capacity(self) -> int:
        """Room, which doubles as needed."""
        return len(self.data) if self.fixed or not self.data else max(256, 1 << (len(self.data) - 1).bit_length())

    @net_method("GetBuffer", returns="System.Byte[]")
    def buffer(self) -> TypedArray:
        """The bytes with the room behind them."""
        return TypedArray.of_bytes(self.data.ljust(self.capacity(), b"\0"))

    @net_method("WriteTo", ("System.IO.Stream",), returns="System.Void")
    def write_to(self, other: Stream) -> None:
        """Writes all bytes to another stream."""
        other.put(self.data)

    @net_method("ToArray", returns="System.Byte[]")
    def to_array(self) -> TypedArray:
        """All bytes."""
        return TypedArray.of_bytes(self.data)


STREAM = TABLE.extend("System.IO.Stream")
STREAM.always("System.Boolean", CanTimeout=False)
STREAM.absent("BeginRead", "EndRead", "BeginWrite", "EndWrite")
TABLE.extend("System.IO.FileStream").absent("Lock", "Unlock", "GetAccessControl", "SetAccessControl")
