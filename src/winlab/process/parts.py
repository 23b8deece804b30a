"""What registers itself with the hosts of a lab: programs, cmdlets, machine parts."""

from __future__ import annotations

import importlib

from winlab.windows.commands import register_programs

_MODULES = (
    "winlab.cmd.cmd_exe",
    "winlab.cmd.powershell_exe",
    "winlab.winrm.part",
    "winlab.winrm.program",
    "winlab.winrm.wsman_drive",
    "winlab.winrm.wsman_cmdlets",
    "winlab.winrm.certificate_store",
    "winlab.winrm.pssession_cmdlets",
    "winlab.cluster.program",
    "winlab.exchange.programs",
)


def load() -> None:
    """Imports all parts, so that machines made from now on have them."""
    register_programs()
    for name in _MODULES:
        importlib.import_module(name)
