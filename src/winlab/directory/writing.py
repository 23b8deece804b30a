"""Originating writes: checks of form, values the service sets by itself, and the change on one replica."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from winlab.directory import names, principals
from winlab.directory.entries import Entry, Value, Values, next_stamp
from winlab.directory.errors import (
    CONSTRAINT_VIOLATION,
    INVALID_ATTRIBUTE_SYNTAX,
    NO_ATTRIBUTE_OR_VALUE,
    NO_SUCH_OBJECT,
    NOT_ON_NON_LEAF,
    OBJECT_CLASS_VIOLATION,
    OBJECT_EXISTS,
    UNWILLING,
    VALUE_EXISTS,
    DirectoryError,
)
from winlab.directory.forest import DomainController, Forest
from winlab.directory.ldap_filter import category_name
from winlab.directory.partitions import Partition
from winlab.directory.schema import AttributeType, Syntax
from winlab.windows.changes import touched

_SYSTEM_ONLY = {
    "objectguid",
    "objectsid",
    "distinguishedname",
    "whencreated",
    "whenchanged",
    "usnchanged",
    "usncreated",
}
GLOBAL_SECURITY_GROUP = principals.SECURITY | principals.GLOBAL
NORMAL_ACCOUNT = 0x200
WORKSTATION_TRUST_ACCOUNT = 0x1000
SERVER_TRUST_ACCOUNT = 0x2000
_POOL = 500


@dataclass(frozen=True)
class Change:
    """One change of one attribute: "add" or "delete" values (no values: all), or "replace" them."""

    operation: str
    attribute: str
    values: Values = ()


def _store(forest: Forest, dc: DomainController, partition: Partition, entry: Entry) -> Entry:
    partition.put(entry, dc.next_usn())
    touched("", "directory", entry.dn)
    forest.changed()
    forest.replication.announce(dc, partition.root_key)
    return entry


def new_sid(dc: DomainController) -> str:
    """The next SID of the controller's pool of relative ids.

    A used-up pool is followed by the next one; that the RID master may be away is not looked at.
    """
    following, end = dc.rids
    if following >= end:
        following = end + _POOL * 20
        end = following + _POOL
    dc.rids = (following + 1, end)
    return f"{dc.domain.sid}-{following}"


def add(forest: Forest, dc: DomainController, partition: Partition, dn: str, given: Mapping[str, Values]) -> Entry:
    """Makes an object on a replica."""
    if partition.get(names.key(dn)) is not None:
        raise DirectoryError(OBJECT_EXISTS, dn)
    attributes: dict[str, Values] = {}
    for name, values in given.items():
        if values:
            forest.schema.learn(name)
            attributes[name.lower()] = coerce(forest.schema.attribute(name), values)
    classes = attributes.get("objectclass", ())
    if not classes:
        raise DirectoryError(OBJECT_CLASS_VIOLATION, f"{dn} has no objectClass")
    class_name = str(classes[-1])
    found = forest.schema.object_class(class_name)
    kind, value = names.leaf(dn)
    if kind.lower() != found.rdn.lower() and kind.lower() != "cn":
        raise DirectoryError(OBJECT_CLASS_VIOLATION, f"{dn}: a {found.name} is named by {found.rdn}")
    attributes["objectclass"] = forest.schema.lineage(class_name)
    attributes.setdefault("objectcategory", (f"{category_name(found.name)},{forest.schema_dn}",))
    attributes.setdefault("instancetype", (4,))
    for own_name in (kind.lower(), "name", "distinguishedname"):
        attributes.pop(own_name, None)
    if found.security_principal:
        _principal(forest, dc, partition, found.name, value, attributes)
    _check_links(forest, dc, attributes)
    now = forest.now()
    stamps = {name: next_stamp(None, now, dc.name) for name in attributes}
    entry = Entry(forest.new_guid(), spell(dn), attributes, now, now, stamps)
    return _store(forest, dc, partition, entry)


def spell(dn: str) -> str:
    """A DN as the directory writes it back: no blanks after commas, RDN attributes in upper case."""
    return ",".join(names.rdn(kind.upper(), value) for kind, value in names.split(dn))


def _principal(
    forest: Forest,
    dc: DomainController,
    partition: Partition,
    class_name: str,
    name: str,
    attributes: dict[str, Values],
) -> None:
    account = str(attributes.get("samaccountname", ("",))[0]) or (name + "$" if class_name == "computer" else name)
    if partition.account(account) is not None:
        raise DirectoryError(OBJECT_EXISTS, account)
    attributes["samaccountname"] = (account,)
    attributes["objectsid"] = (new_sid(dc),)
    if class_name == "group":
        kind = attributes.setdefault("grouptype", (GLOBAL_SECURITY_GROUP,))[0]
        local = isinstance(kind, int) and kind & principals.DOMAIN_LOCAL
        attributes["samaccounttype"] = (0x20000000 if local else 0x10000000,)
    elif class_name == "computer":
        attributes.setdefault("useraccountcontrol", (WORKSTATION_TRUST_ACCOUNT,))
        attributes.setdefault("primarygroupid", (515,))
        attributes["samaccounttype"] = (0x30000001,)
    else:
        # A new user is disabled and needs no password until it has one: 0x222.
        attributes.setdefault("useraccountcontrol", (0x222,))
        attributes.setdefault("primarygroupid", (513,))
        attributes["samaccounttype"] = (0x30000000,)


def coerce(attribute: AttributeType, values: Sequence[Value]) -> Values:
    """Values in the type the attribute has.

    Raises:
        DirectoryError: INVALID_ATTRIBUTE_SYNTAX, CONSTRAINT_VIOLATION (several values for a single one).
    """
    if attribute.single and len(values) > 1:
        raise DirectoryError(CONSTRAINT_VIOLATION, f"{attribute.name} has one value")
    return tuple(_coerce_one(attribute, value) for value in values)


def _coerce_one(attribute: AttributeType, value: Value) -> Value:
    syntax = attribute.syntax
    try:
        if syntax is Syntax.INTEGER:
            number = _number(value)
            if number > 0x7FFFFFFF:
                number -= 1 << 32
            return number
        if syntax is Syntax.LARGE_INTEGER:
            return _number(value)
        if syntax is Syntax.BOOLEAN:
            if isinstance(value, bool):
                return value
            return {"true": True, "false": False}[str(value).lower()]
        if syntax is Syntax.DN:
            names.split(str(value))
            return str(value)
    except (ValueError, TypeError, KeyError, DirectoryError):
        raise DirectoryError(INVALID_ATTRIBUTE_SYNTAX, f"{attribute.name}={value!r}") from None
    if syntax is Syntax.STRING and isinstance(value, (int, float)):
        return ("TRUE" if value else "FALSE") if isinstance(value, bool) else str(value)
    return value


def _number(value: Value) -> int:
    if isinstance(value, (int, str)):
        return int(value)
    raise ValueError(value)


def _check_links(forest: Forest, dc: DomainController, attributes: Mapping[str, Values]) -> None:
    for value in attributes.get("member", ()):
        if not _exists_anywhere(forest, dc, str(value)):
            raise DirectoryError(NO_SUCH_OBJECT, str(value))


def _exists_anywhere(forest: Forest, dc: DomainController, dn: str) -> bool:
    key = names.key(dn)
    here = dc.holding(dn)
    if here is not None and here.get(key) is not None:
        return True
    return any(
        other.partitions[root].get(key) is not None
        for other in forest.controllers.values()
        if other is not dc and other.domain != dc.domain
        for root in other.partitions
        if key.endswith("," + root)
    )


def modify(
    forest: Forest, dc: DomainController, partition: Partition, entry: Entry, changes: Sequence[Change]
) -> Entry:
    """Applies changes to an object, all or none."""
    wanted: dict[str, Values] = {}
    for change in changes:
        lower = change.attribute.lower()
        attribute = forest.schema.attribute(change.attribute)
        if lower in _SYSTEM_ONLY or attribute.back_link_of:
            raise DirectoryError(UNWILLING, f"{change.attribute} is set by the system")
        if lower in ("name", names.leaf(entry.dn)[0].lower()):
            raise DirectoryError(UNWILLING, "a name is changed by renaming")
        forest.schema.learn(change.attribute)
        present = wanted.get(lower, entry.get(lower))
        given = coerce(attribute, change.values) if change.values else ()
        wanted[lower] = _combined(attribute, change.operation, present, given)
    _check_links(forest, dc, {"member": tuple(v for v in wanted.get("member", ()) if v not in entry.get("member"))})
    real = {name: values for name, values in wanted.items() if values != entry.get(name)}
    if not real:
        return entry
    return _store(forest, dc, partition, entry.written(real, forest.now(), dc.name))


def _combined(attribute: AttributeType, operation: str, present: Values, given: Values) -> Values:
    if operation == "replace":
        return given
    held = {_fold(attribute, value) for value in present}
    if operation == "add":
        if any(_fold(attribute, value) in held for value in given):
            raise DirectoryError(VALUE_EXISTS, attribute.name)
        if attribute.single and present:
            raise DirectoryError(VALUE_EXISTS, attribute.name)
        return (*present, *given)
    if operation != "delete":
        raise ValueError(f"not a change: {operation}")
    if not present:
        raise DirectoryError(NO_ATTRIBUTE_OR_VALUE, attribute.name)
    if not given:
        return ()
    gone = {_fold(attribute, value) for value in given}
    if not gone <= held:
        raise DirectoryError(NO_ATTRIBUTE_OR_VALUE, attribute.name)
    return tuple(value for value in present if _fold(attribute, value) not in gone)


def _fold(attribute: AttributeType, value: Value) -> Value:
    if attribute.syntax is Syntax.DN:
        return names.key(str(value))
    return value.lower() if isinstance(value, str) else value


def delete(forest: Forest, dc: DomainController, partition: Partition, entry: Entry, tree: bool) -> None:
    """Buries an object; links to it from this controller's replicas go with it."""
    below = partition.children(entry.key)
    if below and not tree:
        raise DirectoryError(NOT_ON_NON_LEAF, entry.dn)
    if entry.number("systemFlags") & 0x80000000 or entry.key == partition.root_key:
        raise DirectoryError(UNWILLING, entry.dn)
    for child in below:
        delete(forest, dc, partition, child, True)
    relink(forest, dc, entry.dn, None)
    _store(forest, dc, partition, entry.buried(forest.now(), dc.name))


