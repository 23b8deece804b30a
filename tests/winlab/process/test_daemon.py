"""The daemon over a stand-in world, in this process."""

from __future__ import annotations

import asyncio
import os
import ssl
import stat
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from tests.winlab.winrm.standin import StandInHost
from winlab.process import identity, requestlog
from winlab.process.control import ControlError, ask
from winlab.process.daemon import AlreadyRunningError, Daemon
from winlab.process.folder import DaemonRecord, StateFolder
from winlab.process.world import HostEntry
from winlab.winrm.certificates import Authority


class StandInWorld:
    def __init__(self) -> None:
        self.machines = [StandInHost("ONE"), StandInHost("TWO")]
        self.saved = self.closed = 0
        self.changed: Callable[[str], None] = lambda name: None

    @property
    def hosts(self) -> Sequence[HostEntry]:
        return [
            HostEntry(host, f"{host.name.lower()}.corp.example", "server", "CORP\\admin", "Secret:1")
            for host in self.machines
        ]

    @property
    def lab(self) -> None:
        return None

    def now(self) -> str:
        return "2008-01-01T00:00:00Z"

    def watch_power(self, changed: Callable[[str], None]) -> None:
        self.changed = changed

    def watch_log(self, add: Callable[[str, str, str, str], None]) -> None:
        for host in self.machines:
            host.log = lambda caller, action, detail, name=host.name: add(  # type: ignore[method-assign, misc]
                name, caller, action, detail
            )

    @property
    def accounts(self) -> dict[str, str]:
        return {}

    @property
    def authority(self) -> None:
        return None

    def digest(self) -> str:
        return "abc"

    def save(self) -> None:
        self.saved += 1

    def close(self) -> None:
        self.closed += 1


@contextmanager
def serving(folder: StateFolder, world: StandInWorld) -> Iterator[DaemonRecord]:
    ready = threading.Event()
    failures: list[BaseException] = []

    def work() -> None:
        try:
            asyncio.run(Daemon(folder, lambda: world).run(ready.set))
        except BaseException as error:
            failures.append(error)
            ready.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert ready.wait(10)
    if failures:
        thread.join()
        raise failures[0]
    record = folder.daemon()
    assert record is not None
    try:
        yield record
    finally:
        ask(record, "stop")
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    return StateFolder(tmp_path / "state")


def test_it_serves_every_host_tells_where_and_stops_in_order(folder: StateFolder) -> None:
    world = StandInWorld()
    with serving(folder, world) as record:
        hosts = ask(record, "list")["hosts"]
        assert isinstance(hosts, list)
        assert [host["name"] for host in hosts] == ["ONE", "TWO"]
        for host in hosts:
            wsman = WSMan(
                "127.0.0.1",
                port=host["port"],
                ssl=False,
                auth="ntlm",
                username=host["username"],
                password=host["password"],
            )
            with wsman, RunspacePool(wsman) as pool:
                shell = PowerShell(pool)
                shell.add_cmdlet("echo").add_argument(host["name"])
                assert shell.invoke() == [host["name"]]
        assert ask(record, "digest") == {"digest": "abc"}
        assert ask(record, "status")["up"] == 2
    assert world.closed == 1
    assert folder.daemon() is None
    events = list(requestlog.read(folder.requests, "one"))
    assert {event["account"] for event in events} == {"CORP\\admin"}
    assert any(event["action"] == "shell" for event in events)


def test_ports_stay_the_same_from_run_to_run(folder: StateFolder) -> None:
    seen = []
    for _ in range(2):
        with serving(folder, StandInWorld()):
            seen.append(folder.ports())
    assert seen[0] == seen[1]
    assert len(set(seen[0].values())) == 2


def test_https_is_told_with_its_certificate_and_its_port_stays_the_same(folder: StateFolder, tmp_path: Path) -> None:
    certificate = Authority().issue("one.corp.example", ["127.0.0.1"])
    seen = []
    for _ in range(2):
        world = StandInWorld()
        world.machines[0].certificate = certificate
        with serving(folder, world) as record:
            hosts = ask(record, "list")["hosts"]
            assert isinstance(hosts, list)
            one, two = hosts
            assert one["fingerprint"] == certificate.fingerprint
            assert (one["certificate_name"], one["kerberos"]) == ("one.corp.example", False)
            assert "https_url" not in two
            shown = ssl.get_server_certificate(("127.0.0.1", one["https_port"]))
            assert ssl.PEM_cert_to_DER_cert(shown) == certificate.der
            seen.append(one["https_port"])
    assert seen[0] == seen[1] == folder.ports()["ONE/https"]


def test_a_second_daemon_on_the_same_folder_is_refused(folder: StateFolder) -> None:
    with serving(folder, StandInWorld()), pytest.raises(AlreadyRunningError):
        asyncio.run(Daemon(folder, StandInWorld).run())


def test_the_control_channel_refuses_a_wrong_token(folder: StateFolder) -> None:
    with serving(folder, StandInWorld()) as record:
        wrong = DaemonRecord(record.pid, record.started, record.control_port, "guess")
        with pytest.raises(ControlError, match="wrong token"):
            ask(wrong, "status")


def test_files_of_the_folder_are_for_the_owner_alone(folder: StateFolder) -> None:
    with serving(folder, StandInWorld()):
        assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder.path / "daemon.json").stat().st_mode) == 0o600


def test_a_host_that_goes_down_refuses_connections_until_it_is_back(folder: StateFolder) -> None:
    import socket

    world = StandInWorld()
    with serving(folder, world):
        port = folder.ports()["ONE"]

        def answers() -> bool:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                return False
            return True

        for up in (False, True):
            world.machines[0].up = up
            world.changed("ONE")
            deadline = time.monotonic() + 5
            while answers() != up and time.monotonic() < deadline:
                time.sleep(0.01)
            assert answers() == up


def test_a_recycled_process_number_is_not_taken_for_the_daemon() -> None:
    started = identity.start_time(os.getpid())
    assert started is not None
    assert identity.is_alive(os.getpid(), started)
    assert not identity.is_alive(os.getpid(), started + "1")
    assert not identity.is_alive(2**22 - 1, started)
