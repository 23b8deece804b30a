"""System.Guid and System.Version.

Sources: https://learn.microsoft.com/dotnet/api/system.guid , https://learn.microsoft.com/dotnet/api/system.version .
"""

from __future__ import annotations

import decimal
import re
import uuid
from typing import Any

from winlab.powershell.addedmembers import CodeProperty
from winlab.powershell.conversion import converter
from winlab.powershell.declare import NET, extended, net_attribute, net_constructor, net_method, net_property
from winlab.powershell.errors import ConversionFailed, PSError, net_error
from winlab.powershell.net.cultures import PROVIDER
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.text import to_text
from winlab.powershell.values import Int16, NetObject, TypedArray

INT, S, B, OBJ, SHORT = "System.Int32", "System.String", "System.Boolean", "System.Object", "System.Int16"
_GUID = re.compile(
    r"(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}"
    r"|\([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\))\Z",
    re.IGNORECASE,
)


class _Comparable(NetObject):
    """A value with an order among its own kind."""

    def key(self) -> Any:
        """What it is compared by."""
        raise NotImplementedError

    def net_equals(self, other: object) -> bool:
        """By value."""
        return isinstance(other, type(self)) and other.key() == self.key()

    def net_compare(self, other: object) -> int | None:
        """By value."""
        if not isinstance(other, type(self)):
            return None
        mine, its = self.key(), other.key()
        return int(mine > its) - int(mine < its)

    def net_hash(self) -> object:
        """The value."""
        return self.key()

    def compare_to(self, other: object) -> int:
        """Smaller, equal or greater."""
        if other is None:
            return 1
        found = self.net_compare(other)
        if found is None:
            kind = type(self).__name__
            raise net_error("System.ArgumentException", f"Object must be of type {kind}.")
        return found


@NET.type("System.Guid", bases=("System.ValueType", "System.IFormattable", "System.IComparable"))
class Guid(_Comparable):
    """System.Guid."""

    def __init__(self, value: uuid.UUID) -> None:
        self.value = value

    @net_constructor(
        (), (S,), ("System.Byte[]",), (INT, SHORT, SHORT, "System.Byte[]"), (INT, SHORT, SHORT, *("System.Byte",) * 8)
    )
    @classmethod
    def new(cls, *parts: object) -> Guid:
        """From text, bytes or parts; zero without any."""
        if not parts:
            return cls(uuid.UUID(int=0))
        if len(parts) == 1 and not isinstance(parts[0], list):
            return cls(parse_guid(to_text(parts[0])))
        given = parts[0] if len(parts) == 1 else parts[3] if len(parts) == 4 else list(parts[3:])
        assert isinstance(given, list)
        data = bytes(int(to_text(each)) for each in given)
        if len(parts) > 1:
            head, *rest = (int(to_text(part)) for part in parts[:3])
            data = b"".join((head.to_bytes(4, "little", signed=head < 0), *(_two(each) for each in rest), data))
        if len(data) != 16:
            text = "Byte array for GUID must be exactly 16 bytes long."
            raise net_error("System.ArgumentException", text)
        return cls(uuid.UUID(bytes_le=data))

    def key(self) -> object:
        """The number."""
        return self.value

    def net_string(self) -> str:
        """With hyphens."""
        return str(self.value)

    def net_format(self, form: str, *_culture: object) -> str:
        """D, N, B or P."""
        text = str(self.value)
        known = {"D": text, "N": text.replace("-", ""), "B": f"{{{text}}}", "P": f"({text})"}
        if form and form.upper() not in known:
            message = 'Format String can be only "D", "d", "N", "n", "P", "p", "B" or "b".'
            raise net_error("System.FormatException", message)
        return known[form.upper() or "D"]

    @net_method("ToString", (), (S,), (S, PROVIDER), returns=S)
    def to_string(self, form: str = "D", *_provider: object) -> str:
        """D, N, B or P."""
        return self.net_format(form)

    @net_method("ToByteArray", returns="System.Byte[]")
    def to_bytes(self) -> object:
        """The sixteen bytes."""
        return TypedArray.of_bytes(self.value.bytes_le)

    compare = net_method("CompareTo", (OBJ,), ("System.Guid",), returns=INT)(lambda self, other: self.compare_to(other))


