"""Domain accounts: passwords, lock-out, and the groups of a token.

Passwords of the forest's first accounts are derived from the lab's secret seed, so nothing has to be stored;
a password set later is an attribute nobody can read (unicodePwd), and replicates like any other.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from winlab.directory import principals
from winlab.directory.entries import Entry, Values, filetime
from winlab.directory.errors import DirectoryError
from winlab.directory.forest import Domain, DomainController, Forest
from winlab.windows.changes import touched

DISABLED = 0x2
PASSWORD_NOT_REQUIRED = 0x20

# Win32 codes of refused logons, https://learn.microsoft.com/windows/win32/debug/system-error-codes--1300-1699-
LOGON_FAILURE = 1326
ACCOUNT_DISABLED = 1331
PASSWORD_EXPIRED = 1330
NO_LOGON_SERVERS = 1311
LOCKED_OUT = 1909
ACCOUNT_EXPIRED = 1793
PASSWORD_RESTRICTION = 1325
NO_SUCH_USER = 1317


class AccountError(Exception):
    """A logon or password change is refused; ``code`` is the Win32 error."""

    def __init__(self, code: int, account: str) -> None:
        self.code = code
        self.account = account
        super().__init__(f"{account}: {code}")


@dataclass(frozen=True)
class _LockOut:
    """A domain's policy; times in 100 ns. No lock-out with threshold 0, no end with duration 0."""

    threshold: int
    duration: int
    window: int


@dataclass(frozen=True)
class DomainAccount:
    """A domain account as it is needed to make a logon."""

    account: str
    sid: str
    groups: frozenset[str]
    group_sids: frozenset[str]


def first_password(seed: str, domain: Domain, name: str) -> str:
    """The password an account has had since the forest was made: 16 characters of all four kinds."""
    digest = hmac.new(seed.encode(), f"{domain.dns}/{name}".lower().encode(), hashlib.sha256).digest()
    text = base64.b32encode(digest).decode("ascii")
    return f"{text[:4]}-{text[4:9].lower()}-{int.from_bytes(digest[-2:], 'big') % 10000:04d}"


