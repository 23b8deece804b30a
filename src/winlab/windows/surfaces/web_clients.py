"""System.Net: WebClient, WebRequest, TcpClient, SmtpClient and their settings; no traffic leaves the emulation.

Names of hosts that are not in the lab can't be resolved; files are read; what would be spoken with a host of the lab is
not emulated. Source: https://learn.microsoft.com/dotnet/api/system.net.webclient .
"""

from __future__ import annotations

import weakref
from collections.abc import Callable

from winlab.powershell.declare import NetTable, net_constructor
from winlab.powershell.errors import NotEmulated, PSError, net_error
from winlab.powershell.net.credentials import NetworkCredential
from winlab.powershell.net.encodings import get_encoding
from winlab.powershell.net.io import read_bytes, write_bytes
from winlab.powershell.net.stringlists import NameValueCollection
from winlab.powershell.net.uris import URI, Uri
from winlab.powershell.nettypes import NetProperty, enum_value
from winlab.powershell.session import Session
from winlab.powershell.startup import running_session
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray
from winlab.windows.errors import NetworkError
from winlab.windows.extension import register_extension
from winlab.windows.session import current_host
from winlab.windows.surfaces.addresses import no_such_host

TABLE = NetTable()
register_extension(net=TABLE)
S, B, INT, BYTES, OBJ, VOID, ENCODING, N = (
    "System.String", "System.Boolean", "System.Int32", "System.Byte[]", "System.Object", "System.Void",
    "System.Text.Encoding", "System.Net.",
)  # fmt: skip
TABLE.enum(N + "SecurityProtocolType", {"Ssl3": 48, "Tls": 192}, flags=True)
HEADERS = N + "WebHeaderCollection"


class WebHeaders(NameValueCollection):
    """Names and values of a request."""


TABLE.extend(HEADERS, python=WebHeaders, bases=("System.Collections.Specialized.NameValueCollection",)).constructor(())(
    WebHeaders
)


def _is_known(host: str) -> bool:
    return host.lower() in ("localhost", "127.0.0.1") or current_host().machine.lab.find(host) is not None


def fetched(target: Uri) -> bytes:
    """What a URI leads to.

    Raises:
        PSError: WebException, or that it is not emulated.
    """
    if target.needed().scheme == "file":
        try:
            return read_bytes(target.local_path())
        except PSError as failed:
            problem = net_error(N + "WebException", failed.record.exception.message)
            problem.record.exception.inner = failed.record.exception
            raise problem from None
    if not _is_known(target.parts.hostname or ""):
        name = target.parts.hostname
        raise net_error(N + "WebException", f"The remote name could not be resolved: '{name}'")
    raise NotEmulated(f"a request for {target.net_string()}")


class WebClient(NetObject):
    """Fetches and sends."""

    def __init__(self) -> None:
        self.headers = WebHeaders()
        self.query = NameValueCollection()
        self.encoding = get_encoding(1252)
        self.base = ""
        self.credentials: object = None
        self.proxy: object = None
        self.uses_default = False

    def fetch(self, address: object) -> bytes:
        """What an address leads to."""
        text = to_text(address)
        return fetched(Uri.new(Uri(self.base), text) if self.base and "://" not in text else Uri.new(text))

    def save(self, address: object, path: str) -> None:
        """Fetches into a file."""
        write_bytes(path, self.fetch(address))


_WEB = TABLE.extend(N + "WebClient", python=WebClient, bases=("System.ComponentModel.Component",))
_WEB.constructor(())(WebClient)
_WEB.attributes(HEADERS, settable=True, Headers="headers")
_WEB.attributes("System.Collections.Specialized.NameValueCollection", settable=True, QueryString="query")
_WEB.attributes(ENCODING, settable=True, Encoding="encoding")
_WEB.attributes(S, settable=True, BaseAddress="base")
_WEB.attributes(OBJ, settable=True, Credentials="credentials", Proxy="proxy")
_WEB.attributes(B, settable=True, UseDefaultCredentials="uses_default")
_WEB.always(B, IsBusy=False)
_WEB.method("DownloadData", (S,), (URI,), returns=BYTES)(lambda web, at: TypedArray.of_bytes(web.fetch(at)))
_WEB.method("DownloadString", (S,), (URI,), returns=S)(lambda web, at: web.encoding.decoded(web.fetch(at)))
_WEB.method("DownloadFile", (S, S), (URI, S), returns=VOID)(WebClient.save)
_WEB.method("Dispose", returns=VOID)(lambda web: None)
for _name in ("UploadString", "UploadData", "UploadFile", "UploadValues", "OpenRead", "OpenWrite"):
    _WEB.method(_name, (OBJ,), (OBJ, OBJ), (OBJ, OBJ, OBJ))(lambda web, at, *given: web.fetch(at))


