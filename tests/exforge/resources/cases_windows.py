"""Cases of the types that know Windows alone."""

from __future__ import annotations

from exforge.resources.base import Value
from exforge.resources.package import Detection
from tests.exforge.resources.cases import ABSENT, BLOCKED, CHANGE, IN, THERE, UNKNOWN, Case


def components(**state: bool) -> Value:
    return {"Components": dict(state)}


NET = {
    "path": r"C:\Packages\NetFx20SP1_x64.exe",
    "detect": Detection(registry=r"HKLM:\NDP", value="SP", at_least="1"),
}
MSI = {"path": r"C:\Packages\msi.exe", "detect": Detection(file=r"%windir%\msi.dll", at_least="4.5")}

WINDOWS = [
    Case(
        "components as wanted",
        "windows_component",
        {"components": {"iis_www": True, "iis_smtp": False}},
        (components(iis_www=True, iis_smtp=False),),
        IN,
    ),
    Case(
        "a component off and one on too many",
        "windows_component",
        {"components": {"iis_www": True, "iis_smtp": False}},
        (components(iis_www=False, iis_smtp=True),),
        CHANGE,
        {"iis_www": ("off", "on"), "iis_smtp": ("on", "off")},
        ("Install-WindowsComponent",),
    ),
    Case(
        "a network component registers in lower case",
        "windows_component",
        {"components": {}, "network": {"NETCIS": True}},
        (components(netcis=True),),
        IN,
    ),
    Case("a registry number that suffices", "package", NET, ({"Exists": True, "Data": 2}, ABSENT), IN),
    Case(
        "a registry number that is too small",
        "package",
        NET,
        ({"Exists": True, "Data": 0}, THERE),
        CHANGE,
        {"version": ("0", "1")},
        ("Install-Package",),
    ),
    Case(
        "a file of a newer version",
        "package",
        MSI,
        ({"Exists": True, "Version": "4.5.6001.22159"}, ABSENT),
        IN,
    ),
    Case(
        "a file of an older version",
        "package",
        MSI,
        ({"Exists": True, "Version": "3.1.4000.3959"}, THERE),
        CHANGE,
        {"version": ("3.1.4000.3959", "4.5")},
        ("Install-Package",),
    ),
    Case(
        "versions are compared as numbers",
        "package",
        {"path": "x", "detect": Detection(file="f", at_least="4.10")},
        ({"Exists": True, "Version": "4.9"}, THERE),
        CHANGE,
        {"version": ("4.9", "4.10")},
        ("Install-Package",),
    ),
    Case(
        "an update that is installed",
        "package",
        {"path": "x", "detect": Detection(update="KB917312")},
        ({"Installed": True}, ABSENT),
        IN,
    ),
    Case(
        "no package and no installer",
        "package",
        {"path": r"C:\x.msi", "detect": Detection(product="X")},
        ({"Installed": False}, ABSENT),
        BLOCKED,
        reason=r"C:\x.msi",
    ),
    Case(
        "a registry value as wanted",
        "registry_value",
        {"key": "HKLM:\\K", "value": "V", "kind": "DWord", "data": 1},
        ({"Exists": True, "Kind": "DWord", "Data": 1},),
        IN,
    ),
    Case(
        "a registry value of another kind",
        "registry_value",
        {"key": "HKLM:\\K", "value": "V", "kind": "DWord", "data": 1},
        ({"Exists": True, "Kind": "String", "Data": "1"},),
        CHANGE,
        {"kind": ("String", "DWord"), "data": ("1", "1")},
        ("Set-RegistryValue",),
    ),
    Case(
        "a registry value to be removed",
        "registry_value",
        {"key": "HKLM:\\K", "value": "V", "present": False},
        ({"Exists": True, "Kind": "String", "Data": "x"},),
        CHANGE,
        {"data": ("x", "absent")},
        ("Remove-RegistryValue",),
    ),
    Case(
        "a service that runs",
        "service",
        {"service": "W3SVC", "start": "Auto"},
        ({"Exists": True, "StartMode": "Auto", "State": "Running"},),
        IN,
    ),
    Case(
        "a disabled service",
        "service",
        {"service": "W3SVC", "start": "Auto"},
        ({"Exists": True, "StartMode": "Disabled", "State": "Stopped"},),
        CHANGE,
        {"start": ("Disabled", "Auto"), "state": ("Stopped", "Running")},
        ("Set-ServiceState",),
    ),
    Case("no such service", "service", {"service": "X"}, ({"Exists": False},), BLOCKED, reason="no service X"),
    Case(
        "no such service, and none wanted",
        "service",
        {"service": "SMTPSVC", "state": "Stopped"},
        ({"Exists": False},),
        IN,
    ),
    Case(
        "a folder with its rights",
        "directory",
        {"path": "C:\\W", "full_control": ("CHILD\\svc",)},
        ({"Exists": True, "Entries": ({"Account": "child\\SVC", "Rights": "FullControl"},)},),
        IN,
    ),
    Case(
        "no folder",
        "directory",
        {"path": "C:\\W", "full_control": ("CHILD\\svc",)},
        ({"Exists": False, "Entries": ()},),
        CHANGE,
        {"folder": ("absent", "present"), "rights of CHILD\\svc": ("none", "FullControl")},
        ("Set-Folder", "Grant-FolderAccess"),
    ),
    Case(
        "a share with its access",
        "share",
        {"share": "W", "path": "C:\\W", "full_access": ("CHILD\\svc",)},
        ({"Exists": True, "Path": "c:\\w", "Grants": ({"Account": "CHILD\\svc", "Access": "FULL"},)},),
        IN,
    ),
    Case(
        "a share that everybody reads",
        "share",
        {"share": "W", "path": "C:\\W", "full_access": ("CHILD\\svc",)},
        ({"Exists": True, "Path": "C:\\W", "Grants": ({"Account": "Everyone", "Access": "READ"},)},),
        CHANGE,
        {"access": ("Everyone: READ", "CHILD\\svc: FULL")},
        ("New-FolderShare",),
    ),
    Case(
        "a member",
        "local_group_member",
        {"member": "CHILD\\svc"},
        ({"Members": ("Administrator", "child\\SVC")},),
        IN,
    ),
    Case(
        "no member",
        "local_group_member",
        {"member": "CHILD\\svc"},
        ({"Members": ("Administrator",)},),
        CHANGE,
        {"member": ("absent", "CHILD\\svc")},
        ("Add-GroupMember",),
    ),
    Case(
        "64-bit ASP.NET",
        "aspnet_registration",
        {},
        ({"Installed": True, "Enable32Bit": False, "Extension": "allowed"},),
        IN,
    ),
    Case(
        "32-bit and prohibited",
        "aspnet_registration",
        {},
        ({"Installed": True, "Enable32Bit": True, "Extension": "prohibited"},),
        CHANGE,
        {"worker processes": ("32-bit", "64-bit"), "ASP.NET v2.0.50727": ("prohibited", "allowed")},
        ("Install-AspNet",),
    ),
    Case("no IIS yet", "aspnet_registration", {}, ({"Installed": False},), UNKNOWN, reason="IIS"),
    Case("no restart owed", "pending_restart", {}, ({"Reasons": ()},), IN),
    Case(
        "a restart owed",
        "pending_restart",
        {},
        ({"Reasons": ("an update waits for a restart",)},),
        CHANGE,
        {"restart": ("an update waits for a restart", "not owed")},
        ("",),
    ),
]
