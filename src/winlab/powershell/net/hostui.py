"""``$Host.UI`` and ``$Host.UI.RawUI``: whatever they are asked goes to the user's host.

Source: https://learn.microsoft.com/dotnet/api/system.management.automation.host.pshostuserinterface
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.net.credentials import PSCredential, SecureString
from winlab.powershell.net.generics import dictionary_of
from winlab.powershell.net.hosttypes import CONSOLE_COLOR, FLAG, INT, SPACE, TEXT, Coordinates, Size
from winlab.powershell.net.screens import DEFAULT_KEYS, KeyInfo, Rectangle
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.objects import get_member
from winlab.powershell.running import ProgressRecord, Sink
from winlab.powershell.values import Hashtable, Int64, NetObject, unwrap

if TYPE_CHECKING:
    from winlab.powershell.session import Session

_VOID = "System.Void"
_COLOR = "System.ConsoleColor"
_REMOTING = "System.Management.Automation.Remoting.PSRemotingDataStructureException"
_INTERNAL = "System.Management.Automation.Internal.Host."
_DEFAULT_TYPES, _DEFAULT_OPTIONS = 3, 1  # PSCredentialTypes.Default, PSCredentialUIOptions.Default
NET.enum("System.Management.Automation.PSCredentialTypes", {"Generic": 1, "Domain": 2, "Default": 3}, flags=True)
NET.enum(
    "System.Management.Automation.PSCredentialUIOptions",
    {"None": 0, "Default": 1, "ValidateUserNameSyntax": 1, "AlwaysPrompt": 2, "ReadOnlyUserName": 3},
    flags=True,
)


def credential(answer: object) -> object:
    """The PSCredential of what a host answered."""
    if isinstance(answer, PSCredential) or answer is None:
        return answer
    user, password = get_member(answer, "UserName"), get_member(answer, "Password")
    return PSCredential(str(user), password) if isinstance(password, SecureString) else None


@NET.type(_INTERNAL + "InternalHostUserInterface", bases=(SPACE + "PSHostUserInterface", "System.Object"))
class HostInterface(NetObject):
    """``$Host.UI``."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def _sink(self) -> Sink:
        sink = self.session.sink
        assert sink is not None  # scripts run in pipelines, and these have one
        return sink

    @net_property("RawUI")
    def raw(self) -> NetObject:
        """The window itself."""
        return RawInterface(self.session)

    @net_method("WriteLine", (), (TEXT,), (_COLOR, _COLOR, TEXT), returns=_VOID)
    def write_line(self, *arguments: object) -> None:
        """Writes a line."""
        self._sink.host_call("WriteLine", arguments)

    @net_method("Write", (TEXT,), (_COLOR, _COLOR, TEXT), returns=_VOID)
    def write(self, *arguments: object) -> None:
        """Writes text."""
        self._sink.host_call("Write", arguments)

    @net_method("WriteErrorLine", (TEXT,), returns=_VOID)
    def write_error_line(self, text: str) -> None:
        """Writes an error's text."""
        self._sink.host_call("WriteErrorLine", [text])

    @net_method("WriteWarningLine", (TEXT,), returns=_VOID)
    def write_warning_line(self, text: str) -> None:
        """Writes a warning."""
        self._sink.warning(text)

    @net_method("WriteVerboseLine", (TEXT,), returns=_VOID)
    def write_verbose_line(self, text: str) -> None:
        """Writes a verbose text."""
        self._sink.verbose(text)

    @net_method("WriteDebugLine", (TEXT,), returns=_VOID)
    def write_debug_line(self, text: str) -> None:
        """Writes a debug text."""
        self._sink.debug(text)

    @net_method("WriteProgress", ("System.Int64", "System.Management.Automation.ProgressRecord"), returns=_VOID)
    def write_progress(self, source: int, record: ProgressRecord) -> None:
        """Shows progress."""
        self._sink.host_call("WriteProgress", [Int64(source), record])

    @net_method("ReadLine", returns=TEXT)
    def read_line(self) -> object:
        """A line that the user types."""
        return self._sink.host_call("ReadLine", [])

    @net_method("ReadLineAsSecureString")
    def read_secret(self) -> object:
        """A line that nobody sees."""
        return self._sink.host_call("ReadLineAsSecureString", [])

    @net_method("Prompt", (TEXT, TEXT, "System.Collections.IEnumerable"))
    def prompt(self, caption: str, message: str, fields: object) -> object:
        """Lets the user fill in fields."""
        answer = unwrap(self._sink.host_call("Prompt", [caption, message, _listed(fields)]))
        if not isinstance(answer, Hashtable):
            return answer
        table = dictionary_of(TEXT, "System.Management.Automation.PSObject")
        for key, value in answer.items():
            table.set(key, value)
        return table

    @net_method("PromptForChoice", (TEXT, TEXT, "System.Collections.IEnumerable", INT), returns=INT)
    def choose(self, caption: str, message: str, choices: object, default: int) -> object:
        """Lets the user choose."""
        return self._sink.host_call("PromptForChoice", [caption, message, _listed(choices), default])

    @net_method(
        "PromptForCredential",
        (TEXT, TEXT, TEXT, TEXT),
        (
            *(TEXT, TEXT, TEXT, TEXT),
            "System.Management.Automation.PSCredentialTypes",
            "System.Management.Automation.PSCredentialUIOptions",
        ),
    )
    def ask_credential(
        self,
        caption: str,
        message: str,
        user: str,
        target: str,
        types: object = _DEFAULT_TYPES,
        options: object = _DEFAULT_OPTIONS,
    ) -> object:
        """Asks for a user's name and password."""
        return credential(self._sink.host_call("PromptForCredential", [caption, message, user, target, types, options]))


