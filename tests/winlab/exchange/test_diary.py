"""The diary's deployment on emulated machines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.winlab.exchange.diary_lab import DEPLOY, MNS, SETUP, Diary
from winlab.directory.lab_part import forest_of
from winlab.exchange.setup.installation import SNAPIN_KEY
from winlab.windows import programs
from winlab.windows.errors import ServiceError
from winlab.windows.wmi.repository import WMI, WmiCaller


@pytest.fixture
def diary() -> Iterator[Diary]:
    """The lab before the deployment."""
    made = Diary()
    yield made
    made.close()


@pytest.fixture(scope="module")
def deployed() -> Iterator[Diary]:
    """The lab after the deployment; tests only read."""
    made = Diary()
    made.deploy()
    yield made
    made.close()


def test_the_hub_runs_its_services_under_the_service_control_manager(deployed: Diary) -> None:
    services = deployed.machine("HT01").services
    assert services.is_running("MSExchangeTransport")
    assert services.is_running("MSExchangeUM")
    assert services.get("MSExchangeIMAP4").start_mode == "Manual"
    with pytest.raises(ServiceError):
        services.stop("MSExchangeADTopology")


def test_the_management_tools_register_their_snap_in(deployed: Diary) -> None:
    assert deployed.machine("HT01").registry.text(SNAPIN_KEY, "Vendor") == "Microsoft"


def test_the_clustered_server_is_online_on_the_first_node(deployed: Diary) -> None:
    assert deployed.cluster("group MBX01").splitlines()[-1] == "MBX01                NODEA           Online"
    assert deployed.machine("NODEA").services.is_running("MSExchangeIS")
    assert not deployed.machine("NODEB").services.is_running("MSExchangeIS")
    assert deployed.lab.find("MBX01") is deployed.machine("NODEA")
    assert deployed.lab.find("10.1.1.61") is deployed.machine("NODEA")


def test_the_cluster_hive_is_there_while_the_service_runs(deployed: Diary) -> None:
    registry = deployed.machine("NODEA").registry
    nodes = {registry.text(f"HKLM\\Cluster\\Nodes\\{number}", "NodeName") for number in (1, 2)}
    assert nodes == {"NODEA", "NODEB"}
    assert not deployed.machine("HT01").registry.exists("HKLM\\Cluster")


WMI_ROWS = [
    ("MSCluster_Cluster", ["Name", "QuorumType"], [["CCRCLU1", "Majority Node Set"]]),
    ("MSCluster_Node", ["Name", "State"], [["NODEA", 0], ["NODEB", 0]]),
    ("MSCluster_ResourceGroup", ["Name", "State"], [["Cluster Group", 0], ["MBX01", 0]]),
    ("MSCluster_Network", ["Name", "Role"], [["Private", 1], ["Public", 3]]),
]


@pytest.mark.parametrize(("name", "fields", "rows"), WMI_ROWS)
def test_management_instrumentation_shows_the_cluster_on_its_nodes_alone(
    deployed: Diary, name: str, fields: list[str], rows: list[list[object]]
) -> None:
    declared = WMI.find("root\\MSCluster", name)
    assert declared is not None
    node, other = deployed.machine("NODEA"), deployed.machine("HT01")
    logon = node.users.logon(DEPLOY, "network")
    found = [[row[field] for field in fields] for row in declared.enumerate(WmiCaller(node, logon))]
    assert found == rows
    assert list(declared.enumerate(WmiCaller(other, logon))) == []


def test_the_service_account_is_an_administrator_of_both_nodes_with_the_rights_it_needs(
    deployed: Diary,
) -> None:
    for name in ("NODEA", "NODEB"):
        users = deployed.machine(name).users
        members = [member.upper() for member in users.group("Administrators").members]
        assert "CHILD\\SVC-CLUSTER" in members
        assert users.has_right(users.logon("CHILD\\svc-cluster", "service"), "SeTcbPrivilege")


def test_a_network_logon_cannot_run_setup_on_a_member_server(diary: Diary) -> None:
    output = diary.run("HT01", "C:\\Media\\Exchange2007\\setup.com /roles:H", kind="network")
    assert output.exit_code == 1
    assert "An operations error occurred." in output.stdout


def test_a_pending_restart_stops_setup_until_the_machine_was_restarted(diary: Diary) -> None:
    diary.machine("ROOTDC1").need_restart()
    output = diary.run("ROOTDC1", "C:\\Media\\Exchange2007\\setup.com /ps")
    assert "a restart from a previous installation or update is pending" in output.stdout
    diary.machine("ROOTDC1").restart()
    diary.lab.settle()
    diary.setup("ROOTDC1", "/ps")


def test_a_restart_in_the_middle_of_a_role_leaves_it_half_done_and_the_same_command_ends_it(
    diary: Diary,
) -> None:
    diary.prepare_forest()
    diary.prerequisites("HT01")
    host = diary.machine("HT01")
    command = "/mode:Install /roles:H /LegacyRoutingServer:BE01.child.corp.example"
    logon = host.users.logon("CORP\\exdeploy", "batch")
    with diary.lab.clock.running():
        process = programs.start(host, SETUP, command, logon)
        diary.lab.clock.sleep(700)
        second = diary.run("HT01", f"{SETUP} {command}")
        assert "Another instance of Setup is already running" in second.stdout
        host.restart()
        process.wait()
    diary.lab.settle()
    key = "HKLM\\SOFTWARE\\Microsoft\\Exchange\\v8.0\\HubTransportRole"
    assert host.registry.text(key, "Action") == "Install"
    assert host.registry.get(key, "ConfiguredVersion") is None
    assert "Role Checks" not in diary.setup("HT01", command)
    assert host.registry.get(key, "Action") is None
    assert host.registry.text(key, "ConfiguredVersion") == "8.1.240.6"


def test_the_schema_reaches_the_last_controller_with_delay(diary: Diary) -> None:
    diary.setup("ROOTDC1", "/ps")
    forest = forest_of(diary.lab)
    dn = f"CN=ms-Exch-Schema-Version-Pt,{forest.schema_dn}"

    def seen() -> set[int]:
        found = (forest.entry(dc, dn) for dc in forest.controllers.values())
        return {entry.number("rangeUpper") for entry in found if entry is not None}

    assert seen() == {6870, 11116}
    diary.lab.settle()
    assert seen() == {11116}


def test_unbound_file_sharing_on_the_heartbeat_breaks_the_cluster_at_the_next_service_start(
    diary: Diary,
) -> None:
    """What cost the diary's author days, and the line he found in cluster.log."""
    diary.form_cluster()
    diary.cluster('network "Private" /prop Role=1')
    for node in ("NODEA", "NODEB"):
        diary.machine(node).adapters[1].serves_files = False
    services = diary.machine("NODEB").services
    services.stop("ClusSvc")
    diary.lab.settle()
    with pytest.raises(ServiceError):
        services.start("ClusSvc")
    log = diary.machine("NODEB").files.read_text("C:\\WINDOWS\\Cluster\\cluster.log")
    assert "CreateTreeConnection(192.168.100." in log
    assert "returned 0xc00000be hdl 0xffffffff" in log
    assert diary.run("NODEA", "cluster node").exit_code == 1753


