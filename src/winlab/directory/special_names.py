"""Names in angle brackets: ``<GUID=...>``, ``<SID=...>``, ``<WKGUID=...,DN>``.

Source: https://learn.microsoft.com/windows/win32/ad/binding-to-well-known-objects-using-wkguid and
.../using-objectguid-to-bind-to-an-object .
"""

from __future__ import annotations

import re
import uuid

from winlab.directory import names
from winlab.directory.entries import Entry
from winlab.directory.errors import INVALID_DN, NO_SUCH_OBJECT, DirectoryError
from winlab.directory.forest import DomainController
from winlab.directory.partitions import Partition


def is_special(name: str) -> bool:
    """Whether a name has to be resolved here before it is a distinguished name."""
    return name.startswith("<") and name.endswith(">")


def resolve(dc: DomainController, name: str) -> tuple[Partition, Entry]:
    """The object of a name in angle brackets on a controller.

    Raises:
        DirectoryError: NO_SUCH_OBJECT, INVALID_DN.
    """
    kind, _, rest = name[1:-1].partition("=")
    if kind.upper() == "GUID":
        return _by_guid(dc, rest.strip())
    if kind.upper() == "SID":
        for partition in dc.partitions.values():
            found = partition.by_sid(rest.strip())
            if found is not None:
                return partition, found
        raise DirectoryError(NO_SUCH_OBJECT, name)
    if kind.upper() == "WKGUID":
        guid, _, container = rest.partition(",")
        return _well_known(dc, guid.strip(), container.strip())
    raise DirectoryError(INVALID_DN, name)


def _by_guid(dc: DomainController, text: str) -> tuple[Partition, Entry]:
    """The hex form without hyphens is the bytes as they are stored."""
    if re.fullmatch(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text, re.IGNORECASE) is None:
        raise DirectoryError(INVALID_DN, text)
    guid = uuid.UUID(text) if "-" in text else uuid.UUID(bytes_le=bytes.fromhex(text))
    for partition in dc.partitions.values():
        entry = partition.by_guid(guid)
        if entry is not None and not entry.deleted:
            return partition, entry
    raise DirectoryError(NO_SUCH_OBJECT, text)


def _well_known(dc: DomainController, guid: str, container: str) -> tuple[Partition, Entry]:
    partition = dc.holding(container)
    holder = partition.get(names.key(container)) if partition is not None else None
    if holder is None:
        raise DirectoryError(NO_SUCH_OBJECT, container)
    for attribute in ("wellKnownObjects", "otherWellKnownObjects"):
        for value in holder.get(attribute):
            # DN with binary: B:32:<guid>:<dn>
            parts = str(value).split(":", 3)
            if len(parts) == 4 and parts[2].lower() == guid.lower():
                target = dc.holding(parts[3])
                entry = target.get(names.key(parts[3])) if target is not None else None
                if target is not None and entry is not None:
                    return target, entry
    raise DirectoryError(NO_SUCH_OBJECT, f"{guid} of {container}")
