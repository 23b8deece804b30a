"""The access list of shares as WMI shows it.

Sources: https://learn.microsoft.com/windows/win32/cimwin32prov/win32-logicalsharesecuritysetting and
https://learn.microsoft.com/previous-versions/windows/desktop/secrcw32prov/win32-ace
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.windows.wmi.objects import MethodResult
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller

_NOT_FOUND = 9
_ACCESS_ALLOWED = 0


@WMI.declare(CIMV2, "Win32_LogicalShareSecuritySetting", "Caption ControlFlags:uint32 Description Name*")
def share_security(caller: WmiCaller) -> Iterable[Row]:
    """One per share that has an access list of its own; the administrative shares have none."""
    for share in caller.machine.shares.all():
        if not share.administrative:
            text = f"Security settings of {share.name}"
            yield {"Caption": text, "ControlFlags": 32772, "Description": text, "Name": share.name}


@share_security.method("GetSecurityDescriptor")
def security_descriptor(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """The share's descriptor with its list of allowed accounts."""
    share = caller.machine.shares.find(str(row["Name"]))
    if share is None:
        return {"ReturnValue": _NOT_FOUND}
    entries: list[object] = [_entry(account, mask) for account, mask in share.grants]
    return {"Descriptor": MethodResult({"ControlFlags": 32772, "DACL": entries}), "ReturnValue": 0}


def _entry(account: str, mask: int) -> MethodResult:
    domain, separator, name = account.rpartition("\\")
    trustee = MethodResult({"Domain": domain if separator else None, "Name": name})
    return MethodResult({"AccessMask": mask, "AceFlags": 0, "AceType": _ACCESS_ALLOWED, "Trustee": trustee})