class Accounts:
    """Logs domain accounts on and changes their passwords."""

    def __init__(self, forest: Forest) -> None:
        self._forest = forest
        self._bad_attempts: dict[tuple[str, str], tuple[int, int]] = {}

    def find(self, account: str) -> tuple[Domain, Entry] | None:
        """The domain and object of ``DOMAIN\\name`` or ``name@domain``."""
        with self._forest.lock:
            return principals.find(self._forest, account)

    def password_of(self, account: str) -> str | None:
        """The password of an account, None if it has none; for the endpoint's NTLM and the lab's owner."""
        found = self.find(account)
        return self._password(*found) if found is not None else None

    def _password(self, domain: Domain, entry: Entry) -> str | None:
        stored = entry.first("unicodePwd")
        if isinstance(stored, str):
            return stored
        if entry.stamps.get("samaccountname"):  # made after the forest was
            return "" if entry.number("userAccountControl") & PASSWORD_NOT_REQUIRED else None
        return first_password(self._forest.seed, domain, entry.text("sAMAccountName"))

    def secrets(self, include_users: bool = True) -> Iterator[tuple[str, str, str]]:
        """(NetBIOS domain, account name, password) of every enabled user account."""
        for domain in self._forest.domains.values():
            with self._forest.lock:
                entries = [
                    entry
                    for entry in principals.domain_replica(self._forest, domain)
                    if entry.is_a("user") and not entry.is_a("computer")
                ]
            for entry in entries:
                password = self._password(domain, entry)
                if password and not entry.number("userAccountControl") & DISABLED:
                    yield domain.netbios, entry.text("sAMAccountName"), password

    def check(self, account: str, password: str) -> DomainAccount:
        """Checks a password and makes the account's token.

        Raises:
            AccountError: The account or password is wrong, or the account may not log on.
        """
        with self._forest.lock:
            found = principals.find(self._forest, account)
            if found is None:
                raise AccountError(self._why_unknown(account), account)
            domain, entry = found
            self._refuse_locked(domain, entry, account)
            if self._password(domain, entry) != password:
                self._count_bad(domain, entry)
                raise AccountError(LOGON_FAILURE, account)
            self._forgive(domain, entry)
            self._refuse_unusable(entry, account)
            return self.token(account)

    def _why_unknown(self, account: str) -> int:
        """Nobody has the name, or nobody of its domain answers."""
        prefix, slash, rest = account.partition("\\")
        name = prefix if slash else rest or account.rpartition("@")[2]
        try:
            domain = self._forest.domain(name)
        except DirectoryError:
            return LOGON_FAILURE
        try:
            self._forest.locate(domain)
        except DirectoryError:
            return NO_LOGON_SERVERS
        return LOGON_FAILURE

    def token(self, account: str) -> DomainAccount:
        """The account with its groups, as a logon now would have them.

        Raises:
            AccountError: NO_SUCH_USER, or the account may not log on.
        """
        with self._forest.lock:
            found = principals.find(self._forest, account)
            if found is None:
                raise AccountError(NO_SUCH_USER, account)
            domain, entry = found
            self._refuse_unusable(entry, account)
            groups = principals.groups_of(self._forest, domain, entry)
            labelled = [(self._group_name(group), group.text("objectSid")) for group in groups]
            return DomainAccount(
                f"{domain.netbios}\\{entry.text('sAMAccountName')}",
                entry.text("objectSid"),
                frozenset(name.upper() for name, _ in labelled),
                frozenset(sid for _, sid in labelled),
            )

    def _group_name(self, group: Entry) -> str:
        sid, name = group.text("objectSid"), group.text("sAMAccountName")
        if sid.startswith("S-1-5-32-"):
            return f"BUILTIN\\{name}"
        domain = principals.domain_of_sid(self._forest, sid)
        return f"{domain.netbios}\\{name}" if domain is not None else name

    def local_groups(self, controller: DomainController, token: DomainAccount) -> frozenset[str]:
        """Upper-case names of the controller's domain local and builtin groups the account is in."""
        forest = self._forest
        with forest.lock:
            replica = principals.domain_replica(forest, controller.domain, controller)
            keys = set()
            for sid in (token.sid, *token.group_sids):
                found = principals.by_sid(forest, sid, controller, controller.domain)
                if found is not None:
                    keys.add(found[1].key)
            sids = principals.local_groups_of(replica, {token.sid, *token.group_sids}, keys)
            groups = [replica.by_sid(sid) for sid in sids]
        return frozenset(self._group_name(group).upper() for group in groups if group is not None)

    def change_password(self, account: str, new: str) -> None:
        """Sets a new password, on a controller of the account's domain.

        Raises:
            AccountError: NO_SUCH_USER, PASSWORD_RESTRICTION (shorter than the domain's policy).
        """
        forest = self._forest
        with forest.lock:
            found = principals.find(forest, account)
            if found is None:
                raise AccountError(NO_SUCH_USER, account)
            domain, entry = found
            dc = forest.locate(domain)
            head = forest.entry(dc, domain.dn)
            if head is not None and len(new) < head.number("minPwdLength"):
                raise AccountError(PASSWORD_RESTRICTION, account)
            self._write(domain, entry, {"unicodePwd": (new,), "pwdLastSet": (filetime(forest.now()),)})

    def _write(self, domain: Domain, entry: Entry, values: Mapping[str, Values]) -> None:
        forest = self._forest
        dc = forest.locate(domain)
        partition = principals.domain_replica(forest, domain, dc)
        partition.put(entry.written(values, forest.now(), dc.name), dc.next_usn())
        touched("", "directory", entry.dn)
        forest.changed()
        forest.replication.announce(dc, partition.root_key)

    def _refuse_unusable(self, entry: Entry, account: str) -> None:
        if entry.number("userAccountControl") & DISABLED:
            raise AccountError(ACCOUNT_DISABLED, account)
        expires = entry.number("accountExpires")
        if 0 < expires < 0x7FFFFFFFFFFFFFFF and expires <= filetime(self._forest.now()):
            raise AccountError(ACCOUNT_EXPIRED, account)

    def _policy(self, domain: Domain) -> _LockOut:
        replica = principals.domain_replica(self._forest, domain)
        head = replica.get(replica.root_key)
        if head is None:
            return _LockOut(0, 0, 0)
        return _LockOut(
            head.number("lockoutThreshold"), -head.number("lockoutDuration"), -head.number("lockOutObservationWindow")
        )

    def _refuse_locked(self, domain: Domain, entry: Entry, account: str) -> None:
        """An account is locked from lockoutTime on, for the domain's duration or until somebody sets it to 0.

        https://learn.microsoft.com/windows/win32/adschema/a-lockouttime
        """
        locked = entry.number("lockoutTime")
        if not locked:
            return
        duration = self._policy(domain).duration
        if not duration or filetime(self._forest.now()) < locked + duration:
            raise AccountError(LOCKED_OUT, account)

    def _count_bad(self, domain: Domain, entry: Entry) -> None:
        """Counts as each controller does: in memory, anew after the observation window."""
        policy, mark = self._policy(domain), (domain.dns, entry.key)
        now = filetime(self._forest.now())
        count, last = self._bad_attempts.get(mark, (0, now))
        count = 1 if now - last > policy.window else count + 1
        self._bad_attempts[mark] = (count, now)
        if policy.threshold and count >= policy.threshold:
            self._bad_attempts.pop(mark)
            self._write(domain, entry, {"lockoutTime": (now,)})

    def _forgive(self, domain: Domain, entry: Entry) -> None:
        self._bad_attempts.pop((domain.dns, entry.key), None)
        if entry.number("lockoutTime"):
            self._write(domain, entry, {"lockoutTime": (0,)})
