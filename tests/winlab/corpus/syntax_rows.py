"""Judges tokens and syntax errors."""

from __future__ import annotations

import functools

from tests.winlab.corpus.rows import Row, difference, load
from winlab.powershell.syntax import tokenize


@functools.cache
def _codes() -> dict[str, str]:
    return {row["id"]: row["code"] for row in load("answers")}


def tokens_failure(row: Row) -> str | None:
    """The first token that is not the recorded one."""
    tokens, errors = tokenize(_codes()[row["id"]])
    if bool(errors) != bool(row["errors"]):
        return f"errors: {errors}"
    ours = [[token.kind.value, token.content, token.start, token.length] for token in tokens]
    for mine, recorded in zip(ours, row["tokens"], strict=False):
        if mine != recorded:
            return difference("token", mine, recorded)
    return difference("number of tokens", len(ours), len(row["tokens"]))


def parse_errors_failure(row: Row) -> str | None:
    """Refused or not, and the place of the first error; 2.0 stops there."""
    _, errors = tokenize(row["code"])
    ours = [(error.id, error.offset) for error in errors]
    return difference("error", ours, [(error["id"], error["offset"]) for error in row["errors"][:1]])
