"""System.Collections.Queue and Stack, string comparers, cultures."""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell.conversion import convert, converter
from winlab.powershell.declare import NET, net_constructor, net_method, net_property, net_static, net_static_property
from winlab.powershell.errors import ConversionFailed, net_error
from winlab.powershell.nettypes import NetType
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject

OBJ, S, INT, B = "System.Object", "System.String", "System.Int32", "System.Boolean"
_COLLECTION = ("System.Object", "System.Collections.ICollection")


def _items(source: object) -> list[object]:
    from winlab.powershell.operators import elements

    return [] if isinstance(source, int) else list(elements(source) or [])


class Line(NetObject):
    """Elements one after the other; ``closed_type`` is set where the class is generic."""

    closed_type: NetType | None = None

    def __init__(self, items: list[object]) -> None:
        self.items = items

    def type_names(self) -> list[str]:
        """The class, closed if it is generic."""
        return super().type_names() if self.closed_type is None else [self.closed_type.name, OBJ]

    def typed(self, value: object) -> object:
        """A value as the closed type wants it."""
        return value if self.closed_type is None else convert(value, self.closed_type.arguments[0])

    def net_iter(self) -> Iterator[object]:
        """The elements."""
        return iter(list(self.items))


def _empty(what: str) -> Exception:
    return net_error("System.InvalidOperationException", f"{what} empty.")


@NET.type("System.Collections.Queue", bases=_COLLECTION)
class Queue(Line):
    """First in, first out."""

    count_all = net_property("Count", INT)(lambda self: len(self.items))
    clear_all = net_method("Clear", returns="System.Void")(lambda self: self.items.clear())
    has = net_method("Contains", (OBJ,))(lambda self, value: value in self.items)
    array = net_method("ToArray")(lambda self: list(self.items))

    @net_constructor((), ("System.Collections.ICollection",), (INT,))
    @classmethod
    def new(cls, source: object = 0) -> Queue:
        """Empty, or with a collection's elements."""
        return cls(_items(source))

    @net_method("Enqueue", (OBJ,), returns="System.Void")
    def enqueue(self, value: object) -> None:
        """Puts a value at the end."""
        self.items.append(self.typed(value))

    @net_method("Dequeue")
    def dequeue(self) -> object:
        """Takes the first."""
        if not self.items:
            raise _empty("Queue")
        return self.items.pop(0)

    @net_method("Peek")
    def peek(self) -> object:
        """The first."""
        if not self.items:
            raise _empty("Queue")
        return self.items[0]


@NET.type("System.Collections.Stack", bases=_COLLECTION)
class Stack(Line):
    """Last in, first out; the elements stand with the last first."""

    count_all = net_property("Count", INT)(lambda self: len(self.items))
    clear_all = net_method("Clear", returns="System.Void")(lambda self: self.items.clear())
    has = net_method("Contains", (OBJ,))(lambda self, value: value in self.items)
    array = net_method("ToArray")(lambda self: list(self.items))

    @net_constructor((), ("System.Collections.ICollection",), (INT,))
    @classmethod
    def new(cls, source: object = 0) -> Stack:
        """Empty, or with a collection's elements."""
        return cls(_items(source)[::-1])

    @net_method("Push", (OBJ,), returns="System.Void")
    def push(self, value: object) -> None:
        """Puts a value on top."""
        self.items.insert(0, self.typed(value))

    @net_method("Pop")
    def pop(self) -> object:
        """Takes the top."""
        if not self.items:
            raise _empty("Stack")
        return self.items.pop(0)

    @net_method("Peek")
    def peek(self) -> object:
        """The top."""
        if not self.items:
            raise _empty("Stack")
        return self.items[0]


@NET.type("System.StringComparer")
class StringComparer(NetObject):
    """How a dictionary compares texts."""

    def __init__(self, ignore_case: bool) -> None:
        self.ignore_case = ignore_case

    @net_method("Equals", (S, S))
    def same(self, left: str, right: str) -> bool:
        """Whether two texts are equal."""
        return left.lower() == right.lower() if self.ignore_case else left == right

    @net_method("Compare", (S, S))
    def compare(self, left: str, right: str) -> int:
        """The order of two texts."""
        a, b = (left.lower(), right.lower()) if self.ignore_case else (left, right)
        return (a > b) - (a < b)


