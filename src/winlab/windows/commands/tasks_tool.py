"""schtasks.exe of Windows Server 2003.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc772785(v=ws.10)
"""

from __future__ import annotations

import csv
import io
import re

from winlab.windows.commands.switches import SwitchError, Switches
from winlab.windows.errors import LogonError, NetworkError
from winlab.windows.machine import Machine, at_boot
from winlab.windows.programs import PROGRAMS, ProgramCall
from winlab.windows.schedules import KINDS, ScheduleError
from winlab.windows.tasks import Task

_VALUED = ("sc", "tn", "tr", "ru", "rp", "st", "sd", "mo", "d", "m", "i", "et", "du", "ed", "s", "u", "p", "fo")
_UNTIMED = {"ONSTART": "At system start up", "ONLOGON": "At logon time", "ONIDLE": "At idle time"}
_TYPES = {"ONCE": "One Time Only", "MINUTE": "Minute"}
_SHORT = ("TaskName", "Next Run Time", "Status")
_WIDTHS = {"TaskName": 36, "Next Run Time": 24, "Status": 15}
_LONG = (
    "HostName",
    "TaskName",
    "Next Run Time",
    "Status",
    "Logon Mode",
    "Last Run Time",
    "Last Result",
    "Creator",
    "Schedule",
    "Task To Run",
    "Start In",
    "Comment",
    "Scheduled Task State",
    "Scheduled Type",
    "Start Time",
    "Start Date",
    "End Date",
    "Days",
    "Months",
    "Run As User",
    "Delete Task If Not Rescheduled",
    "Stop Task If Runs X Hours and X Mins",
    "Repeat: Every",
    "Repeat: Until: Time",
    "Repeat: Until: Duration",
    "Repeat: Stop If Still Running",
    "Idle Time",
    "Power Management",
)


@at_boot
def start_waiting_tasks(machine: Machine) -> None:
    """Tasks that run when the machine starts."""
    machine.tasks.machine_started()


@PROGRAMS.program("schtasks.exe", folder="%SystemRoot%\\system32")
def schtasks(call: ProgramCall) -> int:
    """Creates, runs, ends, deletes and lists tasks; 1 on failure."""
    args = call.args
    verb = args[0].lower().lstrip("/-") if args else "query"
    if verb == "?":
        call.line("\r\nSCHTASKS /parameter [arguments]\r\n")
        return 0
    handlers = {"create": _create, "run": _run, "end": _end, "delete": _delete, "query": _query, "change": _change}
    function = handlers.get(verb)
    if function is None:
        call.error_line(f"ERROR: Invalid argument/option - '{args[0]}'.\r\nType \"SCHTASKS /?\" for usage.")
        return 1
    valued = _VALUED if verb != "query" else ("s", "u", "p", "fo")
    try:
        switches = Switches(args[1:], ("f", "v", "nh", "z", "it", "np"), valued)
    except SwitchError as problem:
        call.error_line(f"ERROR: Invalid argument/option - '{problem.word}'.\r\nType \"SCHTASKS /?\" for usage.")
        return 1
    if switches.words:
        call.error_line(f"ERROR: Invalid argument/option - '{switches.words[0]}'.\r\nType \"SCHTASKS /?\" for usage.")
        return 1
    try:
        machine = call.machine
        if switches.has("s"):
            machine = machine.lab.network.reach(machine, call.logon, switches.value("s").strip("\\"), "rpc")
        if not call.logon.is_administrator and verb != "query":
            call.error_line("ERROR: Access is denied.")
            return 1
        if not machine.services.is_running("Schedule"):
            call.error_line("ERROR: The Task Scheduler service is not running.")
            return 1
        return function(call, machine, switches)
    except NetworkError as problem:
        call.error_line(f"ERROR: {problem.text}")
        return 1


