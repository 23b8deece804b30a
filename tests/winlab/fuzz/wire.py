"""A client that sends whatever it is told and reads what HTTP allows."""

from __future__ import annotations

import base64
import re
import socket
from types import TracebackType

_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)


class ClosedError(Exception):
    """The server closed the connection without an answer."""


class Wire:
    """Keeps a connection as long as the server does."""

    def __init__(self, port: int, account: str, password: str) -> None:
        self._port = port
        self._basic = base64.b64encode(f"{account}:{password}".encode()).decode()
        self._socket: socket.socket | None = None

    def __enter__(self) -> Wire:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def post(self, body: bytes) -> tuple[int, bytes]:
        """Sends an envelope."""
        head = (
            f"POST /wsman HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {self._basic}\r\n"
            f"Content-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        try:
            return self.raw(head.encode() + body)
        except ClosedError:
            # The server may have closed the kept connection before this request came.
            return self.raw(head.encode() + body)

    def raw(self, data: bytes, *, finish: bool = False) -> tuple[int, bytes]:
        """Sends bytes and reads one answer.

        Args:
            finish: whether to say that no more comes.

        Raises:
            ClosedError: there was none.
        """
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=10)
        try:
            self._socket.sendall(data)
            if finish:
                self._socket.shutdown(socket.SHUT_WR)
            return self._answer(self._socket)
        except (ConnectionError, BrokenPipeError) as problem:
            self.close()
            raise ClosedError from problem

    def _answer(self, connection: socket.socket) -> tuple[int, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                raise ConnectionResetError
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        found = _LENGTH.search(head)
        length = int(found[1]) if found else 0
        while len(body) < length:
            piece = connection.recv(65536)
            if not piece:
                raise ConnectionResetError
            body += piece
        if b"close" in head.lower():
            self.close()
        return int(head.split(b" ", 2)[1]), body
