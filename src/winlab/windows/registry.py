"""The registry of one host. Hosts share the base content until they write (path copying)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from winlab.windows.errors import RegistryError

SZ, EXPAND, BINARY, DWORD, MULTI, QWORD = (
    "REG_SZ",
    "REG_EXPAND_SZ",
    "REG_BINARY",
    "REG_DWORD",
    "REG_MULTI_SZ",
    "REG_QWORD",
)
KINDS = (SZ, EXPAND, BINARY, DWORD, MULTI, QWORD, "REG_NONE")
Data = str | int | bytes | tuple[str, ...]

HIVES: dict[str, str] = {
    "hklm": "HKEY_LOCAL_MACHINE",
    "hkey_local_machine": "HKEY_LOCAL_MACHINE",
    "hku": "HKEY_USERS",
    "hkey_users": "HKEY_USERS",
    "hkcu": "HKEY_CURRENT_USER",
    "hkey_current_user": "HKEY_CURRENT_USER",
    "hkcr": "HKEY_CLASSES_ROOT",
    "hkey_classes_root": "HKEY_CLASSES_ROOT",
    "hkcc": "HKEY_CURRENT_CONFIG",
    "hkey_current_config": "HKEY_CURRENT_CONFIG",
}
_LINKS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("hkey_local_machine", "system", "currentcontrolset"),
        ("HKEY_LOCAL_MACHINE", "SYSTEM", "ControlSet001"),
    ),
    (
        ("hkey_current_config",),
        ("HKEY_LOCAL_MACHINE", "SYSTEM", "ControlSet001", "Hardware Profiles", "0001"),
    ),
    (("hkey_classes_root",), ("HKEY_LOCAL_MACHINE", "SOFTWARE", "Classes")),
)
# Keys of SOFTWARE that both views share on x64,
# https://learn.microsoft.com/windows/win32/winprog64/shared-registry-keys
_SHARED = {"microsoft\\cryptography", "microsoft\\systemcertificates", "policies", "microsoft\\com3"}


@dataclass(frozen=True)
class RegistryValue:
    """A value: the default value's name is empty."""

    name: str
    kind: str
    data: Data


class _Key:
    __slots__ = ("keys", "name", "owner", "values", "volatile")

    def __init__(self, name: str, owner: object, volatile: bool = False) -> None:
        self.name = name
        self.owner = owner
        self.volatile = volatile
        self.values: dict[str, RegistryValue] = {}
        self.keys: dict[str, _Key] = {}

    def copy(self, owner: object) -> _Key:
        other = _Key(self.name, owner, self.volatile)
        other.values = dict(self.values)
        other.keys = dict(self.keys)
        return other


def kind_of(data: Data) -> str:
    """The kind that fits a Python value."""
    if isinstance(data, bool | int):
        return DWORD
    if isinstance(data, bytes):
        return BINARY
    return SZ if isinstance(data, str) else MULTI


