"""System.Text.StringBuilder.

Source: https://learn.microsoft.com/dotnet/api/system.text.stringbuilder .
"""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.cultures import EN_US
from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.errors import net_error
from winlab.powershell.formats import composite
from winlab.powershell.limits import net_room
from winlab.powershell.net.cultures import PROVIDER, culture_of
from winlab.powershell.net.numbers import to_string
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.text import to_text
from winlab.powershell.values import Char, NetObject

INT, S, B, OBJ, C, CA, VOID = (
    "System.Int32", "System.String", "System.Boolean", "System.Object", "System.Char", "System.Char[]", "System.Void",
)  # fmt: skip
SELF, OBJECTS = "System.Text.StringBuilder", "params System.Object[]"
_INDEX = "Index was out of range. Must be non-negative and less than the size of the collection."
_MOST = 2**31 - 1


@NET.type(SELF)
class StringBuilder(NetObject):
    """A text that grows."""

    def __init__(self, text: str = "", capacity: int = 16) -> None:
        self._pieces = [text]
        self._length = len(text)
        self._room = capacity

    @property
    def text(self) -> str:
        """What was put together so far."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0]

    @text.setter
    def text(self, text: str) -> None:
        net_room(len(text))
        self._pieces = [text]
        self._length = len(text)

    def add(self, piece: str, count: int = 1) -> StringBuilder:
        """Puts a piece at the end."""
        net_room(self._length + len(piece) * count)
        self._pieces.append(piece * count)
        self._length += len(piece) * count
        return self

    @net_constructor((), (INT,), (S,), (INT, INT), (S, INT), (S, INT, INT, INT))
    @classmethod
    def new(cls, first: object = "", *rest: int) -> StringBuilder:
        """Empty, with room, with a text or a part of one."""
        if isinstance(first, int):
            if first < 0:
                raise out_of_range("capacity", "'capacity' must be greater than zero.")
            return cls("", first or 16)
        text = to_text(first)
        return cls(text[rest[0] : rest[0] + rest[1]] if len(rest) == 3 else text, rest[-1] if rest else 16)

    def set_length(self, length: int) -> None:
        """Cuts or pads."""
        if length < 0:
            raise out_of_range("value", "Length cannot be less than zero.")
        net_room(length)
        self.text = self.text[:length].ljust(length, "\0")

    length = net_property("Length", INT, setter="set_length")(lambda self: self._length)

    def set_capacity(self, capacity: int) -> None:
        """Makes room."""
        if capacity < self._length:
            raise out_of_range("value", "capacity was less than the current size.")
        self._room = capacity

    @net_property("Capacity", INT, setter="set_capacity")
    def capacity(self) -> int:
        """Room, which doubles as needed."""
        while self._room < self._length:
            self._room *= 2
        return self._room

    most = net_property("MaxCapacity", INT)(lambda self: _MOST)

    @net_method("EnsureCapacity", (INT,), returns=INT)
    def ensure(self, capacity: int) -> int:
        """Makes room at least for so many."""
        self._room = max(self.capacity(), capacity)
        return self._room

    @net_method("Append", (S,), (OBJ,), (CA,), (C, INT), (S, INT, INT), (CA, INT, INT), returns=SELF)
    def append(self, value: object, *rest: int) -> object:
        """Adds text."""
        text = _written(value)
        if len(rest) == 2:
            text = text[rest[0] : rest[0] + rest[1]]
            return self.add(text)
        if rest and rest[0] < 0:
            raise out_of_range("repeatCount", _INDEX)
        return self.add(text, *rest)

    @net_method("AppendLine", (), (S,), returns=SELF)
    def append_line(self, value: str = "") -> object:
        """Adds a line."""
        return self.add(value + "\r\n")

    @net_method("AppendFormat", (S, OBJECTS), (S, OBJ), (S, OBJ, OBJ), (PROVIDER, S, OBJECTS), returns=SELF)
    def append_format(self, *given: object) -> object:
        """Adds a composite format."""
        culture = culture_of(given[:1])
        form, *values = given if isinstance(given[0], str) else given[1:]
        held = values[0] if len(values) == 1 and isinstance(values[0], list) else values
        return self.add(composite(to_text(form), list(held), culture or EN_US))

    @net_method("Insert", (INT, S), (INT, OBJ), (INT, CA), (INT, S, INT), returns=SELF)
    def insert(self, place: int, value: object, count: int = 1) -> object:
        """Puts text in."""
        if not 0 <= place <= self._length:
            raise out_of_range("index", _INDEX)
        piece = _written(value)
        self.text = self.text[:place] + piece * count + self.text[place:]
        return self

    @net_method("Remove", (INT, INT), returns=SELF)
    def remove(self, start: int, count: int) -> object:
        """Takes text out."""
        if start < 0:
            raise out_of_range("startIndex", "StartIndex cannot be less than zero.")
        if count < 0:
            raise out_of_range("length", "Length cannot be less than zero.")
        if start + count > self._length:
            raise out_of_range("index", _INDEX)
        self.text = self.text[:start] + self.text[start + count :]
        return self

    @net_method("Replace", (S, S), (C, C), (S, S, INT, INT), (C, C, INT, INT), returns=SELF)
    def replace(self, old: str, new: str, start: int = 0, count: int | None = None) -> object:
        """Replaces text, everywhere or within a part."""
        if not old:
            message = "String cannot be of zero length.\r\nParameter name: oldValue"
            raise net_error("System.ArgumentException", message, ParamName="oldValue")
        end = self._length if count is None else start + count
        if not 0 <= start <= end <= self._length:
            raise out_of_range("startIndex", _INDEX)
        text = self.text
        self.text = text[:start] + text[start:end].replace(old, new) + text[end:]
        return self

    @net_method("CopyTo", (INT, CA, INT, INT), returns=VOID)
    def copy_to(self, start: int, target: list[object], place: int, count: int) -> None:
        """Copies characters into an array."""
        target[place : place + count] = [Char(c) for c in self.text[start : start + count]]

    @net_method("ToString", (), (INT, INT), returns=S)
    def to_string(self, start: int = 0, count: int | None = None) -> str:
        """The text, or a part of it."""
        if count is None:
            return self.text
        if not 0 <= start <= self._length:
            raise out_of_range("startIndex", "startIndex cannot be larger than length of string.")
        if not 0 <= count <= self._length - start:
            raise out_of_range("length", "Index and length must refer to a location within the string.")
        return self.text[start : start + count]

    @net_method("Equals", (OBJ,), (SELF,), returns=B)
    def net_equals(self, other: object) -> bool:
        """By text."""
        return isinstance(other, StringBuilder) and other.text == self.text

    @net_method("get_Chars", (INT,), returns=C)
    @net_method("Chars", (INT,), returns=C)
    def character(self, place: int) -> object:
        """A character."""
        if not 0 <= place < self._length:
            raise net_error("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
        return Char(self.text[place])

    @net_method("set_Chars", (INT, C), returns=VOID)
    def set_character(self, place: int, value: str) -> None:
        """Changes a character."""
        if not 0 <= place < self._length:
            raise out_of_range("index", _INDEX)
        self.text = self.text[:place] + value + self.text[place + 1 :]

    def net_index(self, index: Sequence[object]) -> object:
        """A character."""
        place = index[0]
        assert isinstance(place, int)
        return self.character(place)

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """Changes a character."""
        place = index[0]
        assert isinstance(place, int)
        self.set_character(place, to_text(value))

    def net_string(self) -> str:
        """The text."""
        return self.text


def _written(value: object) -> str:
    if isinstance(value, list) and all(isinstance(item, Char) for item in value):
        return "".join(map(to_text, value))
    return to_string(value)
