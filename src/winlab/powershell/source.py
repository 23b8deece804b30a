"""Source texts: lines and columns of offsets."""

from __future__ import annotations

import bisect
import re

_NEWLINE = re.compile(r"\r\n|\n|\r")


class Source:
    """A text that was compiled; ``name`` is the path of its file, or empty."""

    __slots__ = ("_starts", "name", "text")

    def __init__(self, text: str, name: str = "") -> None:
        self.text = text
        self.name = name
        self._starts: list[int] | None = None

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = [0, *(match.end() for match in _NEWLINE.finditer(self.text))]
        return self._starts

    def position(self, offset: int) -> tuple[int, int, str]:
        """Line number and column (from 1), and the line's text."""
        starts = self._line_starts()
        line = bisect.bisect_right(starts, offset) - 1
        end = starts[line + 1] if line + 1 < len(starts) else len(self.text)
        return line + 1, offset - starts[line] + 1, self.text[starts[line] : end].rstrip("\r\n")


EMPTY = Source("")
