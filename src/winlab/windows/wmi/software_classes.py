"""WMI classes of installed software: updates and products.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/win32-quickfixengineering and
https://learn.microsoft.com/previous-versions/windows/desktop/legacy/aa394378(v=vs.85).
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.windows.programs import run
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller


@WMI.declare(
    CIMV2,
    "Win32_QuickFixEngineering",
    "Caption CSName Description FixComments HotFixID* InstallDate:datetime InstalledBy InstalledOn Name "
    "ServicePackInEffect* Status",
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


_INSTALLED = 5
_UNINSTALL = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall"


@WMI.declare(
    CIMV2,
    "Win32_Product",
    "AssignmentType:uint16 Caption Description IdentifyingNumber* InstallDate InstallDate2:datetime InstallLocation "
    "InstallState:sint16 HelpLink HelpTelephone InstallSource Language LocalPackage Name* PackageCache PackageCode "
    "PackageName ProductID RegOwner RegCompany SKUNumber Transforms URLInfoAbout URLUpdateInfo Vendor Version* "
    "WordCount:uint32",
)
def products(caller: WmiCaller) -> Iterable[Row]:
    """Products of Windows Installer, from the Uninstall keys whose name is a product code."""
    registry = caller.machine.registry
    for key in registry.subkeys(_UNINSTALL):
        if not key.startswith("{"):
            continue
        place = f"{_UNINSTALL}\\{key}"
        name = registry.text(place, "DisplayName")
        yield {
            "AssignmentType": 1,
            "Caption": name,
            "Description": name,
            "IdentifyingNumber": key,
            "InstallDate": registry.text(place, "InstallDate") or None,
            "InstallLocation": registry.text(place, "InstallLocation") or None,
            "InstallSource": registry.text(place, "InstallSource") or None,
            "InstallState": _INSTALLED,
            "Language": "1033",
            "Name": name,
            "Vendor": registry.text(place, "Publisher", "Microsoft Corporation"),
            "Version": registry.text(place, "DisplayVersion"),
            "WordCount": 2,
        }


def _msiexec(caller: WmiCaller, arguments: str) -> int:
    if not caller.logon.is_administrator:
        return 1603
    return run(caller.machine, f"msiexec.exe {arguments} /qn", caller.logon).exit_code


@products.method("Install", "PackageLocation", "Options", "AllUsers", static=True)
def install_product(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Installs a package; the return value is the one of Windows Installer."""
    options = str(arguments.get("Options") or "")
    return {"ReturnValue": _msiexec(caller, f'/i "{arguments.get("PackageLocation")}" {options}'.rstrip())}


@products.method("Uninstall")
def uninstall_product(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Removes the product."""
    return {"ReturnValue": _msiexec(caller, f"/x {row['IdentifyingNumber']}")}
