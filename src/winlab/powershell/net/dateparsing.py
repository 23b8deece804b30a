"""Points in time out of text, as a culture writes them.

Sources: https://learn.microsoft.com/dotnet/api/system.datetime.parse ,
https://learn.microsoft.com/dotnet/api/system.globalization.datetimestyles .
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from winlab.powershell.cultures import EN_US, Culture, DateMarks
from winlab.powershell.declare import NET
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.instants import LOCAL, TICKS_PER_SECOND, UTC, DateTime
from winlab.powershell.startup import running_session

STYLES = "System.Globalization.DateTimeStyles"
WHITE, NO_TODAY, TO_UTC, ASSUME_LOCAL, ASSUME_UTC, KEEP_KIND = 7, 8, 16, 32, 64, 128
NET.enum(
    STYLES,
    {
        "None": 0,
        "AllowLeadingWhite": 1,
        "AllowTrailingWhite": 2,
        "AllowInnerWhite": 4,
        "AllowWhiteSpaces": WHITE,
        "NoCurrentDateDefault": NO_TODAY,
        "AdjustToUniversal": TO_UTC,
        "AssumeLocal": ASSUME_LOCAL,
        "AssumeUniversal": ASSUME_UTC,
        "RoundtripKind": KEEP_KIND,
    },
    flags=True,
)
_LAST_SHORT_YEAR = 2029


def unrecognized(more: str = "") -> PSError:
    """The text is no point in time."""
    return net_error("System.FormatException", f"String was not recognized as a valid DateTime{more}.")


def today() -> dt.date:
    """The day in the running session."""
    return running_session().host.now.python.date()


def full_year(digits: str) -> int:
    """A year by its two digits, or all of them."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year <= _LAST_SHORT_YEAR - 2000 else 1900)