_COMPARER = NET.extend("System.StringComparer")
for _name in ("Ordinal", "CurrentCulture", "InvariantCulture"):
    _COMPARER.static_property(_name, "System.StringComparer")(lambda: StringComparer(False))
    _COMPARER.static_property(_name + "IgnoreCase", "System.StringComparer")(lambda: StringComparer(True))


# --- cultures ---

NET.enum(
    "System.Globalization.NumberStyles",
    {
        "None": 0,
        "Integer": 7,
        "AllowDecimalPoint": 32,
        "Number": 111,
        "Float": 167,
        "AllowThousands": 64,
        "Any": 511,
        "AllowHexSpecifier": 512,
        "HexNumber": 515,
    },
    flags=True,
)
_CULTURES = {
    "": (127, "Invariant Language (Invariant Country)", "iv"),
    "en-us": (1033, "English (United States)", "en"),
    "en-gb": (2057, "English (United Kingdom)", "en"),
    "de-de": (1031, "German (Germany)", "de"),
    "fr-fr": (1036, "French (France)", "fr"),
}
_MARKS = {"de-de": (",", "."), "fr-fr": (",", "\u00a0")}
_NAMES = {"en-us": "en-US", "en-gb": "en-GB", "de-de": "de-DE", "fr-fr": "fr-FR", "": ""}


@NET.type("System.Globalization.CultureInfo", bases=("System.Object", "System.IFormatProvider"))
class CultureInfo(NetObject):
    """A culture; numbers have its separators, other texts are those of the invariant one (or en-US)."""

    def __init__(self, name: str) -> None:
        if name.lower() not in _CULTURES:
            raise net_error(
                "System.ArgumentException", f"Culture name '{name}' is not supported.\r\nParameter name: name"
            )
        self.key = name.lower()

    @net_constructor((S,), (INT,), (S, B))
    @classmethod
    def new(cls, which: object, *_rest: object) -> CultureInfo:
        """By name or number."""
        if isinstance(which, int):
            which = next((key for key, facts in _CULTURES.items() if facts[0] == which), str(which))
        return cls(to_text(which))

    @property
    def marks(self) -> tuple[str, str]:
        """What stands before decimals and between groups of digits."""
        return _MARKS.get(self.key, (".", ","))

    name = net_property("Name", S)(lambda self: _NAMES[self.key])
    lcid = net_property("LCID", INT)(lambda self: _CULTURES[self.key][0])
    display = net_property("DisplayName", S)(lambda self: _CULTURES[self.key][1])
    english = net_property("EnglishName", S)(lambda self: _CULTURES[self.key][1])
    letters = net_property("TwoLetterISOLanguageName", S)(lambda self: _CULTURES[self.key][2])

    def net_string(self) -> str:
        """The name."""
        return _NAMES[self.key]

    @net_static("GetCultureInfo", (S,), (INT,))
    @staticmethod
    def get(which: object) -> object:
        """By name or number."""
        return CultureInfo.new(which)

    @net_static_property("InvariantCulture", "System.Globalization.CultureInfo")
    @staticmethod
    def invariant() -> object:
        """The invariant culture."""
        return CultureInfo("")

    @net_static_property("CurrentCulture", "System.Globalization.CultureInfo")
    @staticmethod
    def current() -> object:
        """The session's culture."""
        return CultureInfo("en-US")

    @net_static_property("CurrentUICulture", "System.Globalization.CultureInfo")
    @staticmethod
    def current_ui() -> object:
        """The session's culture of texts."""
        return CultureInfo("en-US")


@converter("System.Globalization.CultureInfo")
def to_culture(value: object) -> object:
    """A name or number as a culture."""
    from winlab.powershell.errors import PSError

    try:
        return CultureInfo.new(value)
    except PSError as failed:
        raise ConversionFailed(failed.record.exception) from None
