"""Cmdlets about clustered mailbox servers and their copies.

Status http://unifiedpeople.ru/exchhelp.en/html/7bda979a-8343-4ed0-8cfd-da0abb8feebf.htm and for SP1
https://learn.microsoft.com/en-us/previous-versions/office/exchange-server-2007/aa998632(v=exchg.80)
; copy status https://learn.microsoft.com/en-us/previous-versions/office/exchange-server-2007/bb690972(v=exchg.80)
; hand-over https://unifiedpeople.ru/exchhelp.en/html/d13d8ae3-0288-4225-8b6a-c46e94f703db.htm
; the text of the active tag is UNVERIFIED. Copies settle up to about 90 s after a hand-over (administrators'
scripts).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from winlab.cluster.database import Group
from winlab.cluster.operation import ServerCluster
from winlab.cluster.status import ClusterError
from winlab.directory.reading import DirectoryObject
from winlab.exchange.clustered import storage_type
from winlab.exchange.shell.calls import ExchangeCmdlet, identity_text
from winlab.exchange.shell.configuration import Configuration, InvalidChangeError, ObjectNotFoundError
from winlab.exchange.shell.generate import special
from winlab.exchange.shell.store_cmdlets import server_of
from winlab.exchange.shell.store_kinds import STORAGE_GROUP
from winlab.powershell.declare import SWITCH, Param
from winlab.powershell.instants import LOCAL, DateTime
from winlab.powershell.values import Int64, PSObject, TypedArray

SETTLING = timedelta(seconds=90)
_CLUSTER = "Microsoft.Exchange.Management.SystemConfigurationTasks"
_STATES = {
    "Online": "Online",
    "Offline": "Offline",
    "Failed": "Failed",
    "Partially Online": "PartiallyOnline",
}


class ClusteredCmdlet(ExchangeCmdlet):
    """A cmdlet about one clustered mailbox server."""

    identity = Param("System.Object", position=0, pipeline=True, by_property=True)

    def clustered(self) -> tuple[ServerCluster, Group]:
        """The cluster and group of the server named, or of the one on this node.

        Ends the command when there is none.
        """
        host = self.host()
        wanted = identity_text(self.identity).partition(".")[0].lower() if self.identity is not None else None
        for cluster in host.clusters():
            for group in cluster.data.groups:
                if wanted is not None and group.name.lower() == wanted:
                    return cluster, group
        own = host.cluster_of(host.machine.name)
        if wanted is None and own is not None:
            for group in own.data.groups:
                if any(item.type == "Microsoft Exchange System Attendant" for item in own.data.members(group)):
                    return own, group
        return self.fail(
            f"The clustered mailbox server '{wanted or host.machine.name}' could not be found.",
            f"{_CLUSTER}.ClusteredMailboxServerNotFoundException",
            "ObjectNotFound",
            wanted,
        )

    def redundant(self, configuration: Configuration, name: str) -> list[str]:
        """The nodes a clustered server can run on."""
        return [str(value) for value in configuration.server(name).get("msExchServerRedundantMachines")]


@special("Get-ClusteredMailboxServerStatus")
class GetClusteredMailboxServerStatus(ClusteredCmdlet):
    """State of a clustered mailbox server and its machines."""

    def process(self) -> None:
        """Writes the status."""
        cluster, group = self.clustered()
        members = cluster.data.members(group)
        quorum_owner = cluster.data.owner(cluster.data.resource(cluster.data.quorum))
        machines = []
        for node in cluster.data.up_nodes():
            tags = []
            if node.name.lower() == group.owner.lower():
                tags.append("Active")
            if node.name.lower() == quorum_owner.lower():
                tags.append("Quorum Owner")
            machines.append(f"{node.name} <{', '.join(tags)}>" if tags else node.name)
        properties: dict[str, object] = {
            "Identity": group.name,
            "ClusteredMailboxServerName": f"{group.name}.{self.host().machine.member_of}",
            "State": _STATES[cluster.data.group_state(group)],
            "OperationalMachines": TypedArray(machines, "System.String"),
            "FailedResources": TypedArray([item.name for item in members if item.state == "Failed"], "System.String"),
        }
        if self.level.has_sp1_syntax:
            up = [node.name.lower() for node in cluster.data.up_nodes()]
            down = [node.name.lower() for node in cluster.data.nodes if not node.running]
            properties["OperationalReplicationHostNames"] = TypedArray(up, "System.String")
            properties["FailedReplicationHostNames"] = TypedArray(down, "System.String")
            properties["InUseReplicationHostNames"] = TypedArray(up, "System.String")
        properties["IsValid"] = True
        properties["ObjectState"] = "Unchanged"
        self.write(PSObject.of(properties, ["Microsoft.Exchange.Management.ClusteredMailboxServerStatus"]))


@special("Move-ClusteredMailboxServer")
class MoveClusteredMailboxServer(ClusteredCmdlet):
    """Hands a clustered mailbox server over to another node."""

    identity = Param("System.Object", position=0, mandatory=True, pipeline=True, by_property=True)
    target_machine = Param("System.String", mandatory=True)
    move_comment = Param("System.String", mandatory=True)
    ignore_dismounted = Param(SWITCH)

    def process(self) -> None:
        """Checks the copies, then moves the group."""
        cluster, group = self.clustered()
        configuration = self.open()
        target = str(self.target_machine).partition(".")[0].upper()
        if not self.should_process(group.name):
            return
        problem = self._problem(cluster, group, configuration, target)
        if problem is not None:
            self.fail(problem, f"{_CLUSTER}.MoveClusteredMailboxServerException", target=group.name)
        host = self.host()
        host.event(
            group.owner,
            "MSExchangeRepl",
            "Information",
            100,
            f"The clustered mailbox server {group.name} is being moved to {target}. Comment: {self.move_comment}",
        )
        try:
            cluster.move(group, target)
        except ClusterError as failure:
            self.fail(str(failure), f"{_CLUSTER}.MoveClusteredMailboxServerException", target=group.name)
        until = configuration.connection.forest.now() + SETTLING
        host.stores.settling[group.name.upper()] = until.isoformat()

    def _problem(self, cluster: ServerCluster, group: Group, configuration: Configuration, target: str) -> str | None:
        nodes = {node.name.upper(): node for node in cluster.data.nodes}
        if target not in nodes:
            return f"The target machine '{target}' is not a member of the cluster."
        if target not in [name.upper() for name in self.redundant(configuration, group.name)]:
            return f"The target machine '{target}' is not a redundant machine of '{group.name}'."
        if group.owner.upper() == target:
            return f"The clustered mailbox server '{group.name}' is already running on '{target}'."
        if not nodes[target].running:
            return f"The target machine '{target}' is not up."
        for item in configuration.all(STORAGE_GROUP, group.name):
            status = copy_status(self, configuration, item)
            if status not in ("Healthy", "Disabled"):
                return (
                    f"The copy of the storage group '{item.name}' is not healthy (status {status}). The "
                    "clustered mailbox server was not moved."
                )
        return None


@special("Stop-ClusteredMailboxServer")
class StopClusteredMailboxServer(ClusteredCmdlet):
    """Takes a clustered mailbox server offline until it is started again."""

    identity = Param("System.Object", position=0, mandatory=True, pipeline=True, by_property=True)
    stop_reason = Param("System.String", mandatory=True)

    def process(self) -> None:
        """Stops it."""
        cluster, group = self.clustered()
        if self.should_process(group.name):
            self.host().stores.stopped[group.name.upper()] = str(self.stop_reason)
            cluster.group_offline(group)


@special("Start-ClusteredMailboxServer")
class StartClusteredMailboxServer(ClusteredCmdlet):
    """Brings a clustered mailbox server online."""

    identity = Param("System.Object", position=0, mandatory=True, pipeline=True, by_property=True)

    def process(self) -> None:
        """Starts it."""
        cluster, group = self.clustered()
        if not self.should_process(group.name):
            return
        self.host().stores.stopped.pop(group.name.upper(), None)
        try:
            cluster.group_online(group)
        except ClusterError as failure:
            self.fail(str(failure), f"{_CLUSTER}.StartClusteredMailboxServerException", target=group.name)
        until = self.host().forest.now() + SETTLING
        self.host().stores.settling[group.name.upper()] = until.isoformat()


def copy_status(command: ExchangeCmdlet, configuration: Configuration, group: DirectoryObject) -> str:
    """Summary status of the passive copy of a storage group.

    Values http://technet.microsoft.com/en-us/library/aa997676.aspx
    """
    host = command.host()
    if configuration.connection.search(group.dn, "(objectClass=msExchPublicMDB)", "onelevel"):
        return "Disabled"
    name = server_of(group)
    if storage_type(configuration.server(name).text("msExchClusterStorageType")) != "NonShared":
        return "Disabled"
    if str(group.guid) in host.stores.suspended:
        return "Suspended"
    passive = list(_passive_nodes(command, configuration, name))
    if not passive or str(group.guid) in host.stores.reseed:
        return "Failed"
    state = host.service_state(passive[0], "MSExchangeRepl")
    if state != "Running":
        return "ServiceDown" if command.level.has_sp1_syntax else "Failed"
    if command.level.has_sp1_syntax and host.stores.is_settling(name, host.forest.now()):
        return "Initializing"
    return "Healthy"


def _passive_nodes(command: ExchangeCmdlet, configuration: Configuration, name: str) -> Iterator[str]:
    ready = [str(value) for value in configuration.server(name).get("msExchServerRedundantMachines")]
    for cluster in command.host().clusters():
        for group in cluster.data.groups:
            if group.name.lower() == name.lower():
                yield from (node for node in ready if node.lower() != group.owner.lower())


@special("Get-StorageGroupCopyStatus")
class GetStorageGroupCopyStatus(ExchangeCmdlet):
    """Status of the copies of storage groups."""

    identity = Param("System.Object", position=0, pipeline=True, by_property=True)
    server = Param("System.String")
    dumpster_statistics = Param(SWITCH)
    standby_machine = Param("System.String")

    def process(self) -> None:
        """Writes one status per storage group."""
        configuration = self.open()
        try:
            if self.identity is not None:
                groups = [configuration.find(STORAGE_GROUP, identity_text(self.identity))]
            else:
                server = str(self.server) if self.server is not None else None
                name = configuration.server(server).name if server is not None else self._local()
                groups = [
                    item
                    for item in configuration.all(STORAGE_GROUP, name)
                    if not configuration.connection.search(item.dn, "(objectClass=msExchPublicMDB)", "onelevel")
                ]
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem))
            return
        for group in groups:
            self.write(self._status(configuration, group))

    def _local(self) -> str:
        host = self.host()
        cluster = host.cluster_of(host.machine.name)
        if cluster is not None:
            for group in cluster.data.groups:
                if any(item.type == "Microsoft Exchange System Attendant" for item in cluster.data.members(group)):
                    return group.name
        return host.machine.name

    def _status(self, configuration: Configuration, group: DirectoryObject) -> PSObject:
        status = copy_status(self, configuration, group)
        host = self.host()
        passive = list(_passive_nodes(self, configuration, server_of(group)))
        now = host.forest.now().replace(tzinfo=None, microsecond=0)
        inspected = DateTime.of(now, LOCAL) if status == "Healthy" else None
        guid = str(group.guid)
        return PSObject.of(
            {
                "Identity": configuration.identity(STORAGE_GROUP, group),
                "StorageGroupName": group.name,
                "SummaryCopyStatus": status,
                "NotSupported": False,
                "NotConfigured": status == "Disabled",
                "Disabled": status == "Disabled",
                "ServiceDown": status == "ServiceDown",
                "Failed": status == "Failed",
                "Initializing": status == "Initializing",
                "Resynchronizing": False,
                "Seeding": False,
                "Suspend": guid in host.stores.suspended,
                "CCRTargetNode": passive[0] if passive else None,
                "FailedMessage": "The passive copy needs to be seeded." if status == "Failed" else None,
                "SuspendComment": host.stores.suspended.get(guid),
                "CopyQueueLength": Int64(0),
                "ReplayQueueLength": Int64(0),
                "LatestAvailableLogTime": inspected,
                "LastCopyNotificationedLogTime": inspected,
                "LastCopiedLogTime": inspected,
                "LastInspectedLogTime": inspected,
                "LastReplayedLogTime": inspected,
                "Name": group.name,
                "IsValid": True,
                "ObjectState": "Unchanged",
            },
            ["Microsoft.Exchange.Management.SystemConfigurationTasks.StorageGroupCopyStatusEntry"],
        )


class _CopyCmdlet(ExchangeCmdlet):
    """Changes the state of a storage group's copy."""

    identity = Param("System.Object", position=0, mandatory=True, pipeline=True, by_property=True)
    standby_machine = Param("System.String")

    def process(self) -> None:
        """Finds the storage group and does the change."""
        configuration = self.open()
        text = identity_text(self.identity)
        try:
            group = configuration.find(STORAGE_GROUP, text)
            if copy_status(self, configuration, group) == "Disabled":
                raise InvalidChangeError(f"The storage group '{text}' is not enabled for continuous replication.")
            if self.should_process(text):
                self.change(configuration, group)
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, text))
        except InvalidChangeError as problem:
            self.error(self.invalid(problem, text))

    def change(self, configuration: Configuration, group: DirectoryObject) -> None:
        """The change."""


