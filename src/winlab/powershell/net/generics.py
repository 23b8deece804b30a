"""Closed generic types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from winlab.powershell.conversion import convert_or_fail
from winlab.powershell.net.chains import chain_type
from winlab.powershell.net.delegates import delegate_type
from winlab.powershell.net.dictionaries import CasedTable, GenericTable, TypedSortedTable
from winlab.powershell.net.pairs import GenericCollection, close, nullable_type, pair_type
from winlab.powershell.net.queues import Queue, Stack
from winlab.powershell.net.sets import set_type
from winlab.powershell.nettypes import TYPES, NetMethod, NetType
from winlab.powershell.values import ArrayList, GenericList, Hashtable, NetObject

if TYPE_CHECKING:
    from winlab.powershell.session import Session

_GENERIC = "system.collections.generic."
_LISTS: dict[str, type[GenericList]] = {
    _GENERIC + "list": GenericList,
    "system.collections.objectmodel.collection": GenericCollection,
}


def generic_type(session: Session, name: str, arguments: Sequence[NetType]) -> NetType | None:
    """``Collections.Generic.List[int]`` and the like."""
    full = name if name.lower().startswith("system.") else "System." + name
    known = full.lower().partition("`")[0]
    if known in _LISTS:
        return _list_type(_LISTS[known], arguments)
    if (delegate := delegate_type(known, arguments)) is not None:
        return delegate
    if known == "system.nullable":
        return nullable_type(arguments[0])
    if known == _GENERIC + "keyvaluepair":
        return pair_type(arguments)
    if known == _GENERIC + "dictionary":
        return _table_type("Dictionary`2", GenericTable, "System.Collections.Generic.Dictionary`2", arguments)
    if known in (_GENERIC + "sorteddictionary", _GENERIC + "sortedlist"):
        kind = "SortedList`2" if known.endswith("list") else "SortedDictionary`2"
        return _table_type(kind, TypedSortedTable, f"System.Collections.Generic.{kind}", arguments)
    if known == _GENERIC + "queue":
        return _line_type(Queue, arguments)
    if known == _GENERIC + "stack":
        return _line_type(Stack, arguments)
    if known == _GENERIC + "hashset":
        return set_type(arguments)
    if known == _GENERIC + "linkedlist":
        return chain_type(arguments)
    return session.find_type(f"{full.partition('`')[0]}`{len(arguments)}")


def dictionary_of(key: str, value: str) -> Hashtable:
    """An empty generic Dictionary; the types are declared ones."""
    closed = _table_type(
        "Dictionary`2",
        CasedTable,
        "System.Collections.Generic.Dictionary`2",
        [TYPES[key.lower()], TYPES[value.lower()]],
    )
    assert closed.constructor is not None
    made = closed.constructor.function()
    assert isinstance(made, Hashtable)
    return made


def _list_type(cls: type[GenericList], arguments: Sequence[NetType]) -> NetType:
    closed = close(cls.definition, arguments, GenericList.definition)
    element = arguments[0].name

    def make(source: object = None) -> NetObject:
        made = cls((), element)
        if source is not None and not isinstance(source, int):
            items = source.items if isinstance(source, ArrayList) else source
            assert isinstance(items, list)
            made.items = [convert_or_fail(item, arguments[0]) for item in items]
        return made

    closed.constructor = NetMethod("new", ((), ("System.Int32",), ("System.Collections.ICollection",)), make)
    return closed


def _table_type(kind: str, cls: type[CasedTable], definition: str, arguments: Sequence[NetType]) -> NetType:
    closed = close(f"System.Collections.Generic.{kind}", arguments, definition)

    def make(*given: object) -> NetObject:
        made = cls()
        made.closed_type = closed
        for each in given:
            if isinstance(each, Hashtable):
                for key, value in each.items():
                    made.set(key, value)
            else:
                made.ignore_case = made.ignore_case or getattr(each, "ignore_case", False) is True
        return made

    anything = "System.Object"
    closed.constructor = NetMethod("new", ((), ("System.Int32",), (anything,), (anything, anything)), make)
    return closed


def _line_type(cls: type[Queue] | type[Stack], arguments: Sequence[NetType]) -> NetType:
    kind = cls.__name__
    closed = close(f"System.Collections.Generic.{kind}`1", arguments, f"System.Collections.{kind}")

    def make(source: object = None) -> NetObject:
        made = cls.of(source)
        made.items = [convert_or_fail(item, arguments[0]) for item in made.items]
        made.closed_type = closed
        return made

    closed.constructor = NetMethod("new", ((), ("System.Int32",), ("System.Object",)), make)
    return closed
