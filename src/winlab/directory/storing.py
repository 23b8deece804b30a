"""A forest as JSON: only what has changed since it was made, each version of an object once."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable
from datetime import datetime

from winlab.directory import names, principals
from winlab.directory.entries import Entry, Json, Stamp, value_from_json, value_to_json
from winlab.directory.forest import Forest
from winlab.directory.partitions import Partition
from winlab.directory.schema import Syntax


def forest_state(forest: Forest) -> dict[str, Json]:
    """The changes of all replicas, with the counters of the controllers."""
    versions: list[Json] = []
    places: dict[int, int] = {}
    controllers: dict[str, Json] = {}

    def place(entry: Entry) -> int:
        if id(entry) not in places:
            places[id(entry)] = len(versions)
            versions.append(_entry_to_json(entry, forest))
        return places[id(entry)]

    with forest.lock:
        for dc in forest.controllers.values():
            controllers[dc.name] = {
                "usn": dc.usn,
                "rids": list(dc.rids),
                "high_water": [[source, context, usn] for (source, context), usn in dc.high_water.items()],
                "partitions": {key: _changes(partition, place) for key, partition in dc.partitions.items()},
            }
    return {"versions": versions, "controllers": controllers}


def _changes(partition: Partition, place: Callable[[Entry], int]) -> Json:
    changed: list[Json] = []
    for guid, usn in sorted(partition.changed.items(), key=lambda item: item[1]):
        entry = partition.by_guid(guid)
        if entry is not None:
            changed.append([place(entry), usn])
    return changed


def load_forest_state(forest: Forest, state: dict[str, Json]) -> None:
    """Puts the changes back on a forest made from the same specification and seed."""
    raw_versions = state["versions"]
    raw_controllers = state["controllers"]
    assert isinstance(raw_versions, list)
    assert isinstance(raw_controllers, dict)
    versions = [_entry_from_json(raw, forest) for raw in raw_versions]
    with forest.lock:
        for name, raw in raw_controllers.items():
            dc = forest.controllers[name]
            assert isinstance(raw, dict)
            partitions = raw["partitions"]
            assert isinstance(partitions, dict)
            for key, changes in partitions.items():
                assert isinstance(changes, list)
                for pair in changes:
                    assert isinstance(pair, list)
                    dc.partitions[key].put(versions[_int(pair[0])], _int(pair[1]))
            dc.usn = _int(raw["usn"])
            rids = raw["rids"]
            assert isinstance(rids, list)
            dc.rids = (_int(rids[0]), _int(rids[1]))
            water = raw["high_water"]
            assert isinstance(water, list)
            for mark in water:
                assert isinstance(mark, list)
                dc.high_water[(str(mark[0]), str(mark[1]))] = _int(mark[2])


def _int(value: Json) -> int:
    if not isinstance(value, int):
        raise ValueError(f"not a number in the stored directory: {value!r}")
    return value


def _entry_to_json(entry: Entry, forest: Forest) -> Json:
    return {
        "guid": str(entry.guid),
        "dn": entry.dn,
        "created": entry.created.isoformat(),
        "changed": entry.changed.isoformat(),
        "deleted": entry.deleted,
        "attributes": {
            forest.schema.spelling(name): [value_to_json(value) for value in values]
            for name, values in entry.attributes.items()
        },
        "stamps": {name: [stamp.version, stamp.time.isoformat(), stamp.origin] for name, stamp in entry.stamps.items()},
    }


def _entry_from_json(raw: Json, forest: Forest) -> Entry:
    assert isinstance(raw, dict)
    attributes, stamps = raw["attributes"], raw["stamps"]
    assert isinstance(attributes, dict)
    assert isinstance(stamps, dict)
    kept = {}
    for name, values in attributes.items():
        assert isinstance(values, list)
        forest.schema.learn(name)
        kept[name.lower()] = tuple(value_from_json(value) for value in values)
    marks = {}
    for name, parts in stamps.items():
        assert isinstance(parts, list)
        marks[name] = Stamp(_int(parts[0]), datetime.fromisoformat(str(parts[1])), str(parts[2]))
    return Entry(
        uuid.UUID(str(raw["guid"])),
        str(raw["dn"]),
        kept,
        datetime.fromisoformat(str(raw["created"])),
        datetime.fromisoformat(str(raw["changed"])),
        marks,
        bool(raw["deleted"]),
    )


_SID = re.compile(r"S-1-5-21-\d+-\d+-\d+-\d+")

#: Values that differ between two equal histories: identities, times, secrets, counters.
_VOLATILE = {
    "objectguid",
    "objectsid",
    "unicodepwd",
    "pwdlastset",
    "lastlogon",
    "badpasswordtime",
    "msexchmailboxguid",
    "schemaidguid",
    "sidhistory",
}


def forest_digest(forest: Forest) -> Json:
    """What two equal deployments have in common: every controller's live objects, without times and GUIDs.

    The unchanged part of a naming context counts by its own digest, so that this stays cheap.
    """
    with forest.lock:
        found: dict[str, Json] = {}
        for dc in forest.controllers.values():
            contexts: dict[str, Json] = {}
            for key, partition in dc.partitions.items():
                contexts[key] = {
                    "base": len(partition.base.entries),
                    "changed": {
                        entry_key: _summary(entry, forest) if entry is not None else None
                        for entry_key, entry in sorted(partition.own.items())
                        if entry is not None or entry_key in partition.base.entries
                    },
                }
            found[dc.name] = contexts
        return found


def _summary(entry: Entry, forest: Forest) -> Json:
    content: dict[str, Json] = {}
    for name, values in sorted(entry.attributes.items()):
        attribute = forest.schema.attribute(name)
        if name in _VOLATILE or attribute.syntax is Syntax.TIME:
            continue
        texts = [_plain(value_to_json(value), forest) for value in values]
        content[name] = [*(texts if attribute.single else sorted(texts))]
    content["dn"] = names.canonical(entry.dn)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Json, forest: Forest) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return _SID.sub(lambda match: principals.name_of(forest, match.group()) or "SID", text)
