"""The listening side of one emulated host on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from concurrent.futures import Executor
from pathlib import Path

from winlab.winrm.connection import Connection, Limits
from winlab.winrm.host import Host
from winlab.winrm.interference import Interference
from winlab.winrm.service import Service

_SWEEP = 5.0


class Endpoint:
    """WinRM of one host: listens while the host is up, and drops everything when it goes down.

    The port is kept bound (not listening, so that connections are refused) while the host is down.

    Args:
        host: the emulated host.
        workers: threads for blocking work, shared by all endpoints.
        scratch: a folder that only its owner can read.
        address, port: where to listen; port 0 takes a free one.
        interference: who may interfere with requests.
    """

    def __init__(
        self,
        host: Host,
        workers: Executor,
        scratch: Path,
        *,
        address: str = "127.0.0.1",
        port: int = 0,
        limits: Limits | None = None,
        interference: Interference | None = None,
    ) -> None:
        self.host = host
        self.service = Service(host, workers)
        self._impostor: Endpoint | None = None
        self._interference = interference
        self._workers = workers
        self._scratch = scratch
        self._limits = limits or Limits()
        self._address = address
        self._socket: socket.socket | None = _bound(address, port)
        self.port: int = self._socket.getsockname()[1]
        self._server: asyncio.Server | None = None
        self._connections: set[Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sweeper: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"http://{self._address}:{self.port}/wsman"

    async def start(self) -> None:
        """Starts listening if the host is up; must run in the loop that serves it from now on."""
        self._loop = asyncio.get_running_loop()
        if self.host.is_up():
            await self._go_up()

    def power_changed(self) -> None:
        """The host went up or down; callable from any thread."""
        if self._loop is None:
            return
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(lambda: self._keep(asyncio.ensure_future(self._follow())))

    def cut(self) -> None:
        """Resets all connections; callable from any thread."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._reset_all)

    def lead_to(self, other: Endpoint | None) -> None:
        """From now on another host answers at this address; None: the right one again. Callable from any thread."""
        self._impostor = other
        self.cut()

    def _reset_all(self) -> None:
        for connection in list(self._connections):
            connection.reset()

    async def _follow(self) -> None:
        if self.host.is_up():
            await self._go_up()
        else:
            await self._go_down()

    async def _go_up(self) -> None:
        if self._server is not None or self._socket is None:
            return
        listening, self._socket = self._socket, None
        self._server = await asyncio.start_server(self._connected, sock=listening, backlog=128)

    async def _go_down(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
            # Bound again at once: refused while down, and nobody else takes the port meanwhile.
            self._socket = _bound(self._address, self.port)
        self._reset_all()
        await asyncio.get_running_loop().run_in_executor(self._workers, self.service.close)
        if self._sweeper is not None:
            self._sweeper.cancel()
            self._sweeper = None

    async def stop(self) -> None:
        """Stops for good."""
        await self._go_down()
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = self._impostor or self
        connection = Connection(
            there.host,
            there.service,
            reader,
            writer,
            self._workers,
            self._scratch,
            self._limits,
            self._interference,
        )
        task = asyncio.current_task()
        if task is not None:
            self._keep(task)
        self._connections.add(connection)
        # Only hosts that somebody talked to need watching.
        if self._sweeper is None:
            self._sweeper = asyncio.ensure_future(self._sweep())
        try:
            await connection.serve()
        finally:
            self._connections.discard(connection)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _sweep(self) -> None:
        while self._connections or self.service.shell_count:
            await asyncio.sleep(_SWEEP)
            await asyncio.get_running_loop().run_in_executor(self._workers, self.service.sweep)
        self._sweeper = None


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
