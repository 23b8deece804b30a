"""What the account database of a machine holds: users, groups, the policy for passwords."""

from __future__ import annotations

from dataclasses import dataclass, field


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
