"""Running what the parser made: the heart of cmd.exe."""

from __future__ import annotations

import contextlib
import ntpath
import random
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, replace

from winlab.cmd import builtins, dirlisting, filebuiltins, loops
from winlab.cmd.expansion import Arguments, expand_delayed, expand_line, expand_loop
from winlab.cmd.parser import CmdSyntaxError, IncompleteError, parse
from winlab.cmd.registry import TABLE
from winlab.cmd.syntax import Chain, For, Group, If, Node, Simple
from winlab.cmd.system import DiskError, Streams, System
from winlab.cmd.words import name_and_tail, unquoted, words

NOT_FOUND = 9009
_MAX_NESTING = 60
# Importing the modules registers the built-ins.
_NAMES = frozenset(TABLE) if builtins and dirlisting and filebuiltins else frozenset()


class ExitError(Exception):
    """``exit``: the whole interpreter ends."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class EndOfBatchError(Exception):
    """``exit /b`` or ``goto :eof``: the batch file or the called label ends."""


class GotoError(Exception):
    """``goto``: go on behind a label."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


class NoStackError(Exception):
    """Batch files call each other too deeply."""


@dataclass
class Batch:
    """A batch file that runs: its lines, where it is, its arguments."""

    path: str
    lines: list[str]
    arguments: Arguments
    at: int = 0


