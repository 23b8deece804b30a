"""System.Collections.Specialized.StringCollection and NameValueCollection, BitArray, read-only lists.

Source: https://learn.microsoft.com/dotnet/api/system.collections.specialized .
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.errors import net_error
from winlab.powershell.net.collections import GENERIC, LIST
from winlab.powershell.operators import elements
from winlab.powershell.text import to_text
from winlab.powershell.values import ArrayList, GenericList, NetObject, TypedArray

OBJ, S, INT, B, VOID = "System.Object", "System.String", "System.Int32", "System.Boolean", "System.Void"
_SPECIAL = "System.Collections.Specialized."


class StringCollection(GenericList):
    """A list of texts."""

    def type_names(self) -> list[str]:
        """The class."""
        return [_SPECIAL + "StringCollection", OBJ]


_STRINGS = NET.extend(_SPECIAL + "StringCollection", python=StringCollection, bases=GENERIC.type.bases)
_STRINGS.type.members.update(GENERIC.type.members)
_STRINGS.constructor(())(lambda: StringCollection((), S))


@_STRINGS.method("Add", (S,), returns=INT)
def add_string(target: StringCollection, text: object) -> int:
    """Appends and gives the place."""
    target.items.append(text)
    return len(target.items) - 1


class FixedList(ArrayList):
    """An ArrayList that can't be changed."""

    def type_names(self) -> list[str]:
        """The nested class, and the list's own."""
        return ["System.Collections.ArrayList+ReadOnlyArrayList", "System.Collections.ArrayList", OBJ]


_FIXED = NET.extend(
    "System.Collections.ArrayList+ReadOnlyArrayList", python=FixedList, bases=("System.Collections.ArrayList",)
)
_FIXED.property("IsReadOnly", B)(lambda target: True)
_FIXED.property("IsFixedSize", B)(lambda target: True)
for _name in ("Add", "AddRange", "Clear", "Insert", "Remove", "RemoveAt", "RemoveRange", "Reverse", "Sort"):

    def _refuse(*_given: object) -> object:
        raise net_error("System.NotSupportedException", "Collection is read-only.")

    _member = LIST.type.members[_name.lower()]
    _FIXED.method(_name, *getattr(_member, "overloads", ((),)))(_refuse)


def read_only(source: ArrayList) -> FixedList:
    """The same elements; the list stays the original's view."""
    made = FixedList()
    made.items = source.items
    return made


LIST.static("ReadOnly", ("System.Collections.ArrayList",))(read_only)
LIST.static("Adapter", ("System.Collections.IList",))(lambda source: ArrayList(elements(source) or []))
LIST.static("Repeat", (OBJ, INT))(lambda value, count: ArrayList([value] * count))


@NET.type(_SPECIAL + "NameValueCollection", bases=(OBJ, "System.Collections.ICollection"), assembly="System")
class NameValueCollection(NetObject):
    """Texts by name without case; a name may have several."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[str, list[str]]] = {}

    @net_constructor((), (INT,))
    @classmethod
    def new(cls, *_capacity: object) -> NameValueCollection:
        """Empty."""
        return cls()

    def net_iter(self) -> Iterator[object]:
        """The names."""
        return iter([name for name, _ in self.entries.values()])

    def net_index(self, index: Sequence[object]) -> object:
        """The texts of a name with commas; null if there is none."""
        if isinstance(index[0], int):
            names = list(self.entries)
            return self.get(names[index[0]]) if 0 <= index[0] < len(names) else None
        return self.get(to_text(index[0]))

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """Replaces the texts of a name."""
        self.set(to_text(index[0]), to_text(value))

    @net_method("Get", (S,), returns=S)
    def get(self, name: str) -> str | None:
        """The texts of a name with commas; null if there is none."""
        found = self.entries.get(name.lower())
        return None if found is None else ",".join(found[1])

    @net_method("GetValues", (S,), returns="System.String[]")
    def get_values(self, name: str) -> TypedArray | None:
        """The texts of a name."""
        found = self.entries.get(name.lower())
        return None if found is None else TypedArray(found[1], S)

    @net_method("Set", (S, S), returns=VOID)
    def set(self, name: str, value: str) -> None:
        """Replaces the texts of a name."""
        known = self.entries.get(name.lower(), (name, []))
        self.entries[name.lower()] = (known[0], [value])

    @net_method("Add", (S, S), returns=VOID)
    def add(self, name: str, value: str) -> None:
        """Adds a text to a name."""
        self.entries.setdefault(name.lower(), (name, []))[1].append(value)

    @net_method("Remove", (S,), returns=VOID)
    def remove(self, name: str) -> None:
        """Removes a name."""
        self.entries.pop(name.lower(), None)

    @net_method("Clear", returns=VOID)
    def clear(self) -> None:
        """Removes all."""
        self.entries.clear()

    @net_method("HasKeys", returns=B)
    def has_keys(self) -> bool:
        """Whether there is a name."""
        return bool(self.entries)

    count = net_property("Count", INT)(lambda self: len(self.entries))
    keys = net_property("Keys")(lambda self: TypedArray([name for name, _ in self.entries.values()], S))
    all_keys = net_property("AllKeys", "System.String[]")(
        lambda self: TypedArray([name for name, _ in self.entries.values()], S)
    )


@NET.type("System.Collections.BitArray", bases=(OBJ, "System.Collections.ICollection"))
class BitArray(NetObject):
    """Booleans in a row."""

    def __init__(self, bits: Sequence[bool]) -> None:
        self.bits = list(bits)

    @net_constructor((INT,), (INT, B), ("System.Boolean[]",), ("System.Byte[]",), ("System.Int32[]",))
    @classmethod
    def new(cls, source: object, default: bool = False) -> BitArray:
        """Of a length, or of the bits of numbers, lowest first."""
        if isinstance(source, int):
            return cls([default] * source)
        assert isinstance(source, TypedArray)
        if source.element_type == B:
            return cls([bool(bit) for bit in source])
        width = 8 if source.element_type == "System.Byte" else 32
        numbers = [int(to_text(number)) for number in source]
        return cls([bool(number >> place & 1) for number in numbers for place in range(width)])

    def net_iter(self) -> Iterator[object]:
        """The bits."""
        return iter(list(self.bits))

    def net_index(self, index: Sequence[object]) -> object:
        """A bit."""
        return self.get(int(to_text(index[0])))

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """Sets a bit."""
        self.set(int(to_text(index[0])), bool(value))

    @net_method("Get", (INT,), returns=B)
    def get(self, place: int) -> bool:
        """A bit."""
        return self.bits[place]

    @net_method("Set", (INT, B), returns=VOID)
    def set(self, place: int, bit: bool) -> None:
        """Sets a bit."""
        self.bits[place] = bit

    @net_method("SetAll", (B,), returns=VOID)
    def set_all(self, bit: bool) -> None:
        """Sets all bits."""
        self.bits = [bit] * len(self.bits)

    @net_method("Not")
    def invert(self) -> BitArray:
        """Turns all bits over."""
        self.bits = [not bit for bit in self.bits]
        return self

    count = net_property("Count", INT)(lambda self: len(self.bits))
    length = net_property("Length", INT)(lambda self: len(self.bits))
    is_read_only = net_property("IsReadOnly", B)(lambda self: False)
    is_synchronized = net_property("IsSynchronized", B)(lambda self: False)
    sync_root = net_property("SyncRoot")(lambda self: NetObject())
