"""System.Math, Convert, Environment, Guid, Version, text building, paths, and the session's own objects."""

from __future__ import annotations

import base64
import decimal
import math
import re
import uuid
from typing import TYPE_CHECKING

from winlab.powershell.conversion import ConversionFailed, converter
from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.errors import NetException, PSError, net_error
from winlab.powershell.formats import composite
from winlab.powershell.invoking import type_by_name
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.numeric import by_zero
from winlab.powershell.text import plain_text, to_text
from winlab.powershell.values import Byte, Char, Hashtable, Int64, NetObject, TypedArray

if TYPE_CHECKING:
    from winlab.powershell.session import Session, SessionHost

INT, L, N, M, S, B, OBJ = (
    "System.Int32",
    "System.Int64",
    "System.Double",
    "System.Decimal",
    "System.String",
    "System.Boolean",
    "System.Object",
)
MATH = NET.extend("System.Math")
NET.enum("System.MidpointRounding", "ToEven AwayFromZero")
_SAME = ((INT, INT), (L, L), (N, N), (M, M))
MATH.static("Max", *_SAME)(lambda a, b: a if a >= b else b)
MATH.static("Min", *_SAME)(lambda a, b: a if a <= b else b)
MATH.static("Abs", (INT,), (L,), (N,), (M,))(lambda a: type(a)(abs(a)))
MATH.static("Sign", (INT,), (L,), (N,), (M,))(lambda a: (a > 0) - (a < 0))
MATH.static("Floor", (N,), (M,))(
    lambda a: a.to_integral_value(decimal.ROUND_FLOOR) if isinstance(a, decimal.Decimal) else _whole(math.floor, a)
)
MATH.static("Ceiling", (N,), (M,))(
    lambda a: a.to_integral_value(decimal.ROUND_CEILING) if isinstance(a, decimal.Decimal) else _whole(math.ceil, a)
)
MATH.static("Truncate", (N,), (M,))(
    lambda a: a.to_integral_value(decimal.ROUND_DOWN) if isinstance(a, decimal.Decimal) else _whole(math.trunc, a)
)
MATH.static("Sqrt", (N,))(lambda a: math.sqrt(a) if a >= 0 else math.nan)
MATH.static("Pow", (N, N))(lambda a, b: _power(a, b))
MATH.static("Log", (N,), (N, N))(lambda a, b=None: _log(a, b))
MATH.static("Log10", (N,))(lambda a: math.log10(a) if a > 0 else -math.inf if a == 0 else math.nan)
for _name in ("Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Tanh", "Exp"):
    MATH.static(_name, (N,))(getattr(math, _name.lower()))
MATH.static("Atan2", (N, N))(math.atan2)
MATH.static("IEEERemainder", (N, N))(math.remainder)
MATH.static("BigMul", (INT, INT))(lambda a, b: Int64(a * b))
MATH.static_property("PI", N)(lambda: math.pi)
MATH.static_property("E", N)(lambda: math.e)


def _whole(function, value: float) -> float:  # type: ignore[no-untyped-def]  # one of math's
    return float(function(value)) if math.isfinite(value) else value


def _power(a: float, b: float) -> float:
    try:
        return math.pow(a, b)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def _log(a: float, b: float | None) -> float:
    if a <= 0:
        return -math.inf if a == 0 else math.nan
    return math.log(a) if b is None else math.log(a) / math.log(b)


@MATH.static("DivRem", (INT, INT, "ref"))
def div_rem(a: int, b: int, reference: object) -> int:
    """Quotient, with the rest in a reference."""
    if b == 0:
        raise by_zero()
    quotient = int(a / b)
    reference.set(a - quotient * b)  # type: ignore[attr-defined]  # a Reference
    return quotient


@MATH.static(
    "Round",
    (N,),
    (M,),
    (N, INT),
    (M, INT),
    (N, "System.MidpointRounding"),
    (M, "System.MidpointRounding"),
    (N, INT, "System.MidpointRounding"),
    (M, INT, "System.MidpointRounding"),
)
def round_number(value: object, *rest: object) -> object:
    """Rounded, halves to even unless told otherwise."""
    digits = next((r for r in rest if type(r) is int), 0)
    away = any(isinstance(r, EnumValue) and r.value == 1 for r in rest)
    mode = decimal.ROUND_HALF_UP if away else decimal.ROUND_HALF_EVEN
    exact = value if isinstance(value, decimal.Decimal) else decimal.Decimal(repr(value))
    if not exact.is_finite():
        return value
    result = exact.quantize(decimal.Decimal(1).scaleb(-digits), rounding=mode, context=decimal.Context(prec=400))
    return result if isinstance(value, decimal.Decimal) else float(result)


