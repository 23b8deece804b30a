"""What winlab once answered as a real engine did, it goes on answering so."""

from __future__ import annotations

import pytest

from tests.winlab.corpus.rows import Subject, exceptions
from tests.winlab.corpus.score import judge
from tests.winlab.corpus.subjects import SUBJECTS

QUICK = [subject for subject in SUBJECTS if not subject.slow]


@pytest.mark.parametrize("subject", QUICK, ids=[subject.name for subject in QUICK])
def test_rows_that_passed_still_pass(subject: Subject) -> None:
    passing = set(subject.passing()) - set(exceptions().get(subject.name, {}))
    failures = {row["id"]: judge(subject, row) for row in subject.rows() if row["id"] in passing}
    assert {row_id: failure for row_id, failure in failures.items() if failure is not None} == {}


def test_exceptions_name_rows_that_exist() -> None:
    by_name = {subject.name: {row["id"] for row in subject.rows()} for subject in SUBJECTS}
    assert {name: set(ids) - by_name[name] for name, ids in exceptions().items() if set(ids) - by_name[name]} == {}
