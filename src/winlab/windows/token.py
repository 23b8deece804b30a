"""Who acts in a thread, so that access lists can be asked about him."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from winlab.windows.errors import FileError
from winlab.windows.file_nodes import Access

if TYPE_CHECKING:
    from winlab.windows.accounts import Logon
    from winlab.windows.machine import Machine

_thread = threading.local()


def push(machine: Machine, logon: Logon) -> None:
    """From now on somebody acts in this thread."""
    _stack().append((machine, logon))


def pop() -> None:
    """Who acted before acts again."""
    _stack().pop()


def _stack() -> list[tuple[Machine, Logon] | None]:
    stack: list[tuple[Machine, Logon] | None] = _thread.__dict__.setdefault("stack", [])
    return stack


@contextmanager
def acting(machine: Machine, logon: Logon) -> Iterator[None]:
    """Somebody acts within."""
    push(machine, logon)
    try:
        yield
    finally:
        pop()


@contextmanager
def as_system() -> Iterator[None]:
    """The system itself acts within."""
    _stack().append(None)
    try:
        yield
    finally:
        pop()


class FileGuard:
    """Asks the access lists of one machine about who acts there; who acts on another machine came through a share."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def check(self, path: str, mask: int) -> None:
        """Fails where the access list does not allow all of ``mask``.

        Raises:
            FileError: 5.
        """
        stack = _thread.__dict__.get("stack")
        token = stack[-1] if stack else None
        if token is None or token[0] is not self._machine or token[1].is_administrator:
            return
        if not self._allowed(self._machine.files.acl(path), token[1], mask):
            raise FileError(5, path)

    def _allowed(self, acl: tuple[Access, ...], logon: Logon, mask: int) -> bool:
        """Entries in order: the first that names a bit decides about it."""
        left = mask
        for entry in acl:
            if entry.mask & left and self._is_meant(entry.account, logon):
                if not entry.allow:
                    return False
                left &= ~entry.mask
        return left == 0

    def _is_meant(self, account: str, logon: Logon) -> bool:
        upper = account.upper()
        if upper in logon.groups or upper in (logon.account.upper(), logon.sid):
            return True
        sid = self._machine.users.sid_of(account)
        return sid is not None and (sid == logon.sid or sid in logon.group_sids)
