"""Get-Date.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/get-date (2.0).
"""

from __future__ import annotations

from winlab.powershell.cmdlets.tables import UTILITY
from winlab.powershell.declare import NET, Cmdlet, Param
from winlab.powershell.instants import DateTime
from winlab.powershell.net.dates import new_date
from winlab.powershell.net.datetext import format_date
from winlab.powershell.nettypes import enum_value
from winlab.powershell.text import to_text

STATE = "System.Management.Automation.SessionState"
WRITE = STATE + "UnauthorizedAccessException"


_HINT = "Microsoft.PowerShell.Commands.DisplayHintType"
NET.enum(_HINT, "Date Time DateTime")


@UTILITY.cmdlet("Get-Date", default_set="net")
class GetDate(Cmdlet):
    """The machine's time, or a given one."""

    date = Param("System.DateTime", position=0, pipeline=True, by_property=True)
    year = Param("System.Int32")
    month = Param("System.Int32")
    day = Param("System.Int32")
    hour = Param("System.Int32")
    minute = Param("System.Int32")
    second = Param("System.Int32")
    display_hint = Param(_HINT)
    format = Param("System.String", sets=("net",))
    u_format = Param("System.String", sets=("UFormat",), ps="UFormat")

    def process(self) -> None:
        given: object = self.date
        moment = given if isinstance(given, DateTime) else DateTime(self.session.host.now.ticks, 2)
        python = moment.python
        parts = [python.year, python.month, python.day, python.hour, python.minute, python.second]
        names = (self.year, self.month, self.day, self.hour, self.minute, self.second)
        chosen = [int(to_text(n)) if n is not None else part for n, part in zip(names, parts, strict=False)]
        if chosen != parts:
            fraction = moment.ticks % 10_000_000
            moment = DateTime(new_date(*chosen).ticks + fraction, moment.kind)
        if "Format" in self.bound:
            self.write(format_date(moment, to_text(self.format)))
        elif "UFormat" in self.bound:
            self.write(moment.python.strftime(to_text(self.u_format).lstrip("+")))
        else:
            hinted = DateTime(moment.ticks, moment.kind)
            hinted.add_note("DisplayHint", self.display_hint or enum_value(_HINT, "DateTime"))
            self.write(hinted)
