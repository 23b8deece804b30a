"""System.Globalization.NumberFormatInfo and DateTimeFormatInfo: how a culture writes numbers and dates.

Sources: https://learn.microsoft.com/dotnet/api/system.globalization.numberformatinfo ,
https://learn.microsoft.com/dotnet/api/system.globalization.datetimeformatinfo .
"""

from __future__ import annotations

import dataclasses

from winlab.powershell.cultures import EN_US, INVARIANT, Culture
from winlab.powershell.declare import NET, TypeExtension, net_method, net_property
from winlab.powershell.net.cultures import CULTURE, PROVIDER, CultureInfo, culture_of
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.nettypes import NetProperty, enum_value
from winlab.powershell.values import NetObject, TypedArray

S, INT, B, ARRAY, OBJ = "System.String", "System.Int32", "System.Boolean", "System.String[]", "System.Object"
NUMBERS, DATES = "System.Globalization.NumberFormatInfo", "System.Globalization.DateTimeFormatInfo"
_RULE = "System.Globalization.CalendarWeekRule"
NET.enum(_RULE, "FirstDay FirstFullWeek FirstFourDayWeek")


class _FormatInfo(NetObject):
    """A part of a culture that scripts may change."""

    part = ""

    def __init__(self, culture: Culture = INVARIANT) -> None:
        self.culture = culture

    def get(self, field: str) -> object:
        """One of its settings."""
        return getattr(getattr(self.culture, self.part), field)

    def put(self, field: str, value: object) -> None:
        """Changes one of its settings."""
        part = dataclasses.replace(getattr(self.culture, self.part), **{field: value})
        self.culture = dataclasses.replace(self.culture, **{self.part: part})

    def copy(self) -> object:
        """Another one of the same settings."""
        return type(self)(self.culture)


@NET.type(NUMBERS, bases=(OBJ, "System.ICloneable", PROVIDER))
class NumberFormatInfo(_FormatInfo):
    """How a culture writes numbers."""

    part = "numbers"


@NET.type(DATES, bases=(OBJ, "System.ICloneable", PROVIDER))
class DateTimeFormatInfo(_FormatInfo):
    """How a culture writes dates."""

    part = "dates"

    def named(self, field: str, number: int, first: int, name: str) -> str:
        """A name by its number."""
        names = self.get(field)
        assert isinstance(names, tuple)
        if not first <= number < first + len(names):
            message = f"Valid values are between {first} and {first + len(names)}, inclusive."
            raise out_of_range(name, message)
        return str(names[number - first])

    @net_method("GetMonthName", (INT,), returns=S)
    def month_name(self, number: int) -> object:
        """A month's name."""
        return "" if number == 13 else self.named("months", number, 1, "month")

    @net_method("GetAbbreviatedMonthName", (INT,), returns=S)
    def short_month_name(self, number: int) -> object:
        """A month's short name."""
        return "" if number == 13 else self.named("short_months", number, 1, "month")

    @net_method("GetDayName", ("System.DayOfWeek",), returns=S)
    def day_name(self, day: object) -> object:
        """The name of a day of the week."""
        return self.named("days", getattr(day, "value", 0), 0, "dayofweek")

    @net_method("GetAbbreviatedDayName", ("System.DayOfWeek",), returns=S)
    def short_day_name(self, day: object) -> object:
        """The short name of a day of the week."""
        return self.named("short_days", getattr(day, "value", 0), 0, "dayofweek")

    @net_property("FirstDayOfWeek", "System.DayOfWeek")
    def first_day(self) -> object:
        """The day a week begins with."""
        return enum_value("System.DayOfWeek", self.culture.dates.first_day)

    @net_property("CalendarWeekRule", _RULE)
    def week_rule(self) -> object:
        """Which week of a year is the first."""
        return enum_value(_RULE, "FirstFourDayWeek" if self.culture.name[:2] in ("de", "fr") else "FirstDay")

    @net_property("FullDateTimePattern", S)
    def full_pattern(self) -> str:
        """Long date and long time."""
        return f"{self.culture.dates.long_date} {self.culture.dates.long_time}"


