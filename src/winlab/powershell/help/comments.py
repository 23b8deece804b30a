"""Comment-based help.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_comment_based_help (2.0).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_KEYWORD = re.compile(r"^\s*\.([A-Za-z]+)(?:[ \t]+(\S.*?))?\s*$")
_SECTIONS = ("synopsis", "description", "notes", "inputs", "outputs", "component", "role", "functionality")
_REPEATED = ("parameter", "example", "link")
_OTHERS = ("forwardhelptargetname", "forwardhelpcategory", "remotehelprunspace", "externalhelp")
_BLOCK = re.compile(r"<#(.*?)#>", re.DOTALL)


@dataclass
class HelpText:
    """The sections of a help comment."""

    sections: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def help_of(text: str, before: str = "") -> HelpText | None:
    """The help of a function or script: at the beginning or end of its text, or right before it."""
    for comment in (_leading(text), _trailing(text), _trailing(before, apart=1)):
        found = parse(comment) if comment else None
        if found is not None:
            return found
    return None


def parse(comment: str) -> HelpText | None:
    """The sections of a comment; None if it is no help, because a keyword is unknown or there is none."""
    found = HelpText()
    keyword, argument, lines = "", "", list[str]()
    any_keyword = False
    for line in [*comment.splitlines(), ".END"]:
        match = _KEYWORD.match(line)
        if match is None:
            lines.append(line)
            continue
        _store(found, keyword, argument, lines)
        keyword, argument, lines = match[1].lower(), match[2] or "", []
        if line == ".END":
            break
        if keyword not in (*_SECTIONS, *_REPEATED, *_OTHERS):
            return None
        any_keyword = True
    return found if any_keyword else None


def _store(found: HelpText, keyword: str, argument: str, lines: list[str]) -> None:
    text = _dedented(lines)
    if keyword in _SECTIONS:
        found.sections[keyword] = text
    elif keyword == "parameter":
        found.parameters[argument.lower()] = text
    elif keyword == "example":
        found.examples.append(text)
    elif keyword == "link":
        found.links.append(text)


def _dedented(lines: list[str]) -> str:
    kept = [line.rstrip() for line in lines]
    indents = [len(line) - len(line.lstrip()) for line in kept if line]
    cut = min(indents, default=0)
    return "\n".join(line[cut:] for line in kept).strip("\n")


def _leading(text: str) -> str:
    """The comment that a text begins with."""
    rest = text.lstrip()
    block = _BLOCK.match(rest)
    if block is not None:
        return block[1]
    lines = []
    for line in rest.splitlines():
        if not line.lstrip().startswith("#"):
            break
        lines.append(line.lstrip()[1:])
    return "\n".join(lines)


def _trailing(text: str, apart: int = 1) -> str:
    """The comment that a text ends with, with no more than so many empty lines behind it."""
    rest = text.rstrip()
    if text[len(rest) :].count("\n") > apart + 1:
        return ""
    if rest.endswith("#>"):
        start = rest.rfind("<#")
        return rest[start + 2 : -2] if start >= 0 else ""
    lines: list[str] = []
    for line in reversed(rest.splitlines()):
        if not line.lstrip().startswith("#"):
            break
        lines.append(line.lstrip()[1:])
    return "\n".join(reversed(lines))
