"""Standard streams of a console program that know more than text."""

from __future__ import annotations

from dataclasses import dataclass

from winlab.windows.programs import ProgramCall, Streams


@dataclass
class ConsoleStreams(Streams):
    """Streams with the code page of their console.

    Attributes:
        codepage: Python's name of the code page.
        piped: standard input is a pipe, as under WinRS; powershell.exe then writes errors as CLIXML.
    """

    codepage: str = "cp437"
    piped: bool = False


def codepage_of(call: ProgramCall) -> str:
    """The code page of a program's console; the OEM page of an English system where nobody set one."""
    return call.streams.codepage if isinstance(call.streams, ConsoleStreams) else "cp437"


def is_piped(call: ProgramCall) -> bool:
    """Whether standard input is a pipe."""
    return isinstance(call.streams, ConsoleStreams) and call.streams.piped


def python_name(number: int) -> str:
    """Python's name of a code page's number; the OEM page for a number that Python does not know."""
    if number == 65001:
        return "utf-8"
    try:
        "".encode(f"cp{number}")
    except LookupError:
        return "cp437"
    return f"cp{number}"
