"""Who asks WMI, and on which machine it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from winlab.powershell.net.credentials import PSCredential
from winlab.windows.wmi.repository import WmiCaller

if TYPE_CHECKING:
    from winlab.powershell.session import Session
    from winlab.windows.session import MachineSessionHost


def caller_of(session: Session, computer: str = ".", credential: object = None) -> WmiCaller:
    """The caller on ``computer``; with a PSCredential as that account.

    Raises:
        NetworkError: the computer can't be reached, or does not know the caller.
        LogonError: wrong password.
    """
    host = cast("MachineSessionHost", session.host)
    machine, logon = host.machine, host.logon
    if isinstance(credential, PSCredential):
        logon = machine.users.logon(credential.user, "interactive", credential.secret.text)
    if computer.lower() in (".", "localhost", "127.0.0.1", machine.name.lower(), machine.fqdn.lower()):
        return WmiCaller(machine, host.logon)
    target = machine.lab.network.reach(machine, logon, computer, "wmi")
    return WmiCaller(target, target.admit(machine, logon))
