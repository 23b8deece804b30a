"""Dictionaries with an order: OrderedDictionary, ListDictionary, HybridDictionary, SortedList.

Sources: https://learn.microsoft.com/dotnet/api/system.collections.specialized.ordereddictionary ,
https://learn.microsoft.com/dotnet/api/system.collections.sortedlist .
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from winlab.powershell.comparing import order
from winlab.powershell.conversion import convert
from winlab.powershell.declare import NET, TypeExtension
from winlab.powershell.errors import net_error
from winlab.powershell.net.automation import Reference
from winlab.powershell.net.comparers import StringComparer
from winlab.powershell.net.pairs import KeyValuePair
from winlab.powershell.net.sequences import outside, place_in
from winlab.powershell.net.tables import TABLE, KeyList
from winlab.powershell.nettypes import NetMethod, NetType
from winlab.powershell.values import ArrayList, Hashtable, NetObject, hash_key, qualified

OBJ, INT, B, VOID, S = "System.Object", "System.Int32", "System.Boolean", "System.Void", "System.String"
_BASES = ("System.Object", "System.Collections.IDictionary", "System.Collections.ICollection")


class CasedTable(Hashtable):
    """A dictionary whose keys have case, unless a comparer says otherwise."""

    ignore_case = False
    closed_type: NetType | None = None
    """The closed type of a generic dictionary."""

    def type_names(self) -> list[str]:
        """The class, closed if it is generic."""
        return super().type_names() if self.closed_type is None else [self.closed_type.name, OBJ]

    def key(self, key: object) -> object:
        """What a key is filed under."""
        return key if isinstance(key, str) and not self.ignore_case else hash_key(key)

    def put(self, key: object, value: object) -> None:
        """Sets by key, whatever the key is."""
        self.set(key, value)

    def entry(self, key: object, value: object) -> NetObject:
        """An entry as the enumerator gives it out: of a generic dictionary a KeyValuePair."""
        if self.closed_type is None:
            return super().entry(key, value)
        return KeyValuePair.of(key, value, self.closed_type.arguments)

    def copy(self) -> Hashtable:
        """A shallow copy."""
        made = super().copy()
        assert isinstance(made, CasedTable)
        made.ignore_case, made.closed_type = self.ignore_case, self.closed_type
        return made


class OrderedTable(CasedTable):
    """An OrderedDictionary: a whole number is a place."""

    def get(self, key: object, default: object = None) -> object:
        """The value under a key, or at a place."""
        if type(key) is int:
            return self.values()[self.place(key)]
        return super().get(key, default)

    def set(self, key: object, value: object) -> None:
        """Sets the value under a key, or at a place."""
        if type(key) is int:
            key = self.keys()[self.place(key)]
        super().set(key, value)

    def put(self, key: object, value: object) -> None:
        """Sets by key, whatever the key is."""
        super().set(key, value)

    def place(self, index: int) -> int:
        """A place that there is."""
        if not 0 <= index < len(self):
            raise outside()
        return index

    def insert(self, index: int, key: object, value: object) -> None:
        """Puts an entry at a place."""
        if not 0 <= index <= len(self):
            raise outside()
        if key in self:
            raise net_error("System.ArgumentException", "An item with the same key has already been added.")
        entries = list(self._entries.items())
        entries.insert(index, (self.key(key), (key, value)))
        self._entries = dict(entries)
        self.version += 1


class SortedTable(CasedTable):
    """A SortedList: its entries are in the order of their keys."""

    def set(self, key: object, value: object) -> None:
        """Adds or replaces."""
        is_new = key not in self
        super().set(key, value)
        if is_new:
            by_key = functools.cmp_to_key(self._order)
            self._entries = dict(sorted(self._entries.items(), key=lambda entry: by_key(entry[1][0])))

    def _order(self, left: object, right: object) -> int:
        # CompareTo of String: texts that differ in case only have an order, lower case first.
        return order(left, right) or (0 if self.ignore_case else order(left, right, ignore_case=False))


def dictionary(name: str, cls: type[CasedTable], makes: Callable[..., object]) -> TypeExtension:
    """Declares a dictionary with the members of Hashtable."""
    declared = NET.extend(name, python=cls, bases=_BASES)
    for key, member in TABLE.type.members.items():
        declared.type.members.setdefault(key, member)
    declared.constructor((), (INT,), ("System.Collections.IDictionary",), (OBJ,))(makes)
    return declared


def maker(cls: type[CasedTable]) -> Callable[..., object]:
    """What constructs a dictionary: empty, of another one's entries, or with a comparer."""

    def make(source: object = None) -> object:
        made = cls()
        made.ignore_case = getattr(source, "ignore_case", False) is True and not isinstance(source, Hashtable)
        for key, value in source.items() if isinstance(source, Hashtable) else ():
            made.put(key, value)
        return made

    return make


