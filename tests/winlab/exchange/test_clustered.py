"""The Mailbox role on cluster nodes and /NewCms."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.winlab.cluster.two_nodes import MNS, WITNESS, FakeSurroundings, interfaces
from tests.winlab.cluster.two_nodes import Lab as ClusterLab
from tests.winlab.directory.forests import Host
from tests.winlab.exchange import forest as lab
from tests.winlab.exchange.computer import Site, new_site
from winlab.cluster import status
from winlab.cluster.administration import add_node
from winlab.cluster.database import Resource
from winlab.exchange import organization as org
from winlab.exchange.clustered import CMS_KEY, ClusteredSetup
from winlab.exchange.levels import level_named
from winlab.exchange.roles import CLUSTERED_KEY, ROLES
from winlab.exchange.setup.flow import Media, Setting, run_setup

SERVER = f"CN=MBX01,CN=Servers,CN={org.ADMIN_GROUP},CN=Administrative Groups,{lab.ORG}"
NEW = ("/NewCms", "/CMSName:MBX01", "/CMSIPAddress:10.1.1.61")


@dataclass
class ClusterSurroundings(FakeSurroundings):
    """Makes computer accounts on the PDC emulator of the child domain, as the Cluster service does."""

    site: Site | None = None
    refused: bool = False
    made: list[str] = field(default_factory=list)

    def publish_name(self, node: str, name: str, resource: Resource) -> int:
        if self.refused:
            return status.INVALID_STATE
        assert self.site is not None
        if name not in self.made and resource.private.number("RequireKerberos"):
            connection = self.site.forest.bind(lab.DEPLOY, "CHILDDC1")
            connection.add(f"CN={name},CN=Computers,DC=child,DC=corp,DC=example", {"objectClass": "computer"})
            self.made.append(name)
        return 0


@dataclass
class Nodes:
    """Two cluster nodes in a prepared forest."""

    site: Site
    cluster: ClusterLab
    around: ClusterSurroundings

    def setup(self, *arguments: str, on: str = "NODEA") -> int:
        """Runs setup.com on a node; text in `site.printed`."""
        parts: list[str] = []
        site = self.site
        code = run_setup(
            Setting(
                arguments,
                Media(level_named("SP3"), r"D:\Exchange"),
                site.forest,
                lab.DEPLOY,
                Host(on, "child.corp.example"),
                site.computer(on),
                ClusteredSetup(self.cluster.cluster, on, site.computer),
                parts.append,
                site.clock.pass_time,
                site.clock.now,
            )
        )
        site.printed = "".join(parts).replace("\r\n", "\n")
        return code

    def must(self, *arguments: str, on: str = "NODEA") -> None:
        """Runs setup.com where success is expected."""
        assert self.setup(*arguments, on=on) == 0, self.site.printed
        self.site.clock.pass_time(60)


@pytest.fixture
def nodes() -> Nodes:
    """A cluster with majority node set and witness, nothing of Exchange on it."""
    site = new_site()
    site.prepare()
    cluster = ClusterLab()
    around = ClusterSurroundings(shares={WITNESS: 0}, site=site)
    cluster.cluster.around = around
    cluster.around = around
    cluster.majority_node_set()
    add_node(cluster.cluster, "NODEB", interfaces("NODEB"))
    cluster.must("res", MNS, "/priv", f"MNSFileShare={WITNESS}")
    cluster.must("group", "Cluster Group", "/move:NODEB")
    cluster.must("group", "Cluster Group", "/move:NODEA")
    return Nodes(site, cluster, around)


def test_active_then_new_cms_then_passive_gives_a_clustered_server_of_two_machines(nodes: Nodes) -> None:
    nodes.must("/roles:Mailbox")
    nodes.must(*NEW)
    nodes.must("/roles:Mailbox", on="NODEB")
    server = nodes.site.forest.bind(lab.DEPLOY, "CHILDDC1").get(SERVER)
    assert server.text("msExchClusterStorageType") == "1"
    assert server.number("msExchCurrentServerRoles") == 2
    assert server.get("msExchServerRedundantMachines") == ["NODEA", "NODEB"]
    group = nodes.cluster.data.group("MBX01")
    assert [resource.name for resource in nodes.cluster.data.members(group)] == [
        "IP Address (MBX01)",
        "Network Name (MBX01)",
        "Exchange System Attendant Instance (MBX01)",
        "Exchange Information Store Instance (MBX01)",
        "First Storage Group/Mailbox Database (MBX01)",
    ]
    assert nodes.cluster.must("group", "MBX01")[-1] == "MBX01                NODEA           Online"


def test_role_and_clustered_server_can_be_made_in_one_run(nodes: Nodes) -> None:
    nodes.must("/mode:Install", "/roles:Mailbox", *NEW)
    computer = nodes.site.computer("NODEA")
    assert computer.value(CLUSTERED_KEY, "ConfiguredVersion") == "8.3.83.6"
    assert computer.value(CLUSTERED_KEY, "Action") is None
    assert computer.value(CMS_KEY, "Name") == "MBX01"


def test_a_node_alone_is_no_server_of_the_organization_and_its_stores_start_by_hand(nodes: Nodes) -> None:
    nodes.must("/roles:Mailbox", on="NODEB")
    connection = nodes.site.forest.bind(lab.DEPLOY, "CHILDDC1")
    assert not connection.exists(SERVER.replace("MBX01", "NODEB", 1))
    computer = nodes.site.computer("NODEB")
    assert computer.automatic["MSExchangeIS"] is False
    assert computer.automatic["MSExchangeRepl"] is True
    assert computer.value(ROLES["Mailbox"].registry_key, "ConfiguredVersion") == "8.3.83.6"


def test_another_role_on_a_node_is_refused(nodes: Nodes) -> None:
    nodes.site.computer("NODEA").host = nodes.site.computer("NODEA").host.__class__(
        "NODEA",
        "NODEA.child.corp.example",
        clustered=True,
        services=frozenset({"W3SVC"}),
        components=frozenset({"iis_inetmgr", "aspnet"}),
    )
    assert nodes.setup("/roles:ClientAccess") == 1
    assert "cannot be installed on a node of a cluster" in nodes.site.printed


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (NEW, "The Mailbox server role is not installed on this node."),
        (("/NewCms", "/cn:ANAMETHATISTOOLONG", "/cip:10.1.1.61"), "longer than 15 characters"),
        (("/RemoveCms", "/cn:MBX01"), "does not exist in this cluster"),
    ],
)
def test_clustered_operations_out_of_order_are_refused(nodes: Nodes, arguments: tuple[str, ...], text: str) -> None:
    assert nodes.setup(*arguments) == 1
    assert text in nodes.site.printed


def test_without_a_majority_node_set_there_is_no_continuous_replication(nodes: Nodes) -> None:
    alone = ClusterLab()
    nodes.cluster.cluster = alone.cluster
    assert nodes.setup("/roles:Mailbox", *NEW) == 1
    assert "requires a Majority Node Set quorum resource" in nodes.site.printed


def test_a_second_clustered_server_in_the_cluster_is_refused(nodes: Nodes) -> None:
    nodes.must("/roles:Mailbox", *NEW)
    nodes.must("/roles:Mailbox", on="NODEB")
    assert nodes.setup("/NewCms", "/cn:MBX02", "/cip:10.1.1.62", on="NODEB") == 1
    assert "already exists in this cluster" in nodes.site.printed


def test_a_cluster_account_that_may_not_make_computers_fails_the_network_name_and_can_be_resumed(
    nodes: Nodes,
) -> None:
    nodes.must("/roles:Mailbox")
    nodes.around.refused = True
    assert nodes.setup(*NEW) == 1
    assert "Failed to bring cluster resource Network Name (MBX01) in cluster group MBX01" in nodes.site.printed
    assert "(Exception from HRESULT:0x8007139f)" in nodes.site.printed
    assert nodes.site.computer("NODEA").value(CLUSTERED_KEY, "Action") == "Install"
    assert nodes.setup("/mode:Uninstall", "/roles:Mailbox") == 1
    nodes.around.refused = False
    nodes.must(*NEW)
    assert nodes.site.computer("NODEA").value(CLUSTERED_KEY, "Action") is None


def test_an_account_that_does_not_replicate_in_a_minute_fails_with_the_known_text(nodes: Nodes) -> None:
    nodes.must("/roles:Mailbox")
    nodes.site.forest.replication.first_delay = 600
    assert nodes.setup(*NEW, "/DomainController:CHILDDC2") == 1
    assert (
        "The computer account 'MBX01' was created on the domain controller "
        "\\\\childdc1.child.corp.example, but has not replicated to the desired domain controller "
        "(childdc2.child.corp.example)"
    ) in nodes.site.printed
    nodes.site.clock.pass_time(700)
    nodes.must(*NEW, "/DomainController:CHILDDC2")


def test_fail_over_brings_the_clustered_server_up_on_the_other_node(nodes: Nodes) -> None:
    nodes.must("/roles:Mailbox", *NEW)
    nodes.must("/roles:Mailbox", on="NODEB")
    nodes.cluster.cluster.node_stopped("NODEA")
    assert nodes.cluster.must("group", "MBX01")[-1] == "MBX01                NODEB           Online"
    assert ("NODEB", "MSExchangeIS") in nodes.around.services


def test_the_role_stays_on_the_node_that_runs_the_clustered_server(nodes: Nodes) -> None:
    nodes.must("/roles:Mailbox", *NEW)
    nodes.must("/roles:Mailbox", on="NODEB")
    assert nodes.setup("/mode:Uninstall", "/roles:Mailbox") == 1
    assert "is running on this node" in nodes.site.printed
    nodes.must("/mode:Uninstall", "/roles:Mailbox", on="NODEB")


def test_removal_is_stopped_by_public_folders_then_takes_group_and_server(nodes: Nodes) -> None:
    nodes.must("/roles:Mailbox", *NEW)
    assert nodes.setup("/RemoveCms", "/cn:MBX01") == 1
    assert "contains folder replicas" in nodes.site.printed
    connection = nodes.site.forest.bind(lab.DEPLOY, "CHILDDC1")
    connection.delete(connection.search(SERVER, "(objectClass=msExchPublicMDB)")[0].dn)
    nodes.must("/RemoveCms", "/cn:MBX01")
    assert not connection.exists(SERVER)
    assert nodes.cluster.run("group", "MBX01")[0] == status.GROUP_NOT_FOUND
