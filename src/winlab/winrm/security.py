"""Who calls: the NTLM, Kerberos and Negotiate acceptor of one TCP connection, and its messages' encryption.

The security context belongs to the connection; encrypted bodies follow MS-WSMV 2.2.9.1,
https://learn.microsoft.com/openspecs/windows_protocols/ms-wsmv/. NTLM messages: MS-NLMP 2.2.1.
"""

from __future__ import annotations

import contextlib
import os
import re
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import spnego
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import SpnegoError

from winlab.winrm.host import Proof
from winlab.winrm.ntlm_names import NtlmNames, answering

SPNEGO_PROTOCOL = "application/HTTP-SPNEGO-session-encrypted"
KERBEROS_PROTOCOL = "application/HTTP-Kerberos-session-encrypted"

_CHANNEL_BOUND = 0x800  # GSS_C_CHANNEL_BOUND_FLAG
_BOUNDARY = b"--Encrypted Boundary"
_OCTETS = b"\tContent-Type: application/octet-stream\r\n"
_LENGTH = re.compile(rb"OriginalContent:\s*type=[^;]+;charset=[^;]+;Length=(\d+)", re.IGNORECASE)
_AUTHENTICATE = b"NTLMSSP\x00\x03\x00\x00\x00"

# pyspnego finds an acceptor's accounts, and GSSAPI its keytab, in files named in the environment, which the
# whole process shares.
_store_lock = threading.Lock()

PasswordOf = Callable[[str, str], "str | None"]
"""(domain or "", user) -> password of that account, or None if there is none."""


class AuthenticationError(Exception):
    """The token does not prove an account of this host; ``account`` is the one it names, if any."""

    def __init__(self, text: str, account: str = "") -> None:
        super().__init__(text)
        self.account = account


class DecryptionError(Exception):
    """An encrypted body does not belong to this connection's context, or is malformed."""


class Acceptor:
    """The server's side of Negotiate for one connection.

    Args:
        password_of: finds the password of an account.
        scratch: a folder that only its owner can read, for the short-lived account file.
        keytab: the host's Kerberos keys; without them there is no Kerberos.
        binding: the hash of the certificate that the client must have seen, when that is demanded.
        names: what the host calls itself.
    """

    def __init__(
        self,
        password_of: PasswordOf,
        names: NtlmNames,
        scratch: Path,
        keytab: Path | None = None,
        binding: bytes | None = None,
    ) -> None:
        self._password_of = password_of
        self._names = names
        self._scratch = scratch
        self._keytab = keytab
        self._bindings: GssChannelBindings | None = None
        if binding is not None:
            self._bindings = GssChannelBindings(application_data=b"tls-server-end-point:" + binding)
        self._context: spnego.ContextProxy | None = None
        self.proof: Proof | None = None

    @property
    def complete(self) -> bool:
        """Whether the caller is known."""
        return self.proof is not None

    def step(self, token: bytes) -> bytes | None:
        """Takes the caller's token and returns the next one for the caller, if any.

        Raises:
            AuthenticationError: wrong account, wrong password or a malformed token.
        """
        if self.complete:
            self._context, self.proof = None, None
        try:
            with self._account_file(token), answering(self._names):
                if self._context is None:
                    self._context = spnego.server(
                        protocol="negotiate",
                        options=spnego.NegotiateOptions.use_negotiate | spnego.NegotiateOptions.wrapping_winrm,
                        channel_bindings=self._bindings,
                    )
                answer = self._context.step(token)
        except (SpnegoError, AttributeError, ValueError, struct.error, IndexError, KeyError, UnicodeError) as error:
            # AttributeError: GSSAPI answered with an error token, and pyspnego asks its context for flags.
            self._context = None
            raise AuthenticationError(str(error), _named(token)) from error
        if self._context.complete:
            if self._bindings is not None and not _is_bound(self._context):
                self._context = None
                raise AuthenticationError("the ticket is not bound to the channel")
            self.proof = Proof(
                self._context.client_principal or "",
                self._context.negotiated_protocol or "",
                bool(self._context.context_attr & spnego.ContextReq.delegate),
            )
        return answer

    @contextlib.contextmanager
    def _account_file(self, token: bytes) -> Iterator[None]:
        line = "-:-:-"
        names = ntlm_account(token)
        if names is not None:
            domain, user = names
            password = self._password_of(domain, user)
            if password is None:
                raise AuthenticationError(f"no account {domain}\\{user}")
            line = _store_line(domain, user, password)
        with _store_lock:
            descriptor, path = tempfile.mkstemp(dir=self._scratch)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(line + "\n")
            # A keytab that does not exist, else GSSAPI would take the one of the computer winlab runs on.
            keytab = self._keytab or self._scratch / "none.keytab"
            named = {"NTLM_USER_FILE": path, "KRB5_KTNAME": f"FILE:{keytab}"}
            before = {name: os.environ.get(name) for name in named}
            try:
                os.environ.update(named)
                yield
            finally:
                for name, value in before.items():
                    if value is None:
                        os.environ.pop(name, None)
                    else:
                        os.environ[name] = value
                Path(path).unlink(missing_ok=True)

    def decrypt(self, body: bytes) -> bytes:
        """The plain text of an encrypted body.

        Raises:
            DecryptionError: no context yet, malformed, or sealed for another context.
        """
        if self._context is None or not self.complete:
            raise DecryptionError("no security context")
        parts = re.split(rb"--\s*Encrypted Boundary(?:--)?\r\n", body)
        if len(parts) < 4 or parts[0].strip() or parts[-1].strip() or len(parts) % 2:
            raise DecryptionError("malformed multipart body")
        plain = b""
        for head, payload in zip(parts[1:-1:2], parts[2:-1:2], strict=True):
            length = _LENGTH.search(head)
            if length is None or not payload.startswith(_OCTETS):
                raise DecryptionError("malformed part")
            sealed = payload[len(_OCTETS) :]
            if len(sealed) < 4:
                raise DecryptionError("short part")
            (size,) = struct.unpack("<I", sealed[:4])
            if size > len(sealed) - 4:
                raise DecryptionError("short part")
            try:
                part = self._context.unwrap_winrm(sealed[4 : 4 + size], sealed[4 + size :])
            except (SpnegoError, ValueError, struct.error, RuntimeError) as error:
                raise DecryptionError(str(error)) from error
            if len(part) != int(length[1]):
                raise DecryptionError("the length of the part is not the declared one")
            plain += part
        return plain

    def encrypt(self, plain: bytes, protocol: str, charset: str) -> bytes:
        """The encrypted multipart body of ``plain``, which has an encoding."""
        if self._context is None:
            raise DecryptionError("no security context")
        sealed = self._context.wrap_winrm(plain)
        return b"".join(
            (
                _BOUNDARY,
                b"\r\n\tContent-Type: ",
                protocol.encode(),
                b"\r\n\tOriginalContent: type=application/soap+xml;charset=",
                charset.encode(),
                b";Length=",
                str(len(plain) + sealed.padding_length).encode(),
                b"\r\n",
                _BOUNDARY,
                b"\r\n",
                _OCTETS,
                struct.pack("<I", len(sealed.header)),
                sealed.header,
                sealed.data,
                _BOUNDARY,
                b"--\r\n",
            )
        )