def test_without_the_witness_the_other_node_goes_down_with_the_first(diary: Diary) -> None:
    diary.form_cluster()
    diary.machine("NODEB").go_down()
    assert diary.run("NODEA", "cluster node").exit_code == 1753


def test_two_nodes_that_start_together_form_the_cluster_again(diary: Diary) -> None:
    diary.form_cluster()
    for node in ("NODEA", "NODEB"):
        diary.machine(node).restart()
    diary.lab.settle()
    assert [line.split()[-1] for line in diary.must("NODEB", "cluster node").splitlines()[-2:]] == ["Up", "Up"]


def test_with_the_witness_a_restart_moves_the_clustered_server_and_back_comes_the_node(
    diary: Diary,
) -> None:
    diary.deploy()
    diary.machine("NODEA").restart()
    diary.lab.settle()
    assert diary.must("NODEB", "cluster group MBX01").splitlines()[-1].split() == ["MBX01", "NODEB", "Online"]
    assert [line.split()[-1] for line in diary.must("NODEB", "cluster node").splitlines()[-2:]] == ["Up", "Up"]
    assert diary.machine("NODEB").services.is_running("MSExchangeIS")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("/create /ipaddr:10.1.1.60,255.255.255.0,Public /user:CHILD\\svc-cluster /pass:wrong", 1326),
        ("/create /ipaddr:10.1.1.51,255.255.255.0,Public /user:CHILD\\svc-cluster /pass:x", 5057),
        ("/create /ipaddr:10.1.1.60 /user:CHILD\\svc-cluster", 87),
        ("node", 1722),
    ],
)
def test_a_cluster_that_cannot_be_formed_says_why(diary: Diary, arguments: str, code: int) -> None:
    assert diary.run("NODEA", f"cluster /cluster:CCRCLU1 {arguments}").exit_code == code


