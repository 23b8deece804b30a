"""A naming context while it is being written down, before it becomes a forest's base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from winlab.directory import names
from winlab.directory.entries import Values

Attributes = dict[str, Values]


class Draft:
    """Objects in the order they are added, parents first."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._objects: dict[str, tuple[str, str, Attributes]] = {}
        self._accounts: dict[str, str] = {}
        self._rid = 1100

    def add(self, dn: str, object_class: str, attributes: Mapping[str, Values] | None = None) -> str:
        """Adds an object; returns its DN.

        Raises:
            ValueError: Its parent is missing, or it is there already.
        """
        key = names.key(dn)
        if key in self._objects:
            raise ValueError(f"{dn} is there twice")
        if key != names.key(self.root) and names.parent(key) not in self._objects:
            raise ValueError(f"{dn} has no parent object")
        kept = dict(attributes or {})
        self._objects[key] = (dn, object_class, kept)
        account = kept.get("sAMAccountName")
        if account:
            self._accounts[str(account[0]).lower()] = dn
        return dn

    def has_cn(self, common_name: str) -> bool:
        """Whether a child of the root has this name."""
        return names.key(f"CN={common_name},{self.root}") in self._objects

    def next_rid(self) -> int:
        """The next relative id of the domain."""
        self._rid += 1
        return self._rid

    def account(self, name: str) -> str | None:
        """DN of an account or group."""
        return self._accounts.get(name.lower())

    def append(self, dn: str, attribute: str, value: str) -> None:
        """Adds one value to an attribute, once."""
        attributes = self._objects[names.key(dn)][2]
        present = attributes.get(attribute, ())
        if value not in present:
            attributes[attribute] = (*present, value)

    def update(self, dn: str, attributes: Mapping[str, Values]) -> None:
        """Sets attributes of an object that is there.

        Raises:
            ValueError: There is no such object.
        """
        found = self._objects.get(names.key(dn))
        if found is None:
            raise ValueError(f"{dn} does not exist, so its attributes can't be set")
        held = {name.lower(): name for name in found[2]}
        for name, values in attributes.items():
            found[2][held.get(name.lower(), name)] = values

    def __iter__(self) -> Iterator[tuple[str, str, Attributes]]:
        """(DN, class, attributes) of all objects."""
        return iter(self._objects.values())
