"""Objects to lines: what Out-String, Out-File, Out-Host and redirections print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from winlab.powershell.calculated import Call
from winlab.powershell.formatting.records import FormatRecord
from winlab.powershell.formatting.rendering import Renderer
from winlab.powershell.formatting.shapers import Wish
from winlab.powershell.formatting.shaping import Formatter, unrolled
from winlab.powershell.session import Session

DEFAULT_WIDTH = 79
"""A console of 80 columns, the last of which stays free."""


class Printer:
    """Takes objects or format records one by one and gives lines."""

    def __init__(self, call: Call, width: int = DEFAULT_WIDTH) -> None:
        self._formatter = Formatter(Wish(), call)
        self._renderer = Renderer(width)

    def add(self, value: object) -> Iterator[str]:
        """The lines that ``value`` completes."""
        for item in unrolled(value):
            yield from self._lines(self._formatter.add(item))

    def end(self) -> Iterator[str]:
        """The last lines."""
        yield from self._lines(self._formatter.end())

    def _lines(self, records: Iterable[FormatRecord]) -> Iterator[str]:
        for record in records:
            yield from self._renderer.lines(record)


def printed(session: Session, values: Iterable[object], width: int = DEFAULT_WIDTH) -> list[str]:
    """The lines that show the values."""
    printer = Printer(session.evaluate_block, width)
    lines = [line for value in values for line in printer.add(value)]
    return [*lines, *printer.end()]
