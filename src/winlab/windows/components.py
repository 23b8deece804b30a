"""Optional Windows components: what the OC Manager adds and removes.

Names and registry values: https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc785791(v=ws.10)
(UNVERIFIED: which of them another one needs, durations).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from winlab.windows.errors import ServiceError
from winlab.windows.services import AUTO, MANUAL, Service

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

SUBCOMPONENTS_KEY = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\OC Manager\\Subcomponents"
_INETINFO = "%SystemRoot%\\system32\\inetsrv\\inetinfo.exe"
_IIS = "C:\\WINDOWS\\system32\\inetsrv"
_SCRIPTS = "C:\\Inetpub\\AdminScripts"


@dataclass(frozen=True)
class Component:
    """A component: what comes with it. ``seconds`` is what it takes to install."""

    name: str
    needs: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    seconds: float = 15.0
    on: Callable[[Machine], None] | None = None
    off: Callable[[Machine], None] | None = None
    media: bool = True
    section: str = field(default="Components")


def _iis_on(machine: Machine) -> None:
    base = machine.metabase
    base.create("W3SVC")
    base.set("", "MaxBandwidth", 0)
    base.set("W3SVC", "ServerComment", "")
    base.set("W3SVC/AppPools", "AppPoolIdentityType", 2)
    base.set("W3SVC/AppPools/DefaultAppPool", "AppPoolAutoStart", True)
    base.set("W3SVC/1", "ServerComment", "Default Web Site")
    base.set("W3SVC/1", "ServerBindings", [":80:"])
    base.set("W3SVC/1", "ServerAutoStart", True)
    base.set("W3SVC/1/ROOT", "Path", "c:\\inetpub\\wwwroot")
    base.set(
        "W3SVC",
        "WebSvcExtRestrictionList",
        ["0,*.dll", "0,*.exe", "0,C:\\WINDOWS\\system32\\inetsrv\\asp.dll,0,ASP,Active Server Pages"],
    )
    machine.files.make_folder("C:\\Inetpub\\wwwroot")


def _iis_off(machine: Machine) -> None:
    machine.metabase.clear()


def allow_extension(machine: Machine, path: str, *, allowed: bool, group: str = "", text: str = "") -> None:
    """Adds a Web service extension to IIS, or allows or prohibits one that is listed."""
    found = machine.metabase.get("W3SVC", "WebSvcExtRestrictionList")
    entries = list(found[1]) if found is not None and isinstance(found[1], list) else []
    kept = [entry for entry in entries if entry.split(",")[1].lower() != path.lower()]
    kept.append(f"{int(allowed)},{path},1,{group},{text}")
    machine.metabase.set("W3SVC", "WebSvcExtRestrictionList", kept)


def _asp_on(machine: Machine) -> None:
    path = f"{_IIS}\\asp.dll"
    allow_extension(machine, path, allowed=True, group="ASP", text="Active Server Pages")


def _netcis_on(machine: Machine) -> None:
    for name in ("Rpc", "RpcWithCert"):
        machine.metabase.set(f"W3SVC/1/ROOT/{name}", "Path", "C:\\WINDOWS\\System32\\RpcProxy")
    dll = "C:\\WINDOWS\\system32\\RpcProxy\\RpcProxy.dll"
    allow_extension(machine, dll, allowed=True, group="RPCPROXY", text="RPC Proxy Server Extension")
    machine.registry.set("HKLM\\SOFTWARE\\Microsoft\\Rpc\\RpcProxy", "Enabled", 1)


def _netfx_on(machine: Machine) -> None:
    from winlab.windows.packages import PACKAGES, lay_down

    lay_down(machine, PACKAGES["netfx20"])


def _aspnet_on(machine: Machine) -> None:
    # ASP.NET of the OS disc is 1.1, which is 32 bit alone on x64 (UNVERIFIED).
    folder = "C:\\WINDOWS\\Microsoft.NET\\Framework\\v1.1.4322"
    machine.files.make_folder(folder)
    allow_extension(
        machine,
        f"{folder}\\aspnet_isapi.dll",
        allowed=True,
        group="ASP.NET v1.1.4322",
        text="ASP.NET v1.1.4322",
    )


def _iis_service(
    name: str, display: str, *, depends: tuple[str, ...] = ("IISADMIN",), path: str = _INETINFO
) -> Service:
    return Service(name, display, path, AUTO, depends=list(depends), shared=True, accepts_pause=True)


COMPONENTS: dict[str, Component] = {
    item.name: item
    for item in (
        Component(
            "iis_common",
            services=(_iis_service("IISADMIN", "IIS Admin Service", depends=("RpcSs", "SamSs")),),
            files=(
                (f"{_SCRIPTS}\\adsutil.vbs", "adsutil.vbs"),
                ("C:\\WINDOWS\\system32\\iisext.vbs", "iisext.vbs"),
                ("C:\\WINDOWS\\system32\\iisreset.exe", "iisreset.exe"),
                (f"{_IIS}\\inetinfo.exe", "inetinfo.exe"),
                (f"{_IIS}\\asp.dll", "library"),
            ),
            seconds=30,
            on=_iis_on,
            off=_iis_off,
        ),
        Component("iis_inetmgr", needs=("iis_common",)),
        Component(
            "iis_www",
            needs=("iis_common",),
            services=(
                Service(
                    "W3SVC",
                    "World Wide Web Publishing Service",
                    "%SystemRoot%\\System32\\svchost.exe -k iissvcs",
                    AUTO,
                    depends=["RpcSs", "HTTPFilter", "IISADMIN"],
                    shared=True,
                    accepts_pause=True,
                ),
            ),
            seconds=30,
        ),
        Component("iis_asp", needs=("iis_www",), on=_asp_on),
        Component("iis_internetdataconnector", needs=("iis_www",)),
        Component("iis_serversideincludes", needs=("iis_www",)),
        Component("iis_webdav", needs=("iis_www",)),
        Component("iis_www_vdir_scripts", needs=("iis_www",)),
        Component("bitsserverextensionsisapi", needs=("iis_www",)),
        Component("bitsserverextensionsmanager", needs=("iis_common",)),
        Component("fp_extensions", needs=("iis_www",)),
        Component(
            "iis_smtp",
            needs=("iis_common",),
            services=(
                _iis_service("SMTPSVC", "Simple Mail Transfer Protocol (SMTP)", depends=("IISADMIN", "Eventlog")),
            ),
        ),
        Component(
            "iis_nntp",
            needs=("iis_common",),
            services=(
                _iis_service("NntpSvc", "Network News Transfer Protocol (NNTP)", depends=("IISADMIN", "Eventlog")),
            ),
        ),
        Component(
            "iis_ftp",
            needs=("iis_common",),
            services=(_iis_service("MSFTPSVC", "FTP Publishing Service"),),
        ),
        Component("aspnet", needs=("iis_www",), on=_aspnet_on),
        Component("appsrv_console"),
        Component("appsrv"),
        Component("complusnetwork", seconds=5),
        Component("dtcnetwork", seconds=5),
        Component(
            "netcis",
            needs=("iis_www",),
            files=(("C:\\WINDOWS\\system32\\RpcProxy\\RpcProxy.dll", "library"),),
            on=_netcis_on,
            section="NetOptionalComponents",
        ),
        Component("netfx20", seconds=120, on=_netfx_on),
        Component("netoc", seconds=0, media=False),
        Component(
            "dns",
            services=(
                Service("DNS", "DNS Server", "%SystemRoot%\\System32\\dns.exe", AUTO, depends=["Tcpip", "RpcSs"]),
            ),
            section="NetOptionalComponents",
        ),
        Component("dhcpserver", section="NetOptionalComponents"),
        Component("wins", section="NetOptionalComponents"),
        Component(
            "snmp",
            services=(
                Service("SNMP", "SNMP Service", "%SystemRoot%\\System32\\snmp.exe", AUTO, depends=["Eventlog"]),
                Service("SNMPTRAP", "SNMP Trap Service", "%SystemRoot%\\System32\\snmptrap.exe", MANUAL),
            ),
        ),
        Component("msmq"),
        Component("indexsrv_system"),
        Component("certsrv"),
    )
}


def is_on(machine: Machine, name: str) -> bool:
    """Whether a component is installed."""
    return machine.registry.number(SUBCOMPONENTS_KEY, name.lower()) == 1


def turn_on(machine: Machine, name: str) -> None:
    """Installs a component and what it needs; nothing happens if it is there.

    Raises:
        KeyError: There is no such component.
    """
    component = COMPONENTS[name.lower()]
    if is_on(machine, component.name):
        return
    for needed in component.needs:
        turn_on(machine, needed)
    for path, program in component.files:
        machine.files.add_program(path, program, version="6.0.3790.3959")
    if component.on is not None:
        component.on(machine)
    machine.registry.set(SUBCOMPONENTS_KEY, component.name, 1)
    for service in component.services:
        if machine.services.find(service.name) is None:
            machine.services.create(Service(**{**vars(service), "depends": list(service.depends)}))
        if machine.is_running and service.start_mode == AUTO:
            try:
                machine.services.start(service.name)
            except ServiceError:
                continue


def turn_off(machine: Machine, name: str) -> None:
    """Removes a component, and those that need it first."""
    component = COMPONENTS[name.lower()]
    if not is_on(machine, component.name):
        return
    for other in COMPONENTS.values():
        if component.name in other.needs and is_on(machine, other.name):
            turn_off(machine, other.name)
    for service in component.services:
        if machine.services.find(service.name) is not None:
            if machine.services.is_running(service.name):
                machine.services.stop(service.name, with_dependents=True)
            machine.services.delete(service.name)
    for path, _ in component.files:
        if machine.files.exists(path):
            machine.files.delete(path)
    if component.off is not None:
        component.off(machine)
    machine.registry.set(SUBCOMPONENTS_KEY, component.name, 0)
