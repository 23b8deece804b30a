"""WMI classes of `root\\MSCluster`.

State numbers https://mskb.pkisolutions.com/kb/286052 ; classes used by the Exchange analyser
http://unifiedpeople.ru/exbpa.en/html/11abceaf-23ee-4430-98c0-a7c7fc1f8f38.htm
; further properties UNVERIFIED.
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.cluster.operation import ServerCluster
from winlab.cluster.part import install
from winlab.windows.wmi.repository import WMI, Row, WmiCaller

NAMESPACE = "root\\MSCluster"
WMI.restrict(NAMESPACE, lambda machine: install(machine.lab).of_node(machine.name) is not None)
_NODE = {"Up": 0, "Down": 1, "Paused": 2, "Joining": 3}
_GROUP = {"Online": 0, "Offline": 1, "Failed": 2, "Partially Online": 3}
_RESOURCE = {"Online": 2, "Offline": 3, "Failed": 4, "Online Pending": 129, "Offline Pending": 130}


def _clusters(caller: WmiCaller) -> Iterable[ServerCluster]:
    """The cluster of the computer asked, while its service runs."""
    machine = caller.machine
    cluster = install(machine.lab).of_node(machine.name)
    if cluster is not None and machine.services.is_running("ClusSvc"):
        yield cluster


@WMI.declare(NAMESPACE, "MSCluster_Cluster", "Name*:string QuorumType:string QuorumPath:string MaintenanceFile:string")
def clusters(caller: WmiCaller) -> Iterable[Row]:
    """The cluster."""
    for cluster in _clusters(caller):
        quorum = cluster.data.resource(cluster.data.quorum)
        yield {"Name": cluster.data.name, "QuorumType": quorum.type, "QuorumPath": cluster.data.quorum_path}


@WMI.declare(NAMESPACE, "MSCluster_Node", "Name*:string State:uint32 NodeHighestVersion:uint32")
def nodes(caller: WmiCaller) -> Iterable[Row]:
    """Its nodes."""
    for cluster in _clusters(caller):
        for node in cluster.data.nodes:
            yield {"Name": node.name, "State": _NODE[node.state()], "NodeHighestVersion": 328438}


@WMI.declare(NAMESPACE, "MSCluster_ResourceGroup", "Name*:string State:uint32 OwnerNode:string")
def groups(caller: WmiCaller) -> Iterable[Row]:
    """Its groups."""
    for cluster in _clusters(caller):
        for group in cluster.data.groups:
            yield {
                "Name": group.name,
                "State": _GROUP[cluster.data.group_state(group)],
                "OwnerNode": group.owner,
            }


@WMI.declare(
    NAMESPACE,
    "MSCluster_Resource",
    "Name*:string Type:string State:uint32 OwnerGroup:string OwnerNode:string QuorumCapable:boolean "
    "CoreResource:boolean",
)
def resources(caller: WmiCaller) -> Iterable[Row]:
    """Its resources."""
    for cluster in _clusters(caller):
        for resource in cluster.data.resources:
            yield {
                "Name": resource.name,
                "Type": resource.type,
                "State": _RESOURCE.get(resource.state, 0xFFFFFFFF),
                "OwnerGroup": resource.group,
                "OwnerNode": cluster.data.owner(resource),
                "QuorumCapable": cluster.is_quorum(resource),
                "CoreResource": resource.name in ("Cluster Name", "Cluster IP Address"),
            }


@WMI.declare(NAMESPACE, "MSCluster_Network", "Name*:string State:uint32 Role:uint32 Address:string AddressMask:string")
def networks(caller: WmiCaller) -> Iterable[Row]:
    """Its networks."""
    for cluster in _clusters(caller):
        for network in cluster.data.networks:
            yield {
                "Name": network.name,
                "State": 3,
                "Role": network.role,
                "Address": network.address,
                "AddressMask": network.mask,
            }
