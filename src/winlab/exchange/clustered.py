"""Clustered mailbox servers: what setup's /NewCms and its kin do to cluster and directory.

https://blogs.technet.microsoft.com/thbrown/2009/08/05/exchange-2007-sp1-ccr-install-fails-with-0x8007139f-on-windows-server-2003-cluster/
https://blogs.technet.microsoft.com/benw/2009/02/19/exchange-2007-sp1-cluster-installrecovery-issues/
(the computer account is made by the Cluster service on the PDC emulator; setup waits a minute for it);
resource names of services and databases UNVERIFIED.
"""

from __future__ import annotations

from collections.abc import Callable

from winlab.cluster import administration, status
from winlab.cluster.database import IP_TYPE, MNS_TYPE, NAME_TYPE, Resource
from winlab.cluster.operation import ResourceType, ServerCluster, register_resource_type
from winlab.cluster.status import ClusterError
from winlab.directory.errors import DirectoryError
from winlab.exchange.organization import OrganizationNames
from winlab.exchange.roles import CLUSTERED_KEY, EXCHANGE_KEY, ROLES
from winlab.exchange.setup import role_state
from winlab.exchange.setup.commandline import Action
from winlab.exchange.setup.computer import Computer
from winlab.exchange.setup.console import Finding, error
from winlab.exchange.setup.installation import REPLICAS
from winlab.exchange.setup.preparation import find_organization
from winlab.exchange.setup.role_state import Task, TaskList
from winlab.exchange.setup.run import SetupError, SetupRun
from winlab.exchange.setup.server_object import ServerObject

CMS_KEY = EXCHANGE_KEY + r"\CMS"
ATTENDANT_TYPE = "Microsoft Exchange System Attendant"
STORE_TYPE = "Microsoft Exchange Information Store"
DATABASE_TYPE = "Microsoft Exchange Database Instance"
STORAGE_TYPES = {"1": "NonShared", "2": "Shared"}
_REPLICATION_WAIT = 60
_ROLE_SECONDS = 240.0


def _service_online(name: str) -> Callable[[ServerCluster, Resource, str], int]:
    def online(cluster: ServerCluster, resource: Resource, node: str) -> int:
        return cluster.around.start_service(node, name)

    return online


def _service_offline(name: str) -> Callable[[ServerCluster, Resource, str], None]:
    def offline(cluster: ServerCluster, resource: Resource, node: str) -> None:
        cluster.around.stop_service(node, name)

    return offline


for _type, _service, _seconds in (
    (ATTENDANT_TYPE, "MSExchangeSA", 10.0),
    (STORE_TYPE, "MSExchangeIS", 15.0),
):
    register_resource_type(
        ResourceType(
            _type,
            _seconds,
            5.0,
            dll="exres.dll",
            online=_service_online(_service),
            offline=_service_offline(_service),
        )
    )
register_resource_type(ResourceType(DATABASE_TYPE, 8.0, 3.0, dll="exres.dll"))


def resource_names(name: str) -> tuple[str, str, str, str]:
    """IP address, network name, System Attendant and Information Store of a clustered server."""
    return (
        f"IP Address ({name})",
        f"Network Name ({name})",
        f"Exchange System Attendant Instance ({name})",
        f"Exchange Information Store Instance ({name})",
    )


def database_resource(group: str, database: str, server: str) -> str:
    """Name of a database's resource."""
    return f"{group}/{database} ({server})"


