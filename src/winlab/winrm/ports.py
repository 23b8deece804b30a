"""One port of an endpoint: always bound, listening only while somebody is to be heard."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable

Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Port:
    """A TCP port.

    It is kept bound (not listening, so that connections are refused) while it is closed: nobody else takes it.

    Args:
        address, number: where; number 0 takes a free one.
    """

    def __init__(self, address: str, number: int = 0) -> None:
        self._address = address
        self._socket: socket.socket | None = _bound(address, number)
        self.number: int = self._socket.getsockname()[1]
        self._server: asyncio.Server | None = None

    @property
    def is_open(self) -> bool:
        """Whether it listens."""
        return self._server is not None

    async def open(self, connected: Connected, context: ssl.SSLContext | None = None) -> None:
        """Listens; with a context over TLS."""
        if self._server is not None or self._socket is None:
            return
        listening, self._socket = self._socket, None
        self._server = await asyncio.start_server(connected, sock=listening, backlog=128, ssl=context)

    def close(self) -> None:
        """Listens no more; connections that stand are not touched."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            self._socket = _bound(self._address, self.number)

    def release(self) -> None:
        """Gives the port up."""
        self.close()
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _bound(address: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((address, port))
    except OSError:
        bound.close()
        raise
    bound.setblocking(False)
    return bound
