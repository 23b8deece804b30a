"""What one value may take, and what becomes of the scripts when the lab's process runs out of memory.

A value that would be larger than the session's memory is refused before it is made, as .NET refuses it. Many small
values can't be counted cheaply: a watch looks at the whole process instead and ends the pipeline that has worked most.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from winlab.powershell.errors import PSError, error, net_error

BUDGET = 256 * 1024 * 1024
"""Bytes, as .NET counts them, that one value may take in a session without a smaller quota."""

CHARACTER, TYPED_ITEM, ITEM = 2, 8, 32
"""Bytes of a character, of an element of a typed array, and of a boxed element with the reference to it."""

GROWTH = 1024 * 1024 * 1024
"""Bytes by which the process may grow while scripts run."""

_TEXT = "Exception of type 'System.OutOfMemoryException' was thrown."
_CHEAP = 1 << 20
_budgets = threading.local()


def use_budget(size: int) -> None:
    """Sets what one value may take in the script that this thread runs."""
    _budgets.size = size


def out_of_memory() -> PSError:
    """The engine's error where memory does not suffice."""
    name = "System.OutOfMemoryException"
    return error(name, _TEXT, "OperationStopped", None, name)


def room(count: int, each: int = ITEM) -> None:
    """Makes sure that an operator's result fits.

    Raises:
        PSError: OutOfMemoryException.
    """
    if _is_too_much(count, each):
        raise out_of_memory()


def net_room(count: int, each: int = CHARACTER) -> None:
    """Makes sure that what a .NET method makes fits.

    Raises:
        PSError: OutOfMemoryException, as a method throws it.
    """
    if _is_too_much(count, each):
        raise net_error("System.OutOfMemoryException", _TEXT)


def _is_too_much(count: int, each: int) -> bool:
    size = count * each
    return size > _CHEAP and size > getattr(_budgets, "size", BUDGET)


class MemoryWatch:
    """Ends the pipeline that has used most processor time when the process has grown too much.

    It also looks after each pipeline from outside, at every interval: a script can't be asked to look up itself.

    Args:
        resident: the memory of the process in bytes.
        growth: how much more it may become while anything runs.
    """

    def __init__(self, resident: Callable[[], int], growth: int = GROWTH, interval: float = 0.05) -> None:
        self._resident = resident
        self._growth = growth
        self._interval = interval
        self._lock = threading.Lock()
        self._running: dict[int, tuple[int, float, Callable[[], None]]] = {}
        self._looks: dict[int, Callable[[], None]] = {}
        self._busy = threading.Event()
        self._thread: threading.Thread | None = None

    def enter(self, exhausted: Callable[[], None], look: Callable[[], None] | None = None) -> int:
        """The calling thread starts a pipeline; ``exhausted`` is called when it has to end, ``look`` now and then."""
        thread = threading.get_ident()
        with self._lock:
            key = max(self._running, default=0) + 1
            self._running[key] = (thread, _processor_time(thread), exhausted)
            if look is not None:
                self._looks[key] = look
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="winlab-memory", daemon=True)
                self._thread.start()
        if not self._busy.is_set():
            self._busy.set()
        return key

    def leave(self, key: int) -> None:
        """The pipeline is over."""
        with self._lock:
            del self._running[key]
            self._looks.pop(key, None)

    def _watch(self) -> None:
        while True:
            self._busy.wait()
            ceiling = self._resident() + self._growth
            while self._busy.is_set():
                time.sleep(self._interval)
                with self._lock:
                    if not self._running:
                        self._busy.clear()
                    elif self._resident() > ceiling:
                        # What it leaves is not given back at once: the next one gets some room before it is blamed.
                        ceiling = self._resident() + self._growth // 4
                        self._worst()()
                    looks = list(self._looks.values())
                for look in looks:
                    look()

    def _worst(self) -> Callable[[], None]:
        worked = ((_processor_time(thread) - began, exhausted) for thread, began, exhausted in self._running.values())
        return max(worked, key=lambda item: item[0])[1]


def _processor_time(thread: int) -> float:
    return time.clock_gettime(time.pthread_getcpuclockid(thread))


_PAGE = os.sysconf("SC_PAGE_SIZE")
_STATM = Path("/proc/self/statm")


def resident() -> int:
    """The resident memory of this process in bytes; 0 where the system does not tell."""
    try:
        return int(_STATM.read_text(encoding="ascii").split()[1]) * _PAGE
    except OSError:
        return 0


WATCH = MemoryWatch(resident)
"""The watch of this process."""
