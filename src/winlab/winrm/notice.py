"""Waking asyncio waiters from other threads."""

from __future__ import annotations

import asyncio
import contextlib
import threading


class Notice:
    """Something changed; whoever awaits may look again.

    `waiter` registers before one looks, so that no change between looking and waiting is lost.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiters: set[asyncio.Future[None]] = set()

    def waiter(self) -> asyncio.Future[None]:
        """A future of the running loop that is done at the next change."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._waiters.add(future)
        return future

    def drop(self, waiter: asyncio.Future[None]) -> None:
        """Forgets a waiter that is not needed any more."""
        with self._lock:
            self._waiters.discard(waiter)
        waiter.cancel()

    def notify(self) -> None:
        """Wakes all waiters; callable from any thread."""
        with self._lock:
            waiters, self._waiters = self._waiters, set()
        for future in waiters:
            # A loop that was closed in the meantime has no one left to wake.
            with contextlib.suppress(RuntimeError):
                future.get_loop().call_soon_threadsafe(_finish, future)


def _finish(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
