"""What is asked of a format, and the shapes: each makes the entries of one object after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from winlab.powershell.calculated import Call, Wanted
from winlab.powershell.formatting import views
from winlab.powershell.formatting.custom import custom_lines
from winlab.powershell.formatting.items import (
    Item,
    alignment,
    chosen,
    display_names,
    of_column,
    of_property,
)
from winlab.powershell.formatting.records import (
    ColumnShape,
    CustomShape,
    FormatEntry,
    ListShape,
    Shape,
    TableShape,
    WideShape,
)
from winlab.powershell.objects import has_property


@dataclass
class Wish:
    """What a Format-* cmdlet was asked for; the default is what Out-Default does by itself."""

    kind: str = ""
    """``table``, ``list``, ``wide``, ``custom``; empty: what fits the object."""
    properties: Sequence[Wanted] = ()
    group_by: Wanted | None = None
    auto_size: bool = False
    hide_headers: bool = False
    wrap: bool = False
    columns: int = 0
    depth: int = 5
    force: bool = False
    """Whether texts, numbers and errors are formatted like everything else."""
    view: str = ""
    """The view to take; empty: the kind's default one."""


class Shaper(Protocol):
    """Makes the entries of one shape."""

    shape: Shape

    def entry(self, value: object) -> FormatEntry: ...


class TableShaper:
    """Rows of cells."""

    def __init__(self, items: list[Item], wish: Wish, samples: Sequence[object], view: views.TableView | None) -> None:
        self._items = items
        self._auto_size = wish.auto_size or (view is not None and view.auto_size)
        first = samples[0]
        self._hidden = hidden = wish.hide_headers or (view is not None and view.hide_headers)
        columns = tuple(
            ColumnShape(item.label, self._width(item, samples), alignment(item, first), view is not None)
            for item in items
        )
        self.shape: Shape = TableShape(columns, hidden, wish.wrap, auto_size=self._auto_size)

    def _width(self, item: Item, samples: Sequence[object]) -> int:
        if item.width or not self._auto_size:
            return item.width
        longest = max(len(line) for value in samples for line in item.text(value).splitlines() or [""])
        return max(longest, 0 if self._hidden else len(item.label), 1)

    def entry(self, value: object) -> FormatEntry:
        return FormatEntry(cells=[item.text(value) for item in self._items], shape=self.shape)


class ListShaper:
    """Pairs of labels and values."""

    shape: Shape = ListShape()

    def __init__(self, wish: Wish, call: Call) -> None:
        self._wish = wish
        self._call = call

    def entry(self, value: object) -> FormatEntry:
        items = self._items(value)
        pairs = [
            (item.label, item.text(value)) for item in items if not item.optional or has_property(value, item.optional)
        ]
        return FormatEntry(pairs=pairs, shape=self.shape)

    def _items(self, value: object) -> list[Item]:
        if self._wish.properties:
            return chosen(self._wish.properties, value, self._call)
        view = views.view_of_kind(value, views.ListView, self._wish.view)
        if isinstance(view, views.ListView):
            return [of_column(column, needed=True) for column in view.items]
        return [of_property(name) for name in display_names(value)]


class WideShaper:
    """One value of each."""

    def __init__(self, item: Item, wish: Wish, samples: Sequence[object]) -> None:
        self._item = item
        width = max((len(item.text(value)) for value in samples), default=0) if wish.auto_size else 0
        self.shape: Shape = WideShape(wish.columns, width)

    def entry(self, value: object) -> FormatEntry:
        return FormatEntry(cells=[self._item.text(value)], shape=self.shape)


class CustomShaper:
    """Classes and their properties, nested."""

    shape: Shape = CustomShape()

    def __init__(self, wish: Wish) -> None:
        self._wish = wish

    def entry(self, value: object) -> FormatEntry:
        names = [wanted.expression.text for wanted in self._wish.properties]
        return FormatEntry(lines=custom_lines(value, names, self._wish.depth), shape=self.shape)


class TextShaper:
    """The lines of a view."""

    shape: Shape = CustomShape()

    def __init__(self, view: views.TextView) -> None:
        self._view = view

    def entry(self, value: object) -> FormatEntry:
        return FormatEntry(lines=self._view.lines(value), shape=self.shape)
