"""The files that are scored."""

from __future__ import annotations

from tests.winlab.corpus.clixml_rows import read_failure
from tests.winlab.corpus.rows import Subject
from tests.winlab.corpus.syntax_rows import parse_errors_failure, tokens_failure

SUBJECTS = (
    Subject("tokens", tokens_failure),
    Subject("parse-errors", parse_errors_failure),
    Subject("clixml-read", read_failure),
)
