"""Which resources a machine has."""

from __future__ import annotations

from winlab.windows.accounts import Logon
from winlab.windows.machine import Machine
from winlab.windows.wmi.repository import WmiCaller
from winlab.winrm.config_resource import Configuration
from winlab.winrm.part import certificate_of, part_of
from winlab.winrm.resources import Resource
from winlab.winrm.wmi_resource import wmi_resource

_LOOPBACK = "127.0.0.1"


def configuration_of(machine: Machine) -> Configuration:
    """WinRM's configuration on a machine."""
    part = part_of(machine)

    def changed(listeners: bool) -> None:
        machine.touch()
        if listeners:
            machine.lab.power_changed(machine)

    addresses = (machine.address, _LOOPBACK) if machine.address else (_LOOPBACK,)
    return Configuration(part.sections, part.listeners, lambda: certificate_of(machine).thumbprint, addresses, changed)


def resource_of(machine: Machine, logon: Logon, uri: str) -> Resource | None:
    """The resource at an address, for an account."""
    return configuration_of(machine).resource(uri) or wmi_resource(WmiCaller(machine, logon), uri)
