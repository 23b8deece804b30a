"""`HKLM\\Cluster`: the database as the registry of a running node shows it.

Key names: https://technet.microsoft.com/en-us/library/aa996872(v=exchg.80).aspx (nodes) and
https://learn.microsoft.com/en-us/previous-versions/office/exchange-server-analyzer/cc296563(v=exchg.80)
(networks); that the hive is there only while the service runs is UNVERIFIED.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from winlab.cluster.database import Database, Properties
from winlab.windows.registry import Data

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

ROOT = "HKLM\\Cluster"


def show_hive(data: Database, machine: Machine, running: bool) -> None:
    """Writes the hive on a running node, takes it away from one whose service does not run."""
    registry = machine.registry
    if registry.exists(ROOT):
        registry.delete(ROOT)
    if not running:
        return
    registry.mount(ROOT)
    for key, values in _content(data).items():
        for name, value in values.items():
            registry.set(key, name, value)


def _content(data: Database) -> dict[str, dict[str, Data]]:
    found: dict[str, dict[str, Data]] = {
        ROOT: {"ClusterName": data.name, "ClusterInstanceID": data.groups[0].id if data.groups else ""}
    }
    quorum = data.resource(data.quorum)
    found[f"{ROOT}\\Quorum"] = {
        "Path": data.quorum_path,
        "Resource": quorum.id,
        "MaxQuorumLogSize": data.quorum_log,
    }
    for node in data.nodes:
        found[f"{ROOT}\\Nodes\\{node.number}"] = {"NodeName": node.name}
    for network in data.networks:
        found[f"{ROOT}\\Networks\\{network.id}"] = {
            "Name": network.name,
            "Role": network.role,
            "Address": network.address,
            "AddressMask": network.mask,
        }
    for group in data.groups:
        members = tuple(item.id for item in data.members(group))
        found[f"{ROOT}\\Groups\\{group.id}"] = {"Name": group.name, "Contains": members}
    for resource in data.resources:
        key = f"{ROOT}\\Resources\\{resource.id}"
        found[key] = {"Name": resource.name, "Type": resource.type}
        found[f"{key}\\Parameters"] = _parameters(resource.private)
    return found


def _parameters(bag: Properties) -> dict[str, Data]:
    return {name: tuple(item.value) if isinstance(item.value, list) else item.value for name, item in bag}
