"""The registry as one process sees it: whose current user it is, and whether in the 32-bit view."""

from __future__ import annotations

from dataclasses import dataclass

from winlab.windows.registry import Data, Registry, RegistryValue


@dataclass(frozen=True)
class RegistryView:
    """A registry with the SID behind HKEY_CURRENT_USER and the view (``wow``: 32-bit)."""

    registry: Registry
    user: str
    wow: bool = False

    def exists(self, path: str) -> bool:
        """Whether a key exists."""
        return self.registry.exists(path, user=self.user, wow=self.wow)

    def create(self, path: str) -> bool:
        """Makes a key and those above it; False if it was there."""
        return self.registry.create(path, user=self.user, wow=self.wow)

    def delete(self, path: str) -> bool:
        """Deletes a key with all below it; False if there was none."""
        return self.registry.delete(path, user=self.user, wow=self.wow)

    def subkeys(self, path: str) -> list[str]:
        """Names of the keys below."""
        return self.registry.subkeys(path, user=self.user, wow=self.wow)

    def values(self, path: str) -> list[RegistryValue]:
        """The values of a key."""
        return self.registry.values(path, user=self.user, wow=self.wow)

    def value(self, path: str, name: str) -> RegistryValue | None:
        """A value with its kind."""
        return self.registry.value(path, name, user=self.user, wow=self.wow)

    def set(self, path: str, name: str, data: Data, kind: str | None = None) -> None:
        """Writes a value, making its key."""
        self.registry.set(path, name, data, kind, user=self.user, wow=self.wow)

    def delete_value(self, path: str, name: str) -> bool:
        """Deletes a value; False if there was none."""
        return self.registry.delete_value(path, name, user=self.user, wow=self.wow)
