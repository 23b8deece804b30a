"""Transcripts: what an administrator types and what comes back, as text files.

A case begins with a line of ``PS> `` (a PowerShell script) or ``C:\\> `` (a cmd line; several lines are a batch
file), further lines of it begin with ``>> ``. The lines below, up to an empty one, are the answer without blanks at the
ends and without empty lines; a line ``...`` stands for any lines. Behind a script's output come the ids of errors
(``!Id``), behind a program's the exit code unless it is 0 (``[2]``). Lines of ``#`` tell what follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("transcripts")
_STARTS = {"PS> ": "powershell", "C:\\> ": "cmd"}


@dataclass(frozen=True)
class Case:
    """One thing typed, and the answer."""

    file: str
    shell: str
    typed: tuple[str, ...]
    answer: tuple[str, ...]

    @property
    def name(self) -> str:
        """Where it stands and how it begins."""
        return f"{self.file}: {self.typed[0][:70]}"


def cases() -> list[Case]:
    """All cases of all files."""
    return [case for file in sorted(FOLDER.glob("*.txt")) for case in _cases(file)]


def _cases(file: Path) -> list[Case]:
    found = []
    for block in file.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("# ")]
        if not lines:
            continue
        start = next(start for start in _STARTS if lines[0].startswith(start))
        typed = [lines.pop(0).removeprefix(start)]
        while lines and lines[0].startswith(">> "):
            typed.append(lines.pop(0).removeprefix(">> "))
        found.append(Case(file.stem, _STARTS[start], tuple(typed), tuple(line.rstrip() for line in lines)))
    return found


def same(answer: tuple[str, ...], lines: list[str]) -> bool:
    """Whether lines are an answer, in which ``...`` stands for any."""
    if not answer:
        return not lines
    if answer[0] == "...":
        return any(same(answer[1:], lines[start:]) for start in range(len(lines) + 1))
    return bool(lines) and lines[0] == answer[0] and same(answer[1:], lines[1:])
