"""Who gets in and who does not: real clients, a real lab, every way but Kerberos."""

from __future__ import annotations

import base64
import socket
import ssl
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
import spnego
import winrm
from pypsrp.exceptions import AuthenticationError, WinRMTransportError, WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan
from spnego._ntlm_raw.messages import AvId, Challenge, NegotiateFlags
from winrm.exceptions import InvalidCredentialsError
from winrm.exceptions import WinRMTransportError as PywinrmTransportError

from winlab.windows.lab import Lab
from winlab.winrm.certificates import Authority
from winlab.winrm.endpoint import Endpoint
from winlab.winrm.part import authority_of, certificate_of, part_of

from .labhosts import guarded_lab, lab_host, served


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    made = guarded_lab(tmp_path_factory.mktemp("guarded"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def srv1(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with served(lab_host(lab, "SRV1"), tmp_path_factory.mktemp("scratch")) as endpoint:
        yield endpoint


@pytest.fixture
def heard(lab: Lab) -> Iterator[list[tuple[str, str, str, str]]]:
    lines: list[tuple[str, str, str, str]] = []

    def add(host: str, account: str, action: str, detail: str) -> None:
        lines.append((host, account, action, detail))

    lab.log.append(add)
    yield lines
    lab.log.remove(add)


def secret(lab: Lab, account: str) -> str:
    found = lab.machines["SRV1"].users.password_of(account)
    assert found
    return found


def authority(lab: Lab) -> str:
    path = authority_of(lab).path
    assert path is not None
    return str(path)


def over_http(endpoint: Endpoint, user: str, password: str, auth: str = "ntlm") -> WSMan:
    return WSMan("127.0.0.1", port=endpoint.port, ssl=False, auth=auth, username=user, password=password)


def over_https(lab: Lab, endpoint: Endpoint, user: str, password: str, auth: str = "ntlm", **more: object) -> WSMan:
    return WSMan(
        "127.0.0.1",
        port=endpoint.https_port,
        ssl=True,
        auth=auth,
        username=user,
        password=password,
        cert_validation=authority(lab),  # type: ignore[arg-type]  # a path is taken, too
        **more,  # type: ignore[arg-type]
    )


def who(wsman: WSMan) -> str:
    with wsman, RunspacePool(wsman) as pool, PowerShell(pool) as shell:
        shell.add_script("[Security.Principal.WindowsIdentity]::GetCurrent().Name")
        (name,) = shell.invoke()
    return str(name)


# -- NTLM -----


def test_a_challenge_tells_the_names_of_the_host_and_not_those_of_the_computer_it_runs_on(srv1: Endpoint) -> None:
    client = spnego.client("CORP\\admin", "any", protocol="ntlm")
    token = base64.b64encode(client.step() or b"").decode()
    answer = requests.post(srv1.url, headers={"Authorization": f"Negotiate {token}"}, timeout=5)
    challenge = Challenge.unpack(base64.b64decode(answer.headers["WWW-Authenticate"].split()[1]))
    assert challenge.target_name == "CORP"
    assert challenge.flags & NegotiateFlags.target_type_domain
    told = challenge.target_info
    assert told is not None
    assert {told[AvId.nb_computer_name], told[AvId.dns_computer_name]} == {"SRV1", "srv1.corp.example"}
    assert (told[AvId.nb_domain_name], told[AvId.dns_domain_name]) == ("CORP", "corp.example")
    assert told[AvId.dns_tree_name] == "corp.example"


def test_an_administrator_of_the_domain_gets_in(lab: Lab, srv1: Endpoint) -> None:
    assert who(over_http(srv1, "CORP\\admin", secret(lab, "CORP\\admin"))).upper() == "CORP\\ADMIN"


@pytest.mark.parametrize(
    ("user", "reason"),
    [("CORP\\ann", "ann"), ("CORP\\nobody", "no account"), ("retired@corp.example", "1331"), ("CORP\\retired", "1331")],
)
def test_a_refused_logon_is_a_401_and_the_log_knows_why(
    lab: Lab, srv1: Endpoint, heard: list[tuple[str, str, str, str]], user: str, reason: str
) -> None:
    password = "Wrong:1" if user.endswith(("ann", "nobody")) else secret(lab, "CORP\\retired")
    with pytest.raises(AuthenticationError):
        RunspacePool(over_http(srv1, user, password)).open()
    assert any(action == "logon" and reason in account + detail for _, account, action, detail in heard), heard


def test_who_is_no_administrator_gets_in_and_may_nothing(lab: Lab, srv1: Endpoint) -> None:
    with over_http(srv1, "CORP\\ann", secret(lab, "CORP\\ann")) as wsman, pytest.raises(WSManFaultError) as caught:
        RunspacePool(wsman).open()
    assert caught.value.code == 5


def test_wrong_passwords_lock_the_account_for_the_time_the_scenario_says(
    lab: Lab, srv1: Endpoint, heard: list[tuple[str, str, str, str]]
) -> None:
    right = secret(lab, "CORP\\victim")
    for _ in range(3):
        with pytest.raises(InvalidCredentialsError):
            winrm.Session(srv1.url, auth=("CORP\\victim", "Wrong:1"), transport="ntlm").run_cmd("ver")
    with pytest.raises(AuthenticationError):
        RunspacePool(over_http(srv1, "CORP\\victim", right)).open()
    assert "1909" in heard[-1][3]
    with lab.clock.running():
        lab.clock.sleep(601)
    assert who(over_http(srv1, "CORP\\victim", right)).upper() == "CORP\\VICTIM"


def test_local_accounts_follow_the_policy_of_the_domain_but_never_administrator(lab: Lab, srv1: Endpoint) -> None:
    users = lab.machines["SRV1"].users
    users.add_user("clerk", "Right:1")
    users.add_member("Administrators", "SRV1\\clerk")
    right = secret(lab, "SRV1\\Administrator")
    for user in ("SRV1\\clerk", "SRV1\\Administrator"):
        for _ in range(3):
            with pytest.raises(AuthenticationError):
                RunspacePool(over_http(srv1, user, "Wrong:1")).open()
    with pytest.raises(AuthenticationError):
        RunspacePool(over_http(srv1, "SRV1\\clerk", "Right:1")).open()
    assert who(over_http(srv1, "SRV1\\Administrator", right)) == "SRV1\\Administrator"
    with lab.clock.running():
        lab.clock.sleep(601)
    assert who(over_http(srv1, "SRV1\\clerk", "Right:1")) == "SRV1\\clerk"


# -- HTTPS -----


def test_pypsrp_over_https_trusts_the_authority_of_the_lab(lab: Lab, srv1: Endpoint) -> None:
    wsman = over_https(lab, srv1, "CORP\\admin", secret(lab, "CORP\\admin"))
    assert who(wsman).upper() == "CORP\\ADMIN"


def test_pywinrm_over_https_trusts_the_authority_of_the_lab(lab: Lab, srv1: Endpoint) -> None:
    session = winrm.Session(
        str(srv1.https_url),
        auth=("CORP\\admin", secret(lab, "CORP\\admin")),
        transport="ntlm",
        ca_trust_path=authority(lab),
    )
    assert session.run_cmd("echo %COMPUTERNAME%").std_out == b"SRV1\r\n"


def test_a_client_that_does_not_know_the_authority_stops(srv1: Endpoint) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        requests.post(str(srv1.https_url), timeout=5, verify=ssl.get_default_verify_paths().cafile or True)


def test_a_certificate_for_another_machine_is_no_good(lab: Lab, tmp_path: Path) -> None:
    with (
        served(lab_host(lab, "SRV2"), tmp_path) as endpoint,
        pytest.raises(requests.exceptions.SSLError, match=r"not valid for|doesn't match"),
    ):
        requests.post(str(endpoint.https_url), timeout=5, verify=authority(lab))


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_https_speaks_the_tls_of_today(lab: Lab, srv1: Endpoint, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cafile=authority(lab))
    context.minimum_version = context.maximum_version = version
    where = urlsplit(str(srv1.https_url))
    with (
        socket.create_connection((where.hostname, where.port or 5986), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=where.hostname) as spoken,
    ):
        assert spoken.version() == version.name.replace("v1_", "v1.")


def test_https_does_not_speak_what_openssl_no_longer_takes(srv1: Endpoint) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
    where = urlsplit(str(srv1.https_url))
    with (
        socket.create_connection((where.hostname, where.port or 5986), timeout=5) as plain,
        pytest.raises(ssl.SSLError),
    ):
        context.wrap_socket(plain)


@pytest.mark.parametrize("cbt", [True, False])
@pytest.mark.parametrize("level", ["Relaxed", "Strict"])
def test_channel_binding_is_tolerated_and_demanded_only_when_strict(
    lab: Lab, srv1: Endpoint, level: str, cbt: bool
) -> None:
    settings = part_of(lab.machines["SRV1"]).sections["service/auth"]
    settings["CbtHardeningLevel"] = level
    try:
        wsman = over_https(lab, srv1, "CORP\\admin", secret(lab, "CORP\\admin"), negotiate_send_cbt=cbt)
        if level == "Strict" and not cbt:
            with pytest.raises(AuthenticationError):
                RunspacePool(wsman).open()
        else:
            assert who(wsman).upper() == "CORP\\ADMIN"
    finally:
        settings["CbtHardeningLevel"] = "Relaxed"


def test_the_authority_and_its_certificates_outlive_the_process(lab: Lab) -> None:
    machine = lab.machines["SRV1"]
    folder = authority_of(lab).path
    assert folder is not None
    again = Authority(folder.parent)
    assert again.certificate() == authority_of(lab).certificate()
    assert again.issue(machine.fqdn, []) == certificate_of(machine)
    assert {file.stat().st_mode & 0o077 for file in folder.parent.iterdir()} == {0}


# -- Basic -----


def test_basic_is_for_local_accounts_over_https(lab: Lab, srv1: Endpoint) -> None:
    local = secret(lab, "SRV1\\Administrator")
    assert who(over_https(lab, srv1, "Administrator", local, "basic")) == "SRV1\\Administrator"
    for user, password in (("Administrator", "Wrong:1"), ("CORP\\admin", secret(lab, "CORP\\admin"))):
        with pytest.raises(AuthenticationError):
            RunspacePool(over_https(lab, srv1, user, password, "basic")).open()


def test_basic_over_http_is_refused_until_clear_text_is_allowed(lab: Lab, srv1: Endpoint) -> None:
    local = secret(lab, "SRV1\\Administrator")
    session = winrm.Session(srv1.url, auth=("Administrator", local), transport="plaintext")
    settings = part_of(lab.machines["SRV1"]).sections["service"]
    with pytest.raises(PywinrmTransportError):
        session.run_cmd("ver")
    settings["AllowUnencrypted"] = "true"
    try:
        assert b"5.2.3790" in session.run_cmd("ver").std_out
    finally:
        settings["AllowUnencrypted"] = "false"


def test_schemes_that_are_switched_off_are_not_offered(lab: Lab, srv1: Endpoint) -> None:
    settings = part_of(lab.machines["SRV1"]).sections["service/auth"]
    settings["Negotiate"] = "false"
    try:
        answer = requests.post(srv1.url, timeout=5)
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="WSMAN"'
        with pytest.raises((AuthenticationError, WinRMTransportError, ValueError)):
            RunspacePool(over_http(srv1, "CORP\\admin", secret(lab, "CORP\\admin"))).open()
    finally:
        settings["Negotiate"] = "true"


# -- listeners -----


def test_a_listener_for_https_comes_and_goes_with_winrm_create_and_delete(lab: Lab, tmp_path: Path) -> None:
    machine = lab.machines["DC1"]
    with served(lab_host(lab, "DC1"), tmp_path) as endpoint:
        lab.watch_power(lambda changed: endpoint.power_changed() if changed is machine else None)
        session = winrm.Session(endpoint.url, auth=("CORP\\admin", secret(lab, "CORP\\admin")), transport="ntlm")
        assert endpoint.https_url is None
        address = "winrm/config/Listener?Address=*+Transport=HTTPS"
        wrong = session.run_cmd(f'winrm create {address} @{{CertificateThumbprint="00"}}')
        assert wrong.status_code != 0
        made = session.run_cmd(f'winrm create {address} @{{Hostname="dc1.corp.example"}}')
        assert (made.status_code, made.std_out[:15]) == (0, b"ResourceCreated")
        thumbprint = certificate_of(machine).thumbprint.encode()
        assert b"CertificateThumbprint = " + thumbprint in session.run_cmd("winrm e winrm/config/listener").std_out
        assert session.run_cmd("winrm quickconfig -q").status_code == 0
        url = _eventually(lambda: endpoint.https_url)
        assert requests.post(url, timeout=5, verify=authority(lab)).status_code == 401
        assert session.run_cmd(f"winrm delete {address}").status_code == 0
        _eventually(lambda: endpoint._https is not None and not endpoint._https.is_open)
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.post(url, timeout=5, verify=authority(lab))
        assert session.run_cmd(f"winrm delete {address}").status_code != 0


def _eventually(look: Callable[[], object]) -> str:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        found = look()
        if found:
            return str(found)
        time.sleep(0.01)
    raise AssertionError("it never came")
