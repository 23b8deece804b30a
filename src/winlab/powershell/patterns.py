"""Regular expressions of .NET and PowerShell's wildcards.

.NET patterns run on the ``regex`` package, whose syntax is close to .NET's and which can give up after a time limit.
Source of the differences: https://learn.microsoft.com/dotnet/standard/base-types/regular-expression-language-quick-reference.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

import regex

from winlab.powershell.errors import NotEmulated, PSError, error, net_error
from winlab.powershell.limits import net_room

R = TypeVar("R")

TIME_LIMIT = 5.0
"""Seconds one operation may take; .NET 2.0 has no limit, an emulation that hangs helps nobody."""

IGNORE_CASE, MULTILINE, EXPLICIT, SINGLELINE, EXTENDED, RIGHT_TO_LEFT = 1, 2, 4, 16, 32, 64
"""Bits of System.Text.RegularExpressions.RegexOptions (8 Compiled, 256 ECMAScript, 512 CultureInvariant do nothing)."""

_ESCAPED = re.compile(r"\\(?:\\|Z|z|.)|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\(\?<(\w+)?-\w*>|\(\?'(\w+)'|.", re.DOTALL)


def _translated(match: re.Match[str]) -> str:
    piece = match[0]
    if piece == "\\Z":
        return r"(?=\n?\Z)"
    if piece == "\\z":
        return r"\Z"
    if piece.startswith("(?<") and "-" in piece:
        raise NotEmulated("balancing groups in regular expressions")
    if piece.startswith("(?'"):
        return f"(?<{match[2]}>"
    if piece.startswith("[") and len(piece) > 1:
        return _class(piece)
    return piece


def _class(piece: str) -> str:
    head = "[^" if piece.startswith("[^") else "["
    body = piece[len(head) : -1]
    body = re.sub(r"(?<!\\)((?:\\\\)*)\[", r"\1\\[", body)
    return head + body.replace("&&", r"&\&").replace("||", r"|\|").replace("~~", r"~\~") + "]"


class NetPattern:
    """A compiled .NET pattern.

    ``groups`` are the group names in .NET's order: numbered groups first, then named ones.
    """

    def __init__(self, text: str, options: int) -> None:
        flags = regex.VERSION0
        for bit, flag in (
            (IGNORE_CASE, regex.IGNORECASE),
            (MULTILINE, regex.MULTILINE),
            (SINGLELINE, regex.DOTALL),
            (EXTENDED, regex.VERBOSE),
            (RIGHT_TO_LEFT, regex.REVERSE),
        ):
            if options & bit:
                flags |= flag
        self.text = text
        self.options = options
        translated = _ESCAPED.sub(_translated, text)
        try:
            self.compiled = regex.compile(translated, flags)
        except (regex.error, OverflowError, ValueError) as failed:
            raise net_error("System.ArgumentException", f'parsing "{text}" - {_explained(str(failed))}') from None
        named = {index: name for name, index in self.compiled.groupindex.items()}
        numbered = [index for index in range(1, self.compiled.groups + 1) if index not in named]
        self.order: list[tuple[str, int]] = [("0", 0)]
        self.order += [(str(place + 1), index) for place, index in enumerate(numbered)]
        self.order += [(named[index], index) for index in sorted(named)]

    def group_index(self, name: str) -> int | None:
        """The group in Python's numbering by .NET's name or number."""
        for place, (known, index) in enumerate(self.order):
            if known == name or str(place) == name:
                return index
        return None

    def search(self, text: str, start: int = 0) -> regex.Match[str] | None:
        """The first match from ``start`` on."""
        return self._limited(lambda: self.compiled.search(text, start, timeout=TIME_LIMIT))

    def matches(self, text: str, start: int = 0) -> list[regex.Match[str]]:
        """All matches."""
        return self._limited(lambda: list(self.compiled.finditer(text, start, timeout=TIME_LIMIT)))

    def split(self, text: str, limit: int = 0) -> list[str]:
        """The pieces between matches, captured groups included."""
        if limit == 1:
            return [text]
        pieces: list[str] = []
        at = 0
        for match in self.matches(text):
            pieces.append(text[at : match.start()])
            pieces.extend(match[index] for _, index in self.order[1:] if match[index] is not None)
            at = match.end()
            limit -= 1
            if limit == 1:
                break
        pieces.append(text[at:])
        return pieces

    def replace(self, text: str, replacement: str, count: int = -1) -> str:
        """Replaces matches, with ``$1``, ``${name}``, ``$&``... in the replacement."""
        pieces = _replacement(replacement)

        def filled(match: regex.Match[str]) -> str:
            return "".join(piece if isinstance(piece, str) else piece(self, match, text) for piece in pieces)

        return self.replace_by(text, filled, count)

    def replace_by(self, text: str, evaluate: Callable[[regex.Match[str]], str], count: int = -1) -> str:
        """Replaces matches with what a function of the match says."""
        if count == 0:
            return text
        size = len(text)

        def counted(match: regex.Match[str]) -> str:
            nonlocal size
            piece = evaluate(match)
            size += len(piece)
            net_room(size)
            return piece

        return self._limited(lambda: str(self.compiled.sub(counted, text, max(count, 0), timeout=TIME_LIMIT)))

    def _limited(self, work: Callable[[], R]) -> R:
        try:
            return work()
        except TimeoutError:
            raise NotEmulated(f"a regular expression that takes longer than {TIME_LIMIT:.0f} seconds") from None


Filler = Callable[[NetPattern, "regex.Match[str]", str], str]


def _group(name: str, literal: str) -> Filler:
    def fill(pattern: NetPattern, match: regex.Match[str], text: str) -> str:
        index = pattern.group_index(name)
        return literal if index is None else match[index] or ""

    return fill


_MARK = re.compile(r"\$(?:(\$)|(\d+)|\{(\w+)\}|([&`'+_]))")


@functools.lru_cache(maxsize=512)
def _replacement(text: str) -> list[str | Filler]:
    pieces: list[str | Filler] = []
    at = 0
    for mark in _MARK.finditer(text):
        pieces.append(text[at : mark.start()])
        at = mark.end()
        if mark[1]:
            pieces.append("$")
        elif mark[2] or mark[3]:
            pieces.append(_group(mark[2] or mark[3], mark[0]))
        else:
            pieces.append(_SPECIAL[mark[4]])
    pieces.append(text[at:])
    return pieces


def _last_group(pattern: NetPattern, match: regex.Match[str], text: str) -> str:
    return match[pattern.order[-1][1]] or ""


_SPECIAL: dict[str, Filler] = {
    "&": lambda pattern, match, text: match[0],
    "`": lambda pattern, match, text: text[: match.start()],
    "'": lambda pattern, match, text: text[match.end() :],
    "_": lambda pattern, match, text: text,
    "+": _last_group,
}


@functools.lru_cache(maxsize=1024)
def net_pattern(text: str, options: int = 0) -> NetPattern:
    """A compiled pattern.

    Raises:
        PSError: ArgumentException for a malformed pattern.
    """
    return NetPattern(text, options)


_REASONS = {
    "missing )": "Not enough )'s.",
    "unbalanced parenthesis": "Too many )'s.",
    "unterminated character set": "Unterminated [] set.",
    "nothing to repeat": "Quantifier {x,y} following nothing.",
    "multiple repeat": "Nested quantifier.",
    "bad escape (end of pattern)": "Illegal \\ at end of pattern.",
    "bad character range": "[x-y] range in reverse order.",
    "min repeat greater than max repeat": "Illegal {x,y} with x > y.",
    "unknown extension": "Unrecognized grouping construct.",
    "missing >": "Unrecognized grouping construct.",
    "bad character in group name": "Invalid group name: Group names must begin with a word character.",
    "invalid group reference": "Reference to undefined group number.",
}


def _explained(reason: str) -> str:
    """Why a pattern is none, as .NET says it."""
    return next((told for start, told in _REASONS.items() if reason.startswith(start)), reason)


def operator_pattern(text: str, ignore_case: bool, operator: str) -> NetPattern:
    """A pattern for an operator, whose error is the operator's own.

    Source: https://stackoverflow.com/questions/tagged/powershell-2.0 (-replace and -match tell it differently in 2.0).
    """
    try:
        return net_pattern(text, IGNORE_CASE if ignore_case else 0)
    except PSError as failed:
        inner = failed.record.exception
        message = f"Bad argument to operator '{operator}': {inner.message}."
        identity = "BadOperatorArgument"
        if operator.endswith("replace"):
            message, identity = f"Invalid regular expression pattern: {text}.", "InvalidRegularExpression"
        raise error(identity, message, "InvalidOperation", text, inner=inner) from None


# --- wildcards -------------------------------------------------------------------------------------------------------


class Pieces:
    """A pattern of pieces with any text between them; it looks at a text once, whatever the two are.

    Args:
        pieces: for each piece an expression per character.
    """

    def __init__(self, pieces: Sequence[Sequence[str]], ignore_case: bool = True) -> None:
        flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
        self._pieces = [re.compile("".join(piece), flags) for piece in pieces]
        self._tail = len(pieces[-1])

    def fullmatch(self, text: str) -> bool:
        """Whether the whole text fits."""
        first, *middle = self._pieces
        if not middle:
            return first.fullmatch(text) is not None
        last = middle.pop()
        found = first.match(text)
        for piece in middle:
            if found is None:
                return False
            # The first place is as good as any later one.
            found = piece.search(text, found.end())
        if found is None:
            return False
        start = len(text) - self._tail
        return start >= found.end() and last.fullmatch(text, start) is not None


@functools.lru_cache(maxsize=1024)
def wildcard(pattern: str, ignore_case: bool = True) -> Pieces:
    """A wildcard pattern (``*``, ``?``, ``[a-c]``, backtick escapes); use ``fullmatch``.

    Raises:
        PSError: WildcardPatternException for an open bracket or a range in reverse order.
    """
    pieces: list[list[str]] = [[]]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "`" and at < len(pattern):
            pieces[-1].append(re.escape(pattern[at]))
            at += 1
        elif char == "*":
            if pieces[-1] or len(pieces) == 1:
                pieces.append([])
        elif char == "?":
            pieces[-1].append(".")
        elif char == "[":
            end = pattern.find("]", at + 1)
            if end < 0:
                raise _no_wildcard(pattern)
            pieces[-1].append("[" + re.sub(r"([\\\[\]^&~|])", r"\\\1", pattern[at:end]) + "]")
            at = end + 1
        else:
            pieces[-1].append(re.escape(char))
    try:
        return Pieces(pieces, ignore_case)
    except re.error:
        raise _no_wildcard(pattern) from None


def _no_wildcard(pattern: str) -> PSError:
    return error(
        "RuntimeException",
        f"The specified wildcard pattern is not valid: {pattern}",
        "NotSpecified",
        None,
        "System.Management.Automation.WildcardPatternException",
    )


def has_wildcards(text: str) -> bool:
    """Whether a text holds an unescaped wildcard character."""
    return re.search(r"(?<!`)[*?\[]", text) is not None


def unescape_wildcards(text: str) -> str:
    """The text without the backticks that escape wildcard characters."""
    return re.sub(r"`([*?\[\]`])", r"\1", text)


def escape_wildcards(text: str) -> str:
    """The text with its wildcard characters escaped."""
    return re.sub(r"([*?\[\]])", r"`\1", text)
