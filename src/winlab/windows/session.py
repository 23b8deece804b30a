"""PowerShell sessions on a machine."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING

from winlab.powershell.declare import CmdletTable, NetTable
from winlab.powershell.errors import error
from winlab.powershell.instants import LOCAL, DateTime
from winlab.powershell.net.credentials import SecureString
from winlab.powershell.running import Sink
from winlab.powershell.session import ProgramResult, Session
from winlab.powershell.startup import now_running
from winlab.powershell.values import NetObject
from winlab.windows import programs, token
from winlab.windows.consoles import ConsoleStreams
from winlab.windows.errors import FileError, Win32Error
from winlab.windows.execution_policy import ExecutionPolicies
from winlab.windows.extension import EXTENSIONS

if TYPE_CHECKING:
    from winlab.windows.accounts import Logon
    from winlab.windows.machine import Machine
    from winlab.windows.processes import Process

_SHELL = "C:\\WINDOWS\\system32\\WindowsPowerShell\\v1.0\\powershell.exe"


class MachineSessionHost:
    """A machine as a PowerShell session sees it (`winlab.powershell.session.SessionHost`).

    Attributes:
        process: The process the session runs in.
        streams: The standard streams of that process; None for a host process of remoting, which has no console.
        console_input: What was read from standard input and not yet taken.
    """

    def __init__(
        self,
        machine: Machine,
        logon: Logon,
        process: Process,
        env: MutableMapping[str, str] | None = None,
        streams: programs.Streams | None = None,
    ) -> None:
        self.machine = machine
        self.logon = logon
        self.process = process
        self._env: MutableMapping[str, str] = env if env is not None else machine.environment(logon)
        self.streams = streams
        self.console_input = ""
        self.interrupt = machine.clock.event()
        self._waited_for: list[Process] = []

    @property
    def now(self) -> DateTime:
        """The machine's local time."""
        return DateTime.of(self.machine.local_time(), LOCAL)

    def sleep(self, seconds: float) -> None:
        """Waits in virtual time; a stop or the end of the process ends it."""
        self.process.on_kill.append(self.interrupt.set)
        self.interrupt.wait(None if math.isinf(seconds) else max(0.0, seconds))
        self.process.on_kill.remove(self.interrupt.set)
        self.process.checkpoint()

    def wait_for(self, process: Process, timeout: float | None = None) -> bool:
        """Waits for the end of a process; a stop or the end of the session's own process ends the wait."""
        self.process.on_kill.append(self.interrupt.set)
        process.exited.wait(timeout, unless=self.interrupt)
        self.process.on_kill.remove(self.interrupt.set)
        self.process.checkpoint()
        return process.exited.is_set()

    def stop(self) -> None:
        """A stop was asked: ends waits, and the native programs that are waited for."""
        self.interrupt.set()
        for process in list(self._waited_for):
            self.machine.processes.end_with(process)

    def environment(self) -> MutableMapping[str, str]:
        """The process' environment."""
        return self._env

    def find_program(self, name: str, cwd: str) -> str | None:
        """A program or script by name or path."""
        if name.lower().endswith(".ps1"):
            return self._script(name, cwd)
        found = programs.find_program(self.machine, name, cwd, self._env)
        if found is None and "\\" not in name:
            return self._script(name + ".ps1", cwd)
        folder = found.rpartition("\\")[0].lower() if found is not None else ""
        # PowerShell does not run what lies in the working directory by its bare name.
        if found is not None and "\\" not in name and folder == cwd.rstrip("\\").lower():
            paths = [part.strip().rstrip("\\").lower() for part in self._env.get("Path", "").split(";")]
            if folder not in paths:
                return None
        return found

    def _script(self, name: str, cwd: str) -> str | None:
        place = self.machine.locate(name if name[1:2] == ":" or name.startswith("\\\\") else f"{cwd}\\{name}")
        if place is None or not place[0].files.is_file(place[1]):
            return None
        return name if name[1:2] == ":" or name.startswith("\\\\") else f"{cwd.rstrip(chr(92))}\\{name}"

    def run_program(
        self,
        path: str,
        arguments: list[str],
        raw_tail: str,
        stdin: Iterable[str],
        cwd: str,
        env: Mapping[str, str],
    ) -> ProgramResult:
        """Runs a program to its end."""
        out: list[str] = []
        err: list[str] = []
        pieces = iter([line if line.endswith("\n") else line + "\r\n" for line in stdin])
        streams = programs.Streams(out.append, err.append, lambda: next(pieces, ""))
        if isinstance(self.streams, ConsoleStreams):
            streams = ConsoleStreams(streams.out, streams.err, streams.read, self.streams.console)
        try:
            process = programs.start(
                self.machine,
                path,
                raw_tail,
                self.logon,
                streams,
                env=env,
                cwd=cwd,
                parent=self.process,
                wait=True,
                started=self._wait_for,
            )
        except (FileError, Win32Error) as problem:
            name = path.rpartition("\\")[2]
            raise error(
                "NativeCommandFailed",
                f"Program '{name}' failed to execute: {problem.text}",
                "ResourceUnavailable",
                None,
                "System.Management.Automation.ApplicationFailedException",
            ) from problem
        self._waited_for.remove(process)
        return ProgramResult("".join(out), "".join(err), process.exit_code or 0)

    def _wait_for(self, process: Process) -> None:
        self._waited_for.append(process)
        if self.interrupt.is_set():  # the stop came before the program
            self.machine.processes.end_with(process)

    @property
    def policies(self) -> ExecutionPolicies:
        """The execution policies of the process."""
        return ExecutionPolicies(self.machine.registry, self.logon.sid, self._env)

    def script_refusal(self, path: str) -> str:
        """Why the execution policy lets a script file not run."""
        return self.policies.refusal(path)

    def com_class(self, prog_id: str) -> NetObject | None:
        """A new COM object."""
        factory = EXTENSIONS.com.get(prog_id.lower())
        return None if factory is None else factory(self)

    def snapin(self, name: str) -> CmdletTable | None:
        """A snap-in that is installed here."""
        found = EXTENSIONS.snapins.get(name.lower())
        if found is None or not found[1](self.machine):
            return None
        return found[0]

    def stopping(self) -> bool:
        """Whether a stop was asked from outside."""
        return self.process.killed.is_set()


