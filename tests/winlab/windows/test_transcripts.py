from __future__ import annotations

import pytest

from tests.winlab.windows.conftest import Host
from tests.winlab.windows.transcripts import Case, cases, same


def _answer(host: Host, case: Case) -> list[str]:
    if case.shell == "powershell":
        lines = host.answer("\n".join(case.typed))
    else:
        output = host.command(case.typed)
        lines = [*output.stdout.splitlines(), *output.stderr.splitlines()]
        lines += [f"[{output.exit_code}]"] if output.exit_code else []
    return [line.rstrip() for whole in lines for line in whole.splitlines() or [""] if line.strip()]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_windows_answers_as_in_the_transcript(server: Host, case: Case) -> None:
    lines = _answer(server, case)
    assert same(case.answer, lines), "\n".join(["instead of this:", *case.answer, "came this:", *lines])
