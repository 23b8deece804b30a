"""Changes an administrator makes to a server cluster, with the refusals of the cluster API."""

from __future__ import annotations

from winlab.cluster import status
from winlab.cluster.database import (
    CLUSTER_ADDRESS,
    CLUSTER_GROUP,
    CLUSTER_NAME,
    IP_TYPE,
    LOCAL_QUORUM,
    LOCAL_QUORUM_TYPE,
    MNS_TYPE,
    NAME_TYPE,
    Database,
    Group,
    Interface,
    Network,
    Node,
    Properties,
    Resource,
    new_id,
)
from winlab.cluster.operation import TYPES, ServerCluster
from winlab.cluster.status import ClusterError

# Names and values of the witness settings: http://support.microsoft.com/kb/921181 (defaults UNVERIFIED).
WITNESS = "MNSFileShare"
# https://learn.microsoft.com/en-us/previous-versions/windows/desktop/mscs/resource-common-properties
_RESOURCE_PROPERTIES = (
    ("Description", "S", ""),
    ("DebugPrefix", "S", ""),
    ("SeparateMonitor", "D", 0),
    ("PersistentState", "D", 0),
    ("LooksAlivePollInterval", "D", 5000),
    ("IsAlivePollInterval", "D", 60000),
    ("RestartAction", "D", 2),
    ("RestartThreshold", "D", 3),
    ("RestartPeriod", "D", 900000),
    ("RetryPeriodOnFailure", "D", 0xFFFFFFFF),
    ("PendingTimeout", "D", 180000),
)
_GROUP_PROPERTIES = (
    ("Description", "S", ""),
    ("PersistentState", "D", 1),
    ("FailoverThreshold", "D", 10),
    ("FailoverPeriod", "D", 6),
    ("AutoFailbackType", "D", 0),
    ("FailbackWindowStart", "D", 0xFFFFFFFF),
    ("FailbackWindowEnd", "D", 0xFFFFFFFF),
    ("LoadBalState", "D", 1),
)


def _common(defaults: tuple[tuple[str, str, str | int], ...]) -> Properties:
    properties = Properties()
    for name, letter, value in defaults:
        properties.put(name, letter, value)
    return properties


def new_group(name: str, owner: str) -> Group:
    """A group with its common properties."""
    return Group(name, new_id(f"group/{name}"), owner, _common(_GROUP_PROPERTIES))


def new_resource(name: str, kind: str, group: str) -> Resource:
    """A resource with its common and its kind's private properties."""
    resource = Resource(name, new_id(f"resource/{name}"), TYPES[kind.lower()].name, group)
    resource.properties = _common(_RESOURCE_PROPERTIES)
    private = resource.private
    if resource.type == MNS_TYPE:
        private.put(WITNESS, "S", "")
        private.put("MNSFileShareCheckInterval", "D", 240)
        private.put("MNSFileShareDelay", "D", 4)
    elif resource.type == IP_TYPE:
        for setting in ("Network", "Address", "SubnetMask"):
            private.put(setting, "S", "")
        private.put("EnableNetBIOS", "D", 1)
    elif resource.type == NAME_TYPE:
        private.put("Name", "S", "")
        private.put("RequireDNS", "D", 0)
        private.put("RequireKerberos", "D", 0)
    return resource


def found_cluster(
    name: str,
    account: str,
    node: str,
    address: tuple[str, str, str],
    networks: list[tuple[Network, Interface]],
) -> Database:
    """The database of a cluster of one node, as `cluster /create` leaves it.

    Args:
        name: NetBIOS name of the cluster.
        account: Service account, `DOMAIN\\user`.
        node: The first node.
        address: Cluster address, its mask and the name of the network it is on.
        networks: Networks found on the node with its adapters.
    """
    data = Database(name, account, nodes=[Node(node, 1)])
    for network, interface in networks:
        data.networks.append(network)
        data.interfaces.append(interface)
    data.groups.append(new_group(CLUSTER_GROUP, node))
    ip = new_resource(CLUSTER_ADDRESS, IP_TYPE, CLUSTER_GROUP)
    for setting, value in zip(("Address", "SubnetMask", "Network"), address, strict=True):
        ip.private.put(setting, "S", value)
    named = new_resource(CLUSTER_NAME, NAME_TYPE, CLUSTER_GROUP)
    named.private.put("Name", "S", name)
    named.depends = [CLUSTER_ADDRESS]
    quorum = new_resource(LOCAL_QUORUM, LOCAL_QUORUM_TYPE, CLUSTER_GROUP)
    data.resources += [ip, named, quorum]
    for resource in data.resources:
        resource.wanted = True
    data.private.put("HeartBeatLostInterfaceTicks", "D", 3)
    data.private.put("HeartBeatLostNodeTicks", "D", 6)
    return data


