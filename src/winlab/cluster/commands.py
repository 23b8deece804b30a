"""What `cluster.exe` does for each object once the cluster is found; text out, Win32 status back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from winlab.cluster import administration, listings, status
from winlab.cluster.commandline import ClusterCommand, CommandLineError, Option, assignments, wait_seconds
from winlab.cluster.database import Group, Network, Node, Properties, Resource
from winlab.cluster.operation import TYPES, ServerCluster
from winlab.cluster.status import ClusterError

_MODIFIERS = frozenset(("wait", "group", "type", "separate", "path", "maxlogsize", "verbose", "unattended", "minimum"))


class ClusterCommands:
    """Runs the options of one command line against a cluster.

    Args:
        cluster: The cluster.
        write: Takes one line of output.
        leave: Called with the name of a node that is no member any longer.
    """

    def __init__(self, cluster: ServerCluster, write: Callable[[str], None], leave: Callable[[str], None]) -> None:
        self._cluster = cluster
        self._data = cluster.data
        self._write = write
        self._leave = leave

    def run(self, command: ClusterCommand) -> int:
        """Does all options in order; stops at the first that fails.

        Returns:
            0, or a status that still is success (5024).

        Raises:
            ClusterError: an option failed.
            CommandLineError: an option has no meaning here.
        """
        runner: dict[str, Callable[[ClusterCommand, Option], int]] = {
            "cluster": self._on_cluster,
            "node": self._on_node,
            "group": self._on_group,
            "resource": self._on_resource,
            "resourcetype": self._on_type,
            "network": self._on_network,
            "netinterface": self._on_interface,
        }
        options = [option for option in command.options if option.name not in _MODIFIERS]
        default = Option("help" if command.kind == "cluster" else "status")
        result = 0
        for option in options or [default]:
            result = runner[command.kind](command, option) or result
        return result

    def _print(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._write(line)

    def _properties(self, kind: str, owner: str, bag: Properties, private: bool) -> None:
        heading = f"Listing {'private ' if private else ''}properties for '{owner}':"
        rows = [(found.letters(), name, found.shown()) for name, found in bag]
        self._print(listings.properties(kind, owner, rows, heading))

    # -- the cluster itself -----------------------------------------------------------------------------

    def _on_cluster(self, command: ClusterCommand, option: Option) -> int:
        data = self._data
        if option.name == "version":
            self._print(
                [
                    f"Cluster Name: {data.name}",
                    "Cluster Version: 5.2 (Build 3790: Service Pack 2)",
                    "Cluster Vendor: Microsoft(R) Cluster service",
                ]
            )
        elif option.name == "quorumresource":
            return self._quorum(command, option)
        elif option.name == "listnetpriority":
            internal = [network for network in data.networks if network.role in (1, 3)]
            self._print(["Listing network priorities:", "", *(network.name for network in internal)])
        elif option.name == "setnetpriority":
            names = [name.strip().strip('"') for name in (option.value or "").split(",") if name.strip()]
            administration.set_network_priority(self._cluster, names)
        elif option.name in ("properties", "privproperties"):
            private = option.name == "privproperties"
            return self._bag("Cluster", data.name, data.private if private else data.properties, option)
        elif option.name == "rename":
            data.name = option.value or data.name
            self._cluster.around.changed()
        else:
            raise CommandLineError(f"The option '{option.name}' has no meaning here.")
        return 0

    def _quorum(self, command: ClusterCommand, option: Option) -> int:
        data = self._data
        if not option.value:
            self._print(["", *listings.quorum(data.quorum, data.quorum_path, data.quorum_log)])
            return 0
        size = command.value("maxlogsize")
        administration.set_quorum(
            self._cluster,
            data.resource(option.value),
            command.value("path"),
            int(size) * 1024 if size and size.isdigit() else None,
        )
        return 0

    def _bag(self, kind: str, owner: str, bag: Properties, option: Option) -> int:
        changes = assignments(option)
        if not changes:
            self._properties(kind, owner, bag, option.name == "privproperties")
            return 0
        for change in changes:
            bag.assign(change.name, change.values, change.kind)
        self._cluster.around.changed()
        return 0

    # -- nodes ------------------------------------------------------------------------------------------

    def _node_bag(self, node: Node) -> Properties:
        bag = Properties()
        for name, letter, value in (
            ("NodeName", "S", node.name),
            ("NodeHighestVersion", "D", 328438),
            ("NodeLowestVersion", "D", 328438),
            ("MajorVersion", "D", 5),
            ("MinorVersion", "D", 2),
            ("BuildNumber", "D", 3790),
            ("CSDVersion", "S", "Service Pack 2"),
        ):
            bag.put(name, letter, value, readonly=True)
        bag.put("Description", "S", "")
        bag.put("EnableEventLogReplication", "D", 1)
        return bag

    def _on_node(self, command: ClusterCommand, option: Option) -> int:
        data = self._data
        if option.name == "status":
            chosen = data.nodes if command.name is None else [data.node(command.name)]
            heading = self._heading("nodes", "node", command.name)
            self._print(listings.nodes([(n.name, n.number, n.state()) for n in chosen], heading))
            return 0
        node = data.node(self._required(command))
        if option.name in ("pause", "resume"):
            if not node.running:
                raise ClusterError(status.NODE_DOWN)
            node.paused = option.name == "pause"
            self._cluster.around.changed()
        elif option.name == "evict":
            self._write(f"Evicting node '{node.name}'...")
            administration.evict(self._cluster, node.name)
            self._leave(node.name)
        elif option.name == "forcecleanup":
            self._leave(node.name)
        elif option.name == "properties":
            return self._bag("Node", node.name, self._node_bag(node), option)
        elif option.name == "privproperties":
            return self._bag("Node", node.name, Properties(), option)
        elif option.name == "listinterfaces":
            self._interfaces(node.name, None)
        else:
            raise CommandLineError(f"The option '{option.name}' has no meaning here.")
        return 0

    # -- groups -----------------------------------------------------------------------------------------

    def _group_rows(self, groups: Iterable[Group]) -> list[tuple[str, str, str]]:
        return [(group.name, group.owner, self._data.group_state(group)) for group in groups]

    def _on_group(self, command: ClusterCommand, option: Option) -> int:
        data, cluster = self._data, self._cluster
        if option.name == "status":
            chosen = data.groups if command.name is None else [data.group(command.name)]
            heading = self._heading("resource groups", "resource group", command.name)
            self._print(listings.groups(self._group_rows(chosen), heading))
            return 0
        name = self._required(command)
        if option.name == "create":
            self._write(f"Creating resource group '{name}'...")
            made = administration.create_group(cluster, name)
            self._print(listings.groups(self._group_rows([made]), None))
            return 0
        group = data.group(name)
        if option.name == "delete":
            self._write(f"Deleting resource group '{group.name}'...")
            administration.delete_group(cluster, group)
        elif option.name == "moveto":
            self._changing("Moving", f"resource group '{group.name}'")
            cluster.move(group, option.value)
            self._print(listings.groups(self._group_rows([group]), None))
        elif option.name in ("online", "offline"):
            word = "Bringing" if option.name == "online" else "Taking"
            self._changing(word, f"resource group '{group.name}' {option.name}")
            (cluster.group_online if option.name == "online" else cluster.group_offline)(group)
            self._print(listings.groups(self._group_rows([group]), None))
        elif option.name == "properties":
            return self._bag("Resource Group", group.name, group.properties, option)
        elif option.name == "privproperties":
            return self._bag("Resource Group", group.name, Properties(), option)
        elif option.name == "listowners":
            self._print(["Listing preferred owners:", "", *group.preferred])
        elif option.name == "setowners":
            owners = [data.node(part).name for part in (option.value or "").split(",") if part]
            group.preferred = owners
            cluster.around.changed()
        elif option.name == "rename":
            for resource in data.members(group):
                resource.group = option.value or group.name
            group.name = option.value or group.name
            cluster.around.changed()
        else:
            raise CommandLineError(f"The option '{option.name}' has no meaning here.")
        return 0

    # -- resources --------------------------------------------------------------------------------------

    def _resource_rows(self, found: Iterable[Resource]) -> list[tuple[str, str, str, str]]:
        return [(item.name, item.group, self._data.owner(item), item.state) for item in found]

    def _on_resource(self, command: ClusterCommand, option: Option) -> int:
        data, cluster = self._data, self._cluster
        if option.name == "status":
            chosen = data.resources if command.name is None else [data.resource(command.name)]
            heading = self._heading("resources", "resource", command.name)
            self._print(listings.resources(self._resource_rows(chosen), heading))
            return 0
        name = self._required(command)
        if option.name == "create":
            kind, group = command.value("type"), command.value("group")
            if not kind or not group:
                raise CommandLineError("A group and a resource type are required.")
            self._write(f"Creating resource '{name}'...")
            made = administration.create_resource(cluster, name, kind, group)
            self._print(listings.resources(self._resource_rows([made]), None))
            return 0
        resource = data.resource(name)
        if option.name == "online":
            return self._online(resource, wait_seconds(command.option("wait")))
        return self._on_one_resource(resource, option)

    def _online(self, resource: Resource, wait: float | None) -> int:
        """Brings a resource online; after the time to wait it is left pending (997)."""
        cluster = self._cluster
        self._changing("Bringing", f"resource '{resource.name}' online")
        late = wait is not None and cluster.online_time(resource) > wait
        if late:
            cluster.around.spawn(lambda: cluster.online(resource))
            cluster.around.sleep(wait or 0.0)
        else:
            cluster.online(resource)
        self._print(listings.resources(self._resource_rows([resource]), None))
        if late and resource.state != "Online":
            raise ClusterError(status.IO_PENDING)
        return 0

    def _on_one_resource(self, resource: Resource, option: Option) -> int:
        cluster = self._cluster
        if option.name == "delete":
            self._write(f"Deleting resource '{resource.name}'...")
            administration.delete_resource(cluster, resource)
        elif option.name in ("offline", "fail"):
            if cluster.is_quorum(resource):
                raise ClusterError(status.QUORUM_RESOURCE)
            self._changing("Taking", f"resource '{resource.name}' offline")
            cluster.offline(resource)
            if option.name == "fail":
                cluster.online(resource)
            self._print(listings.resources(self._resource_rows([resource]), None))
        elif option.name == "moveto":
            resource.group = self._data.group(option.value or "").name
            cluster.around.changed()
        elif option.name == "properties":
            shown = resource.properties if assignments(option) else self._resource_bag(resource)
            return self._bag("Resource", resource.name, shown, option)
        elif option.name == "privproperties":
            changes = [(item.name, item.values, item.kind) for item in assignments(option)]
            if changes:
                return administration.set_private(cluster, resource, changes)
            self._properties("Resource", resource.name, resource.private, private=True)
        elif option.name == "listdependencies":
            needed = [self._data.resource(name) for name in resource.depends]
            heading = f"Listing resource dependencies for '{resource.name}':"
            self._print(listings.resources(self._resource_rows(needed), heading))
        elif option.name == "adddependency":
            administration.add_dependency(cluster, resource, option.value or "")
        elif option.name == "removedependency":
            administration.remove_dependency(cluster, resource, option.value or "")
        elif option.name == "rename":
            self._rename_resource(resource, option.value or resource.name)
        elif option.name in ("addowner", "removeowner", "listowners"):
            self._owners(resource, option)
        else:
            raise CommandLineError(f"The option '{option.name}' has no meaning here.")
        return 0

    def _resource_bag(self, resource: Resource) -> Properties:
        bag = Properties()
        bag.put("Name", "S", resource.name, readonly=True)
        bag.put("Type", "S", resource.type, readonly=True)
        for name, found in resource.properties:
            bag.put(name, found.letter, found.value)
        bag.put("PersistentState", "D", int(resource.wanted))
        return bag

    def _rename_resource(self, resource: Resource, name: str) -> None:
        for other in self._data.resources:
            other.depends = [name if needed == resource.name else needed for needed in other.depends]
        if self._cluster.is_quorum(resource):
            self._data.quorum = name
        resource.name = name
        self._cluster.around.changed()

    def _owners(self, resource: Resource, option: Option) -> None:
        owners = resource.owners or [node.name for node in self._data.nodes]
        if option.name == "listowners":
            self._print([f"Listing possible owners for resource '{resource.name}':", "", *owners])
            return
        node = self._data.node(option.value or "").name
        rest = [name for name in owners if name != node]
        resource.owners = [*rest, node] if option.name == "addowner" else rest
        self._cluster.around.changed()

    # -- types, networks, interfaces --------------------------------------------------------------------

    def _on_type(self, command: ClusterCommand, option: Option) -> int:
        if option.name not in ("list", "status"):
            raise CommandLineError(f"The option '{option.name}' has no meaning here.")
        found = [kind.name for kind in TYPES.values() if command.name in (None, kind.name)]
        self._print(["Listing all available resource types:", "", "Display Name", "-" * 50, *sorted(found)])
        return 0

    def _on_network(self, command: ClusterCommand, option: Option) -> int:
        data = self._data
        if option.name == "status":
            chosen = data.networks if command.name is None else [data.network(command.name)]
            rows = [(network.name, self._network_state(network)) for network in chosen]
            heading = self._heading("networks", "network", command.name)
            self._print(listings.networks(rows, heading))
            return 0
        network = data.network(self._required(command))
        if option.name == "properties":
            changes = assignments(option)
            for change in changes:
                administration.set_network(self._cluster, network, change.name, change.values or ("",))
            if not changes:
                self._properties("Network", network.name, self._network_bag(network), private=False)
        elif option.name == "privproperties":
            return self._bag("Network", network.name, Properties(), option)
        elif option.name == "rename":
            network.name = option.value or network.name
            self._cluster.around.changed()
        elif option.name == "listinterfaces":
            self._interfaces(None, network)
        else:
            raise CommandLineError(f"The option '{option.name}' has no meaning here.")
        return 0

    def _network_state(self, network: Network) -> str:
        up = {node.name for node in self._data.up_nodes()}
        ends = [item for item in self._data.interfaces if item.network == network.id]
        return "Up" if ends and all(item.node in up for item in ends) else "Partitioned"

    def _network_bag(self, network: Network) -> Properties:
        bag = Properties()
        bag.put("Name", "S", network.name, readonly=True)
        bag.put("Address", "S", network.address, readonly=True)
        bag.put("AddressMask", "S", network.mask, readonly=True)
        bag.put("Description", "S", network.description)
        bag.put("Role", "D", network.role)
        return bag

    def _on_interface(self, command: ClusterCommand, option: Option) -> int:
        if option.name != "status":
            raise CommandLineError(f"The option '{option.name}' has no meaning here.")
        wanted = command.value("network")
        self._interfaces(command.value("node"), self._data.network(wanted) if wanted else None)
        return 0

    def _interfaces(self, node: str | None, network: Network | None) -> None:
        names = {item.id: item.name for item in self._data.networks}
        up = {item.name.lower() for item in self._data.up_nodes()}
        rows = [
            (item.node, names[item.network], item.adapter, "Up" if item.node.lower() in up else "Unreachable")
            for item in self._data.interfaces
            if (node is None or item.node.lower() == node.lower()) and (network is None or item.network == network.id)
        ]
        self._print(listings.interfaces(rows, "Listing status for network interfaces:"))

    def _heading(self, many: str, one: str, name: str | None) -> str:
        if name is None:
            return f"Listing status for all available {many}:"
        return f"Listing status for {one} '{name}':"

    def _changing(self, word: str, what: str) -> None:
        self._write(f"{word} {what}...")

    def _required(self, command: ClusterCommand) -> str:
        if command.name is None:
            raise CommandLineError("A name is required.")
        return command.name
