"""Where an error happened."""

from __future__ import annotations

import re
from typing import NamedTuple

from winlab.powershell.errors import InvocationInfo, PSError
from winlab.powershell.scopes import Frame
from winlab.powershell.source import Source
from winlab.powershell.values import NetObject

_TOKEN = re.compile(r"\[(?:[^\[\]]|\[\])*\]|[\w$:?][\w:-]*\(?|-\w+|[-+*/%=<>!.,]+|\S")


class CallPlace(NamedTuple):
    """Where a command stands: its token in the source, the name it was called by, its place in the pipeline."""

    start: int = 0
    name: str = ""
    position: int = 1
    length: int = 1
    end: int | None = None

    def within(self, source: Source, token: tuple[int, int] | None = None) -> tuple[int, int, str]:
        """As :func:`place`, for one of the command's parameters or itself; what no script holds stands nowhere."""
        if not source.text:
            return 0, 0, ""
        return place(source, *(token or (self.start, self.end)))


NOWHERE = CallPlace()
"""The place of a call that no command made."""


class SyntaxToken(NetObject):
    """A token as the target of an error in strict mode.

    Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/set-strictmode (examples 1 and 2).
    """

    def __init__(self, text: str, kind: str = "Token") -> None:
        self.text = text
        self.kind = kind

    def type_names(self) -> list[str]:
        """Token, or the kind of one."""
        names = [self.kind] if self.kind == "Token" else [self.kind, "Token"]
        return [*(f"System.Management.Automation.{name}" for name in names), "System.Object"]

    def net_string(self) -> str:
        """Its text."""
        return self.text


def place(source: Source, start: int, end: int | None = None) -> tuple[int, int, str]:
    """A token's line number, the column behind it as PowerShell 2.0 counts (``OffsetInLine``), and the line.

    A property fails at the point before its name, an index at its bracket; all else behind the token, whose end is
    looked for where it is not known.
    """
    number, column, line = source.position(start)
    if end is not None:
        return number, column + end - start, line
    token = ""
    if (found := _TOKEN.match(line, column - 1)) is not None:
        before = line[column - 2 : column - 1]
        is_member = before in (".", ":") and not found[0].endswith("(")
        is_index = before == "[" and not found[0].startswith("[")
        token = "" if is_member or is_index else found[0].rstrip("(")
    return number, column + len(token), line


def located(failed: PSError, frame: Frame, start: int, end: int | None = None) -> PSError:
    """Gives an error its place in the source, if it has none yet."""
    record = failed.record
    if record.invocation is None:
        number, offset, line = place(frame.source, start, end)
        record.invocation = InvocationInfo(
            None,
            line,
            number,
            offset,
            frame.source.name,
        )
    return failed
