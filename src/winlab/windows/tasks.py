"""Scheduled tasks of Task Scheduler 1.0.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc772785(v=ws.10)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from winlab.windows.errors import LogonError, Win32Error
from winlab.windows.processes import Process
from winlab.windows.programs import Streams, find_program, split_command, start
from winlab.windows.schedules import Schedule

if TYPE_CHECKING:
    from winlab.windows.machine import Machine


@dataclass
class Task:
    """A task: ``schedule`` is ONCE, DAILY...; ``status`` Running, Could not start or empty; ``result`` an exit code."""

    name: str
    command: str
    account: str
    password: str | None
    schedule: str = "ONCE"
    start_time: str = "00:00:00"
    start_date: str = ""
    creator: str = ""
    enabled: bool = True
    status: str = ""
    last_run: str = ""
    result: int = 0
    modifier: str = ""
    days: str = ""
    months: str = ""

    def timing(self) -> Schedule:
        """When it is due."""
        month, day, year = (int(part) for part in self.start_date.split("/"))
        hour, minute, second = (int(part) for part in self.start_time.split(":"))
        start = datetime(year, month, day, hour, minute, second)
        return Schedule(self.schedule, start, self.modifier, self.days, self.months)


class Tasks:
    """The tasks of one machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._tasks: dict[str, Task] = {}
        self._running: dict[str, Process] = {}

    def find(self, name: str) -> Task | None:
        """A task by name."""
        return self._tasks.get(name.lower())

    def all(self) -> list[Task]:
        """All tasks by name."""
        return [task for _, task in sorted(self._tasks.items())]

    def is_running(self, task: Task) -> bool:
        """Whether it runs now."""
        process = self._running.get(task.name.lower())
        return process is not None and process.is_running

    def add(self, task: Task) -> None:
        """Adds or replaces a task; at its times it runs."""
        task.start_date = task.start_date or self._machine.local_time().strftime("%m/%d/%Y")
        self._tasks[task.name.lower()] = task
        self.arm(task)
        self._machine.files.make_folder("C:\\WINDOWS\\Tasks")
        self._machine.files.write(f"C:\\WINDOWS\\Tasks\\{task.name}.job", b"\x01\x05\x01\x00", force=True)
        self._machine.touch("tasks", task.name)

    def next_run(self, task: Task) -> datetime | None:
        """When it runs next by its schedule; a task for one time that has run is over."""
        if not task.enabled or (task.schedule == "ONCE" and task.last_run):
            return None
        return task.timing().after(self._machine.local_time())

    def arm(self, task: Task) -> None:
        """Lets the clock start the task when it is due; a time far ahead is no reason for the clock to jump there."""
        machine = self._machine
        due = self.next_run(task)
        if due is None:
            return

        def fire() -> None:
            over = task.schedule == "ONCE" and bool(task.last_run)
            if over or self.find(task.name) is not task:
                return
            if machine.is_running and task.enabled and machine.services.is_running("Schedule"):
                self.run(task.name)
            self.arm(task)

        delay = (due - machine.local_time()) / timedelta(seconds=1)
        machine.clock.call_at(delay, fire, f"{machine.name}: task {task.name}", background=True)

    def machine_started(self) -> None:
        """Runs the tasks that wait for a start."""
        for task in self.all():
            if task.schedule == "ONSTART" and task.enabled:
                self.run(task.name)

    def delete(self, name: str) -> None:
        """Deletes a task; what it runs goes on."""
        task = self._tasks.pop(name.lower())
        path = f"C:\\WINDOWS\\Tasks\\{task.name}.job"
        if self._machine.files.exists(path):
            self._machine.files.delete(path)
        self._machine.touch("tasks", task.name)

    def run(self, name: str) -> None:
        """Starts a task; a start that fails shows in its status alone."""
        machine = self._machine
        task = self._tasks[name.lower()]
        if self.is_running(task):
            return
        task.last_run = machine.local_time().strftime("%H:%M:%S, %m/%d/%Y")
        try:
            system = task.account.upper() in ("", "SYSTEM", "NT AUTHORITY\\SYSTEM")
            logon = machine.users.logon(
                "SYSTEM" if system else task.account, "batch", None if system else task.password
            )
            env = machine.environment(logon)
            program, tail = split_command(task.command)
            path = find_program(machine, program, "C:\\WINDOWS\\system32", env)
            if path is None and not task.command.startswith('"'):
                path, tail = find_program(machine, task.command, "C:\\WINDOWS\\system32", env), ""
            if path is None:
                raise Win32Error(2, program)
            parents = machine.services.process_of("Schedule")
            quiet = Streams(lambda t: None, lambda t: None)
            process = start(machine, path, tail, logon, quiet, env=env, task=task.name)
            process.parent = parents.pid if parents is not None else 0
        except (LogonError, Win32Error) as problem:
            task.status = "Could not start"
            task.result = -2147024891 if isinstance(problem, LogonError) else -2147024894
            self._log(task, f'"{task.name}.job" ({task.command})\r\n\tStarted ERROR: {problem.text}')
            machine.touch()
            return
        task.status = "Running"
        self._running[name.lower()] = process
        machine.touch("tasks", task.name)
        machine.clock.spawn(lambda: self._follow(task, process), f"{machine.name}:task:{task.name}")

    def _follow(self, task: Task, process: Process) -> None:
        process.wait()
        task.result = process.exit_code or 0
        task.status = ""
        if self._running.get(task.name.lower()) is process:
            del self._running[task.name.lower()]
        if not self._machine.is_down:
            self._log(task, f'"{task.name}.job" ({task.command})\r\n\tFinished\r\n\tResult: {task.result:#x}')
        self._machine.touch()

    def _log(self, task: Task, text: str) -> None:
        self._machine.files.write_text("C:\\WINDOWS\\Tasks\\SchedLgU.Txt", text + "\r\n", append=True)

    def end(self, name: str) -> None:
        """Kills what a task runs."""
        process = self._running.get(name.lower())
        if process is not None and process.is_running:
            self._machine.processes.kill(process.pid)

    def state(self) -> list[dict[str, object]]:
        """Plain data."""
        return [vars(task) for task in self.all()]

    def load(self, data: list[Mapping[str, object]]) -> None:
        """Takes over what `state` gave; nothing runs."""
        self._tasks = {}
        for item in cast("list[dict[str, object]]", data):
            task = Task(**item)  # type: ignore[arg-type]
            task.status = ""
            self._tasks[task.name.lower()] = task
            if task.start_date:
                self.arm(task)
