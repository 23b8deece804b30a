"""A server cluster at work: quorum, groups and resources coming online, failing over, moving.

Pure of machines: what lies outside is asked through `Surroundings`. Quorum with a file share witness:
http://support.microsoft.com/kb/921181 ; majority node set over the nodes' own hidden shares:
https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2003/cc780847(v=ws.10) .
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from winlab.cluster import status
from winlab.cluster.database import (
    IP_TYPE,
    LOCAL_QUORUM_TYPE,
    MNS_TYPE,
    NAME_TYPE,
    Database,
    Group,
    Node,
    Resource,
)
from winlab.cluster.status import ClusterError

_JOIN_SECONDS = 5.0
_JOIN_ATTEMPTS = 24


class Surroundings(Protocol):
    """What a cluster needs from the computers and networks around it."""

    def sleep(self, seconds: float) -> None:
        """Lets virtual time pass for the caller."""

    def spawn(self, work: Callable[[], None]) -> None:
        """Does work that nobody waits for."""

    def log(self, node: str, text: str) -> None:
        """Adds a line to cluster.log of a node."""

    def event(self, node: str, kind: str, number: int, text: str) -> None:
        """Adds an event of source ClusSvc to a node's System log; kind is Error, Warning or Information."""

    def serves_files(self, node: str, adapter: str) -> bool:
        """Whether Microsoft networking's client and file sharing are bound to an adapter."""

    def share_status(self, unc: str, node: str, account: str) -> int:
        """Win32 status of opening a share from a node as an account with full control."""

    def address_in_use(self, address: str) -> bool:
        """Whether some computer already has the address."""

    def publish_name(self, node: str, name: str, resource: Resource) -> int:
        """Makes a network name known (computer account if it asks for Kerberos); a Win32 status."""

    def withdraw_name(self, node: str, name: str, resource: Resource) -> None:
        """The network name answers no longer; a computer account stays."""

    def start_service(self, node: str, name: str) -> int:
        """Starts a service on a node; a Win32 status."""

    def stop_service(self, node: str, name: str) -> None:
        """Stops a service on a node if it runs."""

    def quorum_lost(self, node: str) -> None:
        """Stops the Cluster service of a node, as it does itself without quorum."""

    def changed(self) -> None:
        """The database changed: keep it and show it in the registry of running nodes."""


@dataclass(frozen=True)
class ResourceType:
    """A kind of resource: how long it takes and what else happens when it changes state.

    Args:
        online: Called on the owning node when the resource starts; returns a Win32 status.
        offline: Called when it stops.
    """

    name: str
    online_seconds: float = 1.0
    offline_seconds: float = 1.0
    quorum_capable: bool = False
    dll: str = "clusres.dll"
    online: Callable[[ServerCluster, Resource, str], int] | None = None
    offline: Callable[[ServerCluster, Resource, str], None] | None = None


def _online_name(cluster: ServerCluster, resource: Resource, node: str) -> int:
    name = resource.private.text("Name") or cluster.data.name
    return cluster.around.publish_name(node, name, resource)


def _offline_name(cluster: ServerCluster, resource: Resource, node: str) -> None:
    name = resource.private.text("Name") or cluster.data.name
    cluster.around.withdraw_name(node, name, resource)


def _online_mns(cluster: ServerCluster, resource: Resource, node: str) -> int:
    return cluster.check_majority(resource, node)


TYPES: dict[str, ResourceType] = {
    kind.name.lower(): kind
    for kind in (
        ResourceType(IP_TYPE, 2.0),
        ResourceType(NAME_TYPE, 5.0, online=_online_name, offline=_offline_name),
        ResourceType(LOCAL_QUORUM_TYPE, quorum_capable=True),
        ResourceType(MNS_TYPE, 8.0, 2.0, quorum_capable=True, online=_online_mns),
        ResourceType("Physical Disk", quorum_capable=True),
        ResourceType("File Share", 2.0),
        ResourceType("Generic Application"),
        ResourceType("Generic Service"),
        ResourceType("Generic Script"),
        ResourceType("Print Spooler"),
        ResourceType("DHCP Service"),
        ResourceType("WINS Service"),
        ResourceType("Distributed Transaction Coordinator", dll="mtxclu.dll"),
    )
}


