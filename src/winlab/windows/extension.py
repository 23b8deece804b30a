"""What other parts add to the PowerShell sessions of machines: cmdlets, .NET types, snap-ins, COM classes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from winlab.powershell.declare import CmdletTable, NetTable
from winlab.powershell.providers import Provider
from winlab.powershell.values import NetObject

if TYPE_CHECKING:
    from winlab.windows.accounts import Logon
    from winlab.windows.machine import Machine
    from winlab.windows.session import MachineSessionHost

ComFactory = Callable[["MachineSessionHost"], NetObject]
Where = Callable[["Machine"], bool]


@dataclass
class Extensions:
    """All that is registered."""

    cmdlets: list[CmdletTable] = field(default_factory=list)
    net: list[NetTable] = field(default_factory=list)
    providers: list[Provider] = field(default_factory=list)
    snapins: dict[str, tuple[CmdletTable, Where]] = field(default_factory=dict)
    com: dict[str, ComFactory] = field(default_factory=dict)


EXTENSIONS = Extensions()


def everywhere(machine: Machine) -> bool:
    """On all machines."""
    return True


def register_extension(
    *,
    cmdlets: CmdletTable | None = None,
    net: NetTable | None = None,
    provider: Provider | None = None,
    snapin: CmdletTable | None = None,
    where: Where = everywhere,
    com: tuple[str, ComFactory] | None = None,
) -> None:
    """Adds to every session that is opened from now on.

    Args:
        cmdlets: Cmdlets that are there from the start.
        net: .NET types scripts can name.
        provider: A provider with its drives.
        snapin: A snap-in (or module) that ``Add-PSSnapin`` loads on machines of ``where``.
        com: Program id and what makes the object.
    """
    if cmdlets is not None and cmdlets not in EXTENSIONS.cmdlets:
        EXTENSIONS.cmdlets.append(cmdlets)
    if net is not None and net not in EXTENSIONS.net:
        EXTENSIONS.net.append(net)
    if provider is not None and provider not in EXTENSIONS.providers:
        EXTENSIONS.providers.append(provider)
    if snapin is not None:
        EXTENSIONS.snapins[snapin.name.lower()] = (snapin, where)
    if com is not None:
        EXTENSIONS.com[com[0].lower()] = com[1]


def is_administrator(logon: Logon) -> bool:
    """Whether somebody may administer the machine he is logged on to."""
    return logon.is_administrator