_SPECIAL = "System.Collections.Specialized."
ORDERED = dictionary(_SPECIAL + "OrderedDictionary", OrderedTable, maker(OrderedTable))
ORDERED.method("Insert", (INT, OBJ, OBJ), returns=VOID)(OrderedTable.insert)
ORDERED.method("RemoveAt", (INT,), returns=VOID)(lambda table, place: table.remove(table.keys()[table.place(place)]))
ORDERED.method("Contains", (OBJ,), returns=B)(lambda table, key: key in table)


class ReadOnlyTable(OrderedTable):
    """An OrderedDictionary that can't be changed."""


_READ_ONLY = NET.extend(_SPECIAL + "OrderedDictionary+ReadOnly", python=ReadOnlyTable, bases=(ORDERED.type.name,))
_READ_ONLY.always(B, IsReadOnly=True)


def _refuse(*_given: object) -> object:
    text = "The OrderedDictionary is readonly and cannot be modified."
    raise net_error("System.NotSupportedException", text)


for _name in ("Add", "Clear", "Insert", "Remove", "RemoveAt"):
    _known = ORDERED.type.find(_name.lower())
    assert isinstance(_known, NetMethod)
    _READ_ONLY.method(_name, *_known.overloads)(_refuse)


@ORDERED.method("AsReadOnly", returns=ORDERED.type.name)
def as_read_only(table: OrderedTable) -> OrderedTable:
    """The same entries, which can't be changed."""
    made = ReadOnlyTable()
    for key, value in table.items():
        OrderedTable.insert(made, len(made), key, value)
    return made


@ORDERED.method("Add", (OBJ, OBJ), returns=VOID)
def add_ordered(table: OrderedTable, key: object, value: object) -> None:
    """Adds an entry whose key must be new."""
    table.insert(len(table), key, value)


class GenericTable(CasedTable):
    """A generic Dictionary: its keys and values have types."""

    def set(self, key: object, value: object) -> None:
        """Adds or replaces."""
        if self.closed_type is not None:
            kinds = self.closed_type.arguments
            key, value = convert(key, kinds[0]), convert(value, kinds[1])
        super().set(key, value)


def generic_members(declared: TypeExtension) -> None:
    """Declares what generic dictionaries have beyond or otherwise than Hashtable."""
    declared.method("TryGetValue", (OBJ, "ref"), returns=B)(try_get)
    declared.method("Add", (OBJ, OBJ), returns=VOID)(add_typed)
    declared.method("Remove", (OBJ,), returns=B)(_removed)
    declared.method("Item", (OBJ,))(_item)
    declared.property("Comparer")(lambda table: StringComparer(table.ignore_case, True))


def try_get(table: Hashtable, key: object, target: Reference) -> bool:
    """Whether there is a key; its value goes to the reference."""
    if key in table:
        target.set(table.get(key))
    return key in table


