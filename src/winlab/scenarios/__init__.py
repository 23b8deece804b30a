"""Forests as data: the state before a deployment.

`Scenario.load(name or path)` reads one; `create_lab` and `open_lab` make a lab from it.
"""

from winlab.scenarios.document import ScenarioError
from winlab.scenarios.scenario import scenario_names
from winlab.scenarios.scenario_lab import Scenario, create_lab, open_lab

__all__ = ["Scenario", "ScenarioError", "create_lab", "open_lab", "scenario_names"]
