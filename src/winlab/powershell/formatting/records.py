"""What Format-* cmdlets write: records that tell Out-* cmdlets what to print.

Source of the class names: recorded output of a Format-Table (tests/data/powershell/psrp.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from winlab.powershell.declare import NET
from winlab.powershell.formatting import parts
from winlab.powershell.formatting.parts import MARK, FormatPart
from winlab.powershell.formatting.parts import NAMESPACE as _NAMESPACE
from winlab.powershell.values import NetObject

_COMMON = (
    f"{_NAMESPACE}.PacketInfoData",
    f"{_NAMESPACE}.FormatInfoData",
    "System.Object",
)
_CONTROL = (f"{_NAMESPACE}.ControlInfoData", *_COMMON)
_START = (f"{_NAMESPACE}.StartData", *_CONTROL)


@dataclass(frozen=True)
class ColumnShape:
    """A column of a table as it is printed."""

    label: str
    width: int
    align: str = "left"
    viewed: bool = False
    """Whether a view names it."""

    def part(self, auto_size: bool) -> FormatPart:
        """The column as an object."""
        return parts.column(self.label, 0 if auto_size else self.width, self.align, self.viewed)


@dataclass(frozen=True)
class TableShape:
    """A table; ``wrap`` breaks long cells into lines, otherwise they are cut."""

    columns: tuple[ColumnShape, ...]
    hide_headers: bool = False
    wrap: bool = False
    own_line_per_row: bool = False
    auto_size: bool = False

    def part(self) -> FormatPart:
        """The shape as an object."""
        return parts.table([column.part(self.auto_size) for column in self.columns], self.hide_headers)

    def entry(self, record: FormatEntry) -> FormatPart:
        """A row as an object."""
        return parts.row(record.cells, self.wrap)


@dataclass(frozen=True)
class ListShape:
    """``Label : value`` lines."""

    def part(self) -> FormatPart:
        """The shape as an object."""
        return parts.part("ListViewHeaderInfo", {})

    def entry(self, record: FormatEntry) -> FormatPart:
        """An entry as an object."""
        return parts.list_entry(record.pairs)


@dataclass(frozen=True)
class WideShape:
    """Values side by side; 0 columns or no width: as many as fit."""

    columns: int = 0
    width: int = 0

    def part(self) -> FormatPart:
        """The shape as an object."""
        return parts.part("WideViewHeaderInfo", {"columns": self.columns})

    def entry(self, record: FormatEntry) -> FormatPart:
        """A cell as an object."""
        return parts.wide_entry("".join(record.cells))


@dataclass(frozen=True)
class CustomShape:
    """Lines as they are."""

    def part(self) -> FormatPart:
        """The shape as an object."""
        return parts.part("ComplexViewHeaderInfo", {})

    def entry(self, record: FormatEntry) -> FormatPart:
        """An object's lines."""
        return parts.custom_entry(record.lines or ())


Shape = TableShape | ListShape | WideShape | CustomShape


class FormatRecord(NetObject):
    """Base of the records; ``class_id`` is the mark the real classes carry on the wire."""

    class_id = ""

    def fields(self) -> dict[str, object]:
        """What the record holds."""
        return {"groupingEntry": None}

    def adapted_names(self) -> list[str]:
        """The class' mark and the fields."""
        return [MARK, *self.fields()]

    def adapted_get(self, name: str) -> object:
        """One of them."""
        return parts.field({MARK: self.class_id, **self.fields()}, name)


@NET.type(f"{_NAMESPACE}.FormatStartData", bases=_START, assembly="System.Management.Automation")
class FormatStart(FormatRecord):
    """A format begins."""

    class_id = "033ecb2bc07a4d43b5ef94ed5a35d280"

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def fields(self) -> dict[str, object]:
        """The shape of what follows."""
        sized = isinstance(self.shape, TableShape) and self.shape.auto_size
        return {
            "pageHeaderEntry": None,
            "pageFooterEntry": None,
            "autosizeInfo": parts.part("AutosizeInfo", {"objectCount": 0}) if sized else None,
            "shapeInfo": self.shape.part(),
            "groupingEntry": None,
        }


@NET.type(f"{_NAMESPACE}.GroupStartData", bases=_START, assembly="System.Management.Automation")
class GroupStart(FormatRecord):
    """A group of entries begins; ``heading`` holds the lines above it."""

    class_id = "9e210fe47d09416682b841769c78b8a3"

    def __init__(self, shape: Shape, heading: Sequence[str] = ()) -> None:
        self.shape = shape
        self.heading = tuple(heading)

    def fields(self) -> dict[str, object]:
        """What stands above the group."""
        return {"shapeInfo": None, "groupingEntry": parts.heading(self.heading)}


@NET.type(f"{_NAMESPACE}.FormatEntryData", bases=_COMMON, assembly="System.Management.Automation")
class FormatEntry(FormatRecord):
    """One object: cells of a table, pairs of a list, a wide cell, or lines."""

    class_id = "27c87ef9bbda4f709f6b4002fa4af63c"

    def __init__(
        self,
        cells: Sequence[str] = (),
        pairs: Sequence[tuple[str, str]] = (),
        lines: Sequence[str] | None = None,
        shape: Shape | None = None,
    ) -> None:
        self.cells = tuple(cells)
        self.pairs = tuple(pairs)
        self.lines = None if lines is None else tuple(lines)
        """Lines that stand for the object whatever the shape (a string among objects)."""
        self._shape = shape

    def fields(self) -> dict[str, object]:
        """What is printed of the object; what has no shape stands apart from the others."""
        shaped = self._shape.entry(self) if self._shape is not None else parts.raw(self.lines or ())
        return {"formatEntryInfo": shaped, "outOfBand": self._shape is None, "writeStream": "None"}


@NET.type(f"{_NAMESPACE}.GroupEndData", bases=_CONTROL, assembly="System.Management.Automation")
class GroupEnd(FormatRecord):
    """A group ends."""

    class_id = "4ec4f0187cb04f4cb6973460dfe252df"


@NET.type(f"{_NAMESPACE}.FormatEndData", bases=_CONTROL, assembly="System.Management.Automation")
class FormatEnd(FormatRecord):
    """A format ends."""

    class_id = "cf522b78d86c486691226b40aa69e95c"
