"""``dir``.

https://learn.microsoft.com/windows-server/administration/windows-commands/dir
"""

from __future__ import annotations

import ntpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from winlab.cmd.builtins import volume_lines
from winlab.cmd.loops import matching
from winlab.cmd.registry import builtin, done
from winlab.cmd.system import FileInfo
from winlab.cmd.words import unquoted, words

if TYPE_CHECKING:
    from winlab.cmd.interpreter import Interpreter

_SWITCH = re.compile(r"/(-?[a-z0-9])(:?[-a-z]*)", re.IGNORECASE)
_KNOWN = set("abcdlnopqstwx4")
_ORDERS: dict[str, Callable[[FileInfo], object]] = {
    "n": lambda item: item.name.lower(),
    "e": lambda item: ntpath.splitext(item.name)[1].lower(),
    "s": lambda item: item.size,
    "d": lambda item: item.modified,
    "g": lambda item: not item.is_folder,
}


@dataclass(frozen=True)
class _Wish:
    """What is shown and how."""

    bare: bool = False
    deep: bool = False
    wide: bool = False
    lower: bool = False
    short: bool = False
    plain_sizes: bool = False
    attributes: str | None = None
    order: str = ""
    time: str = "w"

    def takes(self, item: FileInfo) -> bool:
        """Whether an entry is shown; without ``/a`` what is hidden or of the system is not."""
        have = item.attributes + ("d" if item.is_folder else "")
        if self.attributes is None:
            return not set("hs") & set(have)
        wanted = True
        for sign, letter in re.findall(r"(-?)([a-z])", self.attributes):
            wanted = wanted and (letter in have) is not bool(sign)
        return wanted

    def arranged(self, items: list[FileInfo]) -> list[FileInfo]:
        """Entries in the order of ``/o`` (its last letter counts least)."""
        items = sorted(items, key=lambda item: item.name.lower())
        for sign, letter in reversed(re.findall(r"(-?)([nesdg])", self.order)):
            items.sort(key=_ORDERS[letter], reverse=bool(sign))  # type: ignore[arg-type]
        return items

    def moment(self, item: FileInfo) -> datetime:
        """The time that is shown."""
        return {"c": item.created, "a": item.accessed}.get(self.time) or item.modified


def _read(tail: str) -> tuple[list[str], _Wish | str]:
    """Names and wishes; a text is the switch that is unknown."""
    names: list[str] = []
    found: dict[str, str] = {}
    for word in words(tail):
        name, slash, rest = (word, "", "") if word.startswith('"') else word.partition("/")
        if name:
            names.append(name)
        for match in _SWITCH.finditer(slash + rest):
            letter = match[1].lower()
            if letter.lstrip("-") not in _KNOWN:
                return names, match[1]
            found[letter] = match[2].lstrip(":").lower()
    return names, _Wish(
        "b" in found,
        "s" in found,
        "w" in found or "d" in found,
        "l" in found,
        "x" in found,
        "-c" in found,
        found.get("a"),
        found.get("o", "") or ("gn" if "o" in found else ""),
        found.get("t", "w") or "w",
    )


@builtin("dir")
def list_folder(shell: Interpreter, tail: str) -> int:
    """``dir``."""
    names, wish = _read(tail)
    if isinstance(wish, str):
        return shell.fail(f'Invalid switch - "{wish}".')
    listing = _Listing(shell, wish)
    for name in names or ["."]:
        if not listing.show(name):
            return shell.errorlevel
    listing.finish()
    return done(shell)


