"""The console: plain lines, and on a terminal one line per host that changes in place."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable
from typing import TextIO

from exforge.planning.events import Event
from exforge.project.redaction import Redact
from exforge.reporting.plan_text import plan_lines
from exforge.reporting.run_text import event_lines, host_state, waiting_line
from exforge.reporting.text import fit
from exforge.running.events import ActStarted, PlanMade, RunEnded, StepEnded, Waiting

WAIT_LINES_EVERY = 30.0


class Console:
    """An observer that prints; thread-safe. Every text is redacted and holds no control characters."""

    def __init__(self, stream: TextIO, redact: Redact, terminal: bool | None = None) -> None:
        self._stream = stream
        self._redact = redact
        self._terminal = stream.isatty() if terminal is None else terminal
        self._lock = threading.Lock()
        self._live: dict[str, str] = {}
        self._drawn = 0
        self._told_waits: dict[str, float] = {}

    def __call__(self, event: Event) -> None:
        """Shows an event."""
        with self._lock:
            if isinstance(event, PlanMade):
                self._print(plan_lines(event.plan))
                return
            if isinstance(event, RunEnded):
                self._live.clear()
            lines = event_lines(event)
            if isinstance(event, Waiting) and not self._terminal and self._worth_telling(event):
                lines = [waiting_line(event)]
            state = host_state(event)
            if self._terminal and (
                isinstance(event, ActStarted) or (isinstance(event, StepEnded) and event.failure is None)
            ):
                lines = []  # its own line tells it
            if state and self._terminal:
                self._live[state[0]] = state[1]
            if lines or (state and self._terminal):
                self._print(lines)

    def say(self, *lines: str) -> None:
        """Prints sentences that belong to no event."""
        with self._lock:
            self._print(lines)

    def _worth_telling(self, event: Waiting) -> bool:
        last = self._told_waits.get(event.address)
        if last is not None and 0 <= event.seconds - last < WAIT_LINES_EVERY:
            return False
        self._told_waits[event.address] = event.seconds
        return event.seconds > 0 or event.deadline > 0

    def _print(self, lines: Iterable[str]) -> None:
        if self._drawn:
            self._stream.write(f"\x1b[{self._drawn}A\x1b[J")
            self._drawn = 0
        for line in lines:
            self._stream.write(self._redact(line) + "\n")
        if self._terminal and self._live:
            size = shutil.get_terminal_size()
            shown = list(self._live.items())[: max(1, size.lines - 2)]
            for host, text in shown:
                self._stream.write(fit(self._redact(f"  {host.upper():<10} {text}"), size.columns - 1) + "\n")
            self._drawn = len(shown)
        self._stream.flush()
