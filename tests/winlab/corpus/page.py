"""docs/corpus.md: every recorded row that winlab answers otherwise, by name, with the reason."""

from __future__ import annotations

from pathlib import Path

from tests.winlab.corpus.rows import Miss, Subject, exceptions, misses

PAGE = Path(__file__).parents[3] / "docs" / "corpus.md"

_INTRODUCTION = """\
# How close winlab is to a real engine

`make corpus` answers some 1,700 recorded rows anew and prints the score by file and area. The rows were recorded from
PowerShell 7.6.5, for want of a 2.0 that runs here (`tests/data/powershell/README.md` tells how to read them); where 2.0
is documented to answer otherwise, winlab follows the document, and the row is listed here with its source. A test keeps
this page complete: a row that winlab answers otherwise, and that is not listed, fails the suite.

`python tests/winlab/corpus/score.py --file psrp --failures` tells what is wrong with rows; `--write`
makes this page anew from `tests/winlab/corpus/exceptions.yml` and `misses.yml`, and keeps the lists of rows that pass.
"""
_WHAT = {
    "tokens": "what `PSParser.Tokenize` makes of a source",
    "parse-errors": "malformed source: refused or not, and where",
    "answers": "snippets, with their output and errors",
    "clixml": "values, serialised",
    "clixml-read": "CLIXML documents, read",
    "psrp": "whole remoting exchanges, replayed over WSMan",
}


def page(subjects: tuple[Subject, ...]) -> str:
    """The page as the lists say."""
    parts = [_INTRODUCTION]
    for subject in subjects:
        known, missed = exceptions().get(subject.name, []), misses().get(subject.name, [])
        total, passed = len(subject.rows()), len(subject.passing())
        parts.append(f"\n## {subject.name}: {_WHAT[subject.name]}\n\n")
        parts.append(f"{passed} of {total} rows are answered as recorded; {_told(len(known), len(missed))}.\n")
        parts.extend(_table("2.0 answers otherwise", known))
        parts.extend(_table("Not built", missed))
    return "".join(parts)


def _told(known: int, missed: int) -> str:
    return f"in {known} 2.0 answers otherwise, {missed} are missing" if known or missed else "none is missing"


def _table(heading: str, rows: list[Miss]) -> list[str]:
    if not rows:
        return []
    lines = [f"\n| {heading} | why | source |\n|---|---|---|\n"]
    return [*lines, *(f"| `{row.id}` | {row.reason} | {_source(row.source)} |\n" for row in rows)]


def _source(source: str) -> str:
    return f"<{source}>" if source.startswith("https:") else source
