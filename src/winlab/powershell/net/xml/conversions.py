"""System.Xml.XmlConvert: values as XML Schema writes them, and names with any characters.

Source: https://learn.microsoft.com/dotnet/api/system.xml.xmlconvert (.NET Framework 2.0).
"""

from __future__ import annotations

import re

from winlab.powershell.clixml.escaping import unescape
from winlab.powershell.clixml.primitives import READERS, primitive
from winlab.powershell.declare import NET
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.instants import LOCAL, UNSPECIFIED, UTC, DateTime
from winlab.powershell.net.datetext import format_date
from winlab.powershell.net.exactdates import read_exact
from winlab.powershell.net.numberparsing import wrong_format
from winlab.powershell.net.numbers import overflow
from winlab.powershell.net.xml.nodes import S
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.values import Char

_MODE = "System.Xml.XmlDateTimeSerializationMode"
NET.enum(_MODE, "Local Utc Unspecified RoundtripKind")
_CONVERT = NET.extend("System.Xml.XmlConvert")
_TAGS = {
    "Boolean": "B", "SByte": "SB", "Byte": "By", "Int16": "I16", "UInt16": "U16", "Int32": "I32", "UInt32": "U32",
    "Int64": "I64", "UInt64": "U64", "Single": "Sg", "Double": "Db", "Decimal": "D", "TimeSpan": "TS",
}  # fmt: skip
_START = r"[A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u3001-\ud7ff]"
_MORE = _START[:-1] + r"0-9.\-\u00b7]"


def _reading(name: str) -> None:
    def read(text: str) -> object:
        try:
            return READERS[_TAGS[name]](text)
        except OverflowError:
            raise overflow(name) from None
        except (ValueError, KeyError, ArithmeticError):
            if name in ("Boolean", "TimeSpan"):
                raise _invalid(text, name) from None
            is_number = re.fullmatch(r"\s*[+-]?[0-9]+\s*", text) is not None
            raise (overflow(name) if is_number else wrong_format()) from None

    _CONVERT.static(f"To{name}", (S,), returns=f"System.{name}")(read)


def _invalid(text: str, name: str) -> PSError:
    return net_error("System.FormatException", f"The string '{text}' is not a valid {name} value.")


for _name in _TAGS:
    _reading(_name)


@_CONVERT.static("ToChar", (S,), returns="System.Char")
def to_char(text: str) -> Char:
    """The only character of a text."""
    if len(text) != 1:
        raise net_error("System.FormatException", "String must be exactly one character long.")
    return Char(text)


@_CONVERT.static(
    "ToString",
    *((f"System.{name}",) for name in (*_TAGS, "Char", "DateTime", "Guid")),
    ("System.DateTime", S),
    ("System.DateTime", _MODE),
    returns=S,
)
def to_string(value: object, form: object = None) -> str:
    """A value as XML Schema writes it."""
    if isinstance(value, Char):
        return str(value)
    if isinstance(value, DateTime):
        if isinstance(form, str):
            return format_date(value, form)
        fraction = "fffffff" if form is None else "FFFFFFF"
        return format_date(value, f"yyyy-MM-ddTHH:mm:ss.{fraction}") + _zone(value, form)
    written = primitive(value)
    return "" if written is None else unescape(written[1])


def _zone(value: DateTime, form: object) -> str:
    """Emulated hosts live in UTC: only the sign of the zone depends on the mode."""
    mode = form.value if isinstance(form, EnumValue) else 0
    kind = (LOCAL, UTC, UNSPECIFIED, value.kind)[mode]
    return {UTC: "Z", LOCAL: "+00:00"}.get(kind, "")


@_CONVERT.static("ToDateTime", (S,), (S, _MODE), (S, S), returns="System.DateTime")
def to_date(text: str, form: object = None) -> object:
    """A date, in a format or in the kind that the mode says."""
    if isinstance(form, str):
        return read_exact(text, [form])
    try:
        read = READERS["DT"](text)
    except (ValueError, ArithmeticError):
        raise _invalid(text, "AllXsd") from None
    mode = form.value if isinstance(form, EnumValue) else 0
    if not isinstance(read, DateTime) or mode == 3:
        return read
    return DateTime(read.ticks, (LOCAL, UTC, UNSPECIFIED)[mode])


_CONVERT.static("ToGuid", (S,), returns="System.Guid")(lambda text: READERS["G"](text))


def _encoded(name: str, *, first: bool = True, colon: bool = False) -> str:
    made = []
    for place, char in enumerate(name or ""):
        allowed = _START if place == 0 and first else _MORE
        is_escape = char == "_" and re.match(r"_x[0-9A-Fa-f]{4}_", name[place:]) is not None
        keeps = re.fullmatch(allowed, char) is not None or (colon and char == ":")
        made.append(char if keeps and not is_escape else f"_x{ord(char):04X}_")
    return "".join(made)


_CONVERT.static("EncodeName", (S,), returns=S)(lambda name: _encoded(name, colon=True))
_CONVERT.static("EncodeLocalName", (S,), returns=S)(_encoded)
_CONVERT.static("EncodeNmToken", (S,), returns=S)(lambda name: _encoded(name, first=False, colon=True))
_CONVERT.static("DecodeName", (S,), returns=S)(
    lambda name: re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), name or "")
)


def _verified(name: str, *, colon: bool = True) -> str:
    for place, char in enumerate(name):
        allowed = _START if place == 0 else _MORE
        if re.fullmatch(allowed, char) is None and not (colon and char == ":"):
            what = f"the '{char}' character, hexadecimal value 0x{ord(char):02X}"
            wrong = f"Name cannot begin with {what}." if place == 0 else f"T{what[1:]}, cannot be included in a name."
            raise net_error("System.Xml.XmlException", wrong)
    return name


_CONVERT.static("VerifyName", (S,), returns=S)(_verified)
_CONVERT.static("VerifyNCName", (S,), returns=S)(lambda name: _verified(name, colon=False))
