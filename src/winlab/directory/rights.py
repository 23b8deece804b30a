"""Who may do what: security descriptors in SDDL, evaluated as Active Directory does for the usual cases.

Kept are allow and deny entries for an object, optionally for one property or class (by its GUID), inherited
by children when the entry says so. Source of the string form:
https://learn.microsoft.com/windows/win32/secauthz/ace-strings and .../sid-strings .
Owner rights, audit entries and inheritance blocking by single class are not evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

READ_PROPERTY = "RP"
WRITE_PROPERTY = "WP"
CREATE_CHILD = "CC"
DELETE_CHILD = "DC"
DELETE = "SD"
DELETE_TREE = "DT"
WRITE_DAC = "WD"
CONTROL = "CR"
LIST = "LC"
ALL = frozenset(["RP", "WP", "CC", "DC", "SD", "DT", "WD", "WO", "CR", "LC", "LO", "RC", "SW"])

_GENERIC = {
    "GA": ALL,
    "GR": frozenset(["RP", "LC", "LO", "RC"]),
    "GW": frozenset(["WP", "SW", "RC"]),
    "GX": frozenset(["LC", "RC"]),
}
_ACE = re.compile(r"\(([^;()]*);([^;()]*);([^;()]*);([^;()]*);([^;()]*);([^;()]*)\)")

# Aliases of SIDs that are the same everywhere.
_FIXED_TRUSTEES = {
    "WD": "S-1-1-0",
    "AU": "S-1-5-11",
    "AN": "S-1-5-7",
    "SY": "S-1-5-18",
    "PS": "S-1-5-10",
    "BA": "S-1-5-32-544",
    "AO": "S-1-5-32-548",
    "SO": "S-1-5-32-549",
    "RU": "S-1-5-32-554",
    "ED": "S-1-5-9",
}
# Aliases whose SID is a well-known RID of the object's own domain (False) or of the forest root (True).
_DOMAIN_TRUSTEES = {
    "DA": (512, False),
    "DU": (513, False),
    "DC": (515, False),
    "DD": (516, False),
    "EA": (519, True),
    "SA": (518, True),
}


@dataclass(frozen=True)
class Ace:
    """One entry of an access list.

    Attributes:
        trustee: A SID, or one of SDDL's two-letter aliases.
        rights: Two-letter rights, for example ``{"WP"}``; generic rights are expanded.
        allow: False for a deny entry.
        inherit: Children get it too.
        object_type: GUID of the property, property set or class it is about; empty for all.
    """

    trustee: str
    rights: frozenset[str]
    allow: bool = True
    inherit: bool = True
    object_type: str = ""
    inherit_only: bool = False

    def sddl(self) -> str:
        """The entry in its string form."""
        kind = ("O" if self.object_type else "") + ("A" if self.allow else "D")
        flags = ("CI" if self.inherit else "") + ("IO" if self.inherit_only else "")
        rights = "GA" if self.rights >= ALL else "".join(sorted(self.rights))
        return f"({kind};{flags};{rights};{self.object_type.lower()};;{self.trustee})"


@lru_cache(maxsize=4096)
def parse(descriptor: str) -> tuple[Ace, ...]:
    """The discretionary entries of a descriptor in SDDL."""
    _, _, discretionary = descriptor.partition("D:")
    discretionary = discretionary.partition("S:")[0]
    return tuple(_aces(discretionary))


def _aces(text: str) -> Iterator[Ace]:
    for kind, flags, rights, object_type, _, trustee in _ACE.findall(text):
        if kind not in ("A", "D", "OA", "OD"):
            continue
        yield Ace(
            trustee,
            _rights(rights),
            kind.endswith("A"),
            "CI" in _pairs(flags),
            object_type.lower(),
            "IO" in _pairs(flags),
        )


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(0, len(text), 2)]


def _rights(text: str) -> frozenset[str]:
    found: set[str] = set()
    for pair in _pairs(text):
        found |= _GENERIC.get(pair, frozenset([pair]))
    return frozenset(found)


def add_ace(descriptor: str, ace: Ace) -> str:
    """The descriptor with one entry more; unchanged if it is there."""
    if ace in parse(descriptor):
        return descriptor
    head, marker, rest = descriptor.partition("D:")
    entry = ace.sddl()
    return f"{head}D:{rest}{entry}" if marker else f"{descriptor}D:{entry}"


def remove_ace(descriptor: str, ace: Ace) -> str:
    """The descriptor without an entry."""
    kept = "".join(found.sddl() for found in parse(descriptor) if found != ace)
    return f"D:{kept}"


def trustee_sid(trustee: str, domain_sid: str, root_sid: str) -> str:
    """The SID an entry means in a given domain."""
    fixed = _FIXED_TRUSTEES.get(trustee)
    if fixed:
        return fixed
    relative = _DOMAIN_TRUSTEES.get(trustee)
    if relative:
        rid, in_root = relative
        return f"{root_sid if in_root else domain_sid}-{rid}"
    return trustee


def allows(
    own: Iterable[Ace],
    inherited: Iterable[Ace],
    right: str,
    held: Callable[[str], bool],
    object_types: frozenset[str] = frozenset(),
) -> bool:
    """Whether a right is granted: own entries before inherited ones, denials first in each.

    Args:
        own: Entries on the object itself.
        inherited: Entries of objects above, nearest first.
        right: Two letters, as in the constants of this module.
        held: Tells whether the caller's token holds a trustee.
        object_types: GUIDs (lower case) of the property and its property set, or of the class.
    """
    for entries in (
        [ace for ace in own if not ace.inherit_only],
        [ace for ace in inherited if ace.inherit],
    ):
        matching = [
            ace
            for ace in entries
            if right in ace.rights and (not ace.object_type or ace.object_type in object_types) and held(ace.trustee)
        ]
        if any(not ace.allow for ace in matching):
            return False
        if matching:
            return True
    return False