class _Listing:
    """One run of ``dir``: what it has counted so far."""

    def __init__(self, shell: Interpreter, wish: _Wish) -> None:
        self.shell = shell
        self.wish = wish
        self.files = self.bytes = self.folders = 0
        self.drive = ""

    def show(self, name: str) -> bool:
        """Lists one name; False when there is nothing."""
        disk = self.shell.system.disk
        path = self.shell.full(name)
        folder, pattern = (path, "*") if disk.is_folder(path) else ntpath.split(path)
        if not disk.is_folder(folder):
            self.shell.fail("The system cannot find the path specified." if pattern == "*" else "File Not Found")
            return False
        self.drive = folder[:2]
        if not self.wish.bare:
            self._volume()
        found = self._folder(folder, pattern)
        queue = self._below(folder) if self.wish.deep else []
        while queue:
            current = queue.pop(0)
            found = self._folder(current, pattern) or found
            queue[:0] = self._below(current)
        if not found:
            if not self.wish.bare and not self.wish.deep:
                self._heading(folder)
            self.shell.fail("File Not Found")
        return found

    def _below(self, folder: str) -> list[str]:
        entries = self.shell.system.disk.entries(folder)
        names = sorted((item.name for item in entries if item.is_folder), key=str.lower)
        return [ntpath.join(folder, name) for name in names]

    def _volume(self) -> None:
        known = self.shell.system.disk.volume(self.drive)
        if known is not None:
            self.shell.streams.out(volume_lines(self.drive, known))

    def _heading(self, folder: str) -> None:
        self.shell.streams.out(f"\r\n Directory of {folder}\r\n\r\n")

    def _folder(self, folder: str, pattern: str) -> bool:
        shell, wish = self.shell, self.wish
        paths = matching(shell, ntpath.join(folder, pattern), None)
        names = {ntpath.basename(unquoted(item)).lower() for item in paths}
        here = [item for item in shell.system.disk.entries(folder) if item.name.lower() in names and wish.takes(item)]
        if not here:
            return False
        here = wish.arranged(here)
        if wish.bare:
            prefix = folder.rstrip("\\") + "\\" if wish.deep else ""
            shell.streams.out("".join(f"{prefix}{self._name(item)}\r\n" for item in here))
            return True
        if pattern == "*" and len(folder) > 3 and wish.attributes is None:
            info = shell.system.disk.info(folder)
            if info is not None:
                dots = [FileInfo(name, True, 0, info.modified, "", info.created, info.accessed) for name in (".", "..")]
                here = [*dots, *here]
        self._heading(folder)
        self._lines(folder, here)
        return True

    def _name(self, item: FileInfo) -> str:
        return item.name.lower() if self.wish.lower else item.name

    def _lines(self, folder: str, items: list[FileInfo]) -> None:
        if self.wish.wide:
            self._wide(items)
        else:
            for item in items:
                size = f"{item.size:>18,}" if not self.wish.plain_sizes else f"{item.size:>18}"
                middle = f"    {'<DIR>':<14}" if item.is_folder else size
                short = ""
                if self.wish.short:
                    name = ntpath.basename(self.shell.system.disk.short(ntpath.join(folder, item.name)))
                    short = f"{name if name != item.name.upper() and item.name.strip('.') else '':<12} "
                moment = self.wish.moment(item).strftime("%m/%d/%Y  %I:%M %p")
                self.shell.streams.out(f"{moment}{middle} {short}{self._name(item)}\r\n")
        sizes = [item.size for item in items if not item.is_folder]
        self.files, self.bytes = self.files + len(sizes), self.bytes + sum(sizes)
        self.folders += len(items) - len(sizes)
        self._total(len(sizes), sum(sizes))
        if not self.wish.deep:
            self._free(len(items) - len(sizes))

    def _wide(self, items: list[FileInfo]) -> None:
        names = [f"[{self._name(item)}]" if item.is_folder else self._name(item) for item in items]
        width = max(len(name) for name in names) + 1
        columns = max(1, 80 // width)
        for start in range(0, len(names), columns):
            line = "".join(f"{name:<{width}}" for name in names[start : start + columns])
            self.shell.streams.out(line.rstrip() + "\r\n")

    def _number(self, value: int) -> str:
        return str(value) if self.wish.plain_sizes else f"{value:,}"

    def _total(self, files: int, size: int) -> None:
        self.shell.streams.out(f"{files:>16} File(s) {self._number(size):>14} bytes\r\n")

    def _free(self, folders: int) -> None:
        known = self.shell.system.disk.volume(self.drive)
        free = f"  {self._number(known.free)} bytes free" if known is not None else ""
        self.shell.streams.out(f"{folders:>16} Dir(s){free}\r\n")

    def finish(self) -> None:
        """The totals of all folders."""
        if self.wish.deep and not self.wish.bare:
            self.shell.streams.out("\r\n     Total Files Listed:\r\n")
            self._total(self.files, self.bytes)
            self._free(self.folders)
