"""The commands of a session that its clients wanted kept.

Source: https://learn.microsoft.com/dotnet/api/microsoft.powershell.commands.historyinfo .
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from winlab.powershell.instants import DateTime


@dataclass(frozen=True)
class Entry:
    """A command that ended: its text, how it ended (a PipelineState), and when."""

    command: str
    status: str
    started: DateTime
    ended: DateTime
    number: int = 0


class History:
    """Entries with numbers that are never given twice."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._last = 0

    def add(self, entry: Entry, limit: int) -> Entry:
        """Keeps an entry under the next number; the oldest ones beyond ``limit`` go."""
        self._last += 1
        kept = replace(entry, number=self._last)
        self._entries.append(kept)
        del self._entries[: max(0, len(self._entries) - limit)]
        return kept

    def find(self, number: int) -> Entry | None:
        """The entry of a number."""
        return next((entry for entry in self._entries if entry.number == number), None)

    def last(self, count: int, until: int | None = None) -> list[Entry]:
        """The last ``count`` entries, the oldest first; ``until`` is the number of the last one."""
        known = [entry for entry in self._entries if until is None or entry.number <= until]
        return known[max(0, len(known) - count) :]

    def matching(self, start: str) -> Entry | None:
        """The latest entry whose text begins so."""
        lowered = start.lower()
        found = (entry for entry in reversed(self._entries) if entry.command.lower().startswith(lowered))
        return next(found, None)

    def forget(self, entries: list[Entry]) -> None:
        """Removes entries."""
        gone = {entry.number for entry in entries}
        self._entries = [entry for entry in self._entries if entry.number not in gone]
