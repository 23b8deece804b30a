"""A server cluster of Windows Server 2003: formed, with a majority node set, its nodes, witness and networks.

Order (https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2003/cc783784(v=ws.10)):
one node, then the majority node set as quorum, and only then further nodes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from exforge.resources.base import (
    Act,
    Change,
    Comparison,
    Probe,
    Resource,
    Secret,
    Value,
    register,
    setting,
)
from exforge.resources.observed import items, mapping, number, same, text, texts, yes

_STATE = Probe("Get-ClusterState")
_UP, _ONLINE = 0, 2
_FORMED_FIRST = Comparison.unknown("until the cluster is formed")


def _named(state: Mapping[str, Value], kind: str, name: str) -> Mapping[str, Value] | None:
    for item in items(state.get(kind)):
        if same(text(mapping(item).get("Name")), name):
            return mapping(item)
    return None


@register
@dataclass(frozen=True)
class Cluster(Resource):
    """This machine is a node of a running cluster of this name; if there is none, it forms one."""

    type: ClassVar[str] = "cluster"
    cluster: str = setting("name of the cluster")
    address: str = setting("IP address of the cluster")
    mask: str = setting("subnet mask of that address", default="255.255.255.0")
    network: str = setting("connection that carries the address", default="Public")
    account: str = setting("domain account of the Cluster service (DOMAIN\\name)", default="")
    password: Secret | None = setting("its password", default=None)

    def __post_init__(self) -> None:
        """Refuses a cluster without its account."""
        if not self.account or self.password is None:
            raise ValueError("a cluster needs account and password of the Cluster service")

    def probes(self) -> tuple[Probe, ...]:
        """The cluster this machine knows."""
        return (_STATE,)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """Its name; blocked when the machine is in another cluster."""
        state = mapping(observed[0])
        if not yes(state.get("Running")):
            return Comparison.of([Change("cluster", "none", self.cluster)])
        if not same(text(state.get("Name")), self.cluster):
            return Comparison.blocked(
                f"this machine is a node of the cluster {text(state.get('Name'))}",
                "evict it from that cluster, or name that cluster in the inventory",
            )
        return Comparison.of(())

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Form it."""
        return (
            Act(
                "New-ServerCluster",
                {
                    "Name": self.cluster,
                    "Address": self.address,
                    "Mask": self.mask,
                    "Network": self.network,
                    "Account": self.account,
                    "Password": self.password,
                },
                summary=f"form the cluster {self.cluster}",
                repeatable=False,
                clean_boot=True,
                full_logon=True,
                timeout=1200,
                secrets=frozenset({"Password"}),
            ),
        )


@register
@dataclass(frozen=True)
class ClusterQuorum(Resource):
    """A majority node set is the quorum, and no local quorum is left."""

    type: ClassVar[str] = "cluster_quorum"
    cluster: str = setting("name of the cluster")
    resource: str = setting("name of the quorum resource", default="Majority Node Set")

    def probes(self) -> tuple[Probe, ...]:
        """Resources and quorum."""
        return (_STATE,)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """Quorum, its state, and leftovers."""
        state = mapping(observed[0])
        if not yes(state.get("Running")):
            return _FORMED_FIRST
        changes = []
        quorum = text(state.get("QuorumResource"))
        if not same(quorum, self.resource):
            changes.append(Change("quorum", quorum, self.resource))
        found = _named(state, "Resources", self.resource)
        if found is not None and number(found.get("State")) != _ONLINE:
            changes.append(Change("state", number(found.get("State")), "online"))
        for item in map(mapping, items(state.get("Resources"))):
            if text(item.get("Type")) == "Local Quorum":
                changes.append(Change(text(item.get("Name")), "present", "absent"))
        return Comparison.of(changes)

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Each step is skipped when it is done, so it may be repeated."""
        where = {"Cluster": self.cluster, "Resource": self.resource}
        return (Act("Set-MajorityNodeSet", where, summary="make a majority node set the quorum", full_logon=True),)


@register
@dataclass(frozen=True)
class ClusterNode(Resource):
    """Another machine is a node of the cluster, and up."""

    type: ClassVar[str] = "cluster_node"
    cluster: str = setting("name of the cluster")
    node: str = setting("computer name of the node")
    password: Secret | None = setting("password of the Cluster service's account", default=None)

    def probes(self) -> tuple[Probe, ...]:
        """The nodes."""
        return (_STATE,)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """Membership and state; a node that is down is no matter for joining it again."""
        state = mapping(observed[0])
        if not yes(state.get("Running")):
            return _FORMED_FIRST
        found = _named(state, "Nodes", self.node)
        if found is None:
            return Comparison.of([Change("node", "absent", self.node)])
        if number(found.get("State")) != _UP:
            return Comparison.blocked(
                f"{self.node} is a node of the cluster and not up (state {number(found.get('State'))})",
                f"start the Cluster service on {self.node}; its log is %windir%\\Cluster\\cluster.log",
            )
        return Comparison.of(())

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Join it."""
        return (
            Act(
                "Add-ServerClusterNode",
                {"Cluster": self.cluster, "Node": self.node, "Password": self.password},
                summary=f"join {self.node} to the cluster {self.cluster}",
                repeatable=False,
                full_logon=True,
                timeout=1200,
                secrets=frozenset({"Password"}),
            ),
        )


