"""The property ``DateTime`` that types.ps1xml of PowerShell 2.0 gives dates: their long text, as DisplayHint wants it.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/get-date (-DisplayHint).
"""

from __future__ import annotations

from winlab.powershell.addedmembers import CodeProperty
from winlab.powershell.declare import extended
from winlab.powershell.instants import DateTime
from winlab.powershell.net.datetext import format_date
from winlab.powershell.objects import get_member
from winlab.powershell.text import to_text

_HINTED = {"date": "D", "time": "T"}


def long_text(date: object) -> str:
    """``Tuesday, January 02, 2007 3:04:05 PM``, or the part of it that is wanted."""
    assert isinstance(date, DateTime)
    return format_date(date, _HINTED.get(to_text(get_member(date, "DisplayHint")).lower(), "F"))


extended("System.DateTime", CodeProperty("DateTime", long_text))
