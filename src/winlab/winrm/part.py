"""WinRM's configuration as a part of a machine: it outlives restarts of machine and lab."""

from __future__ import annotations

from typing import cast

from winlab.windows.machine import Machine, at_setup
from winlab.winrm import config

NAME = "winrm"


class WinrmPart:
    """The configuration of one machine."""

    def __init__(self) -> None:
        self.sections: config.Sections = {**config.fresh()}

    def state(self) -> object:
        """What differs from the defaults."""
        changed: dict[str, dict[str, str]] = {}
        for section, values in self.sections.items():
            other = {
                name: value for name, value in values.items() if config.DEFAULTS.get(section, {}).get(name) != value
            }
            if other:
                changed[section] = other
        return changed

    def load(self, data: object) -> None:
        """Takes over what `state` gave."""
        for section, values in cast("dict[str, dict[str, str]]", data).items():
            self.sections.setdefault(section, {}).update(values)


@at_setup
def add_part(machine: Machine) -> None:
    """Gives a machine its configuration."""
    machine.parts[NAME] = WinrmPart()


def part_of(machine: Machine) -> WinrmPart:
    """The configuration of a machine."""
    part = machine.parts[NAME]
    assert isinstance(part, WinrmPart)
    return part
