"""What a piece of work changes: names of what it touches, noted while it runs.

The work is known by the context of the thread; threads that the clock spawns for it inherit the context. Where nobody
collects, a note costs one look-up.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_MOST_NAMES = 400
_SHOWN = 4


class Changes:
    """The names one piece of work touched, by host and kind."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._names: dict[tuple[str, str], dict[str, None]] = {}
        self._more: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()

    def add(self, host: str, kind: str, name: str) -> None:
        """Notes a touched name."""
        key = (host, kind)
        with self._lock:
            names = self._names.setdefault(key, {})
            if name not in names:
                if len(names) < _MOST_NAMES:
                    names[name] = None
                else:
                    self._more[key] = self._more.get(key, 0) + 1

    def take(self) -> str:
        """One line that tells everything since the last call; empty if nothing changed."""
        with self._lock:
            names, self._names = self._names, {}
            more, self._more = self._more, {}
        pieces = []
        for (host, kind), found in names.items():
            where = "" if host in ("", self._host) else f"{host} "
            shown = list(found)[:_SHOWN]
            rest = len(found) - len(shown) + more.get((host, kind), 0)
            pieces.append(f"{where}{kind}: {', '.join(shown)}{f' and {rest} more' if rest else ''}")
        return "; ".join(pieces)


def short(identity: object) -> str:
    """An id as the log shows it."""
    return str(identity)[:8].lower()


_CURRENT: ContextVar[Changes | None] = ContextVar("changes", default=None)


def touched(host: str, kind: str, name: str) -> None:
    """Notes that the current work changed something.

    Args:
        host: where; empty for what belongs to no single host.
        kind: ``registry``, ``files``, ``services``, ``directory``...
    """
    changes = _CURRENT.get()
    if changes is not None:
        changes.add(host, kind, name)


@contextmanager
def collecting(host: str) -> Iterator[Changes]:
    """Collects what the current thread, and the threads it spawns, change."""
    changes = Changes(host)
    token = _CURRENT.set(changes)
    try:
        yield changes
    finally:
        _CURRENT.reset(token)
