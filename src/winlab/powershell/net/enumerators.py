"""Enumerators: what GetEnumerator gives, with MoveNext, Current and Reset.

Source: https://learn.microsoft.com/dotnet/api/system.collections.ienumerator .
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.powershell.blocks import InputItems
from winlab.powershell.cursors import ListCursor
from winlab.powershell.declare import NET, TypeExtension
from winlab.powershell.values import Hashtable

ENUMERATOR = "System.Collections.IEnumerator"
_BASES = ("System.Object", ENUMERATOR)


class CharEnumerator(ListCursor):
    """Goes through a text."""


class EntryCursor(ListCursor):
    """Goes through a table."""

    def __init__(self, table: Hashtable) -> None:
        super().__init__([table.entry(key, value) for key, value in table.items()])


def _declare(name: str, python: type) -> TypeExtension:
    declared = NET.extend(name, python=python, bases=_BASES)
    declared.property("Current")(lambda cursor: cursor.current)
    declared.method("MoveNext", returns="System.Boolean")(lambda cursor: cursor.move_next())
    declared.method("Reset", returns="System.Void")(lambda cursor: cursor.reset())
    return declared


_declare("System.Collections.ArrayList+ArrayListEnumeratorSimple", InputItems)
_declare("System.Array+SZArrayEnumerator", ListCursor)
_declare("System.CharEnumerator", CharEnumerator)
_entries = _declare("System.Collections.Hashtable+HashtableEnumerator", EntryCursor)
for _name in ("Key", "Name"):
    _entries.property(_name)(lambda cursor: getattr(cursor.current, "key", None))
_entries.property("Value")(lambda cursor: getattr(cursor.current, "value", None))
_entries.property("Entry", "System.Collections.DictionaryEntry")(lambda cursor: cursor.current)


def cursor(items: Iterable[object]) -> ListCursor:
    """The enumerator of elements."""
    return ListCursor(list(items))
