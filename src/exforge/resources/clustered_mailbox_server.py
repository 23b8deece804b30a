"""The clustered mailbox server of a cluster with continuous replication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from exforge.resources.base import Act, Barrier, Change, Comparison, Probe, Resource, Value, register, setting
from exforge.resources.observed import mapping, number, text, texts, yes

_CONTINUOUS_REPLICATION = 1


@register
@dataclass(frozen=True)
class ClusteredMailboxServer(Resource):
    """The clustered mailbox server exists, all of it is online, and the directory knows it as replicated.

    Probes run under a network logon, from which the Exchange shell reaches no domain controller; so they read the
    cluster and the directory. That the copies of its storage groups are healthy is waited for by an act, in a job
    with a full logon (https://learn.microsoft.com/en-us/previous-versions/office/exchange-server-2007/bb690972(v=exchg.80)).
    """

    type: ClassVar[str] = "clustered_mailbox_server"
    server: str = setting("name of the clustered mailbox server")
    address: str = setting("its IP address")
    media: str = setting("folder with setup.com of Exchange 2007")
    domain_controller: str = setting("DNS name of the controller to read and write on")
    healthy_minutes: int = setting("how long its copies may take to become healthy", default=60)
    timeout: int = setting("seconds", default=7200)

    def probes(self) -> tuple[Probe, ...]:
        """Its state, what an interrupted setup left, and whether the Mailbox role is there."""
        return (
            Probe("Get-ClusteredMailboxServerState", {"Name": self.server, "Server": self.domain_controller}),
            Probe("Get-ExchangeRoleState", {"Key": "ClusteredMailboxServer"}),
            Probe("Get-ExchangeRoleState", {"Key": "MailboxRole"}),
        )

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """Existence, an interrupted setup, state, directory."""
        state, setup, role = (mapping(answer) for answer in observed)
        if not yes(state.get("Exists")):
            if not text(role.get("ConfiguredVersion")):
                return Comparison.unknown("until the Mailbox role is installed")
            return Comparison.of([Change("clustered mailbox server", "absent", self.server)])
        changes = []
        if text(setup.get("Action")) or text(setup.get("Watermark")):
            changes.append(Change("setup", "interrupted", "finished"))
        if not yes(state.get("Online")):
            changes.append(Change("group", "not online", "online"))
        waiting = texts(state.get("NotOnline"))
        if waiting:
            changes.append(Change("resources that are not online", ", ".join(waiting), "none"))
        if number(state.get("StorageType")) != _CONTINUOUS_REPLICATION:
            kind = number(state.get("StorageType"))
            changes.append(Change("storage type in the directory", kind, _CONTINUOUS_REPLICATION))
        return Comparison.of(changes)

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Make it, or finish making it, and wait for its copies; states alone are only waited for."""
        fields = {change.field for change in comparison.changes}
        if not fields & {"clustered mailbox server", "setup"}:
            return ()
        return (
            Act(
                "Install-ClusteredMailboxServer",
                {
                    "Media": self.media,
                    "Name": self.server,
                    "Address": self.address,
                    "DomainController": self.domain_controller,
                },
                summary=f"make the clustered mailbox server {self.server}",
                repeatable=False,
                clean_boot=True,
                full_logon=True,
                timeout=self.timeout,
            ),
            Act(
                "Wait-StorageGroupCopy",
                {"Name": self.server, "Minutes": self.healthy_minutes},
                summary=f"wait until the copies of {self.server} are healthy",
                full_logon=True,
                timeout=self.healthy_minutes * 60 + 600,
            ),
        )

    def barrier(self) -> Barrier:
        """Resources come online one after the other, and the directory replicates."""
        return Barrier("all resources are online and the directory knows the server", 1800, interval=2.0)