class WebRequest(NetObject):
    """A request that is to be made."""

    def __init__(self, target: Uri) -> None:
        self.target = target
        self.settings: dict[str, object] = {"Headers": WebHeaders(), "Method": "GET", "Timeout": 100_000}

    def respond(self) -> object:
        """Makes it."""
        return fetched(self.target)


_REQUEST = TABLE.extend(N + "WebRequest", python=WebRequest)
_REQUEST.attributes(URI, RequestUri="target")
for _name, _kind in {
    "Method": S, "ContentType": S, "UserAgent": S, "Accept": S, "Referer": S, "Timeout": INT, "Credentials": OBJ,
    "Proxy": OBJ, "Headers": HEADERS, "ContentLength": "System.Int64", "KeepAlive": B, "UseDefaultCredentials": B,
    "AllowAutoRedirect": B, "PreAuthenticate": B, "ReadWriteTimeout": INT, "CookieContainer": OBJ,
}.items():  # fmt: skip
    _REQUEST.type.members[_name.lower()] = NetProperty(
        _name,
        _kind,
        lambda request, n=_name: request.settings.get(n),
        lambda request, value, n=_name: request.settings.update({n: value}),
    )
for _name in ("GetResponse", "GetRequestStream"):
    _REQUEST.method(_name)(WebRequest.respond)
_REQUEST.static("Create", (S,), (URI,), returns=N + "WebRequest")(lambda target: WebRequest(Uri.new(to_text(target))))
TABLE.extend(N + "HttpWebRequest", bases=(N + "WebRequest",))

_SETTINGS: weakref.WeakKeyDictionary[Session, dict[str, object]] = weakref.WeakKeyDictionary()


def _setting(name: str, kind: str, usual: Callable[[], object]) -> None:
    def get() -> object:
        return _SETTINGS.setdefault(running_session(), {}).get(name, usual())

    def put(value: object) -> None:
        _SETTINGS.setdefault(running_session(), {})[name] = value

    TABLE.extend(N + "ServicePointManager").type.statics[name.lower()] = NetProperty(name, kind, get, put, static=True)


_setting("ServerCertificateValidationCallback", OBJ, lambda: None)
_setting("CertificatePolicy", OBJ, lambda: None)
_setting("SecurityProtocol", N + "SecurityProtocolType", lambda: enum_value(N + "SecurityProtocolType", 240))
_setting("Expect100Continue", B, lambda: True)
_setting("DefaultConnectionLimit", INT, lambda: 2)
_setting("UseNagleAlgorithm", B, lambda: True)
_CACHE = TABLE.extend(N + "CredentialCache")
for _name in ("DefaultCredentials", "DefaultNetworkCredentials"):
    _CACHE.static_property(_name, N + "NetworkCredential")(NetworkCredential)


# https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2
_SOCKET_ERRORS = {
    10060: "A connection attempt failed because the connected party did not properly respond after a period of time, "
    "or established connection failed because connected host has failed to respond",
    10061: "No connection could be made because the target machine actively refused it",
}


@TABLE.type(N + "Sockets.TcpClient", assembly="System")
class TcpClient(NetObject):
    """A connection that is to be made: whether a port answers, nothing is spoken."""

    connected = False

    @net_constructor((), (S, INT))
    @classmethod
    def new(cls, host: str = "", port: int = 0) -> TcpClient:
        """Not connected yet, or connected to a host."""
        made = cls()
        if host:
            made.connect(host, port)
        return made

    def connect(self, host: object, port: int) -> None:
        """Connects.

        Raises:
            PSError: SocketException, or that it is not emulated.
        """
        name, here = to_text(host), current_host().machine
        try:
            here.lab.network.knock(here, name, port)
        except NetworkError as problem:
            if problem.code == 11001:
                raise no_such_host() from None
            there = here.lab.network.find(name)
            address = there.address if there is not None else "127.0.0.1"
            text = f"{_SOCKET_ERRORS[problem.code]} {address}:{port}"
            raise net_error(
                N + "Sockets.SocketException", text, NativeErrorCode=problem.code, ErrorCode=problem.code
            ) from None
        self.connected = True

    def close(self) -> None:
        """Ends the connection."""
        self.connected = False


_TCP = TABLE.extend(N + "Sockets.TcpClient")
_TCP.method("Connect", (S, INT), (N + "IPAddress", INT), returns=VOID)(TcpClient.connect)
_TCP.property("Connected", B)(lambda client: client.connected)
for _name in ("Close", "Dispose"):
    _TCP.method(_name, returns=VOID)(TcpClient.close)
_TCP.absent("BeginConnect", "EndConnect", "GetStream")
