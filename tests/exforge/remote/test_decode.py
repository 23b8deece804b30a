from __future__ import annotations

import pytest
import requests
from pypsrp.exceptions import AuthenticationError, WinRMTransportError, WSManFaultError

from exforge.remote.decode import clean, host_error
from exforge.remote.logons import Logons
from exforge.remote.pool import Pool
from exforge.remote.session import HostError, HostFailed, NotTrusted, Target, Unreachable
from tests.exforge.remote.hosts import TARGET


def fault(code: int, reason: str = "reason") -> WSManFaultError:
    return WSManFaultError(code, "HT01", reason, None, None, None)


CASES: list[tuple[Exception, type[HostError], str]] = [
    (requests.exceptions.ConnectTimeout("timed out"), Unreachable, "winrm.unreachable"),
    (requests.exceptions.ConnectionError("[Errno 111] Connection refused"), Unreachable, "winrm.unreachable"),
    (requests.exceptions.ReadTimeout("read"), Unreachable, "winrm.no-answer"),
    (requests.exceptions.SSLError("certificate verify failed"), NotTrusted, "winrm.certificate"),
    (AuthenticationError("Failed to authenticate the user"), NotTrusted, "winrm.logon-refused"),
    (WinRMTransportError("http", 401, ""), NotTrusted, "winrm.logon-refused"),
    (WinRMTransportError("http", 404, ""), HostFailed, "winrm.absent"),
    (WinRMTransportError("http", 503, ""), Unreachable, "winrm.busy"),
    (WinRMTransportError("http", 400, ""), HostFailed, "winrm.http"),
    (ValueError("none of the auth schemes is offered"), NotTrusted, "winrm.scheme"),
    (fault(5), NotTrusted, "winrm.access-denied"),
    (fault(2150858843), HostFailed, "winrm.shell-gone"),
    (fault(2150859174), HostFailed, "winrm.operations-exhausted"),
    (fault(2150858793), Unreachable, "winrm.timeout"),
    (fault(1234), HostFailed, "winrm.fault"),
    (RuntimeError("Already borrowed"), HostFailed, "winrm.protocol"),
]


@pytest.mark.parametrize(("error", "kind", "id"), CASES, ids=lambda value: value if isinstance(value, str) else None)
def test_every_error_of_the_client_libraries_has_five_parts(error: Exception, kind: type[HostError], id: str) -> None:
    decoded = host_error(error, TARGET, "reading")
    assert type(decoded) is kind
    failure = decoded.failure
    assert failure.id == id
    assert failure.what == "ht01 (10.1.1.51:5985)"
    assert all((failure.tried, failure.said, failure.means, failure.remedy))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("one_x000D__x000A_two", "one\ntwo"),
        ("  padded  \r\n\r\n   more ", "padded\nmore"),
        ("x" * 5000, "x" * 2000 + "..."),
    ],
)
def test_host_text_is_unescaped_and_bounded(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def refused() -> None:
    raise host_error(AuthenticationError("no"), TARGET, "logging on")


def test_a_refused_account_is_tried_once_and_not_on_the_next_host() -> None:
    logons, calls = Logons(), list[str]()
    with pytest.raises(NotTrusted, match="refused"):
        logons.attempt(TARGET, refused)
    with pytest.raises(NotTrusted) as second:
        logons.attempt(TARGET, lambda: calls.append("tried"))
    assert second.value.failure.id == "winrm.logon-not-tried"
    assert calls == []


def test_an_account_that_worked_is_not_suspected_when_a_starting_host_refuses_it() -> None:
    logons = Logons()
    logons.attempt(TARGET, lambda: "in")
    with pytest.raises(NotTrusted, match="refused"):
        logons.attempt(TARGET, refused)
    assert logons.attempt(TARGET, lambda: "in again") == "in again"


def test_an_unreachable_host_says_nothing_about_the_account() -> None:
    logons = Logons()

    def down() -> None:
        raise host_error(requests.exceptions.ConnectTimeout("timed out"), TARGET, "logging on")

    with pytest.raises(Unreachable):
        logons.attempt(TARGET, down)
    assert logons.attempt(TARGET, lambda: "in") == "in"


def test_basic_without_tls_is_refused_before_anything_is_sent() -> None:
    target = Target("h", "192.0.2.1", 5985, "u", TARGET.password, authentication="basic")
    with pytest.raises(NotTrusted) as refusal:
        Pool(target)
    assert refusal.value.failure.id == "winrm.clear-text"


def test_a_closed_port_is_unreachable_within_its_deadline() -> None:
    target = Target("h", "127.0.0.1", 9, "u", TARGET.password, connect_timeout=2)
    with pytest.raises(Unreachable, match="connection refused"):
        Pool(target).open()
