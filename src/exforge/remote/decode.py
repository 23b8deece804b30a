"""Errors of the client libraries and of hosts, decoded into the five parts a user gets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import requests
from pypsrp.exceptions import AuthenticationError, WinRMTransportError, WSManFaultError
from spnego.exceptions import SpnegoError

from exforge.remote.session import HostError, HostFailed, HostFailure, NotTrusted, Target, Unreachable
from exforge.resources.base import Value

SHELL_NOT_FOUND = 2150858843
OPERATION_TIMEOUT = 2150858793
TOO_MANY_OPERATIONS = 2150859174
TOO_MANY_SHELLS = 2150859173
ACCESS_DENIED = 5
_BAD_LOGON = {
    -1765328353,  # KRB5KRB_AP_ERR_BAD_INTEGRITY: the password does not open the answer
    -1765328360,  # KRB5KDC_ERR_PREAUTH_FAILED
    -1765328361,  # KRB5KDC_ERR_KEY_EXP
    -1765328366,  # KRB5KDC_ERR_CLIENT_REVOKED: locked or disabled
    -1765328378,  # KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN
}
"""What a KDC says when name or password are wrong (MIT krb5, krb5_err.et)."""
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LIMIT = 2000


@dataclass(frozen=True)
class _Meaning:
    kind: type[HostError]
    id: str
    means: str
    remedy: str
    irreparable: bool = False


_FAULTS = {
    ACCESS_DENIED: _Meaning(
        NotTrusted,
        "winrm.access-denied",
        "the account is known but is no administrator of this machine",
        "use an account of the local group Administrators (only administrators may use PowerShell remoting)",
        True,
    ),
    SHELL_NOT_FOUND: _Meaning(
        HostFailed,
        "winrm.shell-gone",
        "the host has ended the session: it was idle, over its memory quota, or WinRM restarted",
        "run the command again; read the Windows event log of the host when it happens often",
    ),
    OPERATION_TIMEOUT: _Meaning(
        Unreachable,
        "winrm.timeout",
        "the host answers, but too slowly to open a session",
        "look at the load of the host and run the command again",
    ),
    TOO_MANY_OPERATIONS: _Meaning(
        HostFailed,
        "winrm.operations-exhausted",
        "this account has too many operations open on the host (WinRM 2.0 allows 15)",
        "end other sessions of this account, or raise MaxConcurrentOperationsPerUser",
    ),
    TOO_MANY_SHELLS: _Meaning(
        HostFailed,
        "winrm.shells-exhausted",
        "this account has too many shells open on the host (WinRM 2.0 allows 5)",
        "wait three minutes for idle shells to end, or raise MaxShellsPerUser",
    ),
}
"""Fault numbers of WS-Management (https://learn.microsoft.com/windows/win32/winrm/installation-and-configuration-for-windows-remote-management)."""


def clean(text: object) -> str:
    """Host text without CLIXML escapes, with a bounded length."""
    decoded = _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), str(text or ""))
    decoded = re.sub(r"[ \t]*\r?\n\s*", "\n", decoded).strip()
    return decoded if len(decoded) <= _LIMIT else decoded[:_LIMIT] + "..."


def address_of(target: Target) -> str:
    """How a target is named in messages."""
    return f"{target.name} ({target.address}:{target.port})"


def host_error(error: Exception, target: Target, tried: str) -> HostError:
    """The error of a session, decoded. ``tried`` says what was being done ("opening a session as ...")."""
    if isinstance(error, HostError):
        return error
    meaning, said = _meaning_of(error, target)
    return meaning.kind(
        HostFailure(
            id=meaning.id,
            what=address_of(target),
            tried=tried,
            said=clean(said),
            means=meaning.means,
            remedy=meaning.remedy,
            irreparable=meaning.irreparable,
        )
    )


def _meaning_of(error: Exception, target: Target) -> tuple[_Meaning, str]:
    if isinstance(error, WSManFaultError):
        return _fault(error)
    if isinstance(error, AuthenticationError):
        if "authentication methods" in str(error):
            return _scheme(target), str(error)
        return _refused(target), "the logon was refused (HTTP 401)"
    if isinstance(error, SpnegoError) or type(error).__name__ == "Krb5Error":
        return _ticket(error, target), str(error)
    if isinstance(error, WinRMTransportError):
        return _http(error, target), f"HTTP status {error.code}"
    if isinstance(error, requests.exceptions.SSLError):
        certificate = _Meaning(
            NotTrusted,
            "winrm.certificate",
            "the certificate is not valid for this name, or the host's TLS is too old for this machine",
            "check the certificate's name and issuer; Windows Server 2003 needs KB948963 for AES",
            True,
        )
        return certificate, str(error)
    if isinstance(error, requests.exceptions.ReadTimeout):
        silent = _Meaning(
            Unreachable,
            "winrm.no-answer",
            "the connection stands, but nobody answers on it",
            "look whether the host hangs or restarts, then run the command again",
        )
        return silent, "no answer within the deadline"
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        torn = _Meaning(
            Unreachable,
            "winrm.unreachable",
            "the connection broke in the middle of an answer",
            "look at the network between this machine and the host, then run the command again",
        )
        return torn, "half an answer"
    if isinstance(error, requests.exceptions.RequestException | OSError):
        nobody = _Meaning(
            Unreachable,
            "winrm.unreachable",
            "the host is off, the address is wrong, a firewall is between, or WinRM is not listening",
            "check address and port, and on the host: winrm enumerate winrm/config/listener",
        )
        return nobody, _connection_text(error)
    if isinstance(error, ValueError) and "auth" in str(error).lower():
        return _scheme(target), str(error)
    strange = _Meaning(
        HostFailed,
        "winrm.protocol",
        "the answer is not what WS-Management says",
        "run the command again; when it stays, report it with what was said",
    )
    return strange, f"{type(error).__name__}: {error}"


