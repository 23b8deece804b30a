"""System.UriBuilder.

Source: https://learn.microsoft.com/dotnet/api/system.uribuilder .
"""

from __future__ import annotations

import urllib.parse

from winlab.powershell.declare import NET, net_constructor, net_method
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.net.uris import PORTS, URI, B, Uri
from winlab.powershell.nettypes import NetProperty
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject

S, INT, OBJ = "System.String", "System.Int32", "System.Object"
_HIGHEST_PORT = 65535
_IN_PATHS = "/:;=@&$,+!*'()~%"


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
        port = given[2] if len(given) > 2 and isinstance(given[2], int) else -1
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
        """Sets a part; a query gets its question mark; of query and fragment only one is set."""
        text = to_text(value)
        if name == "path":
            text = urllib.parse.quote(text.replace("\\", "/"), safe=_IN_PATHS) or "/"
        elif name in ("query", "fragment") and text:
            text = ("?" if name == "query" else "#") + text
        if name in ("query", "fragment"):
            self.parts["fragment" if name == "query" else "query"] = ""
        self.parts[name] = text

    def set_port(self, port: int) -> None:
        """Sets the port."""
        if not -1 <= port <= _HIGHEST_PORT:
            raise out_of_range("value", "Specified argument was out of the range of valid values.")
        self.port = port

    def uri(self) -> Uri:
        """The URI; one does not tell its scheme's usual port."""
        usual = PORTS.get(self.parts["scheme"], -1)
        return Uri(self._joined("" if self.port in (-1, usual) else f":{self.port}"))

    @net_method("Equals", (OBJ,), returns=B)
    def net_equals(self, other: object) -> bool:
        """By URI."""
        return isinstance(other, UriBuilder) and other.uri().net_equals(self.uri())

    def net_string(self) -> str:
        """The parts joined, the port with them if there is one."""
        return self._joined("" if self.port == -1 else f":{self.port}")

    def _joined(self, port: str) -> str:
        held = self.parts
        user = held["user"] + (":" + held["password"] if held["password"] else "")
        host = held["host"] if ":" not in held["host"] or held["host"].startswith("[") else f"[{held['host']}]"
        where = f"{user}@{host}{port}" if user else f"{host}{port}"
        slash = "" if held["path"].startswith("/") else "/"
        return f"{held['scheme']}://{where}{slash}{held['path']}{held['query']}{held['fragment']}"


def _absolute(text: str) -> Uri:
    return Uri.new(text if "://" in text or text.startswith("mailto:") else "http://" + text)


def _part(name: str) -> NetProperty:
    part = {"UserName": "user"}.get(name, name.lower())
    return NetProperty(name, S, lambda builder: builder.parts[part], lambda builder, value: builder.put(part, value))


_PORT = NetProperty("Port", INT, lambda builder: builder.port, lambda builder, value: builder.set_port(value))
_MEMBERS = NET.extend("System.UriBuilder").type.members
for _name in ("Scheme", "UserName", "Password", "Host", "Port", "Path", "Query", "Fragment"):
    _MEMBERS[_name.lower()] = _PORT if _name == "Port" else _part(_name)
_MEMBERS["uri"] = NetProperty("Uri", URI, lambda builder: builder.uri())
