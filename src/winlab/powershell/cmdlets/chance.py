"""Get-Random.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/get-random (2.0).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import cast

from winlab.powershell.cmdlets.tables import ANY, UTILITY
from winlab.powershell.conversion import cast_error
from winlab.powershell.declare import Cmdlet, Param
from winlab.powershell.errors import ConversionFailed, NetException, error_record
from winlab.powershell.nettypes import TYPES
from winlab.powershell.numberconversion import parse_number
from winlab.powershell.text import to_text
from winlab.powershell.values import unwrap


@UTILITY.cmdlet("Get-Random", default_set="RandomNumberParameterSet")
class GetRandom(Cmdlet):
    """Random numbers, or items of a list."""

    maximum = Param(ANY, position=0, sets=("RandomNumberParameterSet",), default=2147483647)
    minimum = Param(ANY, sets=("RandomNumberParameterSet",), default=0)
    set_seed = Param("System.Int32")
    input_object = Param(
        "System.Object[]", mandatory=True, position=0, pipeline=True, sets=("RandomListItemParameterSet",)
    )
    count = Param("System.Int32", sets=("RandomListItemParameterSet",), default=1, validate_range=(1, 2147483647))

    def begin(self) -> None:
        self._items: list[object] = []
        if self.set_seed is not None:
            self.session.random_seed = int(str(self.set_seed))
            self._generators()[id(self.session)] = random.Random(int(str(self.set_seed)))

    def process(self) -> None:
        if self.input_object is not None:
            self._items.extend(cast("Sequence[object]", self.input_object))

    def end(self) -> None:
        source = self._generators().setdefault(id(self.session), random.Random())
        if "InputObject" in self.bound or self._items:
            self.write_all(source.sample(self._items, min(int(str(self.count)), len(self._items))))
            return
        low, high = self._number(self.minimum), self._number(self.maximum)
        if isinstance(low, float) or isinstance(high, float):
            self.write(source.uniform(float(low), float(high)))
            return
        first, last = low, high
        if first >= last:
            text = f"The Minimum value ({first}) cannot be greater than or equal to the Maximum value ({last})."
            exception = NetException("System.ArgumentException", text)
            self.throw(error_record(exception, "MinGreaterThanOrEqualMax", "InvalidArgument"))
        self.write(source.randrange(first, last))

    def _number(self, value: object) -> int | float:
        """A bound, as the cmdlet converts it."""
        plain = unwrap(value)
        if isinstance(plain, (int, float)):
            return plain
        try:
            number = parse_number(to_text(plain))
        except ConversionFailed as failed:
            raise cast_error(plain, TYPES["system.double"], failed) from None
        return number if isinstance(number, int) else float(str(number))

    @staticmethod
    def _generators() -> dict[int, random.Random]:
        return _GENERATORS


_GENERATORS: dict[int, random.Random] = {}