def _fault(error: WSManFaultError) -> tuple[_Meaning, str]:
    said = error.reason or error.provider_fault or f"fault {error.code}"
    known = _FAULTS.get(error.code)
    if known is not None:
        return known, said
    other = _Meaning(
        HostFailed,
        "winrm.fault",
        "WinRM on the host refused the request",
        f"look up fault {error.code} (winrm helpmsg {error.code} on a Windows machine)",
    )
    return other, said


def _refused(target: Target) -> _Meaning:
    return _Meaning(
        NotTrusted,
        "winrm.logon-refused",
        f"user name or password of {target.username} is wrong, the account is locked, or the clocks differ",
        "check the account; it is not tried again in this run, so that it does not get locked",
        True,
    )


def _ticket(error: Exception, target: Target) -> _Meaning:
    if getattr(error, "err_code", 0) in _BAD_LOGON:
        return _refused(target)
    return _Meaning(
        NotTrusted,
        "winrm.ticket",
        "there is no Kerberos ticket that proves this host: its name is not known to the KDC, the KDC does not answer, "
        "or the clocks differ by more than five minutes",
        "check computer_name and domain of the host, KRB5_CONFIG, and the clocks; ntlm needs no KDC",
        True,
    )


def _scheme(target: Target) -> _Meaning:
    return _Meaning(
        NotTrusted,
        "winrm.scheme",
        f"the host does not offer {target.authentication} authentication",
        "set connection.authentication to one that the host offers",
        True,
    )


def _http(error: WinRMTransportError, target: Target) -> _Meaning:
    if error.code in (401, 403):
        return _refused(target)
    if error.code == 503:
        return _Meaning(Unreachable, "winrm.busy", "WinRM is starting or stopping", "wait a moment and run again")
    if error.code == 404:
        return _Meaning(
            HostFailed,
            "winrm.absent",
            "a web server answers at this address, and it is not WinRM",
            "check the port in the inventory (5985 for WinRM 2.0)",
        )
    return _Meaning(
        HostFailed,
        "winrm.http",
        "WinRM could not read the request: message encryption or authentication settings differ",
        "on the host: winrm get winrm/config/service",
    )


def _connection_text(error: Exception) -> str:
    text = str(error)
    for sign, plain in (
        ("Connection refused", "connection refused"),
        ("timed out", "no connection within the deadline"),
        ("Name or service not known", "the name can't be resolved"),
        ("No route to host", "no route to the host"),
        ("reset by peer", "the connection was reset"),
        ("RemoteDisconnected", "the connection was closed without an answer"),
    ):
        if sign in text:
            return plain
    return type(error).__name__


def call_failure(detail: Value, target: Target, function: str) -> HostFailure:
    """A failure of one call, from the hashtable that the library's dispatcher made of the error record."""
    fields = detail if isinstance(detail, Mapping) else {}
    message = clean(fields.get("Message") or "the host gave no text")
    kind = str(fields.get("Type") or "")
    means, remedy = _call_meaning(message, kind)
    return HostFailure(
        id=f"host.{_identifier(fields.get('Category'))}",
        what=address_of(target),
        tried=function,
        said=message,
        means=means,
        remedy=remedy,
    )


def _identifier(category: object) -> str:
    words = re.findall(r"[A-Z][a-z]+", str(category or ""))
    return "-".join(word.lower() for word in words) or "call-failed"


def _call_meaning(message: str, kind: str) -> tuple[str, str]:
    lowered = message.lower()
    if "access is denied" in lowered or kind.endswith("UnauthorizedAccessException"):
        return (
            "the account may not do this",
            "give the deployment account the right it needs, or use another one",
        )
    if "restart from a previous installation" in lowered:
        return "the machine owes a restart", "restart it and run the stage again"
    if "rpc server is unavailable" in lowered or "server is not operational" in lowered:
        return (
            "another machine that this one needs does not answer",
            "check that machine and its name resolution",
        )
    return "the step failed on the host", "read what the host said, remedy it and run the stage again"
