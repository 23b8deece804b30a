"""System.IO.BinaryReader and BinaryWriter, and the streams of System.IO.Compression.

Sources: https://learn.microsoft.com/dotnet/api/system.io.binarywriter ,
https://learn.microsoft.com/dotnet/api/system.io.compression.gzipstream .
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from winlab.powershell.declare import NetTable, net_attribute, net_constructor, net_method
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.limits import net_room
from winlab.powershell.net.bits import NUMBERS
from winlab.powershell.net.encodings import Encoding, get_encoding
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.text import to_text
from winlab.powershell.values import Byte, Char, Int64, NetObject, SByte, TypedArray
from winlab.windows.extension import register_extension
from winlab.windows.surfaces.streams import Stream, bytes_of

TABLE = NetTable()
register_extension(net=TABLE)
S, B, INT, BYTES, CA, VOID, STREAM, ENCODING = (
    "System.String", "System.Boolean", "System.Int32", "System.Byte[]", "System.Char[]", "System.Void",
    "System.IO.Stream", "System.Text.Encoding",
)  # fmt: skip
_KINDS: dict[str, tuple[str, Callable[..., object]]] = {**NUMBERS, "Byte": ("B", Byte), "SByte": ("b", SByte)}


def _end() -> PSError:
    return net_error("System.IO.EndOfStreamException", "Unable to read beyond the end of the stream.")


class _Binary(NetObject):
    def __init__(self, stream: Stream, encoding: Encoding | None = None) -> None:
        self.stream = stream
        self.encoding = encoding or get_encoding("utf-8")


@TABLE.type("System.IO.BinaryReader", bases=("System.Object", "System.IDisposable"))
class BinaryReader(_Binary):
    """Reads values out of bytes."""

    @net_constructor((STREAM,), (STREAM, ENCODING))
    @classmethod
    def new(cls, stream: Stream, encoding: Encoding | None = None) -> BinaryReader:
        """Of a stream."""
        return cls(stream, encoding)

    base_stream = net_attribute("BaseStream", STREAM, "stream")

    def take(self, count: int) -> bytes:
        """So many bytes.

        Raises:
            PSError: EndOfStreamException where there are fewer.
        """
        self.stream.check_open()
        data = self.stream.load()[self.stream.place : self.stream.place + count]
        if len(data) < count:
            raise _end()
        self.stream.place += count
        return data

    @net_method("ReadBytes", (INT,), returns=BYTES)
    def read_bytes(self, count: int) -> TypedArray:
        """At most so many bytes."""
        left = len(self.stream.load()) - self.stream.place
        return TypedArray.of_bytes(self.take(max(0, min(count, left))))

    @net_method("ReadString", returns=S)
    def read_string(self) -> str:
        """A text with its length before it."""
        length = shift = 0
        while True:
            part = self.take(1)[0]
            length |= (part & 0x7F) << shift
            shift += 7
            if not part & 0x80 or shift > 35:
                return self.encoding.decoded(self.take(length))

    @net_method("ReadChar", returns="System.Char")
    def read_character(self) -> object:
        """A character in the encoding."""
        data = self.take(1)
        while len(data) < 4 and "\ufffd" in self.encoding.decoded(data):
            data += self.take(1)
        return Char(self.encoding.decoded(data))

    @net_method("ReadChars", (INT,), returns=CA)
    def read_characters(self, count: int) -> TypedArray:
        """At most so many characters."""
        found: list[object] = []
        while len(found) < count and self.peek() >= 0:
            found.append(self.read_character())
        return TypedArray(found, "System.Char")

    @net_method("PeekChar", returns=INT)
    def peek(self) -> int:
        """The next character's number, which stays; -1 at the end."""
        place = self.stream.place
        if place >= len(self.stream.load()):
            return -1
        found = ord(to_text(self.read_character()))
        self.stream.place = place
        return found

    @net_method("Read", (), (BYTES, INT, INT), returns=INT)
    def read(self, target: list[object] | None = None, start: int = 0, count: int = 0) -> int:
        """A character's number, or bytes into an array."""
        if target is not None:
            return self.stream.read(target, start, count)
        return -1 if self.peek() < 0 else ord(to_text(self.read_character()))

    @net_method("Dispose", returns=VOID)
    @net_method("Close", returns=VOID)
    def close(self) -> None:
        """Closes the stream."""
        self.stream.close()


_READER = TABLE.extend("System.IO.BinaryReader")
for _name, (_layout, _make) in _KINDS.items():
    if _name != "Char":
        _READER.method(f"Read{_name}", returns=f"System.{_name}")(
            lambda reader, layout="<" + _layout, make=_make: make(
                struct.unpack(layout, reader.take(struct.calcsize(layout)))[0]
            )
        )
