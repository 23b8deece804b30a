"""The enumerator of a list, which ``$foreach`` shows as well."""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell.values import NetObject


class ListCursor(NetObject):
    """Goes through the elements of a list."""

    def __init__(self, items: list[object]) -> None:
        self.items = items
        self.at = -1

    @property
    def current(self) -> object:
        """The element the loop is at."""
        return self.items[self.at] if 0 <= self.at < len(self.items) else None

    def move_next(self) -> bool:
        """Goes one further."""
        self.at += 1
        return self.at < len(self.items)

    def reset(self) -> None:
        """Back before the first element."""
        self.at = -1

    def net_iter(self) -> Iterator[object]:
        """The elements that are left."""
        while self.move_next():
            yield self.current
