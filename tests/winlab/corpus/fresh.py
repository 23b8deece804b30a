"""A fresh runspace on an emulated machine for each snippet, in a thread of its own with a time limit."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import TypeVar

from winlab.powershell.runspace import Result, Runspace
from winlab.windows.lab import Lab
from winlab.windows.machine import Machine
from winlab.windows.session import open_session
from winlab.windows.specification import DiskSpec, LabSpec, MachineSpec

T = TypeVar("T")
STACK = 64 * 1024 * 1024
_SPEC = LabSpec("corpus", (MachineSpec("LAB", disks=(DiskSpec("C"),)),))


@functools.cache
def machine() -> Machine:
    """The machine all snippets run on; they clean up behind them."""
    return Lab.create(_SPEC, seed="corpus").machines["LAB"]


def run(code: str, seconds: float) -> Result:
    """What a snippet gives; one that does not end raises TimeoutError."""
    return within(seconds, lambda runspace: runspace.invoke(code))


def within(seconds: float, work: Callable[[Runspace], T]) -> T:
    """What is done with a fresh runspace in its thread; what does not end raises TimeoutError."""
    host = machine()
    runspace = Runspace(open_session(host, host.users.logon("Administrator", "interactive")))
    results: list[T] = []
    failures: list[BaseException] = []

    def run_it() -> None:
        with host.clock.running():
            try:
                results.append(work(runspace))
            except BaseException as error:  # what Python raises is a failure of winlab, told by the caller
                failures.append(error)

    thread = _started(run_it)
    thread.join(seconds)
    if failures:
        raise failures[0]
    if not results:
        runspace.session.stopped = True
        thread.join(1)
        raise TimeoutError(f"not done after {seconds} s")
    return results[0]


def _started(work: object) -> threading.Thread:
    assert callable(work)
    size = threading.stack_size(STACK)
    try:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        return thread
    finally:
        threading.stack_size(size)
