"""Forming, joining, quorum and fail-over of a server cluster."""

from __future__ import annotations

import pytest

from tests.winlab.cluster.two_nodes import MNS, WITNESS, Lab, interfaces
from winlab.cluster import status
from winlab.cluster.administration import add_node
from winlab.cluster.database import Database
from winlab.cluster.operation import ServerCluster
from winlab.cluster.status import ClusterError


@pytest.fixture
def lab() -> Lab:
    """A cluster of one node with a local quorum."""
    return Lab()


@pytest.fixture
def pair(lab: Lab) -> Lab:
    """Two nodes, majority node set, witness in effect, private network internal."""
    lab.majority_node_set()
    add_node(lab.cluster, "NODEB", interfaces("NODEB"))
    lab.must("res", MNS, "/priv", f"MNSFileShare={WITNESS}")
    lab.must("network", "Private", "/prop", "Role=1")
    lab.must("group", "Cluster Group", "/move:NODEB")
    lab.must("group", "Cluster Group", "/move:NODEA")
    return lab


def test_a_new_cluster_has_its_core_resources_online(lab: Lab) -> None:
    lines = lab.must("res")
    assert [line.split("  ")[0].strip() for line in lines[4:]] == [
        "Cluster IP Address",
        "Cluster Name",
        "Local Quorum",
    ]
    assert all(line.endswith("Online") for line in lines[4:])


def test_a_second_node_may_not_join_a_local_quorum(lab: Lab) -> None:
    with pytest.raises(ClusterError) as refused:
        add_node(lab.cluster, "NODEB", interfaces("NODEB"))
    assert refused.value.code == status.NOT_QUORUM_CAPABLE
    assert len(lab.must("node")) == 5


REFUSALS = [
    (["res", "Nothing", "/online"], status.RESOURCE_NOT_FOUND),
    (["group", "Nothing", "/move"], status.GROUP_NOT_FOUND),
    (["node", "NODEX", "/pause"], status.NODE_NOT_FOUND),
    (["network", "Nothing", "/prop", "Role=1"], status.NETWORK_NOT_FOUND),
    (["network", "Public", "/prop", "Role=1"], status.ROLE_REFUSED),
    (["res", "Local Quorum", "/offline"], status.QUORUM_RESOURCE),
    (["res", "Cluster Name", "/delete"], status.CORE_RESOURCE),
    (["res", MNS, "/create", "/group:Cluster Group", "/type:Nonsense"], status.RESTYPE_NOT_FOUND),
    (
        ["res", "Cluster Name", "/create", "/group:Cluster Group", f"/type:{MNS}"],
        status.OBJECT_ALREADY_EXISTS,
    ),
    (["/quorum:Cluster Name"], status.NOT_QUORUM_CAPABLE),
    (["group", "Cluster Group", "/create"], status.OBJECT_ALREADY_EXISTS),
    (["group", "Cluster Group", "/delete"], status.GROUP_NOT_EMPTY),
    (["group", "Cluster Group", "/move:NODEB"], status.NODE_NOT_FOUND),
    (["/setnetpri:Private"], status.INVALID_PARAMETER),
]


@pytest.mark.parametrize(("arguments", "code"), REFUSALS)
def test_wrong_orders_are_refused_with_the_status_of_the_cluster_api(lab: Lab, arguments: list[str], code: int) -> None:
    assert lab.run(*arguments)[0] == code


def test_a_quorum_resource_must_be_online_first(lab: Lab) -> None:
    lab.must("res", MNS, "/create", "/group:Cluster Group", f"/type:{MNS}")
    assert lab.run(f"/quorum:{MNS}")[0] == status.RESOURCE_NOT_ONLINE


def test_the_witness_property_of_an_online_quorum_is_stored_for_the_next_time(lab: Lab) -> None:
    lab.majority_node_set()
    assert lab.run("res", MNS, "/priv", f"MNSFileShare={WITNESS}")[0] == status.PROPERTIES_STORED
    assert lab.cluster.votes("NODEA") == (1, 1)
    lines = lab.must("res", MNS, "/priv")
    assert rf"S  Majority Node Set    MNSFileShare                   {WITNESS}" in lines


def test_a_witness_share_that_is_not_there_is_refused(lab: Lab) -> None:
    lab.majority_node_set()
    assert lab.run("res", MNS, "/priv", r"MNSFileShare=\\HT01\NONE")[0] == status.BAD_NET_NAME


