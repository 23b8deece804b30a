"""Virtual time: hours of setup pass in a moment, yet everything happens in order.

Threads that execute emulated code are counted. While one executes, virtual time runs as real time does; when all of
them wait, the clock jumps to the next thing that is due.
"""

from __future__ import annotations

import contextvars
import heapq
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone


class ClockEvent:
    """A flag that emulated threads wait for in virtual time."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._set = False
        self._waiters: list[_Waiter] = []

    def is_set(self) -> bool:
        """Whether the flag is up."""
        return self._set

    def set(self) -> None:
        """Raises the flag and wakes who waits for it."""
        with self._clock._condition:
            self._set = True
            for waiter in self._waiters:
                self._clock._wake(waiter)
            self._waiters.clear()

    def clear(self) -> None:
        """Lowers the flag."""
        self._set = False

    def wait(self, timeout: float | None = None, *, unless: ClockEvent | None = None) -> bool:
        """Waits until the flag (or that of ``unless``) is up, or ``timeout`` virtual seconds are over.

        Returns:
            Whether this flag is up.
        """
        self._clock._wait((self,) if unless is None else (self, unless), timeout)
        return self._set


class _Waiter:
    __slots__ = ("awake",)

    def __init__(self) -> None:
        self.awake = False


class Scheduled:
    """A function that will be called; `cancel` prevents it."""

    def __init__(self, function: Callable[[], None], name: str, background: bool) -> None:
        self.function = function
        self.name = name
        self.background = background
        self.cancelled = False

    def cancel(self) -> None:
        """Prevents the call if it has not begun."""
        self.cancelled = True


_Entry = tuple[float, int, "Scheduled | _Waiter"]


class VirtualClock:
    """The lab's clock.

    Args:
        start: Virtual time (UTC) at the beginning.
        pace: Real seconds that a jump takes.
    """

    def __init__(self, start: datetime, pace: float = 0.0) -> None:
        self._start = start if start.tzinfo else start.replace(tzinfo=timezone.utc)
        self._origin = time.monotonic()
        self._skipped = 0.0
        self.pace = pace
        self._condition = threading.Condition(threading.RLock())
        self._entries: list[_Entry] = []
        self._order = itertools.count()
        self._executing = 0
        self._local = threading.local()
        self._thread: threading.Thread | None = None
        self._closed = False

    # -- reading --------------------------------------------------------------------------------------

    def seconds(self) -> float:
        """Virtual seconds since the start."""
        return time.monotonic() - self._origin + self._skipped

    def now(self) -> datetime:
        """Virtual time, UTC."""
        return self._start + timedelta(seconds=self.seconds())

    # -- executing ------------------------------------------------------------------------------------

    @contextmanager
    def running(self) -> Iterator[None]:
        """Marks the thread as one that executes emulated code."""
        depth = getattr(self._local, "depth", 0)
        self._local.depth = depth + 1
        if depth == 0:
            with self._condition:
                self._executing += 1
        try:
            yield
        finally:
            self._local.depth = depth
            if depth == 0:
                self._leave()

    def spawn(self, function: Callable[[], None], name: str) -> threading.Thread:
        """Runs a function in a thread that counts as executing from this moment on."""
        with self._condition:
            self._executing += 1

        def run() -> None:
            self._local.depth = 1
            try:
                function()
            finally:
                self._local.depth = 0
                self._leave()

        # Its work belongs to whoever asked for it: `winlab.windows.changes`.
        context = contextvars.copy_context()
        thread = threading.Thread(target=lambda: context.run(run), name=name, daemon=True)
        thread.start()
        return thread

    def _leave(self) -> None:
        with self._condition:
            self._executing -= 1
            self._condition.notify_all()

    # -- waiting --------------------------------------------------------------------------------------

    def event(self) -> ClockEvent:
        """A new flag."""
        return ClockEvent(self)

    def sleep(self, seconds: float) -> None:
        """Blocks the calling thread for virtual seconds."""
        self.event().wait(max(0.0, seconds))

    def _wait(self, events: tuple[ClockEvent, ...], timeout: float | None) -> None:
        counted = getattr(self._local, "depth", 0) > 0
        if getattr(self._local, "is_clock", False):
            raise RuntimeError("a scheduled function may not wait; it has to spawn a thread")
        with self._condition:
            if timeout == 0.0 or any(event._set for event in events):
                return
            waiter = _Waiter()
            for event in events:
                event._waiters.append(waiter)
            if timeout is not None:
                self._push(self.seconds() + timeout, waiter)
            if counted:
                self._executing -= 1
            self._condition.notify_all()
            while not waiter.awake:
                self._condition.wait()
            if not counted:
                self._executing -= 1
            for event in events:
                if waiter in event._waiters:
                    event._waiters.remove(waiter)

    def _wake(self, waiter: _Waiter) -> None:
        if not waiter.awake:
            waiter.awake = True
            self._executing += 1  # on its behalf, so that no jump comes between
            self._condition.notify_all()

    # -- scheduling -----------------------------------------------------------------------------------

    def call_at(self, delay: float, function: Callable[[], None], name: str, *, background: bool = False) -> Scheduled:
        """Calls a short function after a virtual delay in seconds.

        Args:
            background: Periodic things: the clock does not jump for their sake, and `settle` does not wait.
        """
        scheduled = Scheduled(function, name, background)
        with self._condition:
            self._push(self.seconds() + delay, scheduled)
        return scheduled

    def _push(self, due: float, what: Scheduled | _Waiter) -> None:
        heapq.heappush(self._entries, (due, next(self._order), what))
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._serve, name="winlab-clock", daemon=True)
            self._thread.start()
        self._condition.notify_all()

    def settle(self, timeout: float = 60.0) -> bool:
        """Waits (real seconds) until nothing executes and nothing that ends by itself is pending."""
        deadline = time.monotonic() + timeout
        with self._condition:
            while self._executing > 0 or self._next(True) is not None:
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._condition.wait(left)
        return True

    def close(self) -> None:
        """Ends the clock's thread; who waits is not woken."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()

    @staticmethod
    def _gone(what: Scheduled | _Waiter) -> bool:
        return what.awake if isinstance(what, _Waiter) else what.cancelled

    def _next(self, jumping: bool) -> float | None:
        while self._entries and self._gone(self._entries[0][2]):
            heapq.heappop(self._entries)
        if not jumping:
            return self._entries[0][0] if self._entries else None
        dues = (
            due
            for due, _, what in self._entries
            if not self._gone(what) and not (isinstance(what, Scheduled) and what.background)
        )
        return min(dues, default=None)

    def _serve(self) -> None:
        self._local.is_clock = True
        while True:
            with self._condition:
                if self._closed:
                    return
                due = self._next(False)
                if due is not None and due <= self.seconds():
                    what = heapq.heappop(self._entries)[2]
                    if isinstance(what, _Waiter):
                        self._wake(what)
                        continue
                    self._executing += 1
                else:
                    self._idle(due)
                    continue
            try:
                what.function()
            finally:
                self._leave()

    def _idle(self, due: float | None) -> None:
        target = self._next(True) if self._executing == 0 else None
        if target is None:
            self._condition.wait(None if due is None else max(0.0, due - self.seconds()))
            return
        if self.pace > 0:
            self._condition.wait(self.pace)
            if self._executing or self._next(True) != target:
                return
        # Background things that fall due before the target are served on the way, in order.
        step = self._next(False)
        ahead = (target if step is None else min(step, target)) - self.seconds()
        if ahead > 0:
            self._skipped += ahead
