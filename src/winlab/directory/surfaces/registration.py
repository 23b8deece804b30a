"""Makes the directory's surfaces known to the machines and their sessions."""

from __future__ import annotations

from winlab.directory.errors import DirectoryError
from winlab.directory.surfaces import domains, programs, searcher, winnt
from winlab.directory.surfaces.net_values import NET
from winlab.directory.surfaces.place import Place, register_finder
from winlab.windows.extension import register_extension
from winlab.windows.session import MachineSessionHost

__all__ = ["domains", "programs", "register", "searcher", "winnt"]


def register() -> None:
    """Registers the .NET classes, and where a running session is."""
    register_extension(net=NET)
    register_finder(_place_of_session)


def _place_of_session() -> Place | None:
    # lab_part imports this module to register it; the engine's start is loaded with the first session.
    from winlab.directory.lab_part import forest_of
    from winlab.powershell.startup import running_session

    try:
        host = running_session().host
    except AttributeError:
        return None  # no session has run in this thread
    if not isinstance(host, MachineSessionHost):
        return None
    try:
        return Place(forest_of(host.machine.lab), host.logon, host.machine)
    except DirectoryError:
        return None
