"""The real lab as the daemon's `World`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from winlab.directory.lab_part import DirectoryPart
from winlab.process import parts
from winlab.process.folder import StateFolder
from winlab.process.world import HostEntry
from winlab.scenarios.document import ScenarioError
from winlab.scenarios.scenario import find_scenario, scenario_names
from winlab.scenarios.scenario_lab import Scenario, create_lab, open_lab
from winlab.windows.lab import Lab
from winlab.winrm.labhost import LabHost
from winlab.winrm.part import authority_of

__all__ = ["LabWorld", "ScenarioError", "open_world", "prepare"]

_DEFAULT_ACCOUNT = "Administrator"


class LabWorld:
    """A lab and the hosts of it that are managed over WinRM."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._entries = [self._entry(name) for name in sorted(lab.machines) if lab.machines[name].spec.remoting]

    def _entry(self, name: str) -> HostEntry:
        machine = self._lab.machines[name]
        account = machine.spec.remote_account or _DEFAULT_ACCOUNT
        return HostEntry(
            LabHost(machine, self._lab.note),
            machine.fqdn,
            ", ".join(sorted(machine.roles)) or "server",
            account,
            machine.users.password_of(account) or "",
        )

    @property
    def hosts(self) -> Sequence[HostEntry]:
        """The managed hosts by name."""
        return self._entries

    @property
    def accounts(self) -> Mapping[str, str]:
        """Accounts of the forest that the scenario names, with their passwords."""
        part = self._lab.parts.get("directory")
        return part.named_accounts() if isinstance(part, DirectoryPart) else {}

    @property
    def lab(self) -> Lab:
        """The lab."""
        return self._lab

    @property
    def authority(self) -> Path | None:
        """The lab's certification authority."""
        return authority_of(self._lab).path

    def now(self) -> str:
        """Virtual time."""
        return self._lab.clock.now().isoformat(timespec="seconds")

    def watch_power(self, changed: Callable[[str], None]) -> None:
        """Tells when a host's WinRM comes or goes."""
        self._lab.watch_power(lambda machine: changed(machine.name))

    def watch_log(self, add: Callable[[str, str, str, str], None]) -> None:
        """Tells who does what."""
        self._lab.log.append(add)

    def digest(self) -> str:
        """The hash of the state, once nothing moves."""
        self._lab.settle()
        return self._lab.digest()

    def save(self) -> None:
        """Writes what changed."""
        self._lab.save()

    def close(self) -> None:
        """Saves and ends."""
        self._lab.close()


def prepare(folder: StateFolder, scenario: str | None, pace: float | None, keytabs: Path | None = None) -> None:
    """Notes what the folder's lab is made from.

    Raises:
        ScenarioError: there is no such scenario, or it is wrong.
    """
    folder.create()
    settings = folder.read("settings.json")
    if scenario is not None and "scenario" not in settings:
        Scenario.load(scenario)
        named = scenario in scenario_names()
        settings["scenario"] = scenario if named else str(find_scenario(scenario).resolve())
    if pace is not None:
        settings["pace"] = pace
    if keytabs is not None:
        settings["keytabs"] = str(keytabs.resolve())
    folder.write("settings.json", settings)


def open_world(folder: StateFolder) -> LabWorld:
    """Makes or opens the folder's lab.

    Raises:
        ScenarioError: its scenario is gone or wrong.
    """
    parts.load()
    settings = folder.read("settings.json")
    stored = settings.get("pace", 0.0)
    pace = float(stored) if isinstance(stored, (int, float)) else 0.0
    if Lab.exists(folder.lab):
        return LabWorld(open_lab(folder.lab, pace=pace))
    made = create_lab(Scenario.load(str(settings["scenario"])), folder.lab)
    made.clock.pace = pace  # nobody waits for the past before the beginning
    return LabWorld(made)
