"""System.Globalization.NumberFormatInfo and DateTimeFormatInfo of the cultures that are known.

Source: https://learn.microsoft.com/dotnet/api/system.globalization.numberformatinfo .
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable

from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.errors import NotEmulated
from winlab.powershell.net.queues import CultureInfo
from winlab.powershell.values import NetObject, TypedArray

S, INT, ARRAY = "System.String", "System.Int32", "System.String[]"
_MONEY = {"": "\u00a4", "en-us": "$", "en-gb": "\u00a3", "de-de": "\u20ac", "fr-fr": "\u20ac"}
_PATTERNS = {
    "": ("MM/dd/yyyy", "HH:mm"),
    "en-us": ("M/d/yyyy", "h:mm tt"),
    "en-gb": ("dd/MM/yyyy", "HH:mm"),
    "de-de": ("dd.MM.yyyy", "HH:mm"),
    "fr-fr": ("dd/MM/yyyy", "HH:mm"),
}
_ENGLISH = ("", "en-us", "en-gb")


@NET.type("System.Globalization.NumberFormatInfo", bases=("System.Object", "System.IFormatProvider"))
class NumberFormatInfo(NetObject):
    """How a culture writes numbers."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.marks = CultureInfo(key).marks

    point = net_property("NumberDecimalSeparator", S)(lambda self: self.marks[0])
    group = net_property("NumberGroupSeparator", S)(lambda self: self.marks[1])
    money_point = net_property("CurrencyDecimalSeparator", S)(lambda self: self.marks[0])
    money_group = net_property("CurrencyGroupSeparator", S)(lambda self: self.marks[1])
    percent_point = net_property("PercentDecimalSeparator", S)(lambda self: self.marks[0])
    percent_group = net_property("PercentGroupSeparator", S)(lambda self: self.marks[1])
    money = net_property("CurrencySymbol", S)(lambda self: _MONEY[self.key])
    digits = net_property("NumberDecimalDigits", INT)(lambda self: 2)
    minus = net_property("NegativeSign", S)(lambda self: "-")
    plus = net_property("PositiveSign", S)(lambda self: "+")
    percent = net_property("PercentSymbol", S)(lambda self: "%")
    not_a_number = net_property("NaNSymbol", S)(lambda self: "NaN")


@NET.type("System.Globalization.DateTimeFormatInfo", bases=("System.Object", "System.IFormatProvider"))
class DateTimeFormatInfo(NetObject):
    """How an English culture names days and months, and short patterns of the others."""

    def __init__(self, key: str) -> None:
        self.key = key

    short_date = net_property("ShortDatePattern", S)(lambda self: _PATTERNS[self.key][0])
    short_time = net_property("ShortTimePattern", S)(lambda self: _PATTERNS[self.key][1])
    day_names = net_property("DayNames", ARRAY)(lambda self: TypedArray(self.days(calendar.day_name), S))
    day_marks = net_property("AbbreviatedDayNames", ARRAY)(lambda self: TypedArray(self.days(calendar.day_abbr), S))
    month_names = net_property("MonthNames", ARRAY)(lambda self: TypedArray(self.months(calendar.month_name), S))
    month_marks = net_property("AbbreviatedMonthNames", ARRAY)(
        lambda self: TypedArray(self.months(calendar.month_abbr), S)
    )

    def days(self, names: Iterable[str]) -> list[object]:
        """Names from Sunday on."""
        self._english()
        listed = [str(name) for name in names]
        return [listed[6], *listed[:6]]

    def months(self, names: Iterable[str]) -> list[object]:
        """Names of twelve months and an empty one."""
        self._english()
        return [*(str(name) for name in names if name), ""]

    def _english(self) -> None:
        if self.key not in _ENGLISH:
            raise NotEmulated(f"names of days and months in culture {self.key}")

    @net_method("GetMonthName", (INT,), returns=S)
    def month_name(self, number: int) -> object:
        """A month's name."""
        return self.months(calendar.month_name)[number - 1]

    @net_method("GetAbbreviatedMonthName", (INT,), returns=S)
    def month_mark(self, number: int) -> object:
        """A month's short name."""
        return self.months(calendar.month_abbr)[number - 1]


_CULTURE = NET.extend("System.Globalization.CultureInfo")


@_CULTURE.property("NumberFormat", "System.Globalization.NumberFormatInfo")
def number_format(culture: CultureInfo) -> NumberFormatInfo:
    """How it writes numbers."""
    return NumberFormatInfo(culture.key)


@_CULTURE.property("DateTimeFormat", "System.Globalization.DateTimeFormatInfo")
def date_format(culture: CultureInfo) -> DateTimeFormatInfo:
    """How it writes dates."""
    return DateTimeFormatInfo(culture.key)


NET.extend("System.Globalization.NumberFormatInfo").static_property("InvariantInfo")(lambda: NumberFormatInfo(""))
NET.extend("System.Globalization.NumberFormatInfo").static_property("CurrentInfo")(lambda: NumberFormatInfo("en-us"))
NET.extend("System.Globalization.DateTimeFormatInfo").static_property("InvariantInfo")(lambda: DateTimeFormatInfo(""))
NET.extend("System.Globalization.DateTimeFormatInfo").static_property("CurrentInfo")(
    lambda: DateTimeFormatInfo("en-us")
)
