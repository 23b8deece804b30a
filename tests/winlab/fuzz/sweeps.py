"""How many inputs, and how one of them is watched."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

TIME_LIMIT = 10.0
"""Seconds that one input may take; what takes that long hangs."""

RECURSION = 60_000
"""As `winlab.powershell.runspace` sets it."""

SAMPLE = 25
"""Of so many inputs of the whole sweep the sample takes one."""


@dataclass(frozen=True)
class Sweep:
    """Runs a check over many inputs."""

    whole: bool

    def __call__(self, count: int, inputs: SearchStrategy[T], check: Callable[[T], None]) -> None:
        """Checks ``count`` inputs of the whole sweep, or the sample of them, always the same ones."""
        chosen = settings(
            max_examples=count if self.whole else count // SAMPLE,
            derandomize=True,
            database=None,
            deadline=None,
            # Shrinking costs many more inputs: worth it when somebody looks, and then the sweep runs whole.
            phases=[Phase.generate, Phase.shrink] if self.whole else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        )

        @chosen
        @given(inputs)
        def run(value: T) -> None:
            # Hypothesis lowers the limit of the whole process while it runs a test.
            lowered = sys.getrecursionlimit()
            sys.setrecursionlimit(RECURSION)
            try:
                check(value)
            finally:
                sys.setrecursionlimit(lowered)

        run()


class HungError(AssertionError):
    """An input took too long."""


def within(work: Callable[[], T], limit: float = TIME_LIMIT, *, stop: Callable[[], None] | None = None) -> T:
    """Runs work in a thread as emulated code has, with a limit.

    Args:
        stop: asks the work to stop when it takes longer than ``limit``; it then has the time limit to obey.

    Raises:
        HungError: it does not end.
    """
    results: list[T] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as failure:
            failures.append(failure)

    before = threading.stack_size(64 * 1024 * 1024)
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    threading.stack_size(before)
    thread.join(limit)
    if thread.is_alive() and stop is not None:
        stop()
        thread.join(TIME_LIMIT)
    if thread.is_alive():
        where = traceback.format_stack(sys._current_frames()[thread.ident or 0])[-6:]
        raise HungError("".join(where))
    if failures:
        raise failures[0]
    return results[0]


class _Collecting(logging.Handler):
    def __init__(self, into: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._into = into

    def emit(self, record: logging.LogRecord) -> None:
        self._into.append(self.format(record))


@contextmanager
def no_silent_failures() -> Iterator[list[str]]:
    """Fails at the end if a thread died or something was logged as an error meanwhile."""
    found: list[str] = []
    handler = _Collecting(found)
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    previous = threading.excepthook

    def died(arguments: threading.ExceptHookArgs) -> None:
        found.append("".join(traceback.format_exception(arguments.exc_value or RuntimeError())))

    logging.getLogger().addHandler(handler)
    threading.excepthook = died
    try:
        yield found
    finally:
        threading.excepthook = previous
        logging.getLogger().removeHandler(handler)
    assert found == []


def blames_winlab(text: str) -> bool:
    """Whether a text tells of Python where it should tell of Windows."""
    return "winlab: internal error" in text or "Traceback (most recent" in text or ' line 1, in <module>"' in text
