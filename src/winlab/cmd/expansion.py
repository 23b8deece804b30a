"""Replacing variables: ``%NAME%``, ``%1``, ``%~dp0``, ``!NAME!`` and the variables of ``for``."""

from __future__ import annotations

import ntpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

Lookup = Callable[[str], "str | None"]

_SUBSTRING = re.compile(r"~(-?\d*)(?:,(-?\d*))?$")
_MODIFIERS = r"(?:\$[^\s:$%]+:)?[fdpnxsatz]*"


@dataclass
class Arguments:
    """``%0`` and what follows of a batch file, or of a label that was called.

    Attributes:
        values: the words; ``shift`` takes the first away.
        tail: the text behind the name, which is ``%*`` and stays.
        script: the batch file, which ``%~f0`` and its like mean in a label, too.
    """

    values: list[str]
    tail: str = ""
    script: str = ""


class Paths(Protocol):
    """What ``%~`` asks of the host."""

    def full(self, path: str) -> str: ...
    def described(self, path: str, letter: str) -> str:
        """Attributes (a), time (t), size (z) or the short form (s) of an absolute path."""

    def on_path(self, name: str, variable: str) -> str:
        """Where a file is in the folders of a variable; empty if it is in none."""


def expand_line(text: str, lookup: Lookup, arguments: Arguments | None, paths: Paths) -> str:
    """Replaces percent expressions of a line.

    Args:
        lookup: value of a variable, or None.
        arguments: those of a batch file; None on a command line, where an unknown variable stays as it is.
        paths: the host's files.
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
            replaced, length = _argument(text[at:], arguments, paths)
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
            at = _behind_unknown(text, at, end)
    return "".join(parts)


def _behind_unknown(text: str, at: int, end: int) -> int:
    """Where a batch file goes on behind a variable that is not set: it is empty, and a lone percent sign vanishes.

    Of ``%NAME:~0,1%`` only ``%NAME:`` goes.
    """
    if end < 0:
        return at + 1
    colon = text.find(":", at + 1, end)
    return colon + 1 if at + 1 < colon < end - 1 else end + 1


def expand_delayed(text: str, lookup: Lookup) -> str:
    """Replaces ``!NAME!``; unknown variables are empty."""
    if "!" not in text:
        return text
    return re.sub(r"!([^!]+)!", lambda match: _variable(match[1], lookup) or "", text).replace("!", "")


def expand_loop(text: str, values: Mapping[str, str], paths: Paths) -> str:
    """Replaces ``%v`` and ``%~dpv`` of the ``for`` loops around a command."""
    if not values or "%" not in text:
        return text

    def replaced(match: re.Match[str]) -> str:
        # The last letter is the variable; letters before it are modifiers.
        value = values[match[2]]
        return value if match[1] is None else modified(value, match[1], paths)

    names = "".join(re.escape(name) for name in values)
    return re.sub(rf"%(?:~({_MODIFIERS}))?([{names}])", replaced, text)


def modified(value: str, modifiers: str, paths: Paths) -> str:
    """``value`` with the modifiers of ``%~``: quotes go; f d p n x choose parts of the path, a t z tell of the file."""
    if value.startswith('"') and value.endswith('"') and len(value) > 1:
        value = value[1:-1]
    if modifiers.startswith("$"):
        variable, _, modifiers = modifiers[1:].partition(":")
        value = paths.on_path(value, variable)
        modifiers = modifiers or "f"
    if not modifiers or not value:
        return value
    path = paths.full(value)
    told = [paths.described(path, letter) for letter in "atz" if letter in modifiers]
    if "s" in modifiers:
        path = paths.described(path, "s")
    chosen = _parts(path, modifiers)
    return " ".join([*told, chosen] if chosen else told)


def _parts(path: str, modifiers: str) -> str:
    if "f" in modifiers or (not set(modifiers) - set("satz") and "s" in modifiers):
        return path
    drive, rest = ntpath.splitdrive(path)
    folder, name = ntpath.split(rest)
    stem, extension = ntpath.splitext(name)
    if folder and not folder.endswith("\\"):
        folder += "\\"
    chosen = [("d", drive), ("p", folder), ("n", stem), ("x", extension)]
    return "".join(part for letter, part in chosen if letter in modifiers)


def _argument(text: str, arguments: Arguments, paths: Paths) -> tuple[str, int]:
    if text.startswith("%*"):
        return arguments.tail, 2
    match = re.match(rf"%(?:(~)({_MODIFIERS}))?([0-9])", text)
    if match is None:
        return "", 0
    number = int(match[3])
    value = arguments.values[number] if number < len(arguments.values) else ""
    if not match[1]:
        return value, match.end()
    if number == 0 and value.startswith(":") and match[2]:
        value = arguments.script
    return modified(value, match[2], paths), match.end()


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
