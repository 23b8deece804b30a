"""Job objects: processes under common limits, which end together.

Source: https://learn.microsoft.com/windows/win32/procthread/job-objects. WinRM puts the processes of a remote shell
into one (https://learn.microsoft.com/windows/win32/winrm/quotas).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from winlab.windows.errors import Win32Error

if TYPE_CHECKING:
    from winlab.windows.processes import Process

NOT_ENOUGH_QUOTA = 1816


class Job:
    """A job; what a process of it starts is in it, too.

    Args:
        processes: how many may run at once; 0 is no limit.
        memory: bytes that they may take together; 0 is no limit.
    """

    def __init__(self, processes: Callable[[], int] = lambda: 0, memory: Callable[[], int] = lambda: 0) -> None:
        self._processes = processes
        self._memory = memory
        self._members: list[Process] = []
        self._lock = threading.Lock()

    def _running(self) -> list[Process]:
        self._members = [process for process in self._members if process.is_running]
        return self._members

    def admit(self, process: Process) -> None:
        """Takes a process in.

        Raises:
            Win32Error: 1816 when there are too many, or their memory would be too much.
        """
        with self._lock:
            running = self._running()
            most, memory = self._processes(), self._memory()
            if most and len(running) >= most:
                raise Win32Error(NOT_ENOUGH_QUOTA, process.path)
            if memory and process.memory + sum(each.memory for each in running) > memory:
                raise Win32Error(NOT_ENOUGH_QUOTA, process.path)
            running.append(process)

    def room(self, process: Process) -> int | None:
        """Bytes that a member may still take; None without a limit."""
        memory = self._memory()
        if not memory:
            return None
        with self._lock:
            others = sum(each.memory for each in self._running() if each is not process)
        return max(0, memory - others)

    def close(self) -> None:
        """Ends all that are in it (JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE)."""
        with self._lock:
            running = list(self._running())
        for process in reversed(running):
            process.machine.processes.end_with(process)
