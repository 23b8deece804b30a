"""The computers around a cluster: its surroundings made from the machines of a lab."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from winlab.cluster import status
from winlab.cluster.database import IP_TYPE, Resource
from winlab.cluster.hive import show_hive
from winlab.cluster.status import ClusterError
from winlab.directory.connection import DirectoryConnection
from winlab.directory.errors import DirectoryError
from winlab.directory.forest import Forest
from winlab.windows.accounts import system_logon
from winlab.windows.changes import touched
from winlab.windows.errors import LogonError, NetworkError, ServiceError
from winlab.windows.files import FULL

if TYPE_CHECKING:
    from winlab.cluster.operation import ServerCluster
    from winlab.windows.lab import Lab
    from winlab.windows.machine import Machine

SERVICE = "ClusSvc"
_RECOVERY_SECONDS = 60.0
CLUSTER_LOG = "C:\\WINDOWS\\Cluster\\cluster.log"
_QUOTA = "ms-DS-MachineAccountQuota"
_DEFAULT_QUOTA = 10  # https://learn.microsoft.com/windows/win32/adschema/a-ms-ds-machineaccountquota


def forest_of(lab: Lab) -> Forest | None:
    """The forest of a lab, None without one."""
    found = getattr(lab.parts.get("directory"), "forest", None)
    return found if isinstance(found, Forest) else None


def retry_later(machine: Machine) -> None:
    """The Service Control Manager starts a Cluster service that ended by itself again after a minute.

    Recovery settings of the service UNVERIFIED.
    """

    def again() -> None:
        service = machine.services.find(SERVICE)
        if service is None or not machine.is_running or service.state != "Stopped":
            return
        if service.start_mode == "Auto":
            with contextlib.suppress(ServiceError):
                machine.services.start(SERVICE)

    def in_thread() -> None:
        machine.clock.spawn(again, f"{machine.name}:{SERVICE}:recovery")

    name = f"{machine.name}: {SERVICE} recovery"
    machine.clock.call_at(_RECOVERY_SECONDS, in_thread, name, background=True)


class MachineSurroundings:
    """Answers a cluster's questions from the machines of its lab."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self.cluster: ServerCluster | None = None

    def _machine(self, node: str) -> Machine:
        return self._lab.machines[node.upper()]

    def sleep(self, seconds: float) -> None:
        """Lets virtual time pass for the caller."""
        if seconds > 0:
            self._lab.clock.sleep(seconds)

    def spawn(self, work: Callable[[], None]) -> None:
        """Does work in a thread of its own; how it ends shows in the states of resources."""

        def run() -> None:
            with contextlib.suppress(ClusterError):
                work()

        self._lab.clock.spawn(run, "cluster:pending")

    def log(self, node: str, text: str) -> None:
        """Adds a line to cluster.log; its times are UTC.

        https://stealthpuppy.com/diary-of-an-exchange-2007-upgrade-part-4/
        """
        now = self._lab.clock.now()
        stamp = f"{now:%Y/%m/%d-%H:%M:%S}.{now.microsecond // 1000:03}"
        line = f"00000990.00000a04::{stamp} {text}\r\n"
        self._machine(node).files.write_text(CLUSTER_LOG, line, append=True)

    def event(self, node: str, kind: str, number: int, text: str) -> None:
        """Adds an event of source ClusSvc to the System log."""
        self._machine(node).events.write("System", "ClusSvc", number, kind, text)

    def serves_files(self, node: str, adapter: str) -> bool:
        """Whether client and file sharing of Microsoft networks are bound to an adapter."""
        return any(
            item.serves_files and item.enabled
            for item in self._machine(node).adapters
            if item.name.lower() == adapter.lower()
        )

    def share_status(self, unc: str, node: str, account: str) -> int:
        """Opens a share from a node as the service's account, which needs full control of it."""
        source = self._machine(node)
        words = unc.strip("\\").split("\\")
        if len(words) < 2:
            return status.BAD_NET_NAME
        try:
            logon = source.users.logon(account, "service")
            target = self._lab.network.reach(source, logon, words[0], "smb")
            admitted = target.admit(source, logon)
            share = target.shares.open(words[1], admitted)
        except (NetworkError, LogonError) as problem:
            return problem.code
        if target.shares.access(share, admitted) & FULL != FULL:
            return status.ACCESS_DENIED
        return 0

    def address_in_use(self, address: str) -> bool:
        """Whether a machine or a cluster has the address."""
        return self._lab.network.find(address) is not None

    def publish_name(self, node: str, name: str, resource: Resource) -> int:
        """Makes the computer account if Kerberos is asked for, and the name and address known.

        The account is made on the PDC emulator under the service account, which by default may add ten
        computers to its domain
        (https://blogs.technet.microsoft.com/benw/2009/02/19/exchange-2007-sp1-cluster-installrecovery-issues/).
        """
        if resource.private.number("RequireKerberos"):
            code = self._computer_account(node, name, resource)
            if code:
                return code
        self._show_names(node, name, resource)
        return 0

    def _computer_account(self, node: str, name: str, resource: Resource) -> int:
        forest = forest_of(self._lab)
        source = self._machine(node)
        if forest is None or not source.domain or self.cluster is None:
            return status.INVALID_STATE
        domain = forest.domain(source.domain)
        master = forest.role_owner("pdc", domain)
        if master is None or not forest.running(master.name):
            return status.INVALID_STATE
        system = forest.bind(system_logon(), master.name)
        found = system.search(domain.dn, f"(&(objectClass=computer)(sAMAccountName={name}$))", limit=1)
        if not found:
            allowed = system.get(domain.dn).number(_QUOTA, _DEFAULT_QUOTA) > 0
            try:
                creator = system if allowed else self._as_service(source, forest, master.name)
                creator.add(
                    f"CN={name},CN=Computers,{domain.dn}",
                    {
                        "objectClass": "computer",
                        "sAMAccountName": f"{name}$",
                        "dNSHostName": f"{name.lower()}.{source.domain}",
                        "description": "Server cluster virtual network name account",
                    },
                )
            except (DirectoryError, LogonError):
                self.log(node, f"ERR  Network Name <{resource.name}>: Unable to create computer account {name}")
                return status.INVALID_STATE
        resource.private.put("CreatingDC", "S", f"\\\\{master.fqdn}", readonly=True)
        return 0

    def _as_service(self, source: Machine, forest: Forest, controller: str) -> DirectoryConnection:
        assert self.cluster is not None
        logon = source.users.logon(self.cluster.data.account, "service")
        return forest.bind(logon, controller, source)

    def withdraw_name(self, node: str, name: str, resource: Resource) -> None:
        """The name and its addresses belong to nobody."""
        domain = self._machine(node).domain
        for known in (name, f"{name}.{domain}", *self._addresses(resource)):
            self._lab.network.names.pop(known.lower(), None)

    def _show_names(self, node: str, name: str, resource: Resource) -> None:
        names = self._lab.network.names
        domain = self._machine(node).domain
        for known in (name, f"{name}.{domain}", *self._addresses(resource)):
            if known:
                names[known.lower()] = node.upper()

    def _addresses(self, resource: Resource) -> list[str]:
        if self.cluster is None:
            return []
        needed = [self.cluster.data.resource(item) for item in resource.depends]
        return [item.private.text("Address") for item in needed if item.type == IP_TYPE]

    def start_service(self, node: str, name: str) -> int:
        """Starts a service on a node."""
        try:
            self._machine(node).services.start(name)
        except ServiceError as problem:
            return 0 if problem.code == 1056 else problem.code
        return 0

    def stop_service(self, node: str, name: str) -> None:
        """Stops a service on a node if it runs there."""
        machine = self._machine(node)
        if machine.is_running and machine.services.is_running(name):
            machine.services.stop(name, with_dependents=True)

    def quorum_lost(self, node: str) -> None:
        """The Cluster service of a node ends by itself."""
        machine = self._machine(node)
        machine.services.stopped(SERVICE, status.QUORUM_ONLINE_FAILED)
        retry_later(machine)

    def changed(self) -> None:
        """Keeps the database and shows it in the registry of its running nodes."""
        if self.cluster is None:
            return
        for node in self.cluster.data.nodes:
            machine = self._lab.machines.get(node.name.upper())
            if machine is not None:
                show_hive(self.cluster.data, machine, node.running)
        touched("", "cluster", self.cluster.data.name)
        self._lab.touch("part:cluster")