@special("Suspend-StorageGroupCopy")
class SuspendStorageGroupCopy(_CopyCmdlet):
    """Suspends a copy; one that is suspended stays so without an error."""

    suspend_comment = Param("System.String")

    def change(self, configuration: Configuration, group: DirectoryObject) -> None:
        """Notes the comment."""
        comment = str(self.suspend_comment) if self.suspend_comment is not None else ""
        self.host().stores.suspended[str(group.guid)] = comment


@special("Resume-StorageGroupCopy")
class ResumeStorageGroupCopy(_CopyCmdlet):
    """Resumes a suspended copy."""

    def change(self, configuration: Configuration, group: DirectoryObject) -> None:
        """Forgets the comment."""
        self.host().stores.suspended.pop(str(group.guid), None)


@special("Update-StorageGroupCopy")
class UpdateStorageGroupCopy(_CopyCmdlet):
    """Seeds the passive copy anew; the copy must be suspended first."""

    delete_existing_files = Param(SWITCH)
    force = Param(SWITCH)
    manual_resume = Param(SWITCH)
    data_host_names = Param("System.String[]")
    target_path = Param("System.String")

    def change(self, configuration: Configuration, group: DirectoryObject) -> None:
        """Seeds, takes time, resumes."""
        stores = self.host().stores
        guid = str(group.guid)
        if guid not in stores.suspended:
            raise InvalidChangeError(
                f"The copy of the storage group '{group.name}' must be suspended before it is seeded."
            )
        self.host().sleep(600)
        if guid in stores.reseed:
            stores.reseed.remove(guid)
        if not self.manual_resume:
            stores.suspended.pop(guid, None)
