"""WMI class of shares.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/win32-share.
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.windows.errors import Win32Error
from winlab.windows.files import READ_EXECUTE
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller
from winlab.windows.wmi.security_classes import grants_of


@WMI.declare(
    CIMV2,
    "Win32_Share",
    "AccessMask:uint32 AllowMaximum:boolean Caption Description InstallDate:datetime MaximumAllowed:uint32 Name* Path "
    "Status Type:uint32",
)
def shares(caller: WmiCaller) -> Iterable[Row]:
    """The shares."""
    for share in caller.machine.shares.all():
        kind = 3 if share.name.upper() == "IPC$" else 0
        yield {
            "AllowMaximum": share.limit is None,
            "Caption": share.remark,
            "Description": share.remark,
            "MaximumAllowed": share.limit,
            "Name": share.name,
            "Path": share.path,
            "Status": "OK",
            "Type": kind + (0x80000000 if share.administrative else 0),
        }


@shares.method("Create", "Path", "Name", "Type", "MaximumAllowed", "Description", "Password", "Access", static=True)
def create_share(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Shares a folder with everybody (read) or by a descriptor; 22 if the name is taken, 24 without the folder."""
    if not caller.logon.is_administrator:
        return {"ReturnValue": 2}
    if arguments.get("Type") not in (0, None):
        return {"ReturnValue": 21}
    limit = arguments.get("MaximumAllowed")
    try:
        share = caller.machine.shares.add(
            str(arguments.get("Name")),
            str(arguments.get("Path")),
            grants_of(caller.machine, arguments.get("Access")) or [("Everyone", READ_EXECUTE)],
            str(arguments.get("Description") or ""),
        )
    except Win32Error as problem:
        return {"ReturnValue": {2118: 22}.get(problem.code, 24)}
    share.limit = limit if isinstance(limit, int) else None
    return {"ReturnValue": 0}


@shares.method("SetShareInfo", "MaximumAllowed", "Description", "Access")
def set_share_info(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Changes limit, remark or access; what is null stays."""
    share = caller.machine.shares.find(str(row["Name"]))
    if share is None:
        return {"ReturnValue": 25}
    if not caller.logon.is_administrator:
        return {"ReturnValue": 2}
    limit, remark = arguments.get("MaximumAllowed"), arguments.get("Description")
    if isinstance(limit, int):
        share.limit = limit
    if remark is not None:
        share.remark = str(remark)
    share.grants = grants_of(caller.machine, arguments.get("Access")) or share.grants
    caller.machine.touch("shares", share.name)
    return {"ReturnValue": 0}


@shares.method("GetAccessMask")
def access_mask(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """What the caller may do with the share (the method's value is the mask)."""
    share = caller.machine.shares.find(str(row["Name"]))
    return {"ReturnValue": caller.machine.shares.access(share, caller.logon) if share is not None else 0}


@shares.method("Delete")
def delete_share(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Stops sharing; 25 if there is no such share."""
    if not caller.logon.is_administrator:
        return {"ReturnValue": 2}
    try:
        caller.machine.shares.remove(str(row["Name"]))
    except Win32Error:
        return {"ReturnValue": 25}
    return {"ReturnValue": 0}
