"""Where an error happened."""

from __future__ import annotations

import re

from winlab.powershell.errors import InvocationInfo, PSError
from winlab.powershell.scopes import Frame
from winlab.powershell.source import Source

_TOKEN = re.compile(r"\[(?:[^\[\]]|\[\])*\]|[\w$:?][\w:-]*\(?|-\w+|[-+*/%=<>!.,]+|\S")


def place(source: Source, start: int, token: str = "") -> tuple[int, int, str]:
    """A token's line number, the column behind it as PowerShell 2.0 counts (``OffsetInLine``), and the line.

    A property fails at the point before its name, a method at the parenthesis behind it, an index at its bracket.
    """
    number, column, line = source.position(start)
    if not token and (found := _TOKEN.match(line, column - 1)) is not None:
        before = line[column - 2 : column - 1]
        is_member = before in (".", ":") and not found[0].endswith("(")
        is_index = before == "[" and not found[0].startswith("[")
        token = "" if is_member or is_index else found[0]
    return number, column + len(token), line


def located(failed: PSError, frame: Frame, start: int, token: str = "") -> PSError:
    """Gives an error its place in the source, if it has none yet."""
    record = failed.record
    if record.invocation is None:
        number, offset, line = place(frame.source, start, token)
        record.invocation = InvocationInfo(
            frame.invocation.command if frame.invocation is not None else None,
            line,
            number,
            offset,
            frame.source.name,
            frame.invocation.invocation_name if frame.invocation is not None else "",
        )
    return failed
