"""System.BitConverter, little-endian as on every Windows machine.

Source: https://learn.microsoft.com/dotnet/api/system.bitconverter.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from winlab.powershell.declare import NET
from winlab.powershell.errors import net_error
from winlab.powershell.values import Byte, Char, Int16, Int64, Single, TypedArray, UInt16, UInt32, UInt64

S, B, INT, BYTES = "System.String", "System.Boolean", "System.Int32", "System.Byte[]"
NUMBERS: dict[str, tuple[str, Callable[..., object]]] = {
    "Boolean": ("?", bool),
    "Char": ("H", lambda code: Char(chr(code))),
    "Int16": ("h", Int16),
    "UInt16": ("H", UInt16),
    "Int32": ("i", int),
    "UInt32": ("I", UInt32),
    "Int64": ("q", Int64),
    "UInt64": ("Q", UInt64),
    "Single": ("f", Single),
    "Double": ("d", float),
}
_LAYOUTS = {
    bool: "?", Char: "H", Int16: "h", UInt16: "H", Byte: "h", int: "i", UInt32: "I", Int64: "q", UInt64: "Q",
    Single: "f", float: "d",
}  # fmt: skip
CONVERTER = NET.extend("System.BitConverter")
CONVERTER.static_property("IsLittleEndian", B)(lambda: True)


def _bytes(values: list[object]) -> bytes:
    return bytes(value for value in values if isinstance(value, int))


@CONVERTER.static("ToString", (BYTES,), (BYTES, INT), (BYTES, INT, INT), returns=S)
def shown(values: list[object], start: int = 0, count: int | None = None) -> str:
    """``01-AB-FF``."""
    data = _bytes(values)
    return "-".join(f"{byte:02X}" for byte in (data[start:] if count is None else data[start : start + count]))


@CONVERTER.static(
    "GetBytes",
    *((f"System.{name}",) for name in NUMBERS),
    returns=BYTES,
)
def get_bytes(value: object) -> TypedArray:
    """The bytes of a number."""
    number = ord(value) if isinstance(value, str) else value
    return TypedArray.of_bytes(struct.pack("<" + _LAYOUTS[type(value)], number))


@CONVERTER.static("DoubleToInt64Bits", ("System.Double",), returns="System.Int64")
def double_bits(number: float) -> Int64:
    """The eight bytes of a Double as a number."""
    return Int64(struct.unpack("<q", struct.pack("<d", number))[0])


@CONVERTER.static("Int64BitsToDouble", ("System.Int64",), returns="System.Double")
def bits_double(number: int) -> float:
    """A number's eight bytes as a Double."""
    return float(struct.unpack("<d", struct.pack("<q", number))[0])


def _reader(layout: str, make: Callable[..., object]) -> Callable[[list[object], int], object]:
    size = struct.calcsize("<" + layout)

    def read(values: list[object], start: int) -> object:
        data = _bytes(values)[start : start + size]
        if len(data) < size:
            raise net_error(
                "System.ArgumentException",
                "Destination array is not long enough to copy all the items in the collection. "
                "Check array index and length.",
            )
        return make(struct.unpack("<" + layout, data)[0])

    return read


for _name, (_layout, _make) in NUMBERS.items():
    CONVERTER.static(f"To{_name}", (BYTES, INT), returns=f"System.{_name}")(_reader(_layout, _make))
