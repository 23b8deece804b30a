"""The edge of every command: whatever happens becomes sentences and an exit code, never a traceback."""

from __future__ import annotations

import functools
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from exforge.commands import exits
from exforge.commands.exits import Ended
from exforge.commands.workspace import Request
from exforge.planning.saved import UnusablePlan
from exforge.planning.selection import WrongSelection
from exforge.project.problems import InvalidProject
from exforge.remote.session import HostError, HostFailed
from exforge.reporting.plan_text import failure_lines
from exforge.reporting.text import clean
from exforge.running.driver import Detached
from exforge.running.journal import DamagedJournal, JournalUnwritable
from exforge.running.lease import Locked

Command = Callable[..., int]


def guarded(command: Command) -> Command:
    """Decorator of commands: the first argument is the request, the result the exit code."""

    @functools.wraps(command)
    def run(request: Request, *arguments: object, **options: object) -> int:
        try:
            return command(request, *arguments, **options)
        except Exception as error:
            return _tell(error, request)
        except KeyboardInterrupt:
            _complain("Interrupted.")
            return exits.INTERRUPTED

    return run


def _tell(error: Exception, request: Request) -> int:
    code, lines = ending(error)
    if code == exits.BUG:
        path = _report(request.root, error)
        what = f"{type(error).__name__}: {clean(str(error), 200)}"
        lines = [f"exforge has a bug: {what}", f"The details are in {path}; please report them."]
    _complain(*lines)
    return code


def ending(error: Exception) -> tuple[int, list[str]]:
    """The exit code and the sentences of an error; no sentences for a bug."""
    if isinstance(error, Ended):
        return error.code, list(error.lines)
    if isinstance(error, InvalidProject):
        number = len(error.problems)
        total = f"{number} error{'' if number == 1 else 's'}; no host was contacted."
        return exits.INVALID_INPUT, [*(clean(str(p)) for p in error.problems), total]
    if isinstance(error, WrongSelection):
        return exits.USAGE, [clean(str(error))]
    if isinstance(error, UnusablePlan):
        return exits.INVALID_INPUT, [clean(str(error))]
    if isinstance(error, Locked):
        return exits.LOCKED, [
            f"Another controller acts on this inventory: {clean(str(error))}.",
            "Wait until it has ended, or end it; nothing was changed.",
        ]
    if isinstance(error, DamagedJournal):
        return exits.DECISION_NEEDED, [
            clean(str(error)),
            "Nothing is resumed from it. To go on from what the hosts say, move it away and deploy again.",
        ]
    if isinstance(error, JournalUnwritable):
        return exits.STEP_FAILED, [
            f"The journal can't be written ({clean(str(error))}), so nothing more was started.",
            "Make room, then deploy again: jobs that still run on hosts are found by their tokens.",
        ]
    if isinstance(error, Detached):
        hosts = ", ".join(host.upper() for host in error.running) or "none"
        return exits.INTERRUPTED, [
            f"Interrupted. Hosts where an act still runs: {hosts}.",
            "Deploy again to resume: what runs is adopted, what is in place stays.",
        ]
    if isinstance(error, HostError):
        code = exits.STEP_FAILED if isinstance(error, HostFailed) else exits.UNREACHABLE
        return code, failure_lines("A host failed", error.failure)
    return exits.BUG, []


def _report(root: Path, error: Exception) -> Path:
    """Writes what a developer needs; local values, which may hold secrets, are not in it."""
    folder = root / ".exforge" / "bugs"
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trace = traceback.extract_tb(error.__traceback__)
        lines = [f"{frame.filename}:{frame.lineno} in {frame.name}: {frame.line}" for frame in trace]
        path.write_text("\n".join([*lines, type(error).__name__]) + "\n", encoding="utf-8")
    except OSError:
        return Path("(nowhere: the folder can't be written)")
    return path


def _complain(*lines: str) -> None:
    sys.stdout.flush()
    for line in lines:
        sys.stderr.write(line + "\n")
    sys.stderr.flush()
