"""ASP.NET 2.0 in IIS 6.0, with 64-bit worker processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from exforge.resources.base import Act, Change, Comparison, Probe, Resource, Value, register
from exforge.resources.observed import mapping, text, yes


@register
@dataclass(frozen=True)
class AspNetRegistration(Resource):
    """IIS runs 64-bit worker processes, and the 64-bit ASP.NET 2.0 is registered and allowed.

    IIS 6.0 runs one kind of worker processes for the whole server
    (http://technet.microsoft.com/en-us/library/cc755457(v=ws.10).aspx); a .NET Framework that came before
    IIS is not registered in it.
    """

    type: ClassVar[str] = "aspnet_registration"

    def probes(self) -> tuple[Probe, ...]:
        """What the metabase says."""
        return (Probe("Get-AspNetState"),)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """Bitness and extension; unknown until IIS is there."""
        state = mapping(observed[0])
        if not yes(state.get("Installed")):
            return Comparison.unknown("until IIS is installed")
        changes = []
        if yes(state.get("Enable32Bit")):
            changes.append(Change("worker processes", "32-bit", "64-bit"))
        if text(state.get("Extension")) != "allowed":
            changes.append(Change("ASP.NET v2.0.50727", text(state.get("Extension")), "allowed"))
        return Comparison.of(changes)

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Set, register, allow, restart IIS."""
        return (Act("Install-AspNet", {}, summary="register ASP.NET 2.0 (64-bit) in IIS", timeout=900),)