def _is_bound(context: spnego.ContextProxy) -> bool:
    """Whether the client bound its logon to the channel; where it did so wrongly, the step has failed already.

    MIT's acceptor takes clients that bind nothing and tells it by a flag only
    (https://web.mit.edu/kerberos/krb5-1.19/, channel bindings), which pyspnego does not hand on.
    """
    if context.negotiated_protocol != "kerberos":
        return True
    inner = getattr(context, "_context", context)
    return bool(getattr(inner, "_context_attr", 0) & _CHANNEL_BOUND)


def _named(token: bytes) -> str:
    try:
        names = ntlm_account(token)
    except (ValueError, UnicodeError):
        return ""
    return "\\".join(name for name in names if name) if names else ""


def ntlm_account(token: bytes) -> tuple[str, str] | None:
    """(domain, user) of the NTLM AUTHENTICATE message inside ``token``; None if there is no such message.

    Raises:
        ValueError: the message is cut short.
    """
    start = token.find(_AUTHENTICATE)
    if start < 0:
        return None
    message = token[start:]
    if len(message) < 64:
        raise ValueError("short AUTHENTICATE message")
    (flags,) = struct.unpack("<I", message[60:64])
    encoding = "utf-16-le" if flags & 1 else "cp437"

    def field(at: int) -> str:
        length, _, offset = struct.unpack("<HHI", message[at : at + 8])
        if offset + length > len(message):
            raise ValueError("short AUTHENTICATE message")
        return message[offset : offset + length].decode(encoding)

    return field(28), field(36)


def _store_line(domain: str, user: str, password: str) -> str:
    if any(c in text for text in (domain, user, password) for c in ":\r\n"):
        # The three-field form has no escape: names and passwords with a colon go in as hashes.
        from spnego._ntlm_raw.crypto import ntowfv1

        account = f"{domain}\\{user}" if domain else user
        return f"{account}:0:{'0' * 32}:{ntowfv1(password).hex().upper()}:[U]:LCT-0"
    return f"{domain}:{user}:{password}"
