"""Where a path of a session leads: this machine, or another one's share."""

from __future__ import annotations

from winlab.powershell.errors import net_error
from winlab.powershell.paths import current_directory
from winlab.windows.errors import FileError, Win32Error
from winlab.windows.files import join
from winlab.windows.machine import Machine
from winlab.windows.session import MachineSessionHost, current_session, host_of
from winlab.windows.surfaces.failures import io_error


def place_on(host: MachineSessionHost, path: str) -> tuple[Machine, str]:
    """The machine and local path of an absolute path.

    Raises:
        Win32Error: A share can't be reached or used.
    """
    place = host.machine.locate(path, host.logon)
    if place is None:
        raise FileError(3, path)
    return place


def place_of(path: str) -> tuple[Machine, str, str]:
    """Machine, local path and full path of a path that .NET is given; relative ones start in the process' folder."""
    if not path:
        raise net_error("System.ArgumentException", "The path is not of a legal form.")
    session = current_session()
    full = path.replace("/", "\\")
    if not full.startswith("\\\\") and full[1:2] != ":":
        folder = current_directory(session)
        full = folder[:2] + full if full.startswith("\\") else join(folder, full)
    try:
        machine, local = place_on(host_of(session), full)
    except Win32Error as problem:
        raise io_error(problem) from problem
    return machine, local, full
