"""WMI classes of services, processes, updates, users and shares.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/operating-system-classes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from winlab.windows.errors import FileError, ServiceError, Win32Error
from winlab.windows.programs import find_program, split_command, start
from winlab.windows.services import Service
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller

# Return codes of Win32_Service's methods by Win32 status:
# https://learn.microsoft.com/windows/win32/cimwin32prov/startservice-method-in-class-win32-service
_SERVICE_CODES = {
    0: 0,
    5: 2,
    1051: 3,
    1052: 4,
    1053: 7,
    1056: 10,
    1058: 14,
    1060: 16,
    1062: 5,
    1068: 13,
    1069: 15,
}
_ADMINISTRATOR_NEEDED = 2
_MODES = {"automatic": "Auto", "auto": "Auto", "manual": "Manual", "demand": "Manual", "disabled": "Disabled"}


@WMI.declare(
    CIMV2,
    "Win32_Service",
    "AcceptPause:boolean AcceptStop:boolean Caption CreationClassName Description DesktopInteract:boolean DisplayName "
    "ErrorControl ExitCode:uint32 Name* PathName ProcessId:uint32 ServiceType Started:boolean StartMode "
    "StartName State "
    "Status SystemName",
)
def services(caller: WmiCaller) -> Iterable[Row]:
    """The services that are no drivers."""
    machine = caller.machine
    for service in machine.services.all():
        if service.kind == "driver":
            continue
        running = service.state == "Running"
        process = machine.services.process_of(service.name)
        yield {
            "AcceptPause": running and service.accepts_pause,
            "AcceptStop": running and service.accepts_stop,
            "Caption": service.display_name,
            "CreationClassName": "Win32_Service",
            "Description": service.description or service.display_name,
            "DesktopInteract": False,
            "DisplayName": service.display_name,
            "ErrorControl": "Normal",
            "ExitCode": service.exit_code,
            "Name": service.name,
            "PathName": service.path,
            "ProcessId": process.pid if process is not None else 0,
            "ServiceType": "Share Process" if service.shared else "Own Process",
            "Started": running,
            "StartMode": service.start_mode,
            "StartName": service.account,
            "State": service.state,
            "Status": "OK",
            "SystemName": machine.name,
        }


def _service_call(caller: WmiCaller, row: Row, act: Callable[[str], object]) -> Row:
    if not caller.logon.is_administrator:
        return {"ReturnValue": _ADMINISTRATOR_NEEDED}
    try:
        act(str(row["Name"]))
    except ServiceError as problem:
        return {"ReturnValue": _SERVICE_CODES.get(problem.code, 8)}
    return {"ReturnValue": 0}


@services.method("StartService")
def start_service(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Starts it."""
    return _service_call(caller, row, caller.machine.services.start)


