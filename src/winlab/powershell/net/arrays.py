"""Arrays of several dimensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.powershell.conversion import convert_or_fail
from winlab.powershell.declare import NET
from winlab.powershell.errors import net_error
from winlab.powershell.limits import TYPED_ITEM, net_room
from winlab.powershell.nettypes import TYPES, NetMethod, NetType
from winlab.powershell.values import NetObject


class MultiArray(NetObject):
    """An array such as ``int[,]``."""

    def __init__(self, closed: NetType, sizes: Sequence[int], default: object) -> None:
        self.closed_type = closed
        self.sizes = list(sizes)
        total = 1
        for size in sizes:
            total *= size
        net_room(total, TYPED_ITEM)
        self.items: list[object] = [default] * total

    def type_names(self) -> list[str]:
        """The closed type."""
        return [self.closed_type.name, "System.Array", "System.Object"]

    def _place(self, index: Sequence[object]) -> int:
        place = 0
        for number, size in zip(index, self.sizes, strict=False):
            if not isinstance(number, int) or not 0 <= number < size:
                raise net_error("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
            place = place * size + number
        return place

    def net_index(self, index: Sequence[object]) -> object:
        """An element."""
        return self.items[self._place(index)]

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """Sets an element."""
        element = self.closed_type.element
        self.items[self._place(index)] = value if element is None else convert_or_fail(value, element)

    def net_iter(self) -> Iterator[object]:
        """The elements row by row."""
        return iter(self.items)


MULTI = NET.extend("System.Array+Multi", python=MultiArray, bases=("System.Object", "System.Collections.IList"))
MULTI.property("Length", "System.Int32")(lambda a: len(a.items))
MULTI.property("Rank", "System.Int32")(lambda a: len(a.sizes))
MULTI.method("GetLength", ("System.Int32",))(lambda a, d: a.sizes[d])
MULTI.method("GetUpperBound", ("System.Int32",))(lambda a, d: a.sizes[d] - 1)
MULTI.method("GetLowerBound", ("System.Int32",))(lambda a, d: 0)


def multi_array_of(element: NetType, rank: int) -> NetType:
    """The type of arrays with ``rank`` dimensions."""
    name = f"{element.name}[{',' * (rank - 1)}]"
    found = TYPES.get(name.lower())
    if found is None:
        from winlab.powershell.net.collections import default_of

        found = NetType(name, ("System.Array",))
        found.rank = rank
        made = found

        def make(*sizes: int) -> NetObject:
            return MultiArray(made, sizes, default_of(element))

        found.constructor = NetMethod("new", (("System.Int32",) * rank,), make)
        TYPES[name.lower()] = found
        found.arguments = (element,)
    return found
