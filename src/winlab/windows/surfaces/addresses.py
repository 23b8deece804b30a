"""System.Net: addresses and the names of the lab's network."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import cast

from winlab.powershell.addedmembers import CodeProperty
from winlab.powershell.clixml.reader import rehydrates
from winlab.powershell.conversion import converter
from winlab.powershell.declare import (
    NetTable,
    extended,
    net_attribute,
    net_constructor,
    net_method,
    net_property,
    net_static,
)
from winlab.powershell.errors import ConversionFailed, PSError, net_error
from winlab.powershell.net.automation import Reference
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.text import to_text
from winlab.powershell.values import Int16, Int64, NetObject, TypedArray
from winlab.windows.extension import register_extension
from winlab.windows.session import current_host
from winlab.windows.surfaces.streams import bytes_of

TABLE = NetTable()
register_extension(net=TABLE)
S, B, INT, LONG, SHORT = "System.String", "System.Boolean", "System.Int32", "System.Int64", "System.Int16"
ADDRESS, END_POINT, ENTRY = "System.Net.IPAddress", "System.Net.IPEndPoint", "System.Net.IPHostEntry"
FAMILY = "System.Net.Sockets.AddressFamily"
_FAMILY = TABLE.enum(FAMILY, {"Unspecified": 0, "InterNetwork": 2, "InterNetworkV6": 23})
_LAST_PORT = 65535


@TABLE.type(ADDRESS, assembly="System")
class IPAddress(NetObject):
    """An address of version 4 or 6."""

    def __init__(self, text: str) -> None:
        self.text = text

    @net_constructor((LONG,), ("System.Byte[]",))
    @classmethod
    def new(cls, value: object) -> IPAddress:
        """From four or sixteen bytes, or from a number whose lowest byte is the first."""
        if not isinstance(value, list):
            number = cast("int", value)
            if not 0 <= number <= 0xFFFFFFFF:
                raise out_of_range("newAddress", "Specified argument was out of the range of valid values.")
            return cls(str(ipaddress.IPv4Address(number.to_bytes(4, "little"))))
        if len(value) not in (4, 16):
            message = "An invalid IP address was specified.\r\nParameter name: address"
            raise net_error("System.ArgumentException", message, ParamName="address")
        return cls(str(ipaddress.ip_address(bytes_of(value))))

    @property
    def known(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
        """The address as Python knows it."""
        return ipaddress.ip_address(self.text.partition("%")[0])

    @property
    def is_six(self) -> bool:
        """Whether it is of version 6."""
        return ":" in self.text

    @net_property("AddressFamily", FAMILY)
    def family(self) -> EnumValue:
        """The version."""
        return EnumValue(_FAMILY, 23 if self.is_six else 2)

    @net_property("ScopeId", LONG)
    def scope(self) -> Int64:
        """The zone of an address of version 6."""
        if not self.is_six:
            text = "The attempted operation is not supported for the type of object referenced"
            raise net_error("System.Net.Sockets.SocketException", text)
        return Int64(int(self.text.partition("%")[2] or 0))

    is_multicast = net_property("IsIPv6Multicast", B)(lambda self: self.is_six and self.known.is_multicast)
    is_link_local = net_property("IsIPv6LinkLocal", B)(lambda self: self.is_six and self.known.is_link_local)
    is_site_local = net_property("IsIPv6SiteLocal", B)(lambda self: self.text.lower().startswith("fec0:"))

    @net_property("Address", LONG)
    def address(self) -> Int64:
        """The number of an address of version 4, its first byte lowest."""
        if self.is_six:
            text = "The attempted operation is not supported for the type of object referenced"
            raise net_error("System.Net.Sockets.SocketException", text)
        return Int64(int.from_bytes(self.known.packed, "little"))

    address_bytes = net_method("GetAddressBytes", returns="System.Byte[]")(
        lambda self: TypedArray.of_bytes(self.known.packed)
    )

    def net_equals(self, other: object) -> bool:
        """By address."""
        return isinstance(other, IPAddress) and other.text == self.text

    def net_hash(self) -> object:
        """The address."""
        return self.text

    @net_static("Parse", (S,), returns=ADDRESS)
    @staticmethod
    def parse(text: str) -> IPAddress:
        """From text: with dots in up to four numbers, or of version 6."""
        try:
            if ":" in text:
                made, mark, zone = text.strip("[]").partition("%")
                return IPAddress(ipaddress.IPv6Address(made).compressed + mark + zone)
            return IPAddress(_four(text))
        except ValueError:
            raise net_error("System.FormatException", "An invalid IP address was specified.") from None

    @net_static("TryParse", (S, "ref"), returns=B)
    @staticmethod
    def try_parse(text: str, target: Reference) -> bool:
        """Whether a text is an address, which goes to the reference."""
        try:
            found: IPAddress | None = IPAddress.parse(text or "")
        except PSError:
            found = None
        target.set(found)
        return found is not None

    def net_string(self) -> str:
        """The address."""
        return self.text


def _four(text: str) -> str:
    """An address of version 4 out of its numbers, the last of which fills what is left.

    Raises:
        ValueError: it is none.
    """
    numbers = [int(part, 16 if part[:2].lower() == "0x" else 8 if part[:1] == "0" else 10) for part in text.split(".")]
    *heads, last = numbers
    if len(heads) > 3 or any(not 0 <= head <= 255 for head in heads) or not 0 <= last < 256 ** (4 - len(heads)):
        raise ValueError(text)
    return str(ipaddress.IPv4Address(bytes(heads) + last.to_bytes(4 - len(heads), "big")))


_ADDRESS = TABLE.extend(ADDRESS)
for _name, _text in {
    "Loopback": "127.0.0.1", "Any": "0.0.0.0", "Broadcast": "255.255.255.255", "None": "255.255.255.255",
    "IPv6Loopback": "::1", "IPv6Any": "::", "IPv6None": "::",
}.items():  # fmt: skip
    _ADDRESS.static_property(_name, ADDRESS, is_field=True)(lambda text=_text: IPAddress(text))
_ADDRESS.static("IsLoopback", (ADDRESS,), returns=B)(lambda address: address.known.is_loopback)


def _swapped(number: int) -> int:
    size, make = {Int16: (2, Int16), int: (4, int), Int64: (8, Int64)}[type(number)]
    return int.__new__(make, int.from_bytes(int(number).to_bytes(size, "little", signed=True), "big", signed=True))


for _name in ("HostToNetworkOrder", "NetworkToHostOrder"):
    _ADDRESS.static(_name, (SHORT,), (INT,), (LONG,))(_swapped)


@converter("System.Net.IPAddress")
def to_address(value: object) -> object:
    """``[Net.IPAddress]'10.0.0.1'``."""
    if not isinstance(value, str):
        raise ConversionFailed
    try:
        return IPAddress.parse(value)
    except PSError as failed:
        raise ConversionFailed(failed.record.exception, "InvalidCastParseTargetInvocation") from failed


def _as_text(value: object) -> str:
    return value.text if isinstance(value, IPAddress) else ""


rehydrates("System.Net.IPAddress", lambda sent: None if sent.text is None else IPAddress(sent.text))

extended("System.Net.IPAddress", CodeProperty("IPAddressToString", _as_text))


@TABLE.type(END_POINT, bases=("System.Net.EndPoint", "System.Object"), assembly="System")
class IPEndPoint(NetObject):
    """An address with a port."""

    def __init__(self, at: IPAddress, port: int) -> None:
        self.at = at
        self.number = port

    @net_constructor((ADDRESS, INT), (LONG, INT))
    @classmethod
    def new(cls, address: object, port: int) -> IPEndPoint:
        """From an address or its number, and a port."""
        if not 0 <= port <= _LAST_PORT:
            raise out_of_range("port", "Specified argument was out of the range of valid values.")
        return cls(address if isinstance(address, IPAddress) else IPAddress.new(address), port)

    @net_property("AddressFamily", FAMILY)
    def family(self) -> EnumValue:
        """The version of the address."""
        return self.at.family()

    address = net_attribute("Address", ADDRESS, "at", settable=True)
    port = net_attribute("Port", INT, "number", settable=True)

    def net_string(self) -> str:
        """Address and port."""
        return f"[{self.at.text}]:{self.number}" if self.at.is_six else f"{self.at.text}:{self.number}"

    def net_equals(self, other: object) -> bool:
        """By address and port."""
        return isinstance(other, IPEndPoint) and other.net_string() == self.net_string()

    def net_hash(self) -> object:
        """Address and port."""
        return self.net_string()


TABLE.extend(END_POINT).constants(INT, MinPort=0, MaxPort=_LAST_PORT)


@TABLE.type(ENTRY, assembly="System")
class IPHostEntry(NetObject):
    """A host's name and addresses."""

    def __init__(self, name: str = "", addresses: Sequence[str] = ()) -> None:
        self.host = name
        self.addresses = list(addresses)

    @net_constructor(())
    @classmethod
    def new(cls) -> IPHostEntry:
        """Empty."""
        return cls()

    host_name = net_attribute("HostName", S, "host", settable=True)
    aliases = net_property("Aliases", S + "[]")(lambda self: TypedArray([], S))

    @net_property("AddressList", ADDRESS + "[]")
    def address_list(self) -> TypedArray:
        """The addresses."""
        return TypedArray((IPAddress(text) for text in self.addresses), ADDRESS)


