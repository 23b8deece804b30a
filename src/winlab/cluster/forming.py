"""`cluster /create`, `/addnodes` and leaving a cluster: the work on the computers.

Order and demands
https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc783784(v=ws.10)
; rights of the service account http://technet.microsoft.com/en-us/library/cc784325(WS.10).aspx and
http://support.microsoft.com/kb/269229/ (creation grants them itself). Durations and progress lines UNVERIFIED.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import TYPE_CHECKING

from winlab.cluster import administration, status
from winlab.cluster.database import Interface, Network, new_id
from winlab.cluster.hive import ROOT
from winlab.cluster.machines import SERVICE
from winlab.cluster.operation import ServerCluster
from winlab.cluster.part import ClusterPart
from winlab.cluster.status import ClusterError
from winlab.windows.accounts import Logon
from winlab.windows.errors import LogonError, NetworkError, ServiceError, Win32Error
from winlab.windows.network import Adapter

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

_RIGHTS = (
    "SeTcbPrivilege",
    "SeBackupPrivilege",
    "SeRestorePrivilege",
    "SeIncreaseQuotaPrivilege",
    "SeServiceLogonRight",
    "SeIncreaseBasePriorityPrivilege",
)
_SETUP_LOG = "C:\\WINDOWS\\system32\\LogFiles\\Cluster\\ClCfgSrv.log"  # UNVERIFIED path
_STEP_SECONDS = 25.0
_VERSION_REFUSED = 5075
_NOT_SUPPORTED = 50


class Forming:
    """Forms clusters and changes their membership on behalf of somebody.

    Args:
        part: The lab's clusters.
        machine: Where the command runs.
        logon: Who runs it.
        wait: Lets virtual time pass.
        write: Takes one line of progress.
    """

    def __init__(
        self,
        part: ClusterPart,
        machine: Machine,
        logon: Logon,
        wait: Callable[[float], None],
        write: Callable[[str], None],
    ) -> None:
        self._part = part
        self._machine = machine
        self._lab = machine.lab
        self._logon = logon
        self._wait = wait
        self._write = write

    def create(self, name: str, address: tuple[str, str, str], account: str, password: str, node: str) -> None:
        """Forms a cluster of one node.

        Raises:
            ClusterError: with the status of what stands against it.
        """
        target = self._reach(node)
        self._fit(target)
        if self._lab.find(name) is not None or self._part.named(name) is not None:
            raise ClusterError(status.OBJECT_ALREADY_EXISTS)
        ipaddress.ip_address(address[0])
        if self._lab.find(address[0]) is not None:
            raise ClusterError(status.IPADDR_IN_USE)
        self._check_account(target, account, password)
        networks = _networks(target)
        public = self._public(networks, address)
        self._write(f"Creating cluster {name.upper()}...")
        self._progress(target, 20, "Checking the node")
        full = target.users.full_name(account)
        data = administration.found_cluster(
            name.upper(), full, target.name, (address[0], address[1] or public.mask, public.name), networks
        )
        cluster = self._part.add(data)
        self._progress(target, 60, "Configuring the Cluster service")
        self._configure(target, full, password)
        try:
            target.services.start(SERVICE)
        except ServiceError as problem:
            self._part.remove(cluster)
            self.clean(target)
            raise ClusterError(problem.code) from problem
        self._progress(target, 100, "The cluster was created")

    def add(self, cluster: ServerCluster, nodes: list[str], password: str) -> None:
        """Makes computers members, one after the other."""
        for name in nodes:
            target = self._reach(name)
            self._fit(target)
            owner = self._lab.machines[cluster.data.nodes[0].name.upper()]
            if (target.os.build, target.os.service_pack) != (owner.os.build, owner.os.service_pack):
                target.events.write("System", SERVICE, 1071, "Error", "Cluster join was refused.")
                raise ClusterError(_VERSION_REFUSED)
            if target.domain != owner.domain:
                raise ClusterError(status.ACCESS_DENIED)
            self._check_account(target, cluster.data.account, password)
            self._write(f"Adding node {target.name} to cluster {cluster.data.name}...")
            self._progress(target, 20, "Checking the node")
            self._progress(target, 60, "Configuring the Cluster service")
            administration.add_node(cluster, target.name, _interfaces(target, cluster.data.networks))
            self._configure(target, cluster.data.account, password)
            self._share_quorum(cluster)
            # The node is a member that runs; its service takes part from now on.
            service = target.services.get(SERVICE)
            if service.state != "Running":
                self._run_service(target)
            self._progress(target, 100, "The node was added")

    def _run_service(self, target: Machine) -> None:
        try:
            target.services.start(SERVICE)
        except ServiceError as problem:
            raise ClusterError(problem.code) from problem

    def _reach(self, name: str) -> Machine:
        try:
            target = self._lab.network.reach(self._machine, self._logon, name, "rpc")
            admitted = target.admit(self._machine, self._logon)
        except NetworkError as problem:
            raise ClusterError(problem.code) from problem
        if not admitted.is_administrator:
            raise ClusterError(status.ACCESS_DENIED)
        return target

    def _fit(self, target: Machine) -> None:
        if not target.os.enterprise or not target.domain:
            raise ClusterError(_NOT_SUPPORTED)
        if self._part.of_node(target.name) is not None:
            raise ClusterError(status.NODE_ALREADY_MEMBER)

    def _check_account(self, target: Machine, account: str, password: str) -> None:
        try:
            target.users.check(account, password)
        except LogonError as problem:
            raise ClusterError(problem.code) from problem

    def _public(self, networks: list[tuple[Network, Interface]], address: tuple[str, str, str]) -> Network:
        for network, _ in networks:
            if address[2] and network.name.lower() == address[2].lower():
                return network
        for network, _ in networks:
            inside = ipaddress.ip_network(f"{network.address}/{network.mask}", strict=False)
            if not address[2] and ipaddress.ip_address(address[0]) in inside:
                return network
        raise ClusterError(status.NETWORK_NOT_FOUND)

    def _configure(self, target: Machine, account: str, password: str) -> None:
        """Rights, membership of Administrators, and the service itself."""
        try:
            target.users.add_member("Administrators", account)
        except Win32Error as problem:
            if problem.code != 1378:
                raise
        for right in _RIGHTS:
            target.users.grant(right, account)
        target.services.configure(SERVICE, start_mode="Auto", account=account, password=password)

    def _progress(self, target: Machine, percent: int, text: str) -> None:
        self._wait(_STEP_SECONDS)
        self._write(f"{percent}% complete - {text} ({target.name})")
        line = f"{self._lab.clock.now():%Y-%m-%d %H:%M:%S} [INFO] {text}\r\n"
        target.files.write_text(_SETUP_LOG, line, append=True)

    def _share_quorum(self, cluster: ServerCluster) -> None:
        share_quorum(cluster, self._part)

    def clean(self, target: Machine) -> None:
        """Takes the configuration of a node that is no member any more away."""
        leave(target)


def leave(target: Machine) -> None:
    """Sets a computer back to what it was before it became a node."""
    services = target.services
    if services.is_running(SERVICE):
        services.stop(SERVICE, with_dependents=True)
    services.configure(SERVICE, start_mode="Disabled")
    if target.registry.exists(ROOT):
        target.registry.delete(ROOT)


def share_quorum(cluster: ServerCluster, part: ClusterPart) -> None:
    """Each node shares its copy of the majority node set's data under the resource's identifier.

    https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc780847(v=ws.10)
    """
    quorum = cluster.data.resource(cluster.data.quorum)
    for node in cluster.data.nodes:
        machine = part.machine(node.name)
        folder = f"C:\\WINDOWS\\Cluster\\MNS.{quorum.id}$\\{quorum.id}$"
        if machine is not None and machine.shares.find(f"{quorum.id}$") is None:
            machine.files.make_folder(f"{folder}\\MSCS")
            machine.shares.add_hidden(f"{quorum.id}$", folder, [(cluster.data.account, _FULL)])


_FULL = 0x1F01FF


def _subnet(adapter: Adapter) -> str:
    return str(ipaddress.ip_network(f"{adapter.address}/{adapter.mask}", strict=False).network_address)


def _networks(machine: Machine) -> list[tuple[Network, Interface]]:
    """Networks of a node: one per enabled adapter with an address, called like the connection."""
    found: list[tuple[Network, Interface]] = []
    for adapter in machine.adapters:
        if not adapter.address or not adapter.enabled:
            continue
        network = Network(adapter.name, new_id(f"network/{adapter.name}"), _subnet(adapter), adapter.mask)
        found.append((network, Interface(machine.name, network.id, adapter.name, adapter.address)))
    return found


def _interfaces(machine: Machine, networks: list[Network]) -> list[Interface]:
    """The adapters of a further node on the cluster's networks, by subnet."""
    by_subnet = {network.address: network for network in networks}
    return [
        Interface(machine.name, by_subnet[_subnet(adapter)].id, adapter.name, adapter.address)
        for adapter in machine.adapters
        if adapter.address and adapter.enabled and _subnet(adapter) in by_subnet
    ]
