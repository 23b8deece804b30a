"""The collections of a DirectoryEntry: its attributes, the values of one, its children.

Source: https://learn.microsoft.com/dotnet/api/system.directoryservices .
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from winlab.directory.errors import UNWILLING, DirectoryError
from winlab.directory.surfaces.failures import exception_for, index_out_of_range
from winlab.directory.surfaces.net_values import NET
from winlab.powershell.declare import net_method, net_property
from winlab.powershell.values import NetObject, PSObject

if TYPE_CHECKING:
    from winlab.directory.surfaces.entry import DirectoryEntry

_STRING = "System.String"
_OBJECT = "System.Object"


def plain(value: object) -> object:
    """The value without PowerShell's wrapping."""
    return value.base if isinstance(value, PSObject) and value.base is not None else value


@NET.type("System.DirectoryServices.PropertyValueCollection", bases=("System.Collections.CollectionBase",))
class PropertyValueCollection(NetObject):
    """The values of one attribute of an entry; changes are kept in the entry until it is committed."""

    def __init__(self, entry: DirectoryEntry, name: str) -> None:
        self._entry = entry
        self.name = name

    @property
    def items(self) -> list[object]:
        """The present values as .NET values."""
        return self._entry.net_values(self.name)

    def net_iter(self) -> Iterator[object]:
        """A collection: pipelines unroll it."""
        return iter(self.items)

    def net_index(self, index: Sequence[object]) -> object:
        """``values[0]``; a negative or too large index is an error of .NET."""
        number = index[0]
        items = self.items
        if not isinstance(number, int) or not 0 <= number < len(items):
            raise index_out_of_range()
        return items[number]

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        """How many values."""
        return len(self.items)

    @net_property("PropertyName", _STRING)
    def property_name(self) -> str:
        """The attribute."""
        return self.name

    @net_property("Value", _OBJECT, setter="set_value")
    def value(self) -> object:
        """None, the one value, or an array of them."""
        items = self.items
        if len(items) < 2:
            return items[0] if items else None
        return list(items)

    def set_value(self, value: object) -> None:
        """Replaces all values."""
        self._entry.assign(self.name, value)

    @net_method("Add", (_OBJECT,), returns="System.Int32")
    def add(self, value: object) -> int:
        """Adds a value."""
        self._entry.assign_more(self.name, value)
        return len(self.items) - 1

    @net_method("AddRange", ("System.Object[]",), returns="System.Void")
    def add_range(self, values: object) -> None:
        """Adds values."""
        self._entry.assign_more(self.name, values)

    @net_method("Remove", (_OBJECT,), returns="System.Void")
    def remove(self, value: object) -> None:
        """Removes a value."""
        self._entry.assign_less(self.name, value)

    @net_method("Contains", (_OBJECT,), returns="System.Boolean")
    def contains(self, value: object) -> bool:
        """Whether the value is there, as it is spelled."""
        return plain(value) in self.items

    @net_method("Clear", returns="System.Void")
    def clear(self) -> None:
        """Removes all values."""
        self._entry.assign(self.name, None)


@NET.type("System.DirectoryServices.PropertyCollection", bases=(_OBJECT, "System.Collections.IDictionary"))
class PropertyCollection(NetObject):
    """All attributes of an entry by name."""

    def __init__(self, entry: DirectoryEntry) -> None:
        self._entry = entry

    def net_index(self, index: Sequence[object]) -> object:
        """``Properties["cn"]``: a collection, empty if there is no such attribute."""
        return PropertyValueCollection(self._entry, str(index[0]))

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """Not allowed in .NET either; PowerShell scripts set ``.Value``."""
        raise exception_for(DirectoryError(UNWILLING, str(index[0])))

    @net_property("PropertyNames", "System.Collections.ICollection")
    def property_names(self) -> list[object]:
        """Names of the attributes that have values."""
        return list(self._entry.attribute_names())

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        """How many attributes have values."""
        return len(self._entry.attribute_names())

    @net_method("Contains", (_STRING,), returns="System.Boolean")
    def contains(self, name: object) -> bool:
        """Whether an attribute has values."""
        return bool(self._entry.net_values(str(name)))


@NET.type("System.DirectoryServices.DirectoryEntries", bases=(_OBJECT, "System.Collections.IEnumerable"))
class DirectoryEntries(NetObject):
    """The children of an entry."""

    def __init__(self, entry: DirectoryEntry) -> None:
        self._entry = entry

    def net_iter(self) -> Iterator[object]:
        """The children."""
        return iter(self._entry.children_entries())

    @net_method("Find", (_STRING,), (_STRING, _STRING), returns="System.DirectoryServices.DirectoryEntry")
    def find(self, name: object, class_name: object = None) -> DirectoryEntry:
        """One child by its relative name."""
        return self._entry.child(str(name))

    @net_method("Add", (_STRING, _STRING), returns="System.DirectoryServices.DirectoryEntry")
    def add(self, name: object, class_name: object) -> DirectoryEntry:
        """A new child, written when it is committed."""
        return self._entry.new_child(str(class_name), str(name))

    @net_method("Remove", ("System.DirectoryServices.DirectoryEntry",), returns="System.Void")
    def remove(self, entry: object) -> None:
        """Deletes a child without children."""
        child = plain(entry)
        remove = getattr(child, "remove", None)
        if callable(remove):
            remove()
