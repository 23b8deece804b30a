"""Arguments as Windows' own programs take them: ``/name`` or ``-name``, values as the next word or after a colon."""

from __future__ import annotations

from collections.abc import Sequence


class SwitchError(Exception):
    """A switch that the program does not know, or one without its value."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(word)


class Switches:
    """Parsed arguments: ``words`` without switches, flags, and values by lower-case name.

    A switch that is given more than once has its last value; ``every`` knows all of them.
    """

    def __init__(self, args: Sequence[str], flags: Sequence[str] = (), valued: Sequence[str] = ()) -> None:
        self.words: list[str] = []
        self.flags: set[str] = set()
        self.values: dict[str, str] = {}
        self._every: dict[str, list[str]] = {}
        rest = list(args)
        while rest:
            word = rest.pop(0)
            if word[:1] not in "/-" or len(word) < 2:
                self.words.append(word)
                continue
            name, colon, value = word[1:].partition(":")
            lowered = name.lower()
            if lowered in valued:
                if not colon:
                    if not rest:
                        raise SwitchError(word)
                    value = rest.pop(0)
                self.values[lowered] = value
                self._every.setdefault(lowered, []).append(value)
            elif lowered in flags:
                self.flags.add(lowered)
            else:
                raise SwitchError(word)

    def has(self, name: str) -> bool:
        """Whether a flag or value was given."""
        return name in self.flags or name in self.values

    def value(self, name: str, default: str = "") -> str:
        """A value."""
        return self.values.get(name, default)

    def every(self, name: str) -> list[str]:
        """All values of a switch, in their order."""
        return self._every.get(name, [])
