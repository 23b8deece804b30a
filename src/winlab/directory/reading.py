"""What a reader sees of an object: stored attributes and those the service works out."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from winlab.directory import names, principals
from winlab.directory.entries import Entry, Value, Values
from winlab.directory.errors import DirectoryError
from winlab.directory.forest import DomainController, Forest
from winlab.directory.partitions import Partition

_COMPUTED = (
    "distinguishedname",
    "name",
    "objectguid",
    "whencreated",
    "whenchanged",
    "usnchanged",
    "usncreated",
)
_BASE_USN = 8192
#: Attributes nobody can read: https://learn.microsoft.com/windows/win32/adschema/a-unicodepwd
WRITE_ONLY = frozenset({"unicodepwd"})


class DirectoryObject:
    """A snapshot of one object as a controller shows it.

    Attributes:
        dn: Its name.
        guid: Its identity.
        entry: What is stored.
    """

    def __init__(self, forest: Forest, dc: DomainController, partition: Partition, entry: Entry) -> None:
        self._forest = forest
        self._dc = dc
        self._partition = partition
        self.entry = entry

    @property
    def dn(self) -> str:
        """Distinguished name."""
        return self.entry.dn

    @property
    def guid(self) -> uuid.UUID:
        """objectGUID."""
        return self.entry.guid

    @property
    def name(self) -> str:
        """The value of the first part of the name."""
        return names.leaf(self.entry.dn)[1]

    @property
    def class_name(self) -> str:
        """The most derived class."""
        return self.entry.class_name

    @property
    def server(self) -> str:
        """FQDN of the controller it was read from."""
        return self._dc.fqdn

    def is_a(self, object_class: str) -> bool:
        """Whether the class or one it derives from is this one."""
        return self.entry.is_a(object_class)

    def get(self, attribute: str) -> list[Value]:
        """All values of an attribute, empty if it has none."""
        return list(self.values(attribute.lower()))

    def first(self, attribute: str) -> Value | None:
        """The first value, or None."""
        values = self.values(attribute.lower())
        return values[0] if values else None

    def text(self, attribute: str) -> str:
        """The first value as text, empty if there is none."""
        value = self.first(attribute)
        return "" if value is None else str(value)

    def number(self, attribute: str, default: int = 0) -> int:
        """The first value as a number."""
        value = self.first(attribute)
        return value if isinstance(value, int) else default

    def names(self) -> list[str]:
        """The attributes it shows by itself (constructed ones only when asked for by name), as spelled."""
        schema = self._forest.schema
        found = [
            *(name for name in self.entry.attributes if self._visible(name)),
            names.leaf(self.entry.dn)[0].lower(),
            *_COMPUTED,
            *(back for back in schema.forward_links() if self.values(back)),
        ]
        return [schema.spelling(name) for name in dict.fromkeys(found)]

    def items(self) -> Iterator[tuple[str, list[Value]]]:
        """Attribute names and values, as a search without a list of attributes returns them."""
        for name in self.names():
            values = self.get(name)
            if values:
                yield name, values

    def _visible(self, name: str) -> bool:
        if name in WRITE_ONLY:
            return False
        return self._partition.writable or self._forest.schema.attribute(name).in_catalogue

    def values(self, attribute: str) -> Values:
        """Values of an attribute, worked out if need be. Part of another domain shows catalogue ones only."""
        lower = attribute.lower()
        entry = self.entry
        if not self._visible(lower):
            return ()
        stored = entry.attributes.get(lower)
        if stored is not None:
            return stored
        with self._forest.lock:
            return _compute(self._forest, self._dc, self._partition, entry, lower)


def _compute(forest: Forest, dc: DomainController, partition: Partition, entry: Entry, name: str) -> Values:
    if name == "distinguishedname":
        return (entry.dn,)
    if name == "objectguid":
        return (entry.guid.bytes_le,)
    if name == "name":
        return (names.leaf(entry.dn)[1],)
    kind, leaf = names.leaf(entry.dn)
    if name == kind.lower():
        return (leaf,)
    if name == "whencreated":
        return (entry.created,)
    if name == "whenchanged":
        return (entry.changed,)
    if name == "usnchanged":
        return (partition.changed.get(entry.guid, _BASE_USN),)
    if name == "usncreated":
        return (_BASE_USN,)
    if name == "canonicalname":
        return (names.canonical(entry.dn),)
    if name == "primarygrouptoken":
        sid = entry.text("objectSid")
        return (int(sid.rpartition("-")[2]),) if entry.is_a("group") and sid else ()
    if name == "tokengroups":
        domain = principals.domain_of_sid(forest, entry.text("objectSid"))
        if domain is None:
            return ()
        return tuple(group.text("objectSid") for group in principals.groups_of(forest, domain, entry, dc))
    if name == "structuralobjectclass":
        return entry.get("objectClass")
    forward = forest.schema.attribute(name).back_link_of
    if forward:
        return tuple(dict.fromkeys(_sources(dc, entry, forward.lower())))
    return ()


def _sources(dc: DomainController, entry: Entry, forward: str) -> Iterator[str]:
    for partition in dc.partitions.values():
        if not partition.writable and forward == "member":
            # The catalogue knows the members of other domains' universal groups only.
            yield from (
                group.dn
                for group in partition.linking_to(entry.key, forward)
                if principals.group_type(group) & principals.UNIVERSAL
            )
        elif partition.writable:
            yield from (source.dn for source in partition.linking_to(entry.key, forward))


def root_dse(forest: Forest, dc: DomainController) -> dict[str, list[Value]]:
    """The RootDSE of a controller.

    Source: https://learn.microsoft.com/windows/win32/adschema/rootdse .
    """
    own = [partition.root for partition in dc.partitions.values() if partition.writable]
    server_dn = names.parent(dc.settings_dn)
    domain_entry = forest.entry(dc, dc.domain.dn)
    partitions_entry = forest.entry(dc, f"CN=Partitions,{forest.configuration_dn}")
    try:
        ready = forest.is_catalogue(dc)
    except DirectoryError:
        ready = False
    return {
        "currentTime": [forest.now()],
        "subschemaSubentry": [f"CN=Aggregate,{forest.schema_dn}"],
        "dsServiceName": [dc.settings_dn],
        "namingContexts": list(own),
        "defaultNamingContext": [dc.domain.dn],
        "schemaNamingContext": [forest.schema_dn],
        "configurationNamingContext": [forest.configuration_dn],
        "rootDomainNamingContext": [forest.root.dn],
        "supportedControl": ["1.2.840.113556.1.4.319", "1.2.840.113556.1.4.801", "1.2.840.113556.1.4.473"],
        "supportedLDAPVersion": ["3", "2"],
        "highestCommittedUSN": [dc.usn],
        "supportedCapabilities": ["1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1670"],
        "dnsHostName": [dc.fqdn],
        "ldapServiceName": [f"{forest.root.dns}:{dc.name.lower()}$@{dc.domain.dns.upper()}"],
        "serverName": [server_dn],
        "isSynchronized": [True],
        "isGlobalCatalogReady": [ready],
        "domainFunctionality": [domain_entry.number("msDS-Behavior-Version") if domain_entry else 0],
        "forestFunctionality": [partitions_entry.number("msDS-Behavior-Version") if partitions_entry else 0],
        "domainControllerFunctionality": [2],
    }
