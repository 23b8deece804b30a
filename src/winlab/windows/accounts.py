"""Local accounts, groups and rights, and what a logon is."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from winlab.windows.errors import LogonError, Win32Error
from winlab.windows.local_accounts import GROUP_COMMENTS, LocalGroup, LocalUser, PasswordPolicy, default_rights
from winlab.windows.lockout import LockOut

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

KINDS = ("network", "batch", "interactive", "service")
_RIGHTS = {
    "network": "SeNetworkLogonRight",
    "batch": "SeBatchLogonRight",
    "interactive": "SeInteractiveLogonRight",
    "service": "SeServiceLogonRight",
}
# https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers
WELL_KNOWN: dict[str, str] = {
    "EVERYONE": "S-1-1-0",
    "CREATOR OWNER": "S-1-3-0",
    "NT AUTHORITY\\ANONYMOUS LOGON": "S-1-5-7",
    "NT AUTHORITY\\AUTHENTICATED USERS": "S-1-5-11",
    "NT AUTHORITY\\SYSTEM": "S-1-5-18",
    "NT AUTHORITY\\LOCAL SERVICE": "S-1-5-19",
    "NT AUTHORITY\\NETWORK SERVICE": "S-1-5-20",
    "BUILTIN\\ADMINISTRATORS": "S-1-5-32-544",
    "BUILTIN\\USERS": "S-1-5-32-545",
    "BUILTIN\\GUESTS": "S-1-5-32-546",
    "BUILTIN\\POWER USERS": "S-1-5-32-547",
    "BUILTIN\\PRINT OPERATORS": "S-1-5-32-550",
    "BUILTIN\\BACKUP OPERATORS": "S-1-5-32-551",
    "BUILTIN\\REPLICATOR": "S-1-5-32-552",
    "BUILTIN\\REMOTE DESKTOP USERS": "S-1-5-32-555",
    "BUILTIN\\NETWORK CONFIGURATION OPERATORS": "S-1-5-32-556",
    "BUILTIN\\PERFORMANCE MONITOR USERS": "S-1-5-32-558",
    "BUILTIN\\PERFORMANCE LOG USERS": "S-1-5-32-559",
    "BUILTIN\\DISTRIBUTED COM USERS": "S-1-5-32-562",
}
_COMMENTS = {
    500: "Built-in account for administering the computer/domain",
    501: "Built-in account for guest access to the computer/domain",
}


@dataclass(frozen=True)
class Logon:
    """Somebody logged on at a machine.

    Attributes:
        account: ``DOMAIN\\name``.
        groups: Upper-case names of all groups in the token, nested ones included.
        kind: network, batch, interactive or service.
        has_credentials: Whether it can authenticate to a second machine; a network logon can't.
    """

    account: str
    sid: str
    groups: frozenset[str]
    kind: str
    has_credentials: bool
    group_sids: frozenset[str] = frozenset()

    @property
    def is_administrator(self) -> bool:
        """Whether it is an administrator of the machine it is logged on to."""
        return "BUILTIN\\ADMINISTRATORS" in self.groups or self.account.upper() == "NT AUTHORITY\\SYSTEM"

    @property
    def user(self) -> str:
        """The name without domain."""
        return self.account.rpartition("\\")[2]

    @property
    def domain(self) -> str:
        """The part before the backslash."""
        return self.account.rpartition("\\")[0]


# https://learn.microsoft.com/windows/win32/api/lmaccess/nf-lmaccess-netuseradd
_FIRST_OWN = 1000
_FORBIDDEN = '"/\\[]:;|=,+*?<>'
SYSTEM_SID = "S-1-5-18"


def system_logon(account: str = "NT AUTHORITY\\SYSTEM") -> Logon:
    """The logon of the system itself or of a service account built into Windows."""
    groups = {"EVERYONE", "NT AUTHORITY\\AUTHENTICATED USERS"}
    if account.upper() == "NT AUTHORITY\\SYSTEM":
        groups.add("BUILTIN\\ADMINISTRATORS")
    return Logon(account, WELL_KNOWN[account.upper()], frozenset(groups), "service", True)


@dataclass(frozen=True)
class Identity:
    """A domain account whose password was right: ``groups`` are upper-case ``DOMAIN\\NAME``."""

    account: str
    sid: str
    groups: frozenset[str]
    group_sids: frozenset[str] = frozenset()


class AccountSource(Protocol):
    """Accounts of domains. `winlab.directory` gives one to the lab; account names are ``DOMAIN\\name`` or a UPN."""

    def check(self, account: str, password: str) -> Identity:
        """Checks a password; raises `LogonError`."""

    def identity(self, account: str) -> Identity | None:
        """The account with its groups, without a password; None if there is none."""

    def password_of(self, account: str) -> str | None:
        """The password, for NTLM's arithmetic."""

    def sid_of(self, account: str) -> str | None:
        """The SID of a domain account or group."""

    def name_of(self, sid: str) -> str | None:
        """The ``DOMAIN\\name`` of a SID."""


