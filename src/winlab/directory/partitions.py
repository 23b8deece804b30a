"""One naming context on one domain controller: a shared base and what this replica has changed since.

The base is made once with the forest and shared by all replicas; a replica keeps its own changes beside it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from functools import cached_property

from winlab.directory import names
from winlab.directory.entries import Entry
from winlab.directory.schema import DirectorySchema


class Base:
    """The objects of a naming context as the forest was made; never changed afterwards."""

    def __init__(self, root: str, entries: Iterable[Entry]) -> None:
        self.root = root
        self.entries: dict[str, Entry] = {entry.key: entry for entry in entries}

    @cached_property
    def by_guid(self) -> dict[uuid.UUID, str]:
        """GUID -> key."""
        return {entry.guid: key for key, entry in self.entries.items()}

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """Key of a parent -> keys of its children, in the order they were made."""
        found: dict[str, list[str]] = {}
        for key in self.entries:
            found.setdefault(names.parent(key), []).append(key)
        return found

    @cached_property
    def accounts(self) -> dict[str, str]:
        """Account name in lower case -> key."""
        return {
            str(entry.first("sAMAccountName")).lower(): key
            for key, entry in self.entries.items()
            if "samaccountname" in entry.attributes
        }

    @cached_property
    def sids(self) -> dict[str, str]:
        """SID -> key."""
        return {
            str(entry.first("objectSid")): key for key, entry in self.entries.items() if "objectsid" in entry.attributes
        }

    @cached_property
    def local_groups(self) -> list[str]:
        """Keys of the domain local groups."""
        return [key for key, entry in self.entries.items() if entry.number("groupType") & 4]

    def back_links(self, forward: str) -> dict[str, list[str]]:
        """Key of a target -> keys of the objects whose forward link points at it."""
        found = self._links.get(forward)
        if found is None:
            found = {}
            for key, entry in self.entries.items():
                for value in entry.get(forward):
                    found.setdefault(names.key(str(value)), []).append(key)
            self._links[forward] = found
        return found

    @cached_property
    def _links(self) -> dict[str, dict[str, list[str]]]:
        return {}


class Partition:
    """A replica of a naming context.

    Attributes:
        root: DN of its head.
        writable: False for the part of another domain that a global catalogue holds.
        changed: GUID -> local USN of the last change, for everything changed since the forest was made.
        former: Key an object had before it was renamed or deleted -> its GUID.
    """

    def __init__(self, base: Base, writable: bool, schema: DirectorySchema) -> None:
        self.base = base
        self.root = base.root
        self.root_key = names.key(base.root)
        self.writable = writable
        self._schema = schema
        self.own: dict[str, Entry | None] = {}
        self.tombstones: dict[uuid.UUID, Entry] = {}
        self.changed: dict[uuid.UUID, int] = {}
        self.former: dict[str, uuid.UUID] = {}
        self._own_guids: dict[uuid.UUID, str] = {}
        self._own_children: dict[str, dict[str, None]] = {}

    def get(self, key: str) -> Entry | None:
        """The live object of this key."""
        if key in self.own:
            return self.own[key]
        return self.base.entries.get(key)

    def by_guid(self, guid: uuid.UUID) -> Entry | None:
        """The object of this identity, a tombstone too."""
        if guid in self.tombstones:
            return self.tombstones[guid]
        key = self._own_guids.get(guid) or self.base.by_guid.get(guid)
        found = self.get(key) if key else None
        return found if found is not None and found.guid == guid else None

    def put(self, entry: Entry, usn: int) -> None:
        """Stores a version of an object, under its present name, or buries it."""
        previous = self.by_guid(entry.guid)
        if previous is not None and not previous.deleted and (previous.key != entry.key or entry.deleted):
            self._forget(previous.key)
            self.former[previous.key] = entry.guid
        if entry.deleted:
            self.tombstones[entry.guid] = entry
        else:
            self.tombstones.pop(entry.guid, None)
            key = entry.key
            self.own[key] = entry
            self._own_guids[entry.guid] = key
            self._own_children.setdefault(names.parent(key), {})[key] = None
        self.changed[entry.guid] = usn

    def _forget(self, key: str) -> None:
        if key in self.base.entries:
            self.own[key] = None
        else:
            self.own.pop(key, None)
        self._own_children.get(names.parent(key), {}).pop(key, None)

    def children(self, key: str) -> list[Entry]:
        """Live children of an object."""
        keys = dict.fromkeys(self.base.children.get(key, ()))
        keys.update(self._own_children.get(key, {}))
        return [entry for entry in map(self.get, keys) if entry is not None]

    def subtree(self, key: str) -> Iterator[Entry]:
        """The object and everything below it, parents first."""
        top = self.get(key)
        if top is None:
            return
        pending = [top]
        while pending:
            entry = pending.pop(0)
            yield entry
            pending.extend(self.children(entry.key))

    def account(self, name: str) -> Entry | None:
        """The security principal of this account name, in any case."""
        wanted = name.lower()
        key = self.base.accounts.get(wanted)
        if key is not None and key not in self.own:
            return self.base.entries[key]
        for entry in self.own.values():
            if entry is not None and entry.text("sAMAccountName").lower() == wanted:
                return entry
        return None

    def by_sid(self, sid: str) -> Entry | None:
        """The security principal of this SID."""
        key = self.base.sids.get(sid)
        if key is not None and key not in self.own:
            return self.base.entries[key]
        for entry in self.own.values():
            if entry is not None and entry.first("objectSid") == sid:
                return entry
        return None

    def local_groups(self) -> list[Entry]:
        """Domain local groups, the builtin ones too."""
        found = [self.base.entries[key] for key in self.base.local_groups if key not in self.own]
        found += [
            entry
            for entry in self.own.values()
            if entry is not None and entry.number("groupType") & 4 and "objectsid" in entry.attributes
        ]
        return found

    def linking_to(self, target: str, forward: str) -> list[Entry]:
        """The objects whose forward link attribute holds this key."""
        found = [self.base.entries[key] for key in self.base.back_links(forward).get(target, ()) if key not in self.own]
        for entry in self.own.values():
            if entry is not None and any(names.key(str(value)) == target for value in entry.get(forward)):
                found.append(entry)
        return found

    def __iter__(self) -> Iterator[Entry]:
        """All live objects."""
        for key, entry in self.base.entries.items():
            if key not in self.own:
                yield entry
        for own in self.own.values():
            if own is not None:
                yield own
