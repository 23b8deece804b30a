"""Kerberos with tickets of a real MIT KDC: real clients, a real lab."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from pypsrp.exceptions import AuthenticationError
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan
from winrm.protocol import Protocol

from winlab.windows.lab import Lab
from winlab.winrm.endpoint import Endpoint
from winlab.winrm.part import authority_of, part_of

from . import kdc
from .labhosts import guarded_lab, lab_host, served

pytestmark = pytest.mark.skipif(bool(kdc.missing()), reason=kdc.missing())

HOST = "srv1.corp.example"
READ_DIRECTORY = "try { ([ADSI]'LDAP://RootDSE').dnsHostName } catch { $_.Exception.GetBaseException().Message.Trim() }"


@pytest.fixture(scope="module")
def realm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kdc.Kdc]:
    with pytest.MonkeyPatch.context() as patch, kdc.realm(tmp_path_factory.mktemp("kdc")) as running:
        # libkrb5 of this process, for clients and acceptor alike.
        patch.setenv("KRB5_CONFIG", str(running.config))
        for user in ("admin", "ann", "retired", "stranger"):
            running.user(user, "Ticket:1")
        yield running


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    made = guarded_lab(tmp_path_factory.mktemp("guarded"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def srv1(lab: Lab, realm: kdc.Kdc, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with served(lab_host(lab, "SRV1"), tmp_path_factory.mktemp("scratch"), realm.keytab(HOST)) as endpoint:
        yield endpoint


def connect(
    endpoint: Endpoint,
    user: str = "admin@CORP.EXAMPLE",
    *,
    auth: str = "kerberos",
    service: str = "host",
    host: str = HOST,
    delegate: bool = False,
    authority: str = "",
    bind: bool = True,
) -> WSMan:
    return WSMan(
        "127.0.0.1",
        port=endpoint.https_port if authority else endpoint.port,
        ssl=bool(authority),
        auth=auth,
        username=user,
        password="Ticket:1",
        negotiate_service=service,
        negotiate_hostname_override=host,
        negotiate_delegate=delegate,
        negotiate_send_cbt=bind,
        **({"cert_validation": authority} if authority else {}),  # type: ignore[arg-type]
    )


def run(wsman: WSMan, script: str) -> list[object]:
    with wsman, RunspacePool(wsman) as pool, PowerShell(pool) as shell:
        shell.add_script(script)
        return list(shell.invoke())


def test_the_host_offers_negotiate_and_kerberos(srv1: Endpoint) -> None:
    answer = requests.post(srv1.url, timeout=5)
    assert answer.raw.headers.getlist("WWW-Authenticate") == ["Negotiate", "Kerberos", 'Basic realm="WSMAN"']


@pytest.mark.parametrize("service", ["host", "HTTP", "WSMAN"])
@pytest.mark.parametrize("auth", ["kerberos", "negotiate"])
def test_pypsrp_with_a_ticket_runs_a_pipeline_under_message_encryption(srv1: Endpoint, auth: str, service: str) -> None:
    wsman = connect(srv1, auth=auth, service=service)
    assert run(wsman, "[Environment]::MachineName; 'x' * 60000") == ["SRV1", "x" * 60000]
    assert wsman.transport.encryption is not None


def test_a_client_that_names_the_scheme_kerberos_seals_and_is_answered_under_that_name(srv1: Endpoint) -> None:
    """Encrypted bodies of MS-WSMV 2.2.9.1 with application/HTTP-Kerberos-session-encrypted."""
    import base64

    import spnego

    context = spnego.client(
        "admin@CORP.EXAMPLE",
        "Ticket:1",
        hostname=HOST,
        service="HTTP",
        protocol="kerberos",
        options=spnego.NegotiateOptions.wrapping_winrm,
    )
    identify = (
        b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        b'xmlns:wsmid="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd">'
        b"<s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>"
    )
    protocol = "application/HTTP-Kerberos-session-encrypted"
    with requests.Session() as session:
        token = base64.b64encode(context.step() or b"").decode()
        greeted = session.post(srv1.url, headers={"Authorization": f"Kerberos {token}"}, timeout=5)
        assert greeted.status_code == 200
        scheme, _, answer = greeted.headers["WWW-Authenticate"].partition(" ")
        assert scheme == "Kerberos"
        context.step(base64.b64decode(answer))
        assert context.complete
        sealed = context.wrap_winrm(identify)
        body = (
            b"--Encrypted Boundary\r\n\tContent-Type: " + protocol.encode() + b"\r\n"
            b"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length="
            + str(len(identify) + sealed.padding_length).encode()
            + b"\r\n--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n"
            + len(sealed.header).to_bytes(4, "little")
            + sealed.header
            + sealed.data
            + b"--Encrypted Boundary--\r\n"
        )
        kind = f'multipart/encrypted;protocol="{protocol}";boundary="Encrypted Boundary"'
        reply = session.post(srv1.url, data=body, headers={"Content-Type": kind}, timeout=5)
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, kind)
    payload = reply.content.partition(b"octet-stream\r\n")[2].removesuffix(b"--Encrypted Boundary--\r\n")
    size = int.from_bytes(payload[:4], "little")
    assert b"OS: 5.2.3790" in context.unwrap_winrm(payload[4 : 4 + size], payload[4 + size :])


def test_pywinrm_with_a_ticket_of_the_user_runs_a_command(
    srv1: Endpoint, realm: kdc.Kdc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{tmp_path / 'tickets'}")
    subprocess.run(
        ["kinit", "admin@CORP.EXAMPLE"],
        input=b"Ticket:1\n",
        env={**realm.environment, "KRB5CCNAME": f"FILE:{tmp_path / 'tickets'}"},
        check=True,
        capture_output=True,
    )
    protocol = Protocol(
        srv1.url,
        transport="kerberos",
        username="admin@CORP.EXAMPLE",
        password=None,
        kerberos_hostname_override=HOST,
        message_encryption="always",
    )
    shell = protocol.open_shell()
    command = protocol.run_command(shell, "echo %COMPUTERNAME%")
    assert protocol.get_command_output(shell, command)[0] == b"SRV1\r\n"
    protocol.cleanup_command(shell, command)
    protocol.close_shell(shell)


@pytest.mark.parametrize("bind", [True, False])
@pytest.mark.parametrize("level", ["Relaxed", "Strict"])
def test_a_ticket_over_https_is_bound_to_the_channel(lab: Lab, srv1: Endpoint, level: str, bind: bool) -> None:
    settings = part_of(lab.machines["SRV1"]).sections["service/auth"]
    settings["CbtHardeningLevel"] = level
    wsman = connect(srv1, authority=str(authority_of(lab).path), bind=bind)
    try:
        if level == "Strict" and not bind:
            with pytest.raises(AuthenticationError):
                RunspacePool(wsman).open()
        else:
            assert run(wsman, "1 + 1") == [2]
    finally:
        settings["CbtHardeningLevel"] = "Relaxed"


def test_a_network_logon_makes_no_second_hop_unless_a_ticket_was_delegated(srv1: Endpoint) -> None:
    assert run(connect(srv1), READ_DIRECTORY) == ["An operations error occurred."]
    assert run(connect(srv1, delegate=True), READ_DIRECTORY) == ["dc1.corp.example"]


@pytest.mark.parametrize("user", ["retired@CORP.EXAMPLE", "stranger@CORP.EXAMPLE"])
def test_a_ticket_of_an_account_that_may_not_log_on_is_refused(srv1: Endpoint, user: str) -> None:
    with pytest.raises(AuthenticationError):
        RunspacePool(connect(srv1, user)).open()


def test_a_ticket_for_another_host_is_refused(srv1: Endpoint, realm: kdc.Kdc) -> None:
    realm.keytab("srv2.corp.example")
    with pytest.raises(AuthenticationError):
        RunspacePool(connect(srv1, host="srv2.corp.example")).open()


def test_without_a_keytab_there_is_no_kerberos_and_ntlm_goes_on(lab: Lab, realm: kdc.Kdc, tmp_path: Path) -> None:
    with served(lab_host(lab, "SRV1"), tmp_path) as endpoint:
        assert "Kerberos" not in requests.post(endpoint.url, timeout=5).headers["WWW-Authenticate"]
        with pytest.raises((AuthenticationError, ValueError)):
            RunspacePool(connect(endpoint)).open()
        password = lab.machines["SRV1"].users.password_of("CORP\\admin") or ""
        wsman = WSMan(
            "127.0.0.1", port=endpoint.port, ssl=False, auth="ntlm", username="CORP\\admin", password=password
        )
        assert run(wsman, "1 + 1") == [2]
