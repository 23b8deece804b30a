"""The core .NET types that every session has."""

from __future__ import annotations

import importlib

MODULES = (
    "primitives", "types", "automation", "newmembers", "memberviews", "scriptblocks", "errorrecords", "commandinfos",
    "exceptions", "strings", "collections", "queues", "pairs", "dictionaries", "generics", "arrays", "statics",
    "instants", "datetexts",
    "io", "uris", "mail", "system", "mathematics", "converting", "hosttypes", "hostui", "hosting", "regexes", "xml",
    "stringlists", "listmethods", "textio", "chance", "stopwatch", "nothing", "buffers", "numberformats",
    "bits", "reflection", "remotehost", "sessionstate", "marshal",
)  # fmt: skip


def load() -> None:
    """Declares them (once)."""
    for name in MODULES:
        importlib.import_module(f"winlab.powershell.net.{name}")
