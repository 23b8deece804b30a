"""What a machine has from the start: components and packages of its specification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from winlab.windows.components import turn_on
from winlab.windows.packages import PACKAGES, lay_down

if TYPE_CHECKING:
    from winlab.windows.machine import Machine


def install_from_start(machine: Machine) -> None:
    """Installs what the specification lists, without time passing and without a pending restart.

    Raises:
        ValueError: The specification names an unknown component or package.
    """
    packages = [*machine.spec.packages]
    if machine.spec.remoting:
        packages = ["netfx20sp1", "KB968930", *packages]
    for key in dict.fromkeys(packages):
        package = PACKAGES.get(key.lower())
        if package is None:
            raise ValueError(f"{machine.name}: unknown package {key!r}; known: {', '.join(sorted(PACKAGES))}")
        lay_down(machine, package)
    for name in machine.spec.components:
        turn_on(machine, name)