def test_with_a_witness_two_nodes_survive_the_loss_of_one(pair: Lab) -> None:
    assert pair.cluster.votes("NODEA") == (3, 3)
    pair.cluster.node_stopped("NODEA")
    assert pair.data.group("Cluster Group").owner == "NODEB"
    assert pair.around.stopped == []
    assert pair.must("group")[-1] == "Cluster Group        NODEB           Online"


def test_without_a_witness_the_loss_of_one_of_two_stops_the_other(lab: Lab) -> None:
    lab.majority_node_set()
    add_node(lab.cluster, "NODEB", interfaces("NODEB"))
    lab.cluster.node_stopped("NODEB")
    assert lab.around.stopped == ["NODEA"]


def test_a_lost_witness_and_a_lost_node_lose_the_quorum(pair: Lab) -> None:
    pair.around.shares[WITNESS] = status.BAD_NET_PATH
    pair.cluster.node_stopped("NODEB")
    assert pair.around.stopped == ["NODEA"]
    with pytest.raises(ClusterError):
        pair.cluster.node_started("NODEA")


def test_unbound_file_sharing_on_the_heartbeat_breaks_the_majority_node_set_at_the_next_start(
    pair: Lab,
) -> None:
    pair.around.unbound.add(("NODEB", "Private"))
    pair.cluster.node_stopped("NODEB")
    with pytest.raises(ClusterError):
        pair.cluster.node_started("NODEB")
    mns = pair.data.resource(MNS)
    assert pair.around.logged[-1] == (
        f"NODEB: ERR  Majority Node Set <Majority Node Set>: CreateTreeConnection(192.168.100.11\\{mns.id}$) "
        "returned 0xc00000be hdl 0xffffffff"
    )


def test_rebinding_cures_the_majority_node_set_at_once(pair: Lab) -> None:
    pair.around.unbound.add(("NODEB", "Private"))
    pair.cluster.node_stopped("NODEB")
    with pytest.raises(ClusterError):
        pair.cluster.node_started("NODEB")
    pair.around.unbound.clear()
    for node in ("NODEA", "NODEB"):
        pair.cluster.node_started(node)
    assert [node.state() for node in pair.data.nodes] == ["Up", "Up"]


def test_networks_are_ordered_only_among_those_that_carry_the_heartbeat(pair: Lab) -> None:
    pair.must("/setnetpri:Private,Public")
    assert pair.must("/listnetpri")[2:] == ["Private", "Public"]
    pair.must("network", "Public", "/prop", "Role=2")
    assert pair.run("/setnetpri:Public,Private")[0] == status.NETWORK_NOT_INTERNAL


def test_an_active_node_is_not_evicted_but_a_stopped_one_is(pair: Lab) -> None:
    assert pair.run("node", "NODEB", "/evict")[0] == status.CANT_EVICT_ACTIVE_NODE
    pair.cluster.node_stopped("NODEB")
    pair.must("node", "NODEB", "/evict")
    assert pair.left == ["NODEB"]


def test_a_network_name_that_cannot_be_made_fails_its_resource(lab: Lab) -> None:
    lab.must("group", "MBX01", "/create")
    lab.must("res", "Network Name (MBX01)", "/create", "/group:MBX01", "/type:Network Name")
    lab.around.name_status = status.INVALID_STATE
    assert lab.run("res", "Network Name (MBX01)", "/online")[0] == status.INVALID_STATE
    assert lab.must("group", "MBX01")[-1].endswith("Failed")


def test_without_waiting_long_enough_a_resource_is_left_pending(lab: Lab) -> None:
    lab.must("group", "MBX01", "/create")
    for number in range(3):
        lab.must("res", f"Name {number}", "/create", "/group:MBX01", "/type:Network Name")
        if number:
            lab.must("res", f"Name {number}", f"/adddep:Name {number - 1}")
    assert lab.run("res", "Name 2", "/online")[0] == status.IO_PENDING
    lab.around.pending.pop()()
    assert lab.must("res", "Name 2")[-1].endswith("Online")
    lab.must("res", "Name 0", "/offline")
    lab.must("res", "Name 2", "/online", "/wait:20")
    lab.must("res", "Name 0", "/offline")
    lab.must("res", "Name 2", "/online", "/wait")


def test_the_database_survives_a_round_trip_as_plain_data(pair: Lab) -> None:
    again = Database.from_data(pair.data.to_data())
    assert again == pair.data or again.to_data() == pair.data.to_data()
    assert ServerCluster(again, pair.around).votes("NODEA") == (3, 3)
