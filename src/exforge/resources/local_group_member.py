"""An account in a local group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from exforge.resources.base import Act, Change, Comparison, Probe, Resource, Value, register, setting
from exforge.resources.observed import contains, mapping, texts


@register
@dataclass(frozen=True)
class LocalGroupMember(Resource):
    """An account is a direct member of a local group."""

    type: ClassVar[str] = "local_group_member"
    group: str = setting("local group", default="Administrators")
    member: str = setting("account (DOMAIN\\name)", default="")

    def __post_init__(self) -> None:
        """Refuses a member without its domain."""
        if self.member.count("\\") != 1:
            raise ValueError("member is DOMAIN\\name")

    def probes(self) -> tuple[Probe, ...]:
        """The group's members."""
        return (Probe("Get-GroupMember", {"Group": self.group}),)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """Membership."""
        members = texts(mapping(observed[0]).get("Members"))
        return Comparison.of(() if contains(members, self.member) else [Change("member", "absent", self.member)])

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Put it in."""
        where = {"Group": self.group, "Account": self.member}
        return (Act("Add-GroupMember", where, summary=f"put {self.member} into {self.group}", full_logon=True),)
