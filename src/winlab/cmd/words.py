"""Splitting the text of a command into words, as built-ins and programs do."""

from __future__ import annotations

import re


def words(text: str) -> list[str]:
    """Words of a built-in's arguments: blanks, commas, semicolons and equal signs separate; quotes kept."""
    return [match[0] for match in re.finditer(r'(?:"[^"]*(?:"|$)|[^\s,;="])+', text)]


def unquoted(word: str) -> str:
    """``word`` without its quotes."""
    return word.replace('"', "")


def name_and_tail(text: str, builtins: frozenset[str]) -> tuple[str, str]:
    """The command's name and the text behind it.

    A built-in may be followed at once by one of ``. \\ / : (`` (as in ``echo.``, ``cd..``, ``cd\\``).
    """
    text = text.lstrip(" \t,;=")
    if text.startswith('"'):
        end = text.find('"', 1)
        end = len(text) if end < 0 else end + 1
        while end < len(text) and text[end] not in " \t,;=/":
            end += 1
        return unquoted(text[:end]), text[end:]
    match = re.match(r"[A-Za-z]+(?=[.\\/:(+\[\]]|$|[\s,;=])", text)
    if match and match[0].lower() in builtins:
        return match[0], text[match.end() :]
    match = re.match(r'(?:"[^"]*"?|[^\s,;=/"])+', text)
    if match is None:
        return text, ""
    return unquoted(match[0]), text[match.end() :]


def switches(items: list[str]) -> tuple[list[str], list[str]]:
    """Arguments apart from ``/x`` switches; switches in lower case, one for each slash."""
    plain: list[str] = []
    found: list[str] = []
    for item in items:
        if item.startswith("/"):
            found += ["/" + part.lower() for part in item.split("/") if part]
        else:
            plain.append(unquoted(item))
    return plain, found
