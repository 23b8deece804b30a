"""Waiting for what a client sends, without holding up the lab's virtual time."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class Flag(Protocol):
    """What `threading.Event` and the virtual clock's event have in common."""

    def set(self) -> None: ...
    def clear(self) -> None: ...
    def wait(self, timeout: float | None = None) -> bool: ...


class Mailbox(Generic[T]):
    """A queue between a client's requests and one thread of emulated code.

    Args:
        flag: a new flag of the host; waiting on it does not count as executing.
    """

    def __init__(self, flag: Flag) -> None:
        self._flag = flag
        self._lock = threading.Lock()
        self._items: deque[T] = deque()

    def put(self, item: T) -> None:
        """Adds an item; callable from any thread."""
        with self._lock:
            self._items.append(item)
            self._flag.set()

    def get(self) -> T:
        """Waits for the next item and takes it."""
        while True:
            with self._lock:
                if self._items:
                    return self._items.popleft()
                self._flag.clear()
            self._flag.wait()
