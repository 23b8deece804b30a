"""Access lists as WMI shows them, of files and of shares.

Sources: https://learn.microsoft.com/previous-versions/windows/desktop/secrcw32prov/win32-securitydescriptor
and https://learn.microsoft.com/previous-versions/windows/desktop/secrcw32prov/win32-logicalfilesecuritysetting.
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.powershell.values import TypedArray, unwrap
from winlab.windows.errors import FileError, Win32Error
from winlab.windows.files import Access
from winlab.windows.machine import Machine
from winlab.windows.wmi.objects import MethodResult, WmiObject
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller

_DACL_PRESENT, _DACL_PROTECTED, _SELF_RELATIVE = 0x4, 0x1000, 0x8000
_INHERIT, _INHERITED = 3, 16
_NOT_FOUND, _ACCESS_DENIED = 9, 2
_OBJECTS = "System.Management.ManagementBaseObject"


def _none(caller: WmiCaller) -> Iterable[Row]:
    """These are only parts of other objects."""
    return ()


WMI.declare(
    CIMV2,
    "Win32_SecurityDescriptor",
    "ControlFlags:uint32 DACL:object[] Group:object Owner:object SACL:object[] TIME_CREATED:uint64",
)(_none)
WMI.declare(
    CIMV2,
    "Win32_ACE",
    "AccessMask:uint32 AceFlags:uint32 AceType:uint32 GuidInheritedObjectType GuidObjectType TIME_CREATED:uint64 "
    "Trustee:object",
)(_none)
WMI.declare(CIMV2, "Win32_Trustee", "Domain Name SID:uint8[] SidLength:uint32 SIDString TIME_CREATED:uint64")(_none)


def _full_name(machine: Machine, account: str) -> str:
    try:
        return machine.users.full_name(account)
    except Win32Error:
        return account


def trustee(machine: Machine, account: str) -> MethodResult:
    """An account as Win32_Trustee."""
    domain, _, name = _full_name(machine, account).rpartition("\\")
    values = {"Domain": domain or None, "Name": name, "SIDString": machine.users.sid_of(account)}
    return MethodResult(values, "Win32_Trustee")


def entry(machine: Machine, account: str, mask: int, kind: int = 0, flags: int = 0) -> MethodResult:
    """An entry of an access list as Win32_ACE; kind 0 allows, 1 denies."""
    values = {"AccessMask": mask, "AceFlags": flags, "AceType": kind, "Trustee": trustee(machine, account)}
    return MethodResult(values, "Win32_ACE")


def descriptor(flags: int, entries: list[object], owner: MethodResult | None = None) -> MethodResult:
    """A Win32_SecurityDescriptor."""
    values = {
        "ControlFlags": flags | _SELF_RELATIVE | _DACL_PRESENT,
        "DACL": TypedArray(entries, _OBJECTS),
        "Group": owner,
        "Owner": owner,
        "SACL": None,
    }
    return MethodResult(values, "Win32_SecurityDescriptor")


def _member(of: object, name: str) -> object:
    found = unwrap(of)
    return found.adapted_get(name) if isinstance(found, (MethodResult, WmiObject)) else None


def _entries(given: object) -> Iterable[tuple[str, int, int, int]]:
    """(account, mask, kind, flags) of each entry of a descriptor."""
    listed = _member(given, "DACL")
    for item in listed if isinstance(listed, list) else ():
        holder = _member(item, "Trustee")
        domain, name, sid = (_member(holder, key) for key in ("Domain", "Name", "SIDString"))
        account = f"{domain}\\{name}" if domain else str(name or sid)
        numbers = (_member(item, key) for key in ("AccessMask", "AceType", "AceFlags"))
        mask, kind, flags = (number if isinstance(number, int) else 0 for number in numbers)
        yield account, mask, kind, flags


def grants_of(machine: Machine, given: object) -> list[tuple[str, int]]:
    """Whom a descriptor allows what; accounts as they are spelled where they are kept."""
    found = []
    for account, mask, kind, _ in _entries(given):
        if kind == 0:
            found.append((_full_name(machine, account), mask))
    return found


# --- shares ---


@WMI.declare(CIMV2, "Win32_LogicalShareSecuritySetting", "Caption ControlFlags:uint32 Description Name* SettingID")
def share_settings(caller: WmiCaller) -> Iterable[Row]:
    """One per share that has an access list of its own; the administrative shares have none."""
    for share in caller.machine.shares.all():
        if not share.administrative:
            text = f"Security settings of {share.name}"
            yield {"Caption": text, "ControlFlags": 32772, "Description": text, "Name": share.name}


@share_settings.method("GetSecurityDescriptor")
def share_descriptor(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """The share's access list."""
    share = caller.machine.shares.find(str(row["Name"]))
    if share is None:
        return {"Descriptor": None, "ReturnValue": _NOT_FOUND}
    entries: list[object] = [entry(caller.machine, account, mask) for account, mask in share.grants]
    return {"Descriptor": descriptor(0, entries), "ReturnValue": 0}


