"""An installer package (.exe or .msi) and how to tell that it is installed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from exforge.resources.base import Act, Change, Comparison, Probe, Resource, Value, register, setting
from exforge.resources.observed import mapping, number, same, text, version, yes

_NOT_INSTALLED = "not installed"


@dataclass(frozen=True)
class Detection:
    """The evidence that a package is installed: exactly one of the four kinds."""

    update: str = setting("number of an update (KB926139)", default="")
    product: str = setting("name in Add or Remove Programs", default="")
    file: str = setting("a file that the package brings", default="")
    registry: str = setting("a registry key (HKLM:\\...)", default="")
    value: str = setting("name of the value in that key", default="")
    at_least: str = setting("least number or version of the value or the file", default="")
    equals: str = setting("exact text of the value", default="")

    def __post_init__(self) -> None:
        """Refuses evidence that is none or more than one."""
        kinds = [kind for kind in (self.update, self.product, self.file, self.registry) if kind]
        if len(kinds) != 1:
            raise ValueError("detect needs exactly one of update, product, file and registry")
        if self.registry and not self.value:
            raise ValueError("detect by registry needs the name of a value")


@register
@dataclass(frozen=True)
class Package(Resource):
    """A package is installed; a newer one counts when the evidence says ``at_least``."""

    type: ClassVar[str] = "package"
    path: str = setting("the installer on the host")
    detect: Detection = setting("how to tell that it is installed")
    arguments: tuple[str, ...] = setting("what makes it silent", default=("/quiet", "/norestart"))
    clean_boot: bool = setting("a restart that is pending is taken first", default=False)
    timeout: int = setting("seconds", default=3600)

    def probes(self) -> tuple[Probe, ...]:
        """The evidence, and whether the installer is there."""
        return (self._evidence(), Probe("Get-PathState", {"Path": self.path}))

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """In place when the evidence holds; blocked when it does not and there is no installer."""
        found = self._found(observed[0])
        if not found:
            return Comparison.of(())
        if not yes(mapping(observed[1]).get("Exists")):
            return Comparison.blocked(
                f"{self.name} is not installed ({found}) and its installer {self.path} is not on the host",
                f"copy the installer to {self.path}",
            )
        return Comparison.of([Change("version", found, self.detect.at_least or self.detect.equals or "installed")])

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """The installer, silently."""
        return (
            Act(
                "Install-Package",
                {"Path": self.path, "Arguments": self.arguments},
                summary=f"install {self.name}",
                may_reboot=True,
                clean_boot=self.clean_boot,
                full_logon=True,
                timeout=self.timeout,
            ),
        )

    def _evidence(self) -> Probe:
        detect = self.detect
        if detect.update:
            return Probe("Get-UpdateState", {"Id": detect.update})
        if detect.product:
            return Probe("Get-ProductState", {"DisplayName": detect.product})
        if detect.file:
            return Probe("Get-PathState", {"Path": detect.file})
        return Probe("Get-RegistryValue", {"Path": detect.registry, "Name": detect.value})

    def _found(self, answer: Value) -> str:
        """What there is instead of the package; empty when the evidence holds."""
        state, detect = mapping(answer), self.detect
        if detect.update or detect.product:
            return "" if yes(state.get("Installed")) else _NOT_INSTALLED
        if not yes(state.get("Exists")):
            return _NOT_INSTALLED
        if detect.file:
            seen = text(state.get("Version"))
            enough = not detect.at_least or version(seen) >= version(detect.at_least)
            return "" if enough else seen or "a file without a version"
        data = text(state.get("Data"))
        if detect.equals:
            return "" if same(data, detect.equals) else data or "empty"
        if detect.at_least:
            return "" if _reaches(state.get("Data"), detect.at_least) else data or "empty"
        return ""


def _reaches(data: Value, least: str) -> bool:
    if least.isdigit():
        return number(data) >= int(least)
    return version(data) >= version(least)
