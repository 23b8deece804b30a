"""Who answers is proven before the logon goes out: wrong certificates, names, redirections, clear text."""

from __future__ import annotations

import hashlib
import json
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from exforge.remote.pool import Pool
from exforge.remote.session import HostError, NotTrusted, Target
from exforge.remote.trust import check_certificate, guard
from exforge.remote.winrs import identify, run_command
from exforge.resources.secret import Secret

SCENARIO = r"""
name: shown
description: A server with the right certificate and one with the certificate of another.
forest:
  level: 0
  schema_version: 31
  domains:
    - {dns: corp.example, netbios: CORP, users: [{name: builder, groups: [Domain Admins]}]}
machines:
  - name: DC1
    os: windows-2003-r2-x64
    address: 10.0.0.10
    domain: corp.example
    controller: true
    catalogue: true
    roles: [schema, naming, pdc, rid, infrastructure]
    account: CORP\builder
    winrm: {https: true}
  - name: SRV1
    os: windows-2003-r2-x64
    address: 10.0.0.20
    domain: corp.example
    account: CORP\builder
    winrm: {https: true, certificate_name: other.corp.example}
"""


def winlab(state: Path, *words: str) -> str:
    command = [sys.executable, "-m", "winlab", *words, "--state", str(state)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Target]]:
    """The lab's hosts over HTTPS, as its own authority vouches for them."""
    folder = tmp_path_factory.mktemp("shown")
    (folder / "shown.yml").write_text(SCENARIO)
    state = folder / "lab"
    winlab(state, "up", "--scenario", str(folder / "shown.yml"))
    try:
        yield {
            host["name"]: Target(
                name=host["name"].lower(),
                address="127.0.0.1",
                port=host["https_port"],
                username=host["username"],
                password=Secret("lab", lambda host=host: host["password"]),  # type: ignore[misc]
                tls=True,
                ca_file=host["ca_file"],
                computer_name=host["name"],
                domain="corp.example",
            )
            for host in json.loads(winlab(state, "list", "--json"))["hosts"]
        }
    finally:
        winlab(state, "down")


def logged_on(state_of: dict[str, Target]) -> list[str]:
    requests_seen = Path(state_of["DC1"].ca_file).parents[2] / "requests.jsonl"
    return [line for line in requests_seen.read_text().splitlines() if "SRV1" in line]


WAYS: list[Callable[[Target], object]] = [
    lambda target: Pool(target).open(),
    lambda target: run_command(target, "ver"),
    identify,
]


def pinned(target: Target, algorithm: str = "sha256") -> str:
    certificate = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate((target.address, target.port)))
    return hashlib.new(algorithm, certificate).hexdigest()


def test_the_right_certificate_opens_a_session(lab: dict[str, Target]) -> None:
    pool = Pool(lab["DC1"])
    pool.open()
    pool._last_used = -1000.0  # the next request goes over a fresh connection, which is checked again
    assert pool.run("Get-HostIdentity", {}, 30)
    pool.close()
    assert identify(lab["DC1"]).stack == (2, 0)
    assert run_command(lab["DC1"], "echo", ("%COMPUTERNAME%",)).output.strip() == "DC1"


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_known_fingerprint_needs_no_authority_and_no_name(lab: dict[str, Target], algorithm: str) -> None:
    target = replace(lab["SRV1"], ca_file="", fingerprint=pinned(lab["SRV1"], algorithm))
    pool = Pool(target)
    pool.open()
    pool.close()
    assert run_command(target, "echo", ("%COMPUTERNAME%",)).output.strip() == "SRV1"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda target, other: target, "mismatch"),
        (lambda target, other: replace(target, ca_file=""), "unable to get local issuer certificate"),
        (lambda target, other: replace(target, ca_file="", fingerprint=other), "the certificate is another one"),
        (lambda target, other: replace(target, fingerprint=other[:40]), "the certificate is another one"),
    ],
    ids=["name", "authority", "fingerprint", "thumbprint"],
)
@pytest.mark.parametrize("way", WAYS)
def test_a_wrong_certificate_stops_before_the_logon_and_both_fingerprints_are_shown(
    lab: dict[str, Target],
    change: Callable[[Target, str], Target],
    said: str,
    way: Callable[[Target], object],
) -> None:
    other = pinned(lab["DC1"])
    target = change(lab["SRV1"], other)
    before = logged_on(lab)
    with pytest.raises(NotTrusted) as stopped:
        way(target)
    failure = stopped.value.failure
    assert (failure.id, failure.irreparable) == ("winrm.certificate", True)
    assert said in failure.said.lower()
    algorithm = "sha1" if len(target.fingerprint) == 40 else "sha256"
    seen = pinned(lab["SRV1"], algorithm).upper()
    assert ":".join(seen[at : at + 2] for at in range(0, len(seen), 2)) in failure.said.partition("seen")[2]
    assert "expected" in failure.said
    if target.fingerprint:
        assert target.fingerprint[:2].upper() + ":" in failure.said.partition("seen")[0]
    assert logged_on(lab) == before


