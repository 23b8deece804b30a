"""Where somebody may interfere with the requests of a host: the seam that faults on demand use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

REQUEST, ANSWER = "request", "answer"


@dataclass(frozen=True)
class Blow:
    """What happens to one request.

    Attributes:
        kind: ``delay``, ``cut``, ``truncate``, ``duplicate``, ``http-500`` or ``half-open``.
        part: ``request`` (before it is carried out) or ``answer`` (it was carried out).
        seconds: length of a delay, in real seconds.
    """

    kind: str
    part: str = REQUEST
    seconds: float = 0.0


class Interference(Protocol):
    """Asked before each request of one host."""

    @property
    def is_active(self) -> bool:
        """Whether there is any reason to ask."""

    async def at_request(self, name: str) -> Sequence[Blow]:
        """What happens to the next request.

        Args:
            name: last word of its action (``Create``, ``Command``, ``Receive``...), ``Identify``, or ``Negotiate``
                for a request that only carries a logon.
        """