def no_such_host() -> PSError:
    """The name is not known."""
    name = "System.Net.Sockets.SocketException"
    return net_error(name, "No such host is known", NativeErrorCode=11001, ErrorCode=11001)


def entry_of(name: str) -> IPHostEntry:
    """A host of the lab by name or address.

    Raises:
        PSError: SocketException.
    """
    host = current_host()
    own = name.lower() in ("", "localhost", ".", "127.0.0.1")
    machine = host.machine if own else host.machine.lab.find(name)
    if machine is None:
        raise no_such_host()
    return IPHostEntry(machine.fqdn, [adapter.address for adapter in machine.adapters if adapter.address])


def _addresses(name: str) -> TypedArray:
    try:
        return TypedArray([IPAddress.parse(name)], ADDRESS)
    except PSError:
        return entry_of(name).address_list()


DNS = TABLE.extend("System.Net.Dns")
DNS.static("GetHostName", returns=S)(lambda: current_host().machine.name)
DNS.static("GetHostAddresses", (S,), returns=ADDRESS + "[]")(_addresses)
for _name in ("GetHostEntry", "GetHostByName", "Resolve"):
    DNS.static(_name, (S,), (ADDRESS,), returns=ENTRY)(lambda name: entry_of(to_text(name)))
DNS.static("GetHostByAddress", (S,), (ADDRESS,), returns=ENTRY)(lambda address: entry_of(to_text(address)))
