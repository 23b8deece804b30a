"""A fresh runspace for each snippet, in a thread of its own with a time limit."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import threading
from collections.abc import Iterable, Mapping, MutableMapping
from datetime import datetime

import winlab.powershell.cmdlets
from winlab.powershell import formatting
from winlab.powershell.declare import CmdletTable
from winlab.powershell.instants import LOCAL, DateTime
from winlab.powershell.runspace import CommandSpec, Result, Runspace
from winlab.powershell.runspace import _Collector as Collector
from winlab.powershell.session import ProgramResult, Session
from winlab.powershell.values import NetObject

STACK = 64 * 1024 * 1024


class _Host:
    """A machine that has a clock and an environment and nothing else."""

    def __init__(self) -> None:
        self._environment: dict[str, str] = {"TEMP": "C:\\TEMP", "COMPUTERNAME": "LAB"}

    @property
    def now(self) -> DateTime:
        return DateTime.of(datetime(2007, 6, 4, 8, 0), LOCAL)

    def sleep(self, seconds: float) -> None:
        """Time stands still."""

    def environment(self) -> MutableMapping[str, str]:
        return self._environment

    def find_program(self, name: str, cwd: str) -> str | None:
        return None

    def run_program(
        self,
        path: str,
        arguments: list[str],
        raw_tail: str,
        stdin: Iterable[str],
        cwd: str,
        env: Mapping[str, str],
    ) -> ProgramResult:
        raise AssertionError(f"no program is found, yet {path} is run")

    def com_class(self, prog_id: str) -> NetObject | None:
        return None

    def snapin(self, name: str) -> CmdletTable | None:
        return None

    def stopping(self) -> bool:
        return False


@functools.cache
def tables() -> tuple[CmdletTable, ...]:
    """The tables of the engine's own cmdlets."""
    found: list[CmdletTable] = [formatting.TABLE]
    package = winlab.powershell.cmdlets
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(info.name)
        found.extend(value for value in vars(module).values() if isinstance(value, CmdletTable))
    return tuple(dict.fromkeys(found))


def run(code: str, seconds: float) -> Result:
    """What a snippet gives; a snippet that does not end is stopped and raises TimeoutError."""
    result = Result()
    runspace = Runspace(Session(_Host(), tables()))
    pipeline = runspace.pipeline([CommandSpec(code)], None, Collector(result))
    size = threading.stack_size(STACK)
    try:
        thread = threading.Thread(target=pipeline.run, daemon=True)
        thread.start()
    finally:
        threading.stack_size(size)
    thread.join(seconds)
    if thread.is_alive():
        pipeline.stop()
        thread.join(1)
        raise TimeoutError(f"not done after {seconds} s")
    if pipeline.state not in ("Completed", "Failed"):
        raise RuntimeError(f"the pipeline is {pipeline.state}")
    result.thrown = pipeline.reason
    return result
