"""What winlab once answered as a real engine did, it goes on answering so."""

from __future__ import annotations

import pytest

from tests.winlab.corpus.rows import Subject, exceptions
from tests.winlab.corpus.score import judge
from tests.winlab.corpus.subjects import SUBJECTS

_SAMPLE = 24
SLOW = [subject for subject in SUBJECTS if subject.slow]
QUICK = [subject for subject in SUBJECTS if not subject.slow]


@pytest.mark.parametrize("subject", QUICK, ids=[subject.name for subject in QUICK])
def test_rows_that_passed_still_pass(subject: Subject) -> None:
    passing = set(subject.passing()) - set(exceptions().get(subject.name, {}))
    failures = {row["id"]: judge(subject, row) for row in subject.rows() if row["id"] in passing}
    assert {row_id: failure for row_id, failure in failures.items() if failure is not None} == {}


@pytest.mark.slow
@pytest.mark.parametrize("subject", SLOW, ids=[subject.name for subject in SLOW])
def test_rows_that_take_time_still_pass(subject: Subject, pytestconfig: pytest.Config) -> None:
    passing = [row_id for row_id in subject.passing() if row_id not in exceptions().get(subject.name, {})]
    chosen = set(passing if pytestconfig.getoption("--slow") else passing[:: len(passing) // _SAMPLE + 1])
    # Twice, for on a loaded machine a recorded client may give up too early.
    failures = {row["id"]: judge(subject, row) and judge(subject, row) for row in subject.rows() if row["id"] in chosen}
    assert {row_id: failure for row_id, failure in failures.items() if failure is not None} == {}


def test_exceptions_name_rows_that_exist() -> None:
    by_name = {subject.name: {row["id"] for row in subject.rows()} for subject in SUBJECTS}
    assert {name: set(ids) - by_name[name] for name, ids in exceptions().items() if set(ids) - by_name[name]} == {}
