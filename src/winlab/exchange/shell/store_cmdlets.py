"""Cmdlets about storage groups, databases and mailbox servers with rules of their own.

Paths and one database per group in continuous replication: http://technet.microsoft.com/library/bb123996 ;
default paths UNVERIFIED.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import cast

from winlab.cluster.database import Group
from winlab.cluster.operation import ServerCluster
from winlab.cluster.status import ClusterError
from winlab.directory.reading import DirectoryObject
from winlab.exchange import organization as org
from winlab.exchange.clustered import add_database_resource, database_resource, storage_type
from winlab.exchange.setup.installation import REPLICAS
from winlab.exchange.setup.server_object import DATA_PATH
from winlab.exchange.shell.calls import ExchangeCmdlet, bound_fields, identity_text
from winlab.exchange.shell.configuration import Configuration, InvalidChangeError, ObjectNotFoundError
from winlab.exchange.shell.generate import special
from winlab.exchange.shell.kinds import ObjectKind
from winlab.exchange.shell.store_kinds import MAILBOX_DATABASE, PUBLIC_FOLDER_DATABASE, STORAGE_GROUP
from winlab.exchange.shell.verbs import GetObject, NewObject, RemoveObject
from winlab.powershell.declare import SWITCH, Param
from winlab.powershell.values import PSObject

_LIMIT = {"StandardEvaluation": 5, "Standard": 5}


def server_of(item: DirectoryObject) -> str:
    """Name of the server a storage group or database is on."""
    return item.dn.partition(",CN=InformationStore,CN=")[2].partition(",")[0]


def clustered_group(command: ExchangeCmdlet, server: str) -> tuple[ServerCluster, Group] | None:
    """The cluster and group of a clustered mailbox server, None for any other server."""
    for cluster in command.host().clusters():
        for group in cluster.data.groups:
            if group.name.lower() == server.lower():
                return cluster, group
    return None


def is_mounted(command: ExchangeCmdlet, configuration: Configuration, item: DirectoryObject) -> bool:
    """Whether a database is mounted: its store runs where the server is now, and nobody dismounted it."""
    host = command.host()
    if str(item.guid) in host.stores.dismounted:
        return False
    server = server_of(item)
    found = clustered_group(command, server)
    if found is not None:
        return host.service_state(found[1].owner, "MSExchangeIS") == "Running"
    return host.service_state(server, "MSExchangeIS") == "Running"


@special("New-StorageGroup")
class NewStorageGroup(NewObject):
    """Makes a storage group; paths default below the server's data folder."""

    log_folder_path = Param("System.String")

    def values(self, configuration: Configuration) -> Mapping[str, list[str]]:
        """Fields with default paths."""
        values = dict(bound_fields(self, self.kind))
        folder = rf"{DATA_PATH}\{self.name}"
        values.setdefault("LogFolderPath", [folder])
        values.setdefault("SystemFolderPath", values["LogFolderPath"])
        return values

    def created(self, configuration: Configuration, made: DirectoryObject) -> None:
        """Prefix of the logs, owner, replication of a clustered server."""
        super().created(configuration, made)
        server = configuration.server(server_of(made))
        number = len(configuration.all(self.kind, server.name)) - 1
        replicated = storage_type(server.text("msExchClusterStorageType")) == "NonShared"
        configuration.connection.modify(
            made.dn,
            {
                "msExchESEParamBaseName": f"E{number:02}",
                "msExchReplicated": "Remote" if replicated else "None",
            },
        )


