"""The command line of cluster.exe."""

from __future__ import annotations

import pytest

from winlab.cluster.commandline import (
    CommandLineError,
    Option,
    assignments,
    parse_command_line,
    wait_seconds,
)

MNS = "Majority Node Set"


@pytest.mark.parametrize(
    ("arguments", "cluster", "kind", "name", "options"),
    [
        (["node"], None, "node", None, []),
        (["/cluster:CCRCLU1", "node"], "CCRCLU1", "node", None, []),
        (["CCRCLU1", "res"], "CCRCLU1", "resource", None, []),
        (["/ver"], None, "cluster", None, [Option("version")]),
        (
            ["res", MNS, "/online", "/wait:120"],
            None,
            "resource",
            MNS,
            [Option("online"), Option("wait", "120")],
        ),
        (
            ["res", MNS, "/create", "/group:Cluster Group", f"/type:{MNS}"],
            None,
            "resource",
            MNS,
            [Option("create"), Option("group", "Cluster Group"), Option("type", MNS)],
        ),
        (["/c:C", f"/quorum:{MNS}"], "C", "cluster", None, [Option("quorumresource", MNS)]),
        (
            ["/cluster:C", "/add:NODEB", "/pass:x:y", "/unattend", "/verbose", "/min"],
            "C",
            "cluster",
            None,
            [
                Option("addnodes", "NODEB"),
                Option("password", "x:y"),
                Option("unattended"),
                Option("verbose"),
                Option("minimum"),
            ],
        ),
        (
            ["network", "Private", "/prop", "Role=1"],
            None,
            "network",
            "Private",
            [Option("properties", None, ("Role=1",))],
        ),
        (
            ["group", "Cluster Group", "/MOVE:NODEB"],
            None,
            "group",
            "Cluster Group",
            [Option("moveto", "NODEB")],
        ),
        (["node", "NODEB", "/force"], None, "node", "NODEB", [Option("forcecleanup")]),
    ],
)
def test_documented_forms_are_understood(
    arguments: list[str], cluster: str | None, kind: str, name: str | None, options: list[Option]
) -> None:
    command = parse_command_line(arguments)
    assert (command.cluster, command.kind, command.name) == (cluster, kind, name)
    assert list(command.options) == options


@pytest.mark.parametrize(
    "arguments",
    [["/frobnicate"], ["res", "x", "/evict"], ["node", "a", "b"], ["/cluster:", "node"], ["res", "/o"]],
)
def test_what_the_reference_does_not_know_is_refused(arguments: list[str]) -> None:
    with pytest.raises(CommandLineError):
        parse_command_line(arguments)


def test_assignments_carry_their_type_and_keep_colons_of_the_value() -> None:
    option = parse_command_line(
        ["/priv", "HeartBeatLostNodeTicks=10:DWORD", r"Path=C:\x", "Owners=A,B:MULTISTR"]
    ).options[0]
    found = [(item.name, item.values, item.kind) for item in assignments(option)]
    assert found == [
        ("HeartBeatLostNodeTicks", ("10",), "DWORD"),
        ("Path", (r"C:\x",), None),
        ("Owners", ("A", "B"), "MULTISTR"),
    ]


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        (["res", "x", "/on"], 10.0),
        (["res", "x", "/on", "/wait"], None),
        (["res", "x", "/on", "/wait:7"], 7.0),
    ],
)
def test_without_wait_ten_seconds_and_with_a_bare_wait_for_ever(words: list[str], seconds: float | None) -> None:
    assert wait_seconds(parse_command_line(words).option("wait")) == seconds
