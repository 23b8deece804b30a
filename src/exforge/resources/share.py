"""A shared folder with its own access list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from exforge.resources.base import Act, Change, Comparison, Probe, Resource, Value, register, setting
from exforge.resources.observed import items, mapping, same, text, yes


@register
@dataclass(frozen=True)
class Share(Resource):
    """A folder is shared under a name, with full access for exactly these accounts."""

    type: ClassVar[str] = "share"
    share: str = setting("name of the share")
    path: str = setting("the folder, which exists")
    full_access: tuple[str, ...] = setting("accounts with full access (DOMAIN\\name)")
    remark: str = setting("text for those who look at it", default="")

    def probes(self) -> tuple[Probe, ...]:
        """The share as it is."""
        return (Probe("Get-ShareState", {"Name": self.share}),)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """Path and access list."""
        state = mapping(observed[0])
        if not yes(state.get("Exists")):
            return Comparison.of([Change("share", "absent", self.path)])
        changes = []
        if not same(text(state.get("Path")), self.path):
            changes.append(Change("path", text(state.get("Path")), self.path))
        grants = [mapping(grant) for grant in items(state.get("Grants"))]
        seen = sorted(f"{text(g.get('Account'))}: {text(g.get('Access'))}" for g in grants)
        wanted = sorted(f"{account}: FULL" for account in self.full_access)
        if [entry.casefold() for entry in seen] != [entry.casefold() for entry in wanted]:
            changes.append(Change("access", ", ".join(seen) or "nobody", ", ".join(wanted)))
        return Comparison.of(changes)

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Share it anew."""
        return (
            Act(
                "New-FolderShare",
                {
                    "Name": self.share,
                    "Path": self.path,
                    "FullAccess": self.full_access,
                    "Remark": self.remark,
                },
                summary=f"share {self.path} as {self.share}",
            ),
        )