@share_settings.method("SetSecurityDescriptor", "Descriptor")
def set_share_descriptor(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Replaces the share's access list."""
    share = caller.machine.shares.find(str(row["Name"]))
    if share is None:
        return {"ReturnValue": _NOT_FOUND}
    if not caller.logon.is_administrator:
        return {"ReturnValue": _ACCESS_DENIED}
    share.grants = grants_of(caller.machine, arguments.get("Descriptor"))
    caller.machine.touch("shares", share.name)
    return {"ReturnValue": 0}


# --- files ---


@WMI.declare(
    CIMV2,
    "Win32_LogicalFileSecuritySetting",
    "Caption ControlFlags:uint32 Description OwnerPermissions:boolean Path* SettingID",
)
def file_settings(caller: WmiCaller) -> Iterable[Row]:
    """One per file and folder; all at once would be every file of the machine, so a path has to be named."""
    return ()


@file_settings.by_condition
def file_setting(caller: WmiCaller, equal: Row) -> Iterable[Row]:
    """The one of a path."""
    path = str(equal.get("path", ""))
    files = caller.machine.files
    if path and files.exists(path):
        text = f"Security settings of {files.real_path(path)}"
        yield {
            "Caption": text,
            "ControlFlags": _SELF_RELATIVE | _DACL_PRESENT,
            "Description": text,
            "OwnerPermissions": True,
            "Path": files.real_path(path),
        }


@file_settings.method("GetSecurityDescriptor")
def file_descriptor(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """The access list of the file or folder, with its owner."""
    machine, path = caller.machine, str(row["Path"])
    try:
        acl = machine.files.acl(path)
    except FileError:
        return {"Descriptor": None, "ReturnValue": _NOT_FOUND}
    own = machine.files.need(path).acl is not None
    entries: list[object] = []
    for each in acl:
        flags = (_INHERIT if each.inherits else 0) | (_INHERITED if each.inherited else 0)
        entries.append(entry(machine, each.account, each.mask, 0 if each.allow else 1, flags))
    owner = trustee(machine, machine.files.owner(path))
    return {"Descriptor": descriptor(_DACL_PROTECTED if own else 0, entries, owner), "ReturnValue": 0}


@file_settings.method("SetSecurityDescriptor", "Descriptor")
def set_file_descriptor(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Replaces the access list."""
    acl = tuple(
        Access(account, mask, kind == 0, bool(flags & _INHERITED), bool(flags & _INHERIT))
        for account, mask, kind, flags in _entries(arguments.get("Descriptor"))
    )
    try:
        caller.machine.files.set_acl(str(row["Path"]), acl)
    except FileError as problem:
        return {"ReturnValue": _ACCESS_DENIED if problem.code == 5 else _NOT_FOUND}
    return {"ReturnValue": 0}
