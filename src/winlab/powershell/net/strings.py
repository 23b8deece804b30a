"""System.String: the members of texts.

Source: https://learn.microsoft.com/dotnet/api/system.string .
"""

from __future__ import annotations

import unicodedata

from winlab.powershell.comparing import compare_text
from winlab.powershell.declare import NET
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.limits import net_room
from winlab.powershell.net.characters import other_case
from winlab.powershell.net.cultures import CULTURE, PROVIDER
from winlab.powershell.net.typecodes import CODE, code_of
from winlab.powershell.nettypes import EnumValue, enum_value
from winlab.powershell.text import to_text
from winlab.powershell.values import Char, TypedArray

S, INT, B, C, CA, SA, OBJ, VOID = (
    "System.String", "System.Int32", "System.Boolean", "System.Char", "System.Char[]", "System.String[]",
    "System.Object", "System.Void",
)  # fmt: skip
COMPARISON = "System.StringComparison"
FORM = "System.Text.NormalizationForm"
NET.enum(
    COMPARISON,
    "CurrentCulture CurrentCultureIgnoreCase InvariantCulture InvariantCultureIgnoreCase Ordinal OrdinalIgnoreCase",
)
NET.enum("System.StringSplitOptions", "None RemoveEmptyEntries")
NET.enum(FORM, {"FormC": 1, "FormD": 2, "FormKC": 5, "FormKD": 6})
STRING = NET.extend(
    S,
    python=str,
    bases=(OBJ, "System.IComparable", "System.Collections.IEnumerable", "System.ICloneable", "System.IConvertible"),
)


def out_of_range(name: str, text: str) -> PSError:
    """An argument that is too small or too great."""
    return net_error("System.ArgumentOutOfRangeException", f"{text}\r\nParameter name: {name}", ParamName=name)


def _outside(name: str) -> PSError:
    return out_of_range(name, "Index was out of range. Must be non-negative and less than the size of the collection.")


_COUNT = "Count must be positive and count must refer to a location within the string/array/collection."

STRING.property("Length", INT)(lambda s: len(s))


