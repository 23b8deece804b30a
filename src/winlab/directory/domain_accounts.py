"""The forest's accounts as the lab asks for them."""

from __future__ import annotations

from winlab.directory import principals
from winlab.directory.accounts import AccountError, Accounts, DomainAccount
from winlab.directory.forest import Forest
from winlab.windows.accounts import Identity
from winlab.windows.errors import LogonError

_NO_SUCH_USER = 1317


class DomainAccounts:
    """The lab's source of domain accounts (`winlab.windows.accounts.AccountSource`)."""

    def __init__(self, forest: Forest) -> None:
        self._forest = forest
        self.accounts = Accounts(forest)

    def check(self, account: str, password: str) -> Identity:
        """Checks a password.

        Raises:
            LogonError: With the Win32 code of the refusal.
        """
        try:
            return _identity(self.accounts.check(account, password))
        except AccountError as error:
            raise LogonError(error.code, account) from None

    def identity(self, account: str) -> Identity | None:
        """The account with its groups; None if there is none.

        Raises:
            LogonError: It is disabled or has expired.
        """
        try:
            return _identity(self.accounts.token(account))
        except AccountError as error:
            if error.code == _NO_SUCH_USER:
                return None
            raise LogonError(error.code, account) from None

    def password_of(self, account: str) -> str | None:
        """The password, for NTLM's arithmetic."""
        return self.accounts.password_of(account)

    def sid_of(self, account: str) -> str | None:
        """The SID of a domain account or group."""
        with self._forest.lock:
            return principals.sid_of(self._forest, account)

    def name_of(self, sid: str) -> str | None:
        """``DOMAIN\\name`` of a SID."""
        with self._forest.lock:
            return principals.name_of(self._forest, sid)


def _identity(token: DomainAccount) -> Identity:
    # The domain's builtin groups are in a token on its controllers alone, where windows adds them itself.
    return Identity(
        token.account,
        token.sid,
        frozenset(name for name in token.groups if not name.startswith("BUILTIN\\")),
        frozenset(sid for sid in token.group_sids if not sid.startswith("S-1-5-32-")),
    )
