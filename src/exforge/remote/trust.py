"""Nothing secret goes out before the other side is proven, and nothing unsealed is believed.

Over TLS the certificate is checked before the first byte of HTTP, and again on every connection of the session.
Over http the client libraries seal what they send (MS-WSMV 2.2.9.1) but take an answer that is not sealed; and
they follow redirections to anywhere. Both end here.
"""

from __future__ import annotations

import hashlib
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.util.retry import Retry

from exforge.remote.decode import address_of
from exforge.remote.session import HostFailure, NotTrusted, Target

_SHA1, _SHA256 = 40, 64
"""Hexadecimal digits: what Windows shows as thumbprint, and what everybody else shows."""


def check_certificate(target: Target) -> None:
    """Makes sure that the host shows the certificate it should. Raises ``NotTrusted``.

    A host that does not answer, or speaks no TLS, is left to the session to report.
    """
    if not target.tls:
        return
    try:
        seen = _certificate(target, _open_context())
        problem = _problem(target, seen)
    except OSError:
        return
    if problem is None:
        return
    raise NotTrusted(
        HostFailure(
            id="winrm.certificate",
            what=address_of(target),
            tried="checking its certificate, before anything secret is sent",
            said=f"{problem}; expected {_expected(target)}; seen {_shown(seen, target.fingerprint)}",
            means="another machine answers, somebody listens in between, or the host has a new certificate",
            remedy="compare with `winrm enumerate winrm/config/listener` at the host's console; if it is right, "
            "set connection.fingerprint or connection.ca_file",
            irreparable=True,
        )
    )


def guard(session: requests.Session, target: Target) -> requests.Session:
    """Puts the checks between a client library's session and the network."""
    for scheme in ("http://", "https://"):
        present = session.get_adapter(scheme)
        retries = present.max_retries if isinstance(present, HTTPAdapter) else Retry(0)
        session.mount(scheme, _Guard(target, retries))
    if target.tls:
        session.verify = verification(target)
    return session


def verification(target: Target) -> bool | str:
    """What requests is told: a file of authorities, the system's (True), or none because the one is known."""
    if target.ca_file:
        return target.ca_file
    return not target.fingerprint


class _Guard(HTTPAdapter):
    def __init__(self, target: Target, retries: Retry) -> None:
        self._target = target
        super().__init__(max_retries=retries)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: object) -> None:
        if self._target.fingerprint:
            more["assert_fingerprint"] = self._target.fingerprint
        super().init_poolmanager(connections, maxsize, block, **more)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        response = super().send(request, stream, timeout, verify, cert, proxies)
        if response.is_redirect:
            raise NotTrusted(_redirected(self._target, response.headers["Location"]))
        if self._is_unsealed(request, response):
            raise NotTrusted(_unsealed(self._target))
        return response

    def _is_unsealed(self, request: requests.PreparedRequest, response: requests.Response) -> bool:
        asked = str(request.headers.get("Content-Type", "")).startswith("multipart/")
        kind = response.headers.get("Content-Type", "").lower()
        believed = response.status_code == 200 or (response.status_code == 500 and "soap" in kind)
        return asked and believed and not kind.startswith("multipart/") and bool(response.content)


def _certificate(target: Target, context: ssl.SSLContext) -> bytes:
    with (
        socket.create_connection((target.address, target.port), timeout=target.connect_timeout) as plain,
        context.wrap_socket(plain, server_hostname=target.address) as secured,
    ):
        return secured.getpeercert(binary_form=True) or b""


def _open_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _problem(target: Target, seen: bytes) -> str | None:
    if target.fingerprint and _digest(seen, target.fingerprint) != target.fingerprint:
        return "the certificate is another one"
    if target.fingerprint and not target.ca_file:
        return None
    strict = ssl.create_default_context(cafile=target.ca_file or DEFAULT_CA_BUNDLE_PATH)
    strict.check_hostname = not target.fingerprint
    try:
        _certificate(target, strict)
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    return None


def _expected(target: Target) -> str:
    if target.fingerprint:
        return _spelled(target.fingerprint)
    if not target.ca_file:
        return f"one for {target.address}, issued by an authority that this computer trusts"
    text = Path(target.ca_file).read_text(encoding="ascii", errors="replace")
    begin, end = text.find("-----BEGIN CERTIFICATE"), text.find("-----END CERTIFICATE-----")
    authority = ssl.PEM_cert_to_DER_cert(text[begin : end + len("-----END CERTIFICATE-----")])
    return f"one for {target.address}, issued by {_shown(authority)} ({target.ca_file})"


def _shown(certificate: bytes, like: str = "") -> str:
    return _spelled(_digest(certificate, like))


def _digest(certificate: bytes, like: str) -> str:
    algorithm = hashlib.sha1 if len(like) == _SHA1 else hashlib.sha256
    return algorithm(certificate).hexdigest()


def _spelled(digest: str) -> str:
    pairs = (digest[at : at + 2] for at in range(0, len(digest), 2))
    return f"{'SHA-256' if len(digest) == _SHA256 else 'SHA-1'} {':'.join(pairs).upper()}"


def _redirected(target: Target, location: str) -> HostFailure:
    return HostFailure(
        id="winrm.redirected",
        what=address_of(target),
        tried="speaking WS-Management",
        said=f"go to {location}",
        means="no WinRM answers in this way: it is a proxy, a web server, or somebody who wants the logon",
        remedy="correct address and port of the host in the inventory",
        irreparable=True,
    )


def _unsealed(target: Target) -> HostFailure:
    return HostFailure(
        id="winrm.unsealed",
        what=address_of(target),
        tried="reading the answer to an encrypted message",
        said="the answer is not encrypted",
        means="it does not come from the host that the session was opened with, or somebody changed it on the way",
        remedy="find out who answers at this address; only `encryption: clear-text-allowed` would take such answers",
        irreparable=True,
    )
