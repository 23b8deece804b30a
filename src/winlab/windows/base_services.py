"""The services of a fresh Windows Server 2003.

Names and start types: https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc785922(v=ws.10)
"""

from __future__ import annotations

from winlab.windows.services import AUTO, DISABLED, MANUAL, SYSTEM, Service
from winlab.windows.specification import OperatingSystem

_NETSVCS = "%SystemRoot%\\System32\\svchost.exe -k netsvcs"
_RPCSS = "%SystemRoot%\\system32\\svchost.exe -k rpcss"
_LSASS = "%SystemRoot%\\system32\\lsass.exe"
_SERVICES = "%SystemRoot%\\system32\\services.exe"
_NETWORK = "%SystemRoot%\\system32\\svchost.exe -k NetworkService"
_LOCAL = "%SystemRoot%\\system32\\svchost.exe -k LocalService"
_NS, _LS = "NT AUTHORITY\\NetworkService", "NT AUTHORITY\\LocalService"

# name | display name | path | start | account | depends
_TABLE: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("AeLookupSvc", "Application Experience Lookup Service", _NETSVCS, AUTO, "", ""),
    ("Alerter", "Alerter", _LOCAL, DISABLED, _LS, "LanmanWorkstation"),
    ("ALG", "Application Layer Gateway Service", "%SystemRoot%\\System32\\alg.exe", MANUAL, _LS, ""),
    ("AppMgmt", "Application Management", _NETSVCS, MANUAL, "", ""),
    ("AudioSrv", "Windows Audio", _NETSVCS, DISABLED, "", "RpcSs"),
    ("BITS", "Background Intelligent Transfer Service", _NETSVCS, MANUAL, "", "RpcSs"),
    ("Browser", "Computer Browser", _NETSVCS, AUTO, "", "LanmanServer,LanmanWorkstation"),
    ("ClipSrv", "ClipBook", "%SystemRoot%\\system32\\clipsrv.exe", DISABLED, "", ""),
    ("COMSysApp", "COM+ System Application", "%SystemRoot%\\system32\\dllhost.exe", MANUAL, "", "RpcSs"),
    ("CryptSvc", "Cryptographic Services", _NETSVCS, AUTO, "", "RpcSs"),
    (
        "DcomLaunch",
        "DCOM Server Process Launcher",
        "%SystemRoot%\\system32\\svchost.exe -k DcomLaunch",
        AUTO,
        "",
        "",
    ),
    ("Dhcp", "DHCP Client", _NETWORK, AUTO, _NS, "Tcpip"),
    ("dmserver", "Logical Disk Manager", _NETSVCS, AUTO, "", "RpcSs"),
    ("Dnscache", "DNS Client", _NETWORK, AUTO, _NS, "Tcpip"),
    ("ERSvc", "Error Reporting Service", "%SystemRoot%\\System32\\svchost.exe -k WinErr", AUTO, "", "RpcSs"),
    ("Eventlog", "Event Log", _SERVICES, AUTO, "", ""),
    ("EventSystem", "COM+ Event System", _NETSVCS, AUTO, "", "RpcSs"),
    ("helpsvc", "Help and Support", _NETSVCS, AUTO, "", "RpcSs"),
    ("HTTPFilter", "HTTP SSL", "%SystemRoot%\\System32\\lsass.exe", MANUAL, "", "HTTP"),
    ("LanmanServer", "Server", _NETSVCS, AUTO, "", ""),
    ("LanmanWorkstation", "Workstation", _NETSVCS, AUTO, "", ""),
    ("LicenseService", "License Logging", "%SystemRoot%\\System32\\llssrv.exe", DISABLED, _NS, ""),
    ("LmHosts", "TCP/IP NetBIOS Helper", _LOCAL, AUTO, _LS, "Tcpip"),
    ("Messenger", "Messenger", _NETSVCS, DISABLED, "", "LanmanWorkstation,RpcSs"),
    (
        "MSDTC",
        "Distributed Transaction Coordinator",
        "%SystemRoot%\\system32\\msdtc.exe",
        AUTO,
        _NS,
        "RpcSs,SamSs",
    ),
    ("MSIServer", "Windows Installer", "%SystemRoot%\\system32\\msiexec.exe /V", MANUAL, "", "RpcSs"),
    ("Netlogon", "Net Logon", _LSASS, MANUAL, "", "LanmanWorkstation"),
    ("Netman", "Network Connections", _NETSVCS, MANUAL, "", "RpcSs"),
    ("Nla", "Network Location Awareness (NLA)", _NETSVCS, MANUAL, "", "Tcpip"),
    ("NtFrs", "File Replication Service", "%SystemRoot%\\system32\\ntfrs.exe", MANUAL, "", "RpcSs"),
    ("NtLmSsp", "NT LM Security Support Provider", _LSASS, MANUAL, "", ""),
    ("PlugPlay", "Plug and Play", _SERVICES, AUTO, "", ""),
    ("PolicyAgent", "IPSEC Services", _LSASS, AUTO, "", "RpcSs,Tcpip"),
    ("ProtectedStorage", "Protected Storage", _LSASS, AUTO, "", "RpcSs"),
    ("RasMan", "Remote Access Connection Manager", _NETSVCS, MANUAL, "", ""),
    ("RemoteAccess", "Routing and Remote Access", _NETSVCS, DISABLED, "", "RpcSs"),
    (
        "RemoteRegistry",
        "Remote Registry",
        "%SystemRoot%\\system32\\svchost.exe -k regsvc",
        AUTO,
        _LS,
        "RpcSs",
    ),
    (
        "RpcLocator",
        "Remote Procedure Call (RPC) Locator",
        "%SystemRoot%\\system32\\locator.exe",
        MANUAL,
        _NS,
        "",
    ),
    ("RpcSs", "Remote Procedure Call (RPC)", _RPCSS, AUTO, _NS, ""),
    ("SamSs", "Security Accounts Manager", _LSASS, AUTO, "", "RpcSs"),
    ("Schedule", "Task Scheduler", _NETSVCS, AUTO, "", "RpcSs"),
    ("seclogon", "Secondary Logon", _NETSVCS, AUTO, "", ""),
    ("SENS", "System Event Notification", _NETSVCS, AUTO, "", "EventSystem"),
    ("SharedAccess", "Windows Firewall/Internet Connection Sharing (ICS)", _NETSVCS, DISABLED, "", "Netman"),
    ("ShellHWDetection", "Shell Hardware Detection", _NETSVCS, AUTO, "", "RpcSs"),
    ("Spooler", "Print Spooler", "%SystemRoot%\\system32\\spoolsv.exe", AUTO, "", "RpcSs"),
    ("SysmonLog", "Performance Logs and Alerts", "%SystemRoot%\\system32\\smlogsvc.exe", AUTO, _NS, ""),
    (
        "TermService",
        "Terminal Services",
        "%SystemRoot%\\System32\\svchost.exe -k termsvcs",
        MANUAL,
        "",
        "RpcSs",
    ),
    ("TrkWks", "Distributed Link Tracking Client", _NETSVCS, AUTO, "", "RpcSs"),
    ("VSS", "Volume Shadow Copy", "%SystemRoot%\\System32\\vssvc.exe", MANUAL, "", "RpcSs"),
    ("W32Time", "Windows Time", _LOCAL, AUTO, _LS, ""),
    ("WebClient", "WebClient", _LOCAL, DISABLED, _LS, ""),
    ("winmgmt", "Windows Management Instrumentation", _NETSVCS, AUTO, "", "RpcSs"),
    ("wuauserv", "Automatic Updates", _NETSVCS, AUTO, "", ""),
    ("WZCSVC", "Wireless Configuration", _NETSVCS, AUTO, "", "RpcSs"),
)
_DRIVERS = (
    ("HTTP", "HTTP", "System32\\Drivers\\HTTP.sys", MANUAL),
    ("Tcpip", "TCP/IP Protocol Driver", "System32\\DRIVERS\\tcpip.sys", SYSTEM),
)
_CANT_STOP = {"RpcSs", "DcomLaunch", "Eventlog", "PlugPlay", "SamSs"}
_CLUSTER = Service(
    "ClusSvc",
    "Cluster Service",
    "%SystemRoot%\\Cluster\\clussvc.exe",
    DISABLED,
    depends=["LanmanServer", "RpcSs", "SamSs"],
)


