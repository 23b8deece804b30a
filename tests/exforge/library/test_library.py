from __future__ import annotations

import re
from pathlib import Path

import pytest

from exforge.remote import library, restart
from exforge.remote.identity import IDENTITY
from exforge.resources.base import Call
from winlab.powershell.syntax.portability import check

FOLDER = Path(library.__file__).parent / "powershell"
FILES = sorted(FOLDER.glob("*.ps1"))
EXCHANGE_SHELL = ("Get-ClusteredMailboxServerStatus", "Get-StorageGroupCopyStatus")
FUNCTION = re.compile(r"^function ([A-Z]\w*-\w+) \{$", re.MULTILINE)


def functions(text: str) -> list[str]:
    return FUNCTION.findall(text)


def test_the_library_has_nothing_that_powershell_2_does_not_have() -> None:
    found = check(library.library_text(), EXCHANGE_SHELL)
    assert not found, [f"{f.line}:{f.column} {f.message}" for f in found]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_function_says_what_it_does(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for name in functions(text):
        body = text.split(f"function {name} {{", 1)[1]
        assert re.match(r"\s*<#\s*\.SYNOPSIS\s+\S", body), f"{name} has no comment-based help"


def test_no_function_is_defined_twice() -> None:
    names = [name for file in FILES for name in functions(file.read_text(encoding="utf-8"))]
    assert sorted(names) == sorted(set(names))


def test_what_is_sent_is_what_is_written_without_comments_and_indentation() -> None:
    text = library.library_text()
    assert functions(text) == [n for f in FILES for n in functions(f.read_text(encoding="utf-8"))]
    assert "SYNOPSIS" not in text
    assert not [line for line in text.splitlines() if line != line.strip() or not line]


def test_functions_that_reading_sessions_may_call_call_nothing_that_changes_the_host() -> None:
    changing = re.compile(r"\b(Set|New|Remove|Add|Install|Start|Stop|Grant|Restart|Move|Clear)-[A-Z]\w+")
    harmless = {"New-Object", "Add-PSSnapin", "Start-Sleep"}
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        for name in functions(text):
            if not name.startswith(("Get-", "Test-")):
                continue
            body = text.split(f"function {name} {{", 1)[1].split("\n}\n", 1)[0]
            code = library.stripped(body)
            called = {found.group(0) for found in changing.finditer(code)} - harmless
            assert not called, f"{name} calls {called}"


@pytest.mark.parametrize(
    "call",
    [IDENTITY, restart.READY, Call(library.CALL_LIST), Call("Start-DetachedJob"), Call("Wait-DetachedJob")],
    ids=lambda call: str(call.function),
)
def test_functions_that_sessions_call_exist_with_these_parameters(call: Call) -> None:
    assert_callable(call)


def assert_callable(call: Call) -> None:
    """The library has the function, with all parameters of the call."""
    text = library.library_text()
    assert call.function in functions(text), f"the library has no {call.function}"
    body = text.split(f"function {call.function} {{\n", 1)[1]
    declared = re.match(r"param\((.*)\)\n", body)
    names = re.findall(r"\$(\w+)", declared.group(1)) if declared else []
    unknown = set(call.parameters) - set(names)
    assert not unknown, f"{call.function} has no parameters {unknown}"
