"""System.UriBuilder.

Source: https://learn.microsoft.com/dotnet/api/system.uribuilder .
"""

from __future__ import annotations

from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.net.uris import PORTS, URI, B, Uri
from winlab.powershell.nettypes import NetProperty
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject

S, INT, OBJ = "System.String", "System.Int32", "System.Object"
_HIGHEST_PORT = 65535


@NET.type("System.UriBuilder", assembly="System")
class UriBuilder(NetObject):
    """A URI in parts that can be set."""

    def __init__(self, scheme: str = "http", host: str = "localhost", port: int = -1, path: str = "/") -> None:
        self.parts: dict[str, str] = {"scheme": scheme.lower(), "host": host, "user": "", "password": ""}
        self.parts |= {"path": "", "query": "", "fragment": ""}
        self.port = port
        self.put("path", path)

    @net_constructor((), (S,), (URI,), (S, S), (S, S, INT), (S, S, INT, S), (S, S, INT, S, S))
    @classmethod
    def new(cls, *given: object) -> UriBuilder:
        """From a URI or its parts."""
        if not given:
            return cls()
        if len(given) == 1:
            return cls._of(given[0] if isinstance(given[0], Uri) else _absolute(to_text(given[0])))
        scheme, host = to_text(given[0]), to_text(given[1])
        port = given[2] if len(given) > 2 and isinstance(given[2], int) else PORTS.get(scheme.lower(), -1)
        made = cls(scheme, host, port, to_text(given[3]) if len(given) > 3 else "/")
        if len(given) > 4:
            extra = to_text(given[4])
            made.put("query" if extra.startswith("?") else "fragment", extra[1:])
        return made

    @classmethod
    def _of(cls, source: Uri) -> UriBuilder:
        made = cls(source.needed().scheme, source.host(), source.port(), source.path())
        made.parts["user"], _, made.parts["password"] = source.user().partition(":")
        made.parts["query"], made.parts["fragment"] = source.query(), source.fragment()
        return made

    def put(self, name: str, value: object) -> None:
        """Sets a part; a query gets its question mark, a path its slash."""
        text = to_text(value)
        if name == "path":
            text = "/" + text.replace("\\", "/").lstrip("/")
        elif name in ("query", "fragment") and text:
            text = ("?" if name == "query" else "#") + text
        self.parts[name] = text

    def set_port(self, port: int) -> None:
        """Sets the port."""
        if not -1 <= port <= _HIGHEST_PORT:
            raise out_of_range("value", "Specified argument was out of the range of valid values.")
        self.port = port

    get_port = net_property("Port", INT, setter="set_port")(lambda self: self.port)

    @net_property("Uri", URI)
    def uri(self) -> Uri:
        """The URI."""
        return Uri(self.net_string())

    @net_method("Equals", (OBJ,), returns=B)
    def net_equals(self, other: object) -> bool:
        """By URI."""
        return isinstance(other, UriBuilder) and other.uri().net_equals(self.uri())

    def net_string(self) -> str:
        """The URI's text."""
        held = self.parts
        user = held["user"] + (":" + held["password"] if held["password"] else "")
        host = held["host"] if ":" not in held["host"] or held["host"].startswith("[") else f"[{held['host']}]"
        usual = PORTS.get(held["scheme"], -1)
        port = "" if self.port in (-1, usual) else f":{self.port}"
        where = f"{user}@{host}{port}" if user else f"{host}{port}"
        return f"{held['scheme']}://{where}{held['path']}{held['query']}{held['fragment']}"


def _absolute(text: str) -> Uri:
    return Uri.new(text if "://" in text or text.startswith("mailto:") else "http://" + text)


_BUILDER = NET.extend("System.UriBuilder")
for _name, _part in {
    "Scheme": "scheme", "Host": "host", "UserName": "user", "Password": "password", "Path": "path", "Query": "query",
    "Fragment": "fragment",
}.items():  # fmt: skip
    _BUILDER.type.members[_name.lower()] = NetProperty(
        _name, S, lambda builder, p=_part: builder.parts[p], lambda builder, value, p=_part: builder.put(p, value)
    )
