"""A machine of the lab as the endpoint's `Host`."""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from winlab.directory.lab_part import forest_of
from winlab.powershell import runspace as engine
from winlab.powershell.clixml.model import EngineModel
from winlab.powershell.control import PipelineStopped
from winlab.powershell.errors import error
from winlab.powershell.paths import locate, set_location
from winlab.powershell.session import Session
from winlab.windows import programs
from winlab.windows.accounts import Logon
from winlab.windows.consoles import Console, ConsoleStreams
from winlab.windows.errors import LogonError, ProcessKilled, Win32Error
from winlab.windows.file_nodes import join
from winlab.windows.jobs import Job
from winlab.windows.machine import Machine
from winlab.windows.processes import Process
from winlab.windows.session import MachineSessionHost, host_of, open_session, secure_string
from winlab.windows.token import as_system
from winlab.winrm import config
from winlab.winrm.catalogue import resource_of
from winlab.winrm.certificates import HostCertificate
from winlab.winrm.codec import EngineCodec
from winlab.winrm.host import (
    Caller,
    Codec,
    Command,
    HostCallRefusedError,
    LogonRefusedError,
    Pipeline,
    ProcessRequest,
    ProgramMissingError,
    Proof,
    Runspace,
    ShellProcess,
    Sink,
)
from winlab.winrm.mailbox import Flag
from winlab.winrm.ntlm_names import NtlmNames
from winlab.winrm.part import certificate_of, part_of
from winlab.winrm.remote import identity_of
from winlab.winrm.resources import Resource
from winlab.winrm.sender import SenderInfo

SERVICE = "WinRM"
_SYSTEM32 = "C:\\WINDOWS\\system32"
_NO_FOLDER = 267
_CONFIGURATIONS = ("microsoft.powershell", "microsoft.powershell32")


