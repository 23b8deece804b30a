"""System.Console: the console of the process that runs the session.

A host process of remoting has none: what is written to it is gone, its code page can't be set.
Source: https://learn.microsoft.com/dotnet/api/system.console.
"""

from __future__ import annotations

from winlab.powershell.declare import NetTable, net_method
from winlab.powershell.errors import net_error
from winlab.powershell.formats import composite
from winlab.powershell.net.encodings import Encoding, get_encoding
from winlab.powershell.nettypes import NetProperty
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject
from winlab.windows.consoles import OEM_PAGE, ConsoleStreams
from winlab.windows.extension import register_extension
from winlab.windows.programs import Streams
from winlab.windows.session import current_host

TABLE = NetTable()
register_extension(net=TABLE)

S, OBJ, INT, VOID = "System.String", "System.Object", "System.Int32", "System.Void"
_NONE = Streams(lambda text: None, lambda text: None)


def _streams() -> Streams:
    return current_host().streams or _NONE


@TABLE.type("System.IO.TextWriter+Console", bases=("System.IO.TextWriter",))
class ConsoleWriter(NetObject):
    """``[Console]::Out`` and ``[Console]::Error``."""

    def __init__(self, to_error: bool) -> None:
        self.to_error = to_error

    def put(self, text: str) -> None:
        """Writes text."""
        streams = _streams()
        (streams.err if self.to_error else streams.out)(text)

    @net_method("Write", (OBJ,), (S, "params System.Object[]"), returns=VOID)
    def write(self, value: object, *arguments: object) -> None:
        self.put(_formatted(value, arguments))

    @net_method("WriteLine", (), (OBJ,), (S, "params System.Object[]"), returns=VOID)
    def write_line(self, value: object = "", *arguments: object) -> None:
        self.put(_formatted(value, arguments) + "\r\n")

    @net_method("Flush", returns=VOID)
    def flush(self) -> None:
        """Everything is written at once."""

    @net_method("Close", returns=VOID)
    def close(self) -> None:
        """A console stays open."""


@TABLE.type("System.IO.TextReader+Console", bases=("System.IO.TextReader",))
class ConsoleReader(NetObject):
    """``[Console]::In``."""

    @net_method("ReadLine", returns=S)
    def read_line(self) -> str | None:
        return read_line()

    @net_method("ReadToEnd", returns=S)
    def read_to_end(self) -> str:
        host = current_host()
        held, host.console_input = host.console_input, ""
        return held + "".join(iter(_streams().read, ""))

    @net_method("Peek", returns=INT)
    def peek(self) -> int:
        return ord(_held()[:1]) if _held() else -1

    @net_method("Read", returns=INT)
    def read(self) -> int:
        host = current_host()
        text = _held()
        host.console_input = text[1:]
        return ord(text[0]) if text else -1


def _held() -> str:
    host = current_host()
    if not host.console_input:
        host.console_input = _streams().read()
    return host.console_input


def read_line() -> str | None:
    """A line of standard input; null at its end."""
    host = current_host()
    while "\n" not in host.console_input:
        piece = _streams().read()
        if not piece:
            break
        host.console_input += piece
    line, _, host.console_input = host.console_input.partition("\n")
    return line.rstrip("\r") if line or _ else None


def _formatted(value: object, arguments: tuple[object, ...]) -> str:
    if not arguments:
        return to_text(value)
    return composite(to_text(value), arguments[0] if isinstance(arguments[0], list) else list(arguments))


CONSOLE = TABLE.extend("System.Console")
CONSOLE.static("Write", (OBJ,), (S, "params System.Object[]"), returns=VOID)(
    lambda value, *more: ConsoleWriter(False).put(_formatted(value, more))
)
CONSOLE.static("WriteLine", (), (OBJ,), (S, "params System.Object[]"), returns=VOID)(
    lambda value="", *more: ConsoleWriter(False).put(_formatted(value, more) + "\r\n")
)
CONSOLE.static("ReadLine", returns=S)(read_line)
CONSOLE.static_property("Out", "System.IO.TextWriter")(lambda: ConsoleWriter(False))
CONSOLE.static_property("Error", "System.IO.TextWriter")(lambda: ConsoleWriter(True))
CONSOLE.static_property("In", "System.IO.TextReader")(lambda: ConsoleReader())


def get_page() -> object:
    """The encoding of the console's code page."""
    streams = current_host().streams
    return get_encoding(streams.console.page if isinstance(streams, ConsoleStreams) else OEM_PAGE)


def set_page(value: object) -> None:
    """Sets the console's code page.

    Raises:
        PSError: The process has no console.
    """
    streams = current_host().streams
    if not isinstance(streams, ConsoleStreams):
        raise net_error("System.IO.IOException", "The handle is invalid.\r\n")
    if isinstance(value, Encoding):
        streams.console.page = value.page.number


for _name in ("OutputEncoding", "InputEncoding"):
    CONSOLE.type.statics[_name.lower()] = NetProperty(_name, "System.Text.Encoding", get_page, set_page, static=True)
