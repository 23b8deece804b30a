"""Lists that refuse some changes: read-only, of a fixed size, synchronized.

Source: https://learn.microsoft.com/dotnet/api/system.collections.arraylist.readonly .
"""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.declare import NET
from winlab.powershell.errors import net_error
from winlab.powershell.net.lists import GENERIC, LIST, L
from winlab.powershell.net.sequences import items_of
from winlab.powershell.nettypes import NetMethod
from winlab.powershell.values import ArrayList, GenericList

OBJ, INT, B = "System.Object", "System.Int32", "System.Boolean"
_GROWING = ["Add", "AddRange", "Clear", "Insert", "InsertRange", "Remove", "RemoveAt", "RemoveRange"]
_CHANGING = [*_GROWING, "Reverse", "SetRange", "Sort"]


class ReadOnlyList(ArrayList):
    """An ArrayList that can't be changed."""


class FixedSizeList(ArrayList):
    """An ArrayList that can't grow or shrink."""


class SynchronizedList(ArrayList):
    """An ArrayList that several threads may use."""


class ReadOnlyCollection(GenericList):
    """System.Collections.ObjectModel.ReadOnlyCollection`1."""

    definition = "System.Collections.ObjectModel.ReadOnlyCollection`1"


def _view(cls: type[ArrayList], name: str, base: str, refused: Sequence[str], text: str) -> None:
    declared = NET.extend(name, python=cls, bases=(base,))
    declared.always(B, IsReadOnly="read-only" in text, IsFixedSize=bool(refused), IsSynchronized=not refused)

    def refuse(*_given: object) -> object:
        raise net_error("System.NotSupportedException", text)

    for member in refused:
        known = declared.type.find(member.lower())
        if isinstance(known, NetMethod):
            declared.method(member, *known.overloads)(refuse)


_view(ReadOnlyList, f"{L}+ReadOnlyArrayList", L, _CHANGING, "Collection is read-only.")
_view(FixedSizeList, f"{L}+FixedSizeArrayList", L, _GROWING, "Collection was of a fixed size.")
_view(SynchronizedList, f"{L}+SyncArrayList", L, (), "")
_view(ReadOnlyCollection, ReadOnlyCollection.definition, GenericList.definition, _CHANGING, "Collection is read-only.")


def _of(cls: type[ArrayList], source: ArrayList) -> ArrayList:
    made = cls()
    made.items = source.items
    return made


for _name, _class in (
    ("ReadOnly", ReadOnlyList), ("FixedSize", FixedSizeList), ("Synchronized", SynchronizedList),
):  # fmt: skip
    LIST.static(_name, (L,), returns=L)(lambda source, cls=_class: _of(cls, source))
LIST.static("Adapter", ("System.Collections.IList",), returns=L)(lambda source: ArrayList(items_of(source)))
LIST.static("Repeat", (OBJ, INT), returns=L)(lambda value, count: ArrayList([value] * count))


@GENERIC.method("AsReadOnly")
def as_read_only(source: GenericList) -> ReadOnlyCollection:
    """The same elements, which can't be changed."""
    made = ReadOnlyCollection((), source.element_type)
    made.items = source.items
    return made
