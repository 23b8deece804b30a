"""When a scheduled task is due.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc772785(v=ws.10)
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

KINDS = ("MINUTE", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "ONCE", "ONSTART", "ONLOGON", "ONIDLE")
DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKS = ("FIRST", "SECOND", "THIRD", "FOURTH", "LAST")
_LARGEST = {"MINUTE": 1439, "HOURLY": 23, "DAILY": 365, "WEEKLY": 52, "MONTHLY": 12}
_HORIZON = 366 * 4


class ScheduleError(ValueError):
    """The schedule can't be; the text names the option."""


@dataclass(frozen=True)
class Schedule:
    """A schedule; ``start`` is the first moment it may be due."""

    kind: str
    start: datetime
    modifier: str = ""
    days: str = ""
    months: str = ""

    def check(self) -> None:
        """Raises `ScheduleError` if a part does not fit."""
        largest = _LARGEST.get(self.kind)
        if self.modifier:
            words = self.kind == "MONTHLY" and self.modifier.upper() in (*_WEEKS, "LASTDAY")
            number = int(self.modifier) if self.modifier.isdigit() else 0
            if largest is None or not (words or 1 <= number <= largest):
                raise ScheduleError("mo")
        if self.days and not self._days_fit():
            raise ScheduleError("d")
        if any(month not in MONTHS for month in self._listed(self.months) if month != "*"):
            raise ScheduleError("m")

    def _days_fit(self) -> bool:
        days = self._listed(self.days)
        if self.kind == "WEEKLY" or self.modifier.upper() in _WEEKS:
            return all(day in DAYS or day == "*" for day in days)
        return self.kind == "MONTHLY" and all(day.isdigit() and 1 <= int(day) <= 31 for day in days)

    @staticmethod
    def _listed(text: str) -> list[str]:
        return [word.strip().upper() for word in text.split(",") if word.strip()]

    @property
    def _step(self) -> int:
        return int(self.modifier) if self.modifier.isdigit() else 1

    def after(self, moment: datetime) -> datetime | None:
        """The first time after ``moment``; None if there is none that a clock could tell."""
        if self.kind == "ONCE":
            return self.start if self.start > moment else None
        if self.kind in ("MINUTE", "HOURLY"):
            step = timedelta(minutes=self._step) if self.kind == "MINUTE" else timedelta(hours=self._step)
            gone = max(0, (moment - self.start) // step + 1) if moment >= self.start else 0
            return self.start + gone * step
        fits = self._calendar()
        if fits is None:
            return None
        day = max(self.start, moment.replace(hour=self.start.hour, minute=self.start.minute, second=self.start.second))
        for _ in range(_HORIZON):
            if day > moment and fits(day):
                return day
            day += timedelta(days=1)
        return None

    def _calendar(self) -> Callable[[datetime], bool] | None:
        """Whether a day is one of the schedule's."""
        if self.kind == "DAILY":
            return lambda day: (day.date() - self.start.date()).days % self._step == 0
        if self.kind == "WEEKLY":
            days = self._listed(self.days) or [DAYS[self.start.weekday()]]
            monday = self.start.date() - timedelta(days=self.start.weekday())
            return lambda day: (
                ("*" in days or DAYS[day.weekday()] in days) and (day.date() - monday).days // 7 % self._step == 0
            )
        return self._monthly if self.kind == "MONTHLY" else None

    def _monthly(self, day: datetime) -> bool:
        months = self._listed(self.months)
        if months and "*" not in months:
            if MONTHS[day.month - 1] not in months:
                return False
        elif self.modifier.isdigit():
            passed = (day.year - self.start.year) * 12 + day.month - self.start.month
            if passed % self._step:
                return False
        last = calendar.monthrange(day.year, day.month)[1]
        word = self.modifier.upper()
        if word == "LASTDAY":
            return day.day == last
        if word in _WEEKS:
            named = self._listed(self.days) or ["MON"]
            week = day.day > last - 7 if word == "LAST" else (day.day - 1) // 7 == _WEEKS.index(word)
            return week and DAYS[day.weekday()] in named
        return str(day.day) in (self._listed(self.days) or ["1"])