def base_services(system: OperatingSystem, *, remoting: bool, member: bool) -> list[Service]:
    """The services of a fresh machine, stopped.

    Args:
        remoting: WinRM 2.0 is installed and on.
        member: It belongs to a domain: Netlogon starts by itself.
    """
    services: list[Service] = []
    for name, display, path, start, account, depends in _TABLE:
        mode = AUTO if name == "Netlogon" and member else start
        services.append(
            Service(
                name,
                display,
                path,
                mode,
                account or "LocalSystem",
                depends.split(",") if depends else [],
                shared="svchost" in path or path in (_LSASS, _SERVICES),
                accepts_stop=name not in _CANT_STOP,
                accepts_pause=name in ("Netlogon", "LanmanServer", "LanmanWorkstation", "Schedule", "winmgmt"),
            )
        )
    for name, display, path, start in _DRIVERS:
        services.append(Service(name, display, path, start, "", kind="driver"))
    if system.enterprise:
        services.append(Service(**{**vars(_CLUSTER), "depends": list(_CLUSTER.depends)}))
    if remoting:
        services.append(winrm_service())
    return services


def winrm_service() -> Service:
    """Windows Remote Management as KB968930 installs it."""
    return Service(
        "WinRM",
        "Windows Remote Management (WS-Management)",
        "%SystemRoot%\\System32\\svchost.exe -k WINRM",
        AUTO,
        _NS,
        ["RpcSs", "HTTP"],
        shared=True,
    )