# --- Convert ---

CONVERT = NET.extend("System.Convert")


def _declare_convert(short: str) -> None:
    target = type_by_name("System." + short)

    def change(value: object, extra: object = None) -> object:
        from winlab.powershell.conversion import convert_or_fail

        if isinstance(extra, int) and isinstance(value, str):
            return _from_base(value, extra, target.name)
        if (
            isinstance(value, str)
            and not isinstance(value, Char)
            and short not in ("Boolean", "Char", "String", "DateTime")
        ):
            from winlab.powershell.objects import call_static

            try:
                return call_static(target, "Parse", [value])
            except PSError as failed:
                raise PSError(_bare(failed.record.exception)) from None
        if short == "Boolean" and isinstance(value, str):
            from winlab.powershell.net.primitives import parse_bool

            return parse_bool(value)
        try:
            return convert_or_fail(value, target)
        except ConversionFailed as failed:
            if failed.inner is not None:
                raise PSError(_bare(failed.inner)) from None
            raise net_error("System.InvalidCastException", "Specified cast is not valid.") from None

    CONVERT.static("To" + short, (OBJ,), (S, INT), (OBJ, "System.IFormatProvider"))(change)


def _bare(exception: NetException):  # type: ignore[no-untyped-def]  # a record as a method throws it
    from winlab.powershell.errors import ErrorRecord

    inner = exception.inner or exception
    return ErrorRecord(inner, inner.name.rpartition(".")[2])


def _from_base(text: str, base: int, name: str) -> object:
    from winlab.powershell.conversion import _INTEGERS
    from winlab.powershell.numeric import RANGES

    try:
        number = int(text, base)
    except ValueError:
        raise net_error("System.FormatException", "Could not find any recognizable digits.") from None
    kind = _INTEGERS[name]
    low, high = RANGES[kind]
    if number > high and low < 0 and base != 10:
        number -= (high + 1) * 2
    if not low <= number <= high:
        raise net_error("System.OverflowException", "Value was either too large or too small.")
    return kind(number)


for _name in [
    "Int32",
    "Int64",
    "Int16",
    "Byte",
    "SByte",
    "UInt16",
    "UInt32",
    "UInt64",
    "Double",
    "Single",
    "Decimal",
    "Boolean",
    "Char",
    "DateTime",
]:
    _declare_convert(_name)


@CONVERT.static("ChangeType", (OBJ, "System.Type"), (OBJ, "System.Type", "System.IFormatProvider"))
def change_type(value: object, target: object, *_rest: object) -> object:
    """A value as a type."""
    from winlab.powershell.conversion import convert_or_fail
    from winlab.powershell.nettypes import NetType

    assert isinstance(target, NetType)
    try:
        return convert_or_fail(value, target)
    except ConversionFailed as failed:
        inner = failed.inner or NetException("System.InvalidCastException", "Invalid cast.")
        raise PSError(_bare(inner)) from None


@CONVERT.static("ToString", (OBJ,), (INT, INT), (L, INT), (OBJ, "System.IFormatProvider"))
def convert_to_string(value: object, base: object = None) -> str:
    """The text, or a number in base 2, 8 or 16."""
    if isinstance(base, int) and isinstance(value, int):
        number = int(value)
        if number < 0:
            number += 2 ** (64 if isinstance(value, Int64) else 32)
        return {2: f"{number:b}", 8: f"{number:o}", 16: f"{number:x}", 10: str(int(value))}[base]
    return plain_text(value)


@CONVERT.static(
    "ToBase64String",
    ("System.Byte[]",),
    ("System.Byte[]", "System.Base64FormattingOptions"),
    ("System.Byte[]", "System.Int32", "System.Int32"),
)
def to_base64(data: list[int], *rest: object) -> str:
    """Base64 of all bytes, or of so many from an offset on."""
    if len(rest) == 2 and isinstance(rest[0], int) and isinstance(rest[1], int):
        if rest[0] < 0 or rest[1] < 0 or rest[0] + rest[1] > len(data):
            raise net_error(
                "System.ArgumentOutOfRangeException", "Offset and length must refer to a position in the string."
            )
        data = data[rest[0] : rest[0] + rest[1]]
    return base64.b64encode(bytes(data)).decode()


@CONVERT.static("FromBase64String", (S,))
def from_base64(text: str) -> object:
    """Bytes of base64."""
    try:
        return TypedArray([Byte(b) for b in base64.b64decode(re.sub(r"\s", "", text), validate=True)], "System.Byte")
    except ValueError:
        raise net_error("System.FormatException", "Invalid length for a Base-64 char array.") from None


# --- Guid, Version ---


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
        return TypedArray([Byte(b) for b in self.value.bytes_le], "System.Byte")


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


