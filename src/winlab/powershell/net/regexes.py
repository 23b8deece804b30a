"""System.Text.RegularExpressions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex as engine

from winlab.powershell.conversion import converter
from winlab.powershell.declare import NET
from winlab.powershell.errors import ConversionFailed, PSError, error, net_error
from winlab.powershell.net.enumerators import cursor
from winlab.powershell.net.sequences import copy_into
from winlab.powershell.nettypes import EnumValue, enum_value
from winlab.powershell.patterns import NetPattern, net_pattern
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray

P = "System.Text.RegularExpressions."
S, INT, B, OBJ, VOID = "System.String", "System.Int32", "System.Boolean", "System.Object", "System.Void"
OPTIONS = P + "RegexOptions"
NET.enum(
    OPTIONS,
    {
        "None": 0,
        "IgnoreCase": 1,
        "Multiline": 2,
        "ExplicitCapture": 4,
        "Compiled": 8,
        "Singleline": 16,
        "IgnorePatternWhitespace": 32,
        "RightToLeft": 64,
        "ECMAScript": 256,
        "CultureInvariant": 512,
    },
    flags=True,
)


class Regex(NetObject):
    """System.Text.RegularExpressions.Regex."""

    def __init__(self, pattern: NetPattern) -> None:
        self.pattern = pattern

    def net_string(self) -> str:
        """The pattern's text."""
        return self.pattern.text


class Capture(NetObject):
    """A match or group: value and place."""

    def __init__(self, success: bool, value: str, index: int, name: str = "") -> None:
        self.success, self.value, self.index, self.name = success, value, index, name
        self.captures: list[object] = []

    def net_string(self) -> str:
        """The value."""
        return self.value


class Group(Capture):
    """A group of a match."""


class Match(Group):
    """A match with its groups; knows how to find the next."""

    def __init__(self, pattern: NetPattern, text: str, found: engine.Match[str] | None) -> None:
        super().__init__(found is not None, "" if found is None else found[0], 0 if found is None else found.start())
        self.pattern, self.text, self.found = pattern, text, found
        self.name = "0"
        self.captures = [] if found is None else [self]
        others = [] if found is None else [_group(found, name, index) for name, index in pattern.order if index]
        self.groups = Groups([self, *others], pattern)

    def result(self, replacement: str) -> str:
        """A replacement with its groups filled in.

        Raises:
            PSError: NotSupportedException of a match that failed.
        """
        if self.found is None:
            raise net_error("System.NotSupportedException", "Result cannot be called on a failed Match.")
        return self.pattern.replace(self.text[self.index : self.index + len(self.value)], replacement, 1)

    def next_match(self) -> Match:
        """The match after this one."""
        if self.found is None:
            return self
        start = self.found.end() + (1 if self.found.end() == self.found.start() else 0)
        return Match(
            self.pattern, self.text, self.pattern.search(self.text, start) if start <= len(self.text) else None
        )


def _group(found: engine.Match[str], name: str, index: int) -> Group:
    value = found[index]
    group = Group(value is not None, value or "", max(found.start(index), 0), name)
    earlier = list(zip(found.captures(index), found.starts(index), strict=False))[:-1]
    group.captures = [*(Capture(True, text, start) for text, start in earlier), *([group] if group.success else [])]
    return group


class Groups(NetObject):
    """A match's groups."""

    def __init__(self, items: list[Group], pattern: NetPattern) -> None:
        self.items, self.pattern = items, pattern

    def net_iter(self) -> Iterator[object]:
        """The groups."""
        return iter(self.items)

    def net_index(self, index: Sequence[object]) -> object:
        """A group by number or name."""
        wanted = index[0]
        for place, group in enumerate(self.items):
            if wanted == place or (isinstance(wanted, str) and group.name == wanted):
                return group
        return Group(False, "", 0)


class Matches(NetObject):
    """All matches."""

    def __init__(self, items: list[object]) -> None:
        self.items = items

    def net_iter(self) -> Iterator[object]:
        """The matches."""
        return iter(self.items)

    def net_index(self, index: Sequence[object]) -> object:
        """A match by number."""
        place = index[0]
        if not isinstance(place, int) or not 0 <= place < len(self.items):
            message = "Specified argument was out of the range of valid values.\r\nParameter name: i"
            name = "System.ArgumentOutOfRangeException"
            raise error(name, message, "OperationStopped", None, name)
        return self.items[place]


