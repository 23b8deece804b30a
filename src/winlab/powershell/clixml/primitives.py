"""Values that are one element of CLIXML without structure: tag and text of each (MS-PSRP 2.2.5.1)."""

from __future__ import annotations

import base64
import decimal
import math
import re
import struct
from collections.abc import Callable

from winlab.powershell import values
from winlab.powershell.clixml.escaping import escape, unescape
from winlab.powershell.numeric import MAX_DECIMAL, single


def primitive(value: object) -> tuple[str, str] | None:
    """Tag and escaped text of a primitive value; None for everything else."""
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, values.TypedArray) and value.element_type == "System.Byte":
        return "BA", base64.b64encode(bytes(int(item) for item in value)).decode()  # type: ignore[call-overload]
    if isinstance(value, values.NetObject):
        named = _NAMED.get(values.type_name(value))
        if named is not None:
            return named(value)
    return None


def double_text(value: float) -> str:
    """A Double as XmlConvert writes it: round-trip, ``INF`` and ``-INF``.

    The Framework's "R" goes to exponents from 1E+15 on and writes 15 digits where these round-trip, else 17.
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    digits = f"{value:.14e}"
    if float(digits) != value:
        digits = f"{value:.16e}"
    return _plain(digits, 15)


def single_text(value: float) -> str:
    """A Single as XmlConvert writes it: 7 digits where these round-trip, else 9."""
    if math.isnan(value) or math.isinf(value) or value == 0:
        return double_text(value)
    digits = f"{value:.6e}"
    if struct.pack("f", float(digits)) != struct.pack("f", value):
        digits = f"{value:.8e}"
    return _plain(digits, 7)


def _plain(scientific: str, largest: int) -> str:
    mantissa, _, exponent = scientific.partition("e")
    sign, mantissa = ("-", mantissa[1:]) if mantissa.startswith("-") else ("", mantissa)
    digits = mantissa.replace(".", "").rstrip("0") or "0"
    power = int(exponent)
    if -5 < power < largest:
        if power < 0:
            return f"{sign}0.{'0' * (-power - 1)}{digits}"
        whole, rest = digits[: power + 1].ljust(power + 1, "0"), digits[power + 1 :]
        return sign + whole + (f".{rest}" if rest else "")
    rest = digits[1:]
    return f"{sign}{digits[0]}{f'.{rest}' if rest else ''}E{'-' if power < 0 else '+'}{abs(power):02d}"


def _decimal_text(value: decimal.Decimal) -> str:
    return f"{value:f}"


_WRITERS: dict[type, Callable[..., tuple[str, str]]] = {
    bool: lambda v: ("B", "true" if v else "false"),
    str: lambda v: ("S", escape(v)),
    values.Char: lambda v: ("C", str(ord(v))),
    int: lambda v: ("I32", str(v)),
    values.Byte: lambda v: ("By", str(int(v))),
    values.SByte: lambda v: ("SB", str(int(v))),
    values.Int16: lambda v: ("I16", str(int(v))),
    values.UInt16: lambda v: ("U16", str(int(v))),
    values.UInt32: lambda v: ("U32", str(int(v))),
    values.Int64: lambda v: ("I64", str(int(v))),
    values.UInt64: lambda v: ("U64", str(int(v))),
    float: lambda v: ("Db", double_text(v)),
    values.Single: lambda v: ("Sg", single_text(v)),
    decimal.Decimal: lambda v: ("D", _decimal_text(v)),
}

_NAMED: dict[str, Callable[[values.NetObject], tuple[str, str]]] = {}
"""Primitive .NET classes by full name; filled by the module that knows their Python classes."""

READERS: dict[str, Callable[[str], object]] = {}
"""From an element's text to the value, by tag."""

_INTEGERS: dict[str, tuple[type[int], int, int]] = {
    "I32": (int, -(2**31), 2**31 - 1),
    "By": (values.Byte, 0, 255),
    "SB": (values.SByte, -128, 127),
    "I16": (values.Int16, -(2**15), 2**15 - 1),
    "U16": (values.UInt16, 0, 2**16 - 1),
    "U32": (values.UInt32, 0, 2**32 - 1),
    "I64": (values.Int64, -(2**63), 2**63 - 1),
    "U64": (values.UInt64, 0, 2**64 - 1),
}


def register(type_name: str, tag: str, write: Callable[[values.NetObject], str], read: Callable[[str], object]) -> None:
    """Makes a .NET class primitive: ``write`` gives its (unescaped) text, ``read`` the value of a text."""
    _NAMED[type_name] = lambda value: (tag, escape(write(value)))
    READERS[tag] = lambda text: read(unescape(text))


def _integer(kind: type[int], low: int, high: int) -> Callable[[str], object]:
    def read(text: str) -> object:
        text = text.strip()
        if re.fullmatch(r"[+-]?[0-9]+", text) is None or not low <= int(text) <= high:
            raise ValueError(text)
        return kind(text)

    return read


def _boolean(text: str) -> object:
    return {"true": True, "1": True, "false": False, "0": False}[text.strip()]


def _real(kind: type[float]) -> Callable[[str], object]:
    special = {"NaN": math.nan, "INF": math.inf, "-INF": -math.inf, "Infinity": math.inf, "-Infinity": -math.inf}

    def read(text: str) -> object:
        text = text.strip()
        if text in special:
            return kind(special[text])
        if re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", text) is None:
            raise ValueError(text)
        number = single(float(text)) if kind is values.Single else kind(text)
        if math.isinf(number):
            raise OverflowError(text)
        return number

    return read


def _decimal(text: str) -> object:
    text = text.strip()
    if re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", text) is None:
        raise ValueError(text)
    number = decimal.Decimal(text)
    if number.copy_abs() > MAX_DECIMAL:
        raise OverflowError(text)
    return number


def _character(text: str) -> object:
    number = int(text.strip())
    if not 0 <= number <= 0xFFFF:
        raise ValueError(text)
    return values.Char(chr(number))


def _bytes(text: str) -> object:
    raw = base64.b64decode(re.sub(r"\s+", "", text), validate=True)
    return values.TypedArray((values.Byte(item) for item in raw), "System.Byte")


READERS.update({tag: _integer(*limits) for tag, limits in _INTEGERS.items()})
READERS.update(
    {
        "S": unescape,
        "B": _boolean,
        "C": _character,
        "Db": _real(float),
        "Sg": _real(values.Single),
        "D": _decimal,
        "BA": _bytes,
    }
)