def _two(number: int) -> bytes:
    return number.to_bytes(2, "little", signed=number < 0)


def parse_guid(text: str) -> uuid.UUID:
    """A GUID from text.

    Raises:
        PSError: FormatException.
    """
    bare = text.strip()
    if not _GUID.match(bare):
        message = "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)."
        raise net_error("System.FormatException", message)
    return uuid.UUID(bare.strip("(){}"))


_GUIDS = NET.extend("System.Guid")
_GUIDS.static("NewGuid", returns="System.Guid")(lambda: Guid(uuid.uuid4()))
_GUIDS.static_property("Empty", "System.Guid", is_field=True)(lambda: Guid(uuid.UUID(int=0)))


@NET.type("System.Version", bases=(OBJ, "System.ICloneable", "System.IComparable"))
class Version(_Comparable):
    """System.Version; parts not given are -1."""

    def __init__(self, *parts: int) -> None:
        self.parts = (*parts, -1, -1, -1, -1)[:4]
        self.major, self.minor, self.build, self.revision = self.parts

    @net_constructor((), (INT, INT), (INT, INT, INT), (INT, INT, INT, INT), (S,))
    @classmethod
    def new(cls, *parts: object) -> Version:
        """From parts or text."""
        if not parts:
            return cls(0, 0)
        if len(parts) == 1:
            return cls(*_numbers(to_text(parts[0])))
        numbers = [int(to_text(part)) for part in parts]
        for number, name in zip(numbers, ("major", "minor", "build", "revision"), strict=False):
            if number < 0:
                raise out_of_range(name, "Version's parameters must be greater than or equal to zero.")
        return cls(*numbers)

    major_part = net_attribute("Major", INT, "major")
    minor_part = net_attribute("Minor", INT, "minor")
    build_part = net_attribute("Build", INT, "build")
    revision_part = net_attribute("Revision", INT, "revision")
    upper = net_property("MajorRevision", SHORT)(lambda self: Int16(self.revision >> 16))
    lower = net_property("MinorRevision", SHORT)(lambda self: Int16((self.revision & 0xFFFF ^ 0x8000) - 0x8000))

    def key(self) -> object:
        """The parts."""
        return self.parts

    def net_string(self) -> str:
        """With dots."""
        return ".".join(str(part) for part in self.parts if part >= 0)

    compare = net_method("CompareTo", (OBJ,), ("System.Version",), returns=INT)(
        lambda self, other: self.compare_to(other)
    )
    clone = net_method("Clone")(lambda self: Version(*self.parts))

    @net_method("ToString", (), (INT,), returns=S)
    def to_string(self, count: int | None = None) -> str:
        """All parts, or the first ones."""
        there = [part for part in self.parts if part >= 0]
        if count is None:
            return self.net_string()
        if not 0 <= count <= len(there):
            message = f"Argument must be between 0 and {len(there)}.\r\nParameter name: fieldCount"
            raise net_error("System.ArgumentException", message, ParamName="fieldCount")
        return ".".join(str(part) for part in there[:count])


def _numbers(text: str) -> list[int]:
    pieces = text.split(".")
    if not 2 <= len(pieces) <= 4:
        raise net_error("System.ArgumentException", "Version string portion was too short or too long.")
    if not all(re.fullmatch(r"\s*[+-]?\d+\s*", piece) for piece in pieces):
        raise net_error("System.FormatException", "Input string was not in a correct format.")
    numbers = [int(piece) for piece in pieces]
    if any(number > 2**31 - 1 for number in numbers):
        raise net_error("System.OverflowException", "Value was either too large or too small for an Int32.")
    if any(number < 0 for number in numbers):
        raise out_of_range("version", "Version's parameters must be greater than or equal to zero.")
    return numbers


def _by_constructor(name: str, make: type[Guid] | type[Version]) -> None:
    @converter(name)
    def convert(value: object) -> object:
        if not isinstance(value, (str, int, float, decimal.Decimal)) or isinstance(value, bool):
            raise ConversionFailed
        try:
            return make.new(to_text(value))
        except PSError as failed:
            raise ConversionFailed(failed.record.exception, "InvalidCastConstructorException") from None


_by_constructor("System.Guid", Guid)
_by_constructor("System.Version", Version)


extended("System.Guid", CodeProperty("Guid", to_text))
