"""Threads that run emulated code: with a stack that deep PowerShell recursion can't exhaust."""

from __future__ import annotations

import threading
from collections.abc import Callable

STACK_BYTES = 64 * 1024 * 1024

# threading.stack_size is a setting of the whole process, read when a thread starts.
_starting = threading.Lock()


def start(name: str, body: Callable[[], None]) -> threading.Thread:
    """Starts ``body`` in a daemon thread with a large stack (the memory is only reserved, not used)."""
    thread = threading.Thread(target=body, name=name, daemon=True)
    with _starting:
        before = threading.stack_size(STACK_BYTES)
        try:
            thread.start()
        finally:
            threading.stack_size(before)
    return thread