_READER.absent("ReadDecimal")


@TABLE.type("System.IO.BinaryWriter", bases=("System.Object", "System.IDisposable"))
class BinaryWriter(_Binary):
    """Writes values as bytes."""

    @net_constructor((STREAM,), (STREAM, ENCODING))
    @classmethod
    def new(cls, stream: Stream, encoding: Encoding | None = None) -> BinaryWriter:
        """To a stream."""
        return cls(stream, encoding)

    base_stream = net_attribute("BaseStream", STREAM, "stream")

    @net_method(
        "Write", (BYTES,), (CA,), (S,), (BYTES, INT, INT), *((f"System.{name}",) for name in _KINDS), returns=VOID
    )
    def write(self, value: object, start: int = 0, count: int | None = None) -> None:
        """Writes a value in its own size, a text with its length before it."""
        if isinstance(value, Char):
            self.stream.put(self.encoding.encoded(value))
        elif isinstance(value, str):
            data = self.encoding.encoded(value)
            self.stream.put(_length(len(data)) + data)
        elif isinstance(value, TypedArray) and value.element_type == "System.Char":
            self.stream.put(self.encoding.encoded("".join(map(to_text, value))))
        elif isinstance(value, list):
            data = bytes_of(value)
            self.stream.put(data[start:] if count is None else data[start : start + count])
        else:
            layout = next(layout for layout, make in _KINDS.values() if make is type(value))
            self.stream.put(struct.pack("<" + layout, value))

    @net_method("Seek", (INT, "System.IO.SeekOrigin"), returns="System.Int64")
    def seek(self, offset: int, origin: object) -> Int64:
        """Goes to a place."""
        return self.stream.seek(offset, origin)

    @net_method("Flush", returns=VOID)
    def flush(self) -> None:
        """Everything is written at once."""

    @net_method("Dispose", returns=VOID)
    @net_method("Close", returns=VOID)
    def close(self) -> None:
        """Closes the stream."""
        self.stream.close()


def _length(number: int) -> bytes:
    data = b""
    while number >= 0x80:
        data += bytes([number & 0x7F | 0x80])
        number >>= 7
    return data + bytes([number])


TABLE.enum("System.IO.Compression.CompressionMode", "Decompress Compress")


class _Packed(Stream):
    """A stream that packs what is written, or unpacks what is read; ``window`` is zlib's."""

    window = 31

    def __init__(self, below: Stream, packs: bool, leaves_open: bool) -> None:
        super().__init__()
        self.below, self.packs, self.leaves_open = below, packs, leaves_open
        self.data = b"" if packs else self._unpacked()

    @classmethod
    def new(cls, below: Stream, mode: EnumValue, leaves_open: bool = False) -> _Packed:
        """Over another stream."""
        return cls(below, mode.value == 1, leaves_open)

    def _unpacked(self) -> bytes:
        packed = self.below.load()[self.below.place :]
        unpacker = zlib.decompressobj(self.window)
        try:
            data = unpacker.decompress(packed, 1 << 28)
        except zlib.error:
            text = "The magic number in GZip header is not correct. Make sure you are passing in a GZip stream."
            raise net_error("System.IO.InvalidDataException", text) from None
        net_room(len(data) + len(unpacker.unconsumed_tail))
        self.below.place += len(packed)
        return data

    def load(self) -> bytes:
        """What is unpacked, or was written."""
        return self.data

    def store(self, data: bytes) -> None:
        """Keeps what is written until the end.

        Raises:
            PSError: NotSupportedException of a stream that unpacks.
        """
        if not self.packs:
            raise net_error("System.InvalidOperationException", "Writing to the compression stream is not supported.")
        self.data = data

    def release(self) -> None:
        """Writes what was packed."""
        if self.packs:
            packer = zlib.compressobj(wbits=self.window)
            self.below.put(packer.compress(self.data) + packer.flush())
            self.packs = False
        if not self.leaves_open:
            self.below.close()


class GZipStream(_Packed):
    """With a head and a sum."""


class DeflateStream(_Packed):
    """Without."""

    window = -15


for _class in (GZipStream, DeflateStream):
    _declared = TABLE.extend(f"System.IO.Compression.{_class.__name__}", python=_class, bases=(STREAM,))
    _mode = "System.IO.Compression.CompressionMode"
    _declared.constructor((STREAM, _mode), (STREAM, _mode, B))(_class.new)
    _declared.attributes(STREAM, BaseStream="below")
