"""What a lab and its machines are made from: plain data, written by scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone


@dataclass(frozen=True)
class OperatingSystem:
    """Facts of an operating system.

    Versions: https://learn.microsoft.com/windows/win32/sysinfo/operating-system-version .
    """

    key: str
    caption: str
    version: str
    build: str
    service_pack: int
    bits: int
    enterprise: bool
    r2: bool = False

    @property
    def csd(self) -> str:
        """``Service Pack 2``."""
        return f"Service Pack {self.service_pack}" if self.service_pack else ""


_2003 = "Microsoft(R) Windows(R) Server 2003"
OPERATING_SYSTEMS: dict[str, OperatingSystem] = {
    item.key: item
    for item in (
        OperatingSystem("windows-2003-r2-x64", f"{_2003} Standard x64 Edition", "5.2.3790", "3790", 2, 64, False, True),
        OperatingSystem(
            "windows-2003-r2-x64-enterprise",
            f"{_2003} Enterprise x64 Edition",
            "5.2.3790",
            "3790",
            2,
            64,
            True,
            True,
        ),
        OperatingSystem("windows-2003-x64", f"{_2003} Standard x64 Edition", "5.2.3790", "3790", 2, 64, False),
        OperatingSystem("windows-2003-x86", f"{_2003}, Standard Edition", "5.2.3790", "3790", 2, 32, False),
        OperatingSystem("windows-2000", "Microsoft Windows 2000 Server", "5.0.2195", "2195", 4, 32, False),
    )
}


@dataclass(frozen=True)
class AdapterSpec:
    """A network adapter. ``serves_files``: client for and file sharing of Microsoft networks are bound."""

    name: str = "Local Area Connection"
    address: str = ""
    mask: str = "255.255.255.0"
    gateway: str = ""
    dns: tuple[str, ...] = ()
    serves_files: bool = True
    description: str = "Broadcom NetXtreme Gigabit Ethernet"


@dataclass(frozen=True)
class DiskSpec:
    """A volume; size in GB."""

    letter: str
    size_gb: int = 68
    label: str = ""


@dataclass(frozen=True)
class FileSpec:
    """A file that exists from the start: a program (what it is, with details) or a text; no text: a folder."""

    path: str
    program: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    size: int | None = None


@dataclass(frozen=True)
class UserSpec:
    """A local account beside Administrator and Guest."""

    name: str
    full_name: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class WinrmSpec:
    """How WinRM is configured from the start, where that is not the default of an installation."""

    https: bool = False
    basic: bool = False
    allow_unencrypted: bool = False
    certificate_name: str = ""


@dataclass(frozen=True)
class LockOutSpec:
    """When local accounts are locked; no lock-out with threshold 0, no end with 0 seconds."""

    threshold: int = 0
    seconds: int = 1800
    observation_seconds: int = 1800


@dataclass(frozen=True)
class MachineSpec:
    """One machine.

    Attributes:
        domain: DNS name of its domain; empty for a workgroup machine.
        netbios_domain: The domain's short name.
        dns_domain: DNS suffix if it is not the domain's.
        roles: Words other parts look for, as ``domain-controller``.
        components: OC Manager components that are on.
        packages: Updates that are installed, by their key (see `winlab.windows.packages`).
        local_groups: Local group -> further members (``DOMAIN\\name``).
        registry: Key -> values that differ from the base.
        remoting: WinRM 2.0 and PowerShell 2.0 are installed and on.
        remote_account: The account a client is told to use.
        winrm: Its listeners and what they accept.
        lock_out: The policy for its local accounts.
    """

    name: str
    os: str = "windows-2003-r2-x64"
    domain: str = ""
    netbios_domain: str = ""
    dns_domain: str = ""
    site: str = ""
    model: str = "eServer xSeries 336"
    manufacturer: str = "IBM"
    memory_mb: int = 4096
    processors: int = 1
    adapters: tuple[AdapterSpec, ...] = (AdapterSpec(),)
    disks: tuple[DiskSpec, ...] = (DiskSpec("C"),)
    roles: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    users: tuple[UserSpec, ...] = ()
    local_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[FileSpec, ...] = ()
    registry: Mapping[str, Mapping[str, str | int]] = field(default_factory=dict)
    remoting: bool = True
    remote_account: str = ""
    winrm: WinrmSpec = WinrmSpec()
    lock_out: LockOutSpec = LockOutSpec()


@dataclass(frozen=True)
class LabSpec:
    """A lab: its machines and when its time begins (UTC)."""

    name: str
    machines: tuple[MachineSpec, ...]
    start: datetime = datetime(2007, 6, 4, 8, 0, tzinfo=timezone.utc)
