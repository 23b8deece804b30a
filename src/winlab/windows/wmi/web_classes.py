"""WMI classes of IIS 6.0 in root\\MicrosoftIISv2: what stands in the metabase.

Source: https://learn.microsoft.com/previous-versions/iis/6.0-sdk/ms524872(v=vs.90) and the pages of each class.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from winlab.windows.machine import Machine
from winlab.windows.metabase import HELD
from winlab.windows.wmi.objects import failure
from winlab.windows.wmi.repository import WMI, Row, WmiCaller, WmiClass

NAMESPACE = "root\\MicrosoftIISv2"
WMI.restrict(NAMESPACE, lambda machine: machine.metabase.installed)

_STARTED, _STOPPED = 2, 4
_SETTINGS = (
    "AccessExecute:boolean AccessRead:boolean AccessScript:boolean AccessSource:boolean AccessSSL:boolean "
    "AccessWrite:boolean AppFriendlyName AppPoolId AppRoot AuthAnonymous:boolean AuthBasic:boolean AuthNTLM:boolean "
    "Caption DefaultDoc Description DirBrowseFlags:sint32 EnableDefaultDoc:boolean EnableDirBrowsing:boolean Name* "
    "SettingID"
)


def _keys(machine: Machine, pattern: str, above: str = "W3SVC") -> Iterator[str]:
    """The metabase keys below one whose path is of a form."""
    for name in machine.metabase.children(above):
        path = f"{above}/{name}"
        if re.fullmatch(pattern, path, re.IGNORECASE):
            yield path
        yield from _keys(machine, pattern, path)


def _settings(caller: WmiCaller, declared: WmiClass, path: str) -> Row:
    base = caller.machine.metabase
    row: dict[str, object] = {}
    for item in declared.properties:
        found = base.get(path, item.name)
        row[item.name] = None if found is None else _bindings(found[1]) if item.type == "object[]" else found[1]
    return {**row, "Name": path}


def _bindings(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _declare_settings(name: str, properties: str, pattern: str) -> WmiClass:
    """A class whose instances are metabase keys of a form, and that can be written."""

    def rows(caller: WmiCaller) -> Iterable[Row]:
        for path in _keys(caller.machine, pattern):
            yield _settings(caller, made, path)

    def put(caller: WmiCaller, before: Row, row: Row) -> None:
        if not caller.logon.is_administrator:
            raise failure(0x80041003, "Access denied")
        path = str(row["Name"])
        known = _settings(caller, made, path)
        for item in made.properties:
            value = row.get(item.name)
            if value is not None and value != known.get(item.name) and not item.key:
                caller.machine.metabase.set(path, item.name, _plain(value))

    made = WMI.declare(NAMESPACE, name, properties)(rows)
    made.put = put
    return made


def _plain(value: object) -> str | int | bool | list[str]:
    if isinstance(value, list):
        return [str(item) for item in value]
    return value if isinstance(value, (bool, int)) else str(value)


_SITE, _ROOT, _POOL = r"W3SVC/\d+", r"W3SVC/\d+/ROOT(/.+)?", r"W3SVC/AppPools/[^/]+"
_declare_settings(
    "IIsWebServerSetting",
    f"{_SETTINGS} AnonymousUserName ConnectionTimeout:sint32 LogFileDirectory LogType:sint32 MaxConnections:sint32 "
    "ServerAutoStart:boolean ServerBindings:string[] ServerComment ServerSize:sint32 SecureBindings:string[]",
    _SITE,
)
_declare_settings("IIsWebVirtualDirSetting", f"{_SETTINGS} AnonymousUserName Path UNCUserName HttpRedirect", _ROOT)
_declare_settings(
    "IIsApplicationPoolSetting",
    "AppPoolAutoStart:boolean AppPoolIdentityType:sint32 AppPoolQueueLength:sint32 Caption Description "
    "DisallowOverlappingRotation:boolean DisallowRotationOnConfigChange:boolean IdleTimeout:sint32 "
    "MaxProcesses:sint32 Name* PeriodicRestartMemory:sint32 PeriodicRestartTime:sint32 PingingEnabled:boolean "
    "RapidFailProtection:boolean SettingID WAMUserName",
    _POOL,
)


@WMI.declare(
    NAMESPACE,
    "IIsWebServiceSetting",
    "AppPoolId AuthNTLM:boolean Caption Description IIs5IsolationModeEnabled:boolean LogFileDirectory Name* "
    "ServerComment WebSvcExtRestrictionList:string[]",
)
def service_setting(caller: WmiCaller) -> Iterable[Row]:
    """What holds for all sites."""
    yield _settings(caller, service_setting, "W3SVC")


# --- sites and pools as they run ---


def _state(caller: WmiCaller, path: str) -> int:
    found = caller.machine.metabase.properties(path).get(HELD)
    running = caller.machine.services.is_running("W3SVC")
    return _STARTED if running and not found else _STOPPED


_ELEMENT = "Caption Description InstallDate:datetime Name* Status"


@WMI.declare(
    NAMESPACE, "IIsWebServer", f"{_ELEMENT} ServerState:sint32 Win32Error:sint32 SslCertHash:uint8[] SSLStoreName"
)
def sites(caller: WmiCaller) -> Iterable[Row]:
    """The sites."""
    for path in _keys(caller.machine, _SITE):
        yield {"Name": path, "ServerState": _state(caller, path), "Win32Error": 0}


@WMI.declare(NAMESPACE, "IIsApplicationPool", f"{_ELEMENT} AppPoolState:sint32 Win32Error:sint32")
def pools(caller: WmiCaller) -> Iterable[Row]:
    """The application pools."""
    for path in _keys(caller.machine, _POOL):
        yield {"Name": path, "AppPoolState": _state(caller, path), "Win32Error": 0}


@WMI.declare(NAMESPACE, "IIsWebVirtualDir", f"{_ELEMENT} AppIsolated:sint32 AppPackageID AppPackageName AppRoot")
def folders(caller: WmiCaller) -> Iterable[Row]:
    """The roots of sites and what is below them."""
    for path in _keys(caller.machine, _ROOT):
        yield {"Name": path}


@WMI.declare(NAMESPACE, "IIsWebService", f"{_ELEMENT} DisplayName Started:boolean StartMode State SystemName")
def web_service(caller: WmiCaller) -> Iterable[Row]:
    """The service itself."""
    service = caller.machine.services.find("W3SVC")
    if service is not None:
        yield {
            "DisplayName": service.display_name,
            "Name": "W3SVC",
            "Started": service.state == "Running",
            "StartMode": service.start_mode,
            "State": service.state,
            "SystemName": caller.machine.name,
        }


def _switch(*, stopped: bool) -> Callable[[WmiCaller, Row, Row], Row]:
    def act(caller: WmiCaller, row: Row, arguments: Row) -> Row:
        if not caller.logon.is_administrator:
            raise failure(0x80041003, "Access denied")
        if not stopped and not caller.machine.services.is_running("W3SVC"):
            raise failure(0x80070426, "The service has not been started.")
        caller.machine.metabase.set(str(row["Name"]), HELD, stopped)
        return {}

    return act


def _nothing(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Starts the worker process anew: there is none to be seen."""
    return {}


for _class in (sites, pools):
    _class.method("Start")(_switch(stopped=False))
    _class.method("Stop")(_switch(stopped=True))
pools.method("Recycle")(_nothing)
