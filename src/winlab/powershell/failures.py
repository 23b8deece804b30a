"""What happens to an error: throw, catch, the preference, showing and recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from winlab.powershell.errors import (
    RUNTIME,
    ErrorRecord,
    NetException,
    PSError,
    error,
)
from winlab.powershell.nettypes import NetType
from winlab.powershell.positions import located
from winlab.powershell.scopes import Frame
from winlab.powershell.text import to_text
from winlab.powershell.values import unwrap

if TYPE_CHECKING:
    from winlab.powershell.session import Session

R = TypeVar("R")


def preference(frame: Frame, name: str = "erroractionpreference") -> str:
    """A preference variable's value: ``Continue``, ``SilentlyContinue``, ``Stop``, ``Inquire``."""
    variable = frame.scope.find(name)
    return "Continue" if variable is None else action_name(variable.value)


_ACTIONS = ("SilentlyContinue", "Stop", "Continue", "Inquire")


def action_name(value: object) -> str:
    """An ActionPreference as its name."""
    value = unwrap(value)
    if type(value) is int and 0 <= value < len(_ACTIONS):
        return _ACTIONS[value]
    text = to_text(value).lower()
    for name in _ACTIONS:
        if text and name.lower().startswith(text):
            return name
    return "Continue"


def statement_failed(frame: Frame, failed: PSError, start: int) -> None:
    """An error ended a statement: passes it on, or shows it and lets the next statement run."""
    session = frame.session
    located(failed, frame, start)
    session.success = False
    if session.guarded or failed.ends is not None:
        raise failed
    action = preference(frame)
    if action == "Inquire" and not (failed.is_throw or failed.fatal):
        action = _asked(session, failed)
    if failed.is_throw and action != "SilentlyContinue":
        raise failed
    if failed.fatal or action == "Stop":
        raise failed
    session.log_error(failed.record)
    if action != "SilentlyContinue":
        session.emit_error(failed.record)
    session.success = False


def _asked(session: Session, failed: PSError) -> str:
    from winlab.powershell.asking import after_exception

    try:
        return after_exception(session, failed.record.text)
    except PSError as refused:
        raise PSError(refused.record, is_throw=True) from failed


def show(session: Session, record: ErrorRecord) -> None:
    """Records an error and writes it to the error stream."""
    session.log_error(record)
    session.emit_error(record)
    session.success = False


def prepare(session: Session, failed: PSError) -> None:
    """Before a catch or trap sees an error."""
    session.success = False
    exception = failed.record.exception
    if exception.record is None:
        exception.record = failed.record


def choose(frame: Frame, failed: PSError, handlers: Sequence[tuple[Callable[[Frame], NetType] | None, R]]) -> R | None:
    """The handler for an error: the nearest matching type, else the one without a type."""
    exceptions: list[NetException] = []
    exception: NetException | None = failed.record.exception
    while exception is not None:
        exceptions.append(exception)
        exception = exception.inner
    best: tuple[int, R] | None = None
    for each in exceptions:
        names = each.type_names()
        for find, handler in handlers:
            if find is None:
                continue
            name = find(frame).name
            if name in names and (best is None or names.index(name) < best[0]):
                best = (names.index(name), handler)
        if best is not None and best[0] < len(names) - 2:
            return best[1]
    if best is not None:
        return best[1]
    return next((handler for find, handler in handlers if find is None), None)


def thrown(frame: Frame, value: object) -> PSError:
    """What ``throw value`` raises."""
    failed = _thrown(frame, value)
    failed.record.exception.by_throw = True
    return failed


def _thrown(frame: Frame, value: object) -> PSError:
    base = unwrap(value)
    if isinstance(base, ErrorRecord):
        return PSError(base, is_throw=True)
    if value is None:
        handling = frame.session.handling
        if handling is not None:
            return PSError(handling.record, is_throw=True)
        record = error("ScriptHalted", "ScriptHalted", "OperationStopped", None).record
        return PSError(record, is_throw=True)
    if isinstance(base, NetException):
        record = ErrorRecord(base, base.message, "OperationStopped", None)
        if base.record is not None and base.record.exception is base:
            record.error_id = base.record.full_id
            record.category.category = base.record.category.category
            record.target = base.record.target
        return PSError(record, is_throw=True)
    text = to_text(value)
    return PSError(ErrorRecord(NetException(RUNTIME, text), text, "OperationStopped", value), is_throw=True)


def constraint_error(failed: PSError) -> PSError:
    """A value that does not fit the type of a variable."""
    inner = failed.record.exception
    return error(
        "RuntimeException",
        inner.message,
        "MetadataError",
        None,
        "System.Management.Automation.ArgumentTransformationMetadataException",
        inner,
    )


def call_depth() -> PSError:
    """A script called itself too often."""
    message = "The script failed due to call depth overflow.  The call depth reached 1001 and the maximum is 1000."
    cause = NetException("System.Management.Automation.ScriptCallDepthException", message)
    return error("CallDepthOverflow", message, "InvalidOperation", 0, inner=cause)


FLAWS = (AttributeError, TypeError, ValueError, LookupError, AssertionError, ArithmeticError, UnicodeError)
"""What Python raises where winlab itself is wrong; a script sees an error instead of a dead session."""


def internal(flaw: Exception) -> PSError:
    """A flaw of winlab as an error that says so."""
    return error(
        "WinlabInternalError",
        f"winlab: internal error: {type(flaw).__name__}: {flaw}",
        "NotSpecified",
        None,
        "System.InvalidOperationException",
    )