@services.method("StopService")
def stop_service(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Stops it; 3 when services that run depend on it."""
    return _service_call(caller, row, caller.machine.services.stop)


@services.method("PauseService")
def pause_service(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Pauses it."""
    return _service_call(caller, row, caller.machine.services.pause)


@services.method("ResumeService")
def resume_service(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Goes on."""
    return _service_call(caller, row, caller.machine.services.resume)


@services.method("Delete")
def delete_service(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Removes it."""
    return _service_call(caller, row, caller.machine.services.delete)


@services.method("ChangeStartMode", "StartMode")
def change_start_mode(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Automatic, Manual or Disabled; anything else is an invalid parameter (21)."""
    mode = _MODES.get(str(arguments.get("StartMode")).lower())
    if mode is None:
        return {"ReturnValue": 21}
    return _service_call(caller, row, lambda name: caller.machine.services.configure(name, start_mode=mode))


@services.method(
    "Change",
    "DisplayName",
    "PathName",
    "ServiceType",
    "ErrorControl",
    "StartMode",
    "DesktopInteract",
    "StartName",
    "StartPassword",
    "LoadOrderGroup",
    "LoadOrderGroupDependencies",
    "ServiceDependencies",
)
def change_service(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Changes settings; null leaves one as it is."""

    def text(name: str) -> str | None:
        value = arguments.get(name)
        return None if value is None else str(value)

    mode = arguments.get("StartMode")
    if mode is not None and str(mode).lower() not in _MODES:
        return {"ReturnValue": 21}
    account = text("StartName")
    if account is not None and account.lower() != "localsystem" and caller.machine.users.sid_of(account) is None:
        return {"ReturnValue": 22}
    return _service_call(
        caller,
        row,
        lambda name: caller.machine.services.configure(
            name,
            display_name=text("DisplayName"),
            path=text("PathName"),
            start_mode=None if mode is None else _MODES[str(mode).lower()],
            account=account,
            password=text("StartPassword"),
        ),
    )


@services.method(
    "Create",
    "Name",
    "DisplayName",
    "PathName",
    "ServiceType",
    "ErrorControl",
    "StartMode",
    "DesktopInteract",
    "StartName",
    "StartPassword",
    static=True,
)
def create_service(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Makes a service; 23 if it exists."""
    mode = _MODES.get(str(arguments.get("StartMode") or "Manual").lower())
    name = str(arguments.get("Name") or "")
    if mode is None or not name or not arguments.get("PathName"):
        return {"ReturnValue": 21}
    password = arguments.get("StartPassword")
    service = Service(
        name,
        str(arguments.get("DisplayName") or name),
        str(arguments["PathName"]),
        mode,
        str(arguments.get("StartName") or "LocalSystem"),
        password=None if password is None else str(password),
    )
    if not caller.logon.is_administrator:
        return {"ReturnValue": _ADMINISTRATOR_NEEDED}
    try:
        caller.machine.services.create(service)
    except ServiceError:
        return {"ReturnValue": 23}
    return {"ReturnValue": 0}


@WMI.declare(
    CIMV2,
    "Win32_Process",
    "Caption CommandLine CreationDate:datetime Description ExecutablePath Handle* Name ParentProcessId:uint32 "
    "ProcessId:uint32 SessionId:uint32 ThreadCount:uint32 WorkingSetSize:uint64",
)
def processes(caller: WmiCaller) -> Iterable[Row]:
    """The running processes."""
    for process in caller.machine.processes.all():
        yield {
            "Caption": process.name,
            "CommandLine": process.command_line or None,
            "CreationDate": process.created,
            "Description": process.name,
            "ExecutablePath": process.path or None,
            "Handle": str(process.pid),
            "Name": process.name,
            "ParentProcessId": process.parent,
            "ProcessId": process.pid,
            "SessionId": process.session_id,
            "ThreadCount": 4,
            "WorkingSetSize": process.memory,
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


@WMI.declare(
    CIMV2,
    "Win32_QuickFixEngineering",
    "Caption CSName Description FixComments HotFixID* InstalledBy InstalledOn Name ServicePackInEffect* Status",
)
def updates(caller: WmiCaller) -> Iterable[Row]:
    """The installed updates."""
    for key, details in caller.machine.updates.items():
        yield {
            "Caption": f"http://support.microsoft.com/?kbid={key.upper().removeprefix('KB').partition('-')[0]}",
            "CSName": caller.machine.name,
            "Description": details.get("Description", ""),
            "FixComments": details.get("FixComments", "Update"),
            "HotFixID": details.get("HotFixID", key),
            "InstalledBy": details.get("InstalledBy", ""),
            "InstalledOn": details.get("InstalledOn", ""),
            "ServicePackInEffect": details.get("ServicePackInEffect", "SP3"),
        }


@WMI.declare(CIMV2, "Win32_Product", "Caption Description IdentifyingNumber* InstallDate Name* Vendor Version*")
def products(caller: WmiCaller) -> Iterable[Row]:
    """Products of Windows Installer, from the Uninstall keys whose name is a product code."""
    root = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall"
    registry = caller.machine.registry
    for key in registry.subkeys(root):
        if key.startswith("{"):
            name = registry.text(f"{root}\\{key}", "DisplayName")
            yield {
                "Caption": name,
                "Description": name,
                "IdentifyingNumber": key,
                "Name": name,
                "Vendor": registry.text(f"{root}\\{key}", "Publisher", "Microsoft Corporation"),
                "Version": registry.text(f"{root}\\{key}", "DisplayVersion"),
            }


@WMI.declare(
    CIMV2,
    "Win32_Share",
    "AccessMask:uint32 AllowMaximum:boolean Caption Description Name* Path Status Type:uint32",
)
def shares(caller: WmiCaller) -> Iterable[Row]:
    """The shares."""
    for share in caller.machine.shares.all():
        kind = 3 if share.name.upper() == "IPC$" else 0
        yield {
            "AllowMaximum": share.limit is None,
            "Caption": share.remark,
            "Description": share.remark,
            "Name": share.name,
            "Path": share.path,
            "Status": "OK",
            "Type": kind + (0x80000000 if share.administrative else 0),
        }


@shares.method("Create", "Path", "Name", "Type", "MaximumAllowed", "Description", "Password", "Access", static=True)
def create_share(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Shares a folder with everybody (read); 22 if the name is taken, 24 without the folder."""
    if not caller.logon.is_administrator:
        return {"ReturnValue": 2}
    try:
        caller.machine.shares.add(
            str(arguments.get("Name")),
            str(arguments.get("Path")),
            [("Everyone", 0x1200A9)],
            str(arguments.get("Description") or ""),
        )
    except Win32Error as problem:
        return {"ReturnValue": {2118: 22}.get(problem.code, 24)}
    return {"ReturnValue": 0}


@shares.method("Delete")
def delete_share(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Stops sharing; 25 if there is no such share."""
    try:
        caller.machine.shares.remove(str(row["Name"]))
    except Win32Error:
        return {"ReturnValue": 25}
    return {"ReturnValue": 0}


@WMI.declare(
    CIMV2,
    "Win32_UserAccount",
    "Caption Description Disabled:boolean Domain* FullName LocalAccount:boolean Name* SID",
)
def user_accounts(caller: WmiCaller) -> Iterable[Row]:
    """The local accounts."""
    machine = caller.machine
    for user in machine.users.users.values():
        yield {
            "Caption": f"{machine.name}\\{user.name}",
            "Description": user.comment,
            "Disabled": user.disabled,
            "Domain": machine.name,
            "FullName": user.full_name,
            "LocalAccount": True,
            "Name": user.name,
            "SID": machine.users.sid_of(f"{machine.name}\\{user.name}"),
        }
