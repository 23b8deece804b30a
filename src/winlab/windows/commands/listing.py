"""What the tools that came with Windows Server 2003 have in common: lists as table, list or CSV, filters, refusals.

tasklist, driverquery, openfiles, getmac, whoami, systeminfo and their like share one layout:
https://learn.microsoft.com/windows-server/administration/windows-commands/tasklist
"""

from __future__ import annotations

import fnmatch
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from winlab.windows.commands.switches import SwitchError, Switches
from winlab.windows.errors import NetworkError
from winlab.windows.machine import Machine
from winlab.windows.programs import ProgramCall

FORMS = ("table", "list", "csv")
Row = Mapping[str, str]


class ToolError(Exception):
    """The tool refuses; the text is what it says."""


@dataclass(frozen=True)
class Column:
    """A column: heading, width in a table, whether it keeps to the right, and whether long texts go on below."""

    label: str
    width: int
    right: bool = False
    wraps: bool = False

    def lines(self, text: str) -> list[str]:
        """A text as it stands in the table; one that wraps breaks behind commas."""
        if not self.wraps:
            return [text]
        found = [""]
        for piece in text.split(" "):
            if found[-1] and len(found[-1]) + 1 + len(piece) > self.width:
                found.append(piece)
            else:
                found[-1] = f"{found[-1]} {piece}".strip()
        return found

    def cell(self, text: str) -> str:
        """A text of the column's width."""
        cut = text[: self.width]
        return cut.rjust(self.width) if self.right else cut.ljust(self.width)


def show(
    call: ProgramCall, columns: Sequence[Column], rows: Sequence[Row], form: str = "", *, headers: bool = True
) -> None:
    """Writes rows in one of the three forms."""
    kind = form.lower() or "table"
    if kind == "csv":
        if headers:
            call.line(",".join(f'"{column.label}"' for column in columns))
        for row in rows:
            call.line(",".join(f'"{row.get(column.label, "")}"' for column in columns))
        return
    if kind == "list":
        width = max(len(column.label) for column in columns) + 2
        for row in rows:
            call.line()
            for column in columns:
                call.line(f"{column.label + ':':<{width}}{row.get(column.label, '')}".rstrip())
        return
    if headers:
        call.line()
        call.line(" ".join(column.cell(column.label) for column in columns).rstrip())
        call.line(" ".join("=" * column.width for column in columns))
    for row in rows:
        cells = [column.lines(row.get(column.label, "")) for column in columns]
        for line in itertools.zip_longest(*cells, fillvalue=""):
            texts = (column.cell(text) for column, text in zip(columns, line, strict=True))
            call.line(" ".join(texts).rstrip())


def options(
    call: ProgramCall,
    tool: str,
    flags: Sequence[str] = (),
    valued: Sequence[str] = (),
    form: str = "table",
    *,
    remote: bool = True,
) -> Switches:
    """The switches of a call.

    Args:
        form: in which the tool writes when nobody says.
        remote: the tool takes a computer (/s) and an account to ask it as (/u, /p).

    Raises:
        ToolError: an unknown switch, a value that is missing, a form that there is not.
    """
    names = (*valued, "s", "u", "p") if remote else tuple(valued)
    try:
        found = Switches(call.args, (*flags, "?"), names)
    except SwitchError as problem:
        name = problem.word.lstrip("/-").partition(":")[0].lower()
        if name in names:
            raise ToolError(f"Invalid syntax. Value expected for '{problem.word}'.{usage(tool)}") from None
        raise ToolError(f"Invalid argument/option - '{problem.word}'.{usage(tool)}") from None
    if found.words:
        raise ToolError(f"Invalid argument/option - '{found.words[0]}'.{usage(tool)}")
    if found.has("fo") and found.value("fo").lower() not in FORMS:
        raise ToolError(f"Invalid syntax. '{found.value('fo')}' value is not allowed for '/fo' option.{usage(tool)}")
    if found.has("nh") and found.value("fo", form).lower() == "list":
        raise ToolError(f'Invalid syntax. /NH option is valid only for "TABLE" and "CSV" formats.{usage(tool)}')
    return found


def usage(tool: str) -> str:
    """The line that tells where to read on."""
    return f'\r\nType "{tool.upper()} /?" for usage.'


def machine_of(call: ProgramCall, switches: Switches) -> Machine:
    """The computer that is asked.

    Raises:
        ToolError: it can't be reached.
    """
    if not switches.has("s"):
        return call.machine
    try:
        return call.machine.lab.network.reach(call.machine, call.logon, switches.value("s").strip("\\"), "wmi")
    except NetworkError as problem:
        raise ToolError(problem.text) from None


Tool = Callable[[ProgramCall], int]


def refusing(function: Tool) -> Tool:
    """A tool that tells a `ToolError` in the common way and ends with 1."""

    def run(call: ProgramCall) -> int:
        try:
            return function(call)
        except ToolError as problem:
            call.error_line(f"ERROR: {problem}")
            return 1

    run.__name__, run.__doc__ = function.__name__, function.__doc__
    return run


# --- filters: "IMAGENAME eq notepad.exe" ---

_OPERATORS = ("eq", "ne", "gt", "lt", "ge", "le")


@dataclass(frozen=True)
class Filter:
    """A condition on one field of a row."""

    field: str
    operator: str
    value: str

    def passes(self, row: Row) -> bool:
        """Whether a row (by field names in lower case) fulfils it; numbers compare as numbers."""
        have, want = row.get(self.field, ""), self.value
        if self.operator in ("eq", "ne"):
            return fnmatch.fnmatchcase(have.lower(), want.lower()) is (self.operator == "eq")
        left, right = (int("".join(filter(str.isdigit, text)) or "0") for text in (have, want))
        return {"gt": left > right, "lt": left < right, "ge": left >= right, "le": left <= right}[self.operator]


def filters(texts: Sequence[str], tool: str, known: Mapping[str, Sequence[str]]) -> list[Filter]:
    """Reads filters; ``known`` names the fields and, where they are bound, their operators.

    Raises:
        ToolError: the filter can't be recognised.
    """
    found = []
    for text in texts:
        words = text.split(None, 2)
        if len(words) != 3 or words[0].lower() not in known or words[1].lower() not in _OPERATORS:
            raise ToolError(f"The search filter cannot be recognized.{usage(tool)}")
        allowed = known[words[0].lower()]
        if allowed and words[1].lower() not in allowed:
            raise ToolError(f"The search filter cannot be recognized.{usage(tool)}")
        found.append(Filter(words[0].lower(), words[1].lower(), words[2]))
    return found