def _create(call: ProgramCall, machine: Machine, switches: Switches) -> int:
    for name in ("sc", "tn", "tr"):
        if not switches.value(name):
            call.error_line(f"ERROR: Invalid syntax. Mandatory option '{name}' is missing.")
            return 1
    schedule = switches.value("sc").upper()
    if schedule not in KINDS:
        call.error_line("ERROR: Invalid Schedule Type specified.")
        return 1
    if schedule == "ONIDLE" and not switches.has("i"):
        call.error_line("ERROR: Invalid syntax. Mandatory option 'i' is missing.")
        return 1
    start = switches.value("st")
    if schedule == "ONCE" and not start:
        call.error_line("ERROR: Invalid syntax. Mandatory option 'st' is missing.")
        return 1
    if start and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", start):
        call.error_line("ERROR: Invalid Starttime value.")
        return 1
    command = switches.value("tr")
    if len(command) > 261:
        call.error_line("ERROR: Value for '/tr' option is not allowed to be more than '261' character(s).")
        return 1
    name = switches.value("tn")
    if machine.tasks.find(name) is not None and not switches.has("f"):
        call.error_line(f'ERROR: The task name "{name}" already exists.')
        return 1
    account = switches.value("ru", call.logon.account)
    system = account.upper() in ("", "SYSTEM", "NT AUTHORITY\\SYSTEM")
    password = switches.values.get("rp")
    warning = ""
    if not system:
        if password in (None, "*"):
            call.error_line("ERROR: The run as password is missing.")
            return 1
        try:
            account = machine.users.full_name(account)
            machine.users.logon(account, "batch", password)
        except LogonError:
            # The task is made all the same; the account can't be set.
            warning = (
                f'WARNING: The Scheduled task "{name}" has been created, but may not run because\r\n'
                "         the account information could not be set."
            )
    task = Task(
        name,
        command,
        "NT AUTHORITY\\SYSTEM" if system else account,
        None if system else password,
        schedule,
        start if len(start) == 8 else f"{start or '00:00'}:00",
        switches.value("sd") or machine.local_time().strftime("%m/%d/%Y"),
        call.logon.user,
        modifier=switches.value("mo"),
        days=switches.value("d"),
        months=switches.value("m"),
    )
    if not _check_timing(call, task):
        return 1
    machine.tasks.add(task)
    call.line(warning or f'SUCCESS: The scheduled task "{name}" has successfully been created.')
    return 0


def _check_timing(call: ProgramCall, task: Task) -> bool:
    """Tells what is wrong with a schedule."""
    try:
        task.timing().check()
    except ScheduleError as problem:
        call.error_line(f"ERROR: Invalid value for /{problem} option.")
        return False
    except ValueError:
        call.error_line("ERROR: Invalid Startdate value.")
        return False
    return True


def _existing(call: ProgramCall, machine: Machine, switches: Switches) -> Task | None:
    name = switches.value("tn")
    if not name:
        call.error_line("ERROR: Invalid syntax. Mandatory option 'tn' is missing.")
        return None
    task = machine.tasks.find(name)
    if task is None:
        call.error_line(f'ERROR: The specified task name "{name}" does not exist in the system.')
    return task


def _run(call: ProgramCall, machine: Machine, switches: Switches) -> int:
    task = _existing(call, machine, switches)
    if task is None:
        return 1
    machine.tasks.run(task.name)
    call.line(f'SUCCESS: Attempted to run the scheduled task "{task.name}".')
    return 0


def _end(call: ProgramCall, machine: Machine, switches: Switches) -> int:
    task = _existing(call, machine, switches)
    if task is None:
        return 1
    machine.tasks.end(task.name)
    call.line(f'SUCCESS: The scheduled task "{task.name}" has been terminated successfully.')
    return 0


