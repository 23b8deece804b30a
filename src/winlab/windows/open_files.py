"""Open files: what others may do with a file meanwhile.

https://learn.microsoft.com/windows/win32/fileio/creating-and-opening-files
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from winlab.windows.errors import FileError
from winlab.windows.file_nodes import split

if TYPE_CHECKING:
    from winlab.windows.processes import Process

SHARING_VIOLATION = 32


@dataclass(eq=False)
class Handle:
    """An open file.

    Attributes:
        uses: what its owner does: ``read``, ``write``.
        shares: what others may do: ``read``, ``write``, ``delete``.
    """

    path: str
    process: Process
    uses: frozenset[str]
    shares: frozenset[str]
    closed: bool = field(default=False)

    @property
    def is_open(self) -> bool:
        """Whether neither it was closed nor its process has ended."""
        return not self.closed and self.process.is_running


class OpenFiles:
    """The open files of one machine."""

    def __init__(self) -> None:
        self._handles: dict[str, list[Handle]] = {}

    def open(self, path: str, process: Process, uses: frozenset[str], shares: frozenset[str]) -> Handle:
        """Opens a file.

        Raises:
            FileError: 32 if what it wants, or what it lets others do, does not fit to who has it open.
        """
        key = _key(path)
        for other in self._live(key):
            if not uses <= other.shares or not other.uses <= shares:
                raise FileError(SHARING_VIOLATION, path)
        handle = Handle(path, process, uses, shares)
        self._handles.setdefault(key, []).append(handle)
        return handle

    def check(self, path: str, use: str) -> None:
        """Fails if somebody has the file (or, for ``delete``, one below the folder) open and does not share this use.

        Raises:
            FileError: 32.
        """
        if not self._handles:
            return
        key = _key(path)
        for known in list(self._handles):
            if known == key or (use == "delete" and known.startswith(key + "\\")):
                for other in self._live(known):
                    if use not in other.shares:
                        raise FileError(SHARING_VIOLATION, other.path)

    def _live(self, key: str) -> Iterator[Handle]:
        live = [handle for handle in self._handles.get(key, ()) if handle.is_open]
        if live:
            self._handles[key] = live
        else:
            self._handles.pop(key, None)
        return iter(live)


def _key(path: str) -> str:
    try:
        return "\\".join(split(path)).lower()
    except FileError:
        return path.lower()
