"""Security principals: names and SIDs of one another, and the groups an account is in, across domains.

Source of the well-known SIDs:
https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.directory import names
from winlab.directory.entries import Entry
from winlab.directory.errors import DirectoryError
from winlab.directory.forest import Domain, DomainController, Forest
from winlab.directory.partitions import Partition

WELL_KNOWN: dict[str, str] = {
    "S-1-1-0": "Everyone",
    "S-1-5-2": "NT AUTHORITY\\NETWORK",
    "S-1-5-3": "NT AUTHORITY\\BATCH",
    "S-1-5-4": "NT AUTHORITY\\INTERACTIVE",
    "S-1-5-6": "NT AUTHORITY\\SERVICE",
    "S-1-5-7": "NT AUTHORITY\\ANONYMOUS LOGON",
    "S-1-5-9": "NT AUTHORITY\\ENTERPRISE DOMAIN CONTROLLERS",
    "S-1-5-10": "NT AUTHORITY\\SELF",
    "S-1-5-11": "NT AUTHORITY\\Authenticated Users",
    "S-1-5-18": "NT AUTHORITY\\SYSTEM",
    "S-1-5-19": "NT AUTHORITY\\LOCAL SERVICE",
    "S-1-5-20": "NT AUTHORITY\\NETWORK SERVICE",
}
_SIDS = {name.upper(): sid for sid, name in WELL_KNOWN.items()}

GLOBAL = 2
DOMAIN_LOCAL = 4
UNIVERSAL = 8
SECURITY = -0x80000000


def domain_replica(forest: Forest, domain: Domain, near: DomainController | None = None) -> Partition:
    """A replica of a domain: the given controller's own if it has it, else one of a running controller.

    Raises:
        DirectoryError: NO_SUCH_DOMAIN if no controller of the domain answers.
    """
    key = names.key(domain.dn)
    if near is not None and key in near.partitions:
        return near.partitions[key]
    return forest.locate(domain).partitions[key]


def find(forest: Forest, account: str, near: DomainController | None = None) -> tuple[Domain, Entry] | None:
    """The domain and object of ``DOMAIN\\name`` or ``name@domain``; None if there is none."""
    domain_name, slash, name = account.partition("\\")
    if not slash:
        name, at, domain_name = account.rpartition("@")
        if not at:
            return None
    try:
        domain = forest.domain(domain_name)
        entry = domain_replica(forest, domain, near).account(name)
    except DirectoryError:
        return None
    if entry is None and not slash:
        wanted = account.lower()
        for candidate in forest.domains.values():
            for other in domain_replica(forest, candidate, near):
                if other.text("userPrincipalName").lower() == wanted:
                    return candidate, other
    return (domain, entry) if entry is not None else None


def domain_of_sid(forest: Forest, sid: str) -> Domain | None:
    """The domain that issued a SID."""
    for domain in forest.domains.values():
        if sid.startswith(domain.sid + "-"):
            return domain
    return None


def by_sid(
    forest: Forest, sid: str, near: DomainController | None = None, within: Domain | None = None
) -> tuple[Domain, Entry] | None:
    """The domain and object of a SID; builtin groups are looked up in the domain given."""
    domain = domain_of_sid(forest, sid) or (within if sid.startswith("S-1-5-32-") else None)
    if domain is None:
        return None
    try:
        replica = domain_replica(forest, domain, near)
    except DirectoryError:
        return None
    entry = replica.by_sid(sid)
    return (domain, entry) if entry is not None else None


def sid_of(forest: Forest, account: str, near: DomainController | None = None) -> str | None:
    """The SID of an account or group name."""
    known = _SIDS.get(account.upper())
    if known:
        return known
    found = find(forest, account, near)
    return found[1].text("objectSid") or None if found is not None else None


def name_of(forest: Forest, sid: str, near: DomainController | None = None) -> str | None:
    """``DOMAIN\\name`` of a SID."""
    known = WELL_KNOWN.get(sid)
    if known:
        return known
    found = by_sid(forest, sid, near)
    if found is None:
        return None
    domain, entry = found
    return f"{domain.netbios}\\{entry.text('sAMAccountName')}"


def group_type(entry: Entry) -> int:
    """The groupType of a group as a signed number."""
    return entry.number("groupType")


def groups_of(forest: Forest, domain: Domain, entry: Entry, near: DomainController | None = None) -> list[Entry]:
    """Groups of an account for its token: its own domain's, and universal ones of the forest, transitively.

    Domain local groups of other domains are not in the token; they are added where it is used
    (`local_groups_of`).
    """
    found: dict[str, Entry] = {}
    pending = [(domain, entry)]
    while pending:
        owner, member = pending.pop()
        for group_domain, group in _direct_groups(forest, owner, member, near):
            kind = group_type(group)
            if group_domain != domain and not kind & UNIVERSAL:
                continue
            sid = group.text("objectSid")
            if sid not in found:
                found[sid] = group
                pending.append((group_domain, group))
    return list(found.values())


def _direct_groups(
    forest: Forest, domain: Domain, member: Entry, near: DomainController | None
) -> Iterable[tuple[Domain, Entry]]:
    primary = member.number("primaryGroupID")
    if primary:
        found = domain_replica(forest, domain, near).by_sid(f"{domain.sid}-{primary}")
        if found is not None:
            yield domain, found
    for candidate in forest.domains.values():
        try:
            replica = domain_replica(forest, candidate, near if candidate == domain else None)
        except DirectoryError:
            continue
        for group in replica.linking_to(member.key, "member"):
            if group.is_a("group") and group_type(group) < 0:
                yield candidate, group


def local_groups_of(replica: Partition, sids: set[str], keys: set[str]) -> set[str]:
    """SIDs of the domain local and builtin groups of a domain that hold any of the given members."""
    found: set[str] = set()
    grown = True
    while grown:
        grown = False
        for group in replica.local_groups():
            sid = group.text("objectSid")
            if sid in found or sid in sids:
                continue
            members = {names.key(str(value)) for value in group.get("member")}
            if members & keys:
                found.add(sid)
                keys = keys | {group.key}
                grown = True
    return found
