"""`setup.com` as a program, and the snap-in's registration with the sessions of machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from winlab.cluster import program as _cluster_program  # noqa: F401  registers cluster.exe
from winlab.cluster import wmi as _cluster_wmi  # noqa: F401  registers root\MSCluster
from winlab.directory.lab_part import forest_of
from winlab.exchange.levels import level_named
from winlab.exchange.machine import MachineComputer, clustered_setup
from winlab.exchange.setup.flow import Media, Setting, run_setup
from winlab.exchange.setup.installation import SNAPIN_KEY
from winlab.exchange.shell.generate import snapin_table
from winlab.windows.extension import register_extension
from winlab.windows.programs import PROGRAMS, ProgramCall

if TYPE_CHECKING:
    from winlab.windows.machine import Machine


_MEMORY = 250 << 20


@PROGRAMS.program("setup.com")
def setup_com(call: ProgramCall) -> int:
    """Unattended setup of Exchange 2007; the file's entry says which level it is of."""
    machine = call.machine
    folder = call.path.rpartition("\\")[0]
    media = Media(
        level_named(call.facts.get("level", "SP3")),
        folder,
        remote=folder.startswith("\\\\"),
        installed=call.facts.get("installed") == "1",
    )
    forest = forest_of(machine.lab) if machine.member_of and "directory" in machine.lab.parts else None
    # Setup loads the shell and its tasks into one process (UNVERIFIED figure).
    call.process.memory = _MEMORY
    if any(other is not call.process for other in machine.processes.named(call.process.name)):
        call.line("Another instance of Setup is already running on this computer.")
        return 1
    machine.lab.note(machine.name, call.logon.account, "setup.com", call.raw)
    return run_setup(
        Setting(
            call.args,
            media,
            forest,
            call.logon,
            machine,
            MachineComputer(machine, call.logon),
            clustered_setup(machine),
            call.out,
            call.sleep,
            machine.clock.now,
        )
    )


def has_snapin(machine: Machine) -> bool:
    """Whether the management tools are installed here."""
    return machine.registry.exists(SNAPIN_KEY)


register_extension(snapin=snapin_table(), where=has_snapin)
