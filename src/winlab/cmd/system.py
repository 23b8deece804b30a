"""What cmd.exe needs of the host it runs on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class DiskError(Exception):
    """A file operation failed; the text is the one of the Windows error."""


@dataclass(frozen=True)
class FileInfo:
    """What ``dir`` shows of an entry; attributes are letters (``rahsc``)."""

    name: str
    is_folder: bool
    size: int
    modified: datetime
    attributes: str = ""
    created: datetime | None = None
    accessed: datetime | None = None


@dataclass(frozen=True)
class VolumeInfo:
    """What ``vol`` and ``dir`` show of a volume."""

    label: str
    serial: str
    free: int


class Disk(Protocol):
    """Files of the host; paths are absolute; every operation may raise `DiskError`."""

    def is_file(self, path: str) -> bool: ...
    def is_folder(self, path: str) -> bool: ...
    def entries(self, folder: str) -> list[FileInfo]: ...
    def info(self, path: str) -> FileInfo | None: ...
    def short(self, path: str) -> str:
        """The path in names of eight and three characters."""

    def volume(self, drive: str) -> VolumeInfo | None: ...
    def read(self, path: str) -> bytes: ...
    def write(self, path: str, data: bytes, append: bool) -> None: ...
    def remove(self, path: str) -> None: ...
    def make_folder(self, path: str) -> None: ...
    def remove_folder(self, path: str, recursive: bool) -> None: ...
    def copy(self, source: str, target: str) -> None: ...
    def move(self, source: str, target: str) -> None: ...


@dataclass(frozen=True)
class Streams:
    """Where a command reads and writes; text is already decoded."""

    read: Callable[[], str]
    out: Callable[[str], None]
    err: Callable[[str], None]


class System(Protocol):
    """The host as a command processor sees it."""

    @property
    def disk(self) -> Disk: ...
    @property
    def version(self) -> str:
        """``5.2.3790``."""

    def now(self) -> datetime: ...
    def find_program(self, name: str, directory: str, environment: Mapping[str, str]) -> str | None: ...
    def is_batch(self, path: str) -> bool:
        """Whether a file holds commands for cmd.exe."""

    def run(self, path: str, tail: str, directory: str, environment: MutableMapping[str, str], streams: Streams) -> int:
        """Runs a program to its end; ``tail`` is the text of its arguments."""

    def start(self, path: str, tail: str, directory: str, environment: Mapping[str, str]) -> None:
        """Starts a program without waiting for it."""

    def checkpoint(self) -> None:
        """Raises when the process was killed."""
