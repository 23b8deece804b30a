"""Connections to shares that somebody made with credentials or a drive letter of his own (``net use``).

https://learn.microsoft.com/windows/win32/api/winnetwk/nf-winnetwk-wnetaddconnection2w : they belong to a logon, and end
with the machine's run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from winlab.windows.accounts import Logon
from winlab.windows.errors import Win32Error

_IN_USE, _OTHER_ACCOUNT, _NOT_CONNECTED = 85, 1219, 2250


@dataclass(frozen=True)
class Connection:
    """A connection of ``owner``; ``account`` is whom the server sees, empty for the owner himself."""

    owner: str
    device: str
    remote: str
    account: str = ""

    @property
    def server(self) -> str:
        """The server's name."""
        return self.remote.lstrip("\\").partition("\\")[0].lower()


class Connections:
    """The connections of all who are logged on to a machine."""

    def __init__(self) -> None:
        self._all: list[Connection] = []

    def of(self, logon: Logon) -> Iterator[Connection]:
        """Those of one account."""
        return (item for item in self._all if item.owner == logon.account.upper())

    def add(self, logon: Logon, device: str, remote: str, account: str = "") -> Connection:
        """Adds a connection.

        Raises:
            Win32Error: 85 if the device is taken, 1219 if the server knows the owner by another account already.
        """
        made = Connection(logon.account.upper(), device.upper(), remote, account)
        for other in self.of(logon):
            if device and other.device == made.device:
                raise Win32Error(_IN_USE, device)
            if account and other.server == made.server and other.account.lower() != account.lower():
                raise Win32Error(_OTHER_ACCOUNT, remote)
        self._all = [other for other in self._all if not _replaces(made, other)] + [made]
        return made

    def remove(self, logon: Logon, name: str) -> Connection:
        """Ends a connection by device or remote name.

        Raises:
            Win32Error: 2250 if there is none.
        """
        wanted = name.lower()
        found = next((item for item in self.of(logon) if wanted in (item.device.lower(), item.remote.lower())), None)
        if found is None:
            raise Win32Error(_NOT_CONNECTED, name)
        self._all.remove(found)
        return found

    def clear(self) -> None:
        """Ends all of them."""
        self._all.clear()

    def expand(self, logon: Logon, path: str) -> str:
        """A path on a connected device as the network path behind it."""
        for item in self.of(logon):
            if item.device and path[:2].upper() == item.device:
                return item.remote + "\\" + path[2:].lstrip("\\")
        return path

    def account_at(self, logon: Logon, server: str) -> str:
        """The account that a server knows somebody by, where he gave another one; else empty."""
        return next((item.account for item in self.of(logon) if item.server == server.lower() and item.account), "")


def _replaces(made: Connection, other: Connection) -> bool:
    return (made.owner, made.device, made.remote.lower()) == (other.owner, other.device, other.remote.lower())
