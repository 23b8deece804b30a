"""What the daemon serves: the hosts of a lab and what can be asked of the lab as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from winlab.windows.lab import Lab
from winlab.winrm.host import Host


@dataclass(frozen=True)
class HostEntry:
    """One host: how clients name it and log on to it."""

    host: Host
    fqdn: str
    role: str
    username: str
    password: str


class World(Protocol):
    """A lab as the daemon sees it."""

    @property
    def hosts(self) -> Sequence[HostEntry]: ...
    @property
    def accounts(self) -> Mapping[str, str]:
        """Accounts the scenario speaks of, with their passwords."""

    @property
    def lab(self) -> Lab | None:
        """The lab behind the hosts, if there is one."""

    @property
    def authority(self) -> Path | None:
        """The file with the certificate of the lab's certification authority."""

    def now(self) -> str:
        """Virtual time, ISO 8601."""

    def watch_power(self, changed: Callable[[str], None]) -> None:
        """``changed(name)`` is called whenever the WinRM service of a host starts or stops to answer."""

    def watch_log(self, add: Callable[[str, str, str, str], None]) -> None:
        """``add(host, account, action, detail)`` notes an event."""

    def digest(self) -> str: ...
    def save(self) -> None: ...
    def close(self) -> None: ...
