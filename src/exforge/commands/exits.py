"""Exit codes."""

from __future__ import annotations

DONE = 0
BUG = 1
CHANGES_PENDING = 2
STEP_FAILED = 3
UNREACHABLE = 4
INVALID_INPUT = 5
LOCKED = 6
DECISION_NEEDED = 9
UNHEALTHY = 10
USAGE = 64
INTERRUPTED = 130


class Ended(Exception):
    """A command ends here, with sentences for the user and an exit code."""

    def __init__(self, code: int, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.code = code
        self.lines = lines
