"""The console that programs of one session of work share: its code page, and whether input comes through a pipe."""

from __future__ import annotations

from dataclasses import dataclass, field

from winlab.windows.programs import ProgramCall, Streams

OEM_PAGE = 437


@dataclass
class Console:
    """A console.

    Attributes:
        page: number of the code page.
        piped: standard input is a pipe, as under WinRS; powershell.exe then writes errors as CLIXML.
    """

    page: int = OEM_PAGE
    piped: bool = False

    @property
    def codec(self) -> str:
        """Python's name of the code page."""
        return codec_of(self.page) or f"cp{OEM_PAGE}"


@dataclass
class ConsoleStreams(Streams):
    """Standard streams of a program that know their console."""

    console: Console = field(default_factory=Console)


def console_of(call: ProgramCall) -> Console:
    """The console of a program; one of its own where nobody gave it one."""
    return call.streams.console if isinstance(call.streams, ConsoleStreams) else Console()


def codec_of(page: int) -> str | None:
    """Python's name of a code page, or None for a number that there is not."""
    if page == 65001:
        return "utf-8"
    try:
        "".encode(f"cp{page}")
    except LookupError:
        return None
    return f"cp{page}"
