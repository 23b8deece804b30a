"""The program cmd.exe.

Switches: https://learn.microsoft.com/windows-server/administration/windows-commands/cmd.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from winlab.cmd.interpreter import ExitError, Interpreter, NoStackError
from winlab.cmd.system import Streams
from winlab.cmd.windows_system import MachineSystem
from winlab.windows.consoles import console_of
from winlab.windows.programs import PROGRAMS, ProgramCall

_SWITCH = re.compile(r"\s*/([aAuUqQdDsS]|[eEfFvV]:(?:on|off)|[tT]:[0-9a-fA-F]{2}|[cCkKrR])", re.IGNORECASE)
_SPECIAL = set("&<>()@^|")


@dataclass(frozen=True)
class Invocation:
    """What cmd.exe is asked to do: run a text, or (None) read commands."""

    text: str | None
    quiet: bool = False
    delayed: bool = False
    stay: bool = False


def read_arguments(raw: str) -> Invocation:
    """Reads the command line behind ``cmd.exe``."""
    quiet = delayed = strip = False
    at = 0
    while (match := _SWITCH.match(raw, at)) is not None:
        switch = match[1].lower()
        at = match.end()
        if switch == "q":
            quiet = True
        elif switch == "s":
            strip = True
        elif switch.startswith("v:"):
            delayed = switch == "v:on"
        elif switch in ("c", "k", "r"):
            return Invocation(_unwrapped(raw[at:].lstrip(), strip), quiet, delayed, switch == "k")
    return Invocation(None, quiet, delayed)


def _unwrapped(text: str, strip: bool) -> str:
    """The text of ``/c`` without the quotes around it, by the rules that ``cmd /?`` tells."""
    if not text.startswith('"'):
        return text
    keep = not strip and text.count('"') == 2 and not _SPECIAL & set(text)
    if keep:
        inside = text[1 : text.index('"', 1)]
        keep = " " in inside and inside.lower().endswith((".exe", ".com", ".cmd", ".bat"))
    if keep:
        return text
    last = text.rfind('"')
    return text[1:last] + text[last + 1 :] if last > 0 else text[1:]


@PROGRAMS.program("cmd.exe", folder="%SystemRoot%\\system32")
def cmd_exe(call: ProgramCall) -> int:
    """Runs a command line or reads commands from standard input."""
    request = read_arguments(call.raw)
    console = console_of(call)
    shell = Interpreter(
        MachineSystem(call),
        call.env,
        call.cwd,
        Streams(_LineReader(call), call.out, call.err),
        lambda: console.codec,
        request.delayed,
    )
    shell.echo = not request.quiet
    try:
        if request.text is not None:
            code = shell.run_line(request.text)
            if not request.stay:
                return code
        return _converse(shell, call)
    except NoStackError as error:
        call.error_line(f"****** B A T C H   R E C U R S I O N  exceeds STACK limits ****** ({error})")
        return 1


class _LineReader:
    """Standard input line by line, whatever pieces it comes in."""

    def __init__(self, call: ProgramCall) -> None:
        self._call = call
        self._rest = ""
        self._ended = False

    def __call__(self) -> str:
        while "\n" not in self._rest and not self._ended:
            piece = self._call.read()
            self._ended = not piece
            self._rest += piece
        line, newline, self._rest = self._rest.partition("\n")
        return line + newline


def _converse(shell: Interpreter, call: ProgramCall) -> int:
    call.out(f"Microsoft Windows [Version {call.machine.os.version}]\r\n(C) Copyright 1985-2003 Microsoft Corp.\r\n")
    while True:
        call.out(f"\r\n{shell.prompt()}" if shell.echo else "")
        line = shell.streams.read()
        if not line:
            return shell.errorlevel
        if shell.echo:
            call.out(line.rstrip("\r\n") + "\r\n")
        try:
            shell.run_interactive(line.rstrip("\r\n"))
        except ExitError as exit_request:
            return exit_request.code
