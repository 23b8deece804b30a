"""System.Boolean and System.Char.

Sources: https://learn.microsoft.com/dotnet/api/system.boolean , https://learn.microsoft.com/dotnet/api/system.char .
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from winlab.powershell.declare import NET
from winlab.powershell.errors import net_error
from winlab.powershell.net.automation import trying
from winlab.powershell.net.cultures import CULTURE, PROVIDER
from winlab.powershell.net.typecodes import VALUE_BASES, simple_value
from winlab.powershell.nettypes import EnumValue, enum_value
from winlab.powershell.values import Char

S, B, C, INT, N, REF = "System.String", "System.Boolean", "System.Char", "System.Int32", "System.Double", "ref"

# --- Boolean ---

BOOLEAN = simple_value(NET.extend(B, python=bool, bases=VALUE_BASES))
BOOLEAN.method("ToString", (), (PROVIDER,), returns=S)(lambda value, *_: str(value))
BOOLEAN.constants(S, TrueString="True", FalseString="False")


@BOOLEAN.static("Parse", (S,), returns=B)
def parse_bool(text: str) -> bool:
    """``True`` or ``False`` in any case."""
    word = text.strip(" \t\r\n\0").lower()
    if word in ("true", "false"):
        return word == "true"
    raise net_error("System.FormatException", "String was not recognized as a valid Boolean.")


BOOLEAN.static("TryParse", (S, REF), returns=B)(trying(parse_bool, lambda: False))

# --- Char ---

CHAR = simple_value(NET.extend(C, python=Char, bases=VALUE_BASES))
CHAR.method("ToString", (), (PROVIDER,), returns=S)(lambda c, *_: str(c))
CHAR.constants(C, MaxValue=Char("\uffff"), MinValue=Char("\0"))
CATEGORY = "System.Globalization.UnicodeCategory"
_CATEGORIES = {
    "Lu": "UppercaseLetter", "Ll": "LowercaseLetter", "Lt": "TitlecaseLetter", "Lm": "ModifierLetter",
    "Lo": "OtherLetter", "Mn": "NonSpacingMark", "Mc": "SpacingCombiningMark", "Me": "EnclosingMark",
    "Nd": "DecimalDigitNumber", "Nl": "LetterNumber", "No": "OtherNumber", "Zs": "SpaceSeparator",
    "Zl": "LineSeparator", "Zp": "ParagraphSeparator", "Cc": "Control", "Cf": "Format", "Cs": "Surrogate",
    "Co": "PrivateUse", "Pc": "ConnectorPunctuation", "Pd": "DashPunctuation", "Ps": "OpenPunctuation",
    "Pe": "ClosePunctuation", "Pi": "InitialQuotePunctuation", "Pf": "FinalQuotePunctuation",
    "Po": "OtherPunctuation", "Sm": "MathSymbol", "Sc": "CurrencySymbol", "Sk": "ModifierSymbol", "So": "OtherSymbol",
    "Cn": "OtherNotAssigned",
}  # fmt: skip
NET.enum(CATEGORY, " ".join(_CATEGORIES.values()))


def _in(*starts: str) -> Callable[[str], bool]:
    return lambda c: unicodedata.category(c).startswith(starts)


def _between(low: int, high: int) -> Callable[[str], bool]:
    return lambda c: low <= ord(c) <= high


_TESTS: dict[str, Callable[[str], bool]] = {
    "IsDigit": _in("Nd"),
    "IsLetter": _in("L"),
    "IsLetterOrDigit": _in("L", "Nd"),
    "IsUpper": _in("Lu"),
    "IsLower": _in("Ll"),
    "IsWhiteSpace": lambda c: c in "\t\n\v\f\r\x85" or unicodedata.category(c).startswith("Z"),
    "IsNumber": _in("N"),
    "IsPunctuation": _in("P"),
    "IsSymbol": _in("S"),
    "IsSeparator": _in("Z"),
    "IsControl": _in("Cc"),
    "IsSurrogate": _between(0xD800, 0xDFFF),
    "IsHighSurrogate": _between(0xD800, 0xDBFF),
    "IsLowSurrogate": _between(0xDC00, 0xDFFF),
}


def _at(text: str, place: int | None) -> str:
    if place is None:
        return text
    if not 0 <= place < len(text):
        message = "Specified argument was out of the range of valid values.\r\nParameter name: index"
        raise net_error("System.ArgumentOutOfRangeException", message, ParamName="index")
    return text[place]


for _name, _test in _TESTS.items():
    CHAR.static(_name, (C,), (S, INT), returns=B)(lambda text, place=None, test=_test: test(_at(text, place)))


@CHAR.static("GetUnicodeCategory", (C,), (S, INT), returns=CATEGORY)
def category(text: str, place: int | None = None) -> EnumValue:
    """What kind of character it is."""
    return enum_value(CATEGORY, _CATEGORIES[unicodedata.category(_at(text, place))])


@CHAR.static("GetNumericValue", (C,), (S, INT), returns=N)
def numeric_value(text: str, place: int | None = None) -> float:
    """The number that a character stands for; -1 where it is none."""
    return float(unicodedata.numeric(_at(text, place), -1.0))


def other_case(text: str, raised: bool) -> str:
    """In capitals or small letters, character by character: no character becomes two."""
    changed = [(c.upper() if raised else c.lower()) for c in text]
    return "".join(new if len(new) == 1 else old for new, old in zip(changed, text, strict=True))


for _suffix, _more in (("", ((C, CULTURE),)), ("Invariant", ())):
    CHAR.static("ToUpper" + _suffix, (C,), *_more, returns=C)(lambda c, *_: Char(other_case(c, True)))
    CHAR.static("ToLower" + _suffix, (C,), *_more, returns=C)(lambda c, *_: Char(other_case(c, False)))
CHAR.static("ToString", (C,), returns=S)(str)
CHAR.static("IsSurrogatePair", (C, C), (S, INT), returns=B)(lambda *_given: False)


@CHAR.static("Parse", (S,), returns=C)
def parse_char(text: str) -> Char:
    """The only character of a text."""
    if len(text) != 1:
        raise net_error("System.FormatException", "String must be exactly one character long.")
    return Char(text)


CHAR.static("TryParse", (S, REF), returns=B)(trying(parse_char, lambda: Char("\0")))
_RANGE = (
    "A valid UTF32 value is between 0x000000 and 0x10ffff, inclusive, and should not include surrogate codepoint "
    "values (0x00d800 ~ 0x00dfff).\r\nParameter name: utf32"
)


@CHAR.static("ConvertFromUtf32", (INT,), returns=S)
def from_utf32(code: int) -> str:
    """A code point as text."""
    if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise net_error("System.ArgumentOutOfRangeException", _RANGE, ParamName="utf32")
    return chr(code)


CHAR.static("ConvertToUtf32", (C, C), (S, INT), returns=INT)(
    lambda text, place: ord(_at(text, place)) if isinstance(place, int) else _pair(text, place)
)


def _pair(high: str, low: str) -> int:
    if not (_TESTS["IsHighSurrogate"](high) and _TESTS["IsLowSurrogate"](low)):
        message = (
            "A valid high surrogate character is between 0xd800 and 0xdbff, inclusive.\r\nParameter name: highSurrogate"
        )
        raise net_error("System.ArgumentOutOfRangeException", message, ParamName="highSurrogate")
    return (ord(high) - 0xD800 << 10) + ord(low) - 0xDC00 + 0x10000