class Interpreter:
    """One cmd.exe.

    Args:
        system: the host.
        environment: changed by ``set``.
        directory: current folder.
        streams: standard input, output and error.
        codepage: how text and bytes of files are converted at the moment.
    """

    def __init__(
        self,
        system: System,
        environment: MutableMapping[str, str],
        directory: str,
        streams: Streams,
        codepage: Callable[[], str] = lambda: "cp437",
        delayed: bool = False,
    ) -> None:
        self.system = system
        self.environment = environment
        self.directory = directory
        self.streams = streams
        self._codepage = codepage
        self.delayed = delayed
        self.errorlevel = 0
        self.echo = True
        self.batch: Batch | None = None
        self.folders: list[str] = []
        self.saved: list[tuple[dict[str, str], str, bool]] = []
        self.loop_values: dict[str, str] = {}
        self._depth = 0

    @property
    def codepage(self) -> str:
        """Python's name of the console's code page."""
        return self._codepage()

    # -- variables -----

    def variable(self, name: str) -> str | None:
        """A variable, also one of those that cmd.exe computes."""
        for key, value in self.environment.items():
            if key.lower() == name.lower():
                return value
        computed: dict[str, Callable[[], str]] = {
            "errorlevel": lambda: str(self.errorlevel),
            "cd": lambda: self.directory,
            "random": lambda: str(random.randrange(32768)),
            "date": lambda: self.system.now().strftime("%a %m/%d/%Y"),
            "time": lambda: self.system.now().strftime("%H:%M:%S.00"),
            "cmdextversion": lambda: "2",
        }
        value_of = computed.get(name.lower())
        return value_of() if value_of else None

    def set_variable(self, name: str, value: str | None) -> None:
        """Sets or (None) removes a variable; the spelling of an existing one stays."""
        key = next((known for known in self.environment if known.lower() == name.lower()), name)
        if value is None:
            self.environment.pop(key, None)
        else:
            self.environment[key] = value

    def full(self, path: str) -> str:
        """The absolute form of a path."""
        path = unquoted(path).replace("/", "\\")
        drive, rest = ntpath.splitdrive(path)
        if not drive:
            drive = ntpath.splitdrive(self.directory)[0]
            path = drive + path if rest.startswith("\\") else ntpath.join(self.directory, path)
        elif not rest.startswith("\\") and not drive.startswith("\\\\"):
            path = drive + "\\" + rest
        return ntpath.normpath(path)

    def described(self, path: str, letter: str) -> str:
        """What ``%~a``, ``%~t``, ``%~z`` and ``%~s`` tell of an absolute path."""
        if letter == "s":
            return self.system.disk.short(path)
        info = self.system.disk.info(path)
        if info is None:
            return ""
        if letter == "z":
            return str(info.size)
        if letter == "t":
            return info.modified.strftime("%m/%d/%Y %I:%M %p")
        marks = ("d" if info.is_folder else "-", *(name if name in info.attributes else "-" for name in "rahsc"))
        return "".join((*marks, "---"))

    def on_path(self, name: str, variable: str) -> str:
        """Where a file is in the folders of a variable."""
        for folder in (self.directory, *(self.variable(variable) or "").split(";")):
            path = self.full(ntpath.join(folder, name)) if folder else ""
            if path and self.system.disk.is_file(path):
                return path
        return ""

    def line_expanded(self, text: str, arguments: Arguments | None) -> str:
        """A line with its percent expressions replaced."""
        return expand_line(text, self.variable, arguments, self)

    # -- running -----

    def run_line(self, text: str) -> int:
        """Runs a command line (as behind ``/c``) and returns the exit code."""
        try:
            self.run_interactive(text)
        except ExitError as exit_request:
            return exit_request.code
        # A command that was not found is 9009 to %ERRORLEVEL%, and 1 to whoever started cmd /c.
        return 1 if self.errorlevel == NOT_FOUND else self.errorlevel

    def run_interactive(self, text: str) -> None:
        """Runs a line that was typed.

        Raises:
            ExitError: it was ``exit``.
        """
        try:
            node = self._parsed(text.replace("\r", ""), None)
            if node is not None:
                self.run(node)
        except CmdSyntaxError as error:
            self.fail(str(error), 255)
        except (EndOfBatchError, GotoError):
            pass

    def _parsed(self, text: str, arguments: Arguments | None) -> Node | None:
        try:
            return parse(self.line_expanded(text, arguments))
        except IncompleteError as error:
            raise CmdSyntaxError("The syntax of the command is incorrect.") from error

    def run(self, node: Node) -> int:
        """Runs a parsed command with its redirections.

        Returns:
            Whether it worked (0) as ``&&`` sees it: ``echo`` works and leaves the error level alone.
        """
        self.system.checkpoint()
        if not node.redirects:
            return self._run_plain(node)
        before = self.streams
        try:
            try:
                self._redirect(node)
            except DiskError as error:
                self.streams = before
                return self.fail(str(error))
            return self._run_plain(node)
        finally:
            self.streams = before

    def _run_plain(self, node: Node) -> int:
        if isinstance(node, Simple):
            return self._simple(node.text)
        code = 0
        if isinstance(node, Group):
            for item in node.items:
                code = self.run(item)
        elif isinstance(node, Chain):
            code = self._chain(node)
        elif isinstance(node, If):
            branch = node.then if loops.holds(self, node) else node.otherwise
            if branch is not None:
                code = self.run(branch)
        elif isinstance(node, For):
            loops.run_for(self, node)
        return code

    def _chain(self, node: Chain) -> int:
        if node.operator == "|":
            self._pipe(node)
            return self.errorlevel
        code = self.run(node.left)
        if node.operator == "&" or (node.operator == "&&") == (code == 0):
            code = self.run(node.right)
        return code

    def _pipe(self, node: Chain) -> None:
        # Each side of a pipe is a cmd.exe of its own: variables and folders set there are lost.
        pieces: list[str] = []
        child = self.child(replace(self.streams, out=pieces.append))
        with contextlib.suppress(ExitError, EndOfBatchError):
            child.run(node.left)
        child = self.child(replace(self.streams, read=reader_of("".join(pieces))))
        try:
            child.run(node.right)
            self.errorlevel = child.errorlevel
        except ExitError as exit_request:
            self.errorlevel = exit_request.code

    def child(self, streams: Streams) -> Interpreter:
        """A copy whose changes do not come back."""
        copy = Interpreter(self.system, dict(self.environment), self.directory, streams, self._codepage, self.delayed)
        copy.errorlevel = self.errorlevel
        copy.echo = self.echo
        copy.batch = self.batch
        copy.loop_values = dict(self.loop_values)
        copy._depth = self._depth
        return copy

    def expanded(self, text: str) -> str:
        """``text`` with the variables of loops, and delayed ones where they are on."""
        text = expand_loop(text, self.loop_values, self)
        return expand_delayed(text, self.variable) if self.delayed else text

    def _simple(self, text: str) -> int:
        text = self.expanded(text).lstrip(" \t")
        if not text or text.startswith(":"):
            return self.errorlevel
        name, tail = name_and_tail(text, _NAMES)
        builtin = TABLE.get(name.lower())
        if builtin is not None:
            try:
                return builtin(self, tail)
            except DiskError as error:
                return self.fail(str(error))
        if len(name) == 2 and name[1] == ":":
            return builtins.change_drive(self, name)
        return self.call_program(name, tail)

    def call_program(self, name: str, tail: str) -> int:
        """Runs a program or a batch file (which then replaces the running one)."""
        path = self.system.find_program(name, self.directory, self.environment)
        if path is None:
            self.streams.err(
                f"'{name}' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n"
            )
            self.errorlevel = NOT_FOUND
            return self.errorlevel
        if self.system.is_batch(path):
            self.run_batch(path, tail)
            if self.batch is not None:
                # Without ``call`` the first batch file does not go on.
                raise EndOfBatchError
            return self.errorlevel
        self.errorlevel = self.system.run(path, tail.lstrip(" \t"), self.directory, self.environment, self.streams)
        return self.errorlevel

    def fail(self, text: str, code: int = 1) -> int:
        """Prints an error and sets the error level."""
        self.streams.err(text + "\r\n")
        self.errorlevel = code
        return code

    # -- batch files -----

    def run_batch(self, path: str, tail: str) -> None:
        """Runs a batch file to its end."""
        data = self.system.disk.read(path)
        lines = data.decode(self.codepage, "replace").replace("\r\n", "\n").split("\n")
        self._run_lines(Batch(path, lines, Arguments([path, *words(tail)], tail.strip(), path)))

    def call_label(self, label: str, tail: str) -> int:
        """``call :label``: runs from the label to the end of the file."""
        if self.batch is None:
            return self.fail("Invalid attempt to call batch label outside of batch script.")
        arguments = Arguments([label, *words(tail)], tail.strip(), self.batch.path)
        batch = Batch(self.batch.path, self.batch.lines, arguments)
        if not _seek(batch, label):
            return self.fail(f"The system cannot find the batch label specified - {label.lstrip(':')}")
        self._run_lines(batch)
        return self.errorlevel

    def _run_lines(self, batch: Batch) -> None:
        if self._depth > _MAX_NESTING:
            raise NoStackError("batch files are nested too deeply")
        outer, self.batch = self.batch, batch
        saved_count = len(self.saved)
        self._depth += 1
        try:
            while batch.at < len(batch.lines):
                if not self._run_next(batch):
                    return
        except EndOfBatchError:
            pass
        finally:
            self._depth -= 1
            self.batch = outer
            # ``setlocal`` without ``endlocal`` ends with its file.
            while len(self.saved) > saved_count:
                self.end_local()

    def _run_next(self, batch: Batch) -> bool:
        text = self._logical_line(batch)
        if text.lstrip().startswith(":"):
            return True
        try:
            node = self._parsed(text, batch.arguments)
            if node is not None:
                self._show(node, batch, text)
                self.run(node)
        except CmdSyntaxError as error:
            # A syntax error ends the batch file.
            self.fail(str(error), 255)
            return False
        except GotoError as jump:
            if jump.label.lower() == "eof" or not _seek(batch, jump.label):
                if jump.label.lower() != "eof":
                    self.fail(f"The system cannot find the batch label specified - {jump.label}")
                return False
        return True

    def _logical_line(self, batch: Batch) -> str:
        text = batch.lines[batch.at]
        batch.at += 1
        while batch.at < len(batch.lines) and not text.lstrip().startswith(":"):
            try:
                parse(self.line_expanded(text, batch.arguments))
            except IncompleteError:
                text += "\n" + batch.lines[batch.at]
                batch.at += 1
            except CmdSyntaxError:
                break
            else:
                break
        return text

    def _show(self, node: Node, batch: Batch, text: str) -> None:
        if self.echo and not node.quiet and not text.lstrip().startswith("@"):
            shown = self.line_expanded(text, batch.arguments).replace("\n", "\r\n")
            self.streams.out(f"\r\n{self.prompt()}{shown}\r\n")

    def prompt(self) -> str:
        """The prompt text."""
        template = self.variable("PROMPT") or "$P$G"
        for code, value in (
            ("$P", self.directory),
            ("$G", ">"),
            ("$_", "\r\n"),
            ("$S", " "),
            ("$N", self.directory[:1]),
        ):
            template = template.replace(code, value).replace(code.lower(), value)
        return template

    def begin_local(self, delayed: bool | None) -> None:
        """``setlocal``."""
        self.saved.append((dict(self.environment), self.directory, self.delayed))
        if delayed is not None:
            self.delayed = delayed

    def end_local(self) -> None:
        """``endlocal``."""
        if self.saved:
            environment, self.directory, self.delayed = self.saved.pop()
            self.environment.clear()
            self.environment.update(environment)

    # -- redirections -----

    def _redirect(self, node: Node) -> None:
        for item in node.redirects:
            target = self.expanded(item.target)
            if item.kind == "copy":
                writer = self.streams.out if target == "1" else self.streams.err
                self._set_handle(item.handle, writer)
            elif item.kind == "read":
                text = "" if _is_nul(target) else self._read_text(target)
                self.streams = replace(self.streams, read=reader_of(text))
            elif _is_nul(target):
                self._set_handle(item.handle, lambda text: None)
            else:
                path = self.full(target)
                self.system.disk.write(path, b"", item.kind == "append")
                self._set_handle(item.handle, self._appender(path))

    def _appender(self, path: str) -> Callable[[str], None]:
        def write(text: str) -> None:
            self.system.disk.write(path, text.encode(self.codepage, "replace"), True)

        return write

    def _set_handle(self, handle: int, writer: Callable[[str], None]) -> None:
        if handle == 1:
            self.streams = replace(self.streams, out=writer)
        elif handle == 2:
            self.streams = replace(self.streams, err=writer)

    def _read_text(self, target: str) -> str:
        path = self.full(target)
        if not self.system.disk.is_file(path):
            raise DiskError("The system cannot find the file specified.")
        return self.system.disk.read(path).decode(self.codepage, "replace")


def reader_of(text: str) -> Callable[[], str]:
    """A standard input that holds ``text``, read line by line."""
    lines: Iterator[str] = iter(text.splitlines(keepends=True))
    return lambda: next(lines, "")


def _is_nul(target: str) -> bool:
    return unquoted(target).lower().rstrip(":") == "nul"


def _seek(batch: Batch, label: str) -> bool:
    """Goes behind a label; cmd.exe looks from here to the end, then from the beginning."""
    wanted = label.lstrip(":").strip().lower()
    order = [*range(batch.at, len(batch.lines)), *range(batch.at)]
    for number in order:
        line = batch.lines[number].lstrip(" \t,;=")
        if (line.startswith(":") and line[1:].split(None, 1)[:1] == [wanted]) or (
            line.startswith(":") and line[1:].strip().lower().split(" ")[0] == wanted
        ):
            batch.at = number + 1
            return True
    return False