class LabHost:
    """One machine.

    Args:
        machine: the machine.
        log: notes ``(host, account, action, detail)``.
    """

    def __init__(self, machine: Machine, log: Callable[[str, str, str, str], None]) -> None:
        self._machine = machine
        self._log = log
        self._processes: dict[int, Process] = {}

    @property
    def name(self) -> str:
        """NetBIOS name."""
        return self._machine.name

    @property
    def config(self) -> config.Sections:
        """WinRM's configuration."""
        return part_of(self._machine).sections

    @property
    def codec(self) -> Codec:
        """The engine's codec."""
        return _CODEC

    def is_up(self) -> bool:
        """Whether the machine runs and its WinRM service answers."""
        return self._machine.is_running and self._machine.services.is_running(SERVICE)

    def identity(self, *, known: bool) -> str:
        """What Identify tells."""
        return identity_of(self._machine, known=known)

    def powershell_table(self) -> Mapping[str, object]:
        """PSVersionTable of PowerShell 2.0; the CLR's build is UNVERIFIED."""
        return {
            "CLRVersion": "2.0.50727.1433",
            "BuildVersion": "6.0.6002.18111",
            "PSVersion": "2.0",
            "WSManStackVersion": "2.0",
            "PSCompatibleVersions": ["1.0", "2.0"],
            "SerializationVersion": "1.1.0.1",
            "PSRemotingProtocolVersion": "2.1",
        }

    def has_powershell(self, configuration: str) -> bool:
        """Whether the session configuration exists."""
        return configuration.lower() in _CONFIGURATIONS

    def password_of(self, domain: str, user: str) -> str | None:
        """The password of an account that may log on here."""
        return self._machine.users.password_of(f"{domain}\\{user}" if domain else user)

    def listeners(self) -> Mapping[str, HostCertificate | None]:
        """The listeners that are on."""
        transports = part_of(self._machine).listeners.transports()
        return {each: certificate_of(self._machine) if each == "HTTPS" else None for each in transports}

    def ntlm_names(self) -> NtlmNames:
        """The machine's names, and its domain's."""
        machine = self._machine
        major, minor, build = (int(part) for part in machine.os.version.split("."))
        root = forest_of(machine.lab).root.dns if machine.domain else ""
        return NtlmNames(
            machine.name.upper(), machine.fqdn, machine.netbios_domain, machine.domain, root, (major, minor, build)
        )

    def resource(self, caller: Caller, uri: str) -> Resource | None:
        """WinRM's configuration, or a class of WMI."""
        return resource_of(self._machine, _logon(caller), uri)

    def check_password(self, account: str, password: str) -> bool:
        """Whether the password of a local account is right; Basic knows no others.

        https://learn.microsoft.com/windows/win32/winrm/authentication-for-remote-connections
        """
        domain, name = self._machine.users.split(account)
        if domain or "@" in name:
            return False
        try:
            self._machine.users.check(account, password)
        except LogonError:
            return False
        return True

    def logon(self, proof: Proof) -> Caller:
        """A network logon: no way on to a second machine, unless a ticket was delegated.

        NTLM asks a domain controller, which refuses locked accounts; a ticket was given out before.
        """
        users = self._machine.users
        password = users.password_of(proof.account) if proof.method == "ntlm" else None
        try:
            logon = users.logon(proof.account, "network", password)
        except LogonError as refused:
            raise LogonRefusedError(str(refused)) from refused
        return replace(logon, has_credentials=True) if proof.delegated else logon

    def refused(self, account: str) -> None:
        """Lets the account's domain count a wrong password, for its lock-out policy."""
        with contextlib.suppress(LogonError, Win32Error):
            # No password holds a NUL character.
            self._machine.users.check(account, "\0")

    def shell_process(self, caller: Caller, program: str) -> ShellProcess:
        """A process under the quotas of shells."""
        path = f"{_SYSTEM32}\\{program}"
        process = self._machine.processes.start(
            program, path, f"{path} -Embedding", _logon(caller), parent=self._service_pid()
        )
        sections = part_of(self._machine).sections
        job = process.job = Job(
            lambda: config.number(sections, "winrs", "MaxProcessesPerShell"),
            lambda: config.number(sections, "winrs", "MaxMemoryPerShellMB") * 1024 * 1024,
        )
        return _LabShell(process, job)

    def open_runspace(self, caller: Caller, shell: ShellProcess, arguments: object, *, load_profile: bool) -> Runspace:
        """A PowerShell session in the shell's process."""
        assert isinstance(shell, _LabShell)
        sender = SenderInfo(caller.account, arguments)
        return LabRunspace(self._machine, _logon(caller), shell.process, sender, load_profile=load_profile)

    def _service_pid(self) -> int:
        service = self._machine.services.process_of(SERVICE)
        return service.pid if service is not None else 0

    def check_process(self, caller: Caller, request: ProcessRequest) -> None:
        """Looks for the folder, and without cmd.exe for the program."""
        with as_system():
            if request.directory and not self._machine.files.is_folder(request.directory):
                raise ProgramMissingError(_NO_FOLDER)
            if request.skip_shell:
                place = self._machine.locate(_program(request)[0])
                if place is None or not place[0].files.is_file(place[1]):
                    raise ProgramMissingError(2)

    def run_process(self, caller: Caller, shell: ShellProcess, request: ProcessRequest) -> int:
        """Runs a WinRS command."""
        machine, logon = self._machine, _logon(caller)
        environment = dict(machine.environment(logon, load_profile=request.load_profile))
        environment.update(request.environment)
        directory = request.directory or environment.get("USERPROFILE", _SYSTEM32)
        if request.skip_shell:
            path, tail = _program(request)
        else:
            path, tail = f"{_SYSTEM32}\\cmd.exe", f'/c "{request.command_line}"'
        console = Console(request.codepage, piped=True)
        decoder = codecs.getincrementaldecoder(console.codec)("replace")
        streams = ConsoleStreams(
            lambda text: request.out(text.encode(console.codec, "replace")),
            lambda text: request.err(text.encode(console.codec, "replace")),
            lambda: _decoded(request.read, decoder),
            console,
        )
        assert isinstance(shell, _LabShell)

        def started(process: Process) -> None:
            request.on_stop.append(lambda: _kill(machine, process))

        try:
            process = programs.start(
                machine,
                path,
                tail,
                logon,
                streams,
                env=environment,
                cwd=directory,
                parent=shell.process,
                wait=True,
                started=started,
            )
        except Win32Error as problem:
            raise ProgramMissingError(problem.code) from problem
        return process.exit_code or 0

    @contextlib.contextmanager
    def executing(self) -> Iterator[None]:
        """Counts the thread as executing; ends quietly when the machine goes down."""
        with self._machine.clock.running(), contextlib.suppress(ProcessKilled):
            yield

    def flag(self) -> Flag:
        """A flag of the virtual clock."""
        return self._machine.clock.event()

    def log(self, caller: str, action: str, detail: str) -> None:
        """Notes an event."""
        self._log(self.name, caller, action, detail)


_CODEC: Codec = EngineCodec(EngineModel(), secure_string)


@dataclass(frozen=True)
class _LabShell:
    """The process of a shell and its job."""

    process: Process
    job: Job

    def close(self) -> None:
        """Ends what was started in the shell, and the process itself."""
        self.job.close()
        self.process.machine.processes.end_with(self.process)


