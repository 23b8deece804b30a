"""Named copies of a lab's state."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import cast

from winlab.process.folder import StateFolder

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ABOUT = "about.json"


class SnapshotError(Exception):
    """A snapshot that can't be made, or is not there."""


@dataclass(frozen=True)
class Snapshot:
    """A copy of the state: when it was made, in real time and in the lab's."""

    name: str
    made: str
    lab_time: str
    size: int


class Snapshots:
    """The snapshots of a state folder, each a folder of its own beside the state."""

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder
        self._root = folder.path / "snapshots"

    def take(self, name: str, copy: Callable[[Path], None], *, replace: bool = False) -> Snapshot:
        """Makes a snapshot; a torn one never shows.

        Args:
            copy: copies the lab's state to a folder that does not exist yet.

        Raises:
            SnapshotError: the name is no name, or taken.
        """
        target = self._place(name)
        if target.exists() and not replace:
            raise SnapshotError(f"there is a snapshot {name} already; --replace replaces it")
        self._root.mkdir(mode=0o700, exist_ok=True)
        making = self._root / f".{name}.new"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        copy(making / "lab")
        now = json.loads((making / "lab" / "lab.json").read_text(encoding="utf-8"))["now"]
        about = {"made": datetime.now(timezone.utc).isoformat(timespec="seconds"), "lab_time": now}
        (making / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
        if target.exists():
            self.delete(name)
        making.rename(target)
        return self.get(name)

    def get(self, name: str) -> Snapshot:
        """A snapshot by name.

        Raises:
            SnapshotError: there is none.
        """
        place = self._place(name)
        try:
            about = cast("dict[str, str]", json.loads((place / _ABOUT).read_text(encoding="utf-8")))
        except OSError:
            known = ", ".join(item.name for item in self.all()) or "none"
            raise SnapshotError(f"there is no snapshot {name}; there are: {known}") from None
        size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
        return Snapshot(name, about["made"], about["lab_time"], size)

    def all(self) -> list[Snapshot]:
        """All snapshots, the oldest first."""
        if not self._root.is_dir():
            return []
        names = [path.name for path in self._root.iterdir() if _NAME.fullmatch(path.name) and (path / _ABOUT).exists()]
        return sorted((self.get(name) for name in names), key=lambda item: (item.made, item.name))

    def restore(self, name: str) -> Snapshot:
        """Puts the state of a snapshot in place; no process may work on the folder."""
        found = self.get(name)
        coming, going = self._folder.path / ".lab.new", self._folder.path / ".lab.old"
        for path in (coming, going):
            shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self._place(name) / "lab", coming)
        self._folder.lab.rename(going)
        coming.rename(self._folder.lab)
        shutil.rmtree(going, ignore_errors=True)
        return found

    def delete(self, name: str) -> None:
        """Removes a snapshot."""
        self.get(name)
        gone = self._root / f".{name}.gone"
        self._place(name).rename(gone)
        shutil.rmtree(gone)

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise SnapshotError(f"{name!r} is no name: letters, digits, dots, dashes and underscores, 64 at most")
        return self._root / name
