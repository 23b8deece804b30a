"""at.exe: tasks that run as the system, by number.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc755618(v=ws.10)
"""

from __future__ import annotations

import re
from datetime import timedelta

from winlab.windows.errors import NetworkError
from winlab.windows.machine import Machine
from winlab.windows.programs import PROGRAMS, ProgramCall
from winlab.windows.tasks import Task

_DAYS = {"M": "MON", "T": "TUE", "W": "WED", "TH": "THU", "F": "FRI", "S": "SAT", "SU": "SUN"}
_LONG = {"MON": "M", "TUE": "T", "WED": "W", "THU": "Th", "FRI": "F", "SAT": "S", "SUN": "Su"}
_USAGE = (
    "The AT command schedules commands and programs to run on a computer at\r\na specified time and date. "
    "The Schedule service must be running to use\r\nthe AT command.\r\n\r\n"
    "AT [\\\\computername] [ [id] [/DELETE] | /DELETE [/YES]]\r\n"
    'AT [\\\\computername] time [/INTERACTIVE]\r\n    [ /EVERY:date[,...] | /NEXT:date[,...]] "command"\r\n'
)


@PROGRAMS.program("at.exe", folder="%SystemRoot%\\system32")
def at(call: ProgramCall) -> int:
    """Lists, adds and deletes numbered tasks."""
    args = list(call.args)
    machine = call.machine
    if args and args[0].startswith("\\\\"):
        try:
            machine = machine.lab.network.reach(machine, call.logon, args.pop(0).strip("\\"), "rpc")
        except NetworkError as problem:
            call.error_line(problem.text)
            return 1
    if not call.logon.is_administrator:
        call.line("Access is denied.")
        return 1
    if not machine.services.is_running("Schedule"):
        call.line("The service has not been started.")
        return 1
    if not args:
        return _list(call, machine)
    lowered = [word.lower() for word in args]
    if "/delete" in lowered or args[0].isdigit():
        return _one(call, machine, args[0] if args[0].isdigit() else "", delete="/delete" in lowered)
    return _add(call, machine, args)


def _tasks(machine: Machine) -> list[Task]:
    return [task for task in machine.tasks.all() if re.fullmatch(r"at\d+", task.name, re.IGNORECASE)]


def _list(call: ProgramCall, machine: Machine) -> int:
    found = _tasks(machine)
    if not found:
        call.line("There are no entries in the list.\r\n")
        return 0
    call.line("Status ID   Day                     Time          Command Line")
    call.line("-" * 79)
    for task in found:
        call.line(f"     {task.name[2:]:>4}   {_day(machine, task):<23} {_time(task):<13} {task.command}")
    return 0


def _day(machine: Machine, task: Task) -> str:
    if task.schedule == "WEEKLY":
        return "Each " + " ".join(_LONG.get(day, day) for day in task.days.split(","))
    due = machine.tasks.next_run(task)
    today = machine.local_time().date()
    return "Today" if due is not None and due.date() == today else "Tomorrow"


def _time(task: Task) -> str:
    hour, minute, *_ = (int(part) for part in task.start_time.split(":"))
    return f"{hour % 12 or 12}:{minute:02} {'PM' if hour >= 12 else 'AM'}"


def _one(call: ProgramCall, machine: Machine, number: str, *, delete: bool) -> int:
    if not number:
        for task in _tasks(machine):
            machine.tasks.delete(task.name)
        return 0
    found = machine.tasks.find(f"At{number}")
    if found is None:
        call.line("The AT job ID does not exist.")
        return 1
    if delete:
        machine.tasks.delete(found.name)
        return 0
    call.line(f"Task ID:       {number}\r\nStatus:        OK\r\nSchedule:      {_day(machine, found)}")
    call.line(f"Time of day:   {_time(found)}\r\nInteractive:   No\r\nCommand:       {found.command}\r\n")
    return 0


def _add(call: ProgramCall, machine: Machine, args: list[str]) -> int:
    moment = re.fullmatch(r"(\d{1,2}):(\d\d)(am?|pm?)?", args[0].lower())
    if moment is None or int(moment[2]) > 59 or int(moment[1]) > (12 if moment[3] else 23):
        call.line(_USAGE)
        return 1
    hour = int(moment[1]) % 12 + 12 * (moment[3] or "").startswith("p") if moment[3] else int(moment[1])
    words = [word for word in args[1:] if not word.lower().startswith(("/every:", "/next:", "/interactive"))]
    every = next((word.partition(":")[2] for word in args if word.lower().startswith("/every:")), "")
    if not words:
        call.line(_USAGE)
        return 1
    days = [_DAYS.get(day.strip().upper(), "") for day in every.split(",")] if every else []
    if not all(days):
        call.line("Invalid day of week or day of month specified.")
        return 1
    now = machine.local_time()
    start = now.replace(hour=hour, minute=int(moment[2]), second=0, microsecond=0)
    if start <= now:
        start += timedelta(days=1)
    number = max([0, *(int(task.name[2:]) for task in _tasks(machine))]) + 1
    task = Task(
        f"At{number}",
        words[0] if len(words) == 1 else " ".join(f'"{word}"' if " " in word else word for word in words),
        "NT AUTHORITY\\SYSTEM",
        None,
        "WEEKLY" if days else "ONCE",
        start.strftime("%H:%M:%S"),
        start.strftime("%m/%d/%Y"),
        "SYSTEM",
        days=",".join(days),
    )
    machine.tasks.add(task)
    call.line(f"Added a new job with job ID = {number}")
    return 0
