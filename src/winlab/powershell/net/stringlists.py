"""System.Collections.Specialized: StringCollection, StringDictionary, NameValueCollection.

Source: https://learn.microsoft.com/dotnet/api/system.collections.specialized .
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.net.dictionaries import CasedTable, dictionary
from winlab.powershell.net.enumerators import cursor
from winlab.powershell.net.lists import GENERIC
from winlab.powershell.net.sequences import copy_into, find, place_in
from winlab.powershell.text import to_text
from winlab.powershell.values import GenericList, NetObject, TypedArray

OBJ, S, INT, B, VOID, A = (
    "System.Object", "System.String", "System.Int32", "System.Boolean", "System.Void", "System.Array",
)  # fmt: skip
_SPECIAL = "System.Collections.Specialized."


class StringCollection(GenericList):
    """A list of texts."""

    def __init__(self) -> None:
        super().__init__((), S)

    def type_names(self) -> list[str]:
        """The class."""
        return [_SPECIAL + "StringCollection", OBJ]


_STRINGS = NET.extend(_SPECIAL + "StringCollection", python=StringCollection, bases=GENERIC.type.bases)
for _name in (
    "Count", "SyncRoot", "IsReadOnly", "IsFixedSize", "IsSynchronized", "Item", "AddRange", "Clear", "Contains",
    "IndexOf", "Insert", "RemoveAt", "CopyTo", "GetEnumerator",
):  # fmt: skip
    _STRINGS.type.members[_name.lower()] = GENERIC.type.members[_name.lower()]
_STRINGS.constructor(())(StringCollection)


@_STRINGS.method("Add", (S,), returns=INT)
def add_string(target: StringCollection, text: object) -> int:
    """Appends and gives the place."""
    target.items.append(text)
    return len(target.items) - 1


@_STRINGS.method("Remove", (S,), returns=VOID)
def remove_string(target: StringCollection, text: object) -> None:
    """Removes the first such text."""
    place = find(target.items, text)
    if place >= 0:
        del target.items[place]


class StringDictionary(CasedTable):
    """Texts by name without case; names are kept in small letters."""

    def set(self, key: object, value: object) -> None:
        """Adds or replaces."""
        super().set(to_text(key).lower(), None if value is None else to_text(value))

    def key(self, key: object) -> object:
        """What a name is filed under."""
        return to_text(key).lower()


dictionary(_SPECIAL + "StringDictionary", StringDictionary, lambda *_optional: StringDictionary())


@NET.type(_SPECIAL + "NameValueCollection", bases=(OBJ, "System.Collections.ICollection"), assembly="System")
class NameValueCollection(NetObject):
    """Texts by name without case; a name may have several."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[str, list[str]]] = {}

    @net_constructor((), (INT,), (_SPECIAL + "NameValueCollection",))
    @classmethod
    def new(cls, source: object = None) -> NameValueCollection:
        """Empty, or with another one's entries."""
        made = cls()
        if isinstance(source, NameValueCollection):
            made.add_all(source)
        return made

    def net_iter(self) -> Iterator[object]:
        """The names."""
        return iter(self.names())

    def names(self) -> list[object]:
        """The names as they were given first."""
        return [name for name, _ in self.entries.values()]

    def _texts(self, which: object) -> list[str] | None:
        if isinstance(which, int):
            return list(self.entries.values())[place_in(self.names(), which)][1]
        found = self.entries.get(to_text(which).lower())
        return None if found is None else found[1]

    def net_index(self, index: Sequence[object]) -> object:
        """The texts of a name with commas; null if there is none."""
        return self.get(index[0])

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """Replaces the texts of a name."""
        self.set(to_text(index[0]), to_text(value))

    @net_method("Item", (S,), (INT,), returns=S)
    @net_method("Get", (S,), (INT,), returns=S)
    def get(self, which: object) -> str | None:
        """The texts of a name with commas; null if there is none."""
        found = self._texts(which)
        return None if found is None else ",".join(found)

    @net_method("GetValues", (S,), (INT,), returns="System.String[]")
    def get_values(self, which: object) -> TypedArray | None:
        """The texts of a name."""
        found = self._texts(which)
        return None if found is None else TypedArray(found, S)

    @net_method("GetKey", (INT,), returns=S)
    def get_key(self, place: int) -> object:
        """A name."""
        names = self.names()
        return names[place_in(names, place)]

    @net_method("Set", (S, S), returns=VOID)
    def set(self, name: str, value: str) -> None:
        """Replaces the texts of a name."""
        known = self.entries.get(name.lower(), (name, []))
        self.entries[name.lower()] = (known[0], [value])

    @net_method("Add", (S, S), (_SPECIAL + "NameValueCollection",), returns=VOID)
    def add(self, name: object, value: str = "") -> None:
        """Adds a text to a name, or all of another collection."""
        if isinstance(name, NameValueCollection):
            self.add_all(name)
        else:
            self.entries.setdefault(to_text(name).lower(), (to_text(name), []))[1].append(value)

    def add_all(self, other: NameValueCollection) -> None:
        """Adds another one's entries."""
        for name, texts in list(other.entries.values()):
            self.entries.setdefault(name.lower(), (name, []))[1].extend(texts)

    @net_method("Remove", (S,), returns=VOID)
    def remove(self, name: str) -> None:
        """Removes a name."""
        self.entries.pop(name.lower(), None)

    @net_method("Clear", returns=VOID)
    def clear(self) -> None:
        """Removes all."""
        self.entries.clear()

    has_keys = net_method("HasKeys", returns=B)(lambda self: bool(self.entries))
    count = net_property("Count", INT)(lambda self: len(self.entries))
    keys = net_property("Keys")(lambda self: TypedArray(self.names(), S))
    all_keys = net_property("AllKeys", "System.String[]")(lambda self: TypedArray(self.names(), S))
    enumerator = net_method("GetEnumerator", returns="System.Collections.IEnumerator")(
        lambda self: cursor(self.names())
    )
    copy = net_method("CopyTo", (A, INT), returns=VOID)(
        lambda self, array, place: copy_into([self.get(n) for n in range(len(self.entries))], array, place)
    )
