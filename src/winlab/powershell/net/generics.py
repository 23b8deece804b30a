"""Closed generic types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from winlab.powershell.nettypes import TYPES, NetMethod, NetType
from winlab.powershell.values import ArrayList, GenericList, Hashtable, NetObject

if TYPE_CHECKING:
    from winlab.powershell.session import Session


class ClosedTable(Hashtable):
    """A generic Dictionary; keys have case."""

    closed_type: NetType
    ignore_case = False

    def key(self, key: object) -> object:
        """What a key is filed under."""
        return key if isinstance(key, str) and not self.ignore_case else super().key(key)

    def type_names(self) -> list[str]:
        """The closed type's name."""
        return [self.closed_type.name, "System.Object"]


def generic_type(session: Session, name: str, arguments: Sequence[NetType]) -> NetType | None:
    """``Collections.Generic.List[int]`` and the like."""
    full = name if name.lower().startswith("system.") else "System." + name
    known = full.lower().partition("`")[0]
    if known == "system.collections.generic.list":
        return _list_type("System.Collections.Generic.List`1", arguments)
    if known == "system.collections.objectmodel.collection":
        return _list_type("System.Collections.Generic.List`1", arguments)
    if known in ("system.collections.generic.dictionary", "system.collections.generic.sorteddictionary"):
        return _table_type(arguments)
    return session.find_type(f"{full.partition('`')[0]}`{len(arguments)}")


def _close(name: str, arguments: Sequence[NetType], definition: str) -> NetType:
    full = f"{name}[[{'],['.join(a.name for a in arguments)}]]"
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
        from winlab.powershell.conversion import convert_or_fail

        made = GenericList((), element)
        if source is not None and not isinstance(source, int):
            items = source.items if isinstance(source, ArrayList) else source
            assert isinstance(items, list)
            made.items = [convert_or_fail(item, arguments[0]) for item in items]
        return made

    closed.constructor = NetMethod("new", ((), ("System.Int32",), ("System.Collections.ICollection",)), make)
    return closed


def _table_type(arguments: Sequence[NetType]) -> NetType:
    closed = _close("System.Collections.Generic.Dictionary`2", arguments, "System.Collections.Hashtable")

    def make(*given: object) -> NetObject:
        made = ClosedTable()
        made.ignore_case = any(getattr(each, "ignore_case", False) is True for each in given)
        made.closed_type = closed
        return made

    closed.constructor = NetMethod("new", ((), ("System.Object",)), make)
    return closed
