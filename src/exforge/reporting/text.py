"""Text that is safe and short enough to show."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode categories that can move the cursor, turn the direction of writing, or hide: controls, formats
(bidi marks, zero-width), surrogates, private and unassigned code points, line and paragraph separators."""


def clean(text: str, limit: int = 2000) -> str:
    """One line without anything that could control a terminal; what was there is shown as an escape."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    cut = cut.replace("\r\n", "\n").strip().replace("\n", " | ").replace("\t", " ")
    return "".join(_shown(character) for character in cut)


def _shown(character: str) -> str:
    if character.isascii():
        return character if " " <= character <= "~" else f"\\x{ord(character):02x}"
    return f"\\u{ord(character):04x}" if unicodedata.category(character) in _UNSAFE else character


def fit(text: str, width: int) -> str:
    """The text in at most ``width`` columns."""
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"


def duration(seconds: float) -> str:
    """A time span for a person."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


def count(number: int, word: str) -> str:
    """``1 host``, ``2 hosts``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int]) -> list[str]:
    """Lines of a plain table; columns in ``right`` are flush right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "  ".join(padded).rstrip()

    return [line(head), *(line(row) for row in rows)]
