"""Where a replicated object goes: renamed parents, deleted parents, two objects of one name.

Every controller decides by itself and comes to the same end: a child follows its parent to a new name, a child of a
deleted parent goes to LostAndFound, and of two objects with one name the one made later keeps it, the other gets
``CNF:`` and its GUID behind its name. The last two are writes of the controller that sees it, and replicate.

Source: "How the Active Directory Replication Model Works",
https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc772726(v=ws.10) .
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from winlab.directory import names
from winlab.directory.entries import Entry
from winlab.directory.partitions import Partition

if TYPE_CHECKING:
    from winlab.directory.forest import DomainController


def place(dc: DomainController, partition: Partition, held: Entry | None, arrived: Entry, now: datetime) -> None:
    """Stores an object that came from another controller."""
    old_key = held.key if held is not None and not held.deleted else None
    if arrived.deleted:
        partition.put(arrived, dc.next_usn())
        if old_key is not None:
            _move_children(dc, partition, old_key, None, now)
        return
    entry = _under_present_parent(dc, partition, arrived, now)
    rival = partition.get(entry.key)
    if rival is not None and rival.guid != entry.guid:
        if (rival.created, rival.guid.int) < (entry.created, entry.guid.int):
            _rename(dc, partition, rival.renamed(_conflict_name(rival), now, dc.name), rival.key, now)
        else:
            entry = entry.renamed(_conflict_name(entry), now, dc.name)
    partition.put(entry, dc.next_usn())
    if old_key is not None and old_key != entry.key:
        _move_children(dc, partition, old_key, entry.dn, now)


def _under_present_parent(dc: DomainController, partition: Partition, entry: Entry, now: datetime) -> Entry:
    """The object with its parent as that is called here now."""
    key = names.parent(entry.key)
    if key == partition.root_key or entry.key == partition.root_key or partition.get(key) is not None:
        return entry
    guid = partition.former.get(key)
    parent = partition.by_guid(guid) if guid is not None else None
    if parent is None:
        return entry  # the parent is not here yet: it comes later
    if parent.deleted:
        return entry.renamed(f"{_first(entry.dn)},{_lost_and_found(partition)}", now, dc.name)
    return replace(entry, dn=f"{_first(entry.dn)},{parent.dn}")


def _first(dn: str) -> str:
    return dn[: len(dn) - len(names.parent(dn)) - 1]


def _lost_and_found(partition: Partition) -> str:
    for name in ("LostAndFound", "LostAndFoundConfig"):
        dn = f"CN={name},{partition.root}"
        if partition.get(names.key(dn)) is not None:
            return dn
    return partition.root


def _conflict_name(entry: Entry) -> str:
    kind, value = names.leaf(entry.dn)
    if "\nCNF:" in value:
        return entry.dn
    changed = names.rdn(kind, f"{value}\nCNF:{entry.guid}")
    return f"{changed},{names.parent(entry.dn)}"


def _rename(dc: DomainController, partition: Partition, renamed: Entry, old_key: str, now: datetime) -> None:
    partition.put(renamed, dc.next_usn())
    _move_children(dc, partition, old_key, renamed.dn, now)


def _move_children(
    dc: DomainController, partition: Partition, old_key: str, new_parent: str | None, now: datetime
) -> None:
    """The children of a renamed object follow; those of a deleted one are lost and found."""
    for child in partition.children(old_key):
        target = new_parent if new_parent is not None else _lost_and_found(partition)
        moved = replace(child, dn=f"{_first(child.dn)},{target}")
        if new_parent is None:
            moved = child.renamed(moved.dn, now, dc.name)
        rival = partition.get(moved.key)
        if rival is not None and rival.guid != child.guid:
            moved = child.renamed(f"{_first(_conflict_name(child))},{target}", now, dc.name)
        _rename(dc, partition, moved, child.key, now)
