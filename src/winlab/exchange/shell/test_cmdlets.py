"""`Test-ServiceHealth`, `Test-ReplicationHealth`, `Test-Mailflow`, `Test-MAPIConnectivity`.

Role titles: see roles.py; checks of Test-ReplicationHealth UNVERIFIED; results of Test-Mailflow
http://www.book4u.org.ua/book/65774/Professional-Windows-PowerShell-for-Exchange-Server-2007-Service-Pack-1/
"""

from __future__ import annotations

from winlab.exchange.roles import SERVICES, roles_of_bits
from winlab.exchange.shell.calls import ExchangeCmdlet, identity_text
from winlab.exchange.shell.clustered_cmdlets import ClusteredCmdlet, copy_status
from winlab.exchange.shell.configuration import ObjectNotFoundError
from winlab.exchange.shell.generate import special
from winlab.exchange.shell.store_cmdlets import is_mounted
from winlab.exchange.shell.store_kinds import MAILBOX_DATABASE, STORAGE_GROUP
from winlab.powershell.declare import Param
from winlab.powershell.values import PSObject, TypedArray


@special("Test-ServiceHealth")
class TestServiceHealth(ExchangeCmdlet):
    """Whether the automatic services of each role run."""

    server = Param("System.Object", position=0, pipeline=True)

    def process(self) -> None:
        """One object per role."""
        configuration = self.open()
        host = self.host()
        name = identity_text(self.server) if self.server is not None else host.machine.name
        cluster = host.cluster_of(host.machine.name)
        bits = 2 if cluster is not None and self.server is None else 0
        if not bits:
            try:
                found = configuration.server(name)
            except ObjectNotFoundError as problem:
                self.error(self.not_found(problem, name))
                return
            name, bits = found.name, found.number("msExchCurrentServerRoles")
        for role in roles_of_bits(bits):
            wanted = [service for service in role.services if SERVICES[service].automatic]
            if role.name in ("ClientAccess", "Mailbox"):
                wanted += ["IISAdmin", "W3Svc"]
            running = [service for service in wanted if host.service_state(name, service) == "Running"]
            missing = [service for service in wanted if service not in running]
            self.write(
                PSObject.of(
                    {
                        "Role": role.health_title,
                        "RequiredServicesRunning": not missing,
                        "ServicesRunning": TypedArray(running, "System.String"),
                        "ServicesNotRunning": TypedArray(missing, "System.String"),
                    },
                    ["Microsoft.Exchange.Management.Common.ServiceHealth"],
                )
            )


@special("Test-ReplicationHealth")
class TestReplicationHealth(ClusteredCmdlet):
    """Checks of continuous replication on this node (SP1 and later)."""

    since_sp1 = frozenset({"*"})

    def process(self) -> None:
        """One object per check."""
        cluster, group = self.clustered()
        configuration = self.open()
        host = self.host()
        node = host.machine.name
        nodes = cluster.data.nodes
        statuses = [copy_status(self, configuration, item) for item in configuration.all(STORAGE_GROUP, group.name)]
        witness = cluster.votes(group.owner)
        checks = [
            ("PassiveNodeUp", all(item.running for item in nodes)),
            ("ClusterNetwork", len(cluster.data.networks) > 1),
            ("QuorumGroup", cluster.has_quorum(group.owner)),
            ("FileShareQuorum", witness[0] == witness[1]),
            ("CmsGroup", cluster.data.group_state(group) == "Online"),
            ("NodePaused", not any(item.paused for item in nodes)),
            ("DnsRegistrationStatus", True),
            ("ReplayService", host.service_state(node, "MSExchangeRepl") == "Running"),
            ("SGCopySuspended", "Suspended" not in statuses),
            ("SGCopyFailed", "Failed" not in statuses),
            ("SGInitializing", "Initializing" not in statuses),
            ("SGCopyQueueLength", True),
            ("SGReplayQueueLength", True),
        ]
        for name, passed in checks:
            self.write(
                PSObject.of(
                    {
                        "Server": node,
                        "Check": name,
                        "Result": "Passed" if passed else "*FAILED*",
                        "Error": None if passed else f"The check {name} failed on {node}.",
                    },
                    ["Microsoft.Exchange.Management.SystemConfigurationTasks.ReplicationCheckOutcome"],
                )
            )


@special("Test-Mailflow")
class TestMailflow(ExchangeCmdlet):
    """Sends a message from a Mailbox server to itself or to another."""

    identity = Param("System.Object", position=0, pipeline=True)
    target_mailbox_server = Param("System.Object")
    target_email_address = Param("System.String")

    def process(self) -> None:
        """Succeeds when a mounted database and a running hub are there."""
        configuration = self.open()
        host = self.host()
        name = identity_text(self.identity) if self.identity is not None else host.machine.name
        source = configuration.server_of_role(name, "Mailbox")
        hubs = [
            server.name
            for server in configuration.servers()
            if server.number("msExchCurrentServerRoles") & 32
            and host.service_state(server.name, "MSExchangeTransport") == "Running"
        ]
        mounted = any(
            is_mounted(self, configuration, item) for item in configuration.all(MAILBOX_DATABASE, source.name)
        )
        host.sleep(8)
        success = bool(hubs) and mounted
        self.write(
            PSObject.of(
                {
                    "TestMailflowResult": "Success" if success else "*FAILURE*",
                    "MessageLatencyTime": "00:00:02.5000000" if success else "00:00:00",
                    "IsRemoteTest": self.target_mailbox_server is not None or self.target_email_address is not None,
                    "Identity": source.name,
                    "IsValid": True,
                },
                ["Microsoft.Exchange.Monitoring.TestMailflowOutcome"],
            )
        )


@special("Test-MAPIConnectivity")
class TestMapiConnectivity(ExchangeCmdlet):
    """Logs on to the system mailbox of databases."""

    server = Param("System.Object")
    database = Param("System.Object")

    def process(self) -> None:
        """One object per database."""
        configuration = self.open()
        server = identity_text(self.server) if self.server is not None else None
        try:
            name = configuration.server(server).name if server is not None else None
            items = (
                [configuration.find(MAILBOX_DATABASE, identity_text(self.database))]
                if self.database is not None
                else configuration.all(MAILBOX_DATABASE, name or self.host().machine.name)
            )
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, server))
            return
        for item in items:
            mounted = is_mounted(self, configuration, item)
            identity = configuration.identity(MAILBOX_DATABASE, item)
            self.write(
                PSObject.of(
                    {
                        "Server": identity.split("\\")[0],
                        "StorageGroup": identity.split("\\")[1],
                        "Database": item.name,
                        "Result": "Success" if mounted else "*FAILURE*",
                        "Latency": "00:00:00.0300000" if mounted else "-00:00:01",
                        "Error": None if mounted else "Database is dismounted.",
                    },
                    ["Microsoft.Exchange.Monitoring.MapiTransactionOutcome"],
                )
            )
