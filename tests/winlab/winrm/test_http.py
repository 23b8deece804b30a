"""What the endpoint says to clients that are not polite: raw HTTP and SOAP."""

from __future__ import annotations

import re
import socket
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from requests_ntlm import HttpNtlmAuth

from winlab.winrm.connection import Limits

from .standin import Running, StandInHost, running

IDENTIFY = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
    'xmlns:wsmid="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd">'
    "<s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>"
)
CONFIG = "http://schemas.microsoft.com/wbem/wsman/1/config"
TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"

ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
TIMEOUT = "<w:OperationTimeout>{}</w:OperationTimeout>"
OPTION = '<w:OptionSet><w:Option Name="unheard" MustComply="true">1</w:Option></w:OptionSet>'


def selectors(**values: str) -> str:
    inside = "".join(f'<w:Selector Name="{name}">{value}</w:Selector>' for name, value in values.items())
    return f"<w:SelectorSet>{inside}</w:SelectorSet>"


def envelope(action: str, resource: str, body: str = "", extra: str = "") -> str:
    return (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
        'xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" '
        f'xmlns:rsp="{SHELL}"><s:Header><a:Action>{action}</a:Action>'
        f"<a:MessageID>uuid:{uuid.uuid4()}</a:MessageID><w:ResourceURI>{resource}</w:ResourceURI>{extra}"
        f"</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def post(server: Running, text: str | bytes, headers: dict[str, str] | None = None) -> requests.Response:
    """Posts in clear text over NTLM (the host must allow that)."""
    return requests.post(
        f"http://127.0.0.1:{server.port}/wsman",
        data=text.encode() if isinstance(text, str) else text,
        headers={"Content-Type": "application/soap+xml;charset=UTF-8", **(headers or {})},
        auth=HttpNtlmAuth("CORP\\admin", "Secret:1"),
        timeout=10,
    )


@pytest.fixture
def clear(server: Running) -> Running:
    server.host.config["service"]["AllowUnencrypted"] = "true"
    return server


def fault_code(answer: requests.Response) -> int:
    assert answer.status_code == 500, (answer.status_code, answer.text)
    found = re.search(r'WSManFault [^>]*Code="(\d+)"', answer.text)
    assert found, answer.text
    return int(found[1])


def test_identify_without_authentication_hides_the_operating_system(server: Running) -> None:
    answer = requests.post(
        f"http://127.0.0.1:{server.port}/wsman",
        data=IDENTIFY,
        headers={"WSMANIDENTIFY": "unauthenticated", "Content-Type": "application/soap+xml;charset=UTF-8"},
        timeout=5,
    )
    assert answer.status_code == 200
    assert "OS: 0.0.0 SP: 0.0 Stack: 2.0" in answer.text


def test_identify_with_authentication_tells_it(clear: Running) -> None:
    assert "OS: 5.2.3790 SP: 2.0 Stack: 2.0" in post(clear, IDENTIFY).text


def test_a_stranger_is_asked_to_negotiate(server: Running) -> None:
    answer = requests.post(f"http://127.0.0.1:{server.port}/wsman", timeout=5)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Negotiate")


def test_clear_text_is_refused_while_unencrypted_traffic_is_not_allowed(server: Running) -> None:
    answer = post(server, envelope(f"{TRANSFER}/Get", CONFIG))
    assert (answer.status_code, answer.content) == (500, b"")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("this is no XML", 2150858819),
        ("<a><b></a>", 2150858819),
        ('<!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>', 2150858819),
        ("<x/>", 2150858819),
        ("<a>" * 500, 2150858819),
        ("\x00\x01", 2150858819),
        (envelope("", CONFIG), 2150858769),
        ('<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>', 2150858765),
        (envelope(f"{TRANSFER}/Get", ""), 2150858811),
        (envelope(f"{TRANSFER}/Get", CONFIG, extra=TIMEOUT.format("PT-1S")), 2150858767),
        (envelope(f"{TRANSFER}/Get", CONFIG, extra=TIMEOUT.format("soon")), 2150858767),
        (envelope(f"{TRANSFER}/Get", CONFIG, extra=TIMEOUT.format("PT0.1S")), 2150858764),
        (envelope(f"{TRANSFER}/Get", CONFIG, extra="<w:MaxEnvelopeSize>100</w:MaxEnvelopeSize>"), 2150858878),
        (envelope(f"{TRANSFER}/Get", CONFIG, extra='<w:Locale s:mustUnderstand="true" xml:lang="de"/>'), 2150858887),
        (envelope(f"{TRANSFER}/Get", CONFIG, extra=selectors(a="1", A="2")), 2150858847),
        (envelope(f"{TRANSFER}/Get", CONFIG, extra=selectors(a="1")), 2150858843),
        (envelope(f"{TRANSFER}/Get", CONFIG, extra=OPTION), 2150858833),
        (envelope(f"{TRANSFER}/Create", f"{SHELL}/cmd", "<rsp:Shell/>", OPTION), 2150858833),
        (envelope(f"{SHELL}/Receive", f"{SHELL}/cmd", "<rsp:Receive/>", selectors(ShellId="X")), 2150858843),
        (envelope(f"{TRANSFER}/Delete", CONFIG), 2150858771),
        (envelope(f"{TRANSFER}/Put", CONFIG), 2150858791),
        (envelope(f"{ENUMERATION}/Pull", f"{CONFIG}/listener"), 2150858779),
        (envelope(f"{CONFIG}/Restored", CONFIG), 2150858771),
        (
            envelope(f"{TRANSFER}/Get", CONFIG, extra='<u:X xmlns:u="urn:u" s:mustUnderstand="true"/>'),
            2150858768,
        ),
        (envelope(f"{TRANSFER}/Get", "http://nowhere/"), 2150858811),
        (envelope(f"{TRANSFER}/Create", "http://nowhere/"), 2150858811),
        (envelope(f"{SHELL}/Disconnect", f"{SHELL}/cmd"), 2150858771),
        (envelope(f"{SHELL}/Reconnect", f"{SHELL}/cmd"), 2150858771),
        (envelope("http://nowhere/Action", CONFIG), 2150858753),
        (envelope(f"{TRANSFER}/Create", f"{SHELL}/cmd"), 2150858817),
        (envelope(f"{TRANSFER}/Create", "http://schemas.microsoft.com/powershell/Nothing"), 2150858811),
        (envelope(f"{TRANSFER}/Delete", f"{SHELL}/cmd"), 2150858842),
        (
            envelope(
                f"{TRANSFER}/Create",
                "http://schemas.microsoft.com/powershell/Microsoft.PowerShell",
                '<rsp:Shell><creationXml xmlns="http://schemas.microsoft.com/powershell">AAAA!</creationXml></rsp:Shell>',
            ),
            2150858817,
        ),
        (
            envelope(
                f"{TRANSFER}/Create",
                "http://schemas.microsoft.com/powershell/Microsoft.PowerShell",
                '<rsp:Shell><creationXml xmlns="http://schemas.microsoft.com/powershell">'
                f"{'A' * 80}</creationXml></rsp:Shell>",
            ),
            87,
        ),
    ],
)
def test_nonsense_gets_the_right_fault(clear: Running, text: str, code: int) -> None:
    assert fault_code(post(clear, text)) == code
    assert post(clear, IDENTIFY).status_code == 200


