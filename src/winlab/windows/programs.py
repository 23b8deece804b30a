"""Native programs: what an executable file does when it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from winlab.powershell.errors import NotEmulated
from winlab.windows.accounts import Logon
from winlab.windows.changes import collecting
from winlab.windows.errors import FileError, ProcessKilled, Win32Error
from winlab.windows.files import Rights, join
from winlab.windows.processes import Process
from winlab.windows.token import acting

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

PATHEXT = (".com", ".exe", ".bat", ".cmd", ".vbs", ".js")
_SCRIPTS = (".bat", ".cmd")


@dataclass
class Streams:
    """Where a program reads and writes text; `read` gives the next piece, an empty one at the end."""

    out: Callable[[str], None]
    err: Callable[[str], None]
    read: Callable[[], str] = lambda: ""


class ProgramCall:
    """One run of a program.

    Attributes:
        path: The file that was started; ``facts`` are the details of its entry.
        argv: The program as it was called and its arguments, quotes resolved.
        raw: The command line behind the program's name.
    """

    def __init__(
        self,
        machine: Machine,
        logon: Logon,
        process: Process,
        path: str,
        raw: str,
        streams: Streams,
        env: MutableMapping[str, str],
        cwd: str,
        facts: Mapping[str, str],
    ) -> None:
        self.machine = machine
        self.logon = logon
        self.process = process
        self.path = path
        self.raw = raw
        self.argv = [path, *split_arguments(raw)]
        self.streams = streams
        self.env = env
        self.cwd = cwd
        self.facts = facts

    @property
    def args(self) -> list[str]:
        """The arguments."""
        return self.argv[1:]

    def out(self, text: str) -> None:
        """Writes to standard output."""
        self.checkpoint()
        self.streams.out(text)

    def line(self, text: str = "") -> None:
        """Writes a line to standard output."""
        self.out(text + "\r\n")

    def err(self, text: str) -> None:
        """Writes to standard error."""
        self.checkpoint()
        self.streams.err(text)

    def error_line(self, text: str = "") -> None:
        """Writes a line to standard error."""
        self.err(text + "\r\n")

    def read(self) -> str:
        """The next piece of standard input; empty at its end."""
        return self.streams.read()

    def read_all(self) -> str:
        """Standard input up to its end."""
        return "".join(iter(self.read, ""))

    def sleep(self, seconds: float) -> None:
        """Takes virtual time."""
        self.process.sleep(seconds)

    def checkpoint(self) -> None:
        """Raises `ProcessKilled` when the process was killed."""
        self.process.checkpoint()

    def full_path(self, path: str) -> str:
        """A path made absolute from the working directory."""
        path = path.strip('"')
        if path.startswith("\\\\") or (len(path) > 1 and path[1] == ":"):
            return path
        return self.cwd[:2] + path if path.startswith("\\") else join(self.cwd, path)


Function = Callable[[ProgramCall], int]


@dataclass(frozen=True)
class Program:
    """A known program: where it lies on a fresh system (None: on no fresh system) and on which."""

    name: str
    function: Function
    folder: str | None
    where: Callable[[Machine], bool] | None = None
    version: str = "5.2.3790.3959"


class ProgramTable:
    """All programs that are emulated, by name."""

    def __init__(self) -> None:
        self._programs: dict[str, Program] = {}

    def program(
        self,
        name: str,
        *,
        folder: str | None = None,
        where: Callable[[Machine], bool] | None = None,
        version: str = "5.2.3790.3959",
    ) -> Callable[[Function], Function]:
        """Declares the decorated function as a program.

        Args:
            folder: Where it lies on machines from the start (``%SystemRoot%`` is expanded); None: nowhere.
            where: On which machines.
        """

        def declare(function: Function) -> Function:
            self._programs[name.lower()] = Program(name, function, folder, where, version)
            return function

        return declare

    def get(self, name: str) -> Program | None:
        """A program by name."""
        return self._programs.get(name.lower())

    def all(self) -> list[Program]:
        """All programs."""
        return list(self._programs.values())


PROGRAMS = ProgramTable()


def split_arguments(tail: str) -> list[str]:
    """Splits a command line's tail as the C runtime does.

    https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
    """
    found: list[str] = []
    word, started, quoted = "", False, False
    index = 0
    while index < len(tail):
        char = tail[index]
        if char == "\\":
            slashes = len(tail[index:]) - len(tail[index:].lstrip("\\"))
            index += slashes
            if index < len(tail) and tail[index] == '"':
                word += "\\" * (slashes // 2)
                if slashes % 2:
                    word += '"'
                    index += 1
            else:
                word += "\\" * slashes
            started = True
            continue
        if char == '"':
            if quoted and tail[index + 1 : index + 2] == '"':
                word += '"'
                index += 1
            else:
                quoted = not quoted
            started = True
        elif char in " \t" and not quoted:
            if started:
                found.append(word)
            word, started = "", False
        else:
            word += char
            started = True
        index += 1
    if started:
        found.append(word)
    return found


def split_command(command_line: str) -> tuple[str, str]:
    """(program, tail) of a command line."""
    text = command_line.strip()
    if text.startswith('"'):
        program, _, tail = text[1:].partition('"')
        return program, tail.strip()
    program, _, tail = text.partition(" ")
    return program, tail.strip()


def expand(text: str, env: Mapping[str, str]) -> str:
    """Replaces ``%NAME%`` of known variables."""
    parts = text.split("%")
    if len(parts) < 3:
        return text
    names = {name.lower(): value for name, value in env.items()}
    result, index = parts[0], 1
    while index < len(parts):
        value = names.get(parts[index].lower()) if index + 1 < len(parts) else None
        if value is not None:
            result += value + parts[index + 1]
            index += 2
        else:
            result += "%" + parts[index]
            index += 1
    return result


def find_program(machine: Machine, name: str, cwd: str, env: Mapping[str, str]) -> str | None:
    """The full path of a program as PATH and PATHEXT find it, the working directory first."""
    name = name.strip('"')
    variables = {key.upper(): value for key, value in env.items()}
    endings = tuple(variables.get("PATHEXT", ";".join(PATHEXT)).lower().split(";"))
    has_ending = "." in name.rpartition("\\")[2]
    names = [name, *(name + ending for ending in endings)] if has_ending else [name + ending for ending in endings]
    if "\\" in name or name[1:2] == ":":
        folders: Iterable[str] = [""]
    else:
        folders = [cwd, *(folder for folder in variables.get("PATH", "").split(";") if folder)]
    for folder in folders:
        for candidate in names:
            path = candidate if not folder else join(expand(folder.strip('"'), env), candidate)
            if path.startswith("\\") and not path.startswith("\\\\"):
                path = cwd[:2] + path
            elif path[1:2] != ":" and not path.startswith("\\\\"):
                path = join(cwd, path)
            place = machine.locate(path)
            if place is not None and place[0].files.is_file(place[1]):
                return place[0].files.real_path(place[1]) if place[0] is machine else path
    return None


def start(
    machine: Machine,
    path: str,
    raw: str,
    logon: Logon,
    streams: Streams | None = None,
    *,
    env: Mapping[str, str] | None = None,
    cwd: str = "C:\\WINDOWS\\system32",
    parent: Process | None = None,
    wait: bool = False,
    task: str = "",
    started: Callable[[Process], None] = lambda process: None,
) -> Process:
    """Runs a program file; without ``wait`` in a thread of its own.

    Args:
        started: told the process before it begins, as who waits for it may have to end it.
        task: the scheduled task that it is started by.

    Raises:
        FileError: 2 or 3 if there is no such file, 193 if it is no program.
        Win32Error: 5, 53... if it lies on a share that can't be reached.
        ProcessKilled: It was waited for and the calling process was killed with it.
    """
    place = machine.locate(path, logon)
    if place is None:
        raise FileError(3, path)
    host, local = place
    node = host.files.need(local)
    ending = "." + path.rpartition(".")[2].lower()
    host.files.guard(local, Rights.EXECUTE)
    name = node.program or ("cmd.exe" if ending in _SCRIPTS else "")
    if node.is_folder:
        raise FileError(5, path)
    if not name:
        raise FileError(193, path)
    tail = raw
    if ending in _SCRIPTS and node.program is None:
        tail = f'/c ""{path}" {raw}"' if raw else f'/c ""{path}""'
    program = PROGRAMS.get(name)
    if program is None:
        raise NotEmulated(f"program {name} ({path})")
    if machine.is_down:
        raise ProcessKilled
    command = f'"{path}" {raw}' if " " in path else f"{path} {raw}".rstrip()
    image = path.rpartition("\\")[2] if node.program is not None else "cmd.exe"
    wow = "syswow64" in path.lower()
    parent_pid = parent.pid if parent is not None else 0
    process = machine.processes.start(image, path, command, logon, parent=parent_pid, wow=wow)
    environment = dict(env) if env is not None else machine.environment(logon)
    streams = streams or Streams(lambda text: None, lambda text: None)
    started(process)
    call = ProgramCall(machine, logon, process, path, tail, streams, environment, cwd, dict(node.facts))

    def run() -> None:
        code = 1
        try:
            for hook in machine.lab.program_hooks:
                hook(call, task)
            process.checkpoint()
            with acting(machine, logon):
                code = program.function(call)
        except ProcessKilled:
            pass
        except NotEmulated as problem:
            streams.err(f"{problem.record.text}\r\n")
            code = 1
        except Win32Error as problem:
            streams.err(f"{problem.text}\r\n")
            code = problem.code
        finally:
            machine.processes.end(process, code)

    if wait:

        def with_parent() -> None:
            machine.processes.end_with(process)

        if parent is not None:
            parent.on_kill.append(with_parent)
        with machine.clock.running():
            run()
        if parent is not None:
            parent.on_kill.remove(with_parent)
            parent.checkpoint()
    else:

        def alone() -> None:
            what = f"{image} ({process.pid})" + (f" of task {task}" if task else "")
            if task:
                machine.lab.note(machine.name, logon.account, "started", what)
            with collecting(machine.name) as changes:
                try:
                    run()
                finally:
                    if told := changes.take():
                        machine.lab.note(machine.name, logon.account, "changed", f"{what} {told}")

        machine.clock.spawn(alone, f"{machine.name}:{process.name}:{process.pid}")
    return process


@dataclass(frozen=True)
class Output:
    """What a program left."""

    exit_code: int
    stdout: str
    stderr: str


def run(
    machine: Machine,
    command_line: str,
    logon: Logon,
    *,
    stdin: str = "",
    env: Mapping[str, str] | None = None,
    cwd: str = "C:\\WINDOWS\\system32",
    parent: Process | None = None,
) -> Output:
    """Runs a command line (a program found by PATH, no shell) to its end and gives what it wrote.

    Raises:
        FileError: 2 if the program is not found.
    """
    environment = env if env is not None else machine.environment(logon)
    name, tail = split_command(command_line)
    path = find_program(machine, name, cwd, environment)
    if path is None:
        raise FileError(2, name)
    out: list[str] = []
    err: list[str] = []
    pieces = iter([stdin] if stdin else [])
    streams = Streams(out.append, err.append, lambda: next(pieces, ""))
    process = start(machine, path, tail, logon, streams, env=environment, cwd=cwd, parent=parent, wait=True)
    return Output(process.exit_code or 0, "".join(out), "".join(err))
