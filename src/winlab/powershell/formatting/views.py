"""How objects of a type are printed when nobody says: views, declared by type name.

Windows' own views are in ``*.format.ps1xml``; here a view is a small declaration:

    table("System.Diagnostics.Process", Column("Handles", width=7, align="right"), ...)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from winlab.powershell.values import type_names

Read = Callable[[object], object]


@dataclass(frozen=True)
class Column:
    """A column or list item.

    Attributes:
        label: the heading.
        read: a property's name, or a function of the object; the label's property if empty.
        width: characters; 0 shares what is left.
        align: ``left``, ``right`` or ``center``; empty follows the first value (numbers go right).
        pattern: a .NET format string.
    """

    label: str
    read: str | Read = ""
    width: int = 0
    align: str = ""
    pattern: str = ""


@dataclass(frozen=True)
class Group:
    """A heading above objects that follow one another with the same value of ``read``.

    Attributes:
        label: what stands before the value.
        read: a property's name, or a function of the object.
        framed: set apart as the folder above files is: further in, and by one more blank line.
    """

    label: str
    read: str | Read
    framed: bool = False

    def heading(self, label: str, value: str) -> list[str]:
        """The lines of the heading."""
        return [f"    {label}: {value}", ""] if self.framed else [f"   {label}: {value}"]


@dataclass(frozen=True)
class TableView:
    """Columns."""

    columns: tuple[Column, ...]
    group: Group | None = None
    auto_size: bool = False
    hide_headers: bool = False


@dataclass(frozen=True)
class ListView:
    """Items."""

    items: tuple[Column, ...]
    group: Group | None = None


@dataclass(frozen=True)
class WideView:
    """One value."""

    item: Column
    group: Group | None = None


@dataclass(frozen=True)
class TextView:
    """Lines of text; ``apart``: between other objects' formats, without blank lines around (out of band)."""

    lines: Callable[[object], Sequence[str]]
    apart: bool = False


View = TableView | ListView | WideView | TextView


@dataclass
class _Views:
    by_kind: dict[type[View], dict[str, View]] = field(default_factory=dict)
    preferred: dict[str, type[View]] = field(default_factory=dict)
    by_name: dict[tuple[type[View], str], dict[str, View]] = field(default_factory=dict)


_VIEWS = _Views()


def register(type_name: str, view: View, name: str = "") -> None:
    """Declares a view; the first one of a type is its default, the last one of a kind that kind's."""
    _VIEWS.by_kind.setdefault(type(view), {})[type_name.lower()] = view
    _VIEWS.preferred.setdefault(type_name.lower(), type(view))
    only_named(type_name, view, name)


def only_named(type_name: str, view: View, name: str = "") -> None:
    """Declares a view that is taken when ``-View`` asks for it; without a name it has its type's."""
    _VIEWS.by_name.setdefault((type(view), (name or type_name).lower()), {})[type_name.lower()] = view


def table(
    type_name: str, *columns: Column, group: Group | None = None, auto_size: bool = False, name: str = ""
) -> None:
    """Declares a table."""
    register(type_name, TableView(columns, group, auto_size), name)


def listing(type_name: str, *items: Column, group: Group | None = None, name: str = "") -> None:
    """Declares a list."""
    register(type_name, ListView(items, group), name)


def wide(type_name: str, item: Column, group: Group | None = None, name: str = "") -> None:
    """Declares a wide view."""
    register(type_name, WideView(item, group), name)


def lines(type_name: str, function: Callable[[object], Sequence[str]], *, apart: bool = False) -> None:
    """Declares text."""
    register(type_name, TextView(function, apart))


def names_of(value: object) -> list[str]:
    """The type names under which views of a value are looked for."""
    return [name.lower().removeprefix("deserialized.") for name in type_names(value)]


def default_view(value: object) -> View | None:
    """The view of the most derived type that has one."""
    for name in names_of(value):
        kind = _VIEWS.preferred.get(name)
        if kind is not None:
            return _VIEWS.by_kind[kind][name]
    return None


def view_of_kind(value: object, kind: type[View], name: str = "") -> View | None:
    """The view of one kind, as Format-Table looks for tables only; the one of that name if there is one."""
    declared = _VIEWS.by_name.get((kind, name.lower()), {}) if name else _VIEWS.by_kind.get(kind, {})
    return next((declared[name] for name in names_of(value) if name in declared), None)
