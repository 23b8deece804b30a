"""System.Uri.

Source: https://learn.microsoft.com/dotnet/api/system.uri .
"""

from __future__ import annotations

import ipaddress
import re
import urllib.parse

from winlab.powershell.conversion import converter
from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.net.automation import Reference, trying
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.nettypes import EnumValue, enum_value
from winlab.powershell.text import to_text
from winlab.powershell.values import Char, NetObject, TypedArray

S, INT, B, C, OBJ, URI = (
    "System.String", "System.Int32", "System.Boolean", "System.Char", "System.Object", "System.Uri",
)  # fmt: skip
KIND, PARTIAL, HOST = "System.UriKind", "System.UriPartial", "System.UriHostNameType"
NET.enum(KIND, "RelativeOrAbsolute Absolute Relative")
NET.enum(PARTIAL, "Scheme Authority Path Query")
NET.enum(HOST, "Unknown Basic Dns IPv4 IPv6")
PORTS = {
    "http": 80, "https": 443, "ftp": 21, "ldap": 389, "gopher": 70, "nntp": 119, "telnet": 23, "net.tcp": 808,
    "mailto": 25, "news": -1, "file": -1, "uuid": -1, "net.pipe": -1,
}  # fmt: skip
_SAFE = "-_.!~*'()"
_RESERVED = ";/?:@&=+$,#[]%"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*\Z")


def _wrong(what: str) -> PSError:
    return net_error("System.UriFormatException", f"Invalid URI: {what}")


def as_file(text: str) -> str:
    """A path of Windows as a URI; any other text as it is."""
    if text.startswith("\\\\"):
        return "file:" + text.replace("\\", "/")
    if re.match(r"[A-Za-z]:[\\/]", text):
        return "file:///" + text.replace("\\", "/")
    return text