def rename(
    forest: Forest,
    dc: DomainController,
    partition: Partition,
    target: Partition,
    entry: Entry,
    new_rdn: str | None,
    new_parent: str | None,
) -> str:
    """Gives an object, and so everything below it, another name."""
    if target is not partition:
        raise DirectoryError(UNWILLING, "moves between naming contexts are not made this way")
    first = spell(new_rdn) if new_rdn else spell(entry.dn[: len(entry.dn) - len(names.parent(entry.dn)) - 1])
    above = target.get(names.key(new_parent)) if new_parent else partition.get(names.parent(entry.key))
    dn = f"{first},{above.dn if above is not None else names.parent(entry.dn)}"
    if names.key(dn) != entry.key and partition.get(names.key(dn)) is not None:
        raise DirectoryError(OBJECT_EXISTS, dn)
    if names.key(dn).endswith("," + entry.key):
        raise DirectoryError(UNWILLING, "an object can't be moved below itself")
    _rename_tree(forest, dc, partition, entry, dn)
    return dn


def _rename_tree(forest: Forest, dc: DomainController, partition: Partition, entry: Entry, dn: str) -> None:
    below = partition.children(entry.key)
    _store(forest, dc, partition, entry.renamed(dn, forest.now(), dc.name))
    relink(forest, dc, entry.dn, dn)
    for child in below:
        own_part = child.dn[: len(child.dn) - len(names.parent(child.dn)) - 1]
        _rename_tree(forest, dc, partition, child, f"{own_part},{dn}")


def relink(forest: Forest, dc: DomainController, old: str, new: str | None) -> None:
    """Follows a name in the links of this controller's writable replicas, as its database does by itself."""
    key = names.key(old)
    for partition in dc.partitions.values():
        if not partition.writable:
            continue
        for forward in set(forest.schema.forward_links().values()):
            for source in partition.linking_to(key, forward):
                values: list[Value] = []
                for value in source.get(forward):
                    if names.key(str(value)) != key:
                        values.append(value)
                    elif new is not None:
                        values.append(new)
                _store(forest, dc, partition, source.written({forward: tuple(values)}, forest.now(), dc.name))
