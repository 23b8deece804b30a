"""System.DateTime and System.TimeSpan as values; their members are declared in net/."""

from __future__ import annotations

import datetime as dt

from winlab.powershell.errors import PSError, net_error
from winlab.powershell.values import NetObject

TICKS_PER_SECOND = 10_000_000
TICKS_PER_DAY = 86_400 * TICKS_PER_SECOND
MAX_TICKS = 3_155_378_975_999_999_999
_EPOCH = dt.datetime(1, 1, 1)

UNSPECIFIED, UTC, LOCAL = 0, 1, 2
"""Values of System.DateTimeKind."""


def unrepresentable() -> PSError:
    """A date before the year 1 or behind 9999."""
    text = "The added or subtracted value results in an un-representable DateTime.\r\nParameter name: value"
    return net_error("System.ArgumentOutOfRangeException", text, ParamName="value")


class TimeSpan(NetObject):
    """A length of time in ticks of 100 nanoseconds."""

    def __init__(self, ticks: int) -> None:
        self.ticks = ticks

    @classmethod
    def of(cls, seconds: float) -> TimeSpan:
        """A span of so many seconds."""
        return cls(round(seconds * TICKS_PER_SECOND))

    @property
    def seconds(self) -> float:
        """The whole length in seconds."""
        return self.ticks / TICKS_PER_SECOND

    def net_string(self) -> str:
        """``[-][d.]hh:mm:ss[.fffffff]``."""
        ticks = abs(self.ticks)
        days, rest = divmod(ticks, TICKS_PER_DAY)
        seconds, fraction = divmod(rest, TICKS_PER_SECOND)
        text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        if days:
            text = f"{days}.{text}"
        if fraction:
            text += f".{fraction:07}"
        return "-" + text if self.ticks < 0 else text

    def net_equals(self, other: object) -> bool:
        """Equal by length."""
        return isinstance(other, TimeSpan) and other.ticks == self.ticks

    def net_compare(self, other: object) -> int | None:
        """By length."""
        return self.ticks - other.ticks if isinstance(other, TimeSpan) else None

    def net_hash(self) -> object:
        """The ticks."""
        return self.ticks


class DateTime(NetObject):
    """A point in time in ticks since the year 1; ``kind`` is 0 (unspecified), 1 (UTC) or 2 (local)."""

    def __init__(self, ticks: int, kind: int = UNSPECIFIED) -> None:
        if not 0 <= ticks <= MAX_TICKS:
            raise unrepresentable()
        self.ticks = ticks
        self.kind = kind

    @classmethod
    def of(cls, moment: dt.datetime, kind: int = UNSPECIFIED) -> DateTime:
        """From Python's datetime, whose zone is not looked at."""
        delta = moment.replace(tzinfo=None) - _EPOCH
        return cls((delta.days * 86_400 + delta.seconds) * TICKS_PER_SECOND + delta.microseconds * 10, kind)

    @property
    def python(self) -> dt.datetime:
        """As Python's datetime without zone."""
        return _EPOCH + dt.timedelta(microseconds=self.ticks // 10)

    def net_string(self) -> str:
        """``MM/dd/yyyy HH:mm:ss``, the invariant form PowerShell converts with."""
        moment = self.python
        return f"{moment.month:02d}/{moment.day:02d}/{moment.year:04d} {moment:%H:%M:%S}"

    def net_equals(self, other: object) -> bool:
        """Equal by ticks."""
        return isinstance(other, DateTime) and other.ticks == self.ticks

    def net_compare(self, other: object) -> int | None:
        """By ticks."""
        return self.ticks - other.ticks if isinstance(other, DateTime) else None

    def net_hash(self) -> object:
        """The ticks."""
        return self.ticks
