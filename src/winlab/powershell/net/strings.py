"""System.String."""

from __future__ import annotations

from winlab.powershell.comparing import compare_text
from winlab.powershell.declare import NET
from winlab.powershell.errors import net_error
from winlab.powershell.formats import composite
from winlab.powershell.limits import net_room
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.text import plain_text, to_text
from winlab.powershell.values import Char, TypedArray

S, INT, B, C, CA, SA, OBJ = (
    "System.String",
    "System.Int32",
    "System.Boolean",
    "System.Char",
    "System.Char[]",
    "System.String[]",
    "System.Object",
)
COMPARISON = "System.StringComparison"
CULTURE = "System.Globalization.CultureInfo"
NET.enum(
    COMPARISON,
    "CurrentCulture CurrentCultureIgnoreCase InvariantCulture InvariantCultureIgnoreCase Ordinal OrdinalIgnoreCase",
)
NET.enum("System.StringSplitOptions", "None RemoveEmptyEntries")
STRING = NET.extend(
    S, python=str, bases=("System.Object", "System.IComparable", "System.Collections.IEnumerable", "System.ICloneable")
)


def _out_of_range(name: str) -> Exception:
    return net_error(
        "System.ArgumentOutOfRangeException",
        f"Specified argument was out of the range of valid values.\r\nParameter name: {name}",
        ParamName=name,
    )


STRING.property("Length", INT)(lambda s: len(s))


