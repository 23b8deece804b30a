"""What is wrong with a file, where, and what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """One error of a file, in one line."""

    place: Place
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


class InvalidProject(Exception):
    """The project's files can't be used; ``problems`` holds every error found (exit code 5)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Problems:
    """Collects the errors of all files, so that a user sees them at once."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, place: Place, what: str) -> None:
        """Notes an error."""
        self._found.append(Problem(place, what))

    def __len__(self) -> int:
        return len(self._found)

    def check(self) -> None:
        """Raises ``InvalidProject`` when there is any error."""
        if self._found:
            raise InvalidProject(self._found)


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that names the nearest right word, or all when they are few."""
    words = sorted(set(known))
    close = difflib.get_close_matches(word.lower(), [known_word.lower() for known_word in words], n=1, cutoff=0.6)
    if close:
        return f"; did you mean {next(known_word for known_word in words if known_word.lower() == close[0])!r}?"
    if not words:
        return "; there is none here"
    shown = ", ".join(words[:12])
    return f"; known: {shown}{', ...' if len(words) > 12 else ''}"
