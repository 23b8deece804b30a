"""Who did what on which host: one line of JSON per event."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import TextIO, cast

_MAX_BYTES = 16 * 1024 * 1024


class RequestLog:
    """Appends events; a file that grew too large is kept once as ``.1``.

    Args:
        path: the file.
        lab_time: the lab's virtual time as text.
    """

    def __init__(self, path: Path, lab_time: Callable[[], str]) -> None:
        self._path = path
        self._lab_time = lab_time
        self._lock = threading.Lock()
        self._file: TextIO | None = None
        self._written = 0

    def add(self, host: str, account: str, action: str, detail: str) -> None:
        """Notes one event."""
        line = json.dumps(
            {
                "time": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
                "lab_time": self._lab_time(),
                "host": host,
                "account": account,
                "action": action,
                "detail": detail,
            }
        )
        with self._lock:
            if self._file is None:
                self._open()
            assert self._file is not None
            self._file.write(line + "\n")
            self._file.flush()
            self._written += len(line) + 1
            if self._written > _MAX_BYTES:
                self._file.close()
                self._path.replace(self._path.with_suffix(".jsonl.1"))
                self._open()

    def _open(self) -> None:
        self._file = self._path.open("a", encoding="utf-8")
        self._path.chmod(0o600)
        self._written = self._path.stat().st_size

    def close(self) -> None:
        """Closes the file; a later `add` opens it again."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None


def read(path: Path, host: str | None = None) -> Iterator[dict[str, str]]:
    """The events of a log file, of one host or of all; a torn last line is left out."""
    try:
        file = path.open(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    with file:
        for line in file:
            try:
                event = cast("dict[str, str]", json.loads(line))
            except ValueError:
                continue
            if host is None or event.get("host", "").upper() == host.upper():
                yield event
