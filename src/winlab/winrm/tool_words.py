"""The words of a ``winrm`` command line: verb, resource, switches, and values in ``@{...}``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# A word ends at a blank outside of quotes and braces.
_WORD = re.compile(r'(?:@?\{(?:"[^"]*"|[^}"])*\}|"[^"]*"|[^\s"{]|\{(?:"[^"]*"|[^}"])*\})+')
_ASSIGNMENT = re.compile(r"""\s*([\w.]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^;}]*))\s*(?:;|$)""")


class ToolError(Exception):
    """What winrm prints when it refuses, and the exit code."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.code = code


def misused() -> ToolError:
    """The command line makes no sense."""
    return ToolError('Error: Invalid use of command line. Type "winrm -?" for help.', 1)


@dataclass(frozen=True)
class Words:
    """What a command line says.

    Attributes:
        target, second: the words after the verb that are no switches.
        switches: in lower case, with their values (``-r:SRV2``).
        values: the text of ``@{...}``, or an empty one.
    """

    verb: str = ""
    target: str = ""
    second: str = ""
    switches: Mapping[str, str] = field(default_factory=dict)
    values: str = ""

    @classmethod
    def of(cls, line: str) -> Words:
        """Reads a command line."""
        plain: list[str] = []
        switches: dict[str, str] = {}
        values = ""
        for word in _words(line):
            if word.startswith("@{"):
                values = word
            elif word.startswith(("-", "/")):
                name, _, value = word[1:].partition(":")
                switches[name.lower()] = value
            else:
                plain.append(word)
        plain += [""] * 3
        return cls(plain[0].lower(), plain[1], plain[2], switches, values)

    @property
    def wants_xml(self) -> bool:
        """Whether XML is asked for."""
        return self.switches.get("f", self.switches.get("format", "")).lower().lstrip("#") in ("xml", "pretty")


def _words(line: str) -> Iterator[str]:
    for match in _WORD.finditer(line):
        text = match[0]
        yield text if text.startswith("@{") else text.replace('"', "")


def assignments(text: str) -> dict[str, str]:
    """The pairs of ``@{Name="value";Name="value"}``.

    Raises:
        ToolError: it is something else.
    """
    match = re.fullmatch(r"\s*@\{(.*)\}\s*", text, re.DOTALL)
    pairs: dict[str, str] = {}
    if match is None:
        raise misused()
    at = 0
    while at < len(match[1].rstrip()):
        found = _ASSIGNMENT.match(match[1], at)
        if found is None:
            raise misused()
        pairs[found[1]] = next(value for value in found.groups()[1:] if value is not None).strip()
        at = found.end()
    return pairs
