"""One role of Exchange 2007 on a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from exforge.resources.base import Act, Barrier, Change, Comparison, Probe, Resource, Value, register, setting
from exforge.resources.exchange_levels import LEVELS, LevelName
from exforge.resources.observed import items, mapping, number, text, yes


@dataclass(frozen=True)
class _Role:
    key: str
    bit: int
    services: tuple[str, ...]


ROLES: dict[str, _Role] = {
    "ClientAccess": _Role("ClientAccessRole", 4, ("MSExchangeADTopology", "MSExchangeServiceHost", "W3SVC")),
    "HubTransport": _Role("HubTransportRole", 32, ("MSExchangeADTopology", "MSExchangeTransport")),
    "UnifiedMessaging": _Role("UnifiedMessagingRole", 16, ("MSExchangeADTopology", "MSExchangeUM")),
    "Mailbox": _Role("MailboxRole", 2, ("MSExchangeADTopology", "MSExchangeRepl")),
}
"""Registry keys are UNVERIFIED beside the branch v8.0
(https://blogs.technet.microsoft.com/exchange/2007/05/21/how-does-exchange-2007-setup-know-to-resume-a-failed-setup/);
bits of msExchCurrentServerRoles: http://unifiedpeople.ru/exbpa.en/html/11abceaf-23ee-4430-98c0-a7c7fc1f8f38.htm"""


@register
@dataclass(frozen=True)
class ExchangeRole(Resource):
    """A role is installed: in the registry, in the directory, and its services run.

    An interrupted installation is finished by the same command, which resumes at its watermark. On a cluster
    node the server object of the role comes with the clustered mailbox server, so the directory is not asked.
    """

    type: ClassVar[str] = "exchange_role"
    role: Literal["ClientAccess", "HubTransport", "UnifiedMessaging", "Mailbox"] = setting("the role")
    media: str = setting("folder with setup.com of Exchange 2007")
    level: LevelName = setting("product level of that media")
    domain_controller: str = setting("DNS name of the controller to read and write on")
    legacy_routing_server: str = setting("Exchange 2003 bridgehead, for the first hub only", default="")
    target_dir: str = setting("installation folder; empty: setup's own", default="")
    clustered: bool = setting("the server is a cluster node", default=False)
    timeout: int = setting("seconds", default=7200)

    def __post_init__(self) -> None:
        """Refuses a bridgehead where setup does."""
        if self.legacy_routing_server and self.role != "HubTransport":
            raise ValueError("legacy_routing_server belongs to the role HubTransport")

    def probes(self) -> tuple[Probe, ...]:
        """Registry, services, media, and the directory's server object."""
        found = [
            Probe("Get-ExchangeRoleState", {"Key": self._facts.key}),
            Probe("Get-ServiceStateList", {"Names": self._facts.services}),
            Probe("Get-PathState", {"Path": rf"{self.media}\setup.com"}),
        ]
        if not self.clustered:
            found.append(Probe("Get-ExchangeServerEntry", {"Server": self.domain_controller, "Name": ""}))
        return tuple(found)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """Installed or not; then what is missing beside the files."""
        state = mapping(observed[0])
        configured, action = text(state.get("ConfiguredVersion")), text(state.get("Action"))
        if text(state.get("Watermark")) and action not in ("", "Install"):
            return Comparison.blocked(
                f"setup stopped in the middle of {action} of the role {self.role}",
                f"finish or undo {action} by hand, or run setup with that mode again",
            )
        if not configured or action or text(state.get("Watermark")):
            if not yes(mapping(observed[2]).get("Exists")):
                return Comparison.blocked(
                    f"setup.com is not in {self.media}", f"copy the Exchange 2007 {self.level} media there"
                )
            seen = "installation interrupted" if self._half_done(state) else "absent"
            return Comparison.of([Change("role", seen, "installed")])
        changes = []
        if not configured.startswith(LEVELS[self.level].build + "."):
            return Comparison.blocked(
                f"the role {self.role} is installed at {configured}, not at {self.level}",
                "upgrade the server with setup.com /mode:Upgrade, or set exchange_level to what is installed",
            )
        if not self.clustered and not number(mapping(observed[3]).get("Roles")) & self._facts.bit:
            changes.append(Change("role in the directory", "absent", "present"))
        changes.extend(
            Change(f"service {text(service.get('Name'))}", text(service.get("State")) or "absent", "Running")
            for service in map(mapping, items(mapping(observed[1]).get("Services")))
            if text(service.get("State")) != "Running"
        )
        return Comparison.of(changes)

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Setup; for a role that is installed, starting services that do not run."""
        fields = [change.field for change in comparison.changes]
        if "role" not in fields:
            return tuple(
                Act(
                    "Set-ServiceState",
                    {"Name": name, "StartMode": "", "State": "Running"},
                    summary=f"start service {name}",
                )
                for name in (field.removeprefix("service ") for field in fields if field.startswith("service "))
            )
        return (
            Act(
                "Install-ExchangeRole",
                {
                    "Media": self.media,
                    "Role": self.role,
                    "DomainController": self.domain_controller,
                    "LegacyRoutingServer": self.legacy_routing_server,
                    "TargetDir": self.target_dir,
                    "UpdatesDir": "",
                },
                summary=f"install the {self.role} role",
                repeatable=False,
                may_reboot=True,
                clean_boot=True,
                full_logon=True,
                timeout=self.timeout,
            ),
        )

    def barrier(self) -> Barrier:
        """Services start after setup has ended, and the server object replicates."""
        return Barrier(f"the {self.role} role shows in the directory and its services run", 1800, interval=2.0)

    @property
    def _facts(self) -> _Role:
        return ROLES[self.role]

    @staticmethod
    def _half_done(state: Mapping[str, Value]) -> bool:
        return bool(text(state.get("Action")) or text(state.get("Watermark")))
