"""The listening side of one emulated host on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from concurrent.futures import Executor
from pathlib import Path

from winlab.winrm.certificates import HostCertificate
from winlab.winrm.connection import Connection, Limits
from winlab.winrm.host import Host
from winlab.winrm.interference import Interference
from winlab.winrm.ports import Port
from winlab.winrm.service import Service

_SWEEP = 5.0
_LAST_ANSWERS = 0.5


class Endpoint:
    """WinRM of one host: listens while the host is up, and drops everything when it goes down.

    One port for HTTP, and one for HTTPS from the first time that the host has such a listener.

    Args:
        host: the emulated host.
        workers: threads for blocking work, shared by all endpoints.
        scratch: a folder that only its owner can read.
        address, port, https_port: where to listen; port 0 takes a free one.
        keytab: the host's Kerberos keys; None: no Kerberos.
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
        https_port: int = 0,
        keytab: Path | None = None,
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
        self._keytab = keytab
        self._http = Port(address, port)
        self._https: Port | None = None
        self._wanted_https = https_port
        self._contexts: dict[HostCertificate, ssl.SSLContext] = {}
        self._following = asyncio.Lock()
        self._connections: set[Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sweeper: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"http://{self._address}:{self.port}/wsman"

    @property
    def port(self) -> int:
        """The port for HTTP."""
        return self._http.number

    @property
    def https_url(self) -> str | None:
        """Where clients connect over TLS; None if the host never had such a listener."""
        return None if self._https is None else f"https://{self._address}:{self._https.number}/wsman"

    @property
    def https_port(self) -> int | None:
        """The port for HTTPS; None if the host never had such a listener."""
        return None if self._https is None else self._https.number

    @property
    def is_open(self) -> bool:
        """Whether it listens for anything."""
        return self._http.is_open or (self._https is not None and self._https.is_open)

    async def start(self) -> None:
        """Starts listening if the host is up; must run in the loop that serves it from now on."""
        self._loop = asyncio.get_running_loop()
        await self._follow()

    def power_changed(self) -> None:
        """The host went up or down, or its listeners changed; callable from any thread."""
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
        async with self._following:
            loop = asyncio.get_running_loop()
            if not self.host.is_up():
                await self._go_down()
                return
            # A certificate may have to be made first.
            listeners = await loop.run_in_executor(self._workers, self.host.listeners)
            if "HTTP" in listeners:
                await self._http.open(lambda reader, writer: self._connected(reader, writer, secure=False))
            else:
                self._http.close()
            certificate = listeners.get("HTTPS")
            if certificate is not None:
                self._https = self._https or self._https_port()
                await self._https.open(
                    lambda reader, writer: self._connected(reader, writer, secure=True), self._context(certificate)
                )
            elif self._https is not None:
                self._https.close()

    def _https_port(self) -> Port:
        try:
            return Port(self._address, self._wanted_https)
        except OSError:
            # Somebody else took it since the last run.
            return Port(self._address)

    def _context(self, certificate: HostCertificate) -> ssl.SSLContext:
        context = self._contexts.get(certificate)
        if context is None:
            context = self._contexts[certificate] = certificate.context(self._scratch)
            context.sni_callback = self._choose_context
        return context

    def _choose_context(self, handshake: ssl.SSLSocket | ssl.SSLObject, name: str | None, own: ssl.SSLContext) -> None:
        """Whoever answers at this address shows a certificate of their own."""
        if self._impostor is not None:
            certificate = self._impostor.host.listeners().get("HTTPS")
            if certificate is not None:
                handshake.context = self._impostor._context(certificate)

    async def _go_down(self) -> None:
        self._http.close()
        if self._https is not None:
            self._https.close()
        await self._last_answers()
        self._reset_all()
        await asyncio.get_running_loop().run_in_executor(self._workers, self.service.close)
        if self._sweeper is not None:
            self._sweeper.cancel()
            self._sweeper = None

    async def _last_answers(self) -> None:
        """Lets the answers out that are being written: the last thing that a client asked before a restart."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _LAST_ANSWERS
        while loop.time() < until and any(connection.is_answering for connection in self._connections):
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Stops for good."""
        await self._go_down()
        self._http.release()
        if self._https is not None:
            self._https.release()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, secure: bool) -> None:
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
            there._keytab,
            there.host.listeners().get("HTTPS") if secure else None,
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