@NET.type(URI, assembly="System")
class Uri(NetObject):
    """An absolute or relative URI."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts = urllib.parse.urlsplit(as_file(text.strip()))
        try:
            self.given_port = self.parts.port
        except ValueError:
            raise _wrong("Invalid port specified.") from None
        if self.parts.scheme in ("http", "https", "ftp") and not self.parts.hostname:
            raise _wrong("The hostname could not be parsed.")

    @net_constructor((S,), (S, KIND), (URI, S), (URI, URI))
    @classmethod
    def new(cls, first: object, *rest: object) -> Uri:
        """From text, or a base and a relative text."""
        if isinstance(first, Uri) and rest:
            return cls(urllib.parse.urljoin(first.absolute_text(), to_text(rest[0])))
        text = to_text(first)
        kind = rest[0].value if rest and isinstance(rest[0], EnumValue) else 1
        if not text and kind == 1:
            raise _wrong("The URI is empty.")
        is_absolute = bool(_SCHEME.match(urllib.parse.urlsplit(as_file(text)).scheme or "-"))
        if kind == 1 and not is_absolute:
            raise _wrong("The format of the URI could not be determined.")
        if kind == 2 and is_absolute:
            raise _wrong(
                "A relative URI cannot be created because the 'uriString' parameter represents an absolute URI."
            )
        return cls(text)

    @property
    def is_absolute(self) -> bool:
        """Whether there is a scheme."""
        return bool(self.parts.scheme)

    def needed(self) -> urllib.parse.SplitResult:
        """The parts of an absolute URI.

        Raises:
            PSError: InvalidOperationException of a relative one.
        """
        if not self.is_absolute:
            raise net_error("System.InvalidOperationException", "This operation is not supported for a relative URI.")
        return self.parts

    def path(self) -> str:
        """The path, which begins with a slash where there is a host."""
        parts = self.needed()
        if not parts.netloc and parts.scheme != "file":
            return parts.path
        text = urllib.parse.quote(_without_dots(parts.path), safe=_SAFE + _RESERVED + "/")
        text = text.removeprefix("/") if parts.scheme == "file" and re.match(r"/[A-Za-z]:", text) else text
        return text or "/"

    @net_property("Port", INT)
    def port(self) -> int:
        """The port given or the scheme's own."""
        return self.given_port if self.given_port is not None else PORTS.get(self.needed().scheme, -1)

    @net_property("IsDefaultPort", B)
    def is_default_port(self) -> bool:
        """Whether it is the scheme's own."""
        return self.port() == PORTS.get(self.needed().scheme, -1)

    @net_property("Host", S)
    def host(self) -> str:
        """The host, an IPv6 address in brackets."""
        name = self.needed().hostname or ""
        return f"[{name}]" if ":" in name else name

    @net_property("Authority", S)
    def authority(self) -> str:
        """Host, and port where it is not the scheme's own."""
        return self.host() if self.is_default_port() else f"{self.host()}:{self.port()}"

    @net_property("UserInfo", S)
    def user(self) -> str:
        """What stands before the host."""
        return self.needed().netloc.rpartition("@")[0]

    @net_property("PathAndQuery", S)
    def path_and_query(self) -> str:
        """Path with query."""
        return self.path() + self.query()

    @net_property("Query", S)
    def query(self) -> str:
        """The query with its question mark."""
        text = urllib.parse.quote(self.needed().query, safe=_SAFE + _RESERVED + "/")
        return "?" + text if text else ""

    @net_property("Fragment", S)
    def fragment(self) -> str:
        """The fragment with its hash."""
        text = urllib.parse.quote(self.needed().fragment, safe=_SAFE + _RESERVED + "/")
        return "#" + text if text else ""

    @net_property("IsUnc", B)
    def is_unc(self) -> bool:
        """Whether it is a file of another machine."""
        return self.is_absolute and self.parts.scheme == "file" and bool(self.parts.hostname)

    @net_property("LocalPath", S)
    def local_path(self) -> str:
        """The path without escapes; a file's as Windows writes it."""
        path = urllib.parse.unquote(self.path())
        if self.needed().scheme != "file":
            return path
        path = path.replace("/", "\\")
        return f"\\\\{self.host()}{path}" if self.is_unc() else path

    @net_property("Segments", S + "[]")
    def segments(self) -> TypedArray:
        """The pieces of the path, each with its slash."""
        return TypedArray(re.findall(r"[^/]*/|[^/]+", self.path()), S)

    def left(self) -> str:
        """Scheme, user and host."""
        if not self.needed().netloc and self.parts.scheme != "file":
            return f"{self.parts.scheme}:"
        user = self.user()
        return f"{self.parts.scheme}://{user + '@' if user else ''}{self.authority()}"

    @net_property("AbsoluteUri", S)
    def absolute_text(self) -> str:
        """The whole in its normal form."""
        left, path = self.left(), self.path()
        slash = "/" if self.parts.scheme == "file" and not path.startswith("/") else ""
        return f"{left}{slash}{path}{self.query()}{self.fragment()}"

    @net_method("GetLeftPart", (PARTIAL,), returns=S)
    def left_part(self, until: EnumValue) -> str:
        """All up to a part."""
        if until.value == 0:
            return self.needed().scheme + ("://" if self.parts.netloc else ":")
        return self.left() + (self.path() if until.value > 1 else "") + (self.query() if until.value > 2 else "")

    @net_property("HostNameType", HOST)
    def host_type(self) -> object:
        """Whether the host is a name or an address."""
        return enum_value(HOST, host_type(self.needed().hostname or "", is_file=self.parts.scheme == "file"))

    @net_property("IsLoopback", B)
    def is_loopback(self) -> bool:
        """Whether it is this machine."""
        name = self.needed().hostname or ("localhost" if self.parts.scheme == "file" else "")
        return name in ("localhost", "loopback", "::1") or name.startswith("127.")

    @net_method("IsBaseOf", (URI,), returns=B)
    def is_base_of(self, other: Uri) -> bool:
        """Whether the other one lies below."""
        mine, its = self.absolute_text().rpartition("/")[0], other.absolute_text()
        return its.lower().startswith(mine.lower() + "/")

    @net_method("MakeRelativeUri", (URI,), returns=URI)
    def relative_to(self, other: Uri) -> Uri:
        """The way from here to the other one."""
        if self.left().lower() != other.left().lower():
            return other
        mine, its = self.path().split("/"), other.path().split("/")
        same = 0
        while same < min(len(mine), len(its)) - 1 and mine[same].lower() == its[same].lower():
            same += 1
        way = "../" * (len(mine) - same - 1) + "/".join(its[same:])
        return Uri(way + other.query() + other.fragment())

    @net_method("ToString", returns=S)
    def net_string(self) -> str:
        """The normal form without most escapes, or the text of a relative one."""
        if not self.is_absolute:
            return self.text
        return re.sub(r"%(?!25|23|3F|2F|5C)([2-7][0-9A-Fa-f])", lambda m: chr(int(m[1], 16)), self.absolute_text())

    @net_method("Equals", (OBJ,), returns=B)
    def net_equals(self, other: object) -> bool:
        """By normal form."""
        return isinstance(other, Uri) and other.net_string() == self.net_string()

    def net_hash(self) -> object:
        """The normal form."""
        return self.net_string()


