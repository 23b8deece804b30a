"""Numbers of .NET: Parse, ToString, Math, Decimal, Convert, BitConverter, enumerations."""

from __future__ import annotations

import pytest

from tests.winlab.net.snippets import assert_refused, assert_writes, in_engine

OUTPUT = {
    "a style says what a number may look like": (
        "[int]::Parse('(5)','AllowParentheses')",
        ["-5"],
    ),
    "TryParse takes a style and a culture": (
        "$r=0.0; "
        "[double]::TryParse('1,5',[Globalization.NumberStyles]::Float,[Globalization.CultureInfo]::"
        "GetCultureInfo('de-DE'),[ref]$r); $r",
        ["True", "1.5"],
    ),
    "TryParse sets zero where it fails": (
        "$r=5; [int]::TryParse('x',[ref]$r); $r",
        ["False", "0"],
    ),
    "money is written as a culture writes it": (
        "(1234.5).ToString('C',[Globalization.CultureInfo]'de-DE') -eq \"1.234,50 $([char]0x20ac)\"",
        ["True"],
    ),
    "a format has sections for negative numbers and zero": (
        "(5).ToString('00.00;(00.00);zero'); (-5).ToString('00.00;(00.00);zero'); (0).ToString('00.00;(00.00);zero')",
        ["05.00", "(05.00)", "zero"],
    ),
    "decimals calculate exactly": (
        "[decimal]::Add(1.5d,2d); [decimal]::Subtract(1d,2d); [decimal]::Multiply(2d,3d); "
        "[decimal]::Divide(1d,4d); [decimal]::Remainder(5d,3d); [decimal]::Negate(5d); [decimal]::Compare(1d,2d)",
        ["3.5", "-1", "6", "0.25", "2", "-5", "-1"],
    ),
    "decimals show their bits": (
        "[decimal]::GetBits(1.5d) -join ','",
        ["15,0,0,65536"],
    ),
    "the first argument decides between forms of a method": (
        "[math]::Max([byte]1,[byte]2).GetType().Name; [math]::Max(1,2L).GetType().Name; "
        "[math]::Max(1.5,2).GetType().Name; [math]::Max(1d,2).GetType().Name; "
        "[math]::Min([uint32]1,[uint32]2).GetType().Name; [math]::Min([uint64]5,[uint64]6)",
        ["Byte", "Int32", "Double", "Decimal", "UInt32", "5"],
    ),
    "Convert rounds halves to even": (
        "[convert]::ToInt32('42'); [convert]::ToInt32(42.5); [convert]::ToInt32(43.5); "
        "[convert]::ToInt32($null); [convert]::ToInt32([char]'7'); [convert]::ToInt32($true)",
        ["42", "42", "44", "0", "55", "1"],
    ),
    "Convert reads numbers in other bases": (
        "[convert]::ToByte('ff',16); [convert]::ToInt16('ffff',16); [convert]::ToUInt32('ffffffff',16); "
        "[convert]::ToInt64('10',2); [convert]::ToSByte('ff',16)",
        ["255", "-1", "4294967295", "2", "-1"],
    ),
    "bytes become numbers and back": (
        "[bitconverter]::ToUInt16([byte[]](255,255),0); "
        "[bitconverter]::ToDouble([bitconverter]::GetBytes(1.5),0); [bitconverter]::DoubleToInt64Bits(1.0); "
        "[bitconverter]::Int64BitsToDouble(4607182418800017408); [bitconverter]::ToBoolean([byte[]](1),0); "
        "[bitconverter]::ToChar([byte[]](65,0),0)",
        ["65535", "1.5", "4607182418800017408", "1", "True", "A"],
    ),
    "enumerations have values by name and number": (
        "[enum]::GetName([DayOfWeek],2); [enum]::ToObject([DayOfWeek],3); "
        "[enum]::GetUnderlyingType([DayOfWeek]).Name; [enum]::Format([DayOfWeek],2,'X'); "
        "[enum]::Format([DayOfWeek],[DayOfWeek]::Monday,'D')",
        ["Tuesday", "Wednesday", "Int32", "00000002", "1"],
    ),
    "versions have parts": (
        "[version]'1.2.3.4' -gt '1.2.3'; ([version]'1.2').Build; ([version]'1.2.3.4').ToString(2); "
        "([version]'1.2').CompareTo([version]'1.3'); ([version]'1.2.3.65537').MajorRevision; "
        "([version]'1.2').Clone().ToString()",
        ["True", "-1", "1.2", "-1", "1", "1.2"],
    ),
    "number formats can be made to measure": (
        "$n = New-Object Globalization.NumberFormatInfo; $n.NumberGroupSeparator = '_'; (1234567).ToString('N0',$n)",
        ["1_234_567"],
    ),
}

REFUSED = {
    "a group separator needs a style": (
        "[int]::Parse('1,000')",
        'Exception calling "Parse" with "1" argument(s): "Input string was not in a correct format."',
    ),
    "a number that is too great is told by its type": (
        "[byte]::Parse('256')",
        'Exception calling "Parse" with "1" argument(s): "Value was either too large or too small for an '
        'unsigned byte."',
    ),
    "a format that there is not is refused": (
        "(5).ToString('Q')",
        'Exception calling "ToString" with "1" argument(s): "Format specifier was invalid."',
    ),
    "decimals overflow": (
        "[decimal]::Add([decimal]::MaxValue,1d)",
        'Exception calling "Add" with "2" argument(s): "Value was either too large or too small for a Decimal."',
    ),
    "Abs refuses the least number": (
        "[math]::Abs([int]::MinValue)",
        'Exception calling "Abs" with "1" argument(s): "Negating the minimum value of a twos complement number '
        'is invalid."',
    ),
    "digits that don't belong to the base are refused": (
        "[convert]::ToInt32('12z',16)",
        'Exception calling "ToInt32" with "2" argument(s): "Additional non-parsable characters are at the end '
        'of the string."',
    ),
    "ChangeType knows simple types alone": (
        "[convert]::ChangeType('1.2',[version])",
        'Exception calling "ChangeType" with "2" argument(s): "Invalid cast from \'System.String\' to '
        "'System.Version'.\"",
    ),
    "base 64 of a wrong length is refused": (
        "[convert]::FromBase64String('abc')",
        'Exception calling "FromBase64String" with "1" argument(s): "Invalid length for a Base-64 char array."',
    ),
    "a name of an enumeration has case": (
        "[enum]::Parse([DayOfWeek],'monday')",
        'Exception calling "Parse" with "2" argument(s): "Requested value \'monday\' was not found."',
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
