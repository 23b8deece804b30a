"""A scenario: one forest and its machines, read from YAML and checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from winlab.directory.specification import ForestSpec
from winlab.scenarios.document import ScenarioError, Section, read_document
from winlab.scenarios.exchange2003 import LegacyOrganisation
from winlab.scenarios.forest_reader import read_forest, read_legacy
from winlab.scenarios.machines import MachineEntry, read_machines

LEVELS = ("RTM", "SP1", "SP2", "SP3")
_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class ScenarioData:
    """A scenario as it was read.

    Attributes:
        exchange_level: Level of the Exchange 2007 media: RTM, SP1, SP2 or SP3.
        legacy: The Exchange 2003 organisation, if there is one.
    """

    name: str
    description: str
    exchange_level: str
    forest: ForestSpec
    machines: tuple[MachineEntry, ...]
    legacy: LegacyOrganisation | None = None


def scenario_names() -> list[str]:
    """The scenarios that come with winlab."""
    return sorted(path.stem for path in _FOLDER.glob("*.yml"))


def find_scenario(name_or_path: str) -> Path:
    """The file of a scenario: one that comes with winlab by name, or any file by path.

    Raises:
        ScenarioError: There is no such scenario.
    """
    named = _FOLDER / f"{name_or_path}.yml"
    if named.is_file():
        return named
    path = Path(name_or_path)
    if path.is_file():
        return path
    known = ", ".join(scenario_names())
    raise ScenarioError(name_or_path, 0, f"is neither a file nor a scenario that comes with winlab ({known})")


def read_scenario(name_or_path: str) -> ScenarioData:
    """Reads and checks a scenario.

    Raises:
        ScenarioError: With file, line, the place in the document, and what is wrong.
    """
    return _scenario(read_document(find_scenario(name_or_path)))


def _scenario(document: Section) -> ScenarioData:
    name = document.need("name").text()
    description = document.text_or("description", "")
    level = document.get("exchange_level")
    machines = read_machines(document)
    forest_section = document.need("forest").section()
    domains = forest_section.need("domains").items()
    root = domains[0].section().need("dns").text() if domains else ""
    legacy = read_legacy(document.section_or("exchange2003"), root)
    forest = read_forest(forest_section, legacy, [machine.member_facts() for machine in machines])
    document.finish()
    inside = {domain.dns for domain in forest.domains}
    for machine in machines:
        if machine.controller and machine.domain not in inside:
            problem = f"{machine.name} is a controller of {machine.domain}, which is not in the forest"
            raise ScenarioError(document.source, machine.line, problem)
    return ScenarioData(
        name,
        description,
        level.one_of(LEVELS) if level is not None else "SP1",
        forest,
        machines,
        legacy,
    )