# --- StringBuilder, Encoding, Environment, Path ---


@NET.type("System.Text.StringBuilder")
class StringBuilder(NetObject):
    """System.Text.StringBuilder."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    @net_constructor((), (S,), (INT,), (S, INT))
    @classmethod
    def new(cls, text: object = "", *_rest: object) -> StringBuilder:
        """Empty or with text."""
        return cls(text if isinstance(text, str) else "")

    def set_length(self, length: int) -> None:
        """Cuts or pads."""
        self.text = self.text[:length].ljust(length, "\0")

    @net_property("Length", INT, setter="set_length")
    def length(self) -> int:
        """Characters."""
        return len(self.text)

    @net_property("Capacity", INT)
    def capacity(self) -> int:
        """Room."""
        return max(16, len(self.text))

    @net_method("Append", (S,), (OBJ,), ("System.Char", INT))
    def append(self, value: object, count: int = 1) -> object:
        """Adds text."""
        self.text += plain_text(value) * count
        return self

    @net_method("AppendLine", (), (S,))
    def append_line(self, value: str = "") -> object:
        """Adds a line."""
        self.text += value + "\r\n"
        return self

    @net_method("AppendFormat", (S, "params System.Object[]"))
    def append_format(self, form: str, values: list[object]) -> object:
        """Adds a composite format."""
        self.text += composite(form, values)
        return self

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
    lambda e, t: TypedArray([Byte(b) for b in "".join(t).encode(e.python, "replace")], "System.Byte")
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


# --- the session's own objects ---


def version_table() -> Hashtable:
    """``$PSVersionTable`` of PowerShell 2.0 on Windows Server 2003."""
    return Hashtable({
        "CLRVersion": Version(2, 0, 50727, 3053),
        "BuildVersion": Version(6, 0, 6002, 18111),
        "PSVersion": Version(2, 0),
        "WSManStackVersion": Version(2, 0),
        "PSCompatibleVersions": TypedArray([Version(1, 0), Version(2, 0)], "System.Version"),
        "SerializationVersion": Version(1, 1, 0, 1),
        "PSRemotingProtocolVersion": Version(2, 1),
    })  # fmt: skip


@NET.type("System.Management.Automation.Internal.Host.InternalHost")
class EngineHost(NetObject):
    """``$Host``."""

    def __init__(self, session: Session) -> None:
        self.session = session

    name = net_property("Name", S)(lambda self: "ServerRemoteHost")
    version = net_property("Version")(lambda self: Version(2, 0))
    user_interface = net_property("UI")(lambda self: HostInterface(self.session))

    @net_method("SetShouldExit", (INT,), returns="System.Void")
    def set_should_exit(self, code: int) -> None:
        """Asks the host to exit."""
        if self.session.sink is not None:
            self.session.sink.host_call("SetShouldExit", [code])


@NET.type("System.Management.Automation.Internal.Host.InternalHostUserInterface")
class HostInterface(NetObject):
    """``$Host.UI``."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @net_method("WriteLine", (), (S,), returns="System.Void")
    def write_line(self, text: str = "") -> None:
        """Writes a line."""
        if self.session.sink is not None:
            self.session.sink.host_call("WriteLine", [text])

    @net_method("Write", (S,), returns="System.Void")
    def write(self, text: str) -> None:
        """Writes text."""
        if self.session.sink is not None:
            self.session.sink.host_call("Write", [text])


@NET.type("System.Management.Automation.EngineIntrinsics")
class ExecutionContext(NetObject):
    """``$ExecutionContext``."""

    def __init__(self, session: Session) -> None:
        self.session = session

    invoke_command = net_property("InvokeCommand")(lambda self: CommandIntrinsics(self.session))


@NET.type("System.Management.Automation.CommandInvocationIntrinsics")
class CommandIntrinsics(NetObject):
    """``$ExecutionContext.InvokeCommand``."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @net_method("ExpandString", (S,))
    def expand(self, text: str) -> object:
        """Expands variables in a text."""
        from winlab.powershell.blocks import block_from_text
        from winlab.powershell.compiler.registry import collected

        doubled = text.replace('"', '""')
        block = block_from_text(self.session, f'"{doubled}"')
        return collected(self.session.call_block(block))

    @net_method("NewScriptBlock", (S,))
    def new_block(self, text: str) -> object:
        """A script block."""
        from winlab.powershell.blocks import block_from_text

        return block_from_text(self.session, text)

    @net_method("InvokeScript", (S,))
    def invoke_script(self, text: str) -> object:
        """Runs a script."""
        from winlab.powershell.blocks import block_from_text

        return self.session.call_block(block_from_text(self.session, text))
