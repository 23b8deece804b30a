"""Arrays of several dimensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.powershell.conversion import convert_or_fail
from winlab.powershell.declare import NET
from winlab.powershell.errors import net_error
from winlab.powershell.limits import TYPED_ITEM, net_room
from winlab.powershell.net.arraymembers import LIST_BASES, default_of
from winlab.powershell.net.enumerators import cursor
from winlab.powershell.nettypes import TYPES, NetMethod, NetType
from winlab.powershell.values import Int64, NetObject

INT, VOID = "System.Int32", "System.Void"


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
        if len(index) != len(self.sizes):
            text = "Array was not a one-dimensional array." if len(index) == 1 else (
                f"Array was not a {len(index)}-dimensional array."
            )  # fmt: skip
            raise net_error("System.ArgumentException", text)
        place = 0
        for number, size in zip(index, self.sizes, strict=True):
            if not isinstance(number, int) or not 0 <= number < size:
                raise net_error("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
            place = place * size + number
        return place

    def net_index(self, index: Sequence[object]) -> object:
        """An element."""
        return self.items[self._place(index)]

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """Sets an element."""
        element = self.closed_type.element or (self.closed_type.arguments or (None,))[0]
        self.items[self._place(index)] = value if element is None else convert_or_fail(value, element)

    def net_iter(self) -> Iterator[object]:
        """The elements row by row."""
        return iter(self.items)

    def size(self, dimension: int) -> int:
        """How many elements a dimension has.

        Raises:
            PSError: IndexOutOfRangeException.
        """
        if not 0 <= dimension < len(self.sizes):
            raise net_error("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
        return self.sizes[dimension]

    def copy(self) -> MultiArray:
        """Another one of the same elements."""
        made = MultiArray(self.closed_type, self.sizes, None)
        made.items = list(self.items)
        return made


MULTI = NET.extend("System.Array+Multi", python=MultiArray, bases=LIST_BASES)
MULTI.property("Length", INT)(lambda a: len(a.items))
MULTI.property("LongLength", "System.Int64")(lambda a: Int64(len(a.items)))
MULTI.property("Rank", INT)(lambda a: len(a.sizes))
MULTI.always("System.Boolean", IsReadOnly=False, IsFixedSize=True, IsSynchronized=False)
MULTI.method("GetLength", (INT,), returns=INT)(MultiArray.size)
MULTI.method("GetUpperBound", (INT,), returns=INT)(lambda a, d: a.size(d) - 1)
MULTI.method("GetLowerBound", (INT,), returns=INT)(lambda a, d: 0 * a.size(d))
MULTI.method("GetValue", ("params System.Int32[]",))(MultiArray.net_index)
MULTI.method("SetValue", ("System.Object", "params System.Int32[]"), returns=VOID)(
    lambda a, value, index: a.net_index_set(index, value)
)
MULTI.method("Clone")(MultiArray.copy)
MULTI.method("GetEnumerator", returns="System.Collections.IEnumerator")(lambda a: cursor(a.items))


def multi_array_of(element: NetType, rank: int) -> NetType:
    """The type of arrays with ``rank`` dimensions."""
    name = f"{element.name}[{',' * (rank - 1)}]"
    found = TYPES.get(name.lower())
    if found is None:
        found = NetType(name, ("System.Array",))
        found.rank = rank
        made = found

        def make(*sizes: int) -> NetObject:
            return MultiArray(made, sizes, default_of(element))

        found.constructor = NetMethod("new", (("System.Int32",) * rank,), make)
        TYPES[name.lower()] = found
        found.arguments = (element,)
    return found
