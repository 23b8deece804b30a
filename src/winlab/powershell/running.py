"""What a running command and its surroundings offer each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from winlab.powershell.errors import ErrorRecord
from winlab.powershell.values import NetObject

if TYPE_CHECKING:
    from winlab.powershell.positions import CallPlace
    from winlab.powershell.scopes import Frame


class ProgressRecord(NetObject):
    """System.Management.Automation.ProgressRecord."""

    def __init__(
        self,
        activity_id: int,
        activity: str,
        status: str,
        percent: int = -1,
        seconds: int = -1,
        operation: str = "",
        parent: int = -1,
        completed: bool = False,
    ) -> None:
        self.activity_id = activity_id
        self.activity = activity
        self.status = status
        self.percent = percent
        self.seconds = seconds
        self.operation = operation
        self.parent = parent
        self.completed = completed


class CommandRuntime(Protocol):
    """What a cmdlet writes to; ``frame`` is where its blocks run and ``place`` where it is called there."""

    frame: Frame
    place: CallPlace
    out: Callable[[object], object]

    def write(self, value: object) -> None:
        """One object to the output."""

    def error(self, record: ErrorRecord) -> None:
        """A non-terminating error; raises PSError when -ErrorAction says Stop."""

    def warning(self, text: str) -> None:
        """A warning."""

    def verbose(self, text: str) -> None:
        """A verbose text."""

    def debug(self, text: str) -> None:
        """A debug text."""

    def progress(self, record: ProgressRecord) -> None:
        """Progress."""

    def should_process(self, target: str, action: str) -> bool:
        """Whether to go on."""


class Sink(Protocol):
    """Where a pipeline's streams go."""

    def output(self, value: object) -> None:
        """An object of the output."""

    def error(self, record: ErrorRecord) -> None:
        """An error record."""

    def warning(self, text: str) -> None:
        """A warning."""

    def verbose(self, text: str) -> None:
        """A verbose text."""

    def debug(self, text: str) -> None:
        """A debug text."""

    def progress(self, record: ProgressRecord) -> None:
        """Progress."""

    def host_call(self, method: str, args: Sequence[object]) -> object:
        """Calls a method of the user's host (``WriteLine``, ``Prompt``...) and gives its answer."""
