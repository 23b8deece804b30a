"""What is shown of an object: items from ``-Property`` arguments, views, or its own properties."""

from __future__ import annotations

import decimal
import fnmatch
import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from winlab.powershell.addedmembers import MemberSet, PropertySet
from winlab.powershell.calculated import ALIGNMENT, PATTERN, WIDTH, Call, Expression, Wanted
from winlab.powershell.declare import EXTENDED
from winlab.powershell.errors import PSError
from winlab.powershell.formatting.display import display
from winlab.powershell.formatting.views import Column, names_of
from winlab.powershell.nettypes import NetProperty
from winlab.powershell.objects import get_member, has_property, own_members, properties
from winlab.powershell.text import to_text
from winlab.powershell.values import Char, NetObject, unwrap

SIDES = ("left", "center", "right")
"""Where a value can stand in its column."""


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


def of_column(column: Column, *, needed: bool = False) -> Item:
    """A column of a view; ``needed``: it is there even if the object has no such property."""
    align = column.align or "left"
    read, name = column.read, ""
    if not callable(read):
        name = read or column.label
        read = functools.partial(_get, name)
    return Item(column.label, read, column.width, align, column.pattern, "" if needed else name)


def _get(name: str, value: object) -> object:
    return get_member(value, name)


def chosen(wanted: Sequence[Wanted], value: object, call: Call, *, absent: bool = False) -> list[Item]:
    """The items of ``-Property``, wildcards filled in for ``value``; ``absent`` keeps those that it has not."""
    return [item for each in wanted for item in _resolved(each, value, call, absent)]


def _resolved(wanted: Wanted, value: object, call: Call, absent: bool) -> Iterator[Item]:
    expression = wanted.expression
    names = expression.names(value) or ([expression.text] if absent and not expression.is_pattern else [])
    width, align = wanted.entry(WIDTH), to_text(wanted.entry(ALIGNMENT)).lower()
    for name in names:
        exact = expression if not isinstance(expression.source, str) else Expression(name)
        yield Item(
            wanted.label or name,
            functools.partial(_evaluated, call, exact),
            width if isinstance(width, int) else 0,
            next((side for side in SIDES if align and side.startswith(align)), ""),
            to_text(wanted.entry(PATTERN)),
        )


def _evaluated(call: Call, expression: Expression, value: object) -> object:
    found = expression.value(value, call)
    if found is not None and found.failed is not None:
        raise found.failed
    return None if found is None else found.value


_NAMING = ("name", "id", "key", "*key", "*name", "*id")
"""Which property names an object, the best ones first."""


def naming_property(value: object) -> str:
    """The property that names an object, else the first one it shows; empty if it has none."""
    names = [view.name for view in properties(value)]
    for pattern in _NAMING:
        named = next((name for name in names if fnmatch.fnmatchcase(name.lower(), pattern)), "")
        if named:
            return named
    return next(iter(default_set(value) or names), "")


def display_names(value: object) -> list[str]:
    """Names of the properties shown when nobody says: DefaultDisplayPropertySet, or all."""
    found = default_set(value)
    if found:
        return found
    base = unwrap(value)
    adapted = isinstance(base, NetObject) and base.is_adapter
    return [view.name for view in properties(value) if not (adapted and isinstance(view.source, NetProperty))]


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
    """The side a column keeps to: everything that is one value goes right, texts go left."""
    if item.align:
        return item.align
    base = unwrap(item.value(first))
    if isinstance(base, NetObject):
        names = base.type_names()
        return "right" if names[1:2] == ["System.Enum"] or names[0] in _SCALARS else "left"
    return "right" if isinstance(base, (int, float, decimal.Decimal, Char)) else "left"


_SCALARS = ("System.IntPtr", "System.Security.SecureString")
