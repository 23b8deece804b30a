"""The lab's certification authority and the certificates that machines show over HTTPS.

Keys are RSA: SChannel of Server 2003 knows no other (https://support.microsoft.com/kb/948963 lists its suites).
Validity is of the real world, not of the lab's time: real clients check it.
"""

from __future__ import annotations

import ipaddress
import ssl
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CA_FILE = "ca.pem"
_CA_NAME = "winlab CA"
_AUTHORITY_FILE = "authority.pem"
_DAYS = 3650
_BITS = 2048


@dataclass(frozen=True)
class HostCertificate:
    """A certificate with its key, both PEM."""

    certificate: bytes
    key: bytes

    @property
    def _parsed(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.certificate)

    @property
    def der(self) -> bytes:
        """The certificate as it goes over the wire."""
        return self._parsed.public_bytes(serialization.Encoding.DER)

    @property
    def subject(self) -> str:
        """The name it was made for."""
        (name,) = self._parsed.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(name.value)

    @property
    def thumbprint(self) -> str:
        """SHA-1, as Windows shows it."""
        return self._parsed.fingerprint(hashes.SHA1()).hex().upper()

    @property
    def fingerprint(self) -> str:
        """SHA-256, hexadecimal."""
        return self._parsed.fingerprint(hashes.SHA256()).hex()

    @property
    def end_point_hash(self) -> bytes:
        """What ``tls-server-end-point`` binds to (RFC 5929, section 4.1)."""
        used = self._parsed.signature_hash_algorithm
        weak = used is None or isinstance(used, (hashes.MD5, hashes.SHA1))
        return self._parsed.fingerprint(hashes.SHA256() if weak or used is None else used)

    def context(self, scratch: Path) -> ssl.SSLContext:
        """A server's TLS context that shows it; ``scratch`` is a folder that only its owner can read."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        with tempfile.NamedTemporaryFile(dir=scratch, suffix=".pem") as file:
            file.write(self.certificate + self.key)
            file.flush()
            context.load_cert_chain(file.name)
        return context


class Authority:
    """A certification authority and what it has issued.

    Args:
        folder: where it is kept, readable by its owner alone; None keeps nothing.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._issued: dict[str, HostCertificate] = {}
        self._own: HostCertificate | None = None
        self._lock = threading.Lock()

    @property
    def path(self) -> Path | None:
        """The file with the certificate that clients are to trust; None if nothing is kept."""
        return None if self._folder is None else self._folder / CA_FILE

    def certificate(self) -> bytes:
        """The authority's own certificate, PEM."""
        with self._lock:
            return self._authority().certificate

    def issue(self, subject: str, names: Sequence[str]) -> HostCertificate:
        """The certificate for a name; made once.

        Args:
            subject: its common name.
            names: all DNS names and addresses it is good for.
        """
        with self._lock:
            found = self._issued.get(subject.lower()) or self._read(f"{subject.lower()}.pem")
            if found is None:
                found = _issued(self._authority(), subject, names)
                self._keep(f"{subject.lower()}.pem", found.key + found.certificate)
            self._issued[subject.lower()] = found
            return found

    def _authority(self) -> HostCertificate:
        if self._own is None:
            self._own = self._read(_AUTHORITY_FILE)
        if self._own is None:
            self._own = _self_signed(_CA_NAME)
            self._keep(_AUTHORITY_FILE, self._own.key + self._own.certificate)
            self._keep(CA_FILE, self._own.certificate)
        return self._own

    def _read(self, name: str) -> HostCertificate | None:
        if self._folder is None or not (self._folder / name).is_file():
            return None
        key, mark, certificate = (self._folder / name).read_bytes().partition(b"-----BEGIN CERTIFICATE-----")
        return HostCertificate(mark + certificate, key)

    def _keep(self, name: str, data: bytes) -> None:
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path, temporary = self._folder / name, self._folder / f".{name}"
        temporary.touch(mode=0o600)
        temporary.write_bytes(data)
        temporary.replace(path)


def _self_signed(name: str) -> HostCertificate:
    key = rsa.generate_private_key(65537, _BITS)
    builder = (
        _builder(name, name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=True,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _signed(builder, key, key)


def _issued(authority: HostCertificate, subject: str, names: Sequence[str]) -> HostCertificate:
    signer = serialization.load_pem_private_key(authority.key, None)
    assert isinstance(signer, rsa.RSAPrivateKey)
    key = rsa.generate_private_key(65537, _BITS)
    builder = (
        _builder(_CA_NAME, subject, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_name(each) for each in names]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
            critical=False,
        )
    )
    return _signed(builder, signer, key)


def _builder(issuer: str, subject: str, key: rsa.RSAPublicKey) -> x509.CertificateBuilder:
    now = datetime.now(timezone.utc)
    return (
        x509.CertificateBuilder()
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
    )


def _signed(builder: x509.CertificateBuilder, signer: rsa.RSAPrivateKey, key: rsa.RSAPrivateKey) -> HostCertificate:
    return HostCertificate(
        builder.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def _name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)