class _NewDatabase(NewObject):
    """Makes a database in a storage group, dismounted."""

    storage_group = Param("System.Object", mandatory=True)
    name = Param("System.String", position=0)

    def container(self, configuration: Configuration) -> str:
        """The storage group."""
        return configuration.find(STORAGE_GROUP, identity_text(self.storage_group)).dn

    def values(self, configuration: Configuration) -> Mapping[str, list[str]]:
        """Fields with a default file; one database in a replicated group."""
        group = configuration.find(STORAGE_GROUP, identity_text(self.storage_group))
        present = configuration.connection.search(group.dn, "(objectClass=msExchMDB)", "onelevel")
        if present and group.text("msExchReplicated") == "Remote":
            raise InvalidChangeError(
                f"The storage group '{group.name}' is enabled for continuous replication and already "
                "contains a database. Such a storage group can have one database only."
            )
        values = dict(bound_fields(self, self.kind))
        values.setdefault("EdbFilePath", [rf"{group.text('msExchESEParamSystemPath')}\{self.name}.edb"])
        return values

    def created(self, configuration: Configuration, made: DirectoryObject) -> None:
        """Owner, name of the group; the database starts dismounted."""
        super().created(configuration, made)
        group = org.name_of(org.parent_of(made.dn))
        text = f"{server_of(made)}\\{group}"
        configuration.connection.modify(made.dn, {"msExchStorageGroupName": text})
        self.host().stores.dismounted.append(str(made.guid))
        found = clustered_group(self, server_of(made))
        if found is not None:
            cluster, group_of_server = found
            add_database_resource(cluster, group_of_server.name, group, made.name)


@special("New-MailboxDatabase")
class NewMailboxDatabase(_NewDatabase):
    """Makes a mailbox database."""


@special("New-PublicFolderDatabase")
class NewPublicFolderDatabase(_NewDatabase):
    """Makes a public folder database, one per server."""

    def values(self, configuration: Configuration) -> Mapping[str, list[str]]:
        """Fields, after the server was found to have none."""
        group = configuration.find(STORAGE_GROUP, identity_text(self.storage_group))
        if configuration.all(self.kind, server_of(group)):
            raise InvalidChangeError(f"The server '{server_of(group)}' already has a public folder database.")
        return super().values(configuration)


class _GetDatabase(GetObject):
    """Reads databases; with -Status also whether they are mounted."""

    status = Param(SWITCH)
    storage_group = Param("System.Object")
    include_pre_exchange2007 = Param(SWITCH, ps="IncludePreExchange2007")

    def selected(self, configuration: Configuration) -> list[DirectoryObject]:
        """Those of 2007 servers, all with the switch; of one storage group if one is named."""
        found = super().selected(configuration)
        if self.identity is None and self.server is None and not self.include_pre_exchange2007:
            servers = configuration.names.servers.lower()
            found = [item for item in found if item.dn.lower().endswith(servers)]
        if self.storage_group is not None:
            group = configuration.find(STORAGE_GROUP, identity_text(self.storage_group)).dn.lower()
            found = [item for item in found if org.parent_of(item.dn).lower() == group]
        return found

    def shown(self, configuration: Configuration, kind: ObjectKind, item: DirectoryObject) -> PSObject:
        """With the state of the store."""
        made = super().shown(configuration, kind, item)
        made.set("Mounted", is_mounted(self, configuration, item) if self.status else None)
        return made


@special("Get-MailboxDatabase")
class GetMailboxDatabase(_GetDatabase):
    """Reads mailbox databases."""


@special("Get-PublicFolderDatabase")
class GetPublicFolderDatabase(_GetDatabase):
    """Reads public folder databases."""


@special("Remove-MailboxDatabase")
class RemoveMailboxDatabase(RemoveObject):
    """Removes a mailbox database without mailboxes."""

    def removing(self, configuration: Configuration, item: DirectoryObject) -> None:
        """Mailboxes must be gone, in every domain."""
        escaped = item.dn.replace("(", r"\28").replace(")", r"\29")
        host = self.host()
        for domain in host.forest.domains.values():
            connection = host.forest.bind(host.logon, None, host.machine, domain=domain.dns)
            if connection.search(domain.dn, f"(homeMDB={escaped})", limit=1):
                raise InvalidChangeError(
                    "This mailbox database contains one or more mailboxes. Before deleting a mailbox "
                    "database, disable, move or remove the mailboxes in it."
                )


