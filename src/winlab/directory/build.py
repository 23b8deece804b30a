"""Makes a forest from its specification: the same one for the same seed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from winlab.directory import domain_objects, names
from winlab.directory.configuration_objects import configuration, schema_context, settings_dn
from winlab.directory.draft import Draft
from winlab.directory.entries import Entry
from winlab.directory.forest import Domain, DomainController, Forest
from winlab.directory.ldap_filter import category_name
from winlab.directory.partitions import Base, Partition
from winlab.directory.schema import DirectorySchema
from winlab.directory.specification import DomainSpec, ForestSpec

_FIRST_POOL = 5000
_POOL = 500


def domain_sid(seed: str, dns: str) -> str:
    """A domain's SID: three random 32-bit numbers after S-1-5-21."""
    digest = hashlib.sha256(f"{seed}/sid/{dns.lower()}".encode()).digest()
    parts = [int.from_bytes(digest[at : at + 4], "big") for at in (0, 4, 8)]
    return "S-1-5-21-" + "-".join(str(part) for part in parts)


def build_forest(spec: ForestSpec, seed: str) -> Forest:
    """Makes the forest as it stands before a deployment."""
    schema = DirectorySchema()
    domains = [Domain(each.dns, each.netbios, domain_sid(seed, each.dns), each.parent) for each in spec.domains]
    forest = Forest(domains, schema, seed)
    forest.replication.first_delay = spec.first_delay
    forest.replication.next_delay = spec.next_delay
    drafts: dict[str, Draft] = {}
    for context in [forest.schema_dn, forest.configuration_dn, *(domain.dn for domain in domains)]:
        drafts[names.key(context)] = Draft(context)
    for each, domain in zip(spec.domains, domains, strict=True):
        domain_objects.fill(drafts[names.key(domain.dn)], forest, domain, each, spec)
    schema_context(drafts[names.key(forest.schema_dn)], forest, spec)
    configuration(drafts[names.key(forest.configuration_dn)], forest, spec)
    _further(drafts, forest, spec)
    _memberships(drafts, forest, spec.domains)
    bases = {key: Base(draft.root, _entries(draft, forest)) for key, draft in drafts.items()}
    _controllers(forest, spec, bases)
    return forest


def _further(drafts: Mapping[str, Draft], forest: Forest, spec: ForestSpec) -> None:
    for each in spec.objects:
        draft = _owner(drafts, each.dn)
        for name in each.attributes:
            forest.schema.learn(name)
        draft.add(each.dn, each.object_class, dict(each.attributes))
    for dn, attributes in spec.attributes.items():
        for name in attributes:
            forest.schema.learn(name)
        _owner(drafts, dn).update(dn, attributes)


def _owner(drafts: Mapping[str, Draft], dn: str) -> Draft:
    key = names.key(dn)
    holding = [draft for root, draft in drafts.items() if key == root or key.endswith("," + root)]
    if not holding:
        raise ValueError(f"{dn} is in no naming context of the forest")
    return max(holding, key=lambda draft: len(draft.root))


def _memberships(drafts: Mapping[str, Draft], forest: Forest, specs: Iterable[DomainSpec]) -> None:
    """Fills member attributes, once all domains have their accounts."""

    def account(domain: Domain, name: str) -> tuple[Draft, str]:
        prefix, slash, rest = name.rpartition("\\")
        owner = forest.domain(prefix) if slash else domain
        draft = drafts[names.key(owner.dn)]
        found = draft.account(rest)
        if found is None:
            raise ValueError(f"no account or group {name!r} in domain {owner.dns}")
        return draft, found

    for spec in specs:
        domain = forest.domain(spec.dns)
        pairs: list[tuple[str, str]] = []
        for group in spec.groups:
            pairs += [(group.name, member) for member in group.members]
        for user in spec.users:
            pairs += [(group_name, user.name) for group_name in user.groups]
        for computer in spec.computers:
            pairs += [(group_name, computer.name + "$") for group_name in computer.groups]
        for group_name, members in spec.memberships.items():
            pairs += [(group_name, member) for member in members]
        for group_name, member in pairs:
            draft, group_dn = account(domain, group_name)
            _, member_dn = account(domain, member)
            draft.append(group_dn, "member", member_dn)


def _entries(draft: Draft, forest: Forest) -> list[Entry]:
    made: datetime = forest.made
    namespace = uuid.uuid5(uuid.NAMESPACE_DNS, forest.seed)
    entries = []
    for dn, object_class, attributes in draft:
        stored = {name.lower(): values for name, values in attributes.items() if values}
        stored["objectclass"] = forest.schema.lineage(object_class)
        stored.setdefault("objectcategory", (f"{category_name(object_class)},{forest.schema_dn}",))
        stored.setdefault("instancetype", (4,))
        entries.append(Entry(uuid.uuid5(namespace, names.key(dn)), dn, stored, made, made))
    return entries


def _controllers(forest: Forest, spec: ForestSpec, bases: Mapping[str, Base]) -> None:
    common = [names.key(forest.schema_dn), names.key(forest.configuration_dn)]
    for number, each in enumerate(spec.controllers):
        domain = forest.domain(each.domain)
        own = names.key(domain.dn)
        contexts = [own, *common]
        if each.catalogue:
            contexts += [key for key in bases if key not in contexts]
        first = _FIRST_POOL + number * _POOL
        forest.controllers[each.name.upper()] = DomainController(
            name=each.name.upper(),
            domain=domain,
            site=each.site,
            settings_dn=settings_dn(forest, each),
            partitions={key: Partition(bases[key], key in (own, *common), forest.schema) for key in contexts},
            rids=(first, first + _POOL),
        )