def add_typed(table: Hashtable, key: object, value: object) -> None:
    """Adds an entry whose key must be new."""
    if key is None:
        text = "Value cannot be null.\r\nParameter name: key"
        raise net_error("System.ArgumentNullException", text, ParamName="key")
    if key in table:
        raise net_error("System.ArgumentException", "An item with the same key has already been added.")
    table.set(key, value)


def _removed(table: Hashtable, key: object) -> bool:
    found = key in table
    table.remove(key)
    return found


def _item(table: Hashtable, key: object) -> object:
    if key not in table:
        name = "System.Collections.Generic.KeyNotFoundException"
        raise net_error(name, "The given key was not present in the dictionary.")
    return table.get(key)


GENERIC_TABLE = dictionary("System.Collections.Generic.Dictionary`2", GenericTable, maker(GenericTable))
generic_members(GENERIC_TABLE)


class BoundParameters(GenericTable):
    """``$PSBoundParameters``: a Dictionary of objects by names without case."""

    ignore_case = True

    def type_names(self) -> list[str]:
        """The closed type."""
        return [f"{GENERIC_TABLE.type.name}[[{qualified(S)}],[{qualified(OBJ)}]]", OBJ]

    def set(self, key: object, value: object) -> None:
        """Adds or replaces."""
        CasedTable.set(self, key, value)


class ListTable(CasedTable):
    """A ListDictionary."""


class HybridTable(CasedTable):
    """A HybridDictionary."""


dictionary(_SPECIAL + "ListDictionary", ListTable, maker(ListTable))
HYBRID = dictionary(_SPECIAL + "HybridDictionary", HybridTable, maker(HybridTable))


@HYBRID.constructor((), (INT,), (B,), (INT, B))
def new_hybrid(*given: object) -> object:
    """Empty; a Boolean says that keys have no case."""
    made = HybridTable()
    made.ignore_case = any(value is True for value in given)
    return made


SORTED = dictionary("System.Collections.SortedList", SortedTable, maker(SortedTable))
SORTED.method("GetKey", (INT,))(lambda table, place: table.keys()[place_in(table.keys(), place)])
SORTED.method("GetByIndex", (INT,))(lambda table, place: table.values()[place_in(table.values(), place)])
SORTED.method("GetKeyList")(lambda table: ArrayList(table.keys()))
SORTED.method("GetValueList")(lambda table: ArrayList(table.values()))
SORTED.method("IndexOfKey", (OBJ,), returns=INT)(
    lambda table, key: next((n for n, k in enumerate(table.keys()) if table.key(k) == table.key(key)), -1)
)
SORTED.method("IndexOfValue", (OBJ,), returns=INT)(
    lambda table, value: next((n for n, v in enumerate(table.values()) if hash_key(v) == hash_key(value)), -1)
)
SORTED.method("RemoveAt", (INT,), returns=VOID)(
    lambda table, place: table.remove(table.keys()[place_in(table.keys(), place)])
)
SORTED.method("SetByIndex", (INT, OBJ), returns=VOID)(
    lambda table, place, value: table.set(table.keys()[place_in(table.keys(), place)], value)
)
SORTED.property("Keys")(lambda table: KeyList(table, table.keys()))
SORTED.property("Capacity", INT)(lambda table: max(16, 1 << max(len(table) - 1, 0).bit_length()))
SORTED.method("TrimToSize", returns=VOID)(lambda table: None)


class TypedSortedTable(GenericTable, SortedTable):
    """A generic dictionary whose entries are in the order of their keys."""


for _name in ("SortedDictionary`2", "SortedList`2"):
    _generic = dictionary(f"System.Collections.Generic.{_name}", TypedSortedTable, maker(TypedSortedTable))
    generic_members(_generic)
    if _name.startswith("SortedList"):
        for _member in ("IndexOfKey", "IndexOfValue", "RemoveAt", "Capacity"):
            _generic.type.members[_member.lower()] = SORTED.type.members[_member.lower()]
        _generic.method("TrimExcess", returns=VOID)(lambda table: None)
