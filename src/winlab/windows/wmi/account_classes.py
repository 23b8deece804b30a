"""WMI classes of accounts: groups, their members, who is logged on.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/operating-system-classes (Win32_Group, Win32_GroupUser,
Win32_UserAccount, Win32_LoggedOnUser, Win32_LogonSession).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from winlab.windows.accounts import WELL_KNOWN
from winlab.windows.errors import Win32Error
from winlab.windows.machine import Machine
from winlab.windows.processes import Process
from winlab.windows.wmi.objects import failure
from winlab.windows.wmi.querying import path_to
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller

_ACCOUNT = "Caption Description Domain* InstallDate:datetime LocalAccount:boolean Name* SID SIDType:uint8 Status"
_SYSTEM = ("NT AUTHORITY\\", "EVERYONE", "CREATOR OWNER")
_LOGON_TYPES = {"interactive": 2, "network": 3, "batch": 4, "service": 5}


@WMI.declare(CIMV2, "Win32_Group", _ACCOUNT)
def groups(caller: WmiCaller) -> Iterable[Row]:
    """The local groups; their domain is the machine."""
    machine = caller.machine
    for group in machine.users.groups.values():
        yield _account(machine, machine.name, group.name, group.sid, 4, group.comment)


@WMI.declare(CIMV2, "Win32_SystemAccount", _ACCOUNT)
def system_accounts(caller: WmiCaller) -> Iterable[Row]:
    """Accounts of the system itself."""
    machine = caller.machine
    for name, sid in WELL_KNOWN.items():
        if name.startswith(_SYSTEM):
            yield _account(machine, machine.name, name.rpartition("\\")[2], sid, 5, "")


def _account(machine: Machine, domain: str, name: str, sid: str | None, kind: int, comment: str) -> Row:
    return {
        "Caption": f"{domain}\\{name}",
        "Description": comment,
        "Domain": domain,
        "LocalAccount": domain == machine.name,
        "Name": name,
        "SID": sid,
        "SIDType": kind,
        "Status": "OK",
    }


@WMI.declare(
    CIMV2,
    "Win32_UserAccount",
    "AccountType:uint32 Caption Description Disabled:boolean Domain* FullName InstallDate:datetime "
    "LocalAccount:boolean Lockout:boolean Name* PasswordChangeable:boolean PasswordExpires:boolean "
    "PasswordRequired:boolean SID SIDType:uint8 Status",
)
def user_accounts(caller: WmiCaller) -> Iterable[Row]:
    """The local accounts."""
    machine = caller.machine
    for user in machine.users.users.values():
        yield {
            "AccountType": 512,
            "Caption": f"{machine.name}\\{user.name}",
            "Description": user.comment,
            "Disabled": user.disabled,
            "Domain": machine.name,
            "FullName": user.full_name,
            "LocalAccount": True,
            "Lockout": False,
            "PasswordChangeable": True,
            "PasswordExpires": user.name not in ("Administrator", "Guest"),
            "PasswordRequired": user.name != "Guest",
            "SIDType": 1,
            "Status": "Degraded" if user.disabled else "OK",
            "Name": user.name,
            "SID": machine.users.sid_of(f"{machine.name}\\{user.name}"),
        }


@user_accounts.method("Rename", "Name")
def rename_user(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Gives an account another name; 1 when that can't be."""
    if not caller.logon.is_administrator:
        return {"ReturnValue": 5}
    try:
        caller.machine.users.rename(str(row["Name"]), str(arguments.get("Name") or ""))
    except Win32Error as problem:
        return {"ReturnValue": problem.code}
    return {"ReturnValue": 0}


def _put_user(caller: WmiCaller, before: Row, row: Row) -> None:
    if not caller.logon.is_administrator:
        raise failure(0x80041003, "Access denied")
    user = caller.machine.users.users[str(before["Name"]).lower()]
    user.disabled = bool(row.get("Disabled"))
    user.full_name = str(row.get("FullName") or "")
    user.comment = str(row.get("Description") or "")
    caller.machine.touch("users", user.name)


user_accounts.put = _put_user


@WMI.declare(CIMV2, "Win32_GroupUser", "GroupComponent*:ref:Win32_Group PartComponent*:ref:Win32_Account")
def members(caller: WmiCaller) -> Iterable[Row]:
    """Which account is in which local group."""
    machine = caller.machine
    for group in machine.users.groups.values():
        container = path_to(caller, groups, {"Domain": machine.name, "Name": group.name})
        for member in group.members:
            yield {"GroupComponent": container, "PartComponent": _member_path(caller, member)}


def _member_path(caller: WmiCaller, member: str) -> str:
    machine = caller.machine
    domain, _, name = member.rpartition("\\")
    if not domain or domain.upper() == machine.name:
        kind = "Win32_Group" if name.lower() in machine.users.groups else "Win32_UserAccount"
        domain = machine.name
    elif member.upper().startswith(_SYSTEM):
        kind, domain = "Win32_SystemAccount", machine.name
    else:
        source = machine.lab.accounts
        kind = "Win32_UserAccount" if source is not None and source.identity(member) is not None else "Win32_Group"
    return f'\\\\{machine.name}\\{CIMV2}:{kind}.Domain="{domain}",Name="{name}"'


# --- logons ---


def _sessions(machine: Machine) -> Iterator[tuple[str, Process]]:
    """A number for each logon that has processes, and its first process."""
    seen: set[tuple[str, str]] = set()
    for process in machine.processes.all():
        key = (process.logon.account.upper(), process.logon.kind)
        if key not in seen:
            seen.add(key)
            # the system's logon is 999 on every Windows (0x3e7)
            number = 999 if process.logon.account.upper().endswith("\\SYSTEM") else 100_000 + len(seen)
            yield str(number), process


@WMI.declare(
    CIMV2,
    "Win32_LogonSession",
    "AuthenticationPackage Caption Description LogonId* LogonType:uint32 Name StartTime:datetime Status",
)
def logon_sessions(caller: WmiCaller) -> Iterable[Row]:
    """The logons that have processes."""
    for number, process in _sessions(caller.machine):
        kind = process.logon.kind
        yield {
            "AuthenticationPackage": "NTLM" if kind == "network" else "Negotiate",
            "LogonId": number,
            "LogonType": 0 if number == "999" else _LOGON_TYPES[kind],
            "StartTime": process.created,
        }


@WMI.declare(CIMV2, "Win32_LoggedOnUser", "Antecedent*:ref:Win32_Account Dependent*:ref:Win32_LogonSession")
def logged_on(caller: WmiCaller) -> Iterable[Row]:
    """Whose the logons are."""
    machine = caller.machine
    for number, process in _sessions(machine):
        logon = process.logon
        domain = machine.name if logon.domain == "NT AUTHORITY" else logon.domain
        yield {
            "Antecedent": f'\\\\.\\{CIMV2}:Win32_Account.Domain="{domain}",Name="{logon.user}"',
            "Dependent": f'\\\\.\\{CIMV2}:Win32_LogonSession.LogonId="{number}"',
        }