@pytest.mark.parametrize(
    ("to", "machines"),
    [
        ("<a:To>http://windows-host:5985/wsman</a:To>", ["windows-host"] * 2),
        ("<a:To>https://[fd00::1]:5986/wsman</a:To>", ["fd00::1"] * 2),
        ("<a:To>nowhere</a:To>", []),
        ("<a:To>http://[/wsman</a:To>", []),
        ("", []),
    ],
)
def test_a_fault_tells_the_machine_as_the_client_calls_it(clear: Running, to: str, machines: list[str]) -> None:
    unread = envelope("", CONFIG, extra=to)
    answers = (post(clear, envelope(f"{TRANSFER}/Nothing", CONFIG, extra=to)), post(clear, unread))
    told = [re.findall(r'WSManFault [^>]*Machine="([^"]*)"', answer.text)[0] for answer in answers]
    assert told == (machines or [clear.host.name] * 2)


def test_an_envelope_above_the_limit_is_refused(clear: Running) -> None:
    answer = post(clear, " " * 200_000)
    assert (answer.status_code, answer.content) == (413, b"")


def test_the_configuration_can_be_read_and_changed(clear: Running) -> None:
    text = post(clear, envelope(f"{TRANSFER}/Get", CONFIG)).text
    assert "<cfg:MaxEnvelopeSizekb>150</cfg:MaxEnvelopeSizekb>" in text
    assert "<cfg:MaxShellsPerUser>5</cfg:MaxShellsPerUser>" in text
    body = f'<cfg:Winrs xmlns:cfg="{CONFIG}/winrs"><cfg:MaxShellsPerUser>30</cfg:MaxShellsPerUser></cfg:Winrs>'
    assert post(clear, envelope(f"{TRANSFER}/Put", f"{CONFIG}/winrs", body)).status_code == 200
    assert "<cfg:MaxShellsPerUser>30<" in post(clear, envelope(f"{TRANSFER}/Get", f"{CONFIG}/winrs")).text


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("<c:MaxShells>1</c:MaxShells>", 2150858817),
        ("<c:MaxShellsPerUser>x</c:MaxShellsPerUser>", 2150858838),
        ("<c:AllowRemoteShellAccess>1</c:AllowRemoteShellAccess>", 2150858838),
        ("<c:MaxConcurrentUsers>0</c:MaxConcurrentUsers>", 2150858838),
        ("<c:MaxShellRunTime>1</c:MaxShellRunTime>", 2150859071),
        ("<c:IdleTimeout>100</c:IdleTimeout>", 2150858838),
        ("<c:MaxShellsPerUser>7</c:MaxShellsPerUser><c:IdleTimeout>100</c:IdleTimeout>", 2150858838),
    ],
)
def test_a_setting_that_does_not_exist_or_fit_is_refused_and_nothing_is_changed(
    clear: Running, setting: str, code: int
) -> None:
    before = post(clear, envelope(f"{TRANSFER}/Get", f"{CONFIG}/winrs")).text.partition("<s:Body>")[2]
    body = f'<c:Winrs xmlns:c="{CONFIG}/winrs">{setting}</c:Winrs>'
    assert fault_code(post(clear, envelope(f"{TRANSFER}/Put", f"{CONFIG}/winrs", body))) == code
    assert post(clear, envelope(f"{TRANSFER}/Get", f"{CONFIG}/winrs")).text.endswith(before)


