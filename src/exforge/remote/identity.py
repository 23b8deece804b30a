"""Who is there: read from the host, and held against what the inventory says."""

from __future__ import annotations

from collections.abc import Mapping

from exforge.remote.decode import address_of
from exforge.remote.session import HostFailure, HostIdentity, NotTrusted, Target
from exforge.resources.base import Probe, Value

IDENTITY = Probe("Get-HostIdentity")


def identity_from(value: Value) -> HostIdentity:
    """The answer of ``Get-HostIdentity``."""
    fields = value if isinstance(value, Mapping) else {}
    return HostIdentity(
        computer_name=str(fields.get("ComputerName") or ""),
        domain=str(fields.get("Domain") or ""),
        machine_id=str(fields.get("MachineId") or ""),
        boot_id=str(fields.get("BootId") or ""),
    )


def check_identity(target: Target, seen: HostIdentity) -> None:
    """Raises ``NotTrusted`` when another machine, or a machine of another domain, answers at the address."""
    wrong_name = bool(target.computer_name) and seen.computer_name.casefold() != target.computer_name.casefold()
    wrong_domain = bool(target.domain) and seen.domain.casefold() != target.domain.casefold()
    if not wrong_name and not wrong_domain:
        return
    expected = f"{target.computer_name or 'any name'} in {target.domain or 'any domain'}"
    raise NotTrusted(
        HostFailure(
            id="host.wrong-machine",
            what=address_of(target),
            tried=f"making sure that it is {expected}",
            said=f"this is {seen.computer_name} in {seen.domain or 'a workgroup'}",
            means="the address belongs to another machine, or the machine was renamed or moved",
            remedy="correct the address, computer_name or domain of the host in the inventory",
            irreparable=True,
        )
    )