def test_a_certificate_that_changes_behind_the_check_stops_the_session_too(
    lab: dict[str, Target], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exforge.remote.pool.check_certificate", lambda target: None)
    for target in (lab["SRV1"], replace(lab["SRV1"], ca_file="", fingerprint=pinned(lab["DC1"]))):
        before = logged_on(lab)
        with pytest.raises(NotTrusted) as stopped:
            Pool(target).open()
        assert stopped.value.failure.id == "winrm.certificate"
        assert logged_on(lab) == before


def test_the_check_leaves_hosts_that_do_not_answer_to_the_session() -> None:
    target = Target("h", "127.0.0.1", 9, "u", Secret("env:P", lambda: "p"), tls=True, connect_timeout=2)
    check_certificate(target)
    check_certificate(replace(target, tls=False))


# -- somebody in between -----


@contextmanager
def impostor(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[tuple[Target, list[str]]]:
    """A server that answers as it likes, and what it was told of the logon."""
    told: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told.append(self.headers.get("Authorization", ""))
            answer(self)

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    target = Target("h", "127.0.0.1", server.server_port, "CORP\\u", Secret("env:P", lambda: "geheim"), read_timeout=5)
    try:
        yield target, told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def plain(handler: BaseHTTPRequestHandler, status: int, *headers: tuple[str, str], body: bytes = b"") -> None:
    handler.send_response(status)
    for name, value in (*headers, ("Content-Length", str(len(body)))):
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.mark.parametrize("way", WAYS[:2])
def test_a_host_that_wants_basic_gets_no_password(way: Callable[[Target], object]) -> None:
    with impostor(lambda handler: plain(handler, 401, ("WWW-Authenticate", 'Basic realm="x"'))) as (target, told):
        with pytest.raises(HostError):
            way(target)
        assert not any("Basic" in each for each in told)


def test_a_host_that_wants_basic_is_told_apart_from_a_wrong_password() -> None:
    with impostor(lambda handler: plain(handler, 401, ("WWW-Authenticate", 'Basic realm="x"'))) as (target, _):
        with pytest.raises(NotTrusted) as stopped:
            Pool(target).open()
        assert stopped.value.failure.id == "winrm.scheme"


def test_a_host_that_wants_no_logon_at_all_gets_no_message() -> None:
    with impostor(lambda handler: plain(handler, 200, body=b"welcome")) as (target, told):
        with pytest.raises(HostError):
            Pool(target).open()
        assert told == [""]


def test_a_redirection_is_not_followed() -> None:
    with (
        impostor(lambda handler: plain(handler, 401, ("WWW-Authenticate", "Negotiate"))) as (other, told),
        impostor(lambda handler: plain(handler, 307, ("Location", f"http://127.0.0.1:{other.port}/wsman"))) as (
            target,
            _,
        ),
    ):
        with pytest.raises(NotTrusted) as stopped:
            Pool(target).open()
        assert stopped.value.failure.id == "winrm.redirected"
        assert told == []


@pytest.mark.parametrize("status", [200, 500])
def test_an_answer_in_clear_to_a_sealed_message_is_not_believed(status: int) -> None:
    soap = ("Content-Type", "application/soap+xml;charset=UTF-8")
    with (
        impostor(lambda handler: plain(handler, status, soap, body=b"<s:Envelope/>")) as (target, _),
        guard(requests.Session(), target) as session,
    ):
        url = f"http://127.0.0.1:{target.port}/wsman"
        with pytest.raises(NotTrusted) as stopped:
            session.post(url, data=b"x", headers={"Content-Type": "multipart/encrypted;protocol=x"}, timeout=5)
        assert stopped.value.failure.id == "winrm.unsealed"
        assert session.post(url, data=b"x", headers={"Content-Type": soap[1]}, timeout=5).status_code == status