def add_node(cluster: ServerCluster, name: str, interfaces: list[Interface]) -> None:
    """Makes a computer a member and lets it join.

    A local quorum can't be shared: nodes may only join after a majority node set is the quorum
    (https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc783784(v=ws.10) ,
    status UNVERIFIED).
    """
    data = cluster.data
    if any(node.name.lower() == name.lower() for node in data.nodes):
        raise ClusterError(status.NODE_EXISTS)
    if data.resource(data.quorum).type == LOCAL_QUORUM_TYPE:
        raise ClusterError(status.NOT_QUORUM_CAPABLE)
    number = max(node.number for node in data.nodes) + 1
    data.nodes.append(Node(name, number))
    data.interfaces += interfaces
    try:
        cluster.node_started(name, new_member=True)
    except ClusterError:
        data.nodes = [node for node in data.nodes if node.name != name]
        data.interfaces = [item for item in data.interfaces if item.node != name]
        raise


def evict(cluster: ServerCluster, name: str) -> None:
    """Removes a member whose service is stopped, or the last one."""
    data = cluster.data
    node = data.node(name)
    if node.running and len(data.nodes) > 1:
        raise ClusterError(status.CANT_EVICT_ACTIVE_NODE)
    if len(data.nodes) == 1:
        for resource in data.resources:
            if resource.type == NAME_TYPE:
                cluster.around.withdraw_name(node.name, resource.private.text("Name"), resource)
    data.nodes.remove(node)
    data.interfaces = [item for item in data.interfaces if item.node.lower() != node.name.lower()]
    for resource in data.resources:
        resource.owners = [owner for owner in resource.owners if owner.lower() != node.name.lower()]
    cluster.around.changed()


def create_group(cluster: ServerCluster, name: str) -> Group:
    """Makes an empty group on the node that owns the cluster group."""
    data = cluster.data
    if any(group.name.lower() == name.lower() for group in data.groups):
        raise ClusterError(status.OBJECT_ALREADY_EXISTS)
    group = new_group(name, data.group(CLUSTER_GROUP).owner)
    data.groups.append(group)
    cluster.around.changed()
    return group


def delete_group(cluster: ServerCluster, group: Group) -> None:
    """Deletes an empty group."""
    if cluster.data.members(group):
        raise ClusterError(status.GROUP_NOT_EMPTY)
    cluster.data.groups.remove(group)
    cluster.around.changed()


def create_resource(cluster: ServerCluster, name: str, kind: str, group: str) -> Resource:
    """Makes a resource, offline.

    Only one majority node set may exist in a cluster
    (https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc780847(v=ws.10) ,
    status UNVERIFIED).
    """
    data = cluster.data
    if any(resource.name.lower() == name.lower() for resource in data.resources):
        raise ClusterError(status.OBJECT_ALREADY_EXISTS)
    if kind.lower() not in TYPES:
        raise ClusterError(status.RESTYPE_NOT_FOUND)
    owner = data.group(group)
    only_once = (MNS_TYPE.lower(), LOCAL_QUORUM_TYPE.lower())
    if kind.lower() in only_once and any(item.type.lower() == kind.lower() for item in data.resources):
        raise ClusterError(status.OBJECT_ALREADY_EXISTS)
    resource = new_resource(name, kind, owner.name)
    data.resources.append(resource)
    cluster.around.changed()
    return resource


def delete_resource(cluster: ServerCluster, resource: Resource) -> None:
    """Deletes a resource that is offline and nothing depends on."""
    data = cluster.data
    if resource.name in (CLUSTER_NAME, CLUSTER_ADDRESS):
        raise ClusterError(status.CORE_RESOURCE)
    if cluster.is_quorum(resource):
        raise ClusterError(status.QUORUM_RESOURCE)
    if resource.state not in ("Offline", "Failed"):
        raise ClusterError(status.RESOURCE_ONLINE)
    if any(resource.name.lower() in [name.lower() for name in other.depends] for other in data.resources):
        raise ClusterError(status.DEPENDENT_EXISTS)
    data.resources.remove(resource)
    cluster.around.changed()


