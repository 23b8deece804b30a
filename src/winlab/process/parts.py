"""What registers itself with the hosts of a lab: programs, cmdlets, machine parts."""

from __future__ import annotations

import importlib

_MODULES = (
    "winlab.cmd.cmd_exe",
    "winlab.winrm.part",
)


def load() -> None:
    """Imports all parts, so that machines made from now on have them."""
    for name in _MODULES:
        importlib.import_module(name)
