"""What RawUI works with beside places and sizes: keys, cells and rectangles of the window's buffer.

Source: https://learn.microsoft.com/dotnet/api/system.management.automation.host.pshostrawuserinterface
"""

from __future__ import annotations

from winlab.powershell.declare import NET, net_constructor, net_property
from winlab.powershell.net.hosttypes import CONSOLE_COLOR, FLAG, INT, SPACE, HostStructure
from winlab.powershell.nettypes import EnumValue, enum_value
from winlab.powershell.values import Char, NetObject

_COLOR, _CHAR = "System.ConsoleColor", "System.Char"
KEY_OPTIONS = NET.enum(
    SPACE + "ReadKeyOptions", {"AllowCtrlC": 1, "NoEcho": 2, "IncludeKeyDown": 4, "IncludeKeyUp": 8}, flags=True
)
_CELL_TYPE = NET.enum(SPACE + "BufferCellType", "Complete Leading Trailing")
_KEY_STATES = NET.enum(
    SPACE + "ControlKeyStates",
    {
        "RightAltPressed": 1,
        "LeftAltPressed": 2,
        "RightCtrlPressed": 4,
        "LeftCtrlPressed": 8,
        "ShiftPressed": 16,
        "NumLockOn": 32,
        "ScrollLockOn": 64,
        "CapsLockOn": 128,
        "EnhancedKey": 256,
    },
    flags=True,
)


@NET.type(SPACE + "Rectangle", bases=("System.ValueType",))
class Rectangle(HostStructure):
    """A part of the window's buffer."""

    def __init__(self, left: int = 0, top: int = 0, right: int = 0, bottom: int = 0) -> None:
        self.sides = {"left": left, "top": top, "right": right, "bottom": bottom}

    @net_constructor((), (INT, INT, INT, INT))
    @classmethod
    def new(cls, left: int = 0, top: int = 0, right: int = 0, bottom: int = 0) -> Rectangle:
        """By its sides."""
        return cls(left, top, right, bottom)

    def host_fields(self) -> dict[str, object]:
        """The sides."""
        return dict(self.sides)

    def net_string(self) -> str:
        """``left,top ; right,bottom``."""
        return "{left},{top} ; {right},{bottom}".format(**self.sides)


@NET.type(SPACE + "BufferCell", bases=("System.ValueType",))
class BufferCell(HostStructure):
    """A character of the window's buffer with its colours."""

    def __init__(self, character: str = "\0", foreground: object = 0, background: object = 0, kind: object = 0) -> None:
        self.character = Char(character)
        self.foreground = foreground
        self.background = background
        self.kind = kind

    @net_constructor((), (_CHAR, _COLOR, _COLOR, SPACE + "BufferCellType"))
    @classmethod
    def new(cls, character: str = "\0", foreground: object = 0, background: object = 0, kind: object = 0) -> BufferCell:
        """By its parts."""
        return cls(character, foreground, background, kind)

    def host_fields(self) -> dict[str, object]:
        """The parts."""
        return {
            "character": self.character,
            "foregroundColor": _number(self.foreground),
            "backgroundColor": _number(self.background),
            "bufferCellType": _number(self.kind),
        }

    def net_string(self) -> str:
        """``'character' foreground background type``."""
        colors = (EnumValue(CONSOLE_COLOR, _number(color)).net_string() for color in (self.foreground, self.background))
        return f"'{self.character}' {' '.join(colors)} {EnumValue(_CELL_TYPE, _number(self.kind)).net_string()}"


def _number(value: object) -> int:
    return value.value if isinstance(value, EnumValue) else value if isinstance(value, int) else 0


@NET.type(SPACE + "KeyInfo", bases=("System.ValueType",))
class KeyInfo(NetObject):
    """A key that was pressed."""

    def __init__(self, code: int, character: str, states: int, down: bool) -> None:
        self._code = code
        self._character = Char(character or "\0")
        self._states = states
        self._down = down

    code = net_property("VirtualKeyCode", INT)(lambda self: self._code)
    character = net_property("Character", _CHAR)(lambda self: self._character)
    states = net_property("ControlKeyState")(lambda self: EnumValue(_KEY_STATES, self._states))
    down = net_property("KeyDown", FLAG)(lambda self: self._down)

    def net_string(self) -> str:
        """``code,character,states,down``."""
        return f"{self._code},{self._character},{EnumValue(_KEY_STATES, self._states).net_string()},{self._down}"


def _side(name: str) -> None:
    def read(area: object) -> object:
        assert isinstance(area, Rectangle)
        return area.sides[name]

    def write(area: object, value: object) -> None:
        assert isinstance(area, Rectangle)
        assert isinstance(value, int)
        area.sides[name] = value

    NET.extend(SPACE + "Rectangle").settable(name.title(), INT, read, write)


def _part(name: str, kind: str, attribute: str) -> None:
    NET.extend(SPACE + "BufferCell").settable(
        name, kind, lambda cell: _shown(getattr(cell, attribute), kind), lambda cell, new: setattr(cell, attribute, new)
    )


def _shown(held: object, kind: str) -> object:
    if kind == _CHAR or isinstance(held, EnumValue):
        return held
    return EnumValue(CONSOLE_COLOR if kind == _COLOR else _CELL_TYPE, _number(held))


for _name in ("left", "top", "right", "bottom"):
    _side(_name)
for _name, _kind, _attribute in (
    ("Character", _CHAR, "character"),
    ("ForegroundColor", _COLOR, "foreground"),
    ("BackgroundColor", _COLOR, "background"),
    ("BufferCellType", SPACE + "BufferCellType", "kind"),
):
    _part(_name, _kind, _attribute)
DEFAULT_KEYS = enum_value(SPACE + "ReadKeyOptions", "IncludeKeyDown")
