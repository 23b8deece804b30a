"""Replacing variables: ``%NAME%``, ``%1``, ``%~dp0``, ``!NAME!`` and the variables of ``for``."""

from __future__ import annotations

import ntpath
import re
from collections.abc import Callable, Mapping, Sequence

Lookup = Callable[[str], "str | None"]

_SUBSTRING = re.compile(r"~(-?\d*)(?:,(-?\d*))?$")
_MODIFIERS = "fdpnxsatz"


def expand_line(text: str, lookup: Lookup, arguments: Sequence[str] | None) -> str:
    """Replaces percent expressions of a line.

    Args:
        lookup: value of a variable, or None.
        arguments: ``%0``.. of a batch file; None on a command line, where an unknown variable stays as it is.
    """
    parts: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char != "%":
            parts.append(char)
            at += 1
            continue
        if arguments is not None:
            if text.startswith("%%", at):
                parts.append("%")
                at += 2
                continue
            replaced, length = _argument(text[at:], arguments)
            if length:
                parts.append(replaced)
                at += length
                continue
        end = text.find("%", at + 1)
        value = _variable(text[at + 1 : end], lookup) if end > at + 1 else None
        if value is not None:
            parts.append(value)
            at = end + 1
        elif arguments is None:
            parts.append(char)
            at += 1
        else:
            # In a batch file an unknown variable is empty, and a lone percent sign vanishes.
            at = end + 1 if end > 0 else at + 1
    return "".join(parts)


def expand_delayed(text: str, lookup: Lookup) -> str:
    """Replaces ``!NAME!``; unknown variables are empty."""
    if "!" not in text:
        return text
    return re.sub(r"!([^!]+)!", lambda match: _variable(match[1], lookup) or "", text).replace("!", "")


def expand_loop(text: str, values: Mapping[str, str]) -> str:
    """Replaces ``%v`` and ``%~dpv`` of the ``for`` loops around a command."""
    if not values or "%" not in text:
        return text

    def replaced(match: re.Match[str]) -> str:
        modifiers, name = match[1] or "", match[2]
        # The last letter is the variable; letters before it are modifiers.
        if name in values:
            return modified(values[name], modifiers)
        return match[0]

    names = "".join(re.escape(name) for name in values)
    return re.sub(rf"%(?:~([{_MODIFIERS}]*))?([{names}])", replaced, text)


def modified(value: str, modifiers: str) -> str:
    """``value`` with the modifiers of ``%~``: quotes go; f d p n x choose parts of the path."""
    if value.startswith('"') and value.endswith('"') and len(value) > 1:
        value = value[1:-1]
    if not modifiers:
        return value
    drive, rest = ntpath.splitdrive(value)
    folder, name = ntpath.split(rest)
    stem, extension = ntpath.splitext(name)
    if "f" in modifiers:
        return value
    if folder and not folder.endswith("\\"):
        folder += "\\"
    chosen = [("d", drive), ("p", folder), ("n", stem), ("x", extension)]
    return "".join(part for letter, part in chosen if letter in modifiers)


def _argument(text: str, arguments: Sequence[str]) -> tuple[str, int]:
    if text.startswith("%*"):
        return " ".join(arguments[1:]), 2
    match = re.match(rf"%(?:(~)([{_MODIFIERS}]*))?([0-9])", text)
    if match is None:
        return "", 0
    number = int(match[3])
    value = arguments[number] if number < len(arguments) else ""
    return (modified(value, match[2]) if match[1] else value), match.end()


def _variable(expression: str, lookup: Lookup) -> str | None:
    name, colon, change = expression.partition(":")
    whole = lookup(expression)
    if whole is not None:
        return whole
    value = lookup(name)
    if value is None or not colon:
        return None
    substring = _SUBSTRING.match(change)
    if substring is not None:
        start = int(substring[1] or 0)
        if start < 0:
            start = max(0, len(value) + start)
        if substring[2] is None:
            return value[start:]
        length = int(substring[2] or 0)
        return value[start : start + length] if length >= 0 else value[start:length]
    old, equals, new = change.partition("=")
    if not equals or not old:
        return None
    if old.startswith("*"):
        found = value.lower().find(old[1:].lower())
        return value if found < 0 else new + value[found + len(old) - 1 :]
    return re.sub(re.escape(old), lambda _: new, value, flags=re.IGNORECASE)
