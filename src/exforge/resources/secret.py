"""Secrets: references to a value that is read late and never printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Secret:
    """A password or the like, known by where it comes from; only ``reveal`` reads it.

    Attributes:
        source: the reference a person may see, for example ``env:EXFORGE_PASSWORD``.
        read: reads the value; raises ``LookupError`` with a sentence for the user when it is not there.
    """

    source: str
    read: Callable[[], str] = field(repr=False, compare=False)

    def reveal(self) -> str:
        """The value itself. Call it only where it is handed to the host."""
        return self.read()

    def __str__(self) -> str:
        return f"<secret {self.source}>"