@STRING.method("Chars", (INT,))
@STRING.method("get_Chars", (INT,))
def chars(text: str, place: int) -> object:
    """The character at a place."""
    if not 0 <= place < len(text):
        raise net_error("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
    return Char(text[place])


@STRING.method("Substring", (INT,), (INT, INT))
def substring(text: str, start: int, length: int | None = None) -> str:
    """A part."""
    if not 0 <= start <= len(text):
        raise net_error(
            "System.ArgumentOutOfRangeException",
            "startIndex cannot be larger than length of string.\r\nParameter name: startIndex",
            ParamName="startIndex",
        )
    if length is None:
        return text[start:]
    if length < 0 or start + length > len(text):
        raise net_error(
            "System.ArgumentOutOfRangeException",
            "Index and length must refer to a location within the string.\r\nParameter name: length",
            ParamName="length",
        )
    return text[start : start + length]


def upper(text: str) -> str:
    """In capitals, character by character (no character becomes two)."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def _ignores(rest: tuple[object, ...]) -> bool:
    for each in rest:
        if isinstance(each, bool):
            return each
        if isinstance(each, EnumValue):
            return each.value % 2 == 1
    return False


def _folded(text: str, other: str, rest: tuple[object, ...]) -> tuple[str, str]:
    return (text.lower(), other.lower()) if _ignores(rest) else (text, other)


@STRING.method("IndexOf", (S,), (C,), (S, INT), (C, INT), (S, INT, INT), (S, COMPARISON), (S, INT, COMPARISON))
def index_of(text: str, part: str, *rest: object) -> int:
    """The first place of a part, or -1."""
    text, part = _folded(text, part, rest)
    numbers = [n for n in rest if type(n) is int]
    start = numbers[0] if numbers else 0
    if start > len(text) or start < 0:
        raise _out_of_range("startIndex")
    return text.find(part, start) if len(numbers) < 2 else text.find(part, start, start + numbers[1])


@STRING.method("LastIndexOf", (S,), (C,), (S, INT), (C, INT), (S, COMPARISON))
def last_index_of(text: str, part: str, *rest: object) -> int:
    """The last place of a part, or -1."""
    text, part = _folded(text, part, rest)
    numbers = [n for n in rest if type(n) is int]
    return text.rfind(part) if not numbers else text.rfind(part, 0, numbers[0] + 1)


@STRING.method("IndexOfAny", (CA,), (CA, INT))
def index_of_any(text: str, parts: list[str], start: int = 0) -> int:
    """The first place of any character, or -1."""
    return next((n for n in range(start, len(text)) if text[n] in parts), -1)


@STRING.method("LastIndexOfAny", (CA,))
def last_index_of_any(text: str, parts: list[str]) -> int:
    """The last place of any character, or -1."""
    return next((n for n in range(len(text) - 1, -1, -1) if text[n] in parts), -1)


STRING.method("Contains", (S,))(lambda s, part: part in s)


@STRING.method("StartsWith", (S,), (S, COMPARISON), (S, B, CULTURE))
def starts_with(text: str, part: str, *rest: object) -> bool:
    """Whether it begins with a part."""
    text, part = _folded(text, part, rest)
    return text.startswith(part)


@STRING.method("EndsWith", (S,), (S, COMPARISON), (S, B, CULTURE))
def ends_with(text: str, part: str, *rest: object) -> bool:
    """Whether it ends with a part."""
    text, part = _folded(text, part, rest)
    return text.endswith(part)


STRING.method("ToUpper", (), (CULTURE,))(lambda s, *_: upper(s))
STRING.method("ToLower", (), (CULTURE,))(lambda s, *_: s.lower())
STRING.method("ToUpperInvariant")(lambda s: upper(s))
STRING.method("ToLowerInvariant")(lambda s: s.lower())
STRING.method("ToString", (), ("System.IFormatProvider",))(lambda s, *_: str(s))
STRING.method("Clone")(lambda s: s)
STRING.method("ToCharArray", (), (INT, INT))(
    lambda s, a=0, n=None: TypedArray([Char(c) for c in (s if n is None else s[a : a + n])], C)
)


@STRING.method("PadLeft", (INT,), (INT, C))
def pad_left(text: str, width: int, fill: str = " ") -> str:
    """Filled up on the left."""
    net_room(width)
    return text.rjust(width, fill)


@STRING.method("PadRight", (INT,), (INT, C))
def pad_right(text: str, width: int, fill: str = " ") -> str:
    """Filled up on the right."""
    net_room(width)
    return text.ljust(width, fill)


_SPACE = " \t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u3000"


def _set(chars_given: list[object]) -> str:
    return "".join(str(c) for c in chars_given) or _SPACE


STRING.method("Trim", (), ("params System.Char[]",))(lambda s, given=(): s.strip(_set(given)))
STRING.method("TrimStart", (), ("params System.Char[]",))(lambda s, given=(): s.lstrip(_set(given)))
STRING.method("TrimEnd", (), ("params System.Char[]",))(lambda s, given=(): s.rstrip(_set(given)))


@STRING.method("Replace", (S, S), (C, C))
def replace(text: str, old: str, new: str) -> str:
    """Every part replaced."""
    if not old:
        raise net_error("System.ArgumentException", "String cannot be of zero length.\r\nParameter name: oldValue")
    net_room(len(text) + text.count(old) * (len(new or "") - len(old)))
    return text.replace(old, new or "")


@STRING.method("Insert", (INT, S))
def insert(text: str, place: int, part: str) -> str:
    """With a part put in."""
    if not 0 <= place <= len(text):
        raise _out_of_range("startIndex")
    net_room(len(text) + len(part))
    return text[:place] + part + text[place:]


@STRING.method("Remove", (INT,), (INT, INT))
def remove(text: str, start: int, count: int | None = None) -> str:
    """Without a part."""
    if not 0 <= start <= len(text) or (count is not None and start + count > len(text)):
        raise _out_of_range("startIndex" if count is None else "count")
    return text[:start] if count is None else text[:start] + text[start + count :]


@STRING.method(
    "Split",
    ("params System.Char[]",),
    (CA, INT),
    (CA, "System.StringSplitOptions"),
    (CA, INT, "System.StringSplitOptions"),
    (SA, "System.StringSplitOptions"),
    (SA, INT, "System.StringSplitOptions"),
)
def split(text: str, separators: list[str], *rest: object) -> object:
    """The pieces between separators."""
    limit = next((n for n in rest if type(n) is int), None)
    drop = any(isinstance(n, EnumValue) and n.value == 1 for n in rest)
    marks = [mark for mark in separators if mark] or list(_SPACE)
    pieces: list[str] = []
    at = start = 0
    while at < len(text):
        mark = next((m for m in marks if text.startswith(m, at)), None)
        if mark is None:
            at += 1
            continue
        if limit is not None and len(pieces) >= limit - 1:
            break
        if not drop or at > start:
            pieces.append(text[start:at])
        at += len(mark)
        start = at
    tail = text[start:]
    if not drop or tail:
        pieces.append(tail)
    if limit == 0:
        pieces = []
    return TypedArray(pieces, S)


@STRING.method("CompareTo", (OBJ,))
def compare_to(text: str, other: object) -> int:
    """Order in the culture."""
    result = compare_text(text, to_text(other), ignore_case=False)
    return (result > 0) - (result < 0)


@STRING.method("Equals", (S,), (S, COMPARISON), (OBJ,))
def equals(text: str, other: object, *rest: object) -> bool:
    """Equality."""
    if not isinstance(other, str):
        return False
    left, right = _folded(text, other, rest)
    return left == right


STRING.method("GetEnumerator")(lambda s: TypedArray([Char(c) for c in s], C))
STRING.method("IsNormalized")(lambda s: True)
STRING.method("Normalize")(lambda s: __import__("unicodedata").normalize("NFC", s))
STRING.method("GetTypeCode")(lambda s: "String")

# --- static ---

STRING.static_property("Empty", S)(lambda: "")
STRING.static("IsNullOrEmpty", (S,))(lambda s: not s)


@STRING.static("Join", (S, SA), (S, SA, INT, INT))
def join(separator: str, parts: list[object], start: int = 0, count: int | None = None) -> str:
    """Parts with a separator between."""
    chosen = parts[start:] if count is None else parts[start : start + count]
    texts = [to_text(part) for part in chosen]
    net_room(sum(map(len, texts)) + len(separator or "") * len(texts))
    return (separator or "").join(texts)


@STRING.static("Concat", ("params System.Object[]",))
def concat(parts: list[object]) -> str:
    """Parts one after the other."""
    texts = [plain_text(part) for part in parts]
    net_room(sum(map(len, texts)))
    return "".join(texts)


@STRING.static("Format", (S, "params System.Object[]"), ("System.IFormatProvider", S, "params System.Object[]"))
def format_string(*arguments: object) -> str:
    """A composite format."""
    given = [a for a in arguments if a is not None] if not isinstance(arguments[0], str) else list(arguments)
    if not isinstance(given[0], str):
        given = given[1:]
    values = given[1]
    return composite(to_text(given[0]), list(values) if isinstance(values, list) else [values])


@STRING.static("Compare", (S, S), (S, S, B), (S, S, COMPARISON), (S, S, B, CULTURE))
def compare(left: str, right: str, *rest: object) -> int:
    """Order of two texts."""
    if any(isinstance(r, EnumValue) and r.value >= 4 for r in rest):
        a, b = _folded(left, right, rest)
        return (a > b) - (a < b)
    result = compare_text(left or "", right or "", _ignores(rest))
    return (result > 0) - (result < 0)


@STRING.static("CompareOrdinal", (S, S))
def compare_ordinal(left: str, right: str) -> int:
    """Order by code."""
    for a, b in zip(left, right, strict=False):
        if a != b:
            return ord(a) - ord(b)
    return len(left) - len(right)


STRING.static("Equals", (S, S), (S, S, COMPARISON))(
    lambda a, b, *rest: (a == b) if a is None or b is None else equals(a, b, *rest)
)
STRING.static("Copy", (S,))(lambda s: s)
STRING.static("Intern", (S,))(lambda s: s)


@STRING.constructor((CA,), (C, INT), (CA, INT, INT))
def new_string(first: object, *rest: int) -> str:
    """A repeated character, or characters put together."""
    if isinstance(first, Char):
        net_room(rest[0])
        return str(first) * rest[0]
    assert isinstance(first, list)
    text = "".join(str(c) for c in first)
    return text[rest[0] : rest[0] + rest[1]] if len(rest) == 2 else text
