"""The files that are scored."""

from __future__ import annotations

from tests.winlab.corpus.answer_rows import answer_failure
from tests.winlab.corpus.clixml_rows import read_failure
from tests.winlab.corpus.clixml_write_rows import write_failure
from tests.winlab.corpus.psrp_rows import exchange_failure
from tests.winlab.corpus.rows import Subject
from tests.winlab.corpus.syntax_rows import parse_errors_failure, tokens_failure

SUBJECTS = (
    Subject("tokens", tokens_failure),
    Subject("parse-errors", parse_errors_failure),
    Subject("answers", answer_failure),
    Subject("clixml", write_failure),
    Subject("clixml-read", read_failure),
    Subject("psrp", exchange_failure, slow=True),
)
