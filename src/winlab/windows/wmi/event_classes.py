"""WMI classes of event logs and environment variables.

Source: https://learn.microsoft.com/previous-versions/windows/desktop/eventlogprov/win32-ntlogevent and
https://learn.microsoft.com/windows/win32/cimwin32prov/win32-environment.
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.windows.wmi.objects import failure
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller

_KINDS = {"Error": 1, "Warning": 2, "Information": 3, "SuccessAudit": 4, "FailureAudit": 5}
_NAMES = {"SuccessAudit": "audit success", "FailureAudit": "audit failure"}
_LARGEST = 16_777_216


@WMI.declare(
    CIMV2,
    "Win32_NTLogEvent",
    "Category:uint16 CategoryString ComputerName Data:uint8[] EventCode:uint16 EventIdentifier:uint32 EventType:uint8 "
    "InsertionStrings:string[] Logfile* Message RecordNumber*:uint32 SourceName TimeGenerated:datetime "
    "TimeWritten:datetime Type User",
)
def log_events(caller: WmiCaller) -> Iterable[Row]:
    """The entries of all logs, newest first; the Security log needs an administrator."""
    machine = caller.machine
    for log in machine.events.names():
        if log == "Security" and not caller.logon.is_administrator:
            continue
        for event in reversed(machine.events.entries(log)):
            yield {
                "Category": event.category,
                "CategoryString": None,
                "ComputerName": machine.name,
                "EventCode": event.event_id & 0xFFFF,
                "EventIdentifier": event.event_id,
                "EventType": _KINDS[event.kind],
                "InsertionStrings": list(event.strings) or None,
                "Logfile": log,
                "Message": event.message,
                "RecordNumber": event.index,
                "SourceName": event.source,
                "TimeGenerated": event.time.replace(tzinfo=None),
                "TimeWritten": event.time.replace(tzinfo=None),
                "Type": _NAMES.get(event.kind, event.kind.lower()),
                "User": event.user or None,
            }


_FILES = {"Application": "AppEvent", "System": "SysEvent", "Security": "SecEvent"}


@WMI.declare(
    CIMV2,
    "Win32_NTEventlogFile",
    "Caption Description FileName FileSize:uint64 LogfileName MaxFileSize:uint32 Name* NumberOfRecords:uint32 "
    "OverwriteOutDated:uint32 OverwritePolicy Sources:string[]",
)
def log_files(caller: WmiCaller) -> Iterable[Row]:
    """The logs."""
    events = caller.machine.events
    for log in events.names():
        title = _FILES.get(log, log.replace(" ", "")[:8])
        name = f"C:\\WINDOWS\\system32\\config\\{title}.Evt"
        yield {
            "Caption": name,
            "Description": name,
            "FileName": title,
            "FileSize": 65536 + 512 * len(events.entries(log)),
            "LogfileName": log,
            "MaxFileSize": _LARGEST,
            "Name": name,
            "NumberOfRecords": len(events.entries(log)),
            "OverwriteOutDated": 0,
            "OverwritePolicy": "WhenNeeded",
            "Sources": sorted(source for source, of in events.sources.items() if of == log),
        }


@log_files.method("ClearEventlog", "ArchiveFileName")
def clear_log(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Empties the log; 8 without the right."""
    if not caller.logon.is_administrator:
        return {"ReturnValue": 8}
    archive = arguments.get("ArchiveFileName")
    if archive:
        code = backup_log(caller, row, arguments)["ReturnValue"]
        if code != 0:
            return {"ReturnValue": code}
    caller.machine.events.clear(str(row["LogfileName"]))
    return {"ReturnValue": 0}


@log_files.method("BackupEventlog", "ArchiveFileName")
def backup_log(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Writes the log to a file; 183 if there is one of that name."""
    machine, path = caller.machine, str(arguments.get("ArchiveFileName") or "")
    if not caller.logon.is_administrator:
        return {"ReturnValue": 8}
    if not path:
        return {"ReturnValue": 21}
    if machine.files.exists(path):
        return {"ReturnValue": 183}
    entries = machine.events.entries(str(row["LogfileName"]))
    lines = [f"{event.index}\t{event.kind}\t{event.source}\t{event.event_id}\t{event.message}" for event in entries]
    machine.files.write_text(path, "\r\n".join(lines))
    return {"ReturnValue": 0}


# --- environment ---

_MACHINE_KEY = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment"
_USER_KEY = "HKCU\\Environment"


@WMI.declare(
    CIMV2, "Win32_Environment", "Caption Description Name* Status SystemVariable:boolean UserName* VariableValue"
)
def environment(caller: WmiCaller) -> Iterable[Row]:
    """Variables of the system and of the caller."""
    registry = caller.machine.registry
    for key, user in ((_MACHINE_KEY, "<SYSTEM>"), (_USER_KEY, caller.logon.account)):
        if registry.exists(key, user=caller.logon.sid):
            for value in registry.values(key, user=caller.logon.sid):
                title = f"{user}\\{value.name}"
                yield {
                    "Caption": title,
                    "Description": title,
                    "Name": value.name,
                    "Status": "OK",
                    "SystemVariable": key == _MACHINE_KEY,
                    "UserName": user,
                    "VariableValue": str(value.data),
                }


def _key_of(caller: WmiCaller, row: Row) -> str:
    if str(row.get("UserName") or "").upper() != "<SYSTEM>":
        return _USER_KEY
    if not caller.logon.is_administrator:
        raise failure(0x80041003, "Access denied")
    return _MACHINE_KEY


def _put_variable(caller: WmiCaller, before: Row, row: Row) -> None:
    name, value = row.get("Name"), row.get("VariableValue")
    if not name:
        raise failure(0x80041008, "Invalid parameter")
    registry, key = caller.machine.registry, _key_of(caller, row)
    text = "" if value is None else str(value)
    registry.set(key, str(name), text, "REG_EXPAND_SZ" if "%" in text else "REG_SZ", user=caller.logon.sid)


def _delete_variable(caller: WmiCaller, row: Row) -> None:
    caller.machine.registry.delete_value(_key_of(caller, row), str(row["Name"]), user=caller.logon.sid)


environment.put = _put_variable
environment.delete = _delete_variable
