"""What the tables of snippets in this folder are checked by."""

from __future__ import annotations

from tests.winlab.corpus.fresh import run
from tests.winlab.engine.place import new_runspace
from winlab.powershell.runspace import Result
from winlab.powershell.text import to_text


def in_engine(code: str) -> Result:
    """What a script gives without a machine around it."""
    return new_runspace().invoke(code)


def on_machine(code: str) -> Result:
    """What a script gives on an emulated machine."""
    return run(code, 10)


def assert_writes(result: Result, expected: list[str]) -> None:
    """The script ended well, and these are its objects as text."""
    assert result.errors == []
    assert [to_text(value) for value in result.output] == expected


def assert_refused(result: Result, message: str) -> None:
    """The script met one error, and this is its first line."""
    (record,) = result.errors
    assert record.exception.message.partition("\r\n")[0] == message
