"""The clusters of a lab: kept with it, and tied to the Cluster service of their nodes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from winlab.cluster.database import Database, Json
from winlab.cluster.machines import SERVICE, MachineSurroundings, retry_later
from winlab.cluster.operation import ServerCluster
from winlab.cluster.status import ClusterError
from winlab.windows.machine import Machine, at_setup
from winlab.windows.services import Service, service_program

if TYPE_CHECKING:
    from winlab.windows.lab import Lab, LabPart

_NOT_CONFIGURED = 1067
_HEARTBEAT_SECONDS = 1.2


class ClusterPart:
    """All clusters, by upper-case name."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self.clusters: dict[str, ServerCluster] = {}

    def add(self, data: Database) -> ServerCluster:
        """Takes a cluster in."""
        around = MachineSurroundings(self._lab)
        cluster = ServerCluster(data, around)
        around.cluster = cluster
        self.clusters[data.name.upper()] = cluster
        self._lab.touch("part:cluster")
        return cluster

    def remove(self, cluster: ServerCluster) -> None:
        """Forgets a cluster whose last node left."""
        self.clusters = {name: item for name, item in self.clusters.items() if item is not cluster}
        self._lab.touch("part:cluster")

    def of_node(self, name: str) -> ServerCluster | None:
        """The cluster a machine is a member of, whether its service runs or not."""
        for cluster in self.clusters.values():
            if any(node.name.upper() == name.upper() for node in cluster.data.nodes):
                return cluster
        return None

    def named(self, name: str) -> ServerCluster | None:
        """A cluster by its name, address, or a node's name."""
        wanted = name.strip("\\").partition(".")[0].upper()
        return self.clusters.get(wanted) or self.of_node(wanted)

    def machine(self, name: str) -> Machine | None:
        """A machine of the lab."""
        return self._lab.machines.get(name.upper())

    def state(self) -> object:
        """Plain data."""
        return [cluster.data.to_data() for cluster in self.clusters.values()]

    def load(self, data: object) -> None:
        """Takes over what `state` gave."""
        self.clusters = {}
        for item in cast("list[Json]", data):
            self.add(Database.from_data(item))

    def digest(self) -> object:
        """The databases as they are: nothing in them differs by chance."""
        return self.state()


def install(lab: Lab) -> ClusterPart:
    """Adds clusters to a lab, with what its folder holds of them; the part that is there already."""
    found = lab.parts.get("cluster")
    if isinstance(found, ClusterPart):
        return found
    part = ClusterPart(lab)
    add_part(lab, "cluster", part)
    return part


def add_part(lab: Lab, name: str, part: LabPart) -> None:
    """Makes a part known to a lab and reads what the lab's folder kept of it."""
    lab.parts[name] = part
    kept = lab.state_dir / f"part-{name}.json" if lab.state_dir is not None else None
    if kept is not None and kept.is_file():
        part.load(json.loads(kept.read_text(encoding="utf-8"))["state"])


@at_setup
def _with_clusters(machine: Machine) -> None:
    install(machine.lab)


def _start(machine: Machine, service: Service) -> int:
    cluster = install(machine.lab).of_node(machine.name)
    if cluster is None:
        return _NOT_CONFIGURED
    if cluster.data.node(machine.name).running:  # joined while it was configured
        return 0
    try:
        cluster.node_started(machine.name)
    except ClusterError as problem:
        retry_later(machine)
        return problem.code
    return 0


def _stop(machine: Machine, service: Service) -> None:
    lab = machine.lab
    cluster = install(lab).of_node(machine.name)
    if cluster is None or not cluster.data.node(machine.name).running:
        return
    ticks = cluster.data.private.number("HeartBeatLostNodeTicks", 6)
    crashed = machine.is_down
    orphans = cluster.node_left(machine.name)

    def fail_over() -> None:
        if crashed:
            lab.clock.sleep(ticks * _HEARTBEAT_SECONDS)
        cluster.fail_over(orphans)

    if orphans:
        lab.clock.spawn(fail_over, f"cluster:{cluster.data.name}:fail-over")


service_program(SERVICE, _start, _stop)
