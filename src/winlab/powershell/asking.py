"""Asking the user: missing parameters, confirmations, errors on which to go on or not.

A host that answers nothing (a script without a terminal) is not asked again: what the session does without one.
Source: about_CommonParameters and about_Preference_Variables, https://learn.microsoft.com/powershell/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from winlab.powershell.errors import PSError
from winlab.powershell.parameters import Parameter
from winlab.powershell.values import Hashtable, unwrap

if TYPE_CHECKING:
    from winlab.powershell.binding import Binding
    from winlab.powershell.session import Session

_YES = ("&Yes", "Continue with only the next step of the operation.")
_YES_TO_ALL = ("Yes to &All", "Continue with all the steps of the operation.")
_NO = ("&No", "Skip this operation and proceed with the next operation.")
_NO_TO_ALL = ("No to A&ll", "Skip this operation and all subsequent operations.")
_HALT = ("&Halt Command", "Stop this command.")
_QUESTION = "Are you sure you want to perform this action?"


def _choose(session: Session, message: str, choices: tuple[tuple[str, str], ...]) -> int | None:
    from winlab.powershell.net.hosttypes import ChoiceDescription

    if session.sink is None:
        return None
    listed = [ChoiceDescription(label, text) for label, text in choices]
    answer = session.sink.host_call("PromptForChoice", ["Confirm", message, listed, 0])
    return int(answer) if isinstance(answer, int) else None


class Confirmation:
    """The confirmations of one command; an answer "to all" holds to its end."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._all: bool | None = None

    def confirmed(self, description: str) -> bool:
        """Whether the user wants it; a host that can't tell does."""
        if self._all is not None:
            return self._all
        chosen = _choose(self._session, f"{_QUESTION}\r\n{description}", (_YES, _YES_TO_ALL, _NO, _NO_TO_ALL))
        if chosen in (1, 3):
            self._all = chosen == 1
        return chosen not in (2, 3)


def continues(session: Session, message: str) -> bool:
    """Whether the user wants to go on after an error (preference Inquire)."""
    try:
        chosen = _choose(session, message, (_YES, _YES_TO_ALL, _HALT))
    except PSError:
        return False
    return chosen in (0, 1)


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
