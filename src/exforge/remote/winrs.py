"""The bootstrap session: what a host is before PowerShell remoting, and one command line over WinRM."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import requests
import winrm.protocol
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from exforge.remote.decode import host_error
from exforge.remote.session import Target
from exforge.remote.trust import check_certificate, guard

_IDENTIFY = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
    'xmlns:wsmid="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd">'
    "<s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>"
)
_STACK = re.compile(r"Stack:\s*(\d+)\.(\d+)")
_ANSWER_LIMIT = 65536
_Transport = Literal["basic", "certificate", "ntlm", "kerberos"]
_TRANSPORTS: dict[str, _Transport] = {"basic": "basic", "certificate": "certificate", "kerberos": "kerberos"}
"""pywinrm's names; negotiate is NTLM there."""


@dataclass(frozen=True)
class Identified:
    """What the unauthenticated Identify request says of a host (DSP0226, section 11)."""

    speaks_wsman: bool
    stack: tuple[int, int] | None = None
    """WinRM's version: 2.0 means that the Windows Management Framework (PowerShell 2.0) is installed."""


@dataclass(frozen=True)
class Ran:
    """How a command line ended."""

    exit_code: int
    output: str
    errors: str


def identify(target: Target) -> Identified:
    """Asks who listens at the address, without credentials. Raises ``HostError`` when nobody does."""
    scheme = "https" if target.tls else "http"
    check_certificate(target)
    try:
        with guard(requests.Session(), target) as session:
            session.trust_env = False
            answer = session.post(
                f"{scheme}://{target.address}:{target.port}/wsman",
                data=_IDENTIFY.encode(),
                headers={
                    "WSMANIDENTIFY": "unauthenticated",
                    "Content-Type": "application/soap+xml;charset=UTF-8",
                },
                timeout=(target.connect_timeout, target.read_timeout),
                allow_redirects=False,
            )
    except requests.RequestException as error:
        raise host_error(error, target, "asking WS-Management who is there") from error
    text = answer.text[:_ANSWER_LIMIT]
    if answer.status_code != 200 or "IdentifyResponse" not in text:
        return Identified(speaks_wsman=False)
    found = _STACK.search(text)
    return Identified(True, (int(found.group(1)), int(found.group(2))) if found else None)


def run_command(target: Target, program: str, arguments: tuple[str, ...] = ()) -> Ran:
    """Runs one command line in WinRM's cmd shell and waits for it. Raises ``HostError``.

    For hosts without PowerShell remoting; everything else goes through ``psrp``.
    """
    scheme = "https" if target.tls else "http"
    check_certificate(target)
    sealed = not target.tls and target.authentication != "basic"
    try:
        protocol = winrm.protocol.Protocol(
            endpoint=f"{scheme}://{target.address}:{target.port}/wsman",
            transport=_TRANSPORTS.get(target.authentication, "ntlm"),
            username=target.username,
            password=target.password.reveal(),
            message_encryption="never",
            ca_trust_path=target.ca_file or DEFAULT_CA_BUNDLE_PATH,
            operation_timeout_sec=20,
            read_timeout_sec=30,
            proxy=None,
        )
        session = guard(protocol.transport.build_session(), target)
        if sealed:
            protocol.transport.setup_encryption(session)
        shell = protocol.open_shell()
        try:
            command = protocol.run_command(shell, program, list(arguments))
            try:
                output, errors, code = protocol.get_command_output(shell, command)
            finally:
                protocol.cleanup_command(shell, command)
        finally:
            protocol.close_shell(shell)
    except Exception as error:
        raise host_error(error, target, f"running {program}") from error
    return Ran(int(code), output.decode("cp437"), errors.decode("cp437"))
