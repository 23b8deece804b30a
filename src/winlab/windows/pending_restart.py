"""What installers leave for the next start, and how that is seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from winlab.windows.errors import FileError

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

_MANAGER = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager"
_UPDATES = "HKLM\\SOFTWARE\\Microsoft\\Updates"
_REBOOT = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update\\RebootRequired"


def need_restart(machine: Machine, files: Mapping[str, str] | None = None, *, update: bool = True) -> None:
    """Leaves the marks of an installer that needs a restart: files to replace, an update that waits."""
    pairs: list[str] = []
    old = machine.registry.get(_MANAGER, "PendingFileRenameOperations")
    if isinstance(old, tuple):
        pairs += old
    for source, target in (files or {}).items():
        pairs += [f"\\??\\{source}", f"!\\??\\{target}" if target else ""]
    if pairs:
        machine.registry.set(_MANAGER, "PendingFileRenameOperations", tuple(pairs))
    if update:
        machine.registry.set(_UPDATES, "UpdateExeVolatile", 2)


def restart_is_pending(machine: Machine) -> bool:
    """Whether a restart is owed.

    https://technet.microsoft.com/en-us/library/cc164360(v=exchg.80).aspx
    """
    return (
        bool(machine.registry.get(_MANAGER, "PendingFileRenameOperations"))
        or machine.registry.number(_UPDATES, "UpdateExeVolatile") != 0
        or machine.registry.exists(_REBOOT)
    )


def finish_pending(machine: Machine) -> None:
    """Does at a start what was left for it."""
    found = machine.registry.get(_MANAGER, "PendingFileRenameOperations")
    names = list(found) if isinstance(found, tuple) else []
    for source, target in zip(names[::2], names[1::2], strict=False):
        old, new = source.removeprefix("\\??\\"), target.lstrip("!").removeprefix("\\??\\")
        try:
            if new:
                machine.files.move(old, new, overwrite=True)
            else:
                machine.files.delete(old, recursive=True, force=True)
        except FileError:
            continue
    machine.registry.delete_value(_MANAGER, "PendingFileRenameOperations")
    machine.registry.delete_value(_UPDATES, "UpdateExeVolatile")
    machine.registry.delete(f"{_UPDATES}\\UpdateExeVolatile")
    machine.registry.delete(_REBOOT)