@register
@dataclass(frozen=True)
class FileShareWitness(Resource):
    """The majority node set has a file share as its third vote (http://support.microsoft.com/kb/921181)."""

    type: ClassVar[str] = "file_share_witness"
    cluster: str = setting("name of the cluster")
    path: str = setting("the share (\\\\server\\share)")
    other_node: str = setting("the node that the quorum's group moves to and comes back from")
    resource: str = setting("name of the quorum resource", default="Majority Node Set")

    def probes(self) -> tuple[Probe, ...]:
        """The resource's private property."""
        return (Probe("Get-ClusterWitness", {"Resource": self.resource}),)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """The path."""
        state = mapping(observed[0])
        if not yes(state.get("Exists")):
            return Comparison.unknown("until the majority node set exists")
        seen = text(state.get("Path"))
        return Comparison.of(() if same(seen, self.path) else [Change("path", seen or "none", self.path)])

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Set it and let the quorum's group move once, which makes it apply."""
        return (
            Act(
                "Set-ClusterWitness",
                {
                    "Cluster": self.cluster,
                    "Resource": self.resource,
                    "Path": self.path,
                    "OtherNode": self.other_node,
                },
                summary=f"use {self.path} as file share witness",
                full_logon=True,
                timeout=900,
            ),
        )


@register
@dataclass(frozen=True)
class ClusterNetwork(Resource):
    """What the cluster uses a network for."""

    type: ClassVar[str] = "cluster_network"
    cluster: str = setting("name of the cluster")
    network: str = setting("name of the network")
    role: int = setting("1: between nodes only, 3: between nodes and for clients", choices=(0, 1, 2, 3))

    def probes(self) -> tuple[Probe, ...]:
        """The networks."""
        return (_STATE,)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """The role; blocked when there is no such network."""
        state = mapping(observed[0])
        if not yes(state.get("Running")):
            return _FORMED_FIRST
        found = _named(state, "Networks", self.network)
        if found is None:
            return Comparison.blocked(
                f"the cluster has no network {self.network}",
                "name the network connections alike on both nodes, as the inventory names them",
            )
        seen = number(found.get("Role"))
        return Comparison.of(() if seen == self.role else [Change("role", seen, self.role)])

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Set it."""
        where: dict[str, Value] = {"Cluster": self.cluster, "Network": self.network, "Role": self.role}
        what = f"use the network {self.network} with role {self.role}"
        return (Act("Set-ClusterNetworkRole", where, summary=what, full_logon=True),)


@register
@dataclass(frozen=True)
class ClusterNetworkOrder(Resource):
    """The order in which the nodes use their networks; the private one comes first."""

    type: ClassVar[str] = "cluster_network_order"
    cluster: str = setting("name of the cluster")
    order: tuple[str, ...] = setting("every network between nodes, first choice first")

    def probes(self) -> tuple[Probe, ...]:
        """The order."""
        return (Probe("Get-ClusterNetworkOrder"),)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """The order."""
        state = mapping(observed[0])
        if not yes(state.get("Running")):
            return _FORMED_FIRST
        seen = texts(state.get("Order"))
        if [name.casefold() for name in seen] == [name.casefold() for name in self.order]:
            return Comparison.of(())
        return Comparison.of([Change("order", ", ".join(seen), ", ".join(self.order))])

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Set it."""
        where: dict[str, Value] = {"Cluster": self.cluster, "Order": self.order}
        what = f"use the networks in the order {', '.join(self.order)}"
        return (Act("Set-ClusterNetworkOrder", where, summary=what, full_logon=True),)
