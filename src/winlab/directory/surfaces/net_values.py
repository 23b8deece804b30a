"""Directory values as .NET values, and back."""

from __future__ import annotations

import struct
from datetime import datetime, timezone

from winlab.directory.entries import Value
from winlab.directory.schema import DirectorySchema, Syntax
from winlab.powershell.declare import NetTable, net_property
from winlab.powershell.instants import DateTime
from winlab.powershell.values import Byte, Int64, NetObject, PSObject, TypedArray

NET = NetTable()


@NET.type("ActiveDs.IADsLargeInteger", bases=("System.__ComObject",))
class LargeInteger(NetObject):
    """IADsLargeInteger, what ADSI gives for 64-bit values: two halves."""

    def __init__(self, number: int) -> None:
        self.number = number

    def type_names(self) -> list[str]:
        """A COM object without a type of its own for .NET."""
        return ["System.__ComObject", "System.MarshalByRefObject", "System.Object"]

    @net_property("HighPart", "System.Int32")
    def high_part(self) -> int:
        """The upper half, signed."""
        return self.number >> 32

    @net_property("LowPart", "System.Int32")
    def low_part(self) -> int:
        """The lower half, signed."""
        low = self.number & 0xFFFFFFFF
        return low - (1 << 32) if low & 0x80000000 else low


def byte_array(data: bytes) -> TypedArray:
    """Bytes as Byte[]."""
    return TypedArray([Byte(byte) for byte in data], "System.Byte")


def sid_bytes(sid: str) -> bytes:
    """The binary form of a SID: https://learn.microsoft.com/openspecs/windows_protocols/ms-dtyp ."""
    parts = sid.split("-")
    authority = int(parts[2])
    subs = [int(part) for part in parts[3:]]
    return bytes([int(parts[1]), len(subs)]) + authority.to_bytes(6, "big") + struct.pack(f"<{len(subs)}I", *subs)


def sid_text(data: bytes) -> str:
    """A SID from its binary form."""
    count = data[1]
    subs = struct.unpack(f"<{count}I", data[8 : 8 + 4 * count])
    return "-".join(["S", str(data[0]), str(int.from_bytes(data[2:8], "big")), *map(str, subs)])


def to_net(schema: DirectorySchema, attribute: str, value: Value, *, from_search: bool) -> object:
    """A value as System.DirectoryServices shows it; a search result shows 64-bit numbers as Int64."""
    syntax = schema.attribute(attribute).syntax
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        if syntax is Syntax.LARGE_INTEGER:
            return Int64(value) if from_search else LargeInteger(value)
        return value
    if isinstance(value, bytes):
        return byte_array(value)
    if isinstance(value, datetime):
        return DateTime.of(value)
    if syntax is Syntax.SID:
        return byte_array(sid_bytes(value))
    return value


def from_net(schema: DirectorySchema, attribute: str, value: object) -> list[Value]:
    """What a script assigns, as directory values; an array is several, Byte[] is one."""
    if isinstance(value, PSObject) and value.base is not None:
        value = value.base
    if value is None:
        return []
    if isinstance(value, TypedArray) and value.element_type == "System.Byte":
        data = bytes(int(byte) for byte in value if isinstance(byte, int))
        return [sid_text(data) if schema.attribute(attribute).syntax is Syntax.SID else data]
    if isinstance(value, LargeInteger):
        return [value.number]
    if isinstance(value, DateTime):
        return [value.python.replace(tzinfo=timezone.utc)]
    if isinstance(value, (bool, int)):
        return [bool(value) if isinstance(value, bool) else int(value)]
    if isinstance(value, str):
        return [str(value)]
    items = value.net_iter() if isinstance(value, NetObject) else value if isinstance(value, list) else None
    if items is not None:
        found: list[Value] = []
        for item in items:
            found.extend(from_net(schema, attribute, item))
        return found
    return [str(value)]