def _settings(declared: TypeExtension, kind: str, **fields: str) -> None:
    for name, field in fields.items():
        declared.type.members[name.lower()] = NetProperty(
            name, kind, lambda info, f=field: info.get(f), lambda info, value, f=field: info.put(f, value)
        )


def _common(name: str, cls: type[_FormatInfo], property_name: str) -> TypeExtension:
    declared = NET.extend(name)
    declared.constructor(())(cls)
    declared.method("Clone")(cls.copy)
    declared.always(B, IsReadOnly=False)
    declared.static_property("InvariantInfo", name)(lambda: cls(INVARIANT))
    declared.static_property("CurrentInfo", name)(lambda: cls(EN_US))
    declared.static("ReadOnly", (name,), returns=name)(lambda info: info)
    declared.static("GetInstance", (PROVIDER,), returns=name)(lambda provider: cls(culture_of([provider])))
    _INFO.property(property_name, name)(lambda info: cls(info.culture))
    return declared


_INFO = NET.extend(CULTURE)


@_INFO.method("GetFormat", ("System.Type",))
def get_format(info: CultureInfo, wanted: object) -> object:
    """How it writes numbers or dates; null for any other type."""
    known = {NUMBERS: NumberFormatInfo, DATES: DateTimeFormatInfo}.get(getattr(wanted, "name", ""))
    return None if known is None else known(info.culture)


_NUMBERS = _common(NUMBERS, NumberFormatInfo, "NumberFormat")
for _kind in ("Number", "Currency", "Percent"):
    _settings(
        _NUMBERS, S, **{f"{_kind}DecimalSeparator": "point", f"{_kind}GroupSeparator": "group"}
    )  # fmt: skip
    _settings(_NUMBERS, INT, **{f"{_kind}DecimalDigits": "digits"})
    _NUMBERS.property(f"{_kind}GroupSizes", "System.Int32[]")(lambda info: TypedArray([3], INT))
_settings(
    _NUMBERS,
    S,
    CurrencySymbol="money",
    NegativeSign="minus",
    PositiveSign="plus",
    PercentSymbol="percent",
    NaNSymbol="not_a_number",
    PositiveInfinitySymbol="infinity",
    NegativeInfinitySymbol="negative_infinity",
)
_settings(_NUMBERS, INT, CurrencyPositivePattern="money_pattern", CurrencyNegativePattern="negative_money_pattern")
_NUMBERS.always(INT, NumberNegativePattern=1, PercentPositivePattern=0, PercentNegativePattern=0)
_NUMBERS.always(S, PerMilleSymbol="\u2030")

_DATES = _common(DATES, DateTimeFormatInfo, "DateTimeFormat")
_settings(
    _DATES,
    S,
    ShortDatePattern="short_date",
    LongDatePattern="long_date",
    ShortTimePattern="short_time",
    LongTimePattern="long_time",
    MonthDayPattern="month_day",
    YearMonthPattern="year_month",
    DateSeparator="date_separator",
    TimeSeparator="time_separator",
    AMDesignator="morning",
    PMDesignator="afternoon",
)
_DATES.always(
    S,
    RFC1123Pattern="ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
    SortableDateTimePattern="yyyy'-'MM'-'dd'T'HH':'mm':'ss",
    UniversalSortableDateTimePattern="yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
    NativeCalendarName="Gregorian Calendar",
)
for _name, _field, _more in (
    ("DayNames", "days", ()),
    ("AbbreviatedDayNames", "short_days", ()),
    ("ShortestDayNames", "short_days", ()),
    ("MonthNames", "months", ("",)),
    ("AbbreviatedMonthNames", "short_months", ("",)),
):
    _DATES.property(_name, ARRAY)(lambda info, f=_field, more=_more: TypedArray([*info.get(f), *more], S))
