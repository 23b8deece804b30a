"""What the account database of a machine holds: users, groups, the policy for passwords."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from winlab.windows.errors import Win32Error

if TYPE_CHECKING:
    from winlab.windows.accounts import LocalAccounts

# The groups of Windows, as Local Users and Groups of Server 2003 describes them.
GROUP_COMMENTS = {
    "Administrators": "Administrators have complete and unrestricted access to the computer/domain",
    "Backup Operators": "Backup Operators can override security restrictions for the sole purpose of backing up or "
    "restoring files",
    "Distributed COM Users": "Members are allowed to launch, activate and use Distributed COM objects on this machine.",
    "Guests": "Guests have the same access as members of the Users group by default, except for the Guest account "
    "which is further restricted",
    "Network Configuration Operators": "Members in this group can have some administrative privileges to manage "
    "configuration of networking features",
    "Performance Log Users": "Members of this group have remote access to schedule logging of performance counters "
    "on this computer",
    "Performance Monitor Users": "Members of this group have remote access to monitor this computer",
    "Power Users": "Power Users possess most administrative powers with some restrictions.  Thus, Power Users can run "
    "legacy applications in addition to certified applications",
    "Print Operators": "Members can administer domain printers",
    "Remote Desktop Users": "Members in this group are granted the right to logon remotely",
    "Replicator": "Supports file replication in a domain",
    "Users": "Users are prevented from making accidental or intentional system-wide changes.  Thus, Users can run "
    "certified applications, but not most legacy applications",
}


@dataclass
class PasswordPolicy:
    """Rules for local passwords, as Server 2003 has them out of the box; days and counts, 0 for none.

    https://learn.microsoft.com/windows/security/threat-protection/security-policy-settings/password-policy
    """

    minimum_length: int = 0
    maximum_age: int = 42
    minimum_age: int = 0
    history: int = 0
    forced_logoff: int = 0
    """Minutes after logon hours end; 0: never."""


@dataclass
class LocalUser:
    """A local account."""

    name: str
    rid: int
    password: str
    full_name: str = ""
    comment: str = ""
    disabled: bool = False
    password_expires: bool = True
    locked_at: float = 0.0
    user_comment: str = ""
    password_set: str = ""
    """When, as ISO 8601; empty: with the installation."""
    password_required: bool = True
    may_change_password: bool = True
    expires: str = ""
    """A date as month/day/year; empty: never."""
    script: str = ""
    profile: str = ""
    home: str = ""
    workstations: str = ""
    must_change: bool = False


@dataclass
class LocalGroup:
    """A local group; members are ``DOMAIN\\name``, local accounts by their name alone."""

    name: str
    sid: str
    members: list[str] = field(default_factory=list)
    comment: str = ""


def default_rights() -> dict[str, list[str]]:
    """User rights of a member server that matter here."""
    return {
        "SeNetworkLogonRight": ["Everyone", "BUILTIN\\Administrators", "BUILTIN\\Users"],
        "SeBatchLogonRight": ["NT AUTHORITY\\LOCAL SERVICE", "BUILTIN\\Administrators"],
        "SeInteractiveLogonRight": ["BUILTIN\\Administrators", "BUILTIN\\Users", "BUILTIN\\Power Users"],
        "SeServiceLogonRight": ["NT AUTHORITY\\NETWORK SERVICE"],
        "SeTcbPrivilege": [],
        "SeBackupPrivilege": ["BUILTIN\\Administrators", "BUILTIN\\Backup Operators"],
        "SeRestorePrivilege": ["BUILTIN\\Administrators", "BUILTIN\\Backup Operators"],
        "SeIncreaseQuotaPrivilege": ["BUILTIN\\Administrators", "NT AUTHORITY\\LOCAL SERVICE"],
        "SeIncreaseBasePriorityPrivilege": ["BUILTIN\\Administrators"],
        "SeShutdownPrivilege": ["BUILTIN\\Administrators"],
        "SeDebugPrivilege": ["BUILTIN\\Administrators"],
    }


def make_group(accounts: LocalAccounts, name: str, comment: str = "") -> LocalGroup:
    """Makes a local group.

    Raises:
        Win32Error: 1379 if it exists.
    """
    if name.lower() in accounts.groups:
        raise Win32Error(1379, name)
    number = 1000 + len(accounts.groups) + len(accounts.users)
    made = LocalGroup(name, f"{accounts.machine_sid}-{number}", [], comment)
    accounts.groups[name.lower()] = made
    return made


def remove_group(accounts: LocalAccounts, name: str) -> None:
    """Deletes a local group.

    Raises:
        Win32Error: 1376 if there is none of that name, 1371 for one of Windows itself.
    """
    if accounts.group(name).sid.startswith("S-1-5-32-"):
        raise Win32Error(1371, name)
    del accounts.groups[name.lower()]