class LabRunspace:
    """A runspace of the engine in a process of the machine."""

    def __init__(
        self, machine: Machine, logon: Logon, process: Process, sender: SenderInfo, *, load_profile: bool
    ) -> None:
        self._machine = machine
        self._process = process
        env = machine.environment(logon, load_profile=load_profile)
        session = open_session(machine, logon, process=process, env=env)
        self._host = host_of(session)
        _go_home(machine, session, env)
        session.scope.set("PSSenderInfo", sender)
        self._runspace = engine.Runspace(session)

    def pipeline(
        self, commands: Sequence[Command], feed: Iterable[object] | None, sink: Sink, history: str | None
    ) -> Pipeline:
        """A pipeline of the engine."""
        specs = [
            engine.CommandSpec(
                command.text,
                command.is_script,
                command.use_local_scope,
                command.parameters,
                command.merge_errors,
            )
            for command in commands
        ]
        made = self._runspace.pipeline(specs, feed, _EngineSink(sink, self._runspace.session), history)
        return _LabPipeline(made, self._host)

    def interrupt(self, call: Callable[[], None]) -> None:
        """Has something run in between."""
        self._runspace.interrupt(call)

    def interrupts(self) -> list[Callable[[], None]]:
        """What was to run in between and did not come to it."""
        waiting = self._runspace.session.interrupts
        return [waiting.popleft() for _ in range(len(waiting))]

    def close(self) -> None:
        """Ends the session."""
        self._runspace.close()


def _program(request: ProcessRequest) -> tuple[str, str]:
    """The program and its arguments.

    CreateProcess with a program's name searches no path and adds no ending; its caller lives in system32.
    """
    name, tail = programs.split_command(request.command_line)
    return (name if name[1:2] == ":" or name.startswith("\\\\") else join(_SYSTEM32, name)), tail


def _go_home(machine: Machine, session: Session, env: Mapping[str, str]) -> None:
    """A remote runspace starts in its user's documents, or else where its process does (HandleRunspaceCreated)."""
    documents = f"{env.get('USERPROFILE', '')}\\My Documents"
    path = documents if machine.files.is_folder(documents) else _SYSTEM32
    set_location(session, locate(session, path))


class _EngineSink:
    """A sink whose refused host calls are errors of PowerShell."""

    def __init__(self, sink: Sink, session: Session) -> None:
        self._sink = sink
        self._session = session
        self.output = sink.output
        self.error = sink.error
        self.warning = sink.warning
        self.verbose = sink.verbose
        self.debug = sink.debug
        self.progress = sink.progress
        session.events.forward = sink.event

    def host_call(self, method: str, args: Sequence[object]) -> object:
        """Calls the client's host."""
        try:
            return self._sink.host_call(method, args)
        except HostCallRefusedError as refused:
            if self._session.stop_asked:
                raise PipelineStopped from refused
            if str(refused):
                raise error(
                    "RemoteException",
                    str(refused),
                    "NotSpecified",
                    None,
                    "System.Management.Automation.RemoteException",
                ) from refused
            raise error(
                "HostFunctionNotImplemented",
                "A command that prompts the user failed because the host program or the command type does not "
                "support user interaction. Try a host program that supports user interaction, such as the Windows "
                "PowerShell Console, and remove prompt-related commands from command types that do not support user "
                "interaction.",
                "NotImplemented",
                None,
                "System.Management.Automation.Host.HostException",
            ) from refused


class _LabPipeline:
    """A pipeline whose stop also ends waits in virtual time."""

    def __init__(self, pipeline: engine.Pipeline, host: MachineSessionHost) -> None:
        self._pipeline = pipeline
        self._host = host
        self._stopped = False

    @property
    def state(self) -> str:
        """How it ended."""
        return self._pipeline.state

    @property
    def reason(self) -> object | None:
        """The error that ended it."""
        return self._pipeline.reason

    @property
    def exit_code(self) -> int | None:
        """What ``exit`` was given."""
        return self._pipeline.exit_code

    def run(self) -> None:
        """Runs to the end."""
        if not self._stopped:
            self._host.interrupt.clear()
        self._pipeline.run()

    def stop(self) -> None:
        """Stops it."""
        self._stopped = True
        self._pipeline.stop()
        self._host.stop()


def _kill(machine: Machine, process: Process) -> None:
    # The process itself: after a restart of the machine its number belongs to another one.
    machine.processes.end_with(process)


def _decoded(read: Callable[[], bytes], decoder: codecs.IncrementalDecoder) -> str:
    """The next piece of input as text; a character may have been cut between two pieces."""
    while True:
        data = read()
        text = decoder.decode(data, not data)
        if text or not data:
            return text


def _logon(caller: Caller) -> Logon:
    assert isinstance(caller, Logon)
    return caller
