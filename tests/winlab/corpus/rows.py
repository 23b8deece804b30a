"""The recorded rows: where they are, what they are called, which are known exceptions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data" / "powershell"
PASSING = HERE / "passing"

Row = dict[str, Any]
"""A row is JSON of a shape of its own in each file; tests/data/powershell/README.md tells them."""


@dataclass(frozen=True)
class Subject:
    """One file of rows and how a row of it is judged.

    Attributes:
        name: the file's name without ``.jsonl``.
        failure: what is wrong with winlab's answer to a row; None if nothing.
        slow: scored only when asked for by name; the test that guards the score takes a sample.
    """

    name: str
    failure: Callable[[Row], str | None]
    slow: bool = False

    def rows(self) -> list[Row]:
        """All rows of the file."""
        return load(self.name)

    def passing(self) -> list[str]:
        """Ids of the rows that passed when the list was last written."""
        path = PASSING / f"{self.name}.txt"
        return path.read_text("utf-8").split() if path.exists() else []


def load(name: str) -> list[Row]:
    """The rows of a file."""
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]


def exceptions() -> dict[str, dict[str, str]]:
    """Rows where 2.0 answers otherwise, by file and id, with the reason."""
    listed = yaml.safe_load((HERE / "exceptions.yml").read_text("utf-8"))
    return {name: {item["id"]: item["reason"] for item in items} for name, items in listed.items()}


def difference(what: str, ours: object, theirs: object) -> str | None:
    """A sentence if the two differ."""
    return None if ours == theirs else f"{what}: {ours!r}, recorded {theirs!r}"
