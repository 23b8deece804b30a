"""One TCP connection to a WinRM endpoint: HTTP framing, authentication, encryption."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import h11

from winlab.winrm import charsets, config, faults, names, soap
from winlab.winrm import fault_kinds as kinds
from winlab.winrm.certificates import HostCertificate
from winlab.winrm.host import Caller, Host, LogonRefusedError, Proof
from winlab.winrm.interference import ANSWER, REQUEST, Blow, Interference
from winlab.winrm.security import (
    KERBEROS_PROTOCOL,
    SPNEGO_PROTOCOL,
    Acceptor,
    AuthenticationError,
    DecryptionError,
)
from winlab.winrm.service import Service

# HTTP.SYS of Server 2003 names itself so (UNVERIFIED).
SERVER_HEADER = b"Microsoft-HTTPAPI/1.0"
SOAP_TYPE = "application/soap+xml;charset="
_INLINE = 32768
_REFUSED = b"refused"
_T = TypeVar("_T")


@dataclass(frozen=True)
class Limits:
    """Times of a connection, in real seconds."""

    idle: float = 120.0
    packet: float = 120.0


@dataclass
class _Message:
    method: bytes
    path: str
    headers: dict[str, str]
    body: bytes


class _TooLargeError(Exception):
    """The body is longer than the envelope limit."""


class Connection:
    """Serves one connection until either side closes it."""

    def __init__(
        self,
        host: Host,
        service: Service,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        workers: Executor,
        scratch: Path,
        limits: Limits,
        interference: Interference | None = None,
        keytab: Path | None = None,
        certificate: HostCertificate | None = None,
    ) -> None:
        self._interference = interference
        self._secure = certificate is not None
        self._offers_kerberos = keytab is not None
        self._host = host
        self._service = service
        self._reader = reader
        self._writer = writer
        self._workers = workers
        self._limits = limits
        self._http = h11.Connection(h11.SERVER)
        # The default, Relaxed, takes clients that bind and clients that do not.
        strict = host.config.get("service/auth", {}).get("CbtHardeningLevel", "").lower() == "strict"
        binding = certificate.end_point_hash if certificate is not None and strict else None
        self._acceptor = Acceptor(host.password_of, host.ntlm_names(), scratch, keytab, binding)
        self._protocol = SPNEGO_PROTOCOL
        self.is_answering = False
        """Whether an answer is on its way that does not wait for anything on the host."""
        self._caller: Caller | None = None
        peer = writer.get_extra_info("peername")
        self._client = str(peer[0]) if peer else ""

    async def serve(self) -> None:
        """Answers requests one after the other."""
        try:
            while True:
                try:
                    message = await self._next_message()
                except _TooLargeError:
                    await self._refuse_large()
                    return
                if message is None:
                    return
                await self._handle(message)
                self.is_answering = False
                if self._http.our_state is h11.MUST_CLOSE or self._http.their_state is h11.MUST_CLOSE:
                    return
                self._http.start_next_cycle()
        except h11.RemoteProtocolError as error:
            await self._bad_request(error.error_status_hint)
        except (ConnectionError, asyncio.TimeoutError, h11.LocalProtocolError):
            pass
        finally:
            self._writer.close()
            with contextlib.suppress(ConnectionError, OSError):
                await self._writer.wait_closed()

    def reset(self) -> None:
        """Cuts the connection without farewell, as a machine that goes down does."""
        raw = self._writer.get_extra_info("socket")
        if raw is not None:
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    # -- reading -----

    async def _next_message(self) -> _Message | None:
        request: h11.Request | None = None
        body: list[bytes] = []
        size = 0
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                if self._http.they_are_waiting_for_100_continue:
                    await self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))
                limit = self._limits.idle if request is None else self._limits.packet
                data = await asyncio.wait_for(self._reader.read(65536), limit)
                self._http.receive_data(data)
            elif isinstance(event, h11.Request):
                request = event
                length = dict(event.headers).get(b"content-length", b"0")
                if int(length) > self._body_limit():
                    raise _TooLargeError
            elif isinstance(event, h11.Data):
                size += len(event.data)
                if size > self._body_limit():
                    raise _TooLargeError
                body.append(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                if request is None:
                    return None
                headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in request.headers}
                return _Message(request.method, request.target.decode("latin-1"), headers, b"".join(body))
            elif isinstance(event, h11.ConnectionClosed):
                return None
            else:
                return None

    def _body_limit(self) -> int:
        # Encryption and MIME framing add some 300 bytes.
        return config.number(self._host.config, "", "MaxEnvelopeSizekb") * 1024 + 2048

    # -- answering -----

    async def _handle(self, message: _Message) -> None:
        if message.path.split("?")[0].rstrip("/").lower() != "/wsman":
            await self._respond(404)
            return
        if message.method != b"POST":
            await self._respond(405, headers=[("Allow", "POST")])
            return
        if message.headers.get("wsmanidentify", "").lower() == "unauthenticated":
            await self._identify_stranger(message)
            return
        if not message.body and await self._suffer(await self._blows(lambda: "Negotiate"), REQUEST):
            return
        authorization = message.headers.get("authorization", "")
        headers: list[tuple[str, str]] = []
        if authorization:
            token = await self._authenticate(authorization)
            if token is _REFUSED:
                return
            if token:
                scheme = authorization.partition(" ")[0]
                headers.append(("WWW-Authenticate", f"{scheme} {base64.b64encode(token).decode()}"))
        if self._caller is None:
            await self._challenge()
            return
        if not message.body:
            await self._respond(200, headers=headers)
            return
        await self._handle_soap(message, headers)

    async def _handle_soap(self, message: _Message, headers: list[tuple[str, str]]) -> None:
        content_type = message.headers.get("content-type", "").lower()
        encrypted = content_type.startswith("multipart/encrypted")
        data = message.body
        if encrypted:
            # A client that named the scheme Kerberos seals under that name; the answer follows it.
            kerberos = KERBEROS_PROTOCOL.lower() in content_type
            self._protocol = KERBEROS_PROTOCOL if kerberos else SPNEGO_PROTOCOL
            try:
                data = await self._offload(len(data), lambda: self._acceptor.decrypt(message.body))
            except DecryptionError:
                await self._respond(400)
                return
        elif not self._clear_text_allowed():
            # WinRM refuses clear text without a SOAP fault.
            await self._respond(500)
            return
        elif content_type and not content_type.startswith("application/soap+xml"):
            await self._respond(415)
            return
        blows = await self._blows(lambda: _name_of(data))
        if await self._suffer(blows, REQUEST):
            return
        status, answer, charset = await self._answer(data, content_type)
        if any(blow.kind == "duplicate" and blow.part == REQUEST for blow in blows):
            status, answer, charset = await self._answer(data, content_type)
        answer_type = SOAP_TYPE + charset
        if encrypted:
            plain = answer
            answer = await self._offload(len(plain), lambda: self._acceptor.encrypt(plain, self._protocol, charset))
            answer_type = f'multipart/encrypted;protocol="{self._protocol}";boundary="Encrypted Boundary"'
        if await self._suffer(blows, ANSWER):
            return
        reply = self._rendered(status, answer, [("Content-Type", answer_type), *headers])
        if any(blow.kind == "truncate" for blow in blows):
            await self._write(reply[: len(reply) // 2])
            raise ConnectionAbortedError
        await self._write(reply)
        if any(blow.kind == "duplicate" and blow.part == ANSWER for blow in blows):
            await self._write(reply)

    def _clear_text_allowed(self) -> bool:
        return self._secure or config.truth(self._host.config, "service", "AllowUnencrypted")

    async def _answer(self, data: bytes, content_type: str) -> tuple[int, bytes, str]:
        """Status, body and encoding of the answer to a message."""
        charset = charsets.UTF_8
        request: soap.Request | None = None
        called = ""
        try:
            charset = charsets.charset_of(content_type, data)
            header, body = soap.open_envelope(charsets.readable(data, charset))
            called = soap.addressed(header)
            if soap.is_identify(body):
                answer = soap.identify_response(self._host.identity(known=True))
            else:
                request = soap.read_request(header, body)
                answer = await self._carried_out(request)
            return 200, charsets.encoded(answer, charset), charset
        except faults.WsmanFaultError as error:
            answer = soap.fault(error, self._host.name, request, called)
            return error.status, charsets.encoded(answer, charset), charset

    async def _carried_out(self, request: soap.Request) -> bytes:
        assert self._caller is not None
        self.is_answering = request.action != names.ACTION_RECEIVE
        if self._http_aborted():
            raise ConnectionResetError
        return await self._service.answer(request, self._caller, self._client)

    def _http_aborted(self) -> bool:
        return self._writer.transport.is_closing()

    async def _identify_stranger(self, message: _Message) -> None:
        try:
            _, body = soap.open_envelope(message.body)
            if not soap.is_identify(body):
                raise faults.WsmanFaultError(kinds.ACCESS_DENIED)
        except faults.WsmanFaultError as error:
            answer = soap.fault(error, self._host.name, None)
            await self._respond(error.status, answer, [("Content-Type", SOAP_TYPE + charsets.UTF_8)])
            return
        answer = soap.identify_response(self._host.identity(known=False))
        await self._respond(200, answer, [("Content-Type", SOAP_TYPE + charsets.UTF_8)])

    # -- faults on demand -----

    async def _blows(self, name: Callable[[], str]) -> Sequence[Blow]:
        if self._interference is None or not self._interference.is_active:
            return ()
        return await self._interference.at_request(name())

    async def _suffer(self, blows: Sequence[Blow], part: str) -> bool:
        """Takes the blows that strike at this point; True when the request has been answered."""
        for blow in blows:
            if blow.part != part:
                continue
            if blow.kind == "delay":
                await asyncio.sleep(blow.seconds)
            elif blow.kind == "cut":
                self.reset()
                raise ConnectionResetError
            elif blow.kind == "half-open":
                # Whatever comes is taken and nothing is said, until the other side gives up.
                while await self._reader.read(65536):
                    pass
                raise ConnectionResetError
            elif blow.kind == "http-500":
                await self._respond(500)
                return True
        if self._http_aborted():
            raise ConnectionResetError
        return False

    # -- authentication -----

    async def _authenticate(self, authorization: str) -> bytes | None:
        """Takes an Authorization header; returns a last token, None, or `_REFUSED` when answered already."""
        scheme, _, text = authorization.partition(" ")
        try:
            token = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            await self._challenge()
            return _REFUSED
        if scheme.lower() == "basic" and config.truth(self._host.config, "service/auth", "Basic"):
            return await self._authenticate_basic(token)
        if scheme.lower() not in ("ntlm", *(offered.lower() for offered in self._schemes())):
            await self._challenge()
            return _REFUSED
        self._caller = None
        try:
            answer = await self._offload(_INLINE + 1, lambda: self._acceptor.step(token))
        except AuthenticationError as error:
            account = error.account
            self._host.log(account, "logon", f"refused: {error}")
            if account:
                await self._offload(_INLINE + 1, lambda: self._host.refused(account))
            await self._challenge()
            return _REFUSED
        if not self._acceptor.complete:
            await self._challenge(answer, scheme)
            return _REFUSED
        proof = self._acceptor.proof
        return answer if proof is not None and await self._log_on(proof) else _REFUSED

    async def _authenticate_basic(self, token: bytes) -> bytes | None:
        account, _, password = token.decode("utf-8", "replace").partition(":")
        if not await self._offload(_INLINE + 1, lambda: self._host.check_password(account, password)):
            self._host.log(account, "logon", "refused: basic")
            await self._challenge()
            return _REFUSED
        return None if await self._log_on(Proof(account, "basic")) else _REFUSED

    async def _log_on(self, proof: Proof) -> bool:
        try:
            self._caller = await self._offload(_INLINE + 1, lambda: self._host.logon(proof))
        except LogonRefusedError as error:
            self._host.log(proof.account, "logon", f"refused: {error}")
            await self._challenge()
            return False
        return True

    async def _challenge(self, token: bytes | None = None, scheme: str = "Negotiate") -> None:
        if token is not None:
            headers = [("WWW-Authenticate", f"{scheme} {base64.b64encode(token).decode()}")]
        else:
            headers = [("WWW-Authenticate", scheme) for scheme in self._schemes()]
            if config.truth(self._host.config, "service/auth", "Basic"):
                headers.append(("WWW-Authenticate", 'Basic realm="WSMAN"'))
        await self._respond(401, headers=headers)

    def _schemes(self) -> list[str]:
        offered = ["Negotiate", "Kerberos"] if self._offers_kerberos else ["Negotiate"]
        return [name for name in offered if config.truth(self._host.config, "service/auth", name)]

    # -- writing -----

    async def _refuse_large(self) -> None:
        # What the client makes of the status: ERROR_WSMAN_HTTP_REQUEST_TOO_LARGE_STATUS of wsmerror.h.
        await self._respond(413, headers=[("Connection", "close")])
        # What is still on its way is read away, else the client gets a reset instead of the answer.
        with contextlib.suppress(asyncio.TimeoutError, ConnectionError):
            while await asyncio.wait_for(self._reader.read(65536), 1.0):
                pass

    async def _bad_request(self, status: int) -> None:
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            with contextlib.suppress(h11.LocalProtocolError, ConnectionError):
                await self._respond(status, headers=[("Connection", "close")])

    async def _respond(self, status: int, body: bytes = b"", headers: list[tuple[str, str]] | None = None) -> None:
        await self._write(self._rendered(status, body, headers))

    def _rendered(self, status: int, body: bytes, headers: list[tuple[str, str]] | None) -> bytes:
        lines = [(b"Server", SERVER_HEADER), (b"Content-Length", str(len(body)).encode())]
        lines += [(name.encode(), value.encode()) for name, value in headers or ()]
        data = self._http.send(h11.Response(status_code=status, headers=lines)) or b""
        data += self._http.send(h11.Data(data=body)) or b""
        return data + (self._http.send(h11.EndOfMessage()) or b"")

    async def _write(self, data: bytes | None) -> None:
        if data:
            self._writer.write(data)
            await self._writer.drain()

    async def _offload(self, size: int, work: Callable[[], _T]) -> _T:
        """Runs work in a worker thread when it is large enough to hold up other connections."""
        if size <= _INLINE:
            return work()
        future: Awaitable[_T] = asyncio.get_running_loop().run_in_executor(self._workers, work)
        return await future


def _name_of(data: bytes) -> str:
    """The last word of a message's action; empty when it can't be read."""
    try:
        header, body = soap.open_envelope(charsets.readable(data, charsets.charset_of("", data)))
        return "Identify" if soap.is_identify(body) else soap.read_request(header, body).action.rpartition("/")[2]
    except faults.WsmanFaultError:
        return ""
