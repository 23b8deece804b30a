"""System.Text.RegularExpressions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex as engine

from winlab.powershell.conversion import converter
from winlab.powershell.declare import NET
from winlab.powershell.errors import ConversionFailed, PSError, net_error
from winlab.powershell.nettypes import EnumValue, enum_value
from winlab.powershell.patterns import NetPattern, net_pattern
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray

P, S, INT, B = "System.Text.RegularExpressions.", "System.String", "System.Int32", "System.Boolean"
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
        return self.items[place] if isinstance(place, int) and -len(self.items) <= place < len(self.items) else None


class Captures(Matches):
    """What a group has matched, the last time last."""


_COLLECTION = ("System.Object", "System.Collections.ICollection")
REGEX = NET.extend(P + "Regex", python=Regex)
CAPTURE = NET.extend(P + "Capture", python=Capture)
GROUP = NET.extend(P + "Group", python=Group, bases=(P + "Capture",))
MATCH = NET.extend(P + "Match", python=Match, bases=(P + "Group",))
CAPTURE.property("Index", INT)(lambda c: c.index)
CAPTURE.property("Length", INT)(lambda c: len(c.value))
CAPTURE.property("Value", S)(lambda c: c.value)
GROUP.property("Success", B)(lambda g: g.success)
GROUP.property("Captures", P + "CaptureCollection")(lambda g: Captures(list(g.captures)))
MATCH.property("Groups")(lambda m: m.groups)
MATCH.method("NextMatch")(lambda m: m.next_match())
MATCH.method("Result", (S,))(lambda m, r: m.pattern.replace(m.value, r, 1))
_LISTS = ((Groups, "GroupCollection"), (Matches, "MatchCollection"), (Captures, "CaptureCollection"))
for _cls, _name in _LISTS:
    _declared = NET.extend(P + _name, python=_cls, bases=_COLLECTION)
    _declared.property("IsReadOnly", B)(lambda c: True)
    _declared.property("Count", INT)(lambda c: len(c.items))
    _declared.property("IsSynchronized", B)(lambda c: False)
    _declared.property("SyncRoot")(lambda c: c)
    _declared.method("Item", ("System.Object",))(lambda c, n: c.net_index([n]))


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


REGEX.constructor((S,), (S, OPTIONS))(lambda t, o=None: Regex(_pattern(t, o)))
REGEX.property("Options")(lambda r: EnumValue(enum_value(OPTIONS, "None").enum, r.pattern.options))
REGEX.property("RightToLeft", B)(lambda r: bool(r.pattern.options & 64))
REGEX.method("IsMatch", (S,), (S, INT))(lambda r, t, n=0: r.pattern.search(t, n) is not None)
REGEX.method("Match", (S,), (S, INT))(lambda r, t, n=0: Match(r.pattern, t, r.pattern.search(t, n)))
REGEX.method("Matches", (S,), (S, INT))(lambda r, t, n=0: _all(r.pattern, t, n))
REGEX.method(
    "Replace",
    (S, S),
    (S, S, INT),
    (S, "System.Management.Automation.ScriptBlock"),
    (S, "System.Management.Automation.ScriptBlock", INT),
)(lambda r, t, w, n=-1: _replaced(r.pattern, t, w, n))
REGEX.method("Split", (S,), (S, INT))(lambda r, t, n=0: TypedArray(r.pattern.split(t, n), S))
REGEX.method("GetGroupNames")(lambda r: TypedArray([n for n, _ in r.pattern.order], S))
REGEX.method("GroupNumberFromName", (S,))(
    lambda r, n: next((i for i, (k, _) in enumerate(r.pattern.order) if k == n), -1)
)
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
