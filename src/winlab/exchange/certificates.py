"""Certificates of a machine that Exchange uses, and which services they are bound to.

Setup leaves a self-signed certificate with the NetBIOS name and the FQDN
(http://www.msexchange.org/articles_tutorials/exchange-server-2007/management-administration/configuring-exchange-server-2007-web-services-urls.html
); one year of validity is UNVERIFIED.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import cast

from winlab.windows.machine import Machine, at_setup
from winlab.windows.surfaces.certificates import StoredCertificate, certificate_source

SERVICES = ("IMAP", "POP", "UM", "IIS", "SMTP")
_PART = "certificates"


@dataclass
class Certificate:
    """One certificate with its private key, or a request that waits for its certificate."""

    thumbprint: str
    subject: str
    domains: list[str]
    not_before: str
    not_after: str
    services: list[str] = field(default_factory=list)
    issuer: str = ""
    friendly_name: str = ""
    exportable: bool = False
    pending: bool = False
    key_size: int = 2048

    @property
    def self_signed(self) -> bool:
        """Whether it is its own issuer."""
        return self.issuer == self.subject

    def bind(self, services: Iterable[str]) -> None:
        """Adds services, in the order they are shown."""
        wanted = {*self.services, *services}
        self.services = [name for name in SERVICES if name in wanted]


class MachineCertificates:
    """The certificates of one machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._found: dict[str, Certificate] = {}

    def all(self) -> list[Certificate]:
        """All of them."""
        return list(self._found.values())

    def find(self, thumbprint: str) -> Certificate | None:
        """By thumbprint, blanks and case aside."""
        return self._found.get(thumbprint.replace(" ", "").upper())

    def create(self, subject: str, domains: list[str], *, issuer: str | None = None) -> Certificate:
        """Makes a certificate (self-signed unless an issuer is named), valid for a year from now."""
        now: datetime = self._machine.local_time().replace(microsecond=0)
        text = f"{self._machine.name}/{subject}/{','.join(domains)}/{len(self._found)}"
        thumbprint = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest().upper()
        made = Certificate(
            thumbprint,
            subject,
            domains,
            now.isoformat(sep=" "),
            (now + timedelta(days=365)).isoformat(sep=" "),
            issuer=issuer if issuer is not None else subject,
        )
        self._found[thumbprint] = made
        self.changed()
        return made

    def remove(self, certificate: Certificate) -> None:
        """Deletes one."""
        del self._found[certificate.thumbprint]
        self.changed()

    def bind(self, certificate: Certificate, services: Iterable[str]) -> None:
        """Gives services to a certificate; IIS has one certificate alone."""
        wanted = list(services)
        if "IIS" in wanted:
            for other in self._found.values():
                if other is not certificate and "IIS" in other.services:
                    other.services.remove("IIS")
        certificate.bind(wanted)
        self.changed()

    def changed(self) -> None:
        """Keeps the machine's state."""
        self._machine.touch()

    def state(self) -> object:
        """Plain data."""
        return [asdict(item) for item in self._found.values()]

    def load(self, data: object) -> None:
        """Takes over what `state` gave."""
        items = [_read(item) for item in cast("list[dict[str, object]]", data)]
        self._found = {item.thumbprint: item for item in items}


def _read(data: dict[str, object]) -> Certificate:
    plain = {name: value for name, value in data.items() if name in Certificate.__dataclass_fields__}
    make: Callable[..., Certificate] = Certificate
    return make(**plain)


def certificates_of(machine: Machine) -> MachineCertificates:
    """The certificates of a machine."""
    found = machine.parts.get(_PART)
    if not isinstance(found, MachineCertificates):
        found = MachineCertificates(machine)
        machine.parts[_PART] = found
    return found


@certificate_source
def _in_personal_store(machine: Machine, location: str, store: str) -> Iterable[StoredCertificate]:
    if (location, store) == ("LocalMachine", "My"):
        for item in certificates_of(machine).all():
            if not item.pending:
                yield _stored(machine, item)


def _stored(machine: Machine, item: Certificate) -> StoredCertificate:
    return StoredCertificate(
        item.thumbprint,
        item.subject,
        item.issuer,
        datetime.fromisoformat(item.not_before),
        datetime.fromisoformat(item.not_after),
        friendly_name=item.friendly_name,
        has_private_key=True,
        names=tuple(item.domains),
        remove=lambda: certificates_of(machine).remove(item),
    )


@at_setup
def _with_certificates(machine: Machine) -> None:
    certificates_of(machine)


def setup_certificate(machine: Machine, services: Iterable[str]) -> None:
    """The self-signed certificate setup leaves, bound to the services of the roles so far."""
    store = certificates_of(machine)
    own = next((item for item in store.all() if item.self_signed and item.friendly_name == _FRIENDLY), None)
    if own is None:
        own = store.create(f"CN={machine.name}", [machine.name, machine.fqdn])
        own.friendly_name = _FRIENDLY
    store.bind(own, services)


_FRIENDLY = "Microsoft Exchange"
