"""What Format-* cmdlets write: records that tell Out-* cmdlets what to print.

Source of the class names: recorded output of a Format-Table (tests/data/powershell/psrp.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from winlab.powershell.declare import NET, net_property
from winlab.powershell.values import NetObject

_NAMESPACE = "Microsoft.PowerShell.Commands.Internal.Format"
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


@dataclass(frozen=True)
class TableShape:
    """A table; ``wrap`` breaks long cells into lines, otherwise they are cut."""

    columns: tuple[ColumnShape, ...]
    hide_headers: bool = False
    wrap: bool = False
    own_line_per_row: bool = False


@dataclass(frozen=True)
class ListShape:
    """``Label : value`` lines."""


@dataclass(frozen=True)
class WideShape:
    """Values side by side; 0 columns or no width: as many as fit."""

    columns: int = 0
    width: int = 0


@dataclass(frozen=True)
class CustomShape:
    """Lines as they are."""


Shape = TableShape | ListShape | WideShape | CustomShape


class FormatRecord(NetObject):
    """Base of the records; ``class_id`` is the mark the real classes carry on the wire."""

    class_id = ""

    @net_property("ClassId2e4f51ef21dd47e99d3c952918aff9cd", "System.String")
    def class_mark(self) -> str:
        """The class' mark."""
        return self.class_id


@NET.type(f"{_NAMESPACE}.FormatStartData", bases=_START, assembly="System.Management.Automation")
class FormatStart(FormatRecord):
    """A format begins."""

    class_id = "033ecb2bc07a4d43b5ef94ed5a35d280"

    def __init__(self, shape: Shape) -> None:
        self.shape = shape


@NET.type(f"{_NAMESPACE}.GroupStartData", bases=_START, assembly="System.Management.Automation")
class GroupStart(FormatRecord):
    """A group of entries begins; ``heading`` holds the lines above it."""

    class_id = "9e210fe47d09416682b841769c78b8a3"

    def __init__(self, shape: Shape, heading: Sequence[str] = ()) -> None:
        self.shape = shape
        self.heading = tuple(heading)


@NET.type(f"{_NAMESPACE}.FormatEntryData", bases=_COMMON, assembly="System.Management.Automation")
class FormatEntry(FormatRecord):
    """One object: cells of a table, pairs of a list, a wide cell, or lines."""

    class_id = "27c87ef9bbda4f709f6b4002fa4af63c"

    def __init__(
        self,
        cells: Sequence[str] = (),
        pairs: Sequence[tuple[str, str]] = (),
        lines: Sequence[str] | None = None,
    ) -> None:
        self.cells = tuple(cells)
        self.pairs = tuple(pairs)
        self.lines = None if lines is None else tuple(lines)
        """Lines that stand for the object whatever the shape (a string among objects)."""


@NET.type(f"{_NAMESPACE}.GroupEndData", bases=_CONTROL, assembly="System.Management.Automation")
class GroupEnd(FormatRecord):
    """A group ends."""

    class_id = "4ec4f0187cb04f4cb6973460dfe252df"


@NET.type(f"{_NAMESPACE}.FormatEndData", bases=_CONTROL, assembly="System.Management.Automation")
class FormatEnd(FormatRecord):
    """A format ends."""

    class_id = "cf522b78d86c486691226b40aa69e95c"
