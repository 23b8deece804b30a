"""System.Xml: documents and nodes as .NET objects, with PowerShell's view of them."""

from __future__ import annotations

import importlib

for _name in (
    "nodes",
    "texts",
    "attributes",
    "elements",
    "instructions",
    "namespaces",
    "documents",
    "textwriters",
    "cursors",
    "conversions",
    "navigators",
):
    importlib.import_module(f"{__name__}.{_name}")
