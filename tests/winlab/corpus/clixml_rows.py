"""Judges what comes out of CLIXML documents."""

from __future__ import annotations

from tests.winlab.corpus.rows import Row, difference
from winlab.powershell.addedmembers import Member
from winlab.powershell.clixml import ClixmlError, read_document
from winlab.powershell.net import load as load_types
from winlab.powershell.objects import get_member, properties
from winlab.powershell.operators import elements
from winlab.powershell.text import to_text
from winlab.powershell.values import CUSTOM_OBJECT_TYPES, Hashtable, PSObject, type_name, type_names

load_types()

# https://learn.microsoft.com/dotnet/api/system.net.ipaddress, .../system.text.regularexpressions.regex.matchtimeout
OF_CORE_ONLY = ("IsIPv6Teredo", "IsIPv6UniqueLocal", "IsIPv4MappedToIPv6", "MatchTimeout", "StandardDeviation")
"""Properties that came after the Framework 2.0 and PowerShell 2.0; the rows' ``doubt`` tells so."""


def read_failure(row: Row) -> str | None:
    """Value or error of a document."""
    try:
        items = read_document(row["xml"])
    except ClixmlError as error:
        return _error(row, error)
    if "error" in row:
        return f"read as {items!r}, recorded {row['error']}"
    if len(items) == 1:
        return value_failure(items[0], row["result"])
    return value_failure(items or None, row["result"])


def _error(row: Row, error: ClixmlError) -> str | None:
    if "error" not in row:
        return f"refused: {error.resource} {error}"
    recorded = row["error"]
    found = difference("error", error.resource, recorded.get("resource", ""))
    return found or difference("exception", error.exception, recorded["type"])


def value_failure(value: object, recorded: Row | None) -> str | None:
    """A value against its recorded description: type, text, type names, properties, elements."""
    if recorded is None or recorded.get("type") in (None, "null"):
        return difference("value", value, None)
    base = value.base if isinstance(value, PSObject) and value.base is not None else value
    named = CUSTOM_OBJECT_TYPES[0] if isinstance(base, PSObject) else type_name(base)
    found = difference("type", named, recorded["type"])
    if found is None and "text" in recorded:
        found = difference("text", to_text(value), recorded["text"])
    if found is None and "typeNames" in recorded:
        found = difference("type names", type_names(value), recorded["typeNames"])
    return found or _inside(value, base, recorded)


def _inside(value: object, base: object, recorded: Row) -> str | None:
    found: str | None = None
    if "items" in recorded:
        found = _sequence("item", list(elements(base) or []), recorded["items"])
    if found is None and "entries" in recorded and isinstance(base, Hashtable):
        for key, held in base.items():
            if not any(
                value_failure(key, entry["key"]) is None and value_failure(held, entry["value"]) is None
                for entry in recorded["entries"]
            ):
                found = f"entry {key!r}: {held!r} is not recorded"
        found = found or difference("entries", len(base), len(recorded["entries"]))
    if found is None and recorded.get("properties"):
        found = _properties(value, recorded["properties"])
    return found


def _sequence(what: str, items: list[object], recorded: list[Row]) -> str | None:
    for mine, theirs in zip(items, recorded, strict=False):
        found = value_failure(mine, theirs)
        if found is not None:
            return f"{what}: {found}"
    return difference(f"number of {what}s", len(items), len(recorded))


def _properties(value: object, recorded: list[Row]) -> str | None:
    """Against the recorded ones, which were read where no types.ps1xml gave a Guid its text as a property."""
    kinds = {view.name: view.source.member_type for view in properties(value) if isinstance(view.source, Member)}
    if "System.Guid" in type_names(value):
        kinds.pop("Guid", None)
    recorded = [row for row in recorded if row["name"] not in OF_CORE_ONLY]
    for row in recorded:
        if row["name"] not in kinds:
            return f"no property {row['name']}"
        found = difference(f"kind of {row['name']}", kinds[row["name"]], row["member"])
        found = found or value_failure(get_member(value, row["name"]), row)
        if found is not None:
            return f"{row['name']}: {found}"
    return difference("properties", list(kinds), [row["name"] for row in recorded])
