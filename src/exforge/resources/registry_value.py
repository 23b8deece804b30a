"""One value of the registry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from exforge.resources.base import Act, Change, Comparison, Probe, Resource, Value, register, setting
from exforge.resources.observed import mapping, text, yes


@register
@dataclass(frozen=True)
class RegistryValue(Resource):
    """A value exists with this kind and data, or does not exist."""

    type: ClassVar[str] = "registry_value"
    key: str = setting("the key, as PowerShell writes it (HKLM:\\...)")
    value: str = setting("name of the value")
    data: str | int | tuple[str, ...] = setting("its data", default="")
    kind: Literal["String", "ExpandString", "DWord", "MultiString"] = setting("its kind", default="String")
    present: bool = setting("false: the value must not exist", default=True)

    def __post_init__(self) -> None:
        """Refuses data that does not suit the kind."""
        if self.present and (self.kind == "DWord") != isinstance(self.data, int):
            raise ValueError("a DWord needs a number as data, every other kind a text or a list of texts")

    def probes(self) -> tuple[Probe, ...]:
        """The value as it is."""
        return (Probe("Get-RegistryValue", {"Path": self.key, "Name": self.value}),)

    def compare(self, observed: Sequence[Value]) -> Comparison:
        """Kind and data."""
        state = mapping(observed[0])
        exists = yes(state.get("Exists"))
        if not self.present:
            return Comparison.of([Change("data", _shown(state.get("Data")), "absent")] if exists else ())
        if not exists:
            return Comparison.of([Change("data", "absent", _shown(self.data))])
        changes = []
        if text(state.get("Kind")) != self.kind:
            changes.append(Change("kind", text(state.get("Kind")), self.kind))
        if state.get("Data") != self.data:
            changes.append(Change("data", _shown(state.get("Data")), _shown(self.data)))
        return Comparison.of(changes)

    def acts(self, comparison: Comparison) -> tuple[Act, ...]:
        """Write it, or remove it."""
        where = {"Path": self.key, "Name": self.value}
        if not self.present:
            return (Act("Remove-RegistryValue", where, summary=f"remove {self.key} {self.value}"),)
        return (
            Act(
                "Set-RegistryValue",
                {**where, "Kind": self.kind, "Data": self.data},
                summary=f"set {self.key} {self.value}",
            ),
        )


def _shown(data: Value) -> str:
    return ", ".join(text(item) for item in data) if isinstance(data, tuple) else text(data)
