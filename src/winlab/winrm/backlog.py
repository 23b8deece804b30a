"""Output that no client has fetched yet: emulated code waits when there is too much of it."""

from __future__ import annotations

import threading

from winlab.winrm.mailbox import Flag

LIMIT = 16 * 1024 * 1024
"""Bytes that may lie there; a pipe of Windows holds less, but a client that is about to fetch should not wait."""


class Backlog:
    """How much one command has written that was not fetched.

    Args:
        flag: a new flag of the host; waiting on it does not count as executing.
    """

    def __init__(self, flag: Flag, limit: int = LIMIT) -> None:
        self._flag = flag
        self._limit = limit
        self._lock = threading.Lock()
        self._pending = 0
        self._released = False

    def add(self, size: int) -> bool:
        """Notes that something was written; tells whether to `wait` before more is."""
        with self._lock:
            self._pending += size
            return self._is_full()

    def wait(self) -> None:
        """Waits until there is room."""
        while True:
            with self._lock:
                if not self._is_full():
                    return
                self._flag.clear()
            self._flag.wait()

    def _is_full(self) -> bool:
        return not self._released and self._pending > self._limit

    def taken(self, size: int) -> None:
        """Notes that something was fetched."""
        with self._lock:
            self._pending = max(0, self._pending - size)
            if self._pending <= self._limit:
                self._flag.set()

    def release(self) -> None:
        """Nobody waits any more: the command is to end."""
        with self._lock:
            self._released = True
            self._flag.set()
