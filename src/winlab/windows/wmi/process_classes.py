"""WMI classes of processes.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/win32-process.
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.windows.errors import FileError, Win32Error
from winlab.windows.processes import Process
from winlab.windows.programs import find_program, split_command, start
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller

_PRIORITIES = {64: 4, 16384: 6, 32: 8, 32768: 10, 128: 13, 256: 24}
"""Priority classes (IDLE, BELOW_NORMAL, NORMAL, ABOVE_NORMAL, HIGH, REALTIME) and their base priorities."""


@WMI.declare(
    CIMV2,
    "Win32_Process",
    "Caption CommandLine CreationClassName CreationDate:datetime CSCreationClassName CSName Description ExecutablePath "
    "ExecutionState:uint16 Handle* HandleCount:uint32 InstallDate:datetime KernelModeTime:uint64 "
    "MaximumWorkingSetSize:uint32 MinimumWorkingSetSize:uint32 Name OSCreationClassName OSName "
    "OtherOperationCount:uint64 OtherTransferCount:uint64 PageFaults:uint32 PageFileUsage:uint32 "
    "ParentProcessId:uint32 PeakPageFileUsage:uint32 PeakVirtualSize:uint64 PeakWorkingSetSize:uint32 Priority:uint32 "
    "PrivatePageCount:uint64 ProcessId:uint32 QuotaNonPagedPoolUsage:uint32 QuotaPagedPoolUsage:uint32 "
    "QuotaPeakNonPagedPoolUsage:uint32 QuotaPeakPagedPoolUsage:uint32 ReadOperationCount:uint64 "
    "ReadTransferCount:uint64 SessionId:uint32 Status TerminationDate:datetime ThreadCount:uint32 "
    "UserModeTime:uint64 VirtualSize:uint64 WindowsVersion WorkingSetSize:uint64 WriteOperationCount:uint64 "
    "WriteTransferCount:uint64",
)
def processes(caller: WmiCaller) -> Iterable[Row]:
    """The running processes."""
    for process in caller.machine.processes.all():
        yield _process(caller, process)


def _process(caller: WmiCaller, process: Process) -> Row:
    system = caller.machine.os
    kilobytes = process.memory // 1024
    return {
        "Caption": process.name,
        "CommandLine": process.command_line or None,
        "CreationClassName": "Win32_Process",
        "CreationDate": process.created,
        "CSCreationClassName": "Win32_ComputerSystem",
        "CSName": caller.machine.name,
        "Description": process.name,
        "ExecutablePath": process.path or None,
        "Handle": str(process.pid),
        "HandleCount": 100,
        "KernelModeTime": 5_000_000,
        "MaximumWorkingSetSize": 1_413_120,
        "MinimumWorkingSetSize": 204_800,
        "Name": process.name,
        "OSCreationClassName": "Win32_OperatingSystem",
        "OSName": f"{system.caption}|C:\\WINDOWS|\\Device\\Harddisk0\\Partition1",
        "OtherOperationCount": 100,
        "OtherTransferCount": 4096,
        "PageFaults": 2000,
        "PageFileUsage": process.memory // 2,
        "ParentProcessId": process.parent,
        "PeakPageFileUsage": process.memory // 2,
        "PeakVirtualSize": process.memory * 4,
        "PeakWorkingSetSize": kilobytes * 1024,
        "Priority": 8,
        "PrivatePageCount": process.memory // 2,
        "ProcessId": process.pid,
        "QuotaNonPagedPoolUsage": 4096,
        "QuotaPagedPoolUsage": 65536,
        "QuotaPeakNonPagedPoolUsage": 4096,
        "QuotaPeakPagedPoolUsage": 65536,
        "ReadOperationCount": 10,
        "ReadTransferCount": 4096,
        "SessionId": process.session_id,
        "ThreadCount": 4,
        "UserModeTime": 5_000_000,
        "VirtualSize": process.memory * 4,
        "WindowsVersion": system.version,
        "WorkingSetSize": process.memory,
        "WriteOperationCount": 10,
        "WriteTransferCount": 4096,
    }


@processes.method("Create", "CommandLine", "CurrentDirectory", "ProcessStartupInformation", static=True)
def create_process(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Starts a program with the caller's logon; 9 when there is no such file."""
    name, tail = split_command(str(arguments.get("CommandLine") or ""))
    directory = str(arguments.get("CurrentDirectory") or "C:\\WINDOWS\\system32")
    machine = caller.machine
    env = machine.environment(caller.logon, load_profile=False)
    path = find_program(machine, name, directory, env) if name else None
    if path is None:
        return {"ProcessId": None, "ReturnValue": 9}
    try:
        process = start(machine, path, tail, caller.logon, cwd=directory)
    except FileError as problem:
        return {"ProcessId": None, "ReturnValue": 2 if problem.code == 5 else 9}
    return {"ProcessId": process.pid, "ReturnValue": 0}


@processes.method("Terminate", "Reason")
def terminate(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Ends it."""
    if not caller.logon.is_administrator:
        return {"ReturnValue": 2}
    pid, reason = row["ProcessId"], arguments.get("Reason")
    try:
        caller.machine.processes.kill(int(str(pid)), reason if isinstance(reason, int) else 0)
    except Win32Error:
        return {"ReturnValue": 9}
    return {"ReturnValue": 0}


@processes.method("GetOwner")
def owner(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Whose process it is."""
    process = caller.machine.processes.get(int(str(row["ProcessId"])))
    if process is None:
        return {"Domain": None, "User": None, "ReturnValue": 9}
    return {"Domain": process.logon.domain, "User": process.logon.user, "ReturnValue": 0}


@processes.method("GetOwnerSid")
def owner_sid(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """The SID of who it runs as."""
    process = caller.machine.processes.get(int(str(row["ProcessId"])))
    if process is None:
        return {"Sid": None, "ReturnValue": 9}
    return {"Sid": process.logon.sid, "ReturnValue": 0}


@processes.method("SetPriority", "Priority")
def set_priority(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Takes a priority class; 21 for a number that is none."""
    return {"ReturnValue": 0 if arguments.get("Priority") in _PRIORITIES else 21}


@processes.method("AttachDebugger")
def attach_debugger(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """No debugger is registered on an emulated machine (path not found)."""
    return {"ReturnValue": 9}


@WMI.declare(
    CIMV2,
    "Win32_ProcessStartup",
    "CreateFlags:uint32 EnvironmentVariables:string[] ErrorMode:uint16 FillAttribute:uint32 PriorityClass:uint32 "
    "ShowWindow:uint16 Title WinstationDesktop X:uint32 XCountChars:uint32 XSize:uint32 Y:uint32 YCountChars:uint32 "
    "YSize:uint32",
)
def startup_information(caller: WmiCaller) -> Iterable[Row]:
    """No instances: objects of it are made to be given to Create."""
    return ()
