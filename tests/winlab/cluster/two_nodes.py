"""A cluster of two nodes without machines around it, for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from winlab.cluster import status
from winlab.cluster.administration import found_cluster
from winlab.cluster.commandline import parse_command_line
from winlab.cluster.commands import ClusterCommands
from winlab.cluster.database import Database, Interface, Network, Resource
from winlab.cluster.operation import ServerCluster
from winlab.cluster.status import ClusterError

MNS = "Majority Node Set"
WITNESS = r"\\HT01\MNS_FSQ_CCRCLU1"
ADDRESSES = {"NODEA": ("10.1.1.51", "192.168.100.11"), "NODEB": ("10.1.1.52", "192.168.100.12")}


@dataclass
class FakeSurroundings:
    """Records what a cluster asks of the world; answers can be changed by a test."""

    slept: float = 0.0
    pending: list[Callable[[], None]] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    events: list[tuple[str, int]] = field(default_factory=list)
    unbound: set[tuple[str, str]] = field(default_factory=set)
    shares: dict[str, int] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    name_status: int = 0
    services: set[tuple[str, str]] = field(default_factory=set)

    def sleep(self, seconds: float) -> None:
        self.slept += seconds

    def spawn(self, work: Callable[[], None]) -> None:
        self.pending.append(work)

    def log(self, node: str, text: str) -> None:
        self.logged.append(f"{node}: {text}")

    def event(self, node: str, kind: str, number: int, text: str) -> None:
        self.events.append((node, number))

    def serves_files(self, node: str, adapter: str) -> bool:
        return (node, adapter) not in self.unbound

    def share_status(self, unc: str, node: str, account: str) -> int:
        return self.shares.get(unc, status.BAD_NET_NAME)

    def address_in_use(self, address: str) -> bool:
        return False

    def publish_name(self, node: str, name: str, resource: Resource) -> int:
        return self.name_status

    def withdraw_name(self, node: str, name: str, resource: Resource) -> None:
        """Names are not kept here."""

    def start_service(self, node: str, name: str) -> int:
        self.services.add((node, name))
        return 0

    def stop_service(self, node: str, name: str) -> None:
        self.services.discard((node, name))

    def quorum_lost(self, node: str) -> None:
        self.stopped.append(node)

    def changed(self) -> None:
        """Nothing to keep."""


def interfaces(node: str) -> list[Interface]:
    """The adapters of a node."""
    public, private = ADDRESSES[node]
    return [
        Interface(node, "net-public", "Public", public),
        Interface(node, "net-private", "Private", private),
    ]


class Lab:
    """One cluster and the command line to it."""

    def __init__(self) -> None:
        self.around = FakeSurroundings(shares={WITNESS: 0})
        networks = [
            Network("Public", "net-public", "10.1.1.0", "255.255.255.0"),
            Network("Private", "net-private", "192.168.100.0", "255.255.255.0"),
        ]
        ends = list(zip(networks, interfaces("NODEA"), strict=True))
        address = ("10.1.1.60", "255.255.255.0", "Public")
        self.data: Database = found_cluster("CCRCLU1", r"CHILD\svc-cluster", "NODEA", address, ends)
        self.cluster = ServerCluster(self.data, self.around)
        self.cluster.node_started("NODEA")
        self.left: list[str] = []

    def run(self, *arguments: str) -> tuple[int, list[str]]:
        """Runs cluster.exe; status and lines."""
        lines: list[str] = []
        commands = ClusterCommands(self.cluster, lines.append, self.left.append)
        try:
            return commands.run(parse_command_line(arguments)), lines
        except ClusterError as error:
            return error.code, lines

    def must(self, *arguments: str) -> list[str]:
        """Runs cluster.exe where success is expected."""
        code, lines = self.run(*arguments)
        assert code in (0, status.PROPERTIES_STORED), (arguments, code, lines)
        return lines

    def majority_node_set(self) -> None:
        """Makes the majority node set the quorum."""
        self.must("res", MNS, "/create", "/group:Cluster Group", f"/type:{MNS}")
        self.must("res", MNS, "/online", "/wait:120")
        self.must(f"/quorum:{MNS}")
        self.must("res", "Local Quorum", "/offline", "/delete")
