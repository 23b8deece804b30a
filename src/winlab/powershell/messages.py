"""The messages of a command: warnings, verbose and debug texts, progress, as its preferences want them.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables (2.0).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from winlab.powershell.asking import Inquiry, halted
from winlab.powershell.running import ProgressRecord

if TYPE_CHECKING:
    from winlab.powershell.session import Session

_QUESTION = "Continue with this operation?"


SHOWN = {"Verbose": "Continue", "Debug": "Inquire"}
"""The preference that the switch of a stream stands for.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables
(the examples of $DebugPreference).
"""


class Messages:
    """Writes messages.

    Args:
        session: whose streams they go to.
        action: the action preference for ``Warning``, ``Verbose``, ``Debug`` and ``Progress``.
    """

    def __init__(self, session: Session, action: Callable[[str], str]) -> None:
        self.inquiry = Inquiry(session)
        self._session = session
        self._action = action

    def warning(self, text: str) -> None:
        """A warning, also for each -WarningVariable around it."""
        if self._session.warning_collectors:
            from winlab.powershell.net.automation import MessageRecord

            record = MessageRecord("Warning", text)
            for kept in self._session.warning_collectors:
                kept.append(record)
        self._write("Warning", text)

    def verbose(self, text: str) -> None:
        """A verbose text."""
        self._write("Verbose", text)

    def debug(self, text: str) -> None:
        """A debug text."""
        self._write("Debug", text)

    def progress(self, record: ProgressRecord) -> None:
        """Progress."""
        action = self._action("Progress")
        if action == "SilentlyContinue" or self._session.sink is None:
            return
        self._session.sink.progress(record)
        self._obey(action, "Progress", record.activity)

    def _write(self, stream: str, text: str) -> None:
        action = self._action(stream)
        if action == "SilentlyContinue" or self._session.sink is None:
            return
        getattr(self._session.sink, stream.lower())(text)
        self._obey(action, stream, text)

    def _obey(self, action: str, stream: str, text: str) -> None:
        if action == "Stop":
            variable = f'"{stream}Preference"'
            raise halted(f"Command execution stopped because the shell variable {variable} is set to Stop: {text}")
        if action == "Inquire":
            self.inquiry.go_on(_QUESTION)
