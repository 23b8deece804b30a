"""What is shown of an object: items from ``-Property`` arguments, views, or its own properties."""

from __future__ import annotations

import decimal
import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from winlab.powershell.addedmembers import MemberSet, PropertySet
from winlab.powershell.declare import EXTENDED
from winlab.powershell.errors import PSError, error
from winlab.powershell.formatting.display import display
from winlab.powershell.formatting.views import Column, names_of
from winlab.powershell.objects import get_member, has_property, own_members, property_names
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.powershell.text import to_text
from winlab.powershell.values import Hashtable, unwrap

Call = Callable[[object, object], list[object]]
"""Runs a script block with ``$_``."""

_KEYS = ("label", "name", "expression", "width", "alignment", "formatstring", "depth")


@dataclass(frozen=True)
class Item:
    """One column or list item; ``optional`` ones are left out where the object has no such property."""

    label: str
    read: Callable[[object], object]
    width: int = 0
    align: str = ""
    pattern: str = ""
    optional: str = ""

    def value(self, of: object) -> object:
        """The value; null where reading fails."""
        try:
            return self.read(of)
        except PSError:
            return None

    def text(self, of: object) -> str:
        """The value as shown."""
        return display(self.value(of), self.pattern)


def of_property(name: str, label: str = "") -> Item:
    """A property under its own name."""
    return Item(label or name, functools.partial(_get, name), optional=name)


def of_column(column: Column) -> Item:
    """A column of a view."""
    align = column.align or "left"
    read, name = column.read, ""
    if not callable(read):
        name = read or column.label
        read = functools.partial(_get, name)
    return Item(column.label, read, column.width, align, column.pattern, name)


def _get(name: str, value: object) -> object:
    return get_member(value, name)


def chosen(arguments: Sequence[object], value: object, call: Call) -> list[Item]:
    """The items of ``-Property``, wildcards filled in for ``value``."""
    return [item for argument in arguments for item in _argument(argument, value, call)]


def _argument(argument: object, value: object, call: Call) -> Iterator[Item]:
    base = unwrap(argument)
    if isinstance(base, Hashtable):
        yield _from_table(base, call)
    elif isinstance(base, str):
        if not has_wildcards(base):
            yield of_property(_spelled(value, base), "")
            return
        pattern = wildcard(base)
        for name in property_names(value):
            if pattern.fullmatch(name):
                yield of_property(name)
    else:
        yield Item(to_text(argument), functools.partial(_evaluated, call, base))


def _spelled(value: object, name: str) -> str:
    return next((known for known in property_names(value) if known.lower() == name.lower()), name)


def _from_table(table: Hashtable, call: Call) -> Item:
    given: dict[str, object] = {}
    for key, held in table.items():
        text = to_text(key).lower()
        full = [known for known in _KEYS if known.startswith(text)]
        if not full:
            raise error("DictionaryKeyUnknown", f"The {to_text(key)} key is not valid.", "InvalidArgument")
        given[full[0]] = held
    expression = unwrap(given.get("expression"))
    if expression is None:
        message = "The key or keys expression are missing."
        raise error("DictionaryKeyMandatoryEntry", message, "InvalidArgument")
    label = to_text(given.get("label") or given.get("name") or expression)
    width = given.get("width")
    align = to_text(given.get("alignment")).lower()
    read: Callable[[object], object]
    if isinstance(expression, str):
        read = functools.partial(_get, expression)
    else:
        read = functools.partial(_evaluated, call, expression)
    return Item(label, read, width if isinstance(width, int) else 0, align, to_text(given.get("formatstring")))


def _evaluated(call: Call, block: object, value: object) -> object:
    return _single(call(block, value))


def _single(results: list[object]) -> object:
    return results[0] if len(results) == 1 else results or None


def display_names(value: object) -> list[str]:
    """Names of the properties shown when nobody says: DefaultDisplayPropertySet, or all."""
    return default_set(value) or property_names(value)


def default_set(value: object) -> list[str]:
    """The object's or its type's DefaultDisplayPropertySet; empty if it has none."""
    own = own_members(value)
    found = None if own is None else own.get("PSStandardMembers")
    if isinstance(found, MemberSet):
        names = found.members.get("DefaultDisplayPropertySet")
        if isinstance(names, PropertySet):
            return names.names
    for type_name in names_of(value):
        given = EXTENDED.get(type_name, {}).get("defaultdisplaypropertyset")
        if isinstance(given, PropertySet):
            return [name for name in given.names if has_property(value, name)]
    return []


def alignment(item: Item, first: object) -> str:
    """The side a column keeps to: numbers go right."""
    if item.align:
        return item.align
    base = unwrap(item.value(first))
    numeric = isinstance(base, (int, float, decimal.Decimal)) and not isinstance(base, bool)
    return "right" if numeric else "left"