def _delete(call: ProgramCall, machine: Machine, switches: Switches) -> int:
    if switches.value("tn") == "*":
        for task in machine.tasks.all():
            machine.tasks.delete(task.name)
            call.line(f'SUCCESS: The scheduled task "{task.name}" was successfully deleted.')
        return 0
    task_found = _existing(call, machine, switches)
    if task_found is None:
        return 1
    if not switches.has("f"):
        call.out(f'WARNING: Are you sure you want to remove the task "{task_found.name}" (Y/N )? ')
        if not call.read().strip().lower().startswith("y"):
            return 0
    machine.tasks.delete(task_found.name)
    call.line(f'SUCCESS: The scheduled task "{task_found.name}" was successfully deleted.')
    return 0


def _change(call: ProgramCall, machine: Machine, switches: Switches) -> int:
    task = _existing(call, machine, switches)
    if task is None:
        return 1
    task.command = switches.value("tr", task.command)
    task.account = switches.value("ru", task.account)
    task.password = switches.values.get("rp", task.password)
    machine.touch()
    call.line(f'SUCCESS: The parameters of the scheduled task "{task.name}" have been changed.')
    return 0


def _status(machine: Machine, task: Task) -> str:
    return "Running" if machine.tasks.is_running(task) else task.status if task.status != "Running" else ""


def _row(machine: Machine, task: Task) -> dict[str, str]:
    row = dict.fromkeys(_LONG, "N/A")
    due = machine.tasks.next_run(task)
    row.update(
        {
            "HostName": machine.name,
            "TaskName": task.name,
            "Next Run Time": f"{due:%H:%M:%S, %m/%d/%Y}" if due else _UNTIMED.get(task.schedule, "Never"),
            "Status": _status(machine, task),
            "Logon Mode": "Interactive/Background",
            "Last Run Time": task.last_run or "Never",
            "Last Result": str(task.result),
            "Creator": task.creator,
            "Schedule": f"At {task.start_time}",
            "Task To Run": task.command,
            "Scheduled Task State": "Enabled",
            "Scheduled Type": _UNTIMED.get(task.schedule, _TYPES.get(task.schedule, task.schedule.title())),
            "Days": task.days or "N/A",
            "Months": task.months or "N/A",
            "Start Time": task.start_time,
            "Start Date": task.start_date or "N/A",
            "Run As User": task.account,
            "Delete Task If Not Rescheduled": "Disabled",
            "Stop Task If Runs X Hours and X Mins": "72:0",
        }
    )
    return row


def _query(call: ProgramCall, machine: Machine, switches: Switches) -> int:
    form = switches.value("fo", "TABLE").upper()
    if form not in ("TABLE", "LIST", "CSV"):
        call.error_line(f"ERROR: Invalid syntax. '{switches.value('fo')}' value is not allowed for '/fo' option.")
        call.error_line('Type "SCHTASKS /QUERY /?" for usage.')
        return 1
    tasks = machine.tasks.all()
    if not tasks:
        call.line("INFO: There are no scheduled tasks present in the system.")
        return 0
    columns = _LONG if switches.has("v") else _SHORT
    rows = [_row(machine, task) for task in tasks]
    header = not switches.has("nh")
    if form == "CSV":
        call.line()
        if header:
            call.line(_csv(list(columns)))
        for row in rows:
            call.line(_csv([row[column] for column in columns]))
        return 0
    if form == "LIST":
        for row in rows:
            call.line()
            for column in columns:
                call.line(f"{column + ':':<37}{row[column]}".rstrip())
        return 0
    widths = [max(_WIDTHS.get(column, 0), len(column), *(len(row[column]) for row in rows)) for column in columns]
    call.line()
    if header:
        call.line(" ".join(column.ljust(width) for column, width in zip(columns, widths, strict=True)).rstrip())
        call.line(" ".join("=" * width for width in widths))
    for row in rows:
        call.line(" ".join(row[c].ljust(width) for c, width in zip(columns, widths, strict=True)).rstrip())
    return 0


def _csv(values: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="").writerow(values)
    return text.getvalue()