def test_a_setting_in_another_namespace_is_refused(clear: Running) -> None:
    body = "<Winrs><MaxShellsPerUser>7</MaxShellsPerUser></Winrs>"
    assert fault_code(post(clear, envelope(f"{TRANSFER}/Put", f"{CONFIG}/winrs", body))) == 2150858840


@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_a_request_in_utf_16_is_answered_in_utf_16(clear: Running, mark: str) -> None:
    text = mark + envelope(f"{TRANSFER}/Get", CONFIG)
    answer = post(clear, text.encode("utf-16-le"), {"Content-Type": "application/soap+xml;charset=UTF-16"})
    assert answer.headers["Content-Type"] == "application/soap+xml;charset=UTF-16"
    assert "<cfg:MaxEnvelopeSizekb>150<" in answer.content.decode("utf-16")


def test_another_character_set_is_refused(clear: Running) -> None:
    answer = post(clear, IDENTIFY.encode("latin-1"), {"Content-Type": "application/soap+xml;charset=ISO-8859-1"})
    assert fault_code(answer) == 2150858828


def test_another_content_type_is_refused(clear: Running) -> None:
    assert post(clear, IDENTIFY, {"Content-Type": "text/plain"}).status_code == 415


def test_more_requests_at_once_than_max_connections_are_told_to_come_back(clear: Running) -> None:
    clear.host.config["service"]["MaxConnections"] = "1"
    made = post(clear, envelope(f"{TRANSFER}/Create", f"{SHELL}/cmd", "<rsp:Shell/>"))
    shell = re.search(r'Name="ShellId">([^<]+)<', made.text)
    assert shell
    chosen = selectors(ShellId=shell[1])
    line = "<rsp:CommandLine><rsp:Command>wait</rsp:Command></rsp:CommandLine>"
    command = re.search(
        r"CommandId>([^<]+)<", post(clear, envelope(f"{SHELL}/Command", f"{SHELL}/cmd", line, chosen)).text
    )
    assert command
    body = f'<rsp:Receive><rsp:DesiredStream CommandId="{command[1]}">stdout</rsp:DesiredStream></rsp:Receive>'
    waiting = envelope(f"{SHELL}/Receive", f"{SHELL}/cmd", body, chosen + TIMEOUT.format("PT1S"))
    with ThreadPoolExecutor(1) as pool:
        received = pool.submit(post, clear, waiting)
        until(lambda: clear.endpoint.service._active == 1)
        assert fault_code(post(clear, envelope(f"{TRANSFER}/Get", CONFIG))) == 2150858815
        assert fault_code(received.result(10)) == 2150858793
    assert post(clear, envelope(f"{TRANSFER}/Get", CONFIG)).status_code == 200


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"POST /other HTTP/1.1", b"404"),
        (b"GET /wsman HTTP/1.1", b"405"),
        (b"HEAD /wsman HTTP/1.1", b"405"),
        (b"OPTIONS /wsman HTTP/1.1", b"405"),
        (b"PUT /wsman HTTP/1.1", b"405"),
        (b"POST /WSMAN/ HTTP/1.1", b"401"),
        (b"POST /wsman?PSVersion=2.0 HTTP/1.1", b"401"),
        (b"nonsense", b"400"),
    ],
)
def test_wrong_http_is_answered(server: Running, request_line: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as raw:
        raw.sendall(request_line + b"\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        assert raw.recv(4096).split()[1] == status


def test_a_chunked_request_that_waits_for_leave_is_served_and_the_connection_kept(server: Running) -> None:
    head = (
        b"POST /wsman HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n"
        b"WSMANIDENTIFY: unauthenticated\r\nContent-Type: application/soap+xml\r\n\r\n"
    )
    half = len(IDENTIFY) // 2
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as raw:
        for _ in range(2):
            raw.sendall(head)
            assert raw.recv(4096).startswith(b"HTTP/1.1 100 ")
            for piece in (IDENTIFY[:half], IDENTIFY[half:], ""):
                raw.sendall(f"{len(piece):x}\r\n{piece}\r\n".encode())
            answer = raw.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert b"IdentifyResponse" in answer


@pytest.mark.parametrize(
    "authorization",
    ["Negotiate !!!", "Negotiate AAAA", "Negotiate TlRMTVNTUAADAAAA", "Kerberos AAAA", "Digest x"],
)
def test_a_broken_token_is_a_401_and_no_hang(server: Running, authorization: str) -> None:
    answer = requests.post(f"http://127.0.0.1:{server.port}/wsman", headers={"Authorization": authorization}, timeout=5)
    assert answer.status_code == 401


def test_an_idle_connection_is_dropped(tmp_path: Path) -> None:
    with (
        running(StandInHost(), tmp_path, Limits(idle=0.2)) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=5) as raw,
    ):
        assert raw.recv(1) == b""


def test_a_shell_that_nobody_uses_is_closed_after_its_idle_timeout(clear: Running) -> None:
    post(clear, envelope(f"{TRANSFER}/Create", f"{SHELL}/cmd", "<rsp:Shell/>"))
    service = clear.endpoint.service
    (shell,) = service._shells._shells.values()
    service.sweep()
    assert service.shell_count == 1
    shell.last_used -= 181
    shell.waiting = 1
    service.sweep()
    assert service.shell_count == 1, "a pending Receive keeps it"
    shell.waiting = 0
    service.sweep()
    assert service.shell_count == 0


def test_shells_are_enumerated(clear: Running) -> None:
    post(clear, envelope(f"{TRANSFER}/Create", f"{SHELL}/cmd", "<rsp:Shell/>"))
    action = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate"
    body = f'<n:Enumerate xmlns:n="{ENUMERATION}"><w:OptimizeEnumeration/></n:Enumerate>'
    text = post(clear, envelope(action, SHELL, body)).text
    assert text.count("<rsp:ShellId>") == 1
    assert "<rsp:Owner>CORP\\admin</rsp:Owner>" in text
