"""Closed generic types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from winlab.powershell.conversion import convert_or_fail
from winlab.powershell.net.dictionaries import CasedTable, GenericTable, SortedTable
from winlab.powershell.net.queues import Line, Queue, Stack
from winlab.powershell.nettypes import TYPES, NetMethod, NetType
from winlab.powershell.operators import elements
from winlab.powershell.values import ArrayList, GenericList, Hashtable, NetObject, qualified

if TYPE_CHECKING:
    from winlab.powershell.session import Session

_GENERIC = "system.collections.generic."


def generic_type(session: Session, name: str, arguments: Sequence[NetType]) -> NetType | None:
    """``Collections.Generic.List[int]`` and the like."""
    full = name if name.lower().startswith("system.") else "System." + name
    known = full.lower().partition("`")[0]
    if known == "system.collections.generic.list":
        return _list_type("System.Collections.Generic.List`1", arguments)
    if known == "system.collections.objectmodel.collection":
        return _list_type("System.Collections.Generic.List`1", arguments)
    if known == _GENERIC + "dictionary":
        return _table_type("Dictionary`2", GenericTable, "System.Collections.Generic.Dictionary`2", arguments)
    if known in (_GENERIC + "sorteddictionary", _GENERIC + "sortedlist"):
        kind = "SortedList`2" if known.endswith("list") else "SortedDictionary`2"
        return _table_type(kind, SortedTable, "System.Collections.SortedList", arguments)
    if known == _GENERIC + "queue":
        return _line_type("Queue", Queue, arguments)
    if known == _GENERIC + "stack":
        return _line_type("Stack", Stack, arguments)
    return session.find_type(f"{full.partition('`')[0]}`{len(arguments)}")


def dictionary_of(key: str, value: str) -> Hashtable:
    """An empty generic Dictionary; the types are declared ones."""
    closed = _table_type(
        "Dictionary`2", CasedTable, "System.Collections.Hashtable", [TYPES[key.lower()], TYPES[value.lower()]]
    )
    assert closed.constructor is not None
    made = closed.constructor.function()
    assert isinstance(made, Hashtable)
    return made


def _close(name: str, arguments: Sequence[NetType], definition: str) -> NetType:
    full = f"{name}[[{'],['.join(qualified(a.name) for a in arguments)}]]"
    found = TYPES.get(full.lower())
    if found is None:
        base = TYPES[definition.lower()]
        found = NetType(full, base.bases, python=base.python)
        found.members = base.members
        found.statics = base.statics
        found.arguments = tuple(arguments)
        TYPES[full.lower()] = found
    return found


def _list_type(name: str, arguments: Sequence[NetType]) -> NetType:
    closed = _close(name, arguments, name)
    element = arguments[0].name

    def make(source: object = None) -> NetObject:
        made = GenericList((), element)
        if source is not None and not isinstance(source, int):
            items = source.items if isinstance(source, ArrayList) else source
            assert isinstance(items, list)
            made.items = [convert_or_fail(item, arguments[0]) for item in items]
        return made

    closed.constructor = NetMethod("new", ((), ("System.Int32",), ("System.Collections.ICollection",)), make)
    return closed


def _table_type(kind: str, cls: type[CasedTable], definition: str, arguments: Sequence[NetType]) -> NetType:
    closed = _close(f"System.Collections.Generic.{kind}", arguments, definition)

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


def _line_type(kind: str, cls: type[Line], arguments: Sequence[NetType]) -> NetType:
    closed = _close(f"System.Collections.Generic.{kind}`1", arguments, f"System.Collections.{kind}")

    def make(source: object = None) -> NetObject:
        given = [] if source is None or isinstance(source, int) else elements(source) or []
        items = [convert_or_fail(item, arguments[0]) for item in given]
        made = cls(items if kind == "Queue" else items[::-1])
        made.closed_type = closed
        return made

    closed.constructor = NetMethod("new", ((), ("System.Int32",), ("System.Object",)), make)
    return closed