def _without_dots(path: str) -> str:
    kept: list[str] = []
    pieces = path.split("/")
    for number, piece in enumerate(pieces):
        if piece == ".." and len(kept) > 1:
            kept.pop()
        elif piece not in (".", ".."):
            kept.append(piece)
        if piece in (".", "..") and number == len(pieces) - 1:
            kept.append("")
    return "/".join(kept)


def host_type(name: str, *, is_file: bool = False) -> str:
    """What kind of host a text names."""
    try:
        return "IPv4" if ipaddress.ip_address(name.strip("[]")).version == 4 else "IPv6"
    except ValueError:
        pass
    if re.fullmatch(r"(?!-)[A-Za-z0-9_\-]{1,63}(\.[A-Za-z0-9_\-]{1,63})*\.?", name):
        return "Dns"
    return "Basic" if is_file and not name else "Unknown"


@converter(URI)
def to_uri(value: object) -> object:
    """A text as URI; a cast takes relative ones too."""
    return Uri(to_text(value))


URI_TYPE = NET.extend(URI)
URI_TYPE.attributes(B, IsAbsoluteUri="is_absolute")
URI_TYPE.attributes(S, OriginalString="text")
URI_TYPE.property("Scheme", S)(lambda uri: uri.needed().scheme)
URI_TYPE.property("AbsolutePath", S)(Uri.path)
URI_TYPE.property("DnsSafeHost", S)(lambda uri: uri.needed().hostname or "")
URI_TYPE.property("IsFile", B)(lambda uri: uri.needed().scheme == "file")
URI_TYPE.always(B, UserEscaped=False)
URI_TYPE.method("IsWellFormedOriginalString", returns=B)(lambda uri: _is_well_formed(uri.text))
URI_TYPE.absent("GetComponents", "Compare")
URI_TYPE.constants(S, SchemeDelimiter="://")
URI_TYPE.constants(
    S, **{f"UriScheme{name.title()}": name for name in ["file", "ftp", "gopher", "http", "https", "mailto"]}
)
URI_TYPE.constants(
    S, UriSchemeNews="news", UriSchemeNntp="nntp", UriSchemeNetTcp="net.tcp", UriSchemeNetPipe="net.pipe"
)
URI_TYPE.static("EscapeDataString", (S,), returns=S)(lambda text: urllib.parse.quote(text, safe=_SAFE))
URI_TYPE.static("EscapeUriString", (S,), returns=S)(
    lambda text: urllib.parse.quote(text, safe=_SAFE + _RESERVED.replace("[]", "").replace("%", "") + "/")
)
URI_TYPE.static("UnescapeDataString", (S,), returns=S)(urllib.parse.unquote)
URI_TYPE.static("CheckSchemeName", (S,), returns=B)(lambda name: bool(_SCHEME.match(name)))
URI_TYPE.static("CheckHostName", (S,), returns=HOST)(lambda name: enum_value(HOST, host_type(name)))
URI_TYPE.static("IsWellFormedUriString", (S, KIND), returns=B)(
    lambda text, kind: _is_well_formed(text) and kind.value in (0, 1 if urllib.parse.urlsplit(text).scheme else 2)
)
URI_TYPE.static("IsHexDigit", (C,), returns=B)(lambda c: c in "0123456789abcdefABCDEF")
URI_TYPE.static("IsHexEncoding", (S, INT), returns=B)(
    lambda text, place: bool(re.match(r"%[0-9a-fA-F]{2}", text[place:]))
)
URI_TYPE.static("HexEscape", (C,), returns=S)(lambda c: f"%{ord(c):02X}")


def _is_well_formed(text: str) -> bool:
    return re.fullmatch(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+", text) is not None


@URI_TYPE.static("FromHex", (C,), returns=INT)
def from_hex(digit: str) -> int:
    """The value of a hexadecimal digit."""
    if digit not in "0123456789abcdefABCDEF":
        message = "Value does not fall within the expected range."
        raise net_error("System.ArgumentException", message)
    return int(digit, 16)


@URI_TYPE.static("HexUnescape", (S, "ref"), returns=C)
def hex_unescape(text: str, place: Reference) -> object:
    """A character, escaped or not, and the place behind it."""
    at = int(to_text(place.value()))
    if not 0 <= at < len(text):
        raise out_of_range("index", "Specified argument was out of the range of valid values.")
    if re.match(r"%[0-9a-fA-F]{2}", text[at:]):
        place.set(at + 3)
        return Char(chr(int(text[at + 1 : at + 3], 16)))
    place.set(at + 1)
    return Char(text[at])


URI_TYPE.static("TryCreate", (S, KIND, "ref"), (URI, S, "ref"), (URI, URI, "ref"), returns=B)(
    trying(Uri.new, lambda: None)
)
