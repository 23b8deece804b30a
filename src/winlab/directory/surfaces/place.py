"""Where a script runs: which machine, under which logon, in which forest.

Constructors of .NET classes get their arguments alone, so the place is looked up here: a test sets it, a lab
registers a function that finds it from the running session.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from winlab.directory.accounts import AccountError, Accounts
from winlab.directory.connection import DirectoryConnection
from winlab.directory.errors import LOGON_FAILURE, NO_SUCH_DOMAIN, OPERATIONS_ERROR, DirectoryError
from winlab.directory.forest import Caller, Forest, Member


@dataclass(frozen=True)
class KnownCaller:
    """A caller that has given name and password."""

    account: str
    groups: frozenset[str]
    has_credentials: bool = True


@dataclass(frozen=True)
class Place:
    """A machine and a logon on it, with the forest it can see."""

    forest: Forest
    logon: Caller
    machine: Member | None = None

    def bind(
        self,
        server: str | None = None,
        *,
        catalogue: bool = False,
        user: str | None = None,
        password: str | None = None,
        domain: str | None = None,
    ) -> DirectoryConnection:
        """Binds as an ADSI client does; with name and password as that account.

        Raises:
            DirectoryError: Nobody answers, no credentials to go on with, or a wrong password.
        """
        caller: Caller = self.logon
        if user:
            caller = self.known_caller(user, password or "")
        elif self.machine is not None and self.machine.member_of is None:
            # A workgroup machine has no domain of its own and its accounts mean nothing to a controller.
            raise DirectoryError(NO_SUCH_DOMAIN, "this machine is in no domain")
        return self.forest.bind(caller, server, self.machine, domain=domain, catalogue=catalogue)

    def known_caller(self, user: str, password: str) -> KnownCaller:
        """The caller of a name and password.

        Raises:
            DirectoryError: LOGON_FAILURE.
        """
        name = user
        if "\\" not in name and "@" not in name:
            member = self.machine.member_of if self.machine is not None else None
            domain = self.forest.domain(member) if member else self.forest.root
            name = f"{domain.netbios}\\{name}"
        try:
            account = Accounts(self.forest).check(name, password)
        except AccountError:
            raise DirectoryError(LOGON_FAILURE, name) from None
        return KnownCaller(account.account, account.groups)

    def without_machine(self) -> Place:
        """The same caller as seen from nowhere in particular."""
        return replace(self, machine=None)


_LOCAL = threading.local()
_FINDERS: list[Callable[[], Place | None]] = []


def register_finder(finder: Callable[[], Place | None]) -> None:
    """Registers a function that tells the place of the session that runs in this thread."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


@contextmanager
def at(place: Place) -> Iterator[None]:
    """Sets the place for this thread."""
    before = getattr(_LOCAL, "place", None)
    _LOCAL.place = place
    try:
        yield
    finally:
        _LOCAL.place = before


def here() -> Place:
    """The place of the code that runs in this thread.

    Raises:
        DirectoryError: OPERATIONS_ERROR: there is no forest to be seen from here.
    """
    found: Place | None = getattr(_LOCAL, "place", None)
    if found is not None:
        return found
    for finder in _FINDERS:
        found = finder()
        if found is not None:
            return found
    raise DirectoryError(OPERATIONS_ERROR, "no directory can be reached from here")
