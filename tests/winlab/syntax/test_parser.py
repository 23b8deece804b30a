"""The parser: trees, errors, and texts made to hurt it."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest

from tests.winlab.syntax.shape import shape
from winlab.powershell.syntax import ParseFailure, parse, tokenize
from winlab.powershell.syntax.ast import Command, CommandExpression, Pipeline
from winlab.powershell.syntax.walking import walk

_LINES = (Path(__file__).parent / "trees.txt").read_text("utf-8").splitlines()
TREES = [(_LINES[at].replace("\\n", "\n"), _LINES[at + 1].strip()) for at in range(0, len(_LINES), 2)]

LATER_SYNTAX = [
    ("1 -in 1,2", 2), ("1 -shl 2", 2), ("a && b", 2), ("a || b", 2), ("class Foo {}", 0), ("$x.$m()", 5),
    ("param([Parameter(Mandatory)]$a)", 26), ("using module x", 0), ("$a ? 1 : 2", 3), ("$a ?? 1", 3),
]  # fmt: skip

HOSTILE = {
    "parentheses": "(" * 5000, "sub-expressions": "$(" * 5000, "blocks": "{" * 5000, "ifs": "if(1){" * 3000,
    "strings in strings": '"$(' * 3000, "negations": "!" * 5000, "casts": "[int]" * 5000 + "1",
    "assignments": "$a=" * 5000, "types": "[a[" * 5000, "indices": "$a[" * 5000, "calls": "$a.b(" * 4000,
    "dashes": "-" * 50000, "backticks": "`" * 100001, "quotes": '"' * 100001, "comments": "<#" * 50000,
    "digits": "1" * 50000, "exponent": "1e" + "9" * 5000, "elements": ",1" * 20000, "labels": ":a " * 2000,
    "members": "$x." * 20000, "here-strings": '@"\n$(' * 2000, "sums": "1+" * 20000 + "1",
    "blanks": " " * 200000,
}  # fmt: skip


@pytest.mark.parametrize(("code", "tree"), TREES, ids=[code for code, _ in TREES])
def test_a_text_has_the_tree_of_the_language_specification(code: str, tree: str) -> None:
    assert shape(parse(code)).removeprefix("Block([").removesuffix("])") == tree


@pytest.mark.parametrize(("code", "offset"), LATER_SYNTAX)
def test_syntax_of_later_versions_is_refused_where_it_stands(code: str, offset: int) -> None:
    with pytest.raises(ParseFailure) as failure:
        parse(code)
    assert failure.value.errors[0].offset == offset


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_parsed_or_refused_in_time_and_without_running_out_of_stack(text: str) -> None:
    began = time.process_time()
    with contextlib.suppress(ParseFailure):
        parse(text)
    assert time.process_time() - began < 2


def test_a_long_library_parses_in_less_than_half_a_second() -> None:
    function = 'function Get-Thing { param([string]$Name) if ($Name) { "$($Name.Length) of $Name" } }\n'
    text = function * (60_000 // len(function))
    began = time.process_time()
    parse(text)
    assert time.process_time() - began < 0.5


def test_nodes_tell_where_they_stand() -> None:
    text = "  $a.b + 1 | foo -x 2 > c ; 'd'"
    pipelines = [node for node in walk(parse(text)) if isinstance(node, Pipeline)]
    assert [text[node.start : node.end].strip() for node in pipelines] == ["$a.b + 1 | foo -x 2 > c", "'d'"]
    parts = [node for node in walk(pipelines[0]) if isinstance(node, (Command, CommandExpression))]
    assert [text[node.start : node.end].strip() for node in parts] == ["$a.b + 1", "foo -x 2 > c"]


def test_tokens_before_an_error_are_kept() -> None:
    tokens, errors = tokenize("$a = (1")
    assert [token.content for token in tokens] == ["a", "=", "(", "1"]
    assert [(error.id, error.incomplete) for error in errors] == [("MissingEndParenthesisInExpression", True)]


def test_typographic_quotes_and_dashes_mean_the_plain_ones() -> None:
    assert shape(parse("\u2018a\u2019 \u2013eq \u201cb\u201d")) == shape(parse("'a' -eq \"b\""))
