"""System.IO: StreamReader and StreamWriter.

Sources: https://learn.microsoft.com/dotnet/api/system.io.streamreader ,
https://learn.microsoft.com/dotnet/api/system.io.streamwriter .
"""

from __future__ import annotations

from winlab.powershell.declare import NetTable, net_attribute, net_constructor, net_method, net_property
from winlab.powershell.net.encodings import Encoding, get_encoding
from winlab.powershell.net.textio import TextReader, TextWriter
from winlab.powershell.text import to_text
from winlab.powershell.values import unwrap
from winlab.windows.extension import register_extension
from winlab.windows.surfaces.paths import place_of
from winlab.windows.surfaces.streams import FileStream, Stream

TABLE = NetTable()
register_extension(net=TABLE)
S, B, INT, STREAM, ENCODING, VOID = (
    "System.String", "System.Boolean", "System.Int32", "System.IO.Stream", "System.Text.Encoding", "System.Void",
)  # fmt: skip
_MARKS = {b"\xef\xbb\xbf": 65001, b"\xff\xfe": 1200, b"\xfe\xff": 1201}


def _stream(target: object, mode: str) -> Stream:
    if isinstance(target, Stream):
        return target
    return FileStream(*place_of(to_text(target)), mode, "read" if mode == "open" else "write")


def _encoding(given: tuple[object, ...]) -> Encoding:
    """The encoding among arguments; UTF-8 without a mark where there is none."""
    found = next((each for each in given if isinstance(each, Encoding)), None)
    return found or Encoding(get_encoding("utf-8").page, False)


_TARGETS = tuple(
    (target, *rest) for target in (STREAM, S) for rest in ((), (B,), (ENCODING,), (ENCODING, B), (ENCODING, B, INT))
)


@TABLE.type("System.IO.StreamReader", bases=("System.IO.TextReader",))
class StreamReader(TextReader):
    """Reads the text of a stream; marks at its beginning say more than the encoding given."""

    def __init__(self, stream: Stream, encoding: Encoding) -> None:
        stream.check_open()
        data = stream.load()[stream.place :]
        stream.place += len(data)
        mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
        self.encoding = get_encoding(_MARKS[mark]) if mark else encoding
        self.stream = stream
        super().__init__(self.encoding.decoded(data[len(mark) :]))

    @net_constructor(*_TARGETS)
    @classmethod
    def new(cls, target: object, *rest: object) -> StreamReader:
        """Of a stream or a file."""
        return cls(_stream(unwrap(target), "open"), _encoding(rest))

    base_stream = net_attribute("BaseStream", STREAM, "stream")
    current_encoding = net_attribute("CurrentEncoding", ENCODING, "encoding")

    @net_property("EndOfStream", B)
    def end_of_stream(self) -> bool:
        """Whether nothing is left."""
        return not self.rest()

    @net_method("DiscardBufferedData", returns=VOID)
    def discard(self) -> None:
        """Reads anew from the stream's place."""
        self.text, self.at = self.encoding.decoded(self.stream.load()[self.stream.place :]), 0

    @net_method("Dispose", returns=VOID)
    @net_method("Close", returns=VOID)
    def close(self) -> None:
        """Closes it and its stream."""
        self.text = None
        self.stream.close()


@TABLE.type("System.IO.StreamWriter", bases=("System.IO.TextWriter",))
class StreamWriter(TextWriter):
    """Writes text to a stream, at once."""

    def __init__(self, stream: Stream, encoding: Encoding) -> None:
        super().__init__()
        self.stream = stream
        self.encoding = encoding
        self.auto_flush = False

    @net_constructor(*((target, *rest) for target in (STREAM, S) for rest in ((), (ENCODING,), (ENCODING, INT))),
                     (S, B), (S, B, ENCODING), (S, B, ENCODING, INT))  # fmt: skip
    @classmethod
    def new(cls, target: object, *rest: object) -> StreamWriter:
        """To a stream, or to a file that is made or added to."""
        return cls(_stream(unwrap(target), "append" if rest and rest[0] is True else "create"), _encoding(rest))

    base_stream = net_attribute("BaseStream", STREAM, "stream")
    get_encoding = net_attribute("Encoding", ENCODING, "encoding")
    flushes = net_attribute("AutoFlush", B, "auto_flush", settable=True)

    def put(self, text: str) -> None:
        """Writes a text, after the encoding's mark at the beginning."""
        mark = self.encoding.page.preamble if self.encoding.has_preamble and self.stream.place == 0 else b""
        self.stream.put(mark + self.encoding.encoded(text))

    @net_method("Dispose", returns=VOID)
    @net_method("Close", returns=VOID)
    def close(self) -> None:
        """Closes it and its stream."""
        self.stream.close()
