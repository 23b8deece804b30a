"""Command lines of Windows' directory tools: ``/name:value`` and ``-name value`` switches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field


class UsageError(Exception):
    """A command line the tool does not take; the text is what it says."""


@dataclass
class Switches:
    """What a command line holds."""

    words: list[str] = field(default_factory=list)
    named: dict[str, list[str]] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a switch is there."""
        return name in self.named

    def value(self, name: str, default: str = "") -> str:
        """The first value of a switch."""
        found = self.named.get(name)
        return found[0] if found else default

    def values(self, name: str) -> list[str]:
        """All values of a switch."""
        return self.named.get(name, [])


def dash_switches(args: Sequence[str], flags: Collection[str], lists: Collection[str] = ()) -> Switches:
    """Parses ``-name value`` command lines (dsquery, dsget); names are lower case.

    Args:
        args: The arguments after the program's name.
        flags: Switches without a value.
        lists: Switches that take all words up to the next switch.
    """
    found = Switches()
    position = 0
    while position < len(args):
        word = args[position]
        position += 1
        if len(word) < 2 or word[0] not in "-/":
            found.words.append(word)
            continue
        name = word[1:].lower()
        values = found.named.setdefault(name, [])
        if name in flags:
            continue
        if name in lists:
            while position < len(args) and not args[position].startswith("-"):
                values.append(args[position])
                position += 1
        elif position < len(args):
            values.append(args[position])
            position += 1
        else:
            raise UsageError(f"a value is missing for -{name}")
    return found


def slash_switches(args: Sequence[str]) -> Switches:
    """Parses ``/name:value`` command lines (repadmin, nltest, netdom); names are lower case."""
    found = Switches()
    for word in args:
        if word[:1] in "/-" and len(word) > 1:
            name, _, value = word[1:].partition(":")
            found.named.setdefault(name.lower(), []).append(value)
        else:
            found.words.append(word)
    return found
