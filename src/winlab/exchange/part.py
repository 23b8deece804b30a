"""What of Exchange is kept with a lab beside the directory and the machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from winlab.cluster.part import add_part
from winlab.exchange.stores import Stores
from winlab.windows.machine import Machine, at_setup

if TYPE_CHECKING:
    from winlab.windows.lab import Lab


class ExchangePart:
    """Run-time state of databases and copies."""

    def __init__(self) -> None:
        self.stores = Stores()

    def state(self) -> object:
        """Plain data."""
        return self.stores.to_data()

    def load(self, data: object) -> None:
        """Takes over what `state` gave."""
        self.stores.load(cast("dict[str, object]", data))

    def digest(self) -> object:
        """How many of each: identifiers and times differ by chance."""
        stores = self.stores
        return {
            "dismounted": len(stores.dismounted),
            "suspended": sorted(stores.suspended.values()),
            "reseed": len(stores.reseed),
            "stopped": stores.stopped,
        }


def install(lab: Lab) -> ExchangePart:
    """Adds Exchange to a lab, with what its folder holds of it; the part that is there already."""
    found = lab.parts.get("exchange")
    if isinstance(found, ExchangePart):
        return found
    part = ExchangePart()
    add_part(lab, "exchange", part)
    return part


@at_setup
def _with_exchange(machine: Machine) -> None:
    install(machine.lab)


def stores_of(lab: Lab) -> Stores:
    """The stores of a lab; asking counts as a change."""
    part = install(lab)
    lab.touch("part:exchange")
    return part.stores
