"""System: Guid, Version, StringBuilder, Encoding, Environment."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from winlab.powershell.conversion import converter
from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.errors import ConversionFailed, PSError, net_error
from winlab.powershell.formats import composite
from winlab.powershell.limits import net_room
from winlab.powershell.text import plain_text, to_text
from winlab.powershell.values import NetObject, TypedArray

if TYPE_CHECKING:
    from winlab.powershell.session import SessionHost

INT, N, S, B, OBJ = "System.Int32", "System.Double", "System.String", "System.Boolean", "System.Object"


@NET.type("System.Guid", bases=("System.ValueType", "System.IComparable"))
class Guid(NetObject):
    """System.Guid."""

    def __init__(self, value: uuid.UUID) -> None:
        self.value = value

    @net_constructor((S,), ("System.Byte[]",))
    @classmethod
    def new(cls, source: object) -> Guid:
        """From text or bytes."""
        if isinstance(source, list):
            return cls(uuid.UUID(bytes_le=bytes(int(to_text(b)) for b in source)))
        return cls(parse_guid(to_text(source)))

    def net_string(self) -> str:
        """With hyphens."""
        return str(self.value)

    def net_format(self, form: str) -> str:
        """D, N, B or P."""
        text = str(self.value)
        return {"N": text.replace("-", ""), "B": "{" + text + "}", "P": f"({text})"}.get(form.upper(), text)

    def net_equals(self, other: object) -> bool:
        """By value."""
        return isinstance(other, Guid) and other.value == self.value

    def net_compare(self, other: object) -> int | None:
        """By value."""
        return (self.value > other.value) - (self.value < other.value) if isinstance(other, Guid) else None

    def net_hash(self) -> object:
        """The value."""
        return self.value

    @net_method("ToString", (), (S,))
    def to_string(self, form: str = "D") -> str:
        """D, N, B or P."""
        return self.net_format(form)

    @net_method("ToByteArray")
    def to_bytes(self) -> object:
        """The sixteen bytes."""
        return TypedArray.of_bytes(self.value.bytes_le)


_GUID = re.compile(r"[({]?[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}[)}]?\Z")


def parse_guid(text: str) -> uuid.UUID:
    """A GUID from text."""
    if not _GUID.match(text.strip()):
        raise net_error(
            "System.FormatException",
            "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).",
        )
    return uuid.UUID(text.strip().strip("(){}"))


GUID = NET.extend("System.Guid")
GUID.static("NewGuid")(lambda: Guid(uuid.uuid4()))
GUID.static_property("Empty", "System.Guid")(lambda: Guid(uuid.UUID(int=0)))


@NET.type("System.Version", bases=("System.Object", "System.IComparable"))
class Version(NetObject):
    """System.Version; parts not given are -1."""

    def __init__(self, *parts: int) -> None:
        self.parts = (*parts, -1, -1, -1, -1)[:4]

    @net_constructor((INT, INT), (INT, INT, INT), (INT, INT, INT, INT), (S,))
    @classmethod
    def new(cls, *parts: object) -> Version:
        """From parts or text."""
        if len(parts) == 1:
            pieces = to_text(parts[0]).split(".")
            if not 2 <= len(pieces) <= 4:
                raise net_error("System.ArgumentException", "Version string portion was too short or too long.")
            if not all(piece.strip().isdigit() for piece in pieces):
                raise net_error("System.FormatException", "Input string was not in a correct format.")
            return cls(*(int(piece) for piece in pieces))
        return cls(*(int(to_text(part)) for part in parts))

    major = net_property("Major", INT)(lambda self: self.parts[0])
    minor = net_property("Minor", INT)(lambda self: self.parts[1])
    build = net_property("Build", INT)(lambda self: self.parts[2])
    revision = net_property("Revision", INT)(lambda self: self.parts[3])

    def net_string(self) -> str:
        """With dots."""
        return ".".join(str(part) for part in self.parts if part >= 0)

    def net_equals(self, other: object) -> bool:
        """By parts."""
        return isinstance(other, Version) and other.parts == self.parts

    def net_compare(self, other: object) -> int | None:
        """By parts."""
        return (self.parts > other.parts) - (self.parts < other.parts) if isinstance(other, Version) else None

    def net_hash(self) -> object:
        """The parts."""
        return self.parts

    @net_method("CompareTo", (OBJ,))
    def compare_to(self, other: object) -> object:
        """By parts."""
        return self.net_compare(other)

    @net_method("ToString", (), (INT,))
    def to_string(self, count: int = 4) -> str:
        """The first parts."""
        return ".".join(str(part) for part in self.parts[:count] if part >= 0)


@converter("System.Version")
def to_version(value: object) -> object:
    """Text as a version."""
    try:
        return Version.new(to_text(value))
    except PSError as failed:
        raise ConversionFailed(failed.record.exception, "InvalidCastConstructorException") from None


@NET.type("System.Text.StringBuilder")
class StringBuilder(NetObject):
    """System.Text.StringBuilder."""

    def __init__(self, text: str = "") -> None:
        self._pieces = [text]
        self._length = len(text)

    @property
    def text(self) -> str:
        """What was put together so far."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0]

    @text.setter
    def text(self, text: str) -> None:
        net_room(len(text))
        self._pieces = [text]
        self._length = len(text)

    def _add(self, piece: str, count: int = 1) -> object:
        net_room(self._length + len(piece) * count)
        self._pieces.append(piece * count)
        self._length += len(piece) * count
        return self

    @net_constructor((), (S,), (INT,), (S, INT))
    @classmethod
    def new(cls, text: object = "", *_rest: object) -> StringBuilder:
        """Empty or with text."""
        return cls(text if isinstance(text, str) else "")

    def set_length(self, length: int) -> None:
        """Cuts or pads."""
        net_room(length)
        self.text = self.text[:length].ljust(length, "\0")

    @net_property("Length", INT, setter="set_length")
    def length(self) -> int:
        """Characters."""
        return self._length

    @net_property("Capacity", INT)
    def capacity(self) -> int:
        """Room."""
        return max(16, self._length)

    @net_method("Append", (S,), (OBJ,), ("System.Char", INT))
    def append(self, value: object, count: int = 1) -> object:
        """Adds text."""
        return self._add(plain_text(value), count)

    @net_method("AppendLine", (), (S,))
    def append_line(self, value: str = "") -> object:
        """Adds a line."""
        return self._add(value + "\r\n")

    @net_method("AppendFormat", (S, "params System.Object[]"))
    def append_format(self, form: str, values: list[object]) -> object:
        """Adds a composite format."""
        return self._add(composite(form, values))

    @net_method("Insert", (INT, OBJ))
    def insert(self, place: int, value: object) -> object:
        """Puts text in."""
        self.text = self.text[:place] + plain_text(value) + self.text[place:]
        return self

    @net_method("Remove", (INT, INT))
    def remove(self, start: int, count: int) -> object:
        """Takes text out."""
        self.text = self.text[:start] + self.text[start + count :]
        return self

    @net_method("Replace", (S, S))
    def replace(self, old: str, new: str) -> object:
        """Replaces text."""
        self.text = self.text.replace(old, new)
        return self

    @net_method("ToString", (), (INT, INT))
    def to_string(self, start: int = 0, count: int | None = None) -> str:
        """The text."""
        return self.text[start:] if count is None else self.text[start : start + count]

    def net_string(self) -> str:
        """The text."""
        return self.text


