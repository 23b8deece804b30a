"""Security descriptors as text.

https://learn.microsoft.com/windows/win32/secauthz/security-descriptor-string-format and
https://learn.microsoft.com/windows/win32/secauthz/ace-strings
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from winlab.windows.accounts import WELL_KNOWN, LocalAccounts
from winlab.windows.file_nodes import Access

_ALIASES = {
    "BA": "S-1-5-32-544",
    "BU": "S-1-5-32-545",
    "BG": "S-1-5-32-546",
    "PU": "S-1-5-32-547",
    "BO": "S-1-5-32-551",
    "WD": "S-1-1-0",
    "CO": "S-1-3-0",
    "AN": "S-1-5-7",
    "AU": "S-1-5-11",
    "SY": "S-1-5-18",
    "LS": "S-1-5-19",
    "NS": "S-1-5-20",
    "IU": "S-1-5-4",
}
_SHORT = {sid: alias for alias, sid in _ALIASES.items()}
_RIGHTS = {"FA": 0x1F01FF, "FR": 0x120089, "FW": 0x120116, "FX": 0x1200A0, "KA": 0xF003F, "KR": 0x20019}
_NAMES = {mask: name for name, mask in _RIGHTS.items()}
_ACE = re.compile(r"\(([AD]);([A-Z]*);([A-Z]+|0x[0-9a-fA-F]+);;;([^)]+)\)")


class SddlError(ValueError):
    """The text is no security descriptor."""


def written(
    users: LocalAccounts, owner: str, group: str, entries: Iterable[Access], *, folder: bool, protected: bool
) -> str:
    """Owner, group and access list as text."""
    aces = []
    for entry in entries:
        flags = ("OICI" if folder and entry.inherits else "") + ("ID" if entry.inherited else "")
        rights = _NAMES.get(entry.mask, f"{entry.mask:#x}")
        aces.append(f"({'A' if entry.allow else 'D'};{flags};{rights};;;{_sid(users, entry.account)})")
    head = f"O:{_sid(users, owner)}G:{_sid(users, group)}"
    return f"{head}D:{'P' if protected else ''}AI{''.join(aces)}"


def _sid(users: LocalAccounts, account: str) -> str:
    sid = users.sid_of(account) or WELL_KNOWN.get(account.upper(), account)
    return _SHORT.get(sid, sid)


def read(users: LocalAccounts, text: str) -> tuple[str | None, list[Access], bool]:
    """Owner (or None), entries, and whether the list is protected.

    Raises:
        SddlError: the text can't be read.
    """
    match = re.fullmatch(r"(?:O:(.+?))?(?:G:(.+?))?(?:D:([A-Z]*)((?:\([^)]*\))*))?(?:S:.*)?", text)
    if match is None or not text:
        raise SddlError(text)
    aces = match[4] or ""
    found = _ACE.findall(aces)
    if "".join(f"({kind};{flags};{rights};;;{sid})" for kind, flags, rights, sid in found) != aces:
        raise SddlError(text)
    entries = []
    for kind, flags, rights, sid in found:
        mask = int(rights, 16) if rights.startswith("0x") else _RIGHTS.get(rights)
        if mask is None:
            raise SddlError(text)
        entries.append(Access(_account(users, sid), mask, kind == "A", "ID" in flags, "CI" in flags or "OI" in flags))
    return (_account(users, match[1]) if match[1] else None), entries, "P" in (match[3] or "")


def _account(users: LocalAccounts, sid: str) -> str:
    known = _ALIASES.get(sid, sid)
    return users.name_of(known) or known