def test_a_cluster_can_be_taken_down_node_by_node_and_formed_again(diary: Diary) -> None:
    diary.form_cluster()
    diary.witness()
    diary.use_witness()
    assert diary.run("NODEA", "cluster node NODEB /evict").exit_code == 5009
    diary.machine("NODEB").services.stop("ClusSvc")
    diary.must("NODEA", "cluster node NODEB /evict")
    assert diary.machine("NODEB").services.get("ClusSvc").start_mode == "Disabled"
    diary.must("NODEA", "cluster node NODEA /evict")
    assert diary.lab.find("CCRCLU1") is None
    assert not diary.machine("NODEA").registry.exists("HKLM\\Cluster")
    diary.form_cluster()


def test_a_second_hop_to_the_other_node_is_refused_to_a_network_logon(diary: Diary) -> None:
    diary.form_cluster()
    assert diary.run("NODEB", "cluster /cluster:CCRCLU1 node", kind="network").exit_code == 5
    assert diary.run("NODEA", "cluster /cluster:CCRCLU1 node", kind="network").exit_code == 0


def test_a_witness_the_cluster_account_may_not_open_is_refused(diary: Diary) -> None:
    diary.form_cluster()
    host = diary.machine("HT01")
    host.files.make_folder("C:\\FSW")
    host.shares.add("FSW", "C:\\FSW", [("BUILTIN\\Administrators", 0x1F01FF)])
    assert diary.run("NODEA", rf"cluster res {MNS} /priv MNSFileShare=\\HT01\FSW").exit_code == 5
    assert diary.run("NODEA", rf"cluster res {MNS} /priv MNSFileShare=\\HT01\NONE").exit_code == 67
    assert diary.run("NODEA", rf"cluster res {MNS} /priv MNSFileShare=\\GONE\FSW").exit_code == 53


def test_equal_deployments_of_two_labs_have_equal_digests(deployed: Diary) -> None:
    other = Diary("another seed")
    other.deploy()
    assert other.lab.digest() == deployed.lab.digest()
    other.close()


def test_a_deployed_lab_survives_its_process(tmp_path: object) -> None:
    from pathlib import Path

    from winlab.cluster.part import install
    from winlab.exchange.clustered import clustered_servers
    from winlab.scenarios.scenario_lab import Scenario, create_lab, open_lab

    assert isinstance(tmp_path, Path)
    made = Diary.__new__(Diary)
    made.lab = create_lab(Scenario.load("diary"), tmp_path / "state", seed="kept")
    made.deploy()
    made.close()
    again = open_lab(tmp_path / "state")
    cluster = install(again).of_node("NODEA")
    assert cluster is not None
    assert clustered_servers(cluster) == ["MBX01"]
    made.lab = again
    assert made.cluster("group MBX01").splitlines()[-1].split() == ["MBX01", "NODEA", "Online"]
    made.close()
