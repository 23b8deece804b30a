"""Snippets with what they write, as texts, and the ids of their errors."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.winlab.corpus.fresh import run
from winlab.powershell.text import to_text

Case = tuple[str, str, Sequence[str]]
"""What is shown, the snippet, and its output and errors in this order: ``!Id`` stands for an error's first part."""

SECONDS = 15


def cases(*given: Case) -> pytest.MarkDecorator:
    """The cases, each under its sentence."""
    values = [pytest.param(code, list(expected), id=name) for name, code, expected in given]
    return pytest.mark.parametrize(("code", "expected"), values)


def answers(code: str) -> list[str]:
    """What a snippet writes, then the ids of its errors without the command's name."""
    result = run(code, SECONDS)
    failed = [*result.errors, *([result.thrown] if result.thrown is not None else [])]
    return [*map(to_text, result.output), *("!" + record.full_id.partition(",")[0] for record in failed)]