def add_dependency(cluster: ServerCluster, resource: Resource, needed: str) -> None:
    """Makes a resource depend on another of its group."""
    other = cluster.data.resource(needed)
    if other.name in resource.depends:
        raise ClusterError(status.DEPENDENCY_ALREADY_EXISTS)
    if resource.state == "Online":
        raise ClusterError(status.RESOURCE_ONLINE)
    if other.group.lower() != resource.group.lower() or other is resource:
        raise ClusterError(status.INVALID_PARAMETER)
    resource.depends.append(other.name)
    cluster.around.changed()


def remove_dependency(cluster: ServerCluster, resource: Resource, needed: str) -> None:
    """Takes a dependency away."""
    for name in resource.depends:
        if name.lower() == needed.lower():
            if resource.state == "Online":
                raise ClusterError(status.RESOURCE_ONLINE)
            resource.depends.remove(name)
            cluster.around.changed()
            return
    raise ClusterError(status.DEPENDENCY_NOT_FOUND)


def set_quorum(cluster: ServerCluster, resource: Resource, path: str | None, log_size: int | None) -> None:
    """Makes a resource that is online the quorum resource."""
    if not TYPES[resource.type.lower()].quorum_capable:
        raise ClusterError(status.NOT_QUORUM_CAPABLE)
    if resource.state != "Online":
        raise ClusterError(status.RESOURCE_NOT_ONLINE)
    cluster.data.quorum = resource.name
    if path is not None:
        cluster.data.quorum_path = path
    if log_size is not None:
        cluster.data.quorum_log = log_size
    cluster.around.changed()


def set_network(cluster: ServerCluster, network: Network, name: str, values: tuple[str, ...]) -> None:
    """Sets `Role` or `Description` of a network.

    https://learn.microsoft.com/en-us/previous-versions/windows/desktop/mscs/networks-role : no internal-only
    or unused role while an address resource sits on it; one network must stay internal (statuses UNVERIFIED).
    """
    if name.lower() == "description":
        network.description = values[0]
    elif name.lower() == "role":
        if values[0] not in ("0", "1", "2", "3"):
            raise ClusterError(status.INVALID_PARAMETER)
        role = int(values[0])
        used = any(
            resource.type == IP_TYPE and resource.private.text("Network").lower() == network.name.lower()
            for resource in cluster.data.resources
        )
        if role in (0, 1) and used:
            raise ClusterError(status.ROLE_REFUSED)
        others = [item for item in cluster.data.networks if item is not network]
        if role in (0, 2) and not any(item.role in (1, 3) for item in others):
            raise ClusterError(status.ROLE_REFUSED)
        network.role = role
    else:
        raise ClusterError(status.INVALID_PARAMETER)
    cluster.around.changed()


def set_network_priority(cluster: ServerCluster, names: list[str]) -> None:
    """Orders the internal networks; all of them must be named, no others (5060)."""
    data = cluster.data
    chosen = [data.network(name) for name in names]
    internal = [network for network in data.networks if network.role in (1, 3)]
    if any(network not in internal for network in chosen):
        raise ClusterError(status.NETWORK_NOT_INTERNAL)
    if len(chosen) != len(internal) or len({network.id for network in chosen}) != len(chosen):
        raise ClusterError(status.INVALID_PARAMETER)
    rest = [network for network in data.networks if network not in chosen]
    data.networks = chosen + rest
    cluster.around.changed()


def set_private(
    cluster: ServerCluster,
    resource: Resource,
    changes: list[tuple[str, tuple[str, ...] | None, str | None]],
) -> int:
    """Sets private properties; 5024 when the resource must be brought online again for them.

    A witness share is opened when it is named; one that can't be used is refused with the status of the
    attempt (UNVERIFIED).
    """
    for name, values, kind in changes:
        if resource.type == MNS_TYPE and name.lower() == WITNESS.lower() and values and values[0]:
            owner = cluster.data.owner(resource)
            code = cluster.around.share_status(values[0], owner, cluster.data.account)
            if code:
                raise ClusterError(code)
        resource.private.assign(name, values, kind)
    cluster.around.changed()
    return status.PROPERTIES_STORED if resource.state == "Online" else 0
