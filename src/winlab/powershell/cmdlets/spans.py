"""New-TimeSpan.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/new-timespan (2.0).
"""

from __future__ import annotations

from winlab.powershell.cmdlets.tables import UTILITY
from winlab.powershell.declare import Cmdlet, Param
from winlab.powershell.instants import DateTime, TimeSpan


@UTILITY.cmdlet("New-TimeSpan", default_set="Date", output="System.TimeSpan")
class NewTimeSpan(Cmdlet):
    """The time between two moments, or a length of time."""

    start = Param(
        "System.DateTime",
        position=0,
        pipeline=True,
        by_property=True,
        aliases=("LastWriteTime",),
        sets=("Date",),
    )
    end_ = Param("System.DateTime", position=1, by_property=True, sets=("Date",), ps="End")
    days = Param("System.Int32", default=0, sets=("Time",))
    hours = Param("System.Int32", default=0, sets=("Time",))
    minutes = Param("System.Int32", default=0, sets=("Time",))
    seconds = Param("System.Int32", default=0, sets=("Time",))

    def process(self) -> None:
        if self.bound & {"Days", "Hours", "Minutes", "Seconds"}:
            given: list[object] = [self.days, self.hours, self.minutes, self.seconds]
            parts = [part if isinstance(part, int) else 0 for part in given]
            self.write(TimeSpan.of(((parts[0] * 24 + parts[1]) * 60 + parts[2]) * 60 + parts[3]))
            return
        now = self.session.host.now
        first: object = self.start
        last: object = self.end_
        start = first if isinstance(first, DateTime) else now
        end = last if isinstance(last, DateTime) else now
        self.write(TimeSpan(end.ticks - start.ticks))