@special("Remove-PublicFolderDatabase")
class RemovePublicFolderDatabase(RemoveObject):
    """Removes a public folder database without replicas.

    https://mskb.pkisolutions.com/kb/927464
    """

    def removing(self, configuration: Configuration, item: DirectoryObject) -> None:
        """Replicas of system folders are there as long as another store replicates with it."""
        everywhere = configuration.connection.search(configuration.names.dn, "(objectClass=msExchPublicMDB)")
        legacy = [server for server in configuration.servers() if server.first("msExchCurrentServerRoles") is None]
        if len(everywhere) > 1 or legacy:
            raise InvalidChangeError(REPLICAS.partition("Database 'Public Folder Database': ")[2])


@special("Remove-StorageGroup")
class RemoveStorageGroup(RemoveObject):
    """Removes an empty storage group."""

    def removing(self, configuration: Configuration, item: DirectoryObject) -> None:
        """No databases in it."""
        if configuration.connection.search(item.dn, "(objectClass=msExchMDB)", limit=1):
            raise InvalidChangeError(f"The storage group '{item.name}' contains databases.")


class _SwitchMount(ExchangeCmdlet):
    """Mounts or dismounts a database of either kind."""

    identity = Param("System.Object", position=0, mandatory=True, pipeline=True, by_property=True)
    force = Param(SWITCH)
    mount = True

    def process(self) -> None:
        """Changes the state of the database."""
        configuration = self.open()
        text = identity_text(self.identity)
        item = self._find(configuration, text)
        if item is None:
            return
        stores = self.host().stores
        guid = str(item.guid)
        if not self.should_process(text):
            return
        if self.mount:
            if guid in stores.dismounted:
                stores.dismounted.remove(guid)
            self.host().sleep(5)
            self._resource(item, online=True)
            if not is_mounted(self, configuration, item):
                stores.dismounted.append(guid)
                self.error(
                    self.record(
                        f"Exchange is unable to mount the database that you specified. Specified database: "
                        f"{text}; Error code: MapiExceptionNetworkError: Unable to make admin interface "
                        "connection to server.",
                        "Microsoft.Exchange.Management.SystemConfigurationTasks.MountDatabaseException",
                        target=text,
                    )
                )
        elif guid not in stores.dismounted:
            stores.dismounted.append(guid)
            self._resource(item, online=False)

    def _resource(self, item: DirectoryObject, *, online: bool) -> None:
        """On a clustered server the database's resource goes along."""
        found = clustered_group(self, server_of(item))
        if found is None:
            return
        group = org.name_of(org.parent_of(item.dn))
        name = database_resource(group, item.name, found[1].name)
        for resource in found[0].data.members(found[1]):
            if resource.name.lower() == name.lower():
                with contextlib.suppress(ClusterError):
                    (found[0].online if online else found[0].offline)(resource)

    def _find(self, configuration: Configuration, text: str) -> DirectoryObject | None:
        last: ObjectNotFoundError | None = None
        for kind in (MAILBOX_DATABASE, PUBLIC_FOLDER_DATABASE):
            try:
                return configuration.find(kind, text)
            except ObjectNotFoundError as problem:
                last = problem
        self.error(self.not_found(cast("ObjectNotFoundError", last), text))
        return None


@special("Mount-Database")
class MountDatabase(_SwitchMount):
    """Mounts a database."""


@special("Dismount-Database")
class DismountDatabase(_SwitchMount):
    """Dismounts a database."""

    mount = False


@special("Get-MailboxServer")
class GetMailboxServer(GetObject):
    """Reads Mailbox servers; clustered ones say what storage they have.

    http://www.book4u.org.ua/book/65716/Professional-Windows-PowerShell-for-Exchange-Server-2007-Service-Pack-1/num_491.html
    """

    def shown(self, configuration: Configuration, kind: ObjectKind, item: DirectoryObject) -> PSObject:
        """With the word for the storage type."""
        made = super().shown(configuration, kind, item)
        made.set("ClusteredStorageType", storage_type(item.text("msExchClusterStorageType")))
        return made