_running = threading.local()


class MachineSession(Session):
    """A session that is known to its thread while it runs, so that static members of .NET find the machine."""

    @property
    def sink(self) -> Sink | None:
        """Where the running pipeline's streams go: set when a pipeline begins, None when it ends."""
        return self._sink

    @sink.setter
    def sink(self, value: Sink | None) -> None:
        self._sink = value
        stack: list[MachineSession] = _running.__dict__.setdefault("stack", [])
        if value is None:
            if stack and stack[-1] is self:
                stack.pop()
                token.pop()
                if stack:
                    now_running(stack[-1])
        elif not stack or stack[-1] is not self:
            stack.append(self)
            host = host_of(self)
            token.push(host.machine, host.logon)


def current_session() -> Session:
    """The session whose pipeline runs in this thread.

    Raises:
        PSError: None does.
    """
    stack: list[MachineSession] = _running.__dict__.get("stack", [])
    if not stack:
        raise error("NoMachine", "No session runs in this thread.")
    return stack[-1]


def current_host() -> MachineSessionHost:
    """The machine's side of the session that runs in this thread."""
    return host_of(current_session())


def host_of(session: Session) -> MachineSessionHost:
    """The machine's side of a session.

    Raises:
        PSError: The session runs on no machine.
    """
    host = session.host
    if not isinstance(host, MachineSessionHost):
        raise error("NoMachine", "This session runs on no machine.")
    return host


def open_session(
    machine: Machine,
    logon: Logon,
    *,
    process: Process | None = None,
    env: MutableMapping[str, str] | None = None,
    streams: programs.Streams | None = None,
    cmdlets: Sequence[CmdletTable] = (),
    net: Sequence[NetTable] = (),
) -> Session:
    """A session with everything that is registered.

    Args:
        process: The process it runs in; without one a powershell.exe is made.
        env: The environment it changes by ``$env:``.
        streams: What its console's streams are.
    """
    from winlab.windows.surfaces import prepare_surfaces

    prepare_surfaces()
    if process is None:
        process = machine.processes.start("powershell.exe", _SHELL, _SHELL, logon)
    host = MachineSessionHost(machine, logon, process, env, streams)
    session = MachineSession(
        host,
        cmdlets=[*EXTENSIONS.cmdlets, *cmdlets],
        net=[*EXTENSIONS.net, *net],
        providers=list(EXTENSIONS.providers),
    )
    session.scope.variables["pid"].value = process.pid
    # More than the job's limit can't be allocated: an OutOfMemoryException (KB2842230).
    room = process.job.room(process) if process.job is not None else None
    if room is not None:
        session.memory_limit = min(session.memory_limit, room)
    return session


def secure_string(text: str) -> SecureString:
    """The engine's SecureString of a text."""
    return SecureString(text)
