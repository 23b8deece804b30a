"""WMI classes of services and drivers.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/operating-system-classes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from winlab.windows.errors import ServiceError
from winlab.windows.programs import expand
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


_BASE_SERVICE = (
    "AcceptPause:boolean AcceptStop:boolean Caption CreationClassName Description DesktopInteract:boolean DisplayName "
    "ErrorControl ExitCode:uint32 InstallDate:datetime Name* PathName ServiceSpecificExitCode:uint32 ServiceType "
    "Started:boolean StartMode StartName State Status SystemCreationClassName SystemName TagId:uint32"
)


@WMI.declare(
    CIMV2,
    "Win32_Service",
    f"{_BASE_SERVICE} CheckPoint:uint32 ProcessId:uint32 WaitHint:uint32",
)
def services(caller: WmiCaller) -> Iterable[Row]:
    """The services that are no drivers."""
    for service in caller.machine.services.all():
        if service.kind != "driver":
            process = caller.machine.services.process_of(service.name)
            yield {
                **_base_service(caller, service, "Win32_Service"),
                "CheckPoint": 0,
                "ProcessId": process.pid if process is not None else 0,
                "WaitHint": 0,
            }


@WMI.declare(CIMV2, "Win32_SystemDriver", _BASE_SERVICE)
def drivers(caller: WmiCaller) -> Iterable[Row]:
    """The drivers that the service controller knows."""
    for service in caller.machine.services.all():
        if service.kind == "driver":
            yield _base_service(caller, service, "Win32_SystemDriver")


def _base_service(caller: WmiCaller, service: Service, kind: str) -> Row:
    machine = caller.machine
    running = service.state == "Running"
    own = "Kernel Driver" if service.kind == "driver" else "Share Process" if service.shared else "Own Process"
    return {
        "AcceptPause": running and service.accepts_pause,
        "AcceptStop": running and service.accepts_stop,
        "Caption": service.display_name,
        "CreationClassName": kind,
        "Description": service.description or service.display_name,
        "DesktopInteract": False,
        "DisplayName": service.display_name,
        "ErrorControl": "Normal",
        "ExitCode": service.exit_code,
        "Name": service.name,
        "PathName": expand(service.path, machine.system_environment()),
        "ServiceSpecificExitCode": 0,
        "ServiceType": own,
        "Started": running,
        "StartMode": service.start_mode,
        "StartName": None if service.kind == "driver" else service.account,
        "State": service.state,
        "Status": "OK",
        "SystemCreationClassName": "Win32_ComputerSystem",
        "SystemName": machine.name,
        "TagId": 0,
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


@services.method("InterrogateService")
def interrogate_service(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Asks it for its state; 6 when it does not run."""
    running = caller.machine.services.is_running(str(row["Name"]))
    return {"ReturnValue": 0 if running else 6}


@services.method("UserControlService", "ControlCode")
def user_control(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Sends it a code of its own (128 to 255); the services that are emulated know none."""
    code = arguments.get("ControlCode")
    if not isinstance(code, int) or not 128 <= code <= 255:
        return {"ReturnValue": 21}
    running = caller.machine.services.is_running(str(row["Name"]))
    return {"ReturnValue": 0 if running else 6}


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
        by_hand=True,
    )
    if not caller.logon.is_administrator:
        return {"ReturnValue": _ADMINISTRATOR_NEEDED}
    try:
        caller.machine.services.create(service)
    except ServiceError:
        return {"ReturnValue": 23}
    return {"ReturnValue": 0}
