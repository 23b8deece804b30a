"""However controllers are written to, in the end all of them hold the same."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.winlab.directory.forests import CHILD_ADMIN, ManualClock, two_domains
from winlab.directory import names
from winlab.directory.connection import DirectoryConnection
from winlab.directory.errors import DirectoryError
from winlab.directory.forest import Forest

CHILD = "DC=child,DC=corp,DC=example"
STAFF = f"OU=Staff,{CHILD}"


def content(forest: Forest, name: str) -> dict[str, object]:
    """All live objects of a controller's domain: identity -> name and attributes."""
    partition = forest.controllers[name].partitions[names.key(CHILD)]
    return {str(entry.guid): (entry.dn, dict(entry.attributes)) for entry in partition}


def both(forest: Forest) -> tuple[DirectoryConnection, DirectoryConnection]:
    """Connections to the two controllers of the child."""
    first, second = (forest.bind(CHILD_ADMIN, dc=name) for name in ("CHILDDC1", "CHILDDC2"))
    return first, second


def test_of_two_objects_made_with_one_name_the_later_keeps_it() -> None:
    forest, clock = two_domains()
    first, second = both(forest)
    dn = f"CN=Twin,{STAFF}"
    older = first.add(dn, {"objectClass": "contact"})
    clock.pass_time(1)
    newer = second.add(dn, {"objectClass": "contact"})
    clock.pass_time(300)
    assert content(forest, "CHILDDC1") == content(forest, "CHILDDC2")
    assert first.get(dn).guid == newer.guid
    assert first.get(f"<GUID={older.guid}>").dn == f"CN=Twin\\0ACNF:{older.guid},{STAFF}"


def test_a_child_made_while_its_parent_is_renamed_follows_it() -> None:
    forest, clock = two_domains()
    first, second = both(forest)
    first.rename(STAFF, "OU=People")
    second.add(f"CN=New,{STAFF}", {"objectClass": "contact"})
    clock.pass_time(300)
    assert first.exists(f"CN=New,OU=People,{CHILD}")
    assert content(forest, "CHILDDC1") == content(forest, "CHILDDC2")


def test_a_child_made_while_its_parent_is_deleted_is_lost_and_found() -> None:
    forest, clock = two_domains()
    first, second = both(forest)
    first.delete(STAFF, tree=True)
    second.add(f"CN=New,{STAFF}", {"objectClass": "contact"})
    clock.pass_time(300)
    assert first.exists(f"CN=New,CN=LostAndFound,{CHILD}")
    assert content(forest, "CHILDDC1") == content(forest, "CHILDDC2")


NAMES = ("a", "b", "c")


def add(bound: DirectoryConnection, one: str, other: str) -> None:
    """Makes a contact."""
    bound.add(f"CN={one},{STAFF}", {"objectClass": "contact", "description": other})


def change(bound: DirectoryConnection, one: str, other: str) -> None:
    """Changes one."""
    bound.modify(f"CN={one},{STAFF}", {"title": other})


def rename(bound: DirectoryConnection, one: str, other: str) -> None:
    """Renames one."""
    bound.rename(f"CN={one},{STAFF}", f"CN={other}")


def delete(bound: DirectoryConnection, one: str, other: str) -> None:
    """Deletes one."""
    bound.delete(f"CN={one},{STAFF}")


STEPS = st.tuples(
    st.sampled_from([add, change, rename, delete]),
    st.sampled_from(["CHILDDC1", "CHILDDC2"]),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.sampled_from([0, 1, 10, 40]),
)
Step = tuple[Callable[[DirectoryConnection, str, str], None], str, str, str, int]


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, max_size=12))
def test_any_history_ends_in_equal_replicas(steps: list[Step]) -> None:
    forest, clock = two_domains()
    run(forest, clock, steps)
    assert content(forest, "CHILDDC1") == content(forest, "CHILDDC2")


def run(forest: Forest, clock: ManualClock, steps: list[Step]) -> None:
    """Does the steps; what is refused is refused."""
    for act, name, one, other, pause in steps:
        with contextlib.suppress(DirectoryError):
            act(forest.bind(CHILD_ADMIN, dc=name), one, other)
        clock.pass_time(pause)
    clock.pass_time(600)


NASTY = 'a,b+c"d\\e<f>g;h=i/j #k\n\u00e9 '


@pytest.mark.parametrize("value", [NASTY, " leading", "trailing ", "#hash", "a\\2c", "\\", "=", "\u4e2d\u6587"])
def test_any_text_can_be_a_name(value: str) -> None:
    dn = f"{names.rdn('CN', value)},{CHILD}"
    assert names.split(dn)[0] == ("CN", value)
    assert names.parent(dn) == CHILD
    forest, _ = two_domains()
    bound = forest.bind(CHILD_ADMIN, dc="CHILDDC1")
    made = bound.add(dn, {"objectClass": "container"})
    assert bound.get(made.dn).name == value