@STRING.method("Chars", (INT,), returns=C)
@STRING.method("get_Chars", (INT,), returns=C)
def chars(text: str, place: int) -> object:
    """The character at a place."""
    if not 0 <= place < len(text):
        raise net_error("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
    return Char(text[place])


@STRING.method("Substring", (INT,), (INT, INT), returns=S)
def substring(text: str, start: int, length: int | None = None) -> str:
    """A part."""
    if start < 0:
        raise out_of_range("startIndex", "StartIndex cannot be less than zero.")
    if start > len(text):
        raise out_of_range("startIndex", "startIndex cannot be larger than length of string.")
    if length is None:
        return text[start:]
    if length < 0:
        raise out_of_range("length", "Length cannot be less than zero.")
    if start + length > len(text):
        raise out_of_range("length", "Index and length must refer to a location within the string.")
    return text[start : start + length]


def ignores(rest: tuple[object, ...]) -> bool:
    """Whether a Boolean or a StringComparison among the arguments says that case does not matter."""
    for each in rest:
        if isinstance(each, bool):
            return each
        if isinstance(each, EnumValue):
            return each.value % 2 == 1
    return False


def folded(text: str, other: str, rest: tuple[object, ...]) -> tuple[str, str]:
    """Two texts in small letters where case does not matter."""
    return (text.lower(), other.lower()) if ignores(rest) else (text, other)


def _numbers(rest: tuple[object, ...]) -> list[int]:
    return [n for n in rest if type(n) is int]


def _span(text: str, rest: tuple[object, ...]) -> tuple[int, int]:
    """Where a search begins and ends."""
    numbers = _numbers(rest)
    start = numbers[0] if numbers else 0
    if not 0 <= start <= len(text):
        raise _outside("startIndex")
    count = numbers[1] if len(numbers) > 1 else len(text) - start
    if not 0 <= count <= len(text) - start:
        raise out_of_range("count", _COUNT)
    return start, start + count


def _last_span(text: str, rest: tuple[object, ...]) -> tuple[int, int]:
    """The first and the last place of a search from behind."""
    numbers = _numbers(rest)
    last = numbers[0] if numbers else len(text) - 1
    if not text:
        return 0, -1
    if not -1 <= last <= len(text):
        raise _outside("startIndex")
    last = min(last, len(text) - 1)
    count = numbers[1] if len(numbers) > 1 else last + 1
    if not 0 <= count <= last + 1:
        raise out_of_range("count", _COUNT)
    return last - count + 1, last


_PLACES = ((), (INT,), (INT, INT))
_SEARCHES = (
    *((S, *places) for places in _PLACES),
    *((C, *places) for places in _PLACES),
    *((S, *places, COMPARISON) for places in _PLACES),
)


@STRING.method("IndexOf", *_SEARCHES, returns=INT)
def index_of(text: str, part: str, *rest: object) -> int:
    """The first place of a part, or -1."""
    start, end = _span(text, rest)
    text, part = folded(text, part, rest)
    return text.find(part, start, end)


@STRING.method("LastIndexOf", *_SEARCHES, returns=INT)
def last_index_of(text: str, part: str, *rest: object) -> int:
    """The last place of a part, or -1."""
    first, last = _last_span(text, rest)
    text, part = folded(text, part, rest)
    return text.rfind(part, first, last + 1) if part else max(last, 0)


@STRING.method("IndexOfAny", *((CA, *places) for places in _PLACES), returns=INT)
def index_of_any(text: str, parts: list[str], *rest: object) -> int:
    """The first place of any character, or -1."""
    start, end = _span(text, rest)
    return next((n for n in range(start, end) if text[n] in parts), -1)


@STRING.method("LastIndexOfAny", *((CA, *places) for places in _PLACES), returns=INT)
def last_index_of_any(text: str, parts: list[str], *rest: object) -> int:
    """The last place of any character, or -1."""
    first, last = _last_span(text, rest)
    return next((n for n in range(last, first - 1, -1) if text[n] in parts), -1)


STRING.method("Contains", (S,), returns=B)(lambda s, part: part in s)
_ENDS = ((S,), (S, COMPARISON), (S, B, CULTURE))


@STRING.method("StartsWith", *_ENDS, returns=B)
def starts_with(text: str, part: str, *rest: object) -> bool:
    """Whether it begins with a part."""
    text, part = folded(text, part, rest)
    return text.startswith(part)


@STRING.method("EndsWith", *_ENDS, returns=B)
def ends_with(text: str, part: str, *rest: object) -> bool:
    """Whether it ends with a part."""
    text, part = folded(text, part, rest)
    return text.endswith(part)


STRING.method("ToUpper", (), (CULTURE,), returns=S)(lambda s, *_: other_case(s, True))
STRING.method("ToLower", (), (CULTURE,), returns=S)(lambda s, *_: other_case(s, False))
STRING.method("ToUpperInvariant", returns=S)(lambda s: other_case(s, True))
STRING.method("ToLowerInvariant", returns=S)(lambda s: other_case(s, False))
STRING.method("ToString", (), (PROVIDER,), returns=S)(lambda s, *_: str(s))
STRING.method("Clone")(lambda s: s)
STRING.method("GetTypeCode", returns=CODE)(lambda s: code_of(S))


@STRING.method("ToCharArray", (), (INT, INT), returns=CA)
def to_characters(text: str, start: int = 0, count: int | None = None) -> TypedArray:
    """The characters."""
    if count is not None and not 0 <= start <= len(text):
        raise _outside("startIndex")
    if count is not None and not 0 <= count <= len(text) - start:
        raise _outside("startIndex")
    return TypedArray([Char(c) for c in text[start : None if count is None else start + count]], C)


@STRING.method("CopyTo", (INT, CA, INT, INT), returns=VOID)
def copy_to(text: str, source: int, target: list[object], place: int, count: int) -> None:
    """Copies characters into an array."""
    if count < 0:
        raise out_of_range("count", _COUNT)
    if not 0 <= source <= len(text) - count:
        raise out_of_range("sourceIndex", "Index and count must refer to a location within the string.")
    if not 0 <= place <= len(target) - count:
        raise out_of_range("destinationIndex", "Index and count must refer to a location within the string.")
    target[place : place + count] = to_characters(text, source, count)


def _padded(width: int) -> int:
    if width < 0:
        raise out_of_range("totalWidth", "Non-negative number required.")
    net_room(width)
    return width


STRING.method("PadLeft", (INT,), (INT, C), returns=S)(lambda s, width, fill=" ": s.rjust(_padded(width), fill))
STRING.method("PadRight", (INT,), (INT, C), returns=S)(lambda s, width, fill=" ": s.ljust(_padded(width), fill))
_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029"
    "\u3000\ufeff"
)
"""What Trim removes and Split parts at in .NET 2.0 to 3.5."""


def _set(given: list[object] | None) -> str:
    return "".join(str(c) for c in given or ()) or _SPACE


STRING.method("Trim", (), ("params System.Char[]",), returns=S)(lambda s, given=(): s.strip(_set(given)))
STRING.method("TrimStart", ("params System.Char[]",), returns=S)(lambda s, given=(): s.lstrip(_set(given)))
STRING.method("TrimEnd", ("params System.Char[]",), returns=S)(lambda s, given=(): s.rstrip(_set(given)))


