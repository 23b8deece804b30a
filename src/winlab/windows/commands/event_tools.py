"""eventcreate.exe and eventquery.vbs.

https://learn.microsoft.com/windows-server/administration/windows-commands/eventcreate and
https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc772995(v=ws.10)
"""

from __future__ import annotations

from winlab.windows.commands.listing import (
    Column,
    ToolError,
    filters,
    machine_of,
    options,
    refusing,
    show,
    usage,
)
from winlab.windows.events import Event
from winlab.windows.programs import PROGRAMS, ProgramCall

_KINDS = {"success": "Information", "error": "Error", "warning": "Warning", "information": "Information"}
_LARGEST = 1000


@PROGRAMS.program("eventcreate.exe", folder="%SystemRoot%\\system32")
@refusing
def eventcreate(call: ProgramCall) -> int:
    """Writes an event into the log Application or System."""
    switches = options(call, "eventcreate", (), ("l", "t", "so", "id", "d"))
    for name in ("t", "id", "d"):
        if not switches.value(name):
            raise ToolError(f"Invalid syntax. Mandatory option '/{name}' is missing.{usage('eventcreate')}")
    kind = _KINDS.get(switches.value("t").lower())
    if kind is None:
        allowed = f"Invalid syntax. '{switches.value('t')}' value is not allowed for '/t' option."
        raise ToolError(f"{allowed}{usage('eventcreate')}")
    number = switches.value("id")
    if not number.isdigit() or not 1 <= int(number[:9]) <= _LARGEST:
        raise ToolError(f"Value for '/id' option must be in the range of 1 - {_LARGEST}.{usage('eventcreate')}")
    if not call.logon.is_administrator:
        raise ToolError("Access is denied.")
    machine = machine_of(call, switches)
    log, source = switches.value("l"), switches.value("so")
    if not log and not source:
        raise ToolError(f"Invalid syntax. /SO option should be specified when /L is not.{usage('eventcreate')}")
    known = machine.events.sources.get(source.lower()) if source else None
    if log and log.lower() not in ("application", "system"):
        raise ToolError(f'Log "{log}" does not exist. Cannot create event.')
    if known is not None and log and known.lower() != log.lower():
        raise ToolError("Source already exists and is not a custom source.")
    name = log or known or "Application"
    machine.events.write(name, source or "EventCreate", int(number), kind, switches.value("d"), user=call.logon.account)
    where = f"'{name}' log" if log else f"'{source}' source"
    if log and source:
        where += f" with '{source}' as the source"
    call.line(f"\r\nSUCCESS: A '{switches.value('t').lower()}' type event is created in the {where}.")
    return 0


_SAME = ("eq", "ne")
_FIELDS: dict[str, tuple[str, ...]] = {
    "type": _SAME,
    "id": (),
    "user": _SAME,
    "computer": _SAME,
    "source": _SAME,
    "category": _SAME,
}
_SHORT = (
    Column("Type", 13),
    Column("Event", 6),
    Column("Date Time", 24),
    Column("Source", 17),
    Column("ComputerName", 15),
)
_LONG = (*_SHORT, Column("Category", 15), Column("User", 20), Column("Description", 120))


@PROGRAMS.program("eventquery.vbs", folder="%SystemRoot%\\system32")
@refusing
def eventquery(call: ProgramCall) -> int:
    """Lists events, the newest first: of some logs (/l), some of them (/r), by filters (/fi)."""
    switches = options(call, "eventquery.vbs", ("nh", "v"), ("fo", "fi", "l", "r"))
    machine = machine_of(call, switches)
    wanted = filters(switches.every("fi"), "eventquery.vbs", _FIELDS)
    logs = [name for name in switches.every("l") if name != "*"] or machine.events.names()
    amount = switches.value("r")
    if amount and not amount.lstrip("-").isdigit():
        raise ToolError(f"Invalid range is specified.{usage('eventquery.vbs')}")
    for log in logs:
        name = machine.events.find(log)
        if name is None:
            raise ToolError(f'The log file "{log}" does not exist.')
        entries = list(reversed(machine.events.entries(name)))
        if amount:
            number = int(amount[:9])
            entries = entries[:number] if number > 0 else entries[number:]
        rows = [_row(machine.name, entry) for entry in entries]
        rows = [row for row in rows if all(each.passes(_fields(row)) for each in wanted)]
        title = f"Listing the events in '{name.lower()}' log of host '{machine.name}'"
        if switches.value("fo").lower() != "csv":
            call.line(f"\r\n{'-' * 78}\r\n{title}\r\n{'-' * 78}")
        if not rows:
            call.line("INFO: No records available for the specified criteria.")
            continue
        show(call, _LONG if switches.has("v") else _SHORT, rows, switches.value("fo"), headers=not switches.has("nh"))
    return 0


def _row(computer: str, entry: Event) -> dict[str, str]:
    when = entry.time
    return {
        "Type": entry.kind.lower(),
        "Event": str(entry.event_id),
        "Date Time": f"{when.month}/{when.day}/{when.year} {when:%I:%M:%S %p}".replace(" 0", " "),
        "Source": entry.source,
        "ComputerName": computer,
        "Category": str(entry.category) if entry.category else "None",
        "User": entry.user or "N/A",
        "Description": entry.message,
    }


def _fields(row: dict[str, str]) -> dict[str, str]:
    names = {"id": "Event", "computer": "ComputerName"}
    return {**{label.lower(): value for label, value in row.items()}, **{name: row[of] for name, of in names.items()}}
