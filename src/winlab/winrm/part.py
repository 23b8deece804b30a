"""WinRM's configuration as a part of a machine: it outlives restarts of machine and lab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from weakref import WeakKeyDictionary

from winlab.windows.lab import Lab
from winlab.windows.machine import Machine, at_setup
from winlab.winrm import config
from winlab.winrm.certificates import Authority, HostCertificate
from winlab.winrm.listeners import Listeners

NAME = "winrm"
_LISTENERS = "listeners"
_LOOPBACK = ("localhost", "127.0.0.1")
_authorities: WeakKeyDictionary[Lab, Authority] = WeakKeyDictionary()


class WinrmPart:
    """The configuration of one machine.

    Args:
        certificate_name: the name in the machine's certificate when it is not the machine's own.
    """

    def __init__(self, certificate_name: str = "") -> None:
        self.sections: config.Sections = {**config.fresh()}
        self.listeners = Listeners()
        self.certificate_name = certificate_name

    def state(self) -> object:
        """What differs from the defaults."""
        changed: dict[str, object] = {}
        for section, values in self.sections.items():
            other = {
                name: value for name, value in values.items() if config.DEFAULTS.get(section, {}).get(name) != value
            }
            if other:
                changed[section] = other
        if self.listeners.state() != Listeners().state():
            changed[_LISTENERS] = self.listeners.state()
        return changed

    def load(self, data: object) -> None:
        """Takes over what `state` gave."""
        kept = dict(cast("Mapping[str, object]", data))
        self.listeners = Listeners()
        if _LISTENERS in kept:
            self.listeners.load(cast("list[Mapping[str, object]]", kept.pop(_LISTENERS)))
        self.sections = {**config.fresh()}
        for section, values in cast("dict[str, dict[str, str]]", kept).items():
            self.sections.setdefault(section, {}).update(values)


@at_setup
def add_part(machine: Machine) -> None:
    """Gives a machine its configuration, as its specification wants it."""
    wanted = machine.spec.winrm
    part = machine.parts[NAME] = WinrmPart(wanted.certificate_name)
    if wanted.https:
        part.listeners.create("HTTPS", {"Hostname": machine.fqdn})
    for (section, name), on in {
        ("service/auth", "Basic"): wanted.basic,
        ("service", "AllowUnencrypted"): wanted.allow_unencrypted,
    }.items():
        if on:
            config.set_value(part.sections, section, name, "true")


def part_of(machine: Machine) -> WinrmPart:
    """The configuration of a machine."""
    part = machine.parts[NAME]
    assert isinstance(part, WinrmPart)
    return part


def authority_of(lab: Lab) -> Authority:
    """The certification authority of a lab; kept in its folder when it has one."""
    found = _authorities.get(lab)
    if found is None:
        folder = lab.state_dir / "certificates" if lab.state_dir is not None else None
        found = _authorities[lab] = Authority(folder)
    return found


def certificate_of(machine: Machine) -> HostCertificate:
    """The certificate that the lab's authority gave the machine.

    Its endpoint is on loopback, so the certificate is good there, too, unless it was made for another machine.
    """
    other = part_of(machine).certificate_name
    if other:
        return authority_of(machine.lab).issue(other, [other])
    own = dict.fromkeys((machine.fqdn, machine.name.lower(), *_LOOPBACK))
    return authority_of(machine.lab).issue(machine.fqdn, list(own))
