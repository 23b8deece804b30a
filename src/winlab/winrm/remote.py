"""How a client on one machine reaches WinRM of another, or its own."""

from __future__ import annotations

from winlab.windows.accounts import Logon
from winlab.windows.errors import NetworkError
from winlab.windows.machine import Machine
from winlab.winrm import fault_kinds as kinds
from winlab.winrm.faults import WsmanFaultError
from winlab.winrm.part import NAME, part_of

LOCAL = ("", ".", "localhost", "127.0.0.1", "::1")
_SERVICE = "WinRM"


def reached(
    machine: Machine, logon: Logon, name: str, *, use_ssl: bool = False, anybody: bool = False
) -> tuple[Machine, Logon]:
    """The machine of a name and the caller's logon there.

    Args:
        use_ssl: whether it must listen for HTTPS.
        anybody: whether all who get in are served, not administrators alone.

    Raises:
        WsmanFaultError: it can't be reached, does not listen, or does not let the caller in.
    """
    target, here = machine, logon
    if name.lower() not in LOCAL and name.lower() not in (machine.name.lower(), machine.fqdn.lower()):
        try:
            target = machine.lab.network.reach(machine, logon, name, "winrm")
            here = target.admit(machine, logon)
        except NetworkError as error:
            denied = error.code == 5
            raise WsmanFaultError(kinds.ACCESS_DENIED if denied else kinds.NETWORK_TIMEOUT) from error
    listens = NAME in target.parts and target.services.is_running(_SERVICE)
    wanted = "HTTPS" if use_ssl else "HTTP"
    if not listens or (target is not machine and wanted not in part_of(target).listeners.transports()):
        raise WsmanFaultError(kinds.UNREACHABLE)
    if not anybody and not here.is_administrator:
        raise WsmanFaultError(kinds.ACCESS_DENIED)
    return target, here


def identity_of(machine: Machine, *, known: bool = True) -> str:
    """What Identify tells of a machine; of the system only to those who are known."""
    system = f"OS: {machine.os.version} SP: {machine.os.service_pack}.0" if known else "OS: 0.0.0 SP: 0.0"
    return f"{system} Stack: 2.0"