class Encoding(NetObject):
    """System.Text.Encoding."""

    def __init__(self, python: str, name: str, page: int) -> None:
        self.python, self.name, self.page = python, name, page


ENCODING = NET.extend("System.Text.Encoding", python=Encoding)
_ENCODINGS = {
    "UTF8": ("utf-8", "utf-8", 65001),
    "ASCII": ("ascii", "us-ascii", 20127),
    "Unicode": ("utf-16-le", "utf-16", 1200),
    "BigEndianUnicode": ("utf-16-be", "utf-16BE", 1201),
    "UTF7": ("utf-7", "utf-7", 65000),
    "UTF32": ("utf-32-le", "utf-32", 12000),
    "Default": ("cp1252", "Windows-1252", 1252),
}
for _name, _parts in _ENCODINGS.items():
    ENCODING.static_property(_name, "System.Text.Encoding")(lambda p=_parts: Encoding(*p))
ENCODING.method("GetBytes", (S,), ("System.Char[]",))(
    lambda e, t: TypedArray.of_bytes("".join(t).encode(e.python, "replace"))
)
ENCODING.method("GetByteCount", (S,))(lambda e, t: len(t.encode(e.python, "replace")))
ENCODING.method("GetString", ("System.Byte[]",), ("System.Byte[]", INT, INT))(
    lambda e, d, a=0, n=None: bytes(d[a:] if n is None else d[a : a + n]).decode(e.python, "replace")
)
ENCODING.property("WebName", S)(lambda e: e.name)
ENCODING.property("BodyName", S)(lambda e: e.name)
ENCODING.property("EncodingName", S)(lambda e: e.name)
ENCODING.property("CodePage", INT)(lambda e: e.page)


@ENCODING.static("GetEncoding", (INT,), (S,))
def get_encoding(which: object) -> object:
    """An encoding by name or code page."""
    for parts in _ENCODINGS.values():
        if which in (parts[1], parts[2]) or (isinstance(which, str) and which.lower() == parts[1].lower()):
            return Encoding(*parts)
    if isinstance(which, int):
        return Encoding(f"cp{which}", f"ibm{which}", which)
    raise net_error("System.ArgumentException", f"'{which}' is not a supported encoding name.")


ENVIRONMENT = NET.extend("System.Environment")


def _host() -> SessionHost:
    from winlab.powershell.startup import running_session

    return running_session().host


def _variable(name: str, *_rest: object) -> object:
    return next((v for k, v in _host().environment().items() if k.lower() == name.lower()), None)


ENVIRONMENT.static_property("NewLine", S)(lambda: "\r\n")
ENVIRONMENT.static_property("MachineName", S)(lambda: _variable("COMPUTERNAME"))
ENVIRONMENT.static_property("UserName", S)(lambda: _variable("USERNAME"))
ENVIRONMENT.static_property("UserDomainName", S)(lambda: _variable("USERDOMAIN"))
ENVIRONMENT.static_property("SystemDirectory", S)(lambda: rf"{_variable('SystemRoot')}\system32")
ENVIRONMENT.static_property("ProcessorCount", INT)(lambda: int(to_text(_variable("NUMBER_OF_PROCESSORS")) or 1))
ENVIRONMENT.static_property("TickCount", INT)(lambda: _host().now.ticks // 10_000 % 2**31)
ENVIRONMENT.static("GetEnvironmentVariable", (S,), (S, S))(_variable)
ENVIRONMENT.static("ExpandEnvironmentVariables", (S,))(
    lambda t: re.sub(r"%([^%]+)%", lambda m: to_text(_variable(m[1])) if _variable(m[1]) is not None else m[0], t)
)


@ENVIRONMENT.static("SetEnvironmentVariable", (S, S), (S, S, S), returns="System.Void")
def set_variable(name: str, value: object, *_rest: object) -> None:
    """Sets a variable of the process."""
    if value:
        _host().environment()[name] = to_text(value)
    else:
        _host().environment().pop(name, None)
