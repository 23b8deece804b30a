"""docs/errors.md has one heading for every id that the code can print, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from exforge.remote.session import HostFailure
from exforge.reporting.run_text import event_lines
from exforge.running.events import Outcome, StepEnded

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^### `([^`]+)`$", PAGE, re.MULTILINE)
FORM = re.compile(r"(winrm|powershell|host|job|run)\.[A-Za-z-]+")
PLACES = {"HostFailure": 0, "_Meaning": 1, "_failure": 0}
"""Calls that make an error, and where the id stands among their arguments."""


def made(call: ast.Call) -> ast.expr | None:
    """The id in a call that makes an error."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name not in PLACES:
        return None
    named = [keyword.value for keyword in call.keywords if keyword.arg == "id"]
    return named[0] if named else call.args[PLACES[name]]


def ids(source: str) -> Iterator[str]:
    """Ids in a module; what is computed stands as in the page: ``host.CATEGORY``."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        found = made(node)
        if isinstance(found, ast.Constant):
            yield str(found.value)
        elif isinstance(found, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "CATEGORY" for part in found.values)
        elif found is not None:
            # handed on from a call that was seen itself
            assert ast.unparse(found) in ("meaning.id", "failure.id", "identifier"), ast.unparse(found)


IDS = {
    found: path
    for path in sorted((ROOT / "src" / "exforge").rglob("*.py"))
    for found in ids(path.read_text(encoding="utf-8"))
}


def test_the_code_has_ids() -> None:
    assert len(IDS) >= 25
    assert {"winrm.logon-refused", "job.lost", "run.not-in-place", "host.CATEGORY"} <= set(IDS)


@pytest.mark.parametrize("name", IDS)
def test_an_id_has_its_heading(name: str) -> None:
    assert FORM.fullmatch(name), f"{name} in {IDS[name]} is not like winrm.access-denied"
    assert name in HEADINGS, f"{name} in {IDS[name]} has no heading in docs/errors.md"


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_is_an_id_of_the_code(heading: str) -> None:
    assert heading in IDS
    assert HEADINGS.count(heading) == 1


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_page_says_what_it_means_and_its_exit_code(heading: str) -> None:
    text = PAGE.split(f"### `{heading}`\n", 1)[1].split("\n#", 1)[0]
    assert "exit code" in text
    assert len(text.split()) >= 15


def test_a_failed_step_names_the_id_to_look_up() -> None:
    failure = HostFailure("job.lost", "on ht01", "installing", "gone", "it was killed", "deploy again")
    first, *_ = event_lines(StepEnded("ht01", "ht01/role/thing", Outcome.FAILED, failure=failure))
    assert first.endswith("[job.lost]")
