"""WMI's view of a share's own access list: Win32_LogicalShareSecuritySetting.

https://learn.microsoft.com/windows/win32/cimwin32prov/win32-logicalsharesecuritysetting ; the descriptor is a
Win32_SecurityDescriptor with Win32_ACE and Win32_Trustee inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from winlab.powershell.values import PSObject, TypedArray
from winlab.windows.errors import Win32Error
from winlab.windows.machine import Machine
from winlab.windows.wmi.repository import WMI, Row, WmiCaller

_ALLOW = 0


@WMI.declare("root\\cimv2", "Win32_LogicalShareSecuritySetting", "Caption Description Name* ControlFlags:uint32")
def settings(caller: WmiCaller) -> Iterable[Row]:
    """One for each share that is not the system's own."""
    for share in caller.machine.shares.all():
        if not share.administrative:
            yield {
                "Caption": f"Security settings of {share.name}",
                "Description": f"Security settings of {share.name}",
                "Name": share.name,
                "ControlFlags": 32772,
            }


@settings.method("GetSecurityDescriptor")
def get_security_descriptor(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """The share's access list."""
    share = caller.machine.shares.find(str(row["Name"]))
    if share is None:
        return {"ReturnValue": 2, "Descriptor": None}
    entries = [_entry(caller.machine, account, mask) for account, mask in share.grants]
    descriptor = {
        "ControlFlags": 32772,
        "DACL": TypedArray(entries, "System.Management.ManagementBaseObject"),
        "Group": None,
        "Owner": None,
        "SACL": None,
    }
    return {"ReturnValue": 0, "Descriptor": _embedded("Win32_SecurityDescriptor", descriptor)}


def _entry(machine: Machine, account: str, mask: int) -> PSObject:
    try:
        full = machine.users.full_name(account)
    except Win32Error:
        full = account
    domain, _, name = full.rpartition("\\")
    trustee = {"Domain": domain or None, "Name": name, "SIDString": machine.users.sid_of(account)}
    values = {
        "AccessMask": mask,
        "AceFlags": 0,
        "AceType": _ALLOW,
        "Trustee": _embedded("Win32_Trustee", trustee),
    }
    return _embedded("Win32_ACE", values)


def _embedded(name: str, values: Mapping[str, object]) -> PSObject:
    base = "System.Management.ManagementBaseObject"
    return PSObject.of(values, [f"{base}#{name}", base])
