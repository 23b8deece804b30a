"""A folder, and who has full control of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from exforge.resources.base import Act, Change, Comparison, Probe, Resource, Value, register, setting
from exforge.resources.observed import items, mapping, same, text, yes


@register
@dataclass(frozen=True)
class Directory(Resource):
    """A folder exists, and the named accounts have full control; other rights stay as they are."""

    type: ClassVar[str] = "directory"
    path: str = setting("the folder")
    full_control: tuple[str, ...] = setting("accounts with full control (DOMAIN\\name)", default=())

    def probes(self) -> tuple[Probe, ...]:
        """Existence and access list."""
        return (Probe("Get-FolderAccess", {"Path": self.path}),)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """The folder, then each account."""
        state = mapping(observed[0])
        changes = [] if yes(state.get("Exists")) else [Change("folder", "absent", "present")]
        entries = [mapping(entry) for entry in items(state.get("Entries"))]
        for account in self.full_control:
            rights = [text(e.get("Rights")) for e in entries if same(text(e.get("Account")), account)]
            if not any("FullControl" in right for right in rights):
                changes.append(Change(f"rights of {account}", ", ".join(rights) or "none", "FullControl"))
        return Comparison.of(changes)

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Make it, then grant what is missing."""
        differing = {change.field for change in comparison.changes}
        found = []
        if "folder" in differing:
            found.append(Act("Set-Folder", {"Path": self.path}, summary=f"make folder {self.path}"))
        for account in self.full_control:
            if f"rights of {account}" in differing:
                grant = {"Path": self.path, "Account": account}
                found.append(Act("Grant-FolderAccess", grant, summary=f"give {account} full control of {self.path}"))
        return tuple(found)
