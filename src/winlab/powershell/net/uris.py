"""System.Uri and UriBuilder."""

from __future__ import annotations

import urllib.parse

from winlab.powershell.conversion import converter
from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.errors import net_error
from winlab.powershell.nettypes import NetProperty
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject

S, INT, B, URI = "System.String", "System.Int32", "System.Boolean", "System.Uri"
_PORTS = {"http": 80, "https": 443, "ftp": 21, "ldap": 389, "file": -1, "net.tcp": 808}


@NET.type(URI, assembly="System")
class Uri(NetObject):
    """An absolute or relative URI."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts = urllib.parse.urlsplit(text)
        try:
            self.given_port = self.parts.port
        except ValueError:
            raise net_error("System.UriFormatException", "Invalid URI: Invalid port specified.") from None

    @net_constructor((S,), (S, "System.UriKind"), (URI, S))
    @classmethod
    def new(cls, first: object, *rest: object) -> Uri:
        """From text, or a base and a relative text."""
        if isinstance(first, Uri) and rest:
            return cls(urllib.parse.urljoin(first.text, to_text(rest[0])))
        text = to_text(first)
        if not rest and not urllib.parse.urlsplit(text).scheme:
            raise net_error("System.UriFormatException", "Invalid URI: The format of the URI could not be determined.")
        return cls(text)

    @property
    def is_absolute(self) -> bool:
        """Whether there is a scheme."""
        return bool(self.parts.scheme)

    def _needed(self) -> urllib.parse.SplitResult:
        if not self.is_absolute:
            raise net_error("System.InvalidOperationException", "This operation is not supported for a relative URI.")
        return self.parts

    absolute = net_property("IsAbsoluteUri", B)(lambda self: self.is_absolute)
    original = net_property("OriginalString", S)(lambda self: self.text)
    scheme = net_property("Scheme", S)(lambda self: self._needed().scheme)
    host = net_property("Host", S)(lambda self: self._needed().hostname or "")
    query = net_property("Query", S)(lambda self: "?" + self._needed().query if self._needed().query else "")
    fragment = net_property("Fragment", S)(
        lambda self: "#" + self._needed().fragment if self._needed().fragment else ""
    )
    path = net_property("AbsolutePath", S)(lambda self: self._needed().path or "/")
    user = net_property("UserInfo", S)(lambda self: self._needed().netloc.rpartition("@")[0])
    is_file = net_property("IsFile", B)(lambda self: self._needed().scheme == "file")
    is_unc = net_property("IsUnc", B)(lambda self: self.text.startswith("\\\\"))

    @net_property("Port", INT)
    def port(self) -> int:
        """The port given or the scheme's own."""
        return self.given_port if self.given_port is not None else _PORTS.get(self._needed().scheme, -1)

    @net_property("IsDefaultPort", B)
    def is_default_port(self) -> bool:
        """Whether it is the scheme's own."""
        return self.port() == _PORTS.get(self._needed().scheme, -1)

    @net_property("Authority", S)
    def authority(self) -> str:
        """Host, and port where it is not the scheme's own."""
        host = self._needed().hostname or ""
        return host if self.is_default_port() else f"{host}:{self.port()}"

    @net_property("PathAndQuery", S)
    def path_and_query(self) -> str:
        """Path with query."""
        parts = self._needed()
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    @net_property("LocalPath", S)
    def local_path(self) -> str:
        """The path without escapes."""
        return urllib.parse.unquote(self._needed().path or "/")

    @net_property("AbsoluteUri", S)
    def absolute_uri(self) -> str:
        """The whole in its normal form."""
        parts = self._needed()
        if not parts.netloc:
            return self.text
        user = parts.netloc.rpartition("@")[0]
        tail = f"#{parts.fragment}" if parts.fragment else ""
        return f"{parts.scheme}://{user + '@' if user else ''}{self.authority()}{self.path_and_query()}{tail}"

    @net_method("ToString")
    def net_string(self) -> str:
        """The normal form, or the text of a relative one."""
        return urllib.parse.unquote(self.absolute_uri()) if self.is_absolute else self.text

    def net_equals(self, other: object) -> bool:
        """By normal form."""
        return isinstance(other, Uri) and other.net_string() == self.net_string()