@dataclass
class Found:
    """What was read so far: parts that are None were not there; ``offset`` is in minutes."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int = 0
    second: int = 0
    ticks: int = 0
    is_afternoon: bool | None = None
    offset: int | None = None
    is_utc: bool = False
    weekday: int | None = None
    extra: list[str] = field(default_factory=list)

    def made(self, style: int) -> DateTime:
        """The point in time.

        Raises:
            PSError: FormatException.
        """
        hour = self._hour()
        now = dt.date(1, 1, 1) if style & NO_TODAY else today()
        has_date = not (self.year is None and self.month is None and self.day is None)
        year = self.year if self.year is not None else now.year
        month = self.month if self.month is not None else 1 if has_date else now.month
        day = self.day if self.day is not None else 1 if has_date else now.day
        try:
            moment = dt.datetime(year, month, day, hour, self.minute, self.second)
        except ValueError:
            raise unrecognized() from None
        if self.weekday is not None and moment.isoweekday() % 7 != self.weekday:
            raise unrecognized(" because the day of week was incorrect")
        return self._placed(DateTime.of(moment).ticks + self.ticks, style)

    def _hour(self) -> int:
        hour = self.hour or 0
        if self.is_afternoon is None:
            return hour
        if hour > (23 if self.is_afternoon else 12):
            raise unrecognized()
        if self.is_afternoon:
            return hour + 12 if hour < 12 else hour
        return 0 if hour == 12 else hour

    def _placed(self, ticks: int, style: int) -> DateTime:
        if self.offset is None and not self.is_utc:
            if style & ASSUME_UTC or style & ASSUME_LOCAL:
                return DateTime(ticks, UTC if style & TO_UTC else LOCAL)
            return DateTime(ticks)
        ticks -= (self.offset or 0) * 60 * TICKS_PER_SECOND
        keeps = style & KEEP_KIND and self.is_utc
        return DateTime(ticks, UTC if style & TO_UTC or keeps else LOCAL)


_TIME = re.compile(
    r"(?<![\d.])(?P<h>\d{1,2})(?:[:.](?P<m>\d{1,2})(?::(?P<s>\d{1,2})(?:\.(?P<f>\d+))?)?\s*(?P<ap>[AaPp](?:[Mm])?\b)?"
    r"|\s*(?P<ap2>[AaPp][Mm]?\b))"
)
_ZONE = re.compile(r"(?<=[\d\s])(?:Z|GMT)\s*\Z|(?<=[\dMm\s])(?P<sign>[+-])(?P<zh>\d{1,2})(?::?(?P<zm>\d{2}))?\s*\Z")
_ISO = re.compile(r"(?P<y>\d{4})-(?P<mo>\d{1,2})-(?P<d>\d{1,2})[Tt](?=\d)")
_TOKEN = re.compile(r"(?P<number>\d+)(?:st|nd|rd|th)?(?![A-Za-z\d])|(?P<word>[^\W\d_]+\.?)|(?P<mark>[\s,/.\-]+)")


def read_date(text: str, culture: Culture = EN_US, style: int = 0) -> DateTime:
    """A text as a culture writes dates.

    Raises:
        PSError: FormatException.
    """
    found = Found()
    rest = _ISO.sub(r"\g<y>-\g<mo>-\g<d> ", text.strip().rstrip("\0"), count=1)
    if not rest:
        raise unrecognized()
    rest = _without_time(rest, found)
    numbers: list[str] = []
    place_of_month = -1
    at = 0
    while at < len(rest):
        token = _TOKEN.match(rest, at)
        if token is None:
            raise unrecognized()
        at = token.end()
        if token["number"]:
            numbers.append(token["number"])
        elif token["word"] and _word(token["word"], found, culture.dates, token.start()):
            place_of_month = len(numbers)
    if found.month is not None:
        _with_month(numbers, place_of_month, found)
    else:
        _by_order(numbers, culture.dates, found)
    return found.made(style)


def _without_time(text: str, found: Found) -> str:
    match = _TIME.search(text) if ":" in text or re.search(r"\d\s*[AaPp][Mm]?\b", text) else None
    while match is not None and match["m"] is not None and ":" not in match[0] and ":" in text[match.end() :]:
        match = _TIME.search(text, match.end())
    if match is None or (match["m"] is not None and ":" not in match[0]):
        return text
    zone = _ZONE.search(text, match.end() - 1)
    if zone is not None:
        text = text[: zone.start()]
        found.is_utc = zone["sign"] is None
        if zone["sign"]:
            minutes = int(zone["zh"]) * 60 + int(zone["zm"] or 0)
            found.offset = -minutes if zone["sign"] == "-" else minutes
    found.hour = int(match["h"])
    found.minute, found.second = int(match["m"] or 0), int(match["s"] or 0)
    found.ticks = int((match["f"] or "0")[:7].ljust(7, "0"))
    mark = match["ap"] or match["ap2"]
    found.is_afternoon = None if mark is None else mark[0] in "Pp"
    if found.hour > 23:
        raise unrecognized()
    return text[: match.start()] + " " + text[match.end() :]


def _word(word: str, found: Found, marks: DateMarks, at: int) -> bool:
    """Takes a name; whether it is a month's."""
    bare = word.rstrip(".").lower()
    for names, short in ((marks.months, marks.short_months), (EN_US.dates.months, EN_US.dates.short_months)):
        for number, name in enumerate(names):
            if bare in (name.lower(), short[number].rstrip(".").lower()):
                found.month = number + 1
                return True
    for number, name in enumerate(marks.days):
        if bare in (name.lower(), marks.short_days[number].rstrip(".").lower()):
            found.weekday = number
            return False
    if bare == "t":
        return False
    text = f"The string was not recognized as a valid DateTime. There is a unknown word starting at index {at}."
    raise net_error("System.FormatException", text)


def _with_month(numbers: list[str], place: int, found: Found) -> None:
    if len(numbers) == 1:
        if len(numbers[0]) > 2 or int(numbers[0]) > 31:
            found.year = full_year(numbers[0])
        else:
            found.day = int(numbers[0])
    elif len(numbers) == 2:
        first, second = numbers
        year_first = len(first) > 2 or (place == 1 and int(first) > 31)
        found.year, found.day = (full_year(first), int(second)) if year_first else (full_year(second), int(first))
    elif numbers:
        raise unrecognized()


def order_of(marks: DateMarks) -> str:
    """In which order a culture writes day, month and year."""
    return "".join(dict.fromkeys(c for c in marks.short_date.lower() if c in "dmy"))


def _by_order(numbers: list[str], marks: DateMarks, found: Found) -> None:
    order = order_of(marks)
    if len(numbers) == 3:
        order = "ymd" if len(numbers[0]) > 2 else order
    elif len(numbers) == 2:
        order = "ym" if len(numbers[0]) > 2 else "my" if len(numbers[1]) > 2 else order.replace("y", "")
    elif numbers or found.hour is None:
        raise unrecognized()
    for letter, digits in zip(order, numbers, strict=False):
        if len(digits) > (4 if letter == "y" else 2):
            raise unrecognized()
        if letter == "y":
            found.year = full_year(digits)
        elif letter == "m":
            found.month = int(digits)
        else:
            found.day = int(digits)
