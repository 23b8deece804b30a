"""Judges the answers to snippets, each run in a fresh runspace."""

from __future__ import annotations

import math

from tests.winlab.corpus.fresh import run
from tests.winlab.corpus.rows import Row, difference
from winlab.powershell.text import to_text
from winlab.powershell.values import PSObject, type_name

SECONDS = 10


def answer_failure(row: Row) -> str | None:
    """Output, ids of errors, and what ended the script."""
    result = run(row["code"], SECONDS)
    thrown = None if result.thrown is None else result.thrown.full_id
    found = difference("thrown", thrown, row["thrown"])
    found = found or difference("errors", [error.full_id for error in result.errors], row["errors"])
    if found is not None:
        return found
    shown = [(_type(value), to_text(value)) for value in result.output]
    recorded = [(item["type"], item["text"] or "") for item in row["output"]]
    if len(shown) == len(recorded) and all(map(_same, shown, recorded)):
        return None
    return difference("output", shown, recorded)


def _type(value: object) -> str:
    if value is None:
        return "null"
    base = value.base if isinstance(value, PSObject) and value.base is not None else value
    return type_name(base)


def _same(ours: tuple[str, str], recorded: tuple[str, str]) -> bool:
    """Doubles as numbers: 2.0 writes fifteen digits, 7 as many as it takes."""
    if ours == recorded:
        return True
    if ours[0] != recorded[0] or ours[0] not in ("System.Double", "System.Single"):
        return False
    return math.isclose(float(ours[1]), float(recorded[1]), rel_tol=1e-14)
