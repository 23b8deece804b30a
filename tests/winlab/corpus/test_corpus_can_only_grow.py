"""What winlab once answered as a real engine did, it goes on answering so."""

from __future__ import annotations

import pytest

from tests.winlab.corpus.page import PAGE, page
from tests.winlab.corpus.rows import Subject, exceptions, exempt, misses
from tests.winlab.corpus.score import judge
from tests.winlab.corpus.subjects import SUBJECTS

_SAMPLE = 24
SLOW = [subject for subject in SUBJECTS if subject.slow]
QUICK = [subject for subject in SUBJECTS if not subject.slow]


@pytest.mark.parametrize("subject", QUICK, ids=[subject.name for subject in QUICK])
def test_rows_that_passed_still_pass(subject: Subject) -> None:
    passing = set(subject.passing())
    failures = {row["id"]: judge(subject, row) for row in subject.rows() if row["id"] in passing}
    assert {row_id: failure for row_id, failure in failures.items() if failure is not None} == {}


@pytest.mark.slow
@pytest.mark.parametrize("subject", SLOW, ids=[subject.name for subject in SLOW])
def test_rows_that_take_time_still_pass(subject: Subject, pytestconfig: pytest.Config) -> None:
    passing = subject.passing()
    chosen = set(passing if pytestconfig.getoption("--slow") else passing[:: len(passing) // _SAMPLE + 1])
    # Twice, for on a loaded machine a recorded client may give up too early.
    failures = {row["id"]: judge(subject, row) and judge(subject, row) for row in subject.rows() if row["id"] in chosen}
    assert {row_id: failure for row_id, failure in failures.items() if failure is not None} == {}


@pytest.mark.parametrize("subject", SUBJECTS, ids=[subject.name for subject in SUBJECTS])
def test_every_row_passes_or_is_listed_once_with_a_reason(subject: Subject) -> None:
    missed = [miss.id for miss in misses().get(subject.name, [])]
    told = sorted([*subject.passing(), *exempt(subject.name), *missed])
    assert told == sorted(row["id"] for row in subject.rows())


def test_every_exception_has_a_source() -> None:
    assert [miss.id for listed in exceptions().values() for miss in listed if not miss.source] == []


def test_the_page_of_misses_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(SUBJECTS)
