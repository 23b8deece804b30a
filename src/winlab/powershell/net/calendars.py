"""System.Globalization: TextInfo, CompareInfo, GregorianCalendar, RegionInfo.

Source: https://learn.microsoft.com/dotnet/api/system.globalization .
"""

from __future__ import annotations

import calendar
import datetime as dt

from winlab.powershell.comparing import compare_text
from winlab.powershell.cultures import CULTURES, EN_US, Culture
from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.errors import net_error
from winlab.powershell.instants import DateTime
from winlab.powershell.net.characters import other_case
from winlab.powershell.net.cultures import CULTURE
from winlab.powershell.net.dates import DATE, days_in_month, new_date
from winlab.powershell.nettypes import EnumValue, NetMethod, NetProperty
from winlab.powershell.text import to_text
from winlab.powershell.values import Char, NetObject, TypedArray

G, S, INT, B, OBJ, D = (
    "System.Globalization.", "System.String", "System.Int32", "System.Boolean", "System.Object", "System.DateTime",
)  # fmt: skip
COMPARE_OPTIONS, CALENDAR, RULE = G + "CompareOptions", G + "Calendar", G + "CalendarWeekRule"
NET.enum(
    COMPARE_OPTIONS,
    {
        "None": 0, "IgnoreCase": 1, "IgnoreNonSpace": 2, "IgnoreSymbols": 4, "IgnoreKanaType": 8, "IgnoreWidth": 16,
        "OrdinalIgnoreCase": 0x10000000, "StringSort": 0x20000000, "Ordinal": 0x40000000,
    },
    flags=True,
)  # fmt: skip
_INFO = NET.extend(CULTURE)


class _OfCulture(NetObject):
    """A part of a culture."""

    def __init__(self, culture: Culture = EN_US) -> None:
        self.culture = culture


class TextInfo(_OfCulture):
    """How a culture writes."""

    def net_string(self) -> str:
        """The class with the culture."""
        return f"TextInfo - {self.culture.name}"


TEXT = NET.extend(G + "TextInfo", python=TextInfo, bases=(OBJ, "System.ICloneable"))
TEXT.attributes(S, CultureName="culture.name", ListSeparator="culture.list_separator")
TEXT.attributes(INT, LCID="culture.number")
TEXT.property("ANSICodePage", INT)(lambda info: info.culture.pages[0])
TEXT.property("OEMCodePage", INT)(lambda info: info.culture.pages[1])
TEXT.always(INT, MacCodePage=10000, EBCDICCodePage=37)
TEXT.always(B, IsReadOnly=True, IsRightToLeft=False)
TEXT.method("ToUpper", (S,), ("System.Char",))(lambda info, text: _cased(text, True))
TEXT.method("ToLower", (S,), ("System.Char",))(lambda info, text: _cased(text, False))


def _cased(text: str, raised: bool) -> str:
    changed = other_case(text, raised)
    return Char(changed) if isinstance(text, Char) else changed


@TEXT.method("ToTitleCase", (S,), returns=S)
def to_title(_info: TextInfo, text: str) -> str:
    """Each word with a capital first, words in capitals as they are."""
    pieces: list[str] = []
    word = ""
    for char in text + "\0":
        if char.isalpha() or (char in "'" and word):
            word += char
            continue
        is_acronym = word.isupper() and len(word) > 1
        pieces.append(word if is_acronym else other_case(word[:1], True) + other_case(word[1:], False))
        pieces.append(char)
        word = ""
    return "".join(pieces)[:-1]


_INFO.property("TextInfo", G + "TextInfo")(lambda info: TextInfo(info.culture))


class CompareInfo(_OfCulture):
    """How a culture compares texts."""

    def net_string(self) -> str:
        """The class with the culture."""
        return f"CompareInfo - {self.culture.name}"


COMPARE = NET.extend(G + "CompareInfo", python=CompareInfo)
COMPARE.attributes(S, Name="culture.name")
COMPARE.attributes(INT, LCID="culture.number")
_INFO.property("CompareInfo", G + "CompareInfo")(lambda info: CompareInfo(info.culture))


def _ignores(options: tuple[EnumValue, ...]) -> bool:
    return bool(options and options[0].value & 0x10000001)


def _folded(text: str, part: str, options: tuple[EnumValue, ...]) -> tuple[str, str]:
    return (text.lower(), part.lower()) if _ignores(options) else (text, part)


@COMPARE.method("Compare", (S, S), (S, S, COMPARE_OPTIONS), returns=INT)
def compare(_info: CompareInfo, left: str, right: str, *options: EnumValue) -> int:
    """The order of two texts."""
    result = compare_text(left, right, _ignores(options))
    return (result > 0) - (result < 0)


for _name, _search in {
    "IndexOf": str.find,
    "LastIndexOf": str.rfind,
    "IsPrefix": str.startswith,
    "IsSuffix": str.endswith,
}.items():
    COMPARE.method(_name, (S, S), (S, S, COMPARE_OPTIONS), returns=INT if "Index" in _name else B)(
        lambda info, text, part, *options, search=_search: search(*_folded(text, part, options))
    )


