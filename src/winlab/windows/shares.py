"""Shared folders of one host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from winlab.windows.accounts import Logon
from winlab.windows.errors import NetworkError, Win32Error
from winlab.windows.files import CHANGE, FULL, READ_EXECUTE

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

MASKS = {"FULL": FULL, "CHANGE": CHANGE, "READ": READ_EXECUTE}
NAMES = {mask: name for name, mask in MASKS.items()}


@dataclass
class Share:
    """A share: grants are (account, access mask)."""

    name: str
    path: str
    remark: str = ""
    grants: list[tuple[str, int]] = field(default_factory=lambda: [("Everyone", READ_EXECUTE)])
    administrative: bool = False
    limit: int | None = None


class Shares:
    """The shares of a machine; C$, ADMIN$ and IPC$ are always there."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._shares: dict[str, Share] = {}
        for disk in machine.files.disks:
            self._shares[f"{disk[0].lower()}$"] = Share(
                f"{disk[0]}$", disk + "\\", "Default share", administrative=True
            )
        self._shares["admin$"] = Share("ADMIN$", "C:\\WINDOWS", "Remote Admin", administrative=True)
        self._shares["ipc$"] = Share("IPC$", "", "Remote IPC", administrative=True)

    def find(self, name: str) -> Share | None:
        """A share by name."""
        return self._shares.get(name.lower())

    def all(self) -> list[Share]:
        """All shares."""
        return list(self._shares.values())

    def add(self, name: str, path: str, grants: Iterable[tuple[str, int]] = (), remark: str = "") -> Share:
        """Shares a folder.

        Raises:
            Win32Error: 2118 if the name is taken, 3 without the folder.
        """
        if name.lower() in self._shares:
            raise Win32Error(2118, name)
        if not self._machine.files.is_folder(path):
            raise Win32Error(3, path)
        share = Share(name, self._machine.files.real_path(path), remark)
        listed = list(grants)
        if listed:
            share.grants = listed
        self._shares[name.lower()] = share
        self._machine.touch("shares", name)
        return share

    def add_hidden(self, name: str, path: str, grants: Iterable[tuple[str, int]]) -> Share:
        """Makes a share that a service needs, with its folder; an old one of that name is replaced."""
        self._machine.files.make_folder(path)
        self._shares.pop(name.lower(), None)
        return self.add(name, path, grants)

    def remove(self, name: str) -> None:
        """Ends a share.

        Raises:
            Win32Error: 2310 if there is none.
        """
        if self._shares.pop(name.lower(), None) is None:
            raise Win32Error(2310, name)
        self._machine.touch("shares", name)

    def access(self, share: Share, logon: Logon) -> int:
        """The mask a logon of this machine has on a share."""
        if share.administrative:
            return FULL if logon.is_administrator else 0
        mask = 0
        for account, granted in share.grants:
            try:
                full = self._machine.users.full_name(account).upper()
            except Win32Error:
                continue
            if full in logon.groups or full == logon.account.upper():
                mask |= granted
        return mask

    def open(self, name: str, logon: Logon) -> Share:
        """A share as a logon of this machine may use it.

        Raises:
            NetworkError: 67 without such a share, 5 without rights.
        """
        share = self.find(name)
        if share is None:
            raise NetworkError(67, name)
        if not self.access(share, logon):
            raise NetworkError(5, name)
        return share

    def state(self) -> list[dict[str, object]]:
        """Plain data."""
        return [vars(share) for share in self._shares.values()]

    def load(self, data: list[Mapping[str, object]]) -> None:
        """Takes over what `state` gave."""
        self._shares = {}
        for item in data:
            share = Share(**item)  # type: ignore[arg-type]
            share.grants = [(account, mask) for account, mask in share.grants]
            self._shares[share.name.lower()] = share
