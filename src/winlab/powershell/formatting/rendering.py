"""From format records to lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from winlab.powershell.formatting.records import (
    CustomShape,
    FormatEnd,
    FormatEntry,
    FormatRecord,
    FormatStart,
    GroupEnd,
    GroupStart,
    ListShape,
    Shape,
    TableShape,
    WideShape,
)
from winlab.powershell.formatting.widths import column_widths

_MARK = "..."


class Renderer:
    """Prints records one after another on a screen of ``width`` characters."""

    def __init__(self, width: int) -> None:
        self.width = max(width, 1)
        self._shape: Shape = CustomShape()
        self._widths: list[int] = []
        self._cells: list[str] = []

    def lines(self, record: FormatRecord) -> Iterator[str]:
        """The lines a record adds."""
        if isinstance(record, FormatStart):
            self._shape = record.shape
            yield ""
        elif isinstance(record, GroupStart):
            yield from self._group_start(record)
        elif isinstance(record, FormatEntry):
            yield from self._entry(record)
        elif isinstance(record, GroupEnd):
            yield from self._flush_wide()
            yield ""
        elif isinstance(record, FormatEnd):
            yield ""

    def _group_start(self, record: GroupStart) -> Iterator[str]:
        self._shape = record.shape
        if record.heading:
            yield ""
            for line in record.heading:
                yield from _wrapped(line, self.width)
            yield ""
        if isinstance(self._shape, TableShape):
            self._widths = column_widths([column.width for column in self._shape.columns], self.width)
            if not self._shape.hide_headers:
                yield from self._headers(self._shape)
        elif isinstance(self._shape, ListShape) or (isinstance(self._shape, WideShape) and not record.heading):
            yield ""

    def _entry(self, record: FormatEntry) -> Iterator[str]:
        if record.lines is not None:
            for line in record.lines:
                yield from _wrapped(line, self.width)
        elif isinstance(self._shape, TableShape):
            yield from self._row(record.cells, self._shape)
        elif isinstance(self._shape, ListShape):
            yield from self._list(record.pairs)
            yield ""
        elif isinstance(self._shape, WideShape):
            yield from self._wide(record.cells[0] if record.cells else "", self._shape)

    # --- tables ---

    def _headers(self, shape: TableShape) -> Iterator[str]:
        labels = [column.label for column in shape.columns]
        yield from self._row(labels, shape, heading=True)
        under = ["-" * min(len(label), width) for label, width in zip(labels, self._widths, strict=True)]
        yield from self._row(under, shape, heading=True)

    def _row(self, cells: Iterable[str], shape: TableShape, *, heading: bool = False) -> Iterator[str]:
        columns: list[list[str]] = []
        for text, column, width in zip(cells, shape.columns, self._widths, strict=True):
            if width > 0:
                columns.append(_cell(text, width, column.align, wrap=shape.wrap and not heading))
        height = max((len(lines) for lines in columns), default=0)
        widths = [width for width in self._widths if width > 0]
        for at in range(height):
            parts = [
                lines[at] if at < len(lines) else " " * width for lines, width in zip(columns, widths, strict=True)
            ]
            yield " ".join(parts)

    # --- lists ---

    def _list(self, pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
        longest = max((len(label) for label, _ in pairs), default=0)
        indent = " " * (longest + 3)
        room = max(self.width - len(indent), 10)
        for label, value in pairs:
            first = True
            for line in value.splitlines() or [""]:
                for piece in _pieces(line, room):
                    yield f"{label.ljust(longest)} : {piece}" if first else indent + piece
                    first = False

    # --- wide ---

    def _wide(self, cell: str, shape: WideShape) -> Iterator[str]:
        self._cells.append(cell)
        if len(self._cells) == self._wide_columns(shape):
            yield from self._flush_wide()

    def _wide_columns(self, shape: WideShape) -> int:
        if shape.columns > 0:
            return shape.columns
        return max((self.width + 1) // (shape.width + 1), 1) if shape.width > 0 else 2

    def _flush_wide(self) -> Iterator[str]:
        if self._cells and isinstance(self._shape, WideShape):
            count = self._wide_columns(self._shape)
            width = max((self.width - count + 1) // count, 1)
            yield " ".join(_cell(cell, width, "left", wrap=False)[0] for cell in self._cells)
        self._cells = []


def _cell(text: str, width: int, align: str, *, wrap: bool) -> list[str]:
    if wrap:
        pieces = [piece for line in text.splitlines() or [""] for piece in _pieces(line, width)]
    else:
        first, *rest = text.splitlines() or [""]
        pieces = [_cut(first + _MARK if rest else first, width, align)]
    return [_aligned(piece, width, align) for piece in pieces]


def _cut(text: str, width: int, align: str) -> str:
    if len(text) <= width:
        return text
    if width <= len(_MARK):
        return text[-width:] if align == "right" else text[:width]
    room = width - len(_MARK)
    return _MARK + text[-room:] if align == "right" else text[:room] + _MARK


def _aligned(text: str, width: int, align: str) -> str:
    if align == "right":
        return text.rjust(width)
    return text.center(width) if align == "center" else text.ljust(width)


def _pieces(text: str, width: int) -> list[str]:
    """The text cut into lines, at blanks where there are any."""
    found: list[str] = []
    while len(text) > width:
        blank = text.rfind(" ", 0, width + 1)
        end = blank if blank > 0 else width
        found.append(text[:end].rstrip(" ") if blank > 0 else text[:end])
        text = text[end:].lstrip(" ") if blank > 0 else text[end:]
    found.append(text)
    return found


def _wrapped(line: str, width: int) -> Iterator[str]:
    """Text as it is, broken where the screen ends."""
    for piece in line.splitlines() or [""]:
        for start in range(0, max(len(piece), 1), width):
            yield piece[start : start + width]