class Registry:
    """One host's registry; paths begin with a hive (``HKLM\\...`` or its long name).

    Args:
        base: Content shared with other hosts; never changed.
        changed: Called with the key after each change that outlives a restart.
    """

    def __init__(self, base: Registry | None = None, changed: Callable[[str], None] | None = None) -> None:
        self._owner = object()
        self._base: _Key = base._root if base is not None else _Key("", self._owner)
        self._root: _Key = self._base
        self._changed = changed or (lambda path: None)

    # -- paths ----------------------------------------------------------------------------------------

    def parts(self, path: str, *, user: str = "", wow: bool = False) -> tuple[str, ...]:
        """The names of a path after links: current user, CurrentControlSet, the 32-bit view.

        Raises:
            RegistryError: 87 for an unknown hive.
        """
        words = [word for word in path.replace("/", "\\").split("\\") if word]
        if not words:
            return ()
        hive = HIVES.get(words[0].rstrip(":").lower())
        if hive is None:
            raise RegistryError(87, path)
        found = (hive, *words[1:])
        if hive == "HKEY_CURRENT_USER":
            # Who has no hive of his own loaded (a session without profile) sees the default user's.
            own = user or "S-1-5-18"
            found = ("HKEY_USERS", own if self._find(("HKEY_USERS", own)) is not None else ".DEFAULT", *words[1:])
        for start, target in _LINKS:
            if tuple(word.lower() for word in found[: len(start)]) == start:
                found = (*target, *found[len(start) :])
        return _wow(found) if wow else found

    def _find(self, parts: Iterable[str]) -> _Key | None:
        key: _Key | None = self._root
        for part in parts:
            key = key.keys.get(part.lower()) if key is not None else None
            if key is None:
                return None
        return key

    def _own(self, parts: Iterable[str], volatile: bool = False) -> _Key:
        if self._root.owner is not self._owner:
            self._root = self._root.copy(self._owner)
        key = self._root
        for part in parts:
            child = key.keys.get(part.lower())
            if child is None:
                child = _Key(part, self._owner, volatile or key.volatile)
                key.keys[part.lower()] = child
            elif child.owner is not self._owner:
                child = child.copy(self._owner)
                key.keys[part.lower()] = child
            key = child
        return key

    # -- keys -----------------------------------------------------------------------------------------

    def exists(self, path: str, *, user: str = "", wow: bool = False) -> bool:
        """Whether a key exists."""
        return self._find(self.parts(path, user=user, wow=wow)) is not None

    def name_of(self, path: str, *, user: str = "") -> str:
        """The key's last name as it is spelled in the registry.

        Raises:
            RegistryError: 2 if there is no such key.
        """
        key = self._find(self.parts(path, user=user))
        if key is None:
            raise RegistryError(2, path)
        return key.name

    def create(self, path: str, *, volatile: bool = False, user: str = "", wow: bool = False) -> bool:
        """Makes a key and those above it; False if it was there."""
        parts = self.parts(path, user=user, wow=wow)
        if self._find(parts) is not None:
            return False
        if len(parts) < 2 or (len(parts) == 2 and parts[0] == "HKEY_LOCAL_MACHINE" and not self._loading):
            raise RegistryError(5, path)
        key = self._own(parts, volatile)
        if not key.volatile:
            self._changed(path)
        return True

    _loading = False

    def mount(self, path: str) -> None:
        """Makes a hive appear directly below HKLM, as a service that loads one does (``HKLM\\Cluster``)."""
        self._own(self.parts(path))
        self._changed(path)

    def delete(self, path: str, *, user: str = "", wow: bool = False) -> bool:
        """Deletes a key with all below it; False if there was none."""
        parts = self.parts(path, user=user, wow=wow)
        if self._find(parts) is None:
            return False
        if len(parts) < 2:
            raise RegistryError(5, path)
        self._own(parts[:-1]).keys.pop(parts[-1].lower())
        self._changed(path)
        return True

    def subkeys(self, path: str, *, user: str = "", wow: bool = False) -> list[str]:
        """Names of the keys below; empty if there is no such key."""
        key = self._find(self.parts(path, user=user, wow=wow))
        return [] if key is None else [child.name for _, child in sorted(key.keys.items())]

    # -- values ---------------------------------------------------------------------------------------

    def values(self, path: str, *, user: str = "", wow: bool = False) -> list[RegistryValue]:
        """The values of a key; empty if there is no such key."""
        key = self._find(self.parts(path, user=user, wow=wow))
        return [] if key is None else list(key.values.values())

    def value(self, path: str, name: str, *, user: str = "", wow: bool = False) -> RegistryValue | None:
        """A value with its kind."""
        key = self._find(self.parts(path, user=user, wow=wow))
        return None if key is None else key.values.get(name.lower())

    def get(self, path: str, name: str, default: Data | None = None, *, user: str = "") -> Data | None:
        """A value's data."""
        found = self.value(path, name, user=user)
        return default if found is None else found.data

    def text(self, path: str, name: str, default: str = "") -> str:
        """A value's data as text."""
        found = self.get(path, name)
        return default if found is None else str(found)

    def number(self, path: str, name: str, default: int = 0) -> int:
        """A value's data as a number; the default if it is none."""
        found = self.get(path, name)
        return found if isinstance(found, int) else default

    def set(
        self,
        path: str,
        name: str,
        data: Data | Iterable[str],
        kind: str | None = None,
        *,
        user: str = "",
        wow: bool = False,
        volatile: bool = False,
    ) -> None:
        """Writes a value, making its key."""
        fixed: Data = data if isinstance(data, str | int | bytes) else tuple(data)
        key = self._own(self.parts(path, user=user, wow=wow), volatile)
        old = key.values.get(name.lower())
        value = RegistryValue(old.name if old is not None else name, kind or kind_of(fixed), fixed)
        if value != old:
            key.values[name.lower()] = value
            if not key.volatile:
                self._changed(path)

    def delete_value(self, path: str, name: str, *, user: str = "", wow: bool = False) -> bool:
        """Deletes a value; False if there was none."""
        parts = self.parts(path, user=user, wow=wow)
        key = self._find(parts)
        if key is None or name.lower() not in key.values:
            return False
        self._own(parts).values.pop(name.lower())
        self._changed(path)
        return True

    def fill(self, content: Mapping[str, Mapping[str, Data]]) -> None:
        """Writes many keys at once."""
        for path, values in content.items():
            self._own(self.parts(path))
            for name, data in values.items():
                kind = EXPAND if isinstance(data, str) and "%" in data else None
                self.set(path, name, data, kind)

    # -- restart and persistence ----------------------------------------------------------------------

    def drop_volatile(self) -> None:
        """Forgets volatile keys, as a restart does."""
        self._drop(self._root)

    def _drop(self, key: _Key) -> None:
        if key.owner is not self._owner:
            return
        for name, child in list(key.keys.items()):
            if child.volatile:
                del key.keys[name]
            else:
                self._drop(child)

    def state(self) -> dict[str, object]:
        """What differs from the base, as plain data."""
        return self._state(self._root) if self._root.owner is self._owner else {}

    def _state(self, key: _Key) -> dict[str, object]:
        keys: dict[str, object] = {}
        for child in key.keys.values():
            if not child.volatile:
                keys[child.name] = self._state(child) if child.owner is self._owner else None
        values = {value.name: [value.kind, _to_json(value.data)] for value in key.values.values()}
        return {"keys": keys, "values": values}

    def load(self, data: Mapping[str, object]) -> None:
        """Takes over what `state` gave."""
        self._root = self._load("", self._base, data) if data else self._base

    def _load(self, name: str, base: _Key | None, data: Mapping[str, object]) -> _Key:
        key = _Key(name, self._owner)
        for value_name, pair in cast("Mapping[str, list[object]]", data["values"]).items():
            kind = str(pair[0])
            key.values[value_name.lower()] = RegistryValue(value_name, kind, _from_json(kind, pair[1]))
        for child, below in cast("Mapping[str, Mapping[str, object] | None]", data["keys"]).items():
            shared = base.keys.get(child.lower()) if base is not None else None
            if below is not None:
                key.keys[child.lower()] = self._load(child, shared, below)
            elif shared is not None:
                key.keys[child.lower()] = shared
        return key


def _wow(parts: tuple[str, ...]) -> tuple[str, ...]:
    if len(parts) < 3 or parts[1].lower() != "software" or parts[2].lower() == "wow6432node":
        return parts
    below = "\\".join(parts[2:]).lower()
    if any(below == shared or below.startswith(shared + "\\") for shared in _SHARED):
        return parts
    return (*parts[:2], "Wow6432Node", *parts[2:])


def _to_json(data: Data) -> object:
    if isinstance(data, bytes):
        return base64.b64encode(data).decode("ascii")
    return list(data) if isinstance(data, tuple) else data


def _from_json(kind: str, data: object) -> Data:
    if isinstance(data, list):
        return tuple(str(item) for item in data)
    if isinstance(data, int):
        return data
    text = str(data)
    return base64.b64decode(text) if kind in (BINARY, "REG_NONE") else text
