"""Sort-Object, and the keys by which objects are sorted, grouped and compared.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/sort-object (2.0).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from winlab.powershell.calculated import ASCENDING, DESCENDING, EXPRESSION, Wanted, evaluation_error, wanted_properties
from winlab.powershell.cmdlets.tables import ANY, UTILITY, as_list
from winlab.powershell.comparing import sorting_order
from winlab.powershell.declare import SWITCH, Cmdlet, Param


@dataclass(frozen=True)
class Key:
    """What one property of an object holds; an object without it comes after all others."""

    value: object
    exists: bool = True


def keys_of(cmdlet: Cmdlet, wanted: Sequence[Wanted], item: object) -> list[Key]:
    """The keys of an object: of its properties, or itself if none is wanted; what can't be read is reported."""
    if not wanted:
        return [Key(item)]
    return [_key(cmdlet, each, item) for each in wanted]


def _key(cmdlet: Cmdlet, wanted: Wanted, item: object) -> Key:
    found = wanted.expression.value(item, cmdlet.evaluate)
    if found is None:
        return Key(None, exists=False)
    failed = evaluation_error(found, item)
    if failed is not None:
        cmdlet.error(failed)
    return Key(found.value)


def key_order(left: Sequence[Key], right: Sequence[Key], down: Sequence[bool], ignore_case: bool) -> int:
    """Order of two objects by their keys; ``down`` tells which keys descend."""
    for a, b, falls in zip(left, right, down, strict=True):
        if a.exists != b.exists:
            return -1 if a.exists else 1
        result = sorting_order(a.value, b.value, ignore_case)
        if result:
            return -result if falls else result
    return 0


@UTILITY.cmdlet("Sort-Object", aliases=("sort",))
class SortObject(Cmdlet):
    """Sorts objects."""

    input_object = Param(ANY, pipeline=True, allow_null=True)
    property = Param("System.Object[]", position=0)
    descending = Param(SWITCH)
    unique = Param(SWITCH)
    case_sensitive = Param(SWITCH)
    culture = Param("System.String")

    def begin(self) -> None:
        self._wanted = wanted_properties(as_list(self.property), (EXPRESSION, ASCENDING, DESCENDING))
        self._items: list[object] = []

    def process(self) -> None:
        if self.input_object is not None:
            self._items.append(self.input_object)

    def end(self) -> None:
        down = [self._falls(wanted) for wanted in self._wanted] or [bool(self.descending)]
        ignore = not self.case_sensitive

        def compare(left: tuple[list[Key], object], right: tuple[list[Key], object]) -> int:
            return key_order(left[0], right[0], down, ignore)

        keyed = [(keys_of(self, self._wanted, item), item) for item in self._items]
        keyed.sort(key=functools.cmp_to_key(compare))
        last: tuple[list[Key], object] | None = None
        for entry in keyed:
            if not self.unique or last is None or compare(last, entry) != 0:
                self.write(entry[1])
            last = entry

    def _falls(self, wanted: Wanted) -> bool:
        falls, rises = wanted.flag(DESCENDING), wanted.flag(ASCENDING)
        if falls is None:
            return bool(self.descending) if rises is None else not rises
        return falls
