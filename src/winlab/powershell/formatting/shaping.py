"""From objects to format records: which shape they take and what is shown of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from winlab.powershell.calculated import Call
from winlab.powershell.errors import ErrorRecord, error
from winlab.powershell.formatting import views
from winlab.powershell.formatting.display import display
from winlab.powershell.formatting.items import (
    Item,
    chosen,
    default_set,
    display_names,
    naming_property,
    of_column,
    of_property,
)
from winlab.powershell.formatting.records import (
    FormatEnd,
    FormatEntry,
    FormatRecord,
    FormatStart,
    GroupEnd,
    GroupStart,
)
from winlab.powershell.formatting.shapers import (
    CustomShaper,
    ListShaper,
    Shaper,
    TableShaper,
    TextShaper,
    WideShaper,
    Wish,
)
from winlab.powershell.objects import property_names
from winlab.powershell.values import Hashtable, NetObject, PSObject, unwrap

SMALL_TABLE = 4
"""Objects without a view and with more properties than this are listed."""


MOST_COLUMNS = 10
"""Tables that neither a view nor ``-Property`` nor a DefaultDisplayPropertySet made have no more."""


@dataclass
class Formatter:
    """Takes objects one by one and gives the records; ``end`` gives the last ones.

    Objects of one shape follow one another as one format; what has no shape of its own (strings, numbers)
    stands between them as lines.
    """

    wish: Wish
    call: Call
    _shaper: Shaper | None = None
    _view: views.View | None = None
    _group: views.Group | None = None
    _group_label: str = ""
    _group_value: str = ""
    _waiting: list[object] = field(default_factory=list)

    def add(self, value: object) -> Iterator[FormatRecord]:
        """The records that ``value`` completes."""
        if value is None:
            return
        if isinstance(value, FormatRecord):
            yield value
        elif self._waiting or self.wish.auto_size or self._sizes_itself(value):
            self._waiting.append(value)
        else:
            yield from self._one(value, [value])

    def end(self) -> Iterator[FormatRecord]:
        """What closes the format."""
        waiting, self._waiting = self._waiting, []
        shaped = [value for value in waiting if self._apart(value) is None]
        for value in waiting:
            yield from self._one(value, [other for other in shaped if self._alike(value, other)] or [value])
        yield from self._close()

    def _sizes_itself(self, value: object) -> bool:
        """Whether columns become as wide as the cells of all objects, because the view says so."""
        if self.wish.kind not in ("", "table") or self.wish.properties or self._apart(value) is not None:
            return False
        view = self._wanted_view(value)
        return isinstance(view, views.TableView) and view.auto_size

    def _alike(self, value: object, other: object) -> bool:
        return bool(self.wish.properties) or self._wanted_view(value) == self._wanted_view(other)

    def _one(self, value: object, samples: Sequence[object]) -> Iterator[FormatRecord]:
        lines = self._apart(value)
        if lines is not None:
            yield FormatEntry(lines=lines)
            return
        view = self._wanted_view(value)
        if self._shaper is None or self._changes(view):
            yield from self._close()
            self._view = view
            self._shaper = self._shaper_for(value, samples, view)
            self._group = self._group_for(view)
            yield FormatStart(self._shaper.shape)
            self._group_value = self._group_text(value)
            yield GroupStart(self._shaper.shape, self._heading())
        elif self._group is not None and (text := self._group_text(value)) != self._group_value:
            self._group_value = text
            yield GroupEnd()
            yield GroupStart(self._shaper.shape, self._heading())
        yield self._shaper.entry(value)

    def _apart(self, value: object) -> Sequence[str] | None:
        """The lines of what is printed as it is, whatever the shape and the properties, unless ``-Force`` says no."""
        if self.wish.force:
            return None
        view = views.default_view(value)
        if isinstance(view, views.TextView):
            return view.lines(value) if view.apart else None
        return [display(value)] if is_line(value) or (view is None and not property_names(value)) else None

    def _close(self) -> Iterator[FormatRecord]:
        if self._shaper is not None:
            self._shaper = None
            yield GroupEnd()
            yield FormatEnd()

    # --- which shape ---

    def _wanted_view(self, value: object) -> views.View | None:
        kinds: dict[str, type[views.View]] = {
            "table": views.TableView, "list": views.ListView, "wide": views.WideView,
            "custom": views.TextView,
        }  # fmt: skip
        if not self.wish.kind:
            return views.default_view(value)
        found = views.view_of_kind(value, kinds[self.wish.kind], self.wish.view)
        if found is None and self.wish.view:
            text = f"The view name {self.wish.view} cannot be found."
            stopped = "System.Management.Automation.PipelineStoppedException"
            raise error("FormatViewNotFound", text, "ObjectNotFound", self.wish.view, stopped)
        return found

    def _changes(self, view: views.View | None) -> bool:
        """Whether an object with this view needs a format of its own."""
        if self.wish.properties or self.wish.kind in ("list", "custom"):
            return False
        return view != self._view

    def _shaper_for(self, value: object, samples: Sequence[object], view: views.View | None) -> Shaper:
        wish = self.wish
        kind = wish.kind or _kind_of(value, view)
        if kind == "table":
            return self._table(value, samples, view)
        if kind == "wide":
            return WideShaper(self._wide_item(value, view), wish, samples)
        if kind == "list":
            return ListShaper(wish, self.call)
        if isinstance(view, views.TextView) and not wish.properties:
            return TextShaper(view)
        return CustomShaper(wish)

    def _table(self, value: object, samples: Sequence[object], view: views.View | None) -> Shaper:
        wish = self.wish
        table = view if isinstance(view, views.TableView) and not wish.properties else None
        if wish.properties:
            items = chosen(wish.properties, value, self.call, absent=True)
        elif table is not None:
            items = [of_column(column) for column in table.columns]
        else:
            names = default_set(value) or display_names(value)[:MOST_COLUMNS]
            items = [of_property(name) for name in names]
        if wish.auto_size:
            items = [Item(i.label, i.read, 0 if table else i.width, i.align, i.pattern, i.optional) for i in items]
        return TableShaper(items, wish, samples, table)

    def _wide_item(self, value: object, view: views.View | None) -> Item:
        if self.wish.properties:
            return chosen(self.wish.properties[:1], value, self.call, absent=True)[0]
        if isinstance(view, views.WideView):
            return of_column(view.item)
        named = naming_property(value)
        return of_property(named) if named else Item("", lambda of: of)

    # --- groups ---

    def _group_for(self, view: views.View | None) -> views.Group | None:
        wanted = self.wish.group_by
        if wanted is not None:
            return views.Group("", "")
        return None if view is None or isinstance(view, views.TextView) else view.group

    def _group_item(self, value: object) -> Item | None:
        if self.wish.group_by is not None:
            return chosen([self.wish.group_by], value, self.call, absent=True)[0]
        if self._group is None:
            return None
        return of_column(views.Column(self._group.label, self._group.read))

    def _group_text(self, value: object) -> str:
        item = self._group_item(value)
        self._group_label = "" if item is None else item.label
        return "" if item is None else display(item.value(value))

    def _heading(self) -> list[str]:
        if self._group is None:
            return []
        return self._group.heading(self._group_label, self._group_value)


def unrolled(value: object) -> list[object]:
    """The objects a value stands for: collections are printed element by element."""
    if isinstance(value, list):
        return list(value)
    if isinstance(value, Hashtable):
        return [value.entry(key, held) for key, held in value.items()]
    if isinstance(value, NetObject):
        elements = value.net_iter()
        if elements is not None:
            return list(elements)
    return [value]


def is_line(value: object) -> bool:
    """Whether a value is printed as a line whatever the shape: strings, numbers, enumerations."""
    base = unwrap(value)
    if isinstance(base, ErrorRecord):
        return False
    if isinstance(value, PSObject) and value.base is None:
        return False
    if not isinstance(base, NetObject):
        return not isinstance(base, list)
    names = base.type_names()
    return "System.Enum" in names or names[0] == "System.Security.SecureString"


def _kind_of(value: object, view: views.View | None) -> str:
    if view is not None:
        kinds: dict[type[views.View], str] = {
            views.TableView: "table", views.ListView: "list", views.WideView: "wide",
            views.TextView: "custom",
        }  # fmt: skip
        return kinds[type(view)]
    names = default_set(value) or property_names(value)
    if not names:
        return "custom"
    return "table" if len(names) <= SMALL_TABLE else "list"
