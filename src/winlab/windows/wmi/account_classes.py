"""WMI classes of accounts: groups, their members, who is logged on.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/operating-system-classes (Win32_Group, Win32_GroupUser,
Win32_LoggedOnUser, Win32_LogonSession).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from winlab.windows.accounts import WELL_KNOWN
from winlab.windows.machine import Machine
from winlab.windows.processes import Process
from winlab.windows.wmi.querying import path_to
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller
from winlab.windows.wmi.service_classes import user_accounts

_ACCOUNT = "Caption Description Domain* LocalAccount:boolean Name* SID SIDType:uint8 Status"
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


@WMI.declare(CIMV2, "Win32_Account", _ACCOUNT)
def accounts(caller: WmiCaller) -> Iterable[Row]:
    """Users, groups and system accounts."""
    for row in user_accounts.enumerate(caller):
        yield {**row, "SIDType": 1, "Status": "OK"}
    yield from groups.enumerate(caller)
    yield from system_accounts.enumerate(caller)


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