class ClusteredSetup:
    """Setup's clustered operations on one computer.

    Args:
        cluster: The cluster the computer is a node of, None if it is none.
        node: The computer's name.
        computer_of: The computer of a node, to see which of them have the Mailbox role.
    """

    def __init__(self, cluster: ServerCluster | None, node: str, computer_of: Callable[[str], Computer]) -> None:
        self._cluster = cluster
        self._node = node
        self._computer_of = computer_of

    def is_node(self) -> bool:
        """Whether the computer is a node."""
        return self._cluster is not None

    def _must(self) -> ServerCluster:
        if self._cluster is None:
            raise SetupError("This computer is not a member of a cluster.")
        return self._cluster

    # -- checks -----------------------------------------------------------------------------------------

    def checks(self, run: SetupRun) -> list[Finding]:
        """What stands against the operation (rules documented, wording UNVERIFIED)."""
        cluster = self._cluster
        if cluster is None:
            return [error("This computer is not a member of a cluster, or the Cluster service is not running.")]
        if not cluster.data.node(self._node).running:
            return [error("The Cluster service is not running on this computer.")]
        action = run.request.action
        if action is Action.NEW_CMS or run.request.also_new_cms:
            return self._new_checks(cluster, run)
        if action in (Action.REMOVE_CMS, Action.CLEAR_LOCAL_CMS):
            return self._existing_checks(cluster, run)
        return []

    def _new_checks(self, cluster: ServerCluster, run: SetupRun) -> list[Finding]:
        found: list[Finding] = []
        name = (run.request.value("CMSName") or "").upper()
        address = run.request.value("CMSIPAddress") or ""
        if len(name) > 15:
            found.append(error(f"The clustered mailbox server name '{name}' is longer than 15 characters."))
        existing = clustered_servers(cluster)
        if existing and name not in existing:
            found.append(error(f"The clustered mailbox server '{existing[0]}' already exists in this cluster."))
        quorum = cluster.data.resource(cluster.data.quorum)
        if not run.request.has("CMSSharedStorage") and quorum.type != MNS_TYPE:
            found.append(error("Cluster continuous replication requires a Majority Node Set quorum resource."))
        if name not in existing:
            if any(group.name.upper() == name for group in cluster.data.groups):
                owner = cluster.data.group(name).owner
                if owner.upper() != self._node.upper():
                    found.append(error(f"The resource group '{name}' is owned by the node '{owner}'."))
            if cluster.around.address_in_use(address):
                found.append(error(f"The IP address '{address}' is already in use on the network."))
        return found

    def _existing_checks(self, cluster: ServerCluster, run: SetupRun) -> list[Finding]:
        name = (run.request.value("CMSName") or "").upper()
        if name not in clustered_servers(cluster):
            return [error(f"The clustered mailbox server '{name}' does not exist in this cluster.")]
        owner = cluster.data.group(name).owner
        if run.request.action is Action.REMOVE_CMS and owner.upper() != self._node.upper():
            return [error(f"The clustered mailbox server '{name}' is owned by '{owner}'. Run Setup there.")]
        return []

    def removal_problem(self) -> str | None:
        """Why the Mailbox role can't be removed from this node: a clustered server runs here.

        http://technet.microsoft.com/en-us/library/bb885058.aspx (order; wording UNVERIFIED).
        """
        cluster = self._cluster
        if cluster is None:
            return None
        for name in clustered_servers(cluster):
            if cluster.data.group(name).owner.upper() == self._node.upper():
                return (
                    f"The clustered mailbox server '{name}' is running on this node. Remove it with /RemoveCms "
                    "or move it to another node first."
                )
        return None

    # -- work -------------------------------------------------------------------------------------------

    def configure(self, run: SetupRun, computer: Computer) -> None:
        """Does the clustered operation."""
        action = run.request.action
        if action is Action.NEW_CMS or run.request.also_new_cms:
            self._new(run, computer)
        elif action is Action.REMOVE_CMS:
            self._remove(run, computer)
        elif action is Action.CLEAR_LOCAL_CMS:
            computer.delete_key(CMS_KEY)
            computer.delete_key(CLUSTERED_KEY)
        elif action is Action.UPGRADE_CMS:
            self._upgrade(run, computer)
        else:
            raise SetupError(f"winlab: not emulated: setup.com /{action.value}")

    def _names(self, run: SetupRun) -> OrganizationNames:
        names = find_organization(run.bind())
        if names is None:
            raise SetupError("The Exchange organization container could not be found.")
        return names

    def _new(self, run: SetupRun, computer: Computer) -> None:
        state = role_state.read_state(computer, ROLES["Mailbox"].registry_key)
        if state.configured is None:
            raise SetupError("The Mailbox server role is not installed on this node.")
        name = (run.request.value("CMSName") or "").upper()
        tasks = [
            Task("Create the network name", _ROLE_SECONDS / 6, lambda: self._network_name(run, name)),
            Task("Wait for the computer account", 0.0, lambda: self._account(run, name)),
            Task("Create the server object", _ROLE_SECONDS / 3, lambda: self._server_object(run, name)),
            Task("Create the Exchange resources", _ROLE_SECONDS / 3, lambda: self._resources(name)),
        ]
        listed = TaskList(computer, CLUSTERED_KEY, "Install", tasks)
        try:
            listed.run(run.wait, lambda text: run.log(text, 2))
        except (SetupError, ClusterError) as problem:
            computer.event(
                "MSExchangeRepl",
                "Error",
                107,
                f"The New-ClusteredMailboxServer operation failed for server {name}.",
            )
            computer.event(
                "MSExchangeSetup",
                "Error",
                1002,
                "Exchange Server component Clustered Mailbox Server failed. Error: " + str(problem),
            )
            if isinstance(problem, ClusterError):
                raise SetupError(str(problem)) from problem
            raise
        role_state.finish_key(computer, CLUSTERED_KEY, run.level.version)
        computer.set_value(CMS_KEY, "Name", name)

    def _network_name(self, run: SetupRun, name: str) -> None:
        cluster = self._must()
        data = cluster.data
        ip_name, net_name, _, _ = resource_names(name)
        if not any(group.name.upper() == name for group in data.groups):
            group = administration.create_group(cluster, name)
            group.owner = self._node
            group.name = name
        address = run.request.value("CMSIPAddress") or ""
        if not _has(cluster, ip_name):
            ip = administration.create_resource(cluster, ip_name, IP_TYPE, name)
            core = data.resource("Cluster IP Address").private
            ip.private.put("Address", "S", address)
            ip.private.put("SubnetMask", "S", core.text("SubnetMask"))
            ip.private.put("Network", "S", core.text("Network"))
        if not _has(cluster, net_name):
            named = administration.create_resource(cluster, net_name, NAME_TYPE, name)
            named.private.put("Name", "S", name)
            named.private.put("RequireDNS", "D", 1)
            named.private.put("RequireKerberos", "D", 1)
            named.depends = [ip_name]
        try:
            cluster.online(data.resource(net_name))
        except ClusterError as problem:
            raise SetupError(
                f"Cluster Common Failure Exception: Failed to bring cluster resource {net_name} in cluster "
                f"group {name} online. The event log may contain more details. Cluster Common Failure "
                f"Exception: {status.message_of(status.INVALID_STATE)} (Exception from HRESULT:0x8007139f)"
            ) from problem

    def _account(self, run: SetupRun, name: str) -> None:
        """Waits up to a minute for the computer account to reach the controller setup uses."""
        connection = run.bind()
        base = connection.dc.domain.dn
        for _ in range(_REPLICATION_WAIT // 5):
            if connection.search(base, f"(&(objectClass=computer)(sAMAccountName={name}$))", limit=1):
                return
            run.wait(5.0)
        master = run.forest.role_owner("pdc", connection.dc.domain)
        made_on = master.fqdn if master is not None else "?"
        raise SetupError(
            f"The computer account '{name}' was created on the domain controller \\\\{made_on}, but has not "
            f"replicated to the desired domain controller ({connection.dc.fqdn}) after waiting approximately "
            "60 seconds. Please wait for the account to replicate and re-run setup /newcms."
        )

    def _server_object(self, run: SetupRun, name: str) -> None:
        names = self._names(run)
        server = ServerObject(run, names, name, f"{name}.{run.machine.member_of}")
        server.create()
        shared = run.request.has("CMSSharedStorage")
        server.connection.modify(
            server.dn,
            {
                "msExchClusterStorageType": 2 if shared else 1,
                "msExchServerRedundantMachines": self._ready_nodes(),
            },
        )
        server.join_groups(name)
        server.mailbox(clustered=not shared)
        legacy = server.connection.search(
            names.dn, "(&(objectClass=msExchExchangeServer)(serialNumber=Version 6*))", limit=1
        )
        first = not server.connection.search(names.servers, "(objectClass=msExchPublicMDB)", limit=1)
        if legacy and first:
            server.public_folders()
        server.add_role(ROLES["Mailbox"])

    def _ready_nodes(self) -> list[str]:
        """The nodes that have the Mailbox role, this one with them."""
        key = ROLES["Mailbox"].registry_key
        names = [node.name for node in self._must().data.nodes]
        ready = [name for name in names if self._computer_of(name).value(key, "ConfiguredVersion") is not None]
        return sorted({*ready, self._node})

    def _resources(self, name: str) -> None:
        cluster = self._must()
        _, net_name, attendant, store = resource_names(name)
        for resource_name, kind, needed in (
            (attendant, ATTENDANT_TYPE, net_name),
            (store, STORE_TYPE, attendant),
        ):
            if not _has(cluster, resource_name):
                made = administration.create_resource(cluster, resource_name, kind, name)
                made.depends = [needed]
        add_database_resource(cluster, name, "First Storage Group", "Mailbox Database")
        cluster.group_online(cluster.data.group(name))

    def node_ready(self, run: SetupRun) -> None:
        """The Mailbox role is on this node: an existing clustered server gets it."""
        cluster = self._must()
        names = self._names(run)
        connection = run.bind()
        for name in clustered_servers(cluster):
            try:
                present = connection.get(names.server(name)).get("msExchServerRedundantMachines")
                machines = sorted({*(str(value) for value in present), self._node})
                connection.modify(names.server(name), {"msExchServerRedundantMachines": machines})
            except DirectoryError as problem:
                raise SetupError(f"The clustered mailbox server '{name}' could not be updated.") from problem

    def _remove(self, run: SetupRun, computer: Computer) -> None:
        cluster = self._must()
        name = (run.request.value("CMSName") or "").upper()
        names = self._names(run)
        server = ServerObject(run, names, name, f"{name}.{run.machine.member_of}")
        if server.connection.search(server.dn, "(objectClass=msExchPublicMDB)", limit=1):
            raise SetupError(REPLICAS)
        group = cluster.data.group(name)
        cluster.group_offline(group)
        for resource in reversed(cluster.data.members(group)):
            resource.depends = []
        for resource in list(cluster.data.members(group)):
            administration.delete_resource(cluster, resource)
        administration.delete_group(cluster, group)
        server.delete()
        computer.delete_key(CLUSTERED_KEY)
        computer.delete_key(CMS_KEY)

    def _upgrade(self, run: SetupRun, computer: Computer) -> None:
        cluster = self._must()
        names = self._names(run)
        for name in clustered_servers(cluster):
            ServerObject(run, names, name, f"{name}.{run.machine.member_of}").create()
            role_state.finish_key(computer, CLUSTERED_KEY, run.level.version)


def add_database_resource(cluster: ServerCluster, server: str, group: str, database: str) -> None:
    """Makes the resource of a database of a clustered server, offline, unless it exists."""
    name = database_resource(group, database, server)
    if not _has(cluster, name):
        made = administration.create_resource(cluster, name, DATABASE_TYPE, server)
        made.depends = [resource_names(server)[3]]


def clustered_servers(cluster: ServerCluster) -> list[str]:
    """Names of the clustered mailbox servers of a cluster: groups that hold a System Attendant."""
    return [resource.group.upper() for resource in cluster.data.resources if resource.type == ATTENDANT_TYPE]


def storage_type(value: str) -> str:
    """`ClusteredStorageType` of msExchClusterStorageType."""
    return STORAGE_TYPES.get(value, "Disabled")


def _has(cluster: ServerCluster, resource: str) -> bool:
    return any(item.name.lower() == resource.lower() for item in cluster.data.resources)
