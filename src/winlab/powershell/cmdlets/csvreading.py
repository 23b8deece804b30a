"""CSV text taken apart as Import-Csv does it, as leniently.

Source: recorded answers; https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/import-csv (2.0).
"""

from __future__ import annotations

from collections.abc import Iterator

_BLANK = " \t"


def type_line(text: str) -> tuple[str, str]:
    """The type that a first line ``#TYPE name`` tells, and the rest."""
    if not text.startswith("#"):
        return "", text
    first, _, rest = text.partition("\n")
    return (first[5:].strip() if first[:5].upper() == "#TYPE" else ""), rest


def records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records; empty lines are passed over.

    Quotes may hold delimiters and line breaks. Blanks before a cell and behind a closing quote are dropped; a cell
    with blanks inside goes on to the delimiter, whatever comes.
    """
    reader = _Reader(text.replace("\r\n", "\n"), delimiter)
    while not reader.at_end:
        cells = reader.record()
        if cells and cells != [""]:
            yield cells


class _Reader:
    def __init__(self, text: str, delimiter: str) -> None:
        self._text = text
        self._delimiter = delimiter
        self._at = 0

    @property
    def at_end(self) -> bool:
        return self._at >= len(self._text)

    def record(self) -> list[str]:
        """The cells up to the end of the line."""
        cells: list[str] = []
        while True:
            self._skip_blanks()
            if self.at_end:
                return cells
            char = self._text[self._at]
            if char == "\n":
                self._at += 1
                return [*cells, ""]
            if char == self._delimiter:
                self._at += 1
                cells.append("")
                continue
            cells.append(self._quoted() if char == '"' else self._plain())
            if self._ends_record():
                return cells

    def _skip_blanks(self) -> None:
        while not self.at_end and self._text[self._at] in _BLANK and self._text[self._at] != self._delimiter:
            self._at += 1

    def _ends_record(self) -> bool:
        """Passes over what stands behind a cell: the delimiter, or the end of the line."""
        if self.at_end:
            return True
        ends = self._text[self._at] == "\n"
        self._at += 1
        return ends

    def _quoted(self) -> str:
        pieces: list[str] = []
        self._at += 1
        while not self.at_end:
            end = self._text.find('"', self._at)
            if end < 0:
                pieces.append(self._text[self._at :])
                self._at = len(self._text)
                break
            pieces.append(self._text[self._at : end])
            self._at = end + 1
            if self._text[self._at : self._at + 1] != '"':
                rest = self._to_delimiter()
                return "".join(pieces) + (rest if rest.strip(_BLANK) else "")
            pieces.append('"')
            self._at += 1
        return "".join(pieces)

    def _plain(self) -> str:
        start = self._at
        while not self.at_end and self._text[self._at] not in (self._delimiter, "\n", '"', *_BLANK):
            self._at += 1
        word = self._text[start : self._at]
        if self.at_end or self._text[self._at] in (self._delimiter, "\n"):
            return word
        mark = self._text[self._at]
        self._at += 1
        rest = self._to_delimiter()
        return word + mark + (rest if mark == '"' or rest.strip(_BLANK) else "")

    def _to_delimiter(self) -> str:
        start = self._at
        while not self.at_end and self._text[self._at] not in (self._delimiter, "\n"):
            self._at += 1
        return self._text[start : self._at]
