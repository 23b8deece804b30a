"""The PowerShell library: its text as it is sent to a host, once per runspace pool."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

CALL_LIST = "Invoke-CallList"
"""The function that runs a list of calls by name and answers with a list of one hashtable per call."""

LOADER = """param([string]$Text, [string]$UserName, [System.Security.SecureString]$Password)
$global:ExforgeLibrary = $Text
. ([ScriptBlock]::Create($Text))
Set-SessionCredential -UserName $UserName -Password $Password
"""
"""Defines the library's functions in the runspace; the text is kept for detached jobs, which get a copy."""


@cache
def library_text() -> str:
    """All functions, without comments of their own lines and without indentation.

    CLIXML writes each line end as seven characters, so what only a reader needs stays here.
    """
    folder = files(__package__).joinpath("powershell")
    sources = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".ps1")), key=lambda entry: entry.name)
    return "\n".join(stripped(source.read_text(encoding="utf-8")) for source in sources) + "\n"


def stripped(source: str) -> str:
    """A script without block comments that fill whole lines, without blank lines and indentation."""
    kept: list[str] = []
    inside = False
    for line in source.splitlines():
        text = line.strip()
        if not inside and text.startswith("<#"):
            inside = True
        if inside:
            inside = not text.endswith("#>")
        elif text:
            kept.append(text)
    return "\n".join(kept)