def register_resource_type(kind: ResourceType) -> None:
    """Makes a further kind of resource known, as an application's setup does."""
    TYPES[kind.name.lower()] = kind


class ServerCluster:
    """The operations of one running cluster on its database."""

    def __init__(self, data: Database, around: Surroundings) -> None:
        self.data = data
        self.around = around

    # -- nodes and quorum -----------------------------------------------------------------------------

    def node_started(self, name: str, *, new_member: bool = False) -> None:
        """The Cluster service of a node starts: it joins, or forms the cluster if it can.

        A new member gets its quorum data during configuration; its first own start shows whether the
        nodes can really read each other's.

        Raises:
            ClusterError: the quorum resource can't be brought online.
        """
        node = self.data.node(name)
        self._wait_for_majority(node)
        first = not self.data.up_nodes()
        node.running = True
        quorum = self.data.resource(self.data.quorum)
        if first:
            for resource in self.data.resources:
                resource.state = "Offline"
            for group in self.data.groups:
                group.owner = node.name
        code = 0 if new_member else self._quorum_status(quorum, node.name)
        if code:
            node.running = False
            self._quorum_failed(node.name)
            if not first:
                # Each member opens the quorum data of the others: the owner meets the same wall.
                self._stop_all()
            raise ClusterError(status.QUORUM_ONLINE_FAILED)
        if first:
            quorum.state = "Online"
            quorum.wanted = True
            self.around.event(
                node.name,
                "Information",
                1061,
                "Cluster service successfully formed the cluster on this node.",
            )
            for group in self.data.groups:
                self._resume(group)
        self.around.changed()

    def _wait_for_majority(self, node: Node) -> None:
        """A node that can't form a cluster alone waits a while for others that start too."""
        node.waiting = True
        for _ in range(_JOIN_ATTEMPTS):
            if self.data.up_nodes() or self._could_form(node.name):
                break
            self.around.sleep(_JOIN_SECONDS)
        node.waiting = False

    def _could_form(self, node: str) -> bool:
        quorum = self.data.resource(self.data.quorum)
        if quorum.type != MNS_TYPE:
            return True
        if not self.has_quorum(node):
            return False
        # The one with the lowest number forms the cluster, the others then join it.
        return node == min((other for other in self.data.nodes if other.waiting), key=lambda x: x.number).name

    def node_stopped(self, name: str) -> None:
        """The Cluster service of a node has ended; what it owned fails over or all is lost."""
        self.fail_over(self.node_left(name))

    def node_left(self, name: str) -> list[Group]:
        """Notes at once that a node is gone; the groups that have to start elsewhere.

        Without quorum the other nodes stop too.
        """
        node = self.data.node(name)
        if not node.running:
            return []
        node.running = False
        survivors = self.data.up_nodes()
        orphans = [group for group in self.data.groups if group.owner.lower() == node.name.lower()]
        for group in orphans:
            for resource in self.data.members(group):
                resource.state = "Offline"
        if survivors and not self.has_quorum(survivors[0].name):
            self._quorum_failed(survivors[0].name)
            self._stop_all()
            return []
        self.around.changed()
        return orphans if survivors else []

    def fail_over(self, orphans: list[Group]) -> None:
        """Starts groups of a node that is gone on the others."""
        if not orphans or not self.data.up_nodes():
            return
        for group in orphans:
            group.owner = self._heir(group).name
        for group in orphans:
            self._resume(group)
        self.around.changed()

    def _heir(self, group: Group) -> Node:
        up = self.data.up_nodes()
        for name in group.preferred:
            for node in up:
                if node.name.lower() == name.lower() and not node.paused:
                    return node
        return next((node for node in up if not node.paused), up[0])

    def _stop_all(self) -> None:
        for node in self.data.up_nodes():
            node.running = False
            self.around.quorum_lost(node.name)
        for resource in self.data.resources:
            resource.state = "Offline"
        self.around.changed()

    def _quorum_failed(self, node: str) -> None:
        self.around.event(
            node,
            "Error",
            1073,
            "Cluster service was halted to prevent an inconsistency within the server cluster. "
            f"The error code was {status.QUORUM_ONLINE_FAILED}.",
        )

    def _quorum_status(self, quorum: Resource, node: str) -> int:
        return self.check_majority(quorum, node) if quorum.type == MNS_TYPE else 0

    def witness(self, quorum: Resource) -> str:
        """The witness share in effect; empty without one."""
        applied = quorum.applied.get("MNSFileShare")
        return str(applied) if applied else ""

    def votes(self, node: str) -> tuple[int, int]:
        """Votes present, as seen from a node, and votes in all."""
        quorum = self.data.resource(self.data.quorum)
        total = len(self.data.nodes)
        present = sum(1 for item in self.data.nodes if item.running or item.waiting)
        share = self.witness(quorum)
        if share:
            total += 1
            if self.around.share_status(share, node, self.data.account) == 0:
                present += 1
        return present, total

    def has_quorum(self, node: str) -> bool:
        """Whether a majority is there."""
        if self.data.resource(self.data.quorum).type != MNS_TYPE:
            return True
        present, total = self.votes(node)
        return present * 2 > total

    def check_majority(self, quorum: Resource, node: str) -> int:
        """Tries to bring a majority node set online on a node; a Win32 status.

        The nodes read each other's quorum data over a share on the cluster's internal network; without
        Microsoft networking bound to that adapter the connection ends in 0xc00000be
        (https://stealthpuppy.com/diary-of-an-exchange-2007-upgrade-part-4/).
        """
        is_quorum = self.data.quorum.lower() == quorum.name.lower()
        if is_quorum and not self.has_quorum(node):
            self.around.log(node, f"ERR  {MNS_TYPE} <{quorum.name}>: MajorityNotPresent, no quorum")
            return status.QUORUM_ONLINE_FAILED
        for peer in self.data.up_nodes():
            if peer.name.lower() == node.lower():
                continue
            address = self._heartbeat_address(node, peer.name)
            if address is not None:
                self.around.log(
                    node,
                    f"ERR  {MNS_TYPE} <{quorum.name}>: CreateTreeConnection({address}\\{quorum.id}$) "
                    "returned 0xc00000be hdl 0xffffffff",
                )
                return status.RESOURCE_FAILED
        return 0

    def _heartbeat_address(self, node: str, peer: str) -> str | None:
        """Address of a peer's heartbeat adapter if files can't be reached over it, else None.

        The internal-only network comes first, then the others by their priority.
        """
        internal = [network for network in self.data.networks if network.role in (1, 3)]
        ordered = sorted(internal, key=lambda network: network.role != 1)
        for network in ordered:
            ends = {
                interface.node.lower(): interface
                for interface in self.data.interfaces
                if interface.network == network.id
            }
            mine, theirs = ends.get(node.lower()), ends.get(peer.lower())
            if mine is None or theirs is None:
                continue
            bound = self.around.serves_files(mine.node, mine.adapter) and self.around.serves_files(
                theirs.node, theirs.adapter
            )
            return None if bound else theirs.address
        return None

    # -- resources ------------------------------------------------------------------------------------

    def online(self, resource: Resource) -> None:
        """Brings a resource and what it depends on online.

        Raises:
            ClusterError: 5038 when it fails, 5027 for the quorum resource.
        """
        if resource.state == "Online":
            return
        for name in resource.depends:
            self.online(self.data.resource(name))
        kind = TYPES[resource.type.lower()]
        node = self.data.owner(resource)
        resource.wanted = True
        resource.state = "Online Pending"
        self.around.sleep(kind.online_seconds)
        resource.applied = {name: found.value for name, found in resource.private}
        code = kind.online(self, resource, node) if kind.online is not None else 0
        resource.state = "Failed" if code else "Online"
        if code:
            self.around.event(node, "Error", 1069, f"Cluster resource '{resource.name}' failed.")
        self.around.changed()
        if code:
            is_quorum = resource.name.lower() == self.data.quorum.lower()
            raise ClusterError(status.QUORUM_ONLINE_FAILED if is_quorum else code)

    def offline(self, resource: Resource, *, keep_wanted: bool = False) -> None:
        """Takes a resource offline, what depends on it first."""
        for other in self.data.members(self.data.group(resource.group)):
            if resource.name.lower() in [name.lower() for name in other.depends]:
                self.offline(other, keep_wanted=keep_wanted)
        if not keep_wanted:
            resource.wanted = False
        if resource.state == "Offline":
            return
        kind = TYPES[resource.type.lower()]
        if resource.state != "Failed":
            resource.state = "Offline Pending"
            self.around.sleep(kind.offline_seconds)
        if kind.offline is not None:
            kind.offline(self, resource, self.data.owner(resource))
        resource.state = "Offline"
        self.around.changed()

    def online_time(self, resource: Resource) -> float:
        """Seconds until a resource is online, with what it depends on."""
        if resource.state == "Online":
            return 0.0
        needed = sum(self.online_time(self.data.resource(name)) for name in resource.depends)
        return needed + TYPES[resource.type.lower()].online_seconds

    def is_quorum(self, resource: Resource) -> bool:
        """Whether it is the quorum resource."""
        return resource.name.lower() == self.data.quorum.lower()

    def group_online(self, group: Group) -> None:
        """Brings all resources of a group online."""
        for resource in self.data.members(group):
            self.online(resource)

    def group_offline(self, group: Group) -> None:
        """Takes all resources of a group offline; the quorum resource stays (5020)."""
        members = self.data.members(group)
        if any(self.is_quorum(resource) for resource in members):
            raise ClusterError(status.QUORUM_RESOURCE)
        for resource in members:
            self.offline(resource)

    def _resume(self, group: Group) -> None:
        """Brings online what was wanted online; a failure stays with its resource."""
        for resource in self.data.members(group):
            if not resource.wanted:
                continue
            try:
                self.online(resource)
            except ClusterError:
                continue

    def move(self, group: Group, target: str | None) -> None:
        """Moves a group to another node.

        Raises:
            ClusterError: 5050 if the node is down, 5042 if there is none, 5016 if it may not own it.
        """
        if target is None:
            others = [
                node for node in self.data.up_nodes() if node.name.lower() != group.owner.lower() and not node.paused
            ]
            if not others:
                raise ClusterError(status.HOST_NODE_NOT_AVAILABLE)
            node = others[0]
        else:
            node = self.data.node(target)
        if not node.running:
            raise ClusterError(status.NODE_DOWN)
        members = self.data.members(group)
        for resource in members:
            if resource.owners and node.name.lower() not in [name.lower() for name in resource.owners]:
                raise ClusterError(status.HOST_NODE_NOT_GROUP_OWNER)
        if node.name.lower() == group.owner.lower():
            return
        quorums = [resource for resource in members if self.is_quorum(resource)]
        for resource in members:
            self.offline(resource, keep_wanted=True)
        group.owner = node.name
        self.around.changed()
        for quorum in quorums:
            self._quorum_after_move(quorum)
        self._resume(group)

    def _quorum_after_move(self, quorum: Resource) -> None:
        try:
            self.online(quorum)
        except ClusterError:
            self._quorum_failed(self.data.owner(quorum))
            self._stop_all()
            raise
