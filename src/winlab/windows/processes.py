"""Processes of one host."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from winlab.windows.accounts import Logon, system_logon
from winlab.windows.clock import ClockEvent
from winlab.windows.errors import ProcessKilled, Win32Error
from winlab.windows.jobs import Job

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

SYSTEM32 = "C:\\WINDOWS\\system32"
_AT_BOOT = (
    (4, 0, "System", ""),
    (0, 4, "smss.exe", f"{SYSTEM32}\\smss.exe"),
    (0, 4, "csrss.exe", f"{SYSTEM32}\\csrss.exe"),
    (0, 4, "winlogon.exe", f"{SYSTEM32}\\winlogon.exe"),
    (0, 4, "services.exe", f"{SYSTEM32}\\services.exe"),
    (0, 4, "lsass.exe", f"{SYSTEM32}\\lsass.exe"),
)


class Process:
    """A process. `exited` is raised at its end; `killed` when somebody ends it from outside."""

    def __init__(
        self,
        machine: Machine,
        pid: int,
        parent: int,
        name: str,
        path: str,
        command_line: str,
        logon: Logon,
        wow: bool = False,
    ) -> None:
        self.machine = machine
        self.pid = pid
        self.parent = parent
        self.name = name
        self.path = path
        self.command_line = command_line
        self.logon = logon
        self.wow = wow
        self.created: datetime = machine.clock.now()
        self.memory = 6 * 1024 * 1024
        self.exit_code: int | None = None
        self.killed: ClockEvent = machine.clock.event()
        self.exited: ClockEvent = machine.clock.event()
        self.on_kill: list[Callable[[], None]] = []
        self.session_id = 0
        self.job: Job | None = None

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.exit_code is None

    def checkpoint(self) -> None:
        """Ends the emulated code when the process was killed.

        Raises:
            ProcessKilled: It was.
        """
        if self.killed.is_set():
            raise ProcessKilled

    def sleep(self, seconds: float) -> None:
        """Waits in virtual time.

        Raises:
            ProcessKilled: The process was killed meanwhile.
        """
        self.killed.wait(max(0.0, seconds))
        self.checkpoint()

    def wait(self, timeout: float | None = None) -> bool:
        """Waits for its end in virtual time; False if it still runs."""
        return self.exited.wait(timeout)


class Processes:
    """The processes of a machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._by_pid: dict[int, Process] = {}
        self._next = 0

    def boot(self) -> None:
        """The processes every start makes."""
        self._by_pid.clear()
        self._next = 300
        for pid, parent, name, path in _AT_BOOT:
            self.start(name, path, path, system_logon(), parent=parent, pid=pid or None)

    def start(
        self,
        name: str,
        path: str,
        command_line: str,
        logon: Logon,
        *,
        parent: int = 0,
        pid: int | None = None,
        wow: bool = False,
        job: Job | None = None,
    ) -> Process:
        """Adds a process; it is in its parent's job unless another is named.

        Raises:
            Win32Error: 1816, the job has no room for it.
        """
        if pid is None:
            self._next += 4
            pid = self._next
        process = Process(self._machine, pid, parent, name, path, command_line, logon, wow)
        starter = self._by_pid.get(parent)
        process.job = job if job is not None or starter is None else starter.job
        if process.job is not None:
            process.job.admit(process)
        self._by_pid[pid] = process
        return process

    def end(self, process: Process, exit_code: int) -> None:
        """Notes the end of a process."""
        if process.exit_code is None:
            process.exit_code = exit_code
            if self._by_pid.get(process.pid) is process:
                del self._by_pid[process.pid]
            process.exited.set()

    def kill(self, pid: int, exit_code: int = 1) -> None:
        """Ends a process from outside.

        Raises:
            Win32Error: 87 if there is none, 5 for the system's own.
        """
        process = self._by_pid.get(pid)
        if process is None:
            raise Win32Error(87, str(pid))
        if process.pid == 4 or process.name in ("smss.exe", "csrss.exe", "lsass.exe", "winlogon.exe"):
            raise Win32Error(5, process.name)
        self._stop(process, exit_code)

    def _stop(self, process: Process, exit_code: int) -> None:
        process.killed.set()
        for function in list(process.on_kill):
            function()
        self.end(process, exit_code)

    def end_with(self, process: Process) -> None:
        """Ends this process, if it still runs, because who waited for it or owned it is gone."""
        if process.is_running:
            self._stop(process, 1)

    def kill_all(self) -> None:
        """The machine goes down."""
        for process in list(self._by_pid.values()):
            self._stop(process, 1)

    def get(self, pid: int) -> Process | None:
        """A running process."""
        return self._by_pid.get(pid)

    def all(self) -> list[Process]:
        """All running processes."""
        return list(self._by_pid.values())

    def named(self, name: str) -> list[Process]:
        """Running processes of a program's name."""
        return [process for process in self._by_pid.values() if process.name.lower() == name.lower()]
