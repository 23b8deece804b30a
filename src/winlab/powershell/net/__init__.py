"""The core .NET types that every session has."""

from __future__ import annotations

import importlib

MODULES = (
    "primitives", "types", "automation", "newmembers", "memberviews", "scriptblocks", "errorrecords", "commandinfos",
    "exceptions",
    "cultures", "typecodes", "numberparsing", "numbers", "decimals", "characters",
    "comparers", "enumerators", "strings", "stringstatics",
    "sequences", "arraymembers", "lists",
    "listviews", "tables", "queues", "pairs", "dictionaries", "delegates", "predicates", "generics", "arrays",
    "statics",
    "spans", "dateparsing", "datetext", "exactdates", "dates", "datetexts", "offsets", "timezones",
    "io", "uris", "uribuilders", "mail",
    "guids", "builders", "encodings", "environment",
    "mathematics", "converting",
    "runtimeparameters", "parsertokens", "hosttypes", "screens", "hostui", "hosting", "remotehost", "sessionstate",
    "scriptcmdlets", "events", "threads", "waiting",
    "regexes",
    "xml",
    "stringlists", "bitarrays", "webtexts", "languageprimitives",
    "textio",
    "chance", "stopwatch", "nothing", "buffers", "bits", "marshal",
    "numberformats", "calendars", "tracing",
    "assemblies", "reflection",
    "absent",
    "comobjects",
)  # fmt: skip


def load() -> None:
    """Declares them (once)."""
    for name in MODULES:
        importlib.import_module(f"winlab.powershell.net.{name}")