def _listed(given: object) -> list[object]:
    base = unwrap(given)
    if isinstance(base, list):
        return list(base)
    elements = base.net_iter() if isinstance(base, NetObject) and not isinstance(base, Hashtable) else None
    return [given] if elements is None else [unwrap(item) for item in elements]


@NET.type(_INTERNAL + "InternalHostRawUserInterface", bases=(SPACE + "PSHostRawUserInterface", "System.Object"))
class RawInterface(NetObject):
    """``$Host.UI.RawUI``."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def _get(self, name: str) -> object:
        sink = self.session.sink
        try:
            return None if sink is None else sink.host_call("Get" + name, [])
        except PSError:
            return None  # a property that can't be read is null

    def _set(self, name: str, value: object) -> None:
        sink = self.session.sink
        if sink is not None:
            sink.host_call("Set" + name, [value])

    def _color(self, name: str) -> object:
        held = self._get(name)
        return EnumValue(CONSOLE_COLOR, held) if isinstance(held, int) else held

    def _place(self, name: str) -> object:
        held = self._get(name)
        return Coordinates(held[0], held[1]) if isinstance(held, tuple) else held

    def _size(self, name: str) -> object:
        held = self._get(name)
        return Size(held[0], held[1]) if isinstance(held, tuple) else held

    def set_foreground(self, color: object) -> None:
        self._set("ForegroundColor", color)

    @net_property("ForegroundColor", _COLOR, setter="set_foreground")
    def foreground(self) -> object:
        return self._color("ForegroundColor")

    def set_background(self, color: object) -> None:
        self._set("BackgroundColor", color)

    @net_property("BackgroundColor", _COLOR, setter="set_background")
    def background(self) -> object:
        return self._color("BackgroundColor")

    def set_cursor(self, place: object) -> None:
        self._set("CursorPosition", place)

    @net_property("CursorPosition", SPACE + "Coordinates", setter="set_cursor")
    def cursor(self) -> object:
        return self._place("CursorPosition")

    def set_window(self, place: object) -> None:
        self._set("WindowPosition", place)

    @net_property("WindowPosition", SPACE + "Coordinates", setter="set_window")
    def window(self) -> object:
        return self._place("WindowPosition")

    def set_cursor_size(self, percent: int) -> None:
        self._set("CursorSize", percent)

    @net_property("CursorSize", INT, setter="set_cursor_size")
    def cursor_size(self) -> object:
        return self._get("CursorSize")

    def set_buffer_size(self, size: object) -> None:
        self._set("BufferSize", size)

    @net_property("BufferSize", SPACE + "Size", setter="set_buffer_size")
    def buffer_size(self) -> object:
        return self._size("BufferSize")

    def set_window_size(self, size: object) -> None:
        self._set("WindowSize", size)

    @net_property("WindowSize", SPACE + "Size", setter="set_window_size")
    def window_size(self) -> object:
        return self._size("WindowSize")

    @net_property("MaxWindowSize", SPACE + "Size")
    def largest_window(self) -> object:
        return self._size("MaxWindowSize")

    @net_property("MaxPhysicalWindowSize", SPACE + "Size")
    def largest_physical_window(self) -> object:
        return self._size("MaxPhysicalWindowSize")

    def set_title(self, title: str) -> None:
        self._set("WindowTitle", title)

    @net_property("WindowTitle", TEXT, setter="set_title")
    def title(self) -> object:
        return self._get("WindowTitle")

    @net_property("KeyAvailable", FLAG)
    def key_available(self) -> object:
        return None

    def _call(self, method: str, *args: object) -> object:
        sink = self.session.sink
        return None if sink is None else sink.host_call(method, args)

    @net_method("FlushInputBuffer", returns=_VOID)
    def flush_input(self) -> None:
        self._call("FlushInputBuffer")

    @net_method("ReadKey", (), (SPACE + "ReadKeyOptions",), returns=SPACE + "KeyInfo")
    def read_key(self, options: object = DEFAULT_KEYS) -> object:
        return key_info(self._call("ReadKey", options))

    @net_method(
        "SetBufferContents",
        (SPACE + "Rectangle", SPACE + "BufferCell"),
        (SPACE + "Coordinates", "System.Object[]"),
        returns=_VOID,
    )
    def set_contents(self, area: object, contents: object) -> None:
        self._call("SetBufferContents1" if isinstance(area, Rectangle) else "SetBufferContents2", area, contents)

    @net_method(
        "ScrollBufferContents",
        (SPACE + "Rectangle", SPACE + "Coordinates", SPACE + "Rectangle", SPACE + "BufferCell"),
        returns=_VOID,
    )
    def scroll(self, source: object, target: object, clip: object, fill: object) -> None:
        self._call("ScrollBufferContents", source, target, clip, fill)

    @net_method("GetBufferContents", (SPACE + "Rectangle",))
    def contents(self, area: object) -> object:
        raise not_remote("GetBufferContents")  # what a client's window shows is not a server's to read

    @net_method("LengthInBufferCells", (TEXT,), ("System.Char",), returns=INT)
    def cells(self, text: str) -> int:
        self._call("GetCursorSize")  # a host without a window can't tell
        return len(text)


def not_remote(method: str) -> PSError:
    """A method that a host behind a wire has not got.

    Source: MS-PSRP 2.2.3.17, https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/.
    """
    return net_error(_REMOTING, f"Remote host method {method} is not implemented.")


def key_info(answer: object) -> object:
    """The key of what a host answered."""
    if answer is None:
        return None
    code, char, states, down = (
        unwrap(get_member(answer, name)) for name in ("virtualKeyCode", "character", "controlKeyState", "keyDown")
    )
    return KeyInfo(
        code if isinstance(code, int) else 0,
        char if isinstance(char, str) else "",
        states if isinstance(states, int) else 0,
        bool(down),
    )
