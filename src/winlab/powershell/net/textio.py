"""System.IO.StringReader and StringWriter.

Source: https://learn.microsoft.com/dotnet/api/system.io.stringwriter .
"""

from __future__ import annotations

from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.formats import format_operator
from winlab.powershell.net.builders import StringBuilder
from winlab.powershell.net.encodings import get_encoding
from winlab.powershell.text import to_text
from winlab.powershell.values import Char, NetObject

OBJ, S, INT, VOID = "System.Object", "System.String", "System.Int32", "System.Void"
NEW_LINE = "\r\n"
NET.extend("System.IO.TextReader", bases=(OBJ, "System.IDisposable"))
NET.extend("System.IO.TextWriter", bases=(OBJ, "System.IDisposable"))


def _closed(what: str) -> PSError:
    return net_error("System.ObjectDisposedException", f"Cannot {what}.")


@NET.type("System.IO.StringReader", bases=("System.IO.TextReader",))
class StringReader(NetObject):
    """Reads a text."""

    def __init__(self, text: str) -> None:
        self.text: str | None = text
        self.at = 0

    @net_constructor((S,))
    @classmethod
    def new(cls, text: str) -> StringReader:
        """Of a text."""
        if text is None:
            raise net_error("System.ArgumentNullException", "Value cannot be null.\r\nParameter name: s", ParamName="s")
        return cls(text)

    def _rest(self) -> str:
        if self.text is None:
            raise _closed("read from a closed TextReader")
        return self.text[self.at :]

    @net_method("Peek", returns=INT)
    def peek(self) -> int:
        """The next character's number; -1 at the end."""
        rest = self._rest()
        return ord(rest[0]) if rest else -1

    @net_method("Read", returns=INT)
    def read(self) -> int:
        """Takes a character."""
        found = self.peek()
        self.at += found >= 0
        return found

    @net_method("ReadLine", returns=S)
    def read_line(self) -> str | None:
        """Takes a line; null at the end."""
        rest = self._rest()
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
        rest = self._rest()
        self.at += len(rest)
        return rest

    @net_method("Close", returns=VOID)
    def close(self) -> None:
        """Closes it."""
        self.text = None

    @net_method("Dispose", returns=VOID)
    def dispose(self) -> None:
        """Closes it."""
        self.text = None


@NET.type("System.IO.StringWriter", bases=("System.IO.TextWriter",))
class StringWriter(NetObject):
    """Collects a text in a StringBuilder."""

    def __init__(self, builder: NetObject | None) -> None:
        self.builder = builder if isinstance(builder, StringBuilder) else StringBuilder()
        self.line_end = NEW_LINE

    @net_constructor((), ("System.Text.StringBuilder",), ("System.IFormatProvider",))
    @classmethod
    def new(cls, target: NetObject | None = None) -> StringWriter:
        """With a builder of its own or a given one."""
        return cls(target)

    @net_method("Write", (S,), (OBJ,), ("System.Char[]",), (S, "params System.Object[]"), returns=VOID)
    def write(self, value: object, *arguments: object) -> None:
        """Writes a value, or a format with its values."""
        if arguments:
            given = arguments[0] if isinstance(arguments[0], list) else list(arguments)
            text = format_operator(to_text(value), given)
        elif isinstance(value, list):
            text = to_text(value, "") if all(isinstance(item, Char) for item in value) else to_text(value)
        else:
            text = to_text(value)
        self.builder.append(text)

    @net_method("WriteLine", (), (S,), (OBJ,), (S, "params System.Object[]"), returns=VOID)
    def write_line(self, value: object = "", *arguments: object) -> None:
        """Writes a value and a line's end."""
        self.write(value, *arguments)
        self.builder.append(self.line_end)

    @net_method("GetStringBuilder", returns="System.Text.StringBuilder")
    def get_builder(self) -> NetObject:
        """What it writes to."""
        return self.builder

    @net_method("Flush", returns=VOID)
    def flush(self) -> None:
        """Nothing is held back."""

    @net_method("Close", returns=VOID)
    def close(self) -> None:
        """The text stays."""

    @net_method("Dispose", returns=VOID)
    def dispose(self) -> None:
        """The text stays."""

    def set_new_line(self, text: str) -> None:
        """Sets what ends a line."""
        self.line_end = text

    new_line = net_property("NewLine", S, setter="set_new_line")(lambda self: self.line_end)

    @net_property("Encoding", "System.Text.Encoding")
    def encoding(self) -> object:
        """UTF-16."""
        return get_encoding("utf-16")

    def net_string(self) -> str:
        """What was written."""
        return to_text(self.builder)
