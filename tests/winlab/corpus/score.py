"""``python tests/winlab/corpus/score.py``: how many recorded rows winlab answers as the real engine did."""

from __future__ import annotations

import argparse
import collections
import re
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.winlab.corpus.rows import PASSING, Row, Subject, exceptions
from tests.winlab.corpus.subjects import SUBJECTS


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def judge(subject: Subject, row: Row) -> str | None:
    """What is wrong with the row's answer; an error of winlab is wrong as well."""
    try:
        return subject.failure(row)
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"


def score(subject: Subject, area: str, *, show_failures: bool, write: bool) -> None:
    """Judges one file and prints its score by area."""
    known = exceptions().get(subject.name, {})
    areas: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    passed: list[str] = []
    for row in subject.rows():
        part = re.split("[/-]" if subject.name == "psrp" else "/", row["id"])[0]
        if area and part != area and row["id"] != area:
            continue
        areas[part][1] += 1
        if row["id"] in known:
            continue
        failure = judge(subject, row)
        if failure is None:
            areas[part][0] += 1
            passed.append(row["id"])
        elif show_failures:
            _say(f"  {row['id']}: {failure[:600]}")
    total = sum(count for _, count in areas.values())
    _say(f"{subject.name}: {len(passed)} of {total}, {len(known)} known exceptions")
    for name, (good, count) in sorted(areas.items()):
        if good < count:
            _say(f"    {name}: {good} of {count}")
    if write and not area:
        PASSING.mkdir(exist_ok=True)
        (PASSING / f"{subject.name}.txt").write_text("".join(f"{row_id}\n" for row_id in passed), "utf-8")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", choices=[subject.name for subject in SUBJECTS], help="score one file only")
    parser.add_argument("--area", default="", help="score one area (first part of the ids) or one id only")
    parser.add_argument("--failures", action="store_true", help="print what is wrong")
    parser.add_argument("--write", action="store_true", help="write the lists of rows that pass")
    options = parser.parse_args()
    for subject in SUBJECTS:
        if options.file == subject.name or (options.file is None and not subject.slow):
            score(subject, options.area, show_failures=options.failures, write=options.write)


if __name__ == "__main__":
    main()
