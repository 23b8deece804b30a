"""The certificate of an HTTPS listener and its authority, as Cert: shows them."""

from __future__ import annotations

from collections.abc import Iterable

from cryptography import x509

from winlab.windows.machine import Machine
from winlab.windows.surfaces.certificates import StoredCertificate, certificate_source
from winlab.winrm.certificates import HostCertificate
from winlab.winrm.part import NAME, authority_of, certificate_of, part_of


@certificate_source
def listener_certificates(machine: Machine, location: str, store: str) -> Iterable[StoredCertificate]:
    """The machine's own one in its personal store, the authority among its roots; only where HTTPS is listened for."""
    if (
        location != "LocalMachine"
        or NAME not in machine.parts
        or "HTTPS" not in part_of(machine).listeners.transports()
    ):
        return
    if store == "My":
        yield _shown(certificate_of(machine), has_private_key=True)
    elif store == "Root":
        yield _shown(HostCertificate(authority_of(machine.lab).certificate(), b""), has_private_key=False)


def _shown(held: HostCertificate, *, has_private_key: bool) -> StoredCertificate:
    parsed = x509.load_pem_x509_certificate(held.certificate)
    return StoredCertificate(
        held.thumbprint,
        f"CN={held.subject}",
        parsed.issuer.rfc4514_string(),
        parsed.not_valid_before_utc.replace(tzinfo=None),
        parsed.not_valid_after_utc.replace(tzinfo=None),
        f"{parsed.serial_number:X}",
        has_private_key=has_private_key,
        names=(held.subject,) if has_private_key else (),
    )
