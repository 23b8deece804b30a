"""What the endpoint asks of the emulated host behind it.

The endpoint knows the protocols; whatever happens *on* the host is behind these interfaces.
`winlab.winrm.labhost` answers them with a machine of the lab.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from winlab.winrm.certificates import HostCertificate
from winlab.winrm.mailbox import Flag
from winlab.winrm.ntlm_names import NtlmNames
from winlab.winrm.resources import Resource


@dataclass(frozen=True)
class Command:
    """One command of a pipeline.

    Attributes:
        text: script text or command name.
        is_script: whether ``text`` is a script.
        parameters: (name or None for a positional argument, value of the engine).
        use_local_scope: None leaves the choice to PowerShell.
        merge_errors: whether errors go to the output (``MergeMyResult``/``MergeToResult``).
    """

    text: str
    is_script: bool
    parameters: tuple[tuple[str | None, object], ...] = ()
    use_local_scope: bool | None = None
    merge_errors: bool = False


class Sink(Protocol):
    """Where a pipeline's streams go. Records and values are the engine's."""

    def output(self, value: object) -> None: ...
    def error(self, record: object) -> None: ...
    def warning(self, text: str) -> None: ...
    def verbose(self, text: str) -> None: ...
    def debug(self, text: str) -> None: ...
    def progress(self, record: object) -> None: ...
    def event(self, event: object) -> None:
        """An event for the client's pool."""

    def host_call(self, method: str, args: Sequence[object]) -> object: ...


class Pipeline(Protocol):
    """A pipeline that is ready to run; ``state`` is Completed, Failed or Stopped afterwards."""

    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> object | None: ...
    @property
    def exit_code(self) -> int | None: ...
    def run(self) -> None: ...
    def stop(self) -> None: ...


class Runspace(Protocol):
    """A place where pipelines run, one at a time; variables and functions live on between them."""

    def pipeline(
        self, commands: Sequence[Command], feed: Iterable[object] | None, sink: Sink, history: str | None
    ) -> Pipeline:
        """A pipeline; ``history`` is its text in the session's history, None keeps it out."""

    def interrupt(self, call: Callable[[], None]) -> None:
        """Has something run between two statements of the pipeline that runs."""

    def interrupts(self) -> list[Callable[[], None]]:
        """What was to run so and did not come to it before the pipeline ended."""

    def close(self) -> None: ...


class Codec(Protocol):
    """Between the engine's values and the CLIXML of a PSRP message.

    ``encrypt`` and ``decrypt`` work on the text of a SecureString once a session key was exchanged;
    before they raise `KeyMissingError` before.
    """

    def encode(self, value: object, encrypt: Callable[[str], str]) -> str: ...
    def decode(self, xml: str, decrypt: Callable[[str], str]) -> object: ...
    def argument(self, value: object) -> object:
        """A client's value as an argument of a command."""

    def encode_error(self, record: object, encrypt: Callable[[str], str]) -> str: ...
    def encode_state(self, state: int, reason: object | None, encrypt: Callable[[str], str]) -> str: ...
    def encode_progress(self, record: object) -> str: ...
    def encode_event(self, event: object, encrypt: Callable[[str], str]) -> str: ...
    def encode_call(
        self, call: int, method: int, name: str, args: Sequence[object], encrypt: Callable[[str], str]
    ) -> str:
        """The body of a host call; ``call`` -100 waits for no answer."""

    def int64(self, number: int) -> object:
        """The engine's Int64."""

    def failure(self, text: str, exception: str | None = None) -> object:
        """An error record for what is not the script's fault."""


class Caller(Protocol):
    """An authenticated user on the host."""

    @property
    def account(self) -> str: ...
    @property
    def is_administrator(self) -> bool: ...


@dataclass
class ProcessRequest:
    """What a WinRS command is to run.

    Attributes:
        command_line: the text behind ``cmd /c``, or with ``skip_shell`` the program and its arguments.
        read: blocks for the next piece of standard input; an empty piece means its end.
        out: takes a piece of standard output.
        err: takes a piece of standard error.
        stopped: tells whether the command was told to stop.
        load_profile: whether the user's profile is loaded (``WINRS_NOPROFILE``).
    """

    command_line: str
    skip_shell: bool
    directory: str | None
    environment: Mapping[str, str]
    codepage: int
    read: Callable[[], bytes]
    out: Callable[[bytes], None]
    err: Callable[[bytes], None]
    stopped: Callable[[], bool]
    load_profile: bool = True
    on_stop: list[Callable[[], None]] = field(default_factory=list)


class ShellProcess(Protocol):
    """The process of a remote shell, under the shell's quotas with all that is started in it."""

    def close(self) -> None:
        """Ends it, and them."""


class ProgramMissingError(Exception):
    """The program can't be started (without cmd.exe nobody else reports that); ``code`` is the Win32 error."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class LogonRefusedError(Exception):
    """The account may not log on here."""


@dataclass(frozen=True)
class Proof:
    """How a caller proved who it is.

    Attributes:
        account: ``DOMAIN\\name``, a name alone, or ``name@REALM``.
        method: ntlm, kerberos or basic.
        delegated: it handed over a ticket to go on with (Kerberos with delegation).
    """

    account: str
    method: str
    delegated: bool = False


class Host(Protocol):
    """One emulated host."""

    @property
    def name(self) -> str: ...
    @property
    def config(self) -> MutableMapping[str, MutableMapping[str, str]]: ...
    @property
    def codec(self) -> Codec: ...
    def is_up(self) -> bool: ...
    def identity(self, *, known: bool) -> str:
        """``OS: 5.2.3790 SP: 2.0 Stack: 2.0``; of the system only to those who are known."""

    def powershell_table(self) -> Mapping[str, object]:
        """The PSVersionTable the pool announces; versions as text."""

    def has_powershell(self, configuration: str) -> bool: ...
    def listeners(self) -> Mapping[str, HostCertificate | None]:
        """What the host listens for, ``HTTP`` or ``HTTPS``, with the certificate it shows there."""

    def resource(self, caller: Caller, uri: str) -> Resource | None:
        """The resource at an address, for a caller; None if there is none."""

    def ntlm_names(self) -> NtlmNames: ...
    def password_of(self, domain: str, user: str) -> str | None: ...
    def check_password(self, account: str, password: str) -> bool:
        """Whether a password that came readable (Basic) is right; a wrong one counts."""

    def logon(self, proof: Proof) -> Caller:
        """Makes the token of an account that proved itself; raises `LogonRefusedError`."""

    def refused(self, account: str) -> None:
        """Counts a wrong password."""

    def shell_process(self, caller: Caller, program: str) -> ShellProcess:
        """Starts the process of a new shell: ``wsmprovhost.exe`` or ``winrshost.exe``."""

    def open_runspace(self, caller: Caller, shell: ShellProcess, arguments: object, *, load_profile: bool) -> Runspace:
        """A new runspace; ``arguments`` are the client's application arguments."""

    def check_process(self, caller: Caller, request: ProcessRequest) -> None:
        """Whether a command can be started; raises `ProgramMissingError`."""

    def run_process(self, caller: Caller, shell: ShellProcess, request: ProcessRequest) -> int: ...
    def executing(self) -> AbstractContextManager[None]:
        """Marks the calling thread as one that executes emulated code."""

    def flag(self) -> Flag:
        """A new flag that emulated code can wait for."""

    def log(self, caller: str, action: str, detail: str) -> None: ...


class HostCallRefusedError(Exception):
    """The client has no host (or not that part of it) that could answer; with a text: its host's own exception."""
