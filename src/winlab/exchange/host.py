"""Exchange on one machine as the snap-in's cmdlets see it."""

from __future__ import annotations

from typing import Protocol, cast

from winlab.cluster.operation import ServerCluster
from winlab.directory.forest import Caller, Forest, Member
from winlab.exchange.certificates import MachineCertificates
from winlab.exchange.levels import ExchangeLevel
from winlab.exchange.stores import Stores
from winlab.powershell.session import Session


class ExchangeHost(Protocol):
    """What the cmdlets ask of the lab around the machine they run on."""

    @property
    def forest(self) -> Forest:
        """The forest."""

    @property
    def logon(self) -> Caller:
        """Who runs the session."""

    @property
    def machine(self) -> Member:
        """The machine the session runs on."""

    @property
    def stores(self) -> Stores:
        """Which databases are dismounted, which copies suspended."""

    @property
    def level(self) -> ExchangeLevel:
        """The level of the management tools."""

    def has_component(self, server: str, component: str) -> bool:
        """Whether a Windows component is on; of a machine in the lab."""

    def service_state(self, server: str, service: str) -> str | None:
        """`Running`, `Stopped`...; None when there is no such service or machine, or it is off."""

    def start_service(self, server: str, service: str) -> int:
        """Starts a service; a Win32 status."""

    def cluster_of(self, node: str) -> ServerCluster | None:
        """The cluster a machine is a node of."""

    @property
    def certificates(self) -> MachineCertificates:
        """The certificates of the machine."""

    def write_file(self, path: str, text: str) -> None:
        """Writes a text file on the machine."""

    def file_exists(self, path: str) -> bool:
        """Whether a file exists on the machine."""

    def clusters(self) -> list[ServerCluster]:
        """All clusters."""

    def sleep(self, seconds: float) -> None:
        """Lets virtual time pass."""

    def event(self, server: str, source: str, kind: str, number: int, text: str) -> None:
        """Adds an event to a machine's Application log."""


class _Carrier(Protocol):
    exchange: ExchangeHost


def exchange_host(session: Session) -> ExchangeHost:
    """Exchange on the machine a session runs on."""
    carrier = session.host
    if hasattr(carrier, "exchange"):
        return cast("_Carrier", carrier).exchange
    from winlab.exchange.machine import host_of

    return host_of(carrier)