@STRING.method("Replace", (C, C), (S, S), returns=S)
def replace(text: str, old: str, new: str) -> str:
    """Every part replaced."""
    if not old:
        raise net_error("System.ArgumentException", "String cannot be of zero length.\r\nParameter name: oldValue")
    net_room(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


@STRING.method("Insert", (INT, S), returns=S)
def insert(text: str, place: int, part: str) -> str:
    """With a part put in."""
    if not 0 <= place <= len(text):
        raise _outside("startIndex")
    net_room(len(text) + len(part))
    return text[:place] + part + text[place:]


@STRING.method("Remove", (INT,), (INT, INT), returns=S)
def remove(text: str, start: int, count: int | None = None) -> str:
    """Without a part."""
    if start < 0:
        raise out_of_range("startIndex", "StartIndex cannot be less than zero.")
    if count is None:
        if start >= len(text):
            raise out_of_range("startIndex", "startIndex must be less than length of string.")
        return text[:start]
    if count < 0:
        raise out_of_range("count", "Count cannot be less than zero.")
    if start + count > len(text):
        raise out_of_range("count", "Index and count must refer to a location within the string.")
    return text[:start] + text[start + count :]


OPTIONS = "System.StringSplitOptions"


@STRING.method(
    "Split",
    ("params System.Char[]",),
    (CA, INT),
    (CA, OPTIONS),
    (CA, INT, OPTIONS),
    (SA, OPTIONS),
    (SA, INT, OPTIONS),
    returns=SA,
)
def split(text: str, separators: list[str] | None = None, *rest: object) -> object:
    """The pieces between separators."""
    limit = next((n for n in rest if type(n) is int), None)
    if limit is not None and limit < 0:
        raise out_of_range("count", _COUNT)
    drop = any(isinstance(n, EnumValue) and n.value == 1 for n in rest)
    marks = [mark for mark in separators or () if mark] or list(_SPACE)
    return TypedArray(_pieces(text, marks, limit, drop), S)


def _pieces(text: str, marks: list[str], limit: int | None, drop: bool) -> list[str]:
    if limit == 0:
        return []
    pieces: list[str] = []
    at = start = 0
    while at < len(text):
        mark = next((m for m in marks if text.startswith(m, at)), None)
        if mark is None:
            at += 1
            continue
        if limit is not None and len(pieces) >= limit - 1 and not (drop and at == start):
            break
        if not drop or at > start:
            pieces.append(text[start:at])
        at += len(mark)
        start = at
    if not drop or text[start:]:
        pieces.append(text[start:])
    return pieces


@STRING.method("CompareTo", (OBJ,), (S,), returns=INT)
def compare_to(text: str, other: object) -> int:
    """Order in the culture."""
    if other is None:
        return 1
    if not isinstance(other, str):
        raise net_error("System.ArgumentException", "Object must be of type String.")
    result = compare_text(text, other, ignore_case=False)
    return (result > 0) - (result < 0)


@STRING.method("Equals", (OBJ,), (S,), (S, COMPARISON), returns=B)
def equals(text: str, other: object, *rest: object) -> bool:
    """Equality."""
    if not isinstance(other, str) or isinstance(other, Char):
        return False
    left, right = folded(text, other, rest)
    return left == right


@STRING.method("GetEnumerator", returns="System.CharEnumerator")
def characters(text: str) -> object:
    """The characters, one after the other."""
    from winlab.powershell.net.enumerators import CharEnumerator

    return CharEnumerator([Char(c) for c in text])


def _form(given: tuple[EnumValue, ...]) -> str:
    value = given[0] if given else enum_value(FORM, "FormC")
    return "NF" + value.net_string().removeprefix("Form")


STRING.method("IsNormalized", (), (FORM,), returns=B)(
    lambda s, *form: unicodedata.is_normalized(_form(form), s)  # type: ignore[arg-type]  # one of four
)
STRING.method("Normalize", (), (FORM,), returns=S)(
    lambda s, *form: unicodedata.normalize(_form(form), s)  # type: ignore[arg-type]  # one of four
)


@STRING.constructor((CA,), (C, INT), (CA, INT, INT))
def new_string(first: object, *rest: int) -> str:
    """A repeated character, or characters put together."""
    if isinstance(first, Char):
        if rest[0] < 0:
            raise out_of_range("count", "'count' must be non-negative.")
        net_room(rest[0])
        return str(first) * rest[0]
    if first is None:
        return ""
    assert isinstance(first, list)
    text = "".join(to_text(c) for c in first)
    if not rest:
        return text
    if not 0 <= rest[0] <= len(text):
        raise _outside("startIndex")
    return substring(text, rest[0], rest[1])