class Captures(Matches):
    """What a group has matched, the last time last."""


_COLLECTION = (OBJ, "System.Collections.ICollection")
REGEX = NET.extend(P + "Regex", python=Regex)
CAPTURE = NET.extend(P + "Capture", python=Capture)
GROUP = NET.extend(P + "Group", python=Group, bases=(P + "Capture",))
MATCH = NET.extend(P + "Match", python=Match, bases=(P + "Group",))
CAPTURE.attributes(S, Value="value")
CAPTURE.attributes(INT, Index="index")
CAPTURE.property("Length", INT)(lambda c: len(c.value))
CAPTURE.method("ToString", returns=S)(lambda c: c.value)
GROUP.attributes(B, Success="success")
GROUP.property("Captures", P + "CaptureCollection")(
    lambda c: Captures(list(c.captures) or ([Capture(True, c.value, c.index)] if c.success else []))
)
MATCH.property("Groups", P + "GroupCollection")(lambda m: m.groups)
MATCH.method("NextMatch", returns=P + "Match")(lambda m: m.next_match())
MATCH.method("Result", (S,), returns=S)(lambda m, r: m.result(r))
MATCH.static_property("Empty", P + "Match")(lambda: Match(net_pattern(""), "", None))
for _cls, _name in ((Groups, "GroupCollection"), (Matches, "MatchCollection"), (Captures, "CaptureCollection")):
    _declared = NET.extend(P + _name, python=_cls, bases=_COLLECTION)
    _declared.property("Count", INT)(lambda c: len(c.items))
    _declared.property("SyncRoot")(lambda c: c)
    _declared.always(B, IsReadOnly=True, IsSynchronized=False)
    _declared.method("Item", (INT,), *(((S,),) if _cls is Groups else ()))(lambda c, n: c.net_index([n]))
    _declared.method("CopyTo", ("System.Array", INT), returns=VOID)(lambda c, *to: copy_into(c.items, *to))
    _declared.method("GetEnumerator", returns="System.Collections.IEnumerator")(lambda c: cursor(c.items))


def _pattern(text: str, options: object = None) -> NetPattern:
    return net_pattern(text, options.value if isinstance(options, EnumValue) else 0)


def _all(pattern: NetPattern, text: str, start: int = 0) -> Matches:
    return Matches([Match(pattern, text, found) for found in pattern.matches(text, start)])


def _replaced(pattern: NetPattern, text: str, how: object, count: int = -1) -> str:
    from winlab.powershell.blocks import ScriptBlock, invoke

    if isinstance(how, ScriptBlock):
        block = how

        def evaluate(found: engine.Match[str]) -> str:
            written: list[object] = []
            match = Match(pattern, text, found)
            invoke(block, [match], written.append, block.session.frame, underscore=match)
            return to_text(written[0] if len(written) == 1 else written, "")

        return pattern.replace_by(text, evaluate, count)
    return pattern.replace(text, to_text(how), count)


BLOCK = "System.Management.Automation.ScriptBlock"


def _started(text: str, start: int) -> int:
    if not 0 <= start <= len(text):
        message = "Start index cannot be less than 0 or greater than input length.\r\nParameter name: startat"
        raise net_error("System.ArgumentOutOfRangeException", message, ParamName="startat")
    return start


def _match(regex: Regex, text: str, start: int = 0, length: int | None = None) -> Match:
    text = text if length is None else text[: start + length]
    return Match(regex.pattern, text, regex.pattern.search(text, _started(text, start)))


def _replace(regex: Regex, text: str, how: object, count: int = -1, start: int = 0) -> str:
    start = _started(text, start)
    return text[:start] + _replaced(regex.pattern, text[start:], how, count)


def _name_of(regex: Regex, number: int) -> str:
    return next((name for name, index in regex.pattern.order if index == number), "")


