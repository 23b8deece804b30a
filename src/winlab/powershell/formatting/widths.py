"""How wide the columns of a table become."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST = 4
"""A column that would become narrower is left out."""


def column_widths(wanted: Sequence[int], screen: int) -> list[int]:
    """Widths of columns on a screen of ``screen`` characters; 0 wants a share of what is left.

    A result of 0 leaves the column out: columns that do not fit are narrowed, then dropped, from the right.
    """
    widths = list(wanted)
    unassigned = [at for at, width in enumerate(widths) if width <= 0]
    if unassigned:
        _share(widths, unassigned, screen)
    _trim(widths, screen)
    return widths


def _share(widths: list[int], unassigned: list[int], screen: int) -> None:
    assigned = sum(width for width in widths if width > 0)
    free = screen - assigned - (len(widths) - 1)
    each = max(free // len(unassigned), SMALLEST) if free > 0 else SMALLEST
    for at in unassigned:
        widths[at] = each


def _trim(widths: list[int], screen: int) -> None:
    for at in reversed(range(len(widths))):
        shown = [width for width in widths if width > 0]
        excess = sum(shown) + len(shown) - 1 - screen
        if excess <= 0:
            return
        rest = widths[at] - excess
        widths[at] = rest if rest >= min(SMALLEST, widths[at]) else 0
