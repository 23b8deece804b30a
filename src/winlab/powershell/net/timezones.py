"""System.TimeZone and TimeZoneInfo: emulated machines live in UTC, and know the zones with fixed names.

Sources: https://learn.microsoft.com/dotnet/api/system.timezone ,
https://learn.microsoft.com/dotnet/api/system.timezoneinfo .
"""

from __future__ import annotations

from winlab.powershell.declare import NET
from winlab.powershell.errors import NotEmulated, net_error
from winlab.powershell.instants import LOCAL, UTC, DateTime, TimeSpan
from winlab.powershell.values import NetObject, TypedArray

S, B, INT, D, T, INFO = (
    "System.String", "System.Boolean", "System.Int32", "System.DateTime", "System.TimeSpan", "System.TimeZoneInfo",
)  # fmt: skip
_WINDOWS = frozenset(
    name.lower()
    for name in (
        "Pacific Standard Time", "Mountain Standard Time", "Central Standard Time", "Eastern Standard Time",
        "W. Europe Standard Time", "Romance Standard Time", "Central Europe Standard Time", "GMT Standard Time",
        "E. Europe Standard Time", "Russian Standard Time", "Tokyo Standard Time", "China Standard Time",
        "India Standard Time", "AUS Eastern Standard Time", "Greenwich Standard Time",
    )
)  # fmt: skip


class TimeZone(NetObject):
    """The machine's zone."""


ZONE = NET.extend("System.TimeZone", python=TimeZone)
ZONE.static_property("CurrentTimeZone", "System.TimeZone")(TimeZone)
ZONE.always(S, StandardName="Coordinated Universal Time", DaylightName="Coordinated Universal Time")
ZONE.method("GetUtcOffset", (D,), returns=T)(lambda zone, date: TimeSpan(0))
ZONE.method("IsDaylightSavingTime", (D,), returns=B)(lambda zone, date: False)
ZONE.method("ToLocalTime", (D,), returns=D)(lambda zone, date: DateTime(date.ticks, LOCAL))
ZONE.method("ToUniversalTime", (D,), returns=D)(lambda zone, date: DateTime(date.ticks, UTC))
ZONE.absent("GetDaylightChanges")


class TimeZoneInfo(NetObject):
    """A zone: UTC, or the machine's own, which is the same."""

    def net_string(self) -> str:
        """The name for people."""
        return "(UTC) Coordinated Universal Time"

    def net_equals(self, other: object) -> bool:
        """All are the same zone."""
        return isinstance(other, TimeZoneInfo)


ZONE_INFO = NET.extend(INFO, python=TimeZoneInfo)
for _name in ("Local", "Utc"):
    ZONE_INFO.static_property(_name, INFO)(TimeZoneInfo)
ZONE_INFO.always(S, Id="UTC", StandardName="Coordinated Universal Time", DaylightName="Coordinated Universal Time")
ZONE_INFO.always(B, SupportsDaylightSavingTime=False)
ZONE_INFO.property("DisplayName", S)(TimeZoneInfo.net_string)
ZONE_INFO.property("BaseUtcOffset", T)(lambda zone: TimeSpan(0))
ZONE_INFO.method("GetUtcOffset", (D,), returns=T)(lambda zone, date: TimeSpan(0))
for _name in ("IsDaylightSavingTime", "IsAmbiguousTime", "IsInvalidTime"):
    ZONE_INFO.method(_name, (D,), returns=B)(lambda zone, date: False)
ZONE_INFO.method("HasSameRules", (INFO,), returns=B)(lambda zone, other: True)
ZONE_INFO.method("GetAdjustmentRules", returns=INFO + "+AdjustmentRule[]")(
    lambda zone: TypedArray([], INFO + "+AdjustmentRule")
)
ZONE_INFO.static("GetSystemTimeZones")(lambda: [TimeZoneInfo()])
ZONE_INFO.static("ConvertTimeToUtc", (D,), (D, INFO), returns=D)(lambda date, *zone: DateTime(date.ticks, UTC))
ZONE_INFO.static("ConvertTimeFromUtc", (D, INFO), returns=D)(lambda date, zone: DateTime(date.ticks, LOCAL))
ZONE_INFO.static("ConvertTime", (D, INFO), (D, INFO, INFO), returns=D)(lambda date, *zones: DateTime(date.ticks, LOCAL))


@ZONE_INFO.static("FindSystemTimeZoneById", (S,), returns=INFO)
def find(name: str) -> TimeZoneInfo:
    """A zone by its name in the registry."""
    if name.upper() == "UTC":
        return TimeZoneInfo()
    if name.lower() in _WINDOWS:
        raise NotEmulated(f"the time zone {name}")
    text = f"The time zone ID '{name}' was not found on the local computer."
    raise net_error("System.TimeZoneNotFoundException", text)


@ZONE_INFO.static("ConvertTimeBySystemTimeZoneId", (D, S), (D, S, S), returns=D)
def convert_by_name(date: DateTime, *names: str) -> DateTime:
    """A point in time on the clock of a zone."""
    for name in names:
        find(name)
    return DateTime(date.ticks, LOCAL)
