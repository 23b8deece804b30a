"""The control channel between the command line and the daemon: one line of JSON each way over loopback TCP.

A random token in a file that only the owner can read proves that the caller may.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import socket
from collections.abc import Awaitable, Callable, Mapping
from typing import cast

from winlab.process.folder import DaemonRecord

_MAX_LINE = 4 * 1024 * 1024

Handler = Callable[[str, Mapping[str, object]], Awaitable[Mapping[str, object]]]


class ControlError(Exception):
    """The daemon refused, failed, or could not be reached."""


class ControlServer:
    """Takes requests of the command line.

    Args:
        token: what a request must hold.
        handler: does what a verb asks for; its exceptions are told to the client.
    """

    def __init__(self, token: str, handler: Handler) -> None:
        self._token = token
        self._handler = handler
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        """Listens on a free port and returns it."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_MAX_LINE)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stops listening."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await asyncio.wait_for(reader.readline(), 10)
            answer = await self._answer(line)
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        except (ConnectionError, asyncio.TimeoutError, ValueError):
            pass
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> Mapping[str, object]:
        try:
            request = json.loads(line)
        except ValueError:
            return {"error": "not JSON"}
        if not isinstance(request, dict) or not hmac.compare_digest(str(request.get("token", "")), self._token):
            return {"error": "wrong token"}
        try:
            return {"answer": await self._handler(str(request.get("do", "")), request)}
        except Exception as error:  # whatever a verb runs into belongs to the one who asked
            return {"error": f"{type(error).__name__}: {error}"}


def ask(record: DaemonRecord, verb: str, timeout: float = 60.0, **arguments: object) -> dict[str, object]:
    """Asks the daemon to do ``verb`` and returns its answer.

    Raises:
        ControlError: no connection, or the daemon reports an error.
    """
    message = json.dumps({"token": record.token, "do": verb, **arguments}).encode() + b"\n"
    try:
        with socket.create_connection(("127.0.0.1", record.control_port), timeout=timeout) as connection:
            connection.sendall(message)
            with connection.makefile("rb") as file:
                line = file.readline(_MAX_LINE)
    except OSError as error:
        raise ControlError(f"lab process {record.pid} does not answer: {error}") from error
    if not line:
        raise ControlError(f"lab process {record.pid} closed the connection")
    answer = json.loads(line)
    if "error" in answer:
        raise ControlError(str(answer["error"]))
    return cast("dict[str, object]", answer["answer"])
