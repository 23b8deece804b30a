"""What every remote shell has, whatever runs in it."""

from __future__ import annotations

import abc
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from winlab.winrm import fault_kinds as kinds
from winlab.winrm import faults
from winlab.winrm.host import Caller
from winlab.winrm.notice import Notice

NO_PROFILE = "WINRS_NOPROFILE"
"""Option of a shell whose user's profile is not to be loaded (MS-WSMV 2.2.5.2)."""


def is_true(options: Mapping[str, str], name: str) -> bool:
    """Whether a request's option is set."""
    return options.get(name, "").strip().lower() in ("true", "1")


@dataclass(frozen=True)
class Received:
    """What one Receive answers.

    Attributes:
        pieces: (stream name, data), in order.
        ended: names of streams that are at their end with this answer.
        done: whether the command is over and everything was handed out.
        exit_code: exit code of a finished command, or None.
    """

    pieces: tuple[tuple[str, bytes], ...] = ()
    ended: tuple[str, ...] = ()
    done: bool = False
    exit_code: int | None = None


@dataclass
class ShellInfo:
    """What Enumerate and Get tell about a shell."""

    shell_id: str
    resource: str
    owner: str
    client: str
    input_streams: str
    output_streams: str
    idle_timeout: float
    lifetime: float | None = None
    name: str = ""
    created: float = field(default_factory=time.monotonic)


class Shell(abc.ABC):
    """A remote shell: an owner, commands, and times.

    All methods are called from worker threads; `changed` wakes those who wait for output.
    """

    provider = kinds.CMD_PLUGIN

    def __init__(self, info: ShellInfo, caller: Caller) -> None:
        self.info = info
        self.caller = caller
        self.changed = Notice()
        self.last_used = time.monotonic()
        self.waiting = 0
        self.closed = False

    def touch(self) -> None:
        """Notes that a request used the shell."""
        self.last_used = time.monotonic()

    def is_idle(self, now: float) -> bool:
        """Whether no request came for longer than the idle timeout and none is pending, or its lifetime is over."""
        if self.info.lifetime is not None and now - self.info.created > self.info.lifetime:
            return True
        return self.waiting == 0 and now - self.last_used > self.info.idle_timeout

    @property
    @abc.abstractmethod
    def command_count(self) -> int:
        """Commands that were started and not yet closed by the client."""

    @abc.abstractmethod
    def command(self, line: Element, options: Mapping[str, str]) -> str:
        """Starts a command and returns its id."""

    @abc.abstractmethod
    def send(self, command_id: str | None, stream: str, data: bytes, end: bool) -> None:
        """Takes input for a command or for the shell itself."""

    def last_words(self, budget: int) -> Received | None:
        """What a closed shell still says on the stream that belongs to no command."""
        return None

    @abc.abstractmethod
    def receive(self, command_id: str | None, budget: int, streams: frozenset[str]) -> Received | None:
        """Output of some streams that is there now (at most ``budget`` bytes); None: nothing to tell yet."""

    @abc.abstractmethod
    def is_running(self, command_id: str | None) -> bool:
        """Whether more output may come soon, so that a short wait can save an answer."""

    @abc.abstractmethod
    def signal(self, command_id: str | None, code: str) -> None:
        """Terminates or interrupts a command."""

    @abc.abstractmethod
    def close(self) -> None:
        """Ends everything in the shell; further calls do nothing."""


class Placeholder(Shell):
    """Holds the place of a shell that is being created."""

    @property
    def command_count(self) -> int:
        return 0

    def _refuse(self) -> faults.WsmanFaultError:
        return faults.shell_not_found(self.info.shell_id)

    def command(self, line: Element, options: Mapping[str, str]) -> str:
        raise self._refuse()

    def send(self, command_id: str | None, stream: str, data: bytes, end: bool) -> None:
        raise self._refuse()

    def receive(self, command_id: str | None, budget: int, streams: frozenset[str]) -> Received | None:
        raise self._refuse()

    def is_running(self, command_id: str | None) -> bool:
        return False

    def signal(self, command_id: str | None, code: str) -> None:
        raise self._refuse()

    def close(self) -> None:
        self.closed = True


def new_id() -> str:
    """A new ShellId or CommandId as WinRM writes it."""
    return str(uuid.uuid4()).upper()
