"""System.IO.TextReader and TextWriter, StringReader and StringWriter.

Sources: https://learn.microsoft.com/dotnet/api/system.io.textreader ,
https://learn.microsoft.com/dotnet/api/system.io.stringwriter .
"""

from __future__ import annotations

from winlab.powershell.declare import NET, net_attribute, net_constructor, net_method, net_property
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.formats import composite
from winlab.powershell.net.builders import StringBuilder
from winlab.powershell.net.cultures import PROVIDER
from winlab.powershell.net.encodings import Encoding, get_encoding
from winlab.powershell.net.numbers import to_string
from winlab.powershell.text import to_text
from winlab.powershell.values import Char, NetObject

OBJ, S, INT, VOID, C, CA = (
    "System.Object", "System.String", "System.Int32", "System.Void", "System.Char", "System.Char[]",
)  # fmt: skip
NEW_LINE = "\r\n"
_DISPOSABLE = (OBJ, "System.IDisposable")


@NET.type("System.IO.TextReader", bases=_DISPOSABLE)
class TextReader(NetObject):
    """Reads a text that is there as a whole."""

    def __init__(self, text: str) -> None:
        self.text: str | None = text
        self.at = 0

    def rest(self) -> str:
        """What is left.

        Raises:
            PSError: ObjectDisposedException.
        """
        if self.text is None:
            raise _closed("read from a closed TextReader")
        return self.text[self.at :]

    @net_method("Peek", returns=INT)
    def peek(self) -> int:
        """The next character's number; -1 at the end."""
        rest = self.rest()
        return ord(rest[0]) if rest else -1

    @net_method("Read", (), (CA, INT, INT), returns=INT)
    def read(self, target: list[object] | None = None, place: int = 0, count: int = 0) -> int:
        """Takes a character, or as many as there are into an array."""
        if target is None:
            found = self.peek()
            self.at += found >= 0
            return found
        taken = self.rest()[:count]
        target[place : place + len(taken)] = [Char(c) for c in taken]
        self.at += len(taken)
        return len(taken)

    block = net_method("ReadBlock", (CA, INT, INT), returns=INT)(lambda self, *given: self.read(*given))

    @net_method("ReadLine", returns=S)
    def read_line(self) -> str | None:
        """Takes a line; null at the end."""
        rest = self.rest()
        if not rest:
            return None
        for place, character in enumerate(rest):
            if character in "\r\n":
                self.at += place + (2 if rest[place : place + 2] == "\r\n" else 1)
                return rest[:place]
        self.at += len(rest)
        return rest

    @net_method("ReadToEnd", returns=S)
    def read_to_end(self) -> str:
        """Takes all that is left."""
        rest = self.rest()
        self.at += len(rest)
        return rest

    @net_method("Dispose", returns=VOID)
    @net_method("Close", returns=VOID)
    def close(self) -> None:
        """Closes it."""
        self.text = None


@NET.type("System.IO.StringReader", bases=("System.IO.TextReader",))
class StringReader(TextReader):
    """Reads a text."""

    @net_constructor((S,))
    @classmethod
    def new(cls, text: str) -> StringReader:
        """Of a text."""
        return cls(text)


def _closed(what: str) -> PSError:
    return net_error("System.ObjectDisposedException", f"Cannot {what}.")


@NET.type("System.IO.TextWriter", bases=_DISPOSABLE)
class TextWriter(NetObject):
    """Writes texts of all kinds of values."""

    def __init__(self) -> None:
        self.line_end = NEW_LINE

    def put(self, text: str) -> None:
        """Writes a text."""
        raise NotImplementedError

    @net_method(
        "Write", (S,), (OBJ,), (CA,), (S, OBJ), (S, OBJ, OBJ), (S, "params System.Object[]"), (CA, INT, INT),
        returns=VOID,
    )  # fmt: skip
    def write(self, value: object, *arguments: object) -> None:
        """Writes a value, or a format with its values."""
        if isinstance(value, list):
            numbers = [each for each in arguments if isinstance(each, int)]
            part = value[numbers[0] : numbers[0] + numbers[1]] if numbers else value
            self.put("".join(map(to_text, part)) if all(isinstance(c, Char) for c in part) else to_string(value))
        elif arguments:
            given = arguments[0] if len(arguments) == 1 and isinstance(arguments[0], list) else list(arguments)
            self.put(composite(to_text(value), list(given)))
        else:
            self.put(to_string(value))

    @net_method(
        "WriteLine", (), (S,), (OBJ,), (CA,), (S, OBJ), (S, OBJ, OBJ), (S, "params System.Object[]"), (CA, INT, INT),
        returns=VOID,
    )  # fmt: skip
    def write_line(self, value: object = "", *arguments: object) -> None:
        """Writes a value and a line's end."""
        self.write(value, *arguments)
        self.put(self.line_end)

    @net_method("Flush", returns=VOID)
    def flush(self) -> None:
        """Nothing is held back."""

    @net_method("Dispose", returns=VOID)
    @net_method("Close", returns=VOID)
    def close(self) -> None:
        """Closes it."""

    new_line = net_attribute("NewLine", S, "line_end", settable=True)
    provider = net_property("FormatProvider", PROVIDER)(lambda self: None)


@NET.type("System.IO.StringWriter", bases=("System.IO.TextWriter",))
class StringWriter(TextWriter):
    """Collects a text in a StringBuilder."""

    def __init__(self, builder: StringBuilder | None = None) -> None:
        super().__init__()
        self.builder = builder or StringBuilder()
        self.is_closed = False

    @net_constructor((), ("System.Text.StringBuilder",), (PROVIDER,), ("System.Text.StringBuilder", PROVIDER))
    @classmethod
    def new(cls, target: object = None, *_provider: object) -> StringWriter:
        """With a builder of its own or a given one."""
        return cls(target if isinstance(target, StringBuilder) else None)

    def put(self, text: str) -> None:
        """Adds a text.

        Raises:
            PSError: ObjectDisposedException.
        """
        if self.is_closed:
            raise _closed("write to a closed TextWriter")
        self.builder.add(text)

    @net_method("Dispose", returns=VOID)
    @net_method("Close", returns=VOID)
    def close(self) -> None:
        """The text stays."""
        self.is_closed = True

    builder_of = net_method("GetStringBuilder", returns="System.Text.StringBuilder")(lambda self: self.builder)

    @net_property("Encoding", "System.Text.Encoding")
    def encoding(self) -> Encoding:
        """UTF-16."""
        return get_encoding("utf-16")

    def net_string(self) -> str:
        """What was written."""
        return self.builder.text