@NET.type(CALENDAR)
class Calendar(NetObject):
    """A way to count days."""


@NET.type(G + "GregorianCalendar", bases=(CALENDAR,))
class GregorianCalendar(Calendar):
    """The usual calendar."""

    @net_constructor((), (G + "GregorianCalendarTypes",))
    @classmethod
    def new(cls, *_kind: object) -> GregorianCalendar:
        """The localized or the English one."""
        return cls()

    @net_method("GetWeekOfYear", (D, RULE, "System.DayOfWeek"), returns=INT)
    def week(self, date: DateTime, rule: EnumValue, first: EnumValue) -> int:
        """The number of the week in its year."""
        day = date.python.date()
        number = _week(day, rule.value, first.value)
        return number or _week(dt.date(day.year - 1, 12, 31), rule.value, first.value)

    @net_method("ToFourDigitYear", (INT,), returns=INT)
    def four_digits(self, year: int) -> int:
        """A year by its last two digits."""
        return year if year > 99 else year + (2000 if year <= 29 else 1900)

    @net_method("ToDateTime", (INT,) * 7, returns=D)
    def to_date(self, *parts: int) -> object:
        """A point in time from its parts."""
        return new_date(*parts)

    last_two_digits = net_property("TwoDigitYearMax", INT)(lambda self: 2029)


NET.enum(G + "GregorianCalendarTypes", {"Localized": 1, "USEnglish": 2})


def _week(day: dt.date, rule: int, first_day: int) -> int:
    """The number of a week; 0 where the day is in the last week of the year before."""
    start = (dt.date(day.year, 1, 1).isoweekday() % 7 - first_day) % 7
    passed = day.timetuple().tm_yday - 1 + start
    if rule == 0:
        return passed // 7 + 1
    enough = 7 if rule == 1 else 4
    return passed // 7 + (1 if 7 - start >= enough else 0)


_GREGORIAN = NET.extend(G + "GregorianCalendar")
for _name, _property in {
    "GetYear": "year", "GetMonth": "month", "GetDayOfMonth": "day", "GetHour": "hour", "GetMinute": "minute",
    "GetSecond": "second", "GetDayOfYear": "dayofyear", "GetDayOfWeek": "dayofweek",
}.items():  # fmt: skip
    _shown = DATE.type.members[_property]
    assert isinstance(_shown, NetProperty)
    _GREGORIAN.method(_name, (D,), returns=_shown.type)(lambda _calendar, date, get=_shown.getter: get(date))
for _name in ("AddDays", "AddHours", "AddMinutes", "AddSeconds", "AddMilliseconds", "AddYears", "AddMonths"):
    _member = DATE.type.members[_name.lower()]
    assert isinstance(_member, NetMethod)
    _GREGORIAN.method(_name, (D, INT), returns=D)(lambda _calendar, date, n, f=_member.function: f(date, n))
_GREGORIAN.method("GetDaysInMonth", (INT, INT), returns=INT)(lambda _calendar, year, month: days_in_month(year, month))
_GREGORIAN.method("GetDaysInYear", (INT,), returns=INT)(lambda _calendar, year: 366 if calendar.isleap(year) else 365)
_GREGORIAN.method("GetMonthsInYear", (INT,), returns=INT)(lambda _calendar, year: 12)
_GREGORIAN.method("IsLeapYear", (INT,), returns=B)(lambda _calendar, year: calendar.isleap(year))
_INFO.property("Calendar", CALENDAR)(lambda info: GregorianCalendar())
_INFO.property("OptionalCalendars", CALENDAR + "[]")(lambda info: TypedArray([GregorianCalendar()], CALENDAR))


@NET.type(G + "RegionInfo")
class RegionInfo(_OfCulture):
    """A country."""

    @net_constructor((S,), (INT,))
    @classmethod
    def new(cls, which: object) -> RegionInfo:
        """By its letters, or by a culture's name or number."""
        text = to_text(which).lower()
        for culture in CULTURES.values():
            if culture.country[0] and text in (culture.country[0].lower(), culture.name.lower(), str(culture.number)):
                return cls(culture)
        message = f"Region name '{to_text(which)}' is not supported.\r\nParameter name: name"
        raise net_error("System.ArgumentException", message, ParamName="name")

    letters = net_property("Name", S)(lambda self: self.culture.country[0])
    iso = net_property("TwoLetterISORegionName", S)(lambda self: self.culture.country[0])
    english = net_property("EnglishName", S)(lambda self: self.culture.country[1])
    display = net_property("DisplayName", S)(lambda self: self.culture.country[1])
    money = net_property("ISOCurrencySymbol", S)(lambda self: self.culture.country[2])
    symbol = net_property("CurrencySymbol", S)(lambda self: self.culture.numbers.money)
    is_metric = net_property("IsMetric", B)(lambda self: self.culture.country[0] != "US")

    def net_string(self) -> str:
        """The letters."""
        return self.culture.country[0]


NET.extend(G + "RegionInfo").static_property("CurrentRegion", G + "RegionInfo")(lambda: RegionInfo(EN_US))
