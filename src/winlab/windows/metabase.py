"""The IIS 6.0 metabase: keys like ``W3SVC/AppPools`` with typed properties.

https://learn.microsoft.com/previous-versions/iis/6.0-sdk/ms525644(v=vs.90)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

Value = str | int | bool | list[str]
HELD = "Win32Stopped"
"""The property that keeps a site or a pool stopped (not one of Windows' own)."""


class Metabase:
    """The metabase of one machine; empty until IIS is installed. Paths are without case."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._keys: dict[str, dict[str, Value]] = {}
        self._spelling: dict[str, str] = {}

    @staticmethod
    def _key(path: str) -> str:
        path = path.strip("/").lower()
        return path.removeprefix("lm/")

    @property
    def installed(self) -> bool:
        """Whether IIS is there."""
        return bool(self._keys)

    def exists(self, path: str) -> bool:
        """Whether a key exists."""
        return self._key(path) in self._keys

    def create(self, path: str) -> None:
        """Makes a key and those above it."""
        words = path.strip("/").split("/")
        for count in range(1, len(words) + 1):
            key = self._key("/".join(words[:count]))
            self._keys.setdefault(key, {})
            self._spelling.setdefault(key, "/".join(words[:count]))
        self._machine.touch("metabase", path)

    def delete(self, path: str) -> bool:
        """Deletes a key with all below it."""
        key = self._key(path)
        gone = [each for each in self._keys if each == key or each.startswith(key + "/")]
        for each in gone:
            del self._keys[each]
        self._machine.touch("metabase", path)
        return bool(gone)

    def clear(self) -> None:
        """IIS is removed."""
        self._keys.clear()
        self._spelling.clear()
        self._machine.touch()

    def get(self, path: str, name: str) -> tuple[str, Value] | None:
        """(name as spelled, value) of a property, inherited from the keys above; None if it is not set."""
        words = self._key(path).split("/")
        for count in range(len(words), 0, -1):
            for known, value in self._keys.get("/".join(words[:count]), {}).items():
                if known.lower() == name.lower():
                    return known, value
        return None

    def set(self, path: str, name: str, value: Value) -> None:
        """Sets a property, making its key."""
        self.create(path)
        properties = self._keys[self._key(path)]
        for known in list(properties):
            if known.lower() == name.lower():
                name = known
        properties[name] = value
        self._machine.touch()

    def children(self, path: str) -> list[str]:
        """Names of the keys below."""
        key = self._key(path)
        start = key + "/" if key else ""
        return [
            self._spelling[each].rpartition("/")[2]
            for each in sorted(self._keys)
            if each.startswith(start) and each != key and "/" not in each[len(start) :]
        ]

    def properties(self, path: str) -> dict[str, Value]:
        """The properties set at a key itself."""
        return dict(self._keys.get(self._key(path), {}))

    def state(self) -> dict[str, object]:
        """Plain data."""
        return {"keys": self._keys, "spelling": self._spelling}

    def load(self, data: object) -> None:
        """Takes over what `state` gave."""
        kept = cast("Mapping[str, object]", data)
        self._keys = cast("dict[str, dict[str, Value]]", kept["keys"])
        self._spelling = cast("dict[str, str]", kept["spelling"])
