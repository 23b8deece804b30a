"""System.String: the static members.

Source: https://learn.microsoft.com/dotnet/api/system.string .
"""

from __future__ import annotations

from winlab.powershell.comparing import compare_text
from winlab.powershell.formats import composite
from winlab.powershell.limits import net_room
from winlab.powershell.net.comparers import ordinal
from winlab.powershell.net.cultures import CULTURE, PROVIDER, culture_of
from winlab.powershell.net.strings import (
    COMPARISON,
    INT,
    OBJ,
    SA,
    STRING,
    B,
    S,
    equals,
    ignores,
    out_of_range,
)  # fmt: skip
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.text import plain_text, to_text

OBJECTS = "params System.Object[]"
STRING.constants(S, Empty="")
STRING.static("IsNullOrEmpty", (S,), returns=B)(lambda s: not s)
STRING.static("Copy", (S,), returns=S)(lambda s: s)
STRING.static("Intern", (S,), returns=S)(lambda s: s)
STRING.static("IsInterned", (S,), returns=S)(lambda s: s)


@STRING.static("Join", (S, "params System.String[]"), (S, SA, INT, INT), returns=S)
def join(separator: str, parts: list[object], start: int = 0, count: int | None = None) -> str:
    """Parts with a separator between."""
    if count is not None:
        _within(parts, start, count)
        parts = parts[start : start + count]
    texts = [to_text(part) for part in parts]
    net_room(sum(map(len, texts)) + len(separator) * len(texts))
    return separator.join(texts)


def _within(parts: list[object], start: int, count: int) -> None:
    if start < 0:
        raise out_of_range("startIndex", "StartIndex cannot be less than zero.")
    if count < 0:
        raise out_of_range("count", "Count cannot be less than zero.")
    if start + count > len(parts):
        raise out_of_range("startIndex", "Index and count must refer to a location within the buffer.")


@STRING.static(
    "Concat", (OBJ,), (OBJ, OBJ), (OBJ, OBJ, OBJ), (OBJECTS,), (S, S), (S, S, S), (S, S, S, S),
    ("params System.String[]",), returns=S,
)  # fmt: skip
def concat(*given: object) -> str:
    """Parts one after the other."""
    parts = given[0] if len(given) == 1 and isinstance(given[0], list) else given
    texts = [plain_text(part) for part in parts]
    net_room(sum(map(len, texts)))
    return "".join(texts)


@STRING.static("Format", (S, OBJ), (S, OBJ, OBJ), (S, OBJ, OBJ, OBJ), (S, OBJECTS), (PROVIDER, S, OBJECTS), returns=S)
def format_string(*given: object) -> str:
    """A composite format, in a culture if one is given."""
    culture = culture_of(given[:1])
    template, *values = given if isinstance(given[0], str) else given[1:]
    held = values[0] if len(values) == 1 and isinstance(values[0], list) else values
    return composite(to_text(template), held, culture)


def _clamped(text: str, start: int, count: int, name: str) -> str:
    if not 0 <= start <= len(text):
        raise out_of_range(name, "Index was out of range. Must be non-negative and less than the size of the string.")
    return text[start : start + count]


_PARTS = (S, INT, S, INT, INT)


@STRING.static(
    "Compare",
    (S, S),
    (S, S, B),
    (S, S, COMPARISON),
    (S, S, B, CULTURE),
    _PARTS,
    (*_PARTS, B),
    (*_PARTS, COMPARISON),
    (*_PARTS, B, CULTURE),
    returns=INT,
)
def compare(left: str, *given: object) -> int:
    """Order of two texts, or of parts of them."""
    right, rest = given[0], given[1:]
    if isinstance(right, int):
        start, (text, place, count) = right, given[1:4]
        assert isinstance(text, str)
        assert isinstance(place, int)
        assert isinstance(count, int)
        if count < 0:
            raise out_of_range("length", "Length cannot be less than zero.")
        left, right = _clamped(left, start, count, "indexA"), _clamped(text, place, count, "indexB")
        rest = given[4:]
    assert isinstance(right, str)
    if any(isinstance(each, EnumValue) and each.value >= 4 for each in rest):
        return ordinal(left.upper(), right.upper()) if ignores(rest) else ordinal(left, right)
    result = compare_text(left, right, ignores(rest))
    return (result > 0) - (result < 0)


@STRING.static("CompareOrdinal", (S, S), _PARTS, returns=INT)
def compare_ordinal(left: str, *given: object) -> int:
    """Order by the characters' numbers."""
    if len(given) == 1:
        return ordinal(left, to_text(given[0]))
    start, text, place, count = given
    assert isinstance(start, int)
    assert isinstance(place, int)
    assert isinstance(count, int)
    return ordinal(_clamped(left, start, count, "indexA"), _clamped(to_text(text), place, count, "indexB"))


STRING.static("Equals", (OBJ, OBJ), (S, S), (S, S, COMPARISON), returns=B)(
    lambda a, b, *rest: a is b if not isinstance(a, str) else equals(a, b, *rest)
)