def derived_password(seed: str, place: str, name: str) -> str:
    """A password that follows from the lab's secret seed: 16 characters of all four kinds."""
    digest = hmac.new(seed.encode(), f"{place}/{name}".lower().encode(), hashlib.sha256).digest()
    text = base64.b32encode(digest).decode("ascii")
    return f"{text[:4]}-{text[4:9].lower()}-{int.from_bytes(digest[-2:], 'big') % 10000:04d}"


class LocalAccounts:
    """The account database of one machine and its logons."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.machine_sid = "S-1-5-21-" + "-".join(machine.random_number(f"sid{i}", 32) for i in range(3))
        self.users: dict[str, LocalUser] = {}
        self.groups: dict[str, LocalGroup] = {}
        self.rights = default_rights()
        self.policy = PasswordPolicy()
        self._lock_out = LockOut(machine)
        seed = machine.lab.seed
        for name, rid in (("Administrator", 500), ("Guest", 501)):
            password = derived_password(seed, machine.name, name)
            self.users[name.lower()] = LocalUser(name, rid, password, comment=_COMMENTS[rid], disabled=rid == 501)
        for group, comment in GROUP_COMMENTS.items():
            sid = WELL_KNOWN[f"BUILTIN\\{group.upper()}"]
            self.groups[group.lower()] = LocalGroup(group, sid, comment=comment)
        self.groups["administrators"].members.append("Administrator")
        self.groups["guests"].members.append("Guest")
        self.groups["users"].members += ["NT AUTHORITY\\INTERACTIVE", "NT AUTHORITY\\Authenticated Users"]
        if machine.netbios_domain:
            self.groups["administrators"].members.append(f"{machine.netbios_domain}\\Domain Admins")
            self.groups["users"].members.append(f"{machine.netbios_domain}\\Domain Users")

    # -- names ----------------------------------------------------------------------------------------

    def split(self, account: str) -> tuple[str, str]:
        """(domain or machine, name) of an account as people write it."""
        domain, backslash, name = account.rpartition("\\")
        if not backslash:
            if "@" in account:
                return "", account
            local = account.lower() in self.users or account.lower() in self.groups
            return ("" if local or not self._machine.netbios_domain else self._machine.netbios_domain), account
        return ("" if domain.upper() in (".", self._machine.name) else domain), name

    def full_name(self, account: str) -> str:
        """``DOMAIN\\name`` as it is spelled where it is kept.

        Raises:
            Win32Error: 1332 if nobody has that name.
        """
        sid = self.sid_of(account)
        name = self.name_of(sid) if sid is not None else None
        if name is None:
            raise Win32Error(1332, account)
        return name

    def sid_of(self, account: str) -> str | None:
        """The SID of any account or group that this machine can name."""
        upper = account.upper()
        for candidate in (
            upper,
            f"NT AUTHORITY\\{upper}",
            f"BUILTIN\\{upper.removeprefix(self._machine.name + chr(92))}",
        ):
            if candidate in WELL_KNOWN:
                return WELL_KNOWN[candidate]
        if upper.startswith("S-1-"):
            return account
        domain, name = self.split(account)
        if not domain and "@" not in name:
            user = self.users.get(name.lower())
            if user is not None:
                return f"{self.machine_sid}-{user.rid}"
            group = self.groups.get(name.lower())
            return group.sid if group is not None else None
        source = self._machine.lab.accounts
        return source.sid_of(f"{domain}\\{name}" if domain else name) if source is not None else None

    def name_of(self, sid: str) -> str | None:
        """``DOMAIN\\name`` of a SID."""
        for name, known in WELL_KNOWN.items():
            if known == sid:
                group = name.removeprefix("BUILTIN\\").lower()
                if group in self.groups:
                    return f"BUILTIN\\{self.groups[group].name}"
                return _spell(name)
        for user in self.users.values():
            if f"{self.machine_sid}-{user.rid}" == sid:
                return f"{self._machine.name}\\{user.name}"
        for item in self.groups.values():
            if item.sid == sid:
                return f"{self._machine.name}\\{item.name}"
        source = self._machine.lab.accounts
        return source.name_of(sid) if source is not None else None

    # -- logons ---------------------------------------------------------------------------------------

    def password_of(self, account: str) -> str | None:
        """The password of an account this machine accepts, for NTLM."""
        domain, name = self.split(account)
        if not domain and "@" not in name:
            user = self.users.get(name.lower())
            return None if user is None or user.disabled else user.password
        source = self._machine.lab.accounts
        if source is None or not self._machine.member_of:
            return None
        return source.password_of(f"{domain}\\{name}" if domain else name)

    def check(self, account: str, password: str) -> None:
        """Checks a password.

        Raises:
            LogonError: 1326 wrong, 1331 disabled, 1909 locked, 1311 no domain controller, ...
        """
        domain, name = self.split(account)
        if not domain and "@" not in name:
            user = self.users.get(name.lower())
            if user is None:
                raise LogonError(1326, account)
            self._lock_out.refuse(user)
            if user.password != password:
                self._lock_out.wrong(user)
                raise LogonError(1326, account)
            self._lock_out.right(user)
            if user.disabled:
                raise LogonError(1331, account)
            return
        source = self._machine.lab.accounts
        if source is None or not self._machine.member_of:
            raise LogonError(1326, account)
        source.check(f"{domain}\\{name}" if domain else name, password)

    def logon(self, account: str, kind: str, password: str | None = None) -> Logon:
        """Logs an account on; without a password the caller has already proved who it is.

        Raises:
            LogonError: 1326, 1331, ..., 1385 without the right to log on in this way.
        """
        if account.upper().removeprefix("NT AUTHORITY\\") in ("SYSTEM", "LOCALSYSTEM"):
            return system_logon()
        short = account.upper().replace("NETWORKSERVICE", "NETWORK SERVICE").replace("LOCALSERVICE", "LOCAL SERVICE")
        if short in WELL_KNOWN and short.startswith("NT AUTHORITY\\"):
            return system_logon(_spell(short))
        if password is not None:
            self.check(account, password)
        name, sid, groups, sids = self._token(account)
        logon = Logon(name, sid, groups, kind, kind != "network", sids)
        if not self.has_right(logon, _RIGHTS[kind]):
            raise LogonError(1385, account)
        return logon

    def _token(self, account: str) -> tuple[str, str, frozenset[str], frozenset[str]]:
        domain, name = self.split(account)
        groups = {"EVERYONE", "NT AUTHORITY\\AUTHENTICATED USERS"}
        sids: set[str] = set()
        if not domain and "@" not in name:
            user = self.users.get(name.lower())
            if user is None:
                raise LogonError(1317, account)
            full, sid = f"{self._machine.name}\\{user.name}", f"{self.machine_sid}-{user.rid}"
        else:
            source = self._machine.lab.accounts
            found = source.identity(f"{domain}\\{name}" if domain else name) if source is not None else None
            if found is None:
                raise LogonError(1317, account)
            full, sid = found.account, found.sid
            groups |= found.groups
            sids |= found.group_sids
        groups |= self.local_groups_of(full, groups)
        sids |= {WELL_KNOWN[group] for group in groups if group in WELL_KNOWN}
        return full, sid, frozenset(groups), frozenset(sids)

    def local_groups_of(self, account: str, groups: Iterable[str]) -> set[str]:
        """Upper-case names of the local groups that an account with these groups belongs to."""
        names = {account.upper(), account.upper().removeprefix(self._machine.name + "\\"), *groups}
        found: set[str] = set()
        for group in self.groups.values():
            if any(member.upper() in names for member in group.members):
                builtin = group.sid.startswith("S-1-5-32-")
                found.add(f"{'BUILTIN' if builtin else self._machine.name}\\{group.name}".upper())
        return found

    def has_right(self, logon: Logon, right: str) -> bool:
        """Whether a user right was granted to the account or one of its groups."""
        holders = {holder.upper() for holder in self.rights.get(right, ())}
        return logon.account.upper() in holders or bool(holders & logon.groups)

    # -- changes --------------------------------------------------------------------------------------

    def group(self, name: str) -> LocalGroup:
        """A local group.

        Raises:
            Win32Error: 1376 if there is none of that name.
        """
        found = self.groups.get(name.rpartition("\\")[2].lower())
        if found is None:
            raise Win32Error(1376, name)
        return found

    def add_member(self, group: str, account: str) -> None:
        """Puts an account into a local group.

        Raises:
            Win32Error: 1376, 1378 if it is a member, 1332 if nobody has that name.
        """
        found = self.group(group)
        full = self.full_name(account).removeprefix(self._machine.name + "\\")
        if any(member.lower() == full.lower() for member in found.members):
            raise Win32Error(1378, account)
        found.members.append(full)
        self._machine.touch("groups", group)

    def remove_member(self, group: str, account: str) -> None:
        """Takes an account out of a local group.

        Raises:
            Win32Error: 1376, 1377 if it is no member.
        """
        found = self.group(group)
        wanted = account.lower().removeprefix(self._machine.name.lower() + "\\")
        kept = [member for member in found.members if member.lower() != wanted]
        if len(kept) == len(found.members):
            raise Win32Error(1377, account)
        found.members[:] = kept
        self._machine.touch("groups", group)

    def add_user(self, name: str, password: str, full_name: str = "", comment: str = "") -> LocalUser:
        """Makes a local account.

        Raises:
            Win32Error: 2224 if it exists, 2202 for a name that is none, 2245 for a password against the policy.
        """
        if name.lower() in self.users or name.lower() in self.groups:
            raise Win32Error(2224, name)
        rid = 1003 + max([0, *(user.rid - 1002 for user in self.users.values() if user.rid > 1002)])
        if not name or any(char in name for char in _FORBIDDEN):
            raise Win32Error(2202, name)
        made = LocalUser(name, rid, "", full_name, comment)
        self.set_password(made, password)
        self.users[name.lower()] = made
        self.groups["users"].members.append(name)
        self._machine.touch("accounts", name)
        return self.users[name.lower()]

    def set_password(self, user: LocalUser, password: str) -> None:
        """Gives an account a password.

        Raises:
            Win32Error: 2245 if the policy does not allow it.
        """
        if len(password) < self.policy.minimum_length:
            raise Win32Error(2245, user.name)
        user.password = password
        user.password_set = self._machine.local_time().isoformat(timespec="seconds")
        self._machine.touch("accounts", user.name)

    def remove_user(self, name: str) -> None:
        """Deletes a local account.

        Raises:
            Win32Error: 2221 if there is none, 1371 for one that Windows needs.
        """
        user = self.users.get(name.lower())
        if user is None:
            raise Win32Error(2221, name)
        if user.rid < _FIRST_OWN:
            raise Win32Error(1371, name)
        del self.users[name.lower()]
        for group in self.groups.values():
            group.members[:] = [member for member in group.members if member.lower() != name.lower()]
        self._machine.touch("accounts", name)

    def rename(self, name: str, new: str) -> None:
        """Gives a local account another name; its SID stays.

        Raises:
            Win32Error: 2221 if there is none, 2224 if the name is taken, 2202 if it is none.
        """
        if name.lower() not in self.users:
            raise Win32Error(2221, name)
        if not new or any(char in new for char in _FORBIDDEN):
            raise Win32Error(2202, new)
        if new.lower() in (self.users.keys() - {name.lower()}) | self.groups.keys():
            raise Win32Error(2224, new)
        user = self.users.pop(name.lower())
        for group in self.groups.values():
            group.members[:] = [new if member == user.name else member for member in group.members]
        user.name = new
        self.users[new.lower()] = user
        self._machine.touch("accounts", new)

    def grant(self, right: str, account: str) -> None:
        """Grants a user right."""
        holders = self.rights.setdefault(right, [])
        if account.lower() not in [holder.lower() for holder in holders]:
            holders.append(account)
            self._machine.touch("rights", right)

    # -- persistence ----------------------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """Plain data; first passwords follow from the seed and are not kept."""
        seed, place = self._machine.lab.seed, self._machine.name
        users = []
        for user in self.users.values():
            data = dict(vars(user))
            if user.password == derived_password(seed, place, user.name):
                data["password"] = None
            users.append(data)
        return {
            "users": users,
            "groups": [vars(group) for group in self.groups.values()],
            "rights": self.rights,
            "policy": vars(self.policy),
        }

    def load(self, data: Mapping[str, object]) -> None:
        """Takes over what `state` gave."""
        self.users, self.groups = {}, {}
        for user in cast("list[dict[str, object]]", data["users"]):
            name = str(user["name"])
            password = user["password"] or derived_password(self._machine.lab.seed, self._machine.name, name)
            self.users[name.lower()] = LocalUser(**{**user, "password": password})  # type: ignore[arg-type]
        for group in cast("list[dict[str, object]]", data["groups"]):
            self.groups[str(group["name"]).lower()] = LocalGroup(**group)  # type: ignore[arg-type]
        self.rights = cast("dict[str, list[str]]", data["rights"])
        self.policy = PasswordPolicy(**cast("dict[str, int]", data["policy"]))


def _spell(upper: str) -> str:
    special = {
        "EVERYONE": "Everyone",
        "NT AUTHORITY\\ANONYMOUS LOGON": "NT AUTHORITY\\ANONYMOUS LOGON",
        "NT AUTHORITY\\AUTHENTICATED USERS": "NT AUTHORITY\\Authenticated Users",
    }
    return special.get(upper, upper)
