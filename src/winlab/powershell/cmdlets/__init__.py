"""Core cmdlets, which need no Windows."""

from __future__ import annotations

import importlib

from winlab.powershell.declare import CmdletTable

MODULES = [
    "core",
    "writing",
    "commandfinding",
    "gettinghelp",
    "functions",
    "asking",
    "making",
    "selecting",
    "sorting",
    "measuring",
    "membermaking",
    "variables",
    "aliases",
    "dates",
    "items",
    "childitems",
    "itemproperties",
    "content",
    "locations",
    "drives",
    "modules",
    "manifests",
    "commandinvoking",
    "serializing",
    "separated",
    "stringdata",
    "localizing",
    "grouping",
    "comparison",
    "teeing",
    "chance",
    "searching",
    "snapins",
    "members",
    "spans",
    "xmlselecting",
    "xmlmaking",
    "html",
    "sessionfacts",
    "callstack",
    "history",
    "aliasfiles",
    "typeadding",
    "events",
    "refused",
]
"""Modules here that declare cmdlets in the core tables."""


def core_tables() -> list[CmdletTable]:
    """The tables that every session has: Core, Utility, Management, and the formatting part's."""
    for name in MODULES:
        importlib.import_module(f"winlab.powershell.cmdlets.{name}")
    import winlab.powershell.formatting  # noqa: F401  (it sets the renderer of redirections)
    from winlab.powershell.cmdlets.refused import DIAGNOSTICS, WSMAN
    from winlab.powershell.cmdlets.serializing import SECURITY
    from winlab.powershell.cmdlets.tables import CORE, MANAGEMENT, UTILITY
    from winlab.powershell.formatting.cmdlets import TABLE as FORMATTING

    return [CORE, UTILITY, MANAGEMENT, SECURITY, DIAGNOSTICS, WSMAN, FORMATTING]
