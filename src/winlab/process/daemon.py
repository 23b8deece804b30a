"""The lab's process: endpoints of all hosts, the control channel, and an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import functools
import os
import secrets
import signal
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from typing import TextIO, cast

from winlab.faults.fault import FaultError
from winlab.faults.play import Play
from winlab.process import identity
from winlab.process.consoles import ConsoleError, Consoles
from winlab.process.control import ControlServer
from winlab.process.description import HTTPS, accounts, described, keytab_of
from winlab.process.folder import DaemonRecord, StateFolder
from winlab.process.requestlog import RequestLog
from winlab.process.snapshots import SnapshotError
from winlab.process.world import HostEntry, World
from winlab.winrm.endpoint import Endpoint

_WORKERS = 32
_FAULTS = "faults.json"
_CONSOLE_WAIT = 10.0


class AlreadyRunningError(Exception):
    """Another daemon works on the same state folder."""


class Daemon:
    """Serves one world until it is told to stop.

    Args:
        folder: the state folder.
        open_world: opens the lab; called once, in the daemon's process.
        port_base: first port when ports are to be consecutive; otherwise free ports, kept from run to run.
    """

    def __init__(self, folder: StateFolder, open_world: Callable[[], World], port_base: int | None = None) -> None:
        self._folder = folder
        self._open_world = open_world
        self._port_base = port_base
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="winrm")
        self._endpoints: dict[str, Endpoint] = {}
        self._stopping = asyncio.Event()
        self._world: World | None = None
        self._entries: dict[str, HostEntry] = {}
        self._log: RequestLog | None = None
        self._play: Play | None = None
        self._consoles: Consoles | None = None
        # Apart from the workers: who waits for a console's text must not keep requests waiting.
        self._talkers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="console")
        self._since = datetime.now(timezone.utc).isoformat(timespec="seconds")

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Runs until SIGTERM, SIGINT or the verb ``stop``.

        Raises:
            AlreadyRunningError: the folder belongs to a living daemon.
        """
        self._folder.create()
        lock = self._take_lock()
        loop = asyncio.get_running_loop()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self._stopping.set)
        try:
            world = self._world = await loop.run_in_executor(self._workers, self._open_world)
            self._log = RequestLog(self._folder.requests, world.now)
            world.watch_log(self._log.add)
            names = [entry.host.name for entry in world.hosts]
            self._play = Play(names, world.lab, self._workers, self._log.add, self._keep_faults)
            self._consoles = Consoles(world.lab) if world.lab is not None else None
            await self._listen(world)
            world.watch_power(self._power_changed)
            self._play.doors = self._endpoints
            self._play.lead = self._lead
            self._play.resume(cast("list[dict[str, object]]", self._folder.read(_FAULTS).get("faults", [])))
            for endpoint in self._endpoints.values():
                endpoint.power_changed()
            control = ControlServer(token := secrets.token_urlsafe(32), self._do)
            port = await control.start()
            pid = os.getpid()
            self._folder.write_daemon(DaemonRecord(pid, identity.start_time(pid) or "", port, token))
            ready()
            await self._stopping.wait()
            await control.stop()
        finally:
            await self._end()
            lock.close()

    def _take_lock(self) -> TextIO:
        lock = self._folder.lock.open("w", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise AlreadyRunningError(f"another lab process works on {self._folder.path}") from error
        return lock

    async def _listen(self, world: World) -> None:
        known = self._folder.ports()
        hosts = world.hosts
        for index, entry in enumerate(hosts):
            name = entry.host.name
            http, https = known.get(name, 0), known.get(name + HTTPS, 0)
            if self._port_base is not None:
                http, https = self._port_base + index, self._port_base + len(hosts) + index
            self._endpoints[name] = endpoint = self._endpoint(entry, http, https)
            self._entries[name] = entry
            await endpoint.start()
        self._folder.write("ports.json", self._ports())

    def _ports(self) -> dict[str, int]:
        ports = {name: endpoint.port for name, endpoint in self._endpoints.items()}
        for name, endpoint in self._endpoints.items():
            if endpoint.https_port is not None:
                ports[name + HTTPS] = endpoint.https_port
        return ports

    def _endpoint(self, entry: HostEntry, http: int, https: int) -> Endpoint:
        assert self._play is not None
        make = functools.partial(
            Endpoint,
            entry.host,
            self._workers,
            self._folder.scratch,
            https_port=https,
            keytab=keytab_of(self._folder.keytabs(), entry),
            interference=self._play.interference(entry.host.name),
        )
        try:
            return make(port=http)
        except OSError:
            if self._port_base is not None:
                raise
            return make()

    def _keep_faults(self, faults: list[dict[str, object]]) -> None:
        self._folder.write(_FAULTS, {"faults": faults})

    def _lead(self, host: str, other: str | None) -> None:
        self._endpoints[host].lead_to(self._endpoints[other] if other is not None else None)

    def _power_changed(self, name: str) -> None:
        endpoint = self._endpoints.get(name)
        if endpoint is not None:
            endpoint.power_changed()

    async def _end(self) -> None:
        loop = asyncio.get_running_loop()
        if self._endpoints:
            # A listener may have been made since.
            self._folder.write("ports.json", self._ports())
        for endpoint in self._endpoints.values():
            with contextlib.suppress(OSError):
                await endpoint.stop()
        if self._world is not None:
            await loop.run_in_executor(self._workers, self._world.close)
        if self._log is not None:
            self._log.close()
        self._folder.forget_daemon()
        self._workers.shutdown(wait=False, cancel_futures=True)
        self._talkers.shutdown(wait=False, cancel_futures=True)

    # -- verbs of the control channel -----

    async def _do(self, verb: str, request: Mapping[str, object]) -> Mapping[str, object]:
        world = self._world
        assert world is not None
        loop = asyncio.get_running_loop()
        if verb == "status":
            return self._status(world)
        if verb == "list":
            return {
                "hosts": [self._described(name) for name in self._endpoints],
                "accounts": accounts(world),
            }
        if verb == "digest":
            return {"digest": await loop.run_in_executor(self._workers, world.digest)}
        if verb.startswith("fault-"):
            return await loop.run_in_executor(self._workers, self._fault, verb, request)
        if verb.startswith("shell-"):
            return await loop.run_in_executor(self._talkers, self._shell, verb, request)
        if verb == "copy":
            await loop.run_in_executor(self._workers, self._copy, Path(str(request["target"])))
            return {}
        if verb == "save":
            await loop.run_in_executor(self._workers, world.save)
            return {}
        if verb == "stop":
            loop.call_later(0.05, self._stopping.set)
            return {"pid": os.getpid()}
        raise ValueError(f"there is no verb {verb}")

    def _fault(self, verb: str, request: Mapping[str, object]) -> Mapping[str, object]:
        assert self._play is not None
        host = str(request["host"]).upper() if request.get("host") else None
        if host is not None and host not in self._play.board.hosts:
            raise FaultError(f"there is no host {host}; hosts are {', '.join(self._play.board.hosts)}")
        if verb == "fault-add":
            placed = self._play.add(cast("list[dict[str, object]]", request["faults"]))
        elif verb == "fault-clear":
            placed = self._play.clear(host, cast("int | None", request.get("id")))
        elif verb == "fault-list":
            placed = self._play.board.all(host)
        else:
            raise ValueError(f"there is no verb {verb}")
        return {"faults": [{**item.data(), "told": str(item.fault)} for item in placed]}

    def _shell(self, verb: str, request: Mapping[str, object]) -> Mapping[str, object]:
        if self._consoles is None:
            raise ConsoleError("there is no lab behind these hosts")
        if verb == "shell-open":
            account = str(request["account"]) if request.get("account") else None
            console = self._consoles.open(str(request["host"]), account, str(request.get("logon") or "interactive"))
            return {"id": console.id, "account": console.account, **console.read(0)}
        number = str(request["id"])
        if verb == "shell-close":
            self._consoles.close(number)
            return {}
        console = self._consoles.get(number)
        if verb == "shell-run":
            console.run(str(request["text"]))
        elif verb == "shell-stop":
            console.stop()
        elif verb != "shell-read":
            raise ValueError(f"there is no verb {verb}")
        return console.read(_CONSOLE_WAIT)

    def _copy(self, target: Path) -> None:
        assert self._world is not None
        if self._world.lab is None or not self._world.lab.copy_to(target):
            raise SnapshotError("something still runs on the hosts; a snapshot needs a lab at rest")

    def _status(self, world: World) -> Mapping[str, object]:
        up = sum(1 for entry in self._entries.values() if entry.host.is_up())
        return {
            "pid": os.getpid(),
            "since": self._since,
            "lab_time": world.now(),
            "hosts": len(self._entries),
            "up": up,
            "shells": sum(endpoint.service.shell_count for endpoint in self._endpoints.values()),
        }

    def _described(self, name: str) -> Mapping[str, object]:
        entry = self._entries[name]
        authority = self._world.authority if self._world is not None else None
        told = described(entry, self._ports(), authority, self._folder.keytabs())
        return {**told, "up": entry.host.is_up()}
