"""Where an error happened."""

from __future__ import annotations

from winlab.powershell.errors import InvocationInfo, PSError
from winlab.powershell.scopes import Frame


def located(failed: PSError, frame: Frame, start: int, token: str = "") -> PSError:
    """Gives an error its place in the source, if it has none yet."""
    record = failed.record
    if record.invocation is None:
        number, column, line = frame.source.position(start)
        record.invocation = InvocationInfo(
            frame.invocation.command if frame.invocation is not None else None,
            line,
            number,
            column,
            frame.source.name,
            frame.invocation.invocation_name if frame.invocation is not None else "",
            token=token,
        )
    return failed
