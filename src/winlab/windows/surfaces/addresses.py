"""System.Net: addresses and the names of the lab's network."""

from __future__ import annotations

from typing import cast

from winlab.powershell.addedmembers import CodeProperty
from winlab.powershell.clixml.reader import rehydrates
from winlab.powershell.conversion import converter
from winlab.powershell.declare import (
    NetTable,
    extended,
    net_constructor,
    net_method,
    net_property,
    net_static,
    net_static_property,
)
from winlab.powershell.errors import ConversionFailed, PSError, net_error
from winlab.powershell.net.automation import Reference
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.values import Byte, Int64, NetObject, TypedArray
from winlab.windows.extension import register_extension
from winlab.windows.session import current_host

TABLE = NetTable()
register_extension(net=TABLE)
_FAMILY = TABLE.enum("System.Net.Sockets.AddressFamily", {"InterNetwork": 2, "InterNetworkV6": 23})


@TABLE.type("System.Net.IPAddress", assembly="System")
class IPAddress(NetObject):
    """An address."""

    def __init__(self, text: str) -> None:
        self.text = text

    @net_constructor(("System.Int64",), ("System.Byte[]",))
    @classmethod
    def new(cls, value: object) -> IPAddress:
        """From four bytes, or from a number whose lowest byte is the first."""
        parts = list(value) if isinstance(value, list) else list(cast("int", value).to_bytes(4, "little"))
        return cls(".".join(str(part) for part in parts))

    @net_property("AddressFamily", "System.Net.Sockets.AddressFamily")
    def family(self) -> EnumValue:
        return EnumValue(_FAMILY, 2)

    is_multicast = net_property("IsIPv6Multicast", "System.Boolean")(lambda self: False)
    is_link_local = net_property("IsIPv6LinkLocal", "System.Boolean")(lambda self: False)
    is_site_local = net_property("IsIPv6SiteLocal", "System.Boolean")(lambda self: False)

    @net_property("Address", "System.Int64")
    def address(self) -> Int64:
        return Int64(int.from_bytes(bytes(self.octets()), "little"))

    @net_method("GetAddressBytes", returns="System.Byte[]")
    def address_bytes(self) -> TypedArray:
        return TypedArray([Byte(part) for part in self.octets()], "System.Byte")

    def octets(self) -> list[int]:
        """The four numbers."""
        return [int(part) for part in self.text.split(".")]

    @net_static_property("Loopback", "System.Net.IPAddress")
    @staticmethod
    def loopback() -> IPAddress:
        return IPAddress("127.0.0.1")

    @net_static_property("Any", "System.Net.IPAddress")
    @staticmethod
    def any_address() -> IPAddress:
        return IPAddress("0.0.0.0")

    def net_equals(self, other: object) -> bool:
        """By address."""
        return isinstance(other, IPAddress) and other.text == self.text

    def net_hash(self) -> object:
        """The address."""
        return self.text

    @net_static("Parse", ("System.String",), returns="System.Net.IPAddress")
    @staticmethod
    def parse(text: str) -> IPAddress:
        parts = text.split(".")
        if len(parts) != 4 or not all(part.isdigit() and int(part) < 256 for part in parts):
            raise net_error("System.FormatException", "An invalid IP address was specified.")
        return IPAddress(text)

    @net_static("TryParse", ("System.String", "ref"), returns="System.Boolean")
    @staticmethod
    def try_parse(text: str, target: Reference) -> bool:
        try:
            found: IPAddress | None = IPAddress.parse(text or "")
        except PSError:
            found = None
        target.set(found)
        return found is not None

    @net_static("IsLoopback", ("System.Net.IPAddress",), returns="System.Boolean")
    @staticmethod
    def is_loopback(address: IPAddress) -> bool:
        return address.octets()[0] == 127

    @net_static_property("Broadcast", "System.Net.IPAddress")
    @staticmethod
    def broadcast() -> IPAddress:
        return IPAddress("255.255.255.255")

    def net_string(self) -> str:
        """The address."""
        return self.text


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


@TABLE.type("System.Net.IPEndPoint", bases=("System.Net.EndPoint", "System.Object"), assembly="System")
class IPEndPoint(NetObject):
    """An address with a port."""

    def __init__(self, at: IPAddress, port: int) -> None:
        self.at = at
        self.number = port

    @net_constructor(("System.Net.IPAddress", "System.Int32"))
    @classmethod
    def new(cls, address: IPAddress, port: int) -> IPEndPoint:
        return cls(address, port)

    @net_property("AddressFamily", "System.Net.Sockets.AddressFamily")
    def family(self) -> EnumValue:
        return EnumValue(_FAMILY, 2)

    @net_property("Address", "System.Net.IPAddress")
    def address(self) -> IPAddress:
        return self.at

    @net_property("Port", "System.Int32")
    def port(self) -> int:
        return self.number

    def net_string(self) -> str:
        """Address and port."""
        return f"{self.at.text}:{self.number}"


@TABLE.type("System.Net.IPHostEntry", assembly="System")
class IPHostEntry(NetObject):
    """A host's name and addresses."""

    def __init__(self, name: str, addresses: list[str]) -> None:
        self.host = name
        self.addresses = addresses

    @net_property("HostName", "System.String")
    def host_name(self) -> str:
        return self.host

    @net_property("AddressList", "System.Net.IPAddress[]")
    def address_list(self) -> TypedArray:
        return TypedArray((IPAddress(text) for text in self.addresses), "System.Net.IPAddress")


def _entry(name: str) -> IPHostEntry:
    host = current_host()
    machine = host.machine.lab.find(name) if name not in ("", "localhost", ".") else host.machine
    if machine is None:
        raise net_error(
            "System.Net.Sockets.SocketException", "No such host is known", NativeErrorCode=11001, ErrorCode=11001
        )
    return IPHostEntry(machine.fqdn, [adapter.address for adapter in machine.adapters if adapter.address])


@TABLE.type("System.Net.Dns", assembly="System")
class Dns(NetObject):
    """Names of the lab's network."""

    @net_static("GetHostName", returns="System.String")
    @staticmethod
    def get_host_name() -> str:
        return current_host().machine.name

    @net_static("GetHostEntry", ("System.String",), returns="System.Net.IPHostEntry")
    @staticmethod
    def get_host_entry(name: str) -> IPHostEntry:
        return _entry(name)

    @net_static("GetHostByName", ("System.String",), returns="System.Net.IPHostEntry")
    @staticmethod
    def get_host_by_name(name: str) -> IPHostEntry:
        return _entry(name)

    @net_static("GetHostAddresses", ("System.String",), returns="System.Net.IPAddress[]")
    @staticmethod
    def get_host_addresses(name: str) -> TypedArray:
        return _entry(name).address_list()
