"""``python tests/winlab/corpus/score.py``: how many recorded rows winlab answers as the real engine did."""

from __future__ import annotations

import argparse
import collections
import re
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.winlab.corpus.page import PAGE, page
from tests.winlab.corpus.rows import PASSING, Row, Subject, exempt
from tests.winlab.corpus.subjects import SUBJECTS


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def judge(subject: Subject, row: Row) -> str | None:
    """What is wrong with the row's answer; an error of winlab is wrong as well."""
    try:
        return subject.failure(row)
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"


def score(subject: Subject, area: str, *, show_failures: bool) -> list[str]:
    """Judges one file, prints its score by area and gives the ids of the rows that are right."""
    excepted = exempt(subject.name)
    areas: dict[str, list[bool]] = collections.defaultdict(list)
    passed: list[str] = []
    for row in subject.rows():
        part = re.split("[/-]" if subject.name == "psrp" else "/", row["id"])[0]
        if row["id"] in excepted or area not in ("", part, row["id"]):
            continue
        failure = judge(subject, row)
        areas[part].append(failure is None)
        if failure is None:
            passed.append(row["id"])
        elif show_failures:
            _say(f"  {row['id']}: {failure[:600]}")
    total = sum(len(answers) for answers in areas.values())
    _say(f"{subject.name}: {_share(len(passed), total)}, and {len(excepted)} rows where 2.0 answers otherwise")
    for name, answers in sorted(areas.items()):
        _say(f"    {name}: {_share(sum(answers), len(answers))}")
    return passed


def _share(right: int, total: int) -> str:
    return f"{right} of {total} ({right / total:.1%})" if total else "0 of 0"


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", choices=[subject.name for subject in SUBJECTS], help="score one file only")
    parser.add_argument("--area", default="", help="score one area (first part of the ids) or one id only")
    parser.add_argument("--failures", action="store_true", help="print what is wrong")
    parser.add_argument("--write", action="store_true", help="write the lists of rows that pass, and docs/corpus.md")
    options = parser.parse_args()
    for subject in SUBJECTS:
        if options.file not in (None, subject.name):
            continue
        passed = score(subject, options.area, show_failures=options.failures)
        if options.write and not options.area:
            (PASSING / f"{subject.name}.txt").write_text("".join(f"{row_id}\n" for row_id in passed), "utf-8")
    if options.write:
        PAGE.write_text(page(SUBJECTS), "utf-8")


if __name__ == "__main__":
    main()
