"""The program powershell.exe: a console around a session.

Exit codes: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_powershell_exe.
"""

from __future__ import annotations

import ntpath
from collections.abc import Iterable, Iterator, Sequence

from winlab.cmd.powershell_arguments import Arguments, ArgumentsError, parse
from winlab.powershell.clixml.escaping import escape
from winlab.powershell.clixml.writer import NAMESPACE, VERSION
from winlab.powershell.errors import ErrorRecord
from winlab.powershell.formatting import printed
from winlab.powershell.net.hosttypes import CONSOLE_WINDOW
from winlab.powershell.running import ProgressRecord
from winlab.powershell.runspace import CommandSpec, Runspace
from winlab.powershell.session import Session
from winlab.windows.consoles import ConsoleStreams, console_of
from winlab.windows.programs import PROGRAMS, ProgramCall
from winlab.windows.session import open_session

FILE_FAILED = -196608
VERSION_FAILED = -393216
_VERSIONS = ("1", "1.0", "2", "2.0")
_FOLDER = "%SystemRoot%\\system32\\WindowsPowerShell\\v1.0"
_LOGO = "Windows PowerShell\r\nCopyright (C) 2009 Microsoft Corporation. All rights reserved.\r\n\r\n"


class Console:
    """The host of a session that writes to a program's streams (the engine's `Sink`)."""

    def __init__(self, call: ProgramCall, session: Session, as_xml: bool) -> None:
        self._call = call
        self._session = session
        self._as_xml = as_xml
        self._errors: list[str] = []

    def output(self, value: object) -> None:
        """Objects that no Out-Default took."""
        for line in printed(self._session, [value]):
            self._call.line(line)

    def error(self, record: ErrorRecord) -> None:
        """Prints an error record on standard error."""
        for line in printed(self._session, [record]):
            if self._as_xml:
                self._errors.append(line)
            else:
                self._call.error_line(line)

    def warning(self, text: str) -> None:
        """``WARNING:``."""
        self._call.line(f"WARNING: {text}")

    def verbose(self, text: str) -> None:
        """``VERBOSE:``."""
        self._call.line(f"VERBOSE: {text}")

    def debug(self, text: str) -> None:
        """``DEBUG:``."""
        self._call.line(f"DEBUG: {text}")

    def progress(self, record: ProgressRecord) -> None:
        """A console without a window shows no progress."""

    def host_call(self, method: str, args: Sequence[object]) -> object:
        """Text of Write-Host and Out-Default; a line of input for Read-Host."""
        if method.startswith("WriteLine") and len(args) == 3:
            # PSHostUserInterface.WriteLine with colours, which Write-Host calls, ends the line with "\n" alone.
            self._call.out(f"{args[-1]}\n")
        elif method.startswith("WriteLine"):
            self._call.line(str(args[-1]) if args else "")
        elif method.startswith("Write"):
            self._call.out(str(args[-1]) if args else "")
        elif method.startswith("ReadLine"):
            return self._call.read().rstrip("\r\n")
        return CONSOLE_WINDOW.get(method)

    def flush(self) -> None:
        """Writes the errors as CLIXML, as a powershell.exe does whose input is a pipe."""
        if self._errors:
            lines = "".join(f'<S S="Error">{escape(line + chr(13) + chr(10))}</S>' for line in self._errors)
            self._call.err(f'#< CLIXML\r\n<Objs Version="{VERSION}" xmlns="{NAMESPACE}">{lines}</Objs>')
            self._errors.clear()


@PROGRAMS.program("powershell.exe", folder=_FOLDER, where=lambda machine: machine.spec.remoting)
def powershell_exe(call: ProgramCall) -> int:
    """Runs a command, a script file, or what standard input holds."""
    try:
        arguments = parse(call.args)
    except ArgumentsError as error:
        call.error_line(str(error))
        return 1
    if arguments.help:
        call.out("PowerShell[.exe] [-PSConsoleFile <file> | -Version <version>]\r\n    [-NoLogo] [-NoExit] ...\r\n")
        return 0
    if arguments.version is not None and arguments.version not in _VERSIONS:
        call.error_line(
            f"Cannot start Windows PowerShell version {arguments.version} because it is not correctly installed."
        )
        return VERSION_FAILED
    streams = ConsoleStreams(call.out, call.err, call.read, console_of(call))
    session = open_session(call.machine, call.logon, process=call.process, env=call.env, streams=streams)
    session.has_console = True
    if arguments.execution_policy is not None:
        call.env["PSExecutionPolicyPreference"] = arguments.execution_policy
    runspace = Runspace(session)
    console = Console(call, session, console_of(call).piped and arguments.output_format != "text")
    try:
        runspace.pipeline([CommandSpec("Set-Location", False, None, [("LiteralPath", call.cwd)])], None, console).run()
        return _run(call, arguments, runspace, console)
    finally:
        console.flush()
        runspace.close()


def _run(call: ProgramCall, arguments: Arguments, runspace: Runspace, console: Console) -> int:
    if arguments.file is not None:
        return _run_file(call, arguments, runspace, console)
    if arguments.command is not None:
        # A pipe that nobody ends must not hold up a script that takes nothing from it.
        takes = console_of(call).piped and "$input" in arguments.command.lower()
        return _run_text(arguments.command, runspace, console, _lines(call) if takes else None)
    if arguments.logo and arguments.interactive and not console_of(call).piped:
        call.out(_LOGO)
    return _run_text(call.read_all(), runspace, console)


def _run_file(call: ProgramCall, arguments: Arguments, runspace: Runspace, console: Console) -> int:
    name = arguments.file or ""
    path = call.full_path(name)
    place = call.machine.locate(path)
    if ntpath.splitext(path)[1].lower() != ".ps1" or place is None or not place[0].files.is_file(place[1]):
        call.error_line(
            f"The argument '{name}' to the -File parameter does not exist. Provide the path to an existing "
            "'.ps1' file as an argument to the -File parameter."
        )
        return FILE_FAILED
    words = [word if word.startswith("-") else _quoted(word) for word in arguments.file_arguments]
    text = " ".join(["&", _quoted(path), *words])
    pipeline = runspace.pipeline([CommandSpec(text), CommandSpec("Out-Default", False)], None, console)
    pipeline.run()
    if pipeline.state == "Failed" and pipeline.reason is not None:
        console.error(pipeline.reason)
        return 1
    if runspace.session.host.script_refusal(path):
        return 1
    return pipeline.exit_code or runspace.session.script_exit or 0


def _lines(call: ProgramCall) -> Iterator[object]:
    rest = ""
    for piece in iter(call.read, ""):
        *whole, rest = (rest + piece).split("\n")
        yield from (line.removesuffix("\r") for line in whole)
    if rest:
        yield rest


def _run_text(text: str, runspace: Runspace, console: Console, feed: Iterable[object] | None = None) -> int:
    pipeline = runspace.pipeline([CommandSpec(text), CommandSpec("Out-Default", False)], feed, console)
    pipeline.run()
    if pipeline.state == "Failed" and pipeline.reason is not None:
        console.error(pipeline.reason)
        return 1
    if pipeline.exit_code is not None:
        return pipeline.exit_code
    return 0 if runspace.session.success else 1


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
