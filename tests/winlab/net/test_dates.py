"""Points in time, spans, offsets, cultures and calendars of .NET."""

from __future__ import annotations

import pytest

from tests.winlab.net.snippets import assert_refused, assert_writes, in_engine

OUTPUT = {
    "long dates have two digits on Server 2003": (
        "([datetime]'2007-05-02 14:32:52').ToString('D')",
        ["Wednesday, May 02, 2007"],
    ),
    "a date is written as a culture writes it": (
        "([datetime]'2007-05-22 14:32:52').ToString('D',[Globalization.CultureInfo]'de-DE')",
        ["Dienstag, 22. Mai 2007"],
    ),
    "-f writes dates in the session's culture": (
        "'{0}' -f [datetime]'2007-05-22 14:32:52'",
        ["5/22/2007 2:32:52 PM"],
    ),
    "a text in double quotes has dates in the invariant culture": (
        "\"$([datetime]'2007-05-22 14:32:52')\"",
        ["05/22/2007 14:32:52"],
    ),
    "the kind of a time shows in the round-trip format": (
        "([datetime]'2007-05-22 14:32:52').ToLocalTime().ToString('o')",
        ["2007-05-22T14:32:52.0000000+00:00"],
    ),
    "Parse reads dates with names": (
        "[datetime]::Parse('Tuesday, May 22, 2007').ToString('s')",
        ["2007-05-22T00:00:00"],
    ),
    "Parse reads dates as a culture writes them": (
        "[datetime]::Parse('22/5/2007',[Globalization.CultureInfo]'en-GB').ToString('s')",
        ["2007-05-22T00:00:00"],
    ),
    "Parse converts times of other zones": (
        "[datetime]::Parse('2007-05-22T14:32:52Z').Kind; [datetime]::Parse('2007-05-22T14:32:52+02:00').ToString('s')",
        ["Local", "2007-05-22T12:32:52"],
    ),
    "ParseExact takes several formats": (
        "[datetime]::ParseExact('22-May-2007',[string[]]('dd-MMM-yyyy','yyyy'),$null,'None').Day",
        ["22"],
    ),
    "ParseExact reads compact times": (
        "[datetime]::ParseExact('20070522143252','yyyyMMddHHmmss',[Globalization.CultureInfo]::Inva"
        "riantCulture).ToString('s')",
        ["2007-05-22T14:32:52"],
    ),
    "TryParseExact sets the reference": (
        "$r=[datetime]0; [datetime]::TryParseExact('2007-05-22','yyyy-MM-dd',$null,'None',[ref]$r); $r.Day",
        ["True", "22"],
    ),
    "times convert to OLE and file times": (
        "$d=[datetime]'2007-05-22 12:00'; $d.ToOADate(); [datetime]::FromOADate(39224.5).ToString('s'); "
        "$d.ToFileTimeUtc(); [datetime]::FromFileTimeUtc(128243088000000000).ToString('s')",
        ["39224.5", "2007-05-22T12:00:00", "128243088000000000", "2007-05-22T12:00:00"],
    ),
    "spans are made of parts": (
        "(New-Object TimeSpan 1,2,3).ToString(); (New-Object TimeSpan 1,2,3,4).Days; "
        "(New-Object TimeSpan 1,2,3,4,500).Milliseconds; (New-Object TimeSpan 10000000).Seconds",
        ["01:02:03", "1", "500", "1"],
    ),
    "an offset stays with its time": (
        "$o=[DateTimeOffset]::Parse('2007-05-22T14:32:52+02:00'); $o.Offset.ToString(); "
        "$o.UtcDateTime.ToString('s'); $o.ToString(); $o.ToUniversalTime().ToString('o'); $o.DateTime.Hour; "
        "$o.AddDays(1).Day; "
        "(New-Object DateTimeOffset ([datetime]'2007-05-22'),([timespan]'2:00')).ToString('zzz')",
        [
            "02:00:00",
            "2007-05-22T12:32:52",
            "5/22/2007 2:32:52 PM +02:00",
            "2007-05-22T12:32:52.0000000+00:00",
            "14",
            "23",
            "+02:00",
        ],
    ),
    "machines live in UTC": (
        "[TimeZone]::CurrentTimeZone.StandardName.Length -gt 0; "
        "[TimeZone]::CurrentTimeZone.GetUtcOffset([datetime]'2007-05-22').TotalHours; "
        "[TimeZoneInfo]::Local.BaseUtcOffset.TotalHours; [TimeZoneInfo]::Utc.Id; "
        "[TimeZoneInfo]::ConvertTimeToUtc([datetime]'2007-05-22').Kind",
        ["True", "0", "0", "UTC", "Utc"],
    ),
    "a culture has a text of its own": (
        "([Globalization.CultureInfo]'en-US').TextInfo.ToTitleCase('hello wORLD ABC'); "
        "(Get-Culture).TextInfo.ListSeparator; (Get-Culture).NumberFormat.NumberDecimalSeparator; "
        "(Get-Culture).Parent.Name; (Get-Culture).Calendar.GetType().Name",
        ["Hello World ABC", ",", ".", "en", "GregorianCalendar"],
    ),
}

REFUSED = {
    "Parse refuses the wrong day of the week": (
        "[datetime]::Parse('Monday, May 22, 2007')",
        'Exception calling "Parse" with "1" argument(s): "String was not recognized as a valid DateTime because '
        'the day of week was incorrect."',
    ),
    "Parse tells the word it does not know": (
        "[datetime]::Parse('hello')",
        'Exception calling "Parse" with "1" argument(s): "The string was not recognized as a valid DateTime. '
        'There is a unknown word starting at index 0."',
    ),
    "a month that there is not is refused": (
        "[datetime]::DaysInMonth(2008,13)",
        'Exception calling "DaysInMonth" with "2" argument(s): "Month must be between one and twelve.',
    ),
    "spans are read without hours that are too great": (
        "[timespan]::Parse('25:00')",
        'Exception calling "Parse" with "1" argument(s): "The TimeSpan could not be parsed because at least one '
        'of the hours, minutes, or seconds components is outside its valid range."',
    ),
    "spans that are too long overflow": (
        "[timespan]::FromDays(1e10)",
        'Exception calling "FromDays" with "1" argument(s): "TimeSpan overflowed because the duration is too long."',
    ),
}


@pytest.mark.parametrize("sentence", OUTPUT)
def test_a_script_writes(sentence: str) -> None:
    code, expected = OUTPUT[sentence]
    assert_writes(in_engine(code), expected)


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_script_is_refused(sentence: str) -> None:
    code, message = REFUSED[sentence]
    assert_refused(in_engine(code), message)
