"""Asking the user: missing parameters, confirmations, errors on which to go on or not.

A host that answers nothing (a script without a terminal) is not asked again: what the session does without one.
Sources: about_CommonParameters and about_Preference_Variables, https://learn.microsoft.com/powershell/;
https://learn.microsoft.com/dotnet/api/system.management.automation.cmdlet.shouldprocess
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from winlab.powershell.errors import PSError, error
from winlab.powershell.parameters import Parameter
from winlab.powershell.text import to_text
from winlab.powershell.values import Hashtable, unwrap

if TYPE_CHECKING:
    from winlab.powershell.binding import Binding
    from winlab.powershell.scopes import Variable
    from winlab.powershell.session import Session

_YES = ("&Yes", "Continue with only the next step of the operation.")
_YES_TO_ALL = ("Yes to &All", "Continue with all the steps of the operation.")
_NO = ("&No", "Skip this operation and proceed with the next operation.")
_NO_TO_ALL = ("No to A&ll", "Skip this operation and all subsequent operations.")
_HALT = ("&Halt Command", "Stop this command.")
_AFTER_EXCEPTION = (
    ("&Continue", "Report the error then continue with the next script statement."),
    ("S&ilently Continue", "Do not report this error, just continue with the next script statement."),
    ("&Break", "Do not continue processing, throw the exception instead."),
    (
        "&Suspend",
        "Pause the current pipeline and return to the command prompt. Type exit to resume operation when you are done.",
    ),
)
_STOPPED = "System.Management.Automation.ActionPreferenceStopException"
_IMPACTS = ("none", "low", "medium", "high")


def _choose(session: Session, caption: str, message: str, choices: Sequence[tuple[str, str]]) -> int | None:
    from winlab.powershell.net.hosttypes import ChoiceDescription

    if session.sink is None:
        return None
    listed = [ChoiceDescription(label, text) for label, text in choices]
    answer = session.sink.host_call("PromptForChoice", [caption, message, listed, 0])
    return int(answer) if isinstance(answer, int) else None


class Consent:
    """What one command may do: -WhatIf, -Confirm and its own questions; an answer "to all" holds to its end.

    Args:
        session: whose user is asked.
        what_if: whether the command only tells what it would do.
        asks: whether -Confirm, the preference or the impact call for a question.
        verbose: writes a verbose text of the command.
    """

    def __init__(
        self, session: Session, what_if: Callable[[], bool], asks: Callable[[], bool], verbose: Callable[[str], None]
    ) -> None:
        self._session = session
        self._what_if = what_if
        self._asks = asks
        self._verbose = verbose
        self._all: bool | None = None

    def should_process(self, description: str, warning: str = "", caption: str = "") -> bool:
        """Whether the command is to do what ``description`` says."""
        if self._all is not None:
            return self._all
        if self._what_if():
            if self._session.sink is not None:
                self._session.sink.host_call("WriteLine", [f"What if: {description}"])
            return False
        if not self._asks():
            self._verbose(description)
            return True
        question = warning or f"Are you sure you want to perform this action?\r\n{description}"
        chosen = _choose(self._session, caption or "Confirm", question, (_YES, _YES_TO_ALL, _NO, _NO_TO_ALL))
        if chosen in (1, 3):
            self._all = chosen == 1
        return chosen not in (2, 3)

    def should_continue(self, query: str, caption: str) -> bool:
        """Asks a question of the command's own; a host that can't tell says yes."""
        return _choose(self._session, caption, query, (_YES, _NO)) != 1

    def should_continue_all(self, query: str, caption: str, yes: bool, no: bool) -> tuple[bool, bool, bool]:
        """As :meth:`should_continue` with answers "to all", which the caller keeps: (answer, yes to all, no to all)."""
        if yes or no:
            return yes, yes, no
        chosen = _choose(self._session, caption, query, (_YES, _YES_TO_ALL, _NO, _NO_TO_ALL))
        return chosen not in (2, 3), chosen == 1, chosen == 3


def described(action: str, target: str) -> str:
    """What ShouldProcess says of an action on a target."""
    return f'Performing operation "{action}" on Target "{target}".'


def confirms(preferred: Variable | None, impact: str) -> bool:
    """Whether a command of an impact asks, the preference variable being what it is."""
    chosen = "" if preferred is None else to_text(preferred.value).lower()
    level = _IMPACTS.index(chosen) if chosen in _IMPACTS else 3
    return level > 0 and impact.lower() in _IMPACTS and _IMPACTS.index(impact.lower()) >= level


class Inquiry:
    """Whether one command goes on after its errors and messages (preference Inquire)."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._all = False

    def go_on(self, message: str) -> None:
        """Asks.

        Raises:
            PSError: The user halts the command, or there is nobody to ask.
        """
        if self._all:
            return
        chosen = _choose(self._session, "Confirm", message, (_YES, _YES_TO_ALL, _HALT))
        self._all = chosen == 1
        if chosen == 2:
            text = "Command execution stopped because the user selected the Halt option."
            raise halted(text)


def halted(text: str) -> PSError:
    """A command that its preference or the user stops."""
    failed = error("ActionPreferenceStop", text, "OperationStopped", None, _STOPPED)
    return PSError(failed.record, is_throw=True)


def after_exception(session: Session, message: str) -> str:
    """What the user wants after an error that ended a statement: an action preference, ``Stop`` to throw it."""
    chosen = _choose(session, "Action to take for this exception:", message, _AFTER_EXCEPTION)
    return ("Continue", "SilentlyContinue", "Stop")[chosen] if chosen in (0, 1, 2) else "Stop"


def supply(session: Session, binding: Binding, lacking: list[Parameter], name: str, position: int) -> bool:
    """Asks for mandatory parameters and binds the answers; whether the user gave them."""
    from winlab.powershell.net.hosttypes import FieldDescription

    if session.sink is None:
        return False
    fields = [
        FieldDescription(item.name, f"&{item.name}", "System.Object" if item.type is None else item.type.name)
        for item in lacking
    ]
    caption = f"cmdlet {name} at command pipeline position {position}"
    try:
        answer = session.sink.host_call("Prompt", [caption, "Supply values for the following parameters:", fields])
    except PSError:
        return False
    table = unwrap(answer)
    if not isinstance(table, Hashtable):
        return False
    for item in lacking:
        binding.bind(item, table.get(item.name))
    return True
