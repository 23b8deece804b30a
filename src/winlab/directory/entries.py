"""Objects of the directory as immutable records, shared between replicas until one of them changes.

Attribute names are looked up in lower case; values are Python values: str (also DNs, OIDs, SIDs in text
form, security descriptors in SDDL), int, bool, bytes, datetime (UTC).
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import NamedTuple, TypeAlias

from winlab.directory import names

Value: TypeAlias = str | int | bool | bytes | datetime
Values: TypeAlias = tuple[Value, ...]
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class Stamp(NamedTuple):
    """Who wrote an attribute last; the greater stamp wins a conflict: version, then time, then server."""

    version: int
    time: datetime
    origin: str


@dataclass(frozen=True)
class Entry:
    """One object on one replica (or on several, while they agree).

    Attributes:
        guid: The object's identity for life.
        dn: Its present name.
        attributes: Lower-case attribute name -> values.
        created: When it was made.
        changed: When it was last changed by an originating write this replica knows of.
        stamps: Lower-case attribute name -> stamp, for attributes written since the forest was made.
            The name itself has the stamp ``distinguishedname``, a deletion the stamp ``isdeleted``.
        deleted: A tombstone.
    """

    guid: uuid.UUID
    dn: str
    attributes: Mapping[str, Values]
    created: datetime
    changed: datetime
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    deleted: bool = False

    @property
    def key(self) -> str:
        """The name in the form used for look-up."""
        return names.key(self.dn)

    def get(self, name: str) -> Values:
        """Stored values of an attribute; empty if it has none."""
        return self.attributes.get(name.lower(), ())

    def first(self, name: str) -> Value | None:
        """The first stored value, or None."""
        values = self.get(name)
        return values[0] if values else None

    def text(self, name: str) -> str:
        """The first stored value as text, empty if there is none."""
        value = self.first(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """The first stored value as a number."""
        value = self.first(name)
        return value if isinstance(value, int) else default

    def is_a(self, object_class: str) -> bool:
        """Whether the class, or one it derives from, is this one."""
        wanted = object_class.lower()
        return any(str(value).lower() == wanted for value in self.get("objectClass"))

    @property
    def class_name(self) -> str:
        """The most derived class."""
        values = self.get("objectClass")
        return str(values[-1]) if values else "top"

    def written(self, changes: Mapping[str, Values], time: datetime, origin: str) -> Entry:
        """This entry after an originating write of whole attributes (empty values remove one)."""
        attributes = dict(self.attributes)
        stamps = dict(self.stamps)
        for name, values in changes.items():
            lower = name.lower()
            stamps[lower] = next_stamp(stamps.get(lower), time, origin)
            if values:
                attributes[lower] = values
            else:
                attributes.pop(lower, None)
        return replace(self, attributes=attributes, stamps=stamps, changed=time)

    def renamed(self, dn: str, time: datetime, origin: str) -> Entry:
        """This entry under another name."""
        stamps = dict(self.stamps)
        stamps["distinguishedname"] = next_stamp(stamps.get("distinguishedname"), time, origin)
        return replace(self, dn=dn, stamps=stamps, changed=time)

    def buried(self, time: datetime, origin: str) -> Entry:
        """The tombstone of this entry."""
        stamps = dict(self.stamps)
        stamps["isdeleted"] = next_stamp(stamps.get("isdeleted"), time, origin)
        kept = {name: values for name, values in self.attributes.items() if name in _KEPT_BY_TOMBSTONES}
        return replace(self, attributes=kept, stamps=stamps, changed=time, deleted=True)


# https://learn.microsoft.com/openspecs/windows_protocols/ms-adts - what a tombstone keeps (part of the list).
_KEPT_BY_TOMBSTONES = {"objectclass", "objectsid", "samaccountname", "instancetype"}


def next_stamp(previous: Stamp | None, time: datetime, origin: str) -> Stamp:
    """The stamp of a write after the given one; values of the forest's making count as version 1."""
    return Stamp((previous.version if previous else 1) + 1, time, origin)


def merge(mine: Entry, theirs: Entry) -> Entry:
    """What a replica holds after it has received another's version: per attribute the last writer wins."""
    if mine is theirs:
        return mine
    attributes = dict(mine.attributes)
    stamps = dict(mine.stamps)
    dn, deleted = mine.dn, mine.deleted
    for name, stamp in theirs.stamps.items():
        held = stamps.get(name)
        if held is not None and held >= stamp:
            continue
        stamps[name] = stamp
        if name == "distinguishedname":
            dn = theirs.dn
        elif name == "isdeleted":
            deleted = theirs.deleted
        elif name in theirs.attributes:
            attributes[name] = theirs.attributes[name]
        else:
            attributes.pop(name, None)
    if deleted:
        attributes = {name: values for name, values in attributes.items() if name in _KEPT_BY_TOMBSTONES}
    if stamps == mine.stamps:
        return mine
    return Entry(
        mine.guid,
        dn,
        attributes,
        min(mine.created, theirs.created),
        max(mine.changed, theirs.changed),
        stamps,
        deleted,
    )


def as_values(value: object) -> Values:
    """Any value or iterable of values as the tuple that is stored; None is no value."""
    if value is None:
        return ()
    if isinstance(value, (str, bytes, bool, int, datetime)):
        return (value,)
    if isinstance(value, Iterable):
        flat: list[Value] = []
        for item in value:
            flat.extend(as_values(item))
        return tuple(flat)
    raise TypeError(f"not a directory value: {value!r}")


def value_to_json(value: Value) -> Json:
    """A value as JSON can hold it."""
    if isinstance(value, bytes):
        return {"octets": base64.b64encode(value).decode("ascii")}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    return value


def value_from_json(value: Json) -> Value:
    """The inverse of `value_to_json`."""
    if isinstance(value, dict):
        if "octets" in value:
            return base64.b64decode(str(value["octets"]))
        return datetime.fromisoformat(str(value["time"]))
    if isinstance(value, (bool, int, str)):
        return value
    raise ValueError(f"not a stored directory value: {value!r}")


def filetime(when: datetime) -> int:
    """A time as 100 ns units since 1601, the form of lastLogon and pwdLastSet."""
    delta = when - datetime(1601, 1, 1, tzinfo=timezone.utc)
    return (delta.days * 86400 + delta.seconds) * 10_000_000 + delta.microseconds * 10
