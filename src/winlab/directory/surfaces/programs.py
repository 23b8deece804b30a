"""The directory's command line tools as programs of the machines.

dsquery and dsget lie on every Windows Server 2003. nltest belongs to the Support Tools, yet lies beside them
here; repadmin and netdom are in the folder of the Support Tools, which the lab's controllers have.
"""

from __future__ import annotations

from collections.abc import Callable

from winlab.directory.errors import DirectoryError
from winlab.directory.forest import Forest
from winlab.directory.surfaces.dsquery import dsget, dsquery
from winlab.directory.surfaces.locator_tools import netdom, nltest
from winlab.directory.surfaces.place import Place
from winlab.directory.surfaces.repadmin import repadmin
from winlab.powershell.errors import NotEmulated
from winlab.windows.machine import Machine
from winlab.windows.programs import PROGRAMS, ProgramCall

_SYSTEM32 = r"%SystemRoot%\system32"
_SUPPORT_TOOLS = r"C:\Program Files\Support Tools"


def _is_2003(machine: Machine) -> bool:
    return machine.os.version.startswith("5.2")


def _is_controller(machine: Machine) -> bool:
    return machine.is_domain_controller


def _forest(machine: Machine) -> Forest | None:
    # Looked up when a program runs: lab_part imports this module to register it.
    from winlab.directory.lab_part import forest_of

    try:
        return forest_of(machine.lab)
    except DirectoryError:
        return None


def _run(call: ProgramCall, name: str, tool: Callable[[Place], int | None]) -> int:
    forest = _forest(call.machine)
    if forest is None:
        call.err("The specified domain either does not exist or could not be contacted.\r\n")
        return 1
    try:
        code = tool(Place(forest, call.logon, call.machine))
    except DirectoryError as error:
        call.err(f"{error.text}\r\n")
        return 1
    if code is None:
        raise NotEmulated(f"{name} {call.raw}")
    return code


@PROGRAMS.program("dsquery.exe", folder=_SYSTEM32, where=_is_2003)
def run_dsquery(call: ProgramCall) -> int:
    """Queries the directory."""
    return _run(call, "dsquery", lambda place: dsquery(place, call.args, call.out, call.err))


@PROGRAMS.program("dsget.exe", folder=_SYSTEM32, where=_is_2003)
def run_dsget(call: ProgramCall) -> int:
    """Reads objects of the directory."""
    return _run(call, "dsget", lambda place: dsget(place, call.args, call.out, call.err))


@PROGRAMS.program("nltest.exe", folder=_SYSTEM32, where=_is_2003)
def run_nltest(call: ProgramCall) -> int:
    """Finds domain controllers."""

    def address(name: str) -> str:
        forest = _forest(call.machine)
        return forest.addresses.get(name, "") if forest is not None else ""

    return _run(call, "nltest", lambda place: nltest(place, call.args, call.out, call.err, address))


@PROGRAMS.program("netdom.exe", folder=_SUPPORT_TOOLS, where=_is_controller)
def run_netdom(call: ProgramCall) -> int:
    """Queries domains."""
    return _run(call, "netdom", lambda place: netdom(place, call.args, call.out, call.err))


@PROGRAMS.program("repadmin.exe", folder=_SUPPORT_TOOLS, where=_is_controller)
def run_repadmin(call: ProgramCall) -> int:
    """Watches and forces replication."""
    return _run(call, "repadmin", lambda place: repadmin(place, call.args, call.out, call.err))
