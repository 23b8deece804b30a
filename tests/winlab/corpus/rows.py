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
        slow: takes more than a second or two; the test that guards the score takes a sample.
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


@dataclass(frozen=True)
class Miss:
    """A row that winlab answers otherwise than recorded.

    Attributes:
        id: the row's.
        reason: why.
        source: the public document that gives 2.0 right; empty where something is just not built.
    """

    id: str
    reason: str
    source: str = ""


def exceptions() -> dict[str, list[Miss]]:
    """Rows where 2.0 is documented to answer otherwise, by file."""
    return _listed("exceptions.yml")


def misses() -> dict[str, list[Miss]]:
    """Rows whose behaviour is not built, by file."""
    return _listed("misses.yml")


def exempt(subject: str) -> set[str]:
    """Ids of the rows of a file where 2.0 answers otherwise."""
    return {miss.id for miss in exceptions().get(subject, [])}


def _listed(name: str) -> dict[str, list[Miss]]:
    listed = yaml.safe_load((HERE / name).read_text("utf-8")) or {}
    return {subject: [Miss(**item) for item in items] for subject, items in listed.items()}


def difference(what: str, ours: object, theirs: object) -> str | None:
    """A sentence if the two differ."""
    return None if ours == theirs else f"{what}: {ours!r}, recorded {theirs!r}"
