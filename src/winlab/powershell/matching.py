"""-match, -split and the tests of switch: what needs ``$Matches``, a script block or a file."""

from __future__ import annotations

from collections.abc import Callable

import regex

from winlab.powershell.comparing import equal
from winlab.powershell.conversion import cast_error, convert_or_fail, to_bool
from winlab.powershell.errors import ConversionFailed, error
from winlab.powershell.nettypes import TYPES
from winlab.powershell.operators import elements
from winlab.powershell.patterns import (
    EXTENDED,
    IGNORE_CASE,
    MULTILINE,
    SINGLELINE,
    NetPattern,
    net_pattern,
    operator_pattern,
    wildcard,
)
from winlab.powershell.scopes import Frame
from winlab.powershell.text import to_text
from winlab.powershell.values import Hashtable, NetObject, PSObject, TypedArray, unwrap


def match(frame: Frame, left: object, right: object, ignore_case: bool, negated: bool) -> object:
    """``left -match right``; a scalar's match sets ``$Matches``."""
    pattern_object = getattr(unwrap(right), "pattern", None)
    operator = f"-{'' if ignore_case else 'c'}{'not' if negated else ''}match"
    pattern = (
        pattern_object
        if isinstance(pattern_object, NetPattern)
        else operator_pattern(to_text(right), ignore_case, operator)
    )
    items = elements(left) if isinstance(left, (list, NetObject, PSObject)) else None
    if items is not None:
        return [item for item in items if (pattern.search(to_text(item)) is None) == negated]
    found = pattern.search(to_text(left))
    if found is not None:
        set_matches(frame, pattern, found)
    return (found is None) == negated


def set_matches(frame: Frame, pattern: NetPattern, found: regex.Match[str]) -> None:
    """Fills ``$Matches``."""
    table = Hashtable()
    for name, index in pattern.order:
        if found[index] is not None:
            table.set(int(name) if name.isdigit() else name, found[index])
    frame.scope.put("Matches", table)


_OPTIONS = {
    "ignorecase": IGNORE_CASE,
    "multiline": MULTILINE,
    "singleline": SINGLELINE,
    "ignorepatternwhitespace": EXTENDED,
    "regexmatch": 0,
    "cultureinvariant": 0,
    "explicitcapture": 4,
}


def _limit(value: object) -> int:
    target = TYPES["system.int32"]
    try:
        number = convert_or_fail(value, target)
    except ConversionFailed as failed:
        raise cast_error(value, target, failed) from None
    assert isinstance(number, int)
    return number


def split(frame: Frame, left: object, right: object, ignore_case: bool) -> object:
    """``left -split pattern, limit, options`` or ``left -split { test }``."""
    arguments = right if isinstance(right, list) else [right]
    first = unwrap(arguments[0]) if arguments else ""
    limit = max(_limit(arguments[1]), 0) if len(arguments) > 1 else 0
    items = elements(left)
    texts = [to_text(left)] if items is None else [to_text(item) for item in items]
    pieces: list[object] = []
    if type(first).__name__ == "ScriptBlock":
        for text in texts:
            pieces.extend(_split_by_block(frame, text, first, limit))
        return TypedArray(pieces, "System.String")
    options = 0
    simple = False
    if len(arguments) > 2:
        for word in to_text(arguments[2]).split(","):
            name = word.strip().lower()
            if name == "simplematch":
                simple = True
            elif name in _OPTIONS:
                options |= _OPTIONS[name]
            else:
                raise error("InvalidSplitOptionCombination", f"Bad split option: {word}", "InvalidOperation")
    if ignore_case:
        options |= IGNORE_CASE
    text_pattern = to_text(first)
    pattern = net_pattern(regex.escape(text_pattern) if simple else text_pattern, options)
    for text in texts:
        pieces.extend(pattern.split(text, limit))
    return TypedArray(pieces, "System.String")


def _split_by_block(frame: Frame, text: str, block: object, limit: int) -> list[str]:
    pieces: list[str] = []
    current = ""
    for place, char in enumerate(text):
        if limit and len(pieces) + 1 >= limit:
            current += text[place:]
            break
        if to_bool(frame.session.call_block(block, (), char, None, frame)):
            pieces.append(current)
            current = ""
        else:
            current += char
    return [*pieces, current]


def split_words(value: object) -> object:
    """Unary ``-split``: at white space, none left at the ends."""
    items = elements(value)
    texts = [to_text(value)] if items is None else [to_text(item) for item in items]
    return TypedArray((word for text in texts for word in text.split()), "System.String")


Test = Callable[[Frame, object, object], bool]


def switch_test(mode: str, case_sensitive: bool) -> Test:
    """How ``switch`` compares a value with a clause."""
    ignore = not case_sensitive
    lowered = mode.lower()

    if lowered == "regex":

        def by_regex(frame: Frame, item: object, wanted: object) -> bool:
            return bool(match(frame, to_text(item), wanted, ignore, False))

        return by_regex
    if lowered == "wildcard":

        def by_wildcard(frame: Frame, item: object, wanted: object) -> bool:
            return wildcard(to_text(wanted), ignore).fullmatch(to_text(item))

        return by_wildcard

    def exactly(frame: Frame, item: object, wanted: object) -> bool:
        return equal(item, wanted, ignore)

    return exactly


def file_lines(frame: Frame, path: str) -> list[object]:
    """The lines ``switch -file`` goes through."""
    from winlab.powershell.paths import read_lines

    return read_lines(frame.session, path)
