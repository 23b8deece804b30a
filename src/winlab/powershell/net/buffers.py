"""System.Buffer, for arrays of bytes.

Source: https://learn.microsoft.com/dotnet/api/system.buffer .
"""

from __future__ import annotations

from winlab.powershell.declare import NET
from winlab.powershell.errors import NotEmulated, net_error
from winlab.powershell.values import TypedArray

INT, ARRAY = "System.Int32", "System.Array"
BUFFER = NET.extend("System.Buffer")


def _check(*arrays: list[object]) -> None:
    if any(not isinstance(array, TypedArray) or array.element_type != "System.Byte" for array in arrays):
        raise NotEmulated("System.Buffer with arrays of other things than bytes")


@BUFFER.static("BlockCopy", (ARRAY, INT, ARRAY, INT, INT), returns="System.Void")
def block_copy(source: list[object], start: int, target: list[object], place: int, count: int) -> None:
    """Copies bytes from one array into another."""
    _check(source, target)
    if min(start, place, count) < 0 or start + count > len(source) or place + count > len(target):
        raise net_error(
            "System.ArgumentException",
            "Offset and length were out of bounds for the array or count is greater than the number of elements from "
            "index to the end of the source collection.",
        )
    target[place : place + count] = source[start : start + count]


@BUFFER.static("ByteLength", (ARRAY,), returns=INT)
def byte_length(array: list[object]) -> int:
    """How many bytes."""
    _check(array)
    return len(array)
