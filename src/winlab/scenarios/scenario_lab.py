"""A lab from a scenario, and again from its state folder."""

from __future__ import annotations

from pathlib import Path

from winlab.directory.build import build_forest
from winlab.directory.lab_part import attach
from winlab.scenarios.document import ScenarioError
from winlab.scenarios.scenario import ScenarioData, find_scenario, read_scenario
from winlab.scenarios.specs import machine_specs
from winlab.windows.lab import Lab
from winlab.windows.specification import LabSpec

#: The scenario a state folder was made from: a lab is opened from this copy.
COPY = "scenario.yml"


class Scenario:
    """A scenario that labs can be made from.

    Attributes:
        data: What was read.
        spec: The machines.
    """

    def __init__(self, data: ScenarioData, path: Path) -> None:
        self.data = data
        self.path = path
        self.spec = LabSpec(data.name, machine_specs(data))

    @classmethod
    def load(cls, name_or_path: str) -> Scenario:
        """Reads and checks a scenario.

        Raises:
            ScenarioError: There is none of that name, or something in it is wrong (with its line).
        """
        path = find_scenario(name_or_path)
        return cls(read_scenario(str(path)), path)

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self.data.name

    def prepare(self, lab: Lab) -> None:
        """Adds the forest to a lab that is being made."""
        part = attach(lab, build_forest(self.data.forest, lab.seed))
        part.named = tuple(
            f"{domain.netbios}\\{name}"
            for domain in self.data.forest.domains
            for name in ("Administrator", *(user.name for user in domain.users if not user.by_rule))
        )

    def accounts(self) -> dict[str, str]:
        """Machine -> the account it is administered with, for machines with remoting."""
        return {entry.name: entry.account for entry in self.data.machines if entry.remoting}


def create_lab(scenario: Scenario, state_dir: Path | None = None, *, seed: str | None = None, pace: float = 0.0) -> Lab:
    """Makes a new lab; with a state folder it is kept there, with a copy of the scenario."""
    if state_dir is not None:
        state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        (state_dir / COPY).write_text(scenario.path.read_text(encoding="utf-8"), encoding="utf-8")
    return Lab.create(scenario.spec, state_dir, seed=seed, pace=pace, prepare=scenario.prepare)


def open_lab(state_dir: Path, *, pace: float = 0.0) -> Lab:
    """Opens a lab that is kept in a folder.

    Raises:
        ScenarioError: There is no lab.
    """
    copy = state_dir / COPY
    if not copy.is_file() or not Lab.exists(state_dir):
        raise ScenarioError(str(state_dir), 0, "holds no lab")
    scenario = Scenario.load(str(copy))
    return Lab.open(scenario.spec, state_dir, pace=pace, prepare=scenario.prepare)
