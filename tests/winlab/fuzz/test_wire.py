from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import strategies as st

from winlab.winrm import names

from .envelopes import ACTIONS, BODIES, ODD, OPENING, RESOURCES, envelope, envelopes
from .hosts import Hosts, Server, serving
from .mutations import damaged, damaged_bytes
from .sweeps import Sweep, blames_winlab
from .wire import ClosedError, Wire

_SHELL_ID = re.compile(rb'Name="ShellId">([^<]+)<')


@pytest.fixture
def server(hosts: Hosts, tmp_path: Path) -> Iterator[Server]:
    with serving(hosts, tmp_path, hosts.failures) as started:
        yield started


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    with Wire(server.port, server.account, server.password) as opened:
        yield opened
        opened.close()
        # Whatever was sent before: the host still serves.
        status, answer = opened.post(envelope("", "", "<wsmid:Identify/>").encode())
        assert (status, b"IdentifyResponse" in answer) == (200, True)


def judge(status: int, answer: bytes) -> None:
    assert status in (200, 400, 401, 404, 405, 408, 411, 413, 414, 415, 431, 500, 501, 505), (status, answer)
    assert not blames_winlab(answer.decode("utf-8", "replace")), answer
    if answer:
        root = ElementTree.fromstring(answer)
        assert root.tag == f"{{{names.SOAP}}}Envelope"
        fault = root.find(f".//{{{names.FAULT}}}WSManFault")
        assert (fault is not None) == (status == 500), answer


class Shells:
    """Shells that the sweep itself opened: some of its envelopes must meet one that lives."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._ids: list[str] = []

    def send(self, text: str) -> None:
        text = text.encode("utf-8", "replace").decode()
        for place, shell in enumerate(self._ids):
            text = text.replace(f"SHELL{place}", shell)
        status, answer = self._wire.post(text.encode())
        judge(status, answer)
        found = _SHELL_ID.search(answer)
        if found is not None and b"ResourceCreated" in answer:
            self._ids.append(found[1].decode())
        if len(self._ids) > 3:
            gone = self._ids.pop(0)
            judge(*self._wire.post(envelope(names.ACTION_DELETE, names.SHELL, "", gone).encode()))


SHELLS = st.sampled_from(("", "SHELL0", "SHELL1", "SHELL2", "nonsense"))
GOOD = [
    envelope(action, resource, body, shell)
    for action in ACTIONS[:9]
    for resource in RESOURCES[:4]
    for body, shell in [(body, "SHELL0") for body in BODIES[4:10]] + [(BODIES[2], ""), (BODIES[4], "")]
]


@pytest.mark.slow
def test_envelopes_of_parts_that_do_not_fit_get_answers_or_faults(wire: Wire, sweep: Sweep) -> None:
    sweep(800, envelopes(SHELLS), Shells(wire).send)


@pytest.mark.slow
def test_damaged_envelopes_get_answers_or_faults(wire: Wire, sweep: Sweep) -> None:
    sweep(1200, damaged(GOOD, ODD), Shells(wire).send)


_HEADERS = (
    "Host: x", "Content-Length: 5", "Content-Length: -1", "Content-Length: 99999999999999", "Content-Length: x",
    "Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Expect: 100-continue", "Connection: close",
    "Connection: upgrade", "Authorization: Basic AAAA", "Authorization: Negotiate TlRMTVNTUAABAAAA",
    "Authorization: Negotiate TlRMTVNTUAADAAAA", "Authorization: Kerberos x", "Authorization: ",
    "Authorization: Basic !",
    "Content-Type: multipart/encrypted;protocol=\"application/HTTP-SPNEGO-session-encrypted\";boundary=\"B\"",
    "Content-Type: text/plain", "WSMANIDENTIFY: unauthenticated", "X" * 9000 + ": y", "Broken", ": empty", "A:\0b",
    "é: ü",
    "Content-Length: 5\r\nContent-Length: 6",
)  # fmt: skip
_LINES = (
    "POST /wsman HTTP/1.1", "GET /wsman HTTP/1.1", "POST /wsman HTTP/1.0", "POST / HTTP/1.1", "POST /wsman HTTP/9.9",
    "POST", "", "OPTIONS * HTTP/1.1", "POST http://x/wsman HTTP/1.1", "POST /WSMAN/?a HTTP/1.1", "PRI * HTTP/2.0",
    "POST /%00 HTTP/1.1", "\x16\x03\x01", "POST  /wsman  HTTP/1.1",
)  # fmt: skip
REQUESTS = st.builds(
    lambda line, headers, body: ("\r\n".join([line, *headers]) + "\r\n\r\n").encode("latin-1") + body,
    st.sampled_from(_LINES),
    st.lists(st.sampled_from(_HEADERS), max_size=5),
    st.binary(max_size=60) | st.sampled_from((b"5\r\nhello\r\n0\r\n\r\n", b"ffffffffff\r\n", b"hello", b"<a/>")),
)
GOOD_REQUEST = (
    b"POST /wsman HTTP/1.1\r\nHost: x\r\nWSMANIDENTIFY: unauthenticated\r\nContent-Type: application/soap+xml\r\n"
    b"Content-Length: 12\r\n\r\n<a>hello</a>"
)


@pytest.mark.slow
def test_what_is_hardly_http_gets_a_status_or_is_hung_up(wire: Wire, sweep: Sweep) -> None:
    def send(data: bytes) -> None:
        wire.close()
        try:
            status, answer = wire.raw(data, finish=True)
        except ClosedError:
            return
        assert 200 <= status < 600 or status == 100
        assert not blames_winlab(answer.decode("utf-8", "replace")), answer

    sweep(800, REQUESTS | damaged_bytes([GOOD_REQUEST]), send)


@pytest.mark.slow
def test_damaged_fragments_open_a_pool_or_are_refused(wire: Wire, sweep: Sweep) -> None:
    def send(data: bytes) -> None:
        text = base64.b64encode(data).decode()
        body = BODIES[4].replace(base64.b64encode(OPENING).decode(), text)
        status, answer = wire.post(envelope(names.ACTION_CREATE, RESOURCES[1], body).encode())
        judge(status, answer)
        found = _SHELL_ID.search(answer)
        if found is None:
            return
        shell = found[1].decode()
        for action, content in (
            (names.ACTION_RECEIVE, "<rsp:Receive><rsp:DesiredStream>stdout</rsp:DesiredStream></rsp:Receive>"),
            (names.ACTION_SEND, f'<rsp:Send><rsp:Stream Name="stdin">{text}</rsp:Stream></rsp:Send>'),
            (
                names.ACTION_COMMAND,
                f"<rsp:CommandLine><rsp:Command/><rsp:Arguments>{text}</rsp:Arguments></rsp:CommandLine>",
            ),
            (names.ACTION_DELETE, ""),
        ):  # fmt: skip
            judge(*wire.post(envelope(action, RESOURCES[1], content, shell).encode()))

    sweep(1000, damaged_bytes([OPENING]), send)
