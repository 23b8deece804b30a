"""Tables of cluster.exe, against published output."""

from __future__ import annotations

from winlab.cluster import listings


def test_nodes_are_listed_as_in_published_output() -> None:
    rows = [("NODEA", 1, "Up"), ("NODEB", 2, "Up")]
    assert listings.nodes(rows, "Listing status for all available nodes:") == [
        "Listing status for all available nodes:",
        "",
        "Node           Node ID Status",
        "-------------- ------- ---------------------",
        "NODEA                1 Up",
        "NODEB                2 Up",
    ]


def test_resources_are_listed_as_in_published_output() -> None:
    rows = [("Cluster IP Address", "Cluster Group", "NODEA", "Online")]
    assert listings.resources(rows, None)[1:] == [
        "Resource             Group                Node            Status",
        "-------------------- -------------------- --------------- ------",
        "Cluster IP Address   Cluster Group        NODEA           Online",
    ]


def test_a_name_wider_than_its_column_pushes_the_row_right() -> None:
    rows = [("First Storage Group/Mailbox Database (MBX01)", "MBX01", "NODEA", "Online")]
    assert listings.resources(rows, None)[-1] == (
        "First Storage Group/Mailbox Database (MBX01) MBX01                NODEA           Online"
    )


def test_private_properties_are_listed_as_in_published_output() -> None:
    rows = [("S", "MNSFileShare", r"\\HT01\MNS_FSQ_CCRCLU1"), ("D", "MNSFileShareDelay", "4 (0x4)")]
    heading = "Listing private properties for 'Majority Node Set':"
    assert listings.properties("Resource", "Majority Node Set", rows, heading) == [
        heading,
        "",
        "T  Resource             Name                           Value",
        "-- -------------------- ------------------------------ -----------------------",
        r"S  Majority Node Set    MNSFileShare                   \\HT01\MNS_FSQ_CCRCLU1",
        "D  Majority Node Set    MNSFileShareDelay              4 (0x4)",
    ]
