"""Optional components of Windows Server 2003, set by sysocmgr with an answer file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from exforge.resources.base import Act, Change, Comparison, Probe, Resource, Value, register, setting
from exforge.resources.observed import mapping, yes

ALSO = {"netoc"}
"""Sections of an answer file that are no components and have no registry value."""


@register
@dataclass(frozen=True)
class WindowsComponent(Resource):
    """Components are on or off; what is not named stays as it is.

    A network component is named in [NetOptionalComponents] of the answer file and registers in lower case
    (http://technet.microsoft.com/en-us/library/cc755697.aspx).
    """

    type: ClassVar[str] = "windows_component"
    components: Mapping[str, bool] = setting("component name of the answer file -> installed or not")
    network: Mapping[str, bool] = setting("name in [NetOptionalComponents] -> installed or not", make=dict)
    source: str = setting("folder that holds I386 and AMD64 of the Windows media", default="")

    def probes(self) -> tuple[Probe, ...]:
        """The OC Manager's record of every named component."""
        return (Probe("Get-WindowsComponent", {"Names": tuple(self._wanted())}),)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """One change per component that differs."""
        state = mapping(mapping(observed[0]).get("Components"))
        return Comparison.of(
            [
                Change(name, "on" if yes(state.get(name)) else "off", "on" if wanted else "off")
                for name, wanted in self._wanted().items()
                if yes(state.get(name)) != wanted
            ]
        )

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """One run of sysocmgr for all components."""
        names = ", ".join(change.field for change in comparison.changes)
        return (
            Act(
                "Install-WindowsComponent",
                {
                    "Components": dict(self.components),
                    "NetworkComponents": dict(self.network),
                    "SourcePath": self.source,
                },
                summary=f"set Windows components {names}",
                may_reboot=True,
                full_logon=True,
                timeout=3600,
            ),
        )

    def _wanted(self) -> dict[str, bool]:
        network = {name.lower(): wanted for name, wanted in self.network.items()}
        return {name: wanted for name, wanted in self.components.items() if name not in ALSO} | network
