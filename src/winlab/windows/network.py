"""Network adapters of a host, and who can reach whom in the lab."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from winlab.windows.accounts import Logon
from winlab.windows.errors import NetworkError

if TYPE_CHECKING:
    from winlab.windows.lab import Lab
    from winlab.windows.machine import Machine

# Services of Windows that remote calls need on the target.
_NEEDED = {
    "smb": ("LanmanServer", 53),
    "rpc": ("RpcSs", 1722),
    "wmi": ("winmgmt", 1722),
    "ldap": ("", 8206),
    "winrm": ("WinRM", 1722),
    "ping": ("", 11010),
}

# https://learn.microsoft.com/troubleshoot/windows-server/networking/service-overview-and-network-port-requirements
PORTS = {
    "RpcSs": (135,),
    "LanmanServer": (445, 139),
    "W3SVC": (80,),
    "SMTPSVC": (25,),
    "MSExchangeTransport": (25,),
    "MSExchangePOP3": (110, 995),
    "MSExchangeIMAP4": (143, 993),
    "DNS": (53,),
    "TermService": (3389,),
    "WinRM": (5985,),
}
"""TCP ports that services of Windows listen on."""
_OF_CONTROLLERS = (88, 389, 464, 636, 3268)


def listening(machine: Machine) -> Iterator[tuple[str, int]]:
    """The services that listen on TCP ports now, with each port; a controller's directory counts as Netlogon's."""
    for name, ports in PORTS.items():
        if machine.services.is_running(name):
            yield from ((name, port) for port in ports)
    if machine.is_domain_controller and machine.services.is_running("Netlogon"):
        yield from (("Netlogon", port) for port in _OF_CONTROLLERS)


@dataclass
class Adapter:
    """A connection. ``netbios``: 0 default, 1 on, 2 off."""

    index: int
    name: str
    address: str
    mask: str
    gateway: str = ""
    dns: list[str] = field(default_factory=list)
    description: str = ""
    guid: str = ""
    mac: str = ""
    serves_files: bool = True
    register_dns: bool = True
    netbios: int = 0
    dhcp: bool = False
    enabled: bool = True


class Network:
    """The lab's network."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self.cut: set[frozenset[str]] = set()
        """Pairs of machine names that can't reach each other: for faults."""
        self.names: dict[str, str] = {}
        """Further names and addresses (lower case) -> machine: network names of clusters, aliases."""

    def find(self, target: str) -> Machine | None:
        """A machine by NetBIOS name, DNS name or address, whether it is up or not."""
        wanted = target.lower().strip("\\").rstrip(".")
        machine = self._lab.find_by_name(wanted)
        if machine is not None:
            return machine
        owner = self.names.get(wanted)
        return self._lab.machines.get(owner.upper()) if owner is not None else None

    def knock(self, source: Machine, target: str, port: int) -> Machine:
        """Makes a TCP connection with one of the ports services of Windows listen on.

        Raises:
            NetworkError: 11001 if the name is unknown, 10060 if nobody answers, 10061 if nothing listens.
        """
        machine = source if target.lower() in ("localhost", "127.0.0.1") else self.find(target)
        if machine is None:
            raise NetworkError(11001, target)
        if machine is not source and (not machine.is_running or frozenset((source.name, machine.name)) in self.cut):
            raise NetworkError(10060, target)
        if all(port != open_port for _, open_port in listening(machine)):
            raise NetworkError(10061, target)
        return machine

    def reach(self, source: Machine, logon: Logon, target: str, service: str = "smb") -> Machine:
        """The machine behind a name, as a process of ``logon`` on ``source`` reaches a service of it.

        Raises:
            NetworkError: 53 or 1722 if it is unknown, off or does not serve; 5 for a second hop without
                credentials (it arrives as anonymous).
        """
        needed, code = _NEEDED.get(service, ("", 53))
        machine = source if target.lower() in (".", "localhost", "127.0.0.1") else self.find(target)
        if machine is None:
            raise NetworkError(53 if service == "smb" else code, target)
        if machine is source:
            return machine
        if not machine.is_running or frozenset((source.name, machine.name)) in self.cut:
            raise NetworkError(code, target)
        if needed and not machine.services.is_running(needed):
            raise NetworkError(code, target)
        if service != "ping" and not logon.has_credentials:
            raise NetworkError(5, target)
        return machine
