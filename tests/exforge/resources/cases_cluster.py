"""Cases of cluster and clustered mailbox server."""

from __future__ import annotations

from collections.abc import Mapping

from exforge.resources.base import Value
from tests.exforge.resources.cases import BLOCKED, CHANGE, DCS, IN, SECRET, UNKNOWN, Case
from tests.exforge.resources.cases_exchange import installed


def cluster(**state: Value) -> Value:
    base: dict[str, Value] = {
        "Running": True,
        "Name": "CCRCLU1",
        "QuorumResource": "Majority Node Set",
        "Nodes": ({"Name": "NODEA", "State": 0}, {"Name": "NODEB", "State": 0}),
        "Resources": ({"Name": "Majority Node Set", "Type": "Majority Node Set", "State": 2},),
        "Networks": ({"Name": "Private", "Role": 1}, {"Name": "Public", "Role": 3}),
        "Groups": ({"Name": "Cluster Group", "State": 0},),
    }
    return {**base, **state}


NONE: Value = {"Running": False, "Name": "", "Nodes": (), "Resources": (), "Networks": (), "Groups": ()}
FORM = {"cluster": "CCRCLU1", "address": "10.1.1.60", "account": "CHILD\\svc", "password": SECRET}
LOCAL: Value = ({"Name": "Local Quorum", "Type": "Local Quorum", "State": 2},)
CMS = {"server": "MBX01", "address": "10.1.1.61", "media": "C:\\M", "domain_controller": DCS[1]}
ONLINE: Mapping[str, Value] = {"Exists": True, "Online": True, "NotOnline": (), "StorageType": 1}
NEVER: Value = {"Action": "", "Watermark": "", "ConfiguredVersion": ""}

CLUSTER = [
    Case(
        "no cluster",
        "cluster",
        FORM,
        (NONE,),
        CHANGE,
        {"cluster": ("none", "CCRCLU1")},
        ("New-ServerCluster",),
    ),
    Case("the cluster", "cluster", FORM, (cluster(),), IN),
    Case("another cluster", "cluster", FORM, (cluster(Name="OTHER"),), BLOCKED, reason="OTHER"),
    Case(
        "local quorum",
        "cluster_quorum",
        {"cluster": "CCRCLU1"},
        (cluster(QuorumResource="Local Quorum", Resources=LOCAL),),
        CHANGE,
        {"quorum": ("Local Quorum", "Majority Node Set"), "Local Quorum": ("present", "absent")},
        ("Set-MajorityNodeSet",),
    ),
    Case("majority node set", "cluster_quorum", {"cluster": "CCRCLU1"}, (cluster(),), IN),
    Case(
        "quorum before the cluster",
        "cluster_quorum",
        {"cluster": "CCRCLU1"},
        (NONE,),
        UNKNOWN,
        reason="formed",
    ),
    Case(
        "one node alone",
        "cluster_node",
        {"cluster": "CCRCLU1", "node": "NODEB", "password": SECRET},
        (cluster(Nodes=({"Name": "NODEA", "State": 0},)),),
        CHANGE,
        {"node": ("absent", "NODEB")},
        ("Add-ServerClusterNode",),
    ),
    Case(
        "a node that is down",
        "cluster_node",
        {"cluster": "CCRCLU1", "node": "NODEB", "password": SECRET},
        (cluster(Nodes=({"Name": "NODEB", "State": 1},)),),
        BLOCKED,
        reason="not up",
    ),
    Case(
        "no witness",
        "file_share_witness",
        {"cluster": "CCRCLU1", "path": "\\\\HT01\\W", "other_node": "NODEB"},
        ({"Exists": True, "Path": ""},),
        CHANGE,
        {"path": ("none", "\\\\HT01\\W")},
        ("Set-ClusterWitness",),
    ),
    Case(
        "the witness",
        "file_share_witness",
        {"cluster": "CCRCLU1", "path": "\\\\HT01\\W", "other_node": "NODEB"},
        ({"Exists": True, "Path": "\\\\ht01\\w"},),
        IN,
    ),
    Case(
        "a network for everything",
        "cluster_network",
        {"cluster": "CCRCLU1", "network": "Private", "role": 1},
        (cluster(Networks=({"Name": "Private", "Role": 3},)),),
        CHANGE,
        {"role": (3, 1)},
        ("Set-ClusterNetworkRole",),
    ),
    Case(
        "no such network",
        "cluster_network",
        {"cluster": "CCRCLU1", "network": "Heartbeat", "role": 1},
        (cluster(),),
        BLOCKED,
        reason="Heartbeat",
    ),
    Case(
        "public network first",
        "cluster_network_order",
        {"cluster": "CCRCLU1", "order": ("Private", "Public")},
        ({"Running": True, "Order": ("Public", "Private")},),
        CHANGE,
        {"order": ("Public, Private", "Private, Public")},
        ("Set-ClusterNetworkOrder",),
    ),
    Case(
        "no clustered mailbox server",
        "clustered_mailbox_server",
        CMS,
        ({"Exists": False}, NEVER, installed()),
        CHANGE,
        {"clustered mailbox server": ("absent", "MBX01")},
        ("Install-ClusteredMailboxServer", "Wait-StorageGroupCopy"),
    ),
    Case(
        "clustered mailbox server before the role",
        "clustered_mailbox_server",
        CMS,
        ({"Exists": False}, NEVER, NEVER),
        UNKNOWN,
        reason="Mailbox role",
    ),
    Case("clustered mailbox server healthy", "clustered_mailbox_server", CMS, (ONLINE, NEVER, installed()), IN),
    Case(
        "a clustered mailbox server that is half online is waited for",
        "clustered_mailbox_server",
        CMS,
        ({**ONLINE, "Online": False, "NotOnline": ("IS",)}, NEVER, installed()),
        CHANGE,
        {"group": ("not online", "online"), "resources that are not online": ("IS", "none")},
    ),
    Case(
        "a clustered mailbox server whose setup was interrupted",
        "clustered_mailbox_server",
        CMS,
        ({**ONLINE}, {"Action": "Install", "Watermark": "7f"}, installed()),
        CHANGE,
        {"setup": ("interrupted", "finished")},
        ("Install-ClusteredMailboxServer", "Wait-StorageGroupCopy"),
    ),
]