@converter(URI)
def to_uri(value: object) -> object:
    """A text as URI; a cast takes relative ones too."""
    return Uri(to_text(value))


NET.enum("System.UriKind", "RelativeOrAbsolute Absolute Relative")
URI_TYPE = NET.extend(URI)
URI_TYPE.static("EscapeDataString", (S,))(lambda text: urllib.parse.quote(text, safe="-_.!~*'()"))
URI_TYPE.static("UnescapeDataString", (S,))(lambda text: urllib.parse.unquote(text))
URI_TYPE.static("IsWellFormedUriString", (S, "System.UriKind"))(
    lambda text, kind: bool(urllib.parse.urlsplit(text).scheme)
)


@NET.type("System.UriBuilder", assembly="System")
class UriBuilder(NetObject):
    """A URI in parts that can be set.

    Source: https://learn.microsoft.com/dotnet/api/system.uribuilder .
    """

    def __init__(self, text: str = "http://localhost/") -> None:
        parts = urllib.parse.urlsplit(text if "://" in text else f"http://{text}")
        scheme = parts.scheme or "http"
        self.values: dict[str, object] = {
            "Scheme": scheme,
            "UserName": parts.username or "",
            "Password": parts.password or "",
            "Host": parts.hostname or "localhost",
            "Port": parts.port if parts.port is not None else _PORTS.get(scheme, -1),
            "Path": parts.path or "/",
            "Query": f"?{parts.query}" if parts.query else "",
            "Fragment": f"#{parts.fragment}" if parts.fragment else "",
        }

    @net_constructor((), (S,), (URI,), (S, S), (S, S, INT), (S, S, INT, S), (S, S, INT, S, S))
    @classmethod
    def new(cls, *given: object) -> UriBuilder:
        """From text, a URI, or scheme, host, port, path, and what follows."""
        if len(given) == 1:
            source = given[0]
            return cls(source.absolute_uri() if isinstance(source, Uri) else to_text(source))
        made = cls()
        made.values["Port"] = -1
        scheme, *rest = given or ("http",)
        made.values["Scheme"] = to_text(scheme).lower()
        for name, value in zip(("Host", "Port", "Path", "Fragment"), rest, strict=False):
            if name == "Fragment" and to_text(value).startswith("?"):
                name = "Query"
            made.put(name, value)
        return made

    def put(self, name: str, value: object) -> None:
        """Sets a part; path, query and fragment get the sign they begin with."""
        if name == "Port":
            self.values[name] = value
            return
        text, sign = to_text(value), _SIGNS.get(name, "")
        self.values[name] = sign + text if sign and (text or name == "Path") and not self._begins(name, text) else text

    @staticmethod
    def _begins(name: str, text: str) -> bool:
        # A query and a fragment get their sign even if they bring one; a path does not.
        return name == "Path" and text.startswith("/")

    def _joined(self, *, default_port: bool) -> str:
        values = {name: to_text(value) for name, value in self.values.items()}
        port = "" if values["Port"] == "-1" else f":{values['Port']}"
        if not default_port and self.values["Port"] == _PORTS.get(values["Scheme"]):
            port = ""
        user = values["UserName"] + (f":{values['Password']}" if values["Password"] else "")
        place = f"{user}@{values['Host']}{port}" if user else f"{values['Host']}{port}"
        return f"{values['Scheme']}://{place}{values['Path']}{values['Query']}{values['Fragment']}"

    def uri(self) -> object:
        """The URI."""
        return Uri(self._joined(default_port=False))

    def net_string(self) -> str:
        """The parts joined, the port with them."""
        return self._joined(default_port=True)


_SIGNS = {"Path": "/", "Query": "?", "Fragment": "#"}


def _part(name: str, kind: str) -> NetProperty:
    def put(builder: UriBuilder, value: object) -> None:
        builder.put(name, value)

    return NetProperty(name, kind, lambda builder: builder.values[name], put)


for _name in UriBuilder().values:
    UriBuilder.net_type.members[_name.lower()] = _part(_name, INT if _name == "Port" else S)
UriBuilder.net_type.members["uri"] = NetProperty("Uri", URI, lambda builder: builder.uri())