REGEX.constructor((S,), (S, OPTIONS))(lambda t, o=None: Regex(_pattern(t, o)))
REGEX.property("Options", OPTIONS)(lambda r: EnumValue(enum_value(OPTIONS, "None").enum, r.pattern.options))
REGEX.property("RightToLeft", B)(lambda r: bool(r.pattern.options & 64))
REGEX.constants(INT, CacheSize=15)
REGEX.method("IsMatch", (S,), (S, INT), returns=B)(lambda r, t, n=0: r.pattern.search(t, _started(t, n)) is not None)
REGEX.method("Match", (S,), (S, INT), (S, INT, INT), returns=P + "Match")(_match)
REGEX.method("Matches", (S,), (S, INT), returns=P + "MatchCollection")(
    lambda r, t, n=0: _all(r.pattern, t, _started(t, n))
)
REGEX.method("Replace", *((S, how, *rest) for how in (S, BLOCK) for rest in ((), (INT,), (INT, INT))), returns=S)(
    _replace
)
REGEX.method("Split", (S,), (S, INT), (S, INT, INT), returns=S + "[]")(
    lambda r, t, n=0, start=0: TypedArray(r.pattern.split(t[_started(t, start) :], n), S)
)
REGEX.method("GetGroupNames", returns=S + "[]")(lambda r: TypedArray([n for n, _ in r.pattern.order], S))
REGEX.method("GetGroupNumbers", returns=INT + "[]")(lambda r: TypedArray([n for _, n in r.pattern.order], INT))
REGEX.method("GroupNameFromNumber", (INT,), returns=S)(_name_of)
REGEX.method("GroupNumberFromName", (S,), returns=INT)(lambda r, n: next((i for k, i in r.pattern.order if k == n), -1))
REGEX.static("IsMatch", (S, S), (S, S, OPTIONS))(lambda t, p, o=None: _pattern(p, o).search(t) is not None)
REGEX.static("Match", (S, S), (S, S, OPTIONS))(lambda t, p, o=None: Match(_pattern(p, o), t, _pattern(p, o).search(t)))
REGEX.static("Matches", (S, S), (S, S, OPTIONS))(lambda t, p, o=None: _all(_pattern(p, o), t))
REGEX.static(
    "Replace",
    (S, S, S),
    (S, S, S, OPTIONS),
    (S, S, "System.Management.Automation.ScriptBlock"),
    (S, S, "System.Management.Automation.ScriptBlock", OPTIONS),
)(lambda t, p, w, o=None: _replaced(_pattern(p, o), t, w))
REGEX.static("Split", (S, S), (S, S, OPTIONS))(lambda t, p, o=None: TypedArray(_pattern(p, o).split(t), S))
REGEX.static("Escape", (S,))(lambda t: escape(t))
REGEX.static("Unescape", (S,))(lambda t: unescape(t))


def escape(text: str) -> str:
    r"""Escapes ``\*+?|{[()^$.#`` and white space as .NET does."""
    named = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "\f": r"\f"}
    return "".join(named.get(c) or ("\\" + c if c in "\\*+?|{[()^$.# " else c) for c in text)


_ESCAPES = {"a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPE = engine.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|c([@-_a-z])|([0-7]{1,3})|(.)|\Z)", engine.DOTALL)


def unescape(text: str) -> str:
    r"""Characters for the escapes of regular expressions: ``\t``, ``\x41``, ``\u0041``, ``\.``.

    Raises:
        PSError: ArgumentException: a letter that is no escape.

    Source: https://learn.microsoft.com/dotnet/api/system.text.regularexpressions.regex.unescape
    """

    def one(match: engine.Match[str]) -> str:
        code, wide, control, octal, letter = match.groups()
        if code or wide:
            return chr(int(code or wide, 16))
        if control:
            return chr(ord(control.upper()) - 64)
        if octal:
            return chr(int(octal, 8) & 0xFF)
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        if letter is None or letter.isalnum() or letter == "_":
            what = "Illegal \\ at end of pattern." if letter is None else f"Unrecognized escape sequence \\{letter}."
            raise net_error("System.ArgumentException", f'parsing "{text}" - {what}')
        return letter

    return _ESCAPE.sub(one, text)


@converter(P + "Regex")
def to_regex(value: object) -> object:
    """A text as a pattern."""
    try:
        return Regex(_pattern(to_text(value)))
    except PSError as failed:
        raise ConversionFailed(failed.record.exception, "InvalidCastConstructorException") from None
