"""What planning and running know of a host: channels, answers, failures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from exforge.resources.base import Act, Probe, Value
from exforge.resources.secret import Secret


@dataclass(frozen=True)
class HostFailure:
    """An error a user can meet, in five parts, with a stable id (``winrm.access-denied``)."""

    id: str
    what: str
    """What failed, with its address: host, resource, function."""
    tried: str
    said: str
    """What the host said, decoded: no CLIXML, no traceback."""
    means: str
    remedy: str
    irreparable: bool = False
    """Trying again can't help (a wrong password)."""


@dataclass(frozen=True)
class Answer:
    """What a call gave: a value, or a failure of this call alone (the session itself is well)."""

    value: Value = None
    failure: HostFailure | None = None
    restart_required: bool = False
    """The act said that the host owes a restart (Windows Installer's 3010, a pending rename...)."""
    log_tail: str = ""
    """The last lines of a detached act's log, for the evidence."""


class HostError(Exception):
    """The session as a whole failed; ``failure`` says how."""

    def __init__(self, failure: HostFailure) -> None:
        super().__init__(f"{failure.what}: {failure.said}")
        self.failure = failure


class Unreachable(HostError):
    """No answer, within the deadline, from an address that should have one (exit code 4)."""


class NotTrusted(HostError):
    """Whoever answered is not proven to be the host that was meant, or refused the logon (exit code 4)."""


class HostFailed(HostError):
    """The host answered, and can't serve this session: quota, PowerShell missing... (exit code 3)."""


class ActUncertain(HostError):
    """The link died while an act ran, its end is not known: whoever resumes asks for the token first."""


@dataclass(frozen=True)
class Target:
    """How a host is reached and proven. Made by ``exforge.commands`` from inventory and lab."""

    name: str
    """Its name in the inventory, for messages."""
    address: str
    port: int
    username: str
    password: Secret
    authentication: str = "ntlm"
    """``ntlm``, ``negotiate``, ``kerberos``, ``basic``, ``certificate``."""
    tls: bool = False
    ca_file: str = ""
    """PEM file with the authorities that may have issued the host's certificate; empty: the computer's own."""
    fingerprint: str = ""
    """The host's certificate itself, SHA-256 or SHA-1 in small hexadecimal digits; empty: not known."""
    clear_text_allowed: bool = False
    """The inventory names this host as an exception: messages need not be encrypted."""
    computer_name: str = ""
    """NetBIOS name the host must answer with before the first act; empty: not known."""
    domain: str = ""
    """DNS name of the domain it must be a member of; empty: not known."""
    connect_timeout: float = 10.0
    read_timeout: float = 60.0


@dataclass(frozen=True)
class HostIdentity:
    """Who answered: machine name, its domain, and which start of the machine this is."""

    computer_name: str
    domain: str
    machine_id: str
    boot_id: str


class JobState(str, Enum):
    """What the mark of a token on a host says."""

    ABSENT = "absent"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True)
class JobStatus:
    """State of a detached act by its token; ``answer`` when it is finished."""

    state: JobState
    answer: Answer | None = None

    READ = "read"
    ACT = "act"


class ReadChannel(Protocol):
    """A session that can read. Planning only ever gets this one: a plan can't act."""

    def read(self, calls: Sequence[Probe]) -> list[Answer]:
        """Runs all probes in ONE pipeline; one answer per probe, in their order. Raises ``HostError``."""

    def identity(self) -> HostIdentity:
        """Who is there; read once per boot."""

    def close(self) -> None:
        """Ends the session on the host; never raises, has a deadline."""


class ActChannel(ReadChannel, Protocol):
    """A session that can also act; identity has been checked against the target when it opens."""

    def act(self, act: Act, token: str) -> Answer:
        """Runs one act to its end.

        A detached act (``act.detached``) whose token is on the host already is adopted, never started again.
        Its job folder stays until ``forget``. Raises ``ActUncertain`` when the end is not known.
        """

    def job_status(self, token: str) -> JobStatus:
        """What the host knows of this token; a finished job's answer includes its result."""

    def forget(self, token: str) -> None:
        """Removes the job's folder and task, after its evidence is durable. No error when there is none."""

    def restart(self, reason: str, deadline: float) -> HostIdentity:
        """Restarts the host, waits until it serves again under another boot identity, in a fresh session.

        A restart under way counts as this one. Raises ``Unreachable`` after ``deadline`` seconds.
        """


Progress = Callable[[str], None]
"""Gets short lines that tell how a long act goes (host text: sinks neutralise it)."""


class Connector(Protocol):
    """Opens channels; thread-safe: hosts are served in parallel, each channel by one thread at a time."""

    def read(self, target: Target) -> ReadChannel:
        """A channel without acts. Raises ``Unreachable``, ``NotTrusted`` or ``HostFailed``."""

    def act(self, target: Target, progress: Progress) -> ActChannel:
        """A channel with acts. Raises as ``read``."""
