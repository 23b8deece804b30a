"""System.Collections.BitArray.

Source: https://learn.microsoft.com/dotnet/api/system.collections.bitarray .
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from winlab.powershell.conversion import to_bool
from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.errors import net_error
from winlab.powershell.net.enumerators import cursor
from winlab.powershell.net.primitives import BareObject
from winlab.powershell.net.sequences import copy_into, place_in
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray

OBJ, INT, B, VOID, SELF = (
    "System.Object", "System.Int32", "System.Boolean", "System.Void", "System.Collections.BitArray",
)  # fmt: skip


@NET.type(SELF, bases=(OBJ, "System.Collections.ICollection", "System.ICloneable"))
class BitArray(NetObject):
    """Booleans in a row."""

    def __init__(self, bits: Sequence[bool]) -> None:
        self.bits = list(bits)

    @net_constructor((INT,), (INT, B), ("System.Boolean[]",), ("System.Byte[]",), ("System.Int32[]",), (SELF,))
    @classmethod
    def new(cls, source: object, default: bool = False) -> BitArray:
        """Of a length, or of the bits of numbers, lowest first."""
        if isinstance(source, BitArray):
            return cls(source.bits)
        if isinstance(source, int):
            if source < 0:
                raise out_of_range("length", "Non-negative number required.")
            return cls([default] * source)
        assert isinstance(source, TypedArray)
        if source.element_type == B:
            return cls([bool(bit) for bit in source])
        width = 8 if source.element_type == "System.Byte" else 32
        numbers = [int(to_text(number)) for number in source]
        return cls([bool(number >> place & 1) for number in numbers for place in range(width)])

    def net_iter(self) -> Iterator[object]:
        """The bits."""
        return iter(list(self.bits))

    def net_index(self, index: Sequence[object]) -> object:
        """A bit."""
        return self.get(int(to_text(index[0])))

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """Sets a bit."""
        self.set(int(to_text(index[0])), to_bool(value))

    @net_method("Item", (INT,), returns=B)
    @net_method("Get", (INT,), returns=B)
    def get(self, place: int) -> bool:
        """A bit."""
        return self.bits[place_in(self.bits, place)]

    @net_method("Set", (INT, B), returns=VOID)
    def set(self, place: int, bit: bool) -> None:
        """Sets a bit."""
        self.bits[place_in(self.bits, place)] = bit

    @net_method("SetAll", (B,), returns=VOID)
    def set_all(self, bit: bool) -> None:
        """Sets all bits."""
        self.bits = [bit] * len(self.bits)

    @net_method("Not", returns=SELF)
    def invert(self) -> BitArray:
        """Turns all bits over."""
        self.bits = [not bit for bit in self.bits]
        return self

    def combine(self, other: BitArray, how: Callable[[bool, bool], bool]) -> BitArray:
        """Changes each bit by the other's.

        Raises:
            PSError: ArgumentException where the lengths differ.
        """
        if len(other.bits) != len(self.bits):
            raise net_error("System.ArgumentException", "Array lengths must be the same.")
        self.bits = [how(mine, its) for mine, its in zip(self.bits, other.bits, strict=True)]
        return self

    def set_length(self, length: int) -> None:
        """Cuts, or adds bits that are not set."""
        if length < 0:
            raise out_of_range("value", "Non-negative number required.")
        self.bits = (self.bits + [False] * length)[:length]

    length = net_property("Length", INT, setter="set_length")(lambda self: len(self.bits))
    count = net_property("Count", INT)(lambda self: len(self.bits))
    root = net_property("SyncRoot")(lambda self: BareObject())
    clone = net_method("Clone")(lambda self: BitArray(self.bits))


_BITS = NET.extend(SELF)
_BITS.always(B, IsReadOnly=False, IsSynchronized=False)
_BITS.method("And", (SELF,), returns=SELF)(lambda a, b: a.combine(b, lambda x, y: x and y))
_BITS.method("Or", (SELF,), returns=SELF)(lambda a, b: a.combine(b, lambda x, y: x or y))
_BITS.method("Xor", (SELF,), returns=SELF)(lambda a, b: a.combine(b, lambda x, y: x != y))
_BITS.method("CopyTo", ("System.Array", INT), returns=VOID)(lambda a, array, place: copy_into(a.bits, array, place))
_BITS.method("GetEnumerator", returns="System.Collections.IEnumerator")(lambda a: cursor(a.bits))
