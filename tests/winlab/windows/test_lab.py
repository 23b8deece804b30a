from __future__ import annotations

import threading
from datetime import datetime, timezone
from pathlib import Path

import pytest

from tests.winlab.windows.conftest import SPEC, Host
from winlab.windows.clock import VirtualClock
from winlab.windows.errors import FileError, LogonError, NetworkError, ProcessKilled, ServiceError
from winlab.windows.files import Disk, Files
from winlab.windows.lab import Lab
from winlab.windows.registry import Registry


def test_an_hour_passes_in_a_moment_and_in_order() -> None:
    clock = VirtualClock(datetime(2007, 6, 4, tzinfo=timezone.utc))
    seen: list[str] = []
    with clock.running():
        clock.call_at(1800, lambda: seen.append("half"), "half")
        clock.call_at(5000, lambda: seen.append("late"), "late", background=True)
        clock.sleep(3600)
        seen.append("hour")
    assert seen == ["half", "hour"]
    assert 3600 <= clock.seconds() < 3605
    assert clock.settle(1)
    clock.close()


def test_time_does_not_jump_while_somebody_works() -> None:
    clock = VirtualClock(datetime(2007, 6, 4, tzinfo=timezone.utc))
    woken = threading.Event()
    with clock.running():
        clock.spawn(lambda: (clock.sleep(3600), woken.set())[0], "sleeper")  # type: ignore[func-returns-value]
        assert not woken.wait(0.1)
    assert woken.wait(2)
    clock.close()


def test_a_lab_is_the_same_after_it_was_closed_and_opened(tmp_path: Path) -> None:
    lab = Lab.create(SPEC, tmp_path)
    host = Host(lab.machines["SRV1"])
    host.machine.files.write_text("C:\\kept.txt", "kept")
    host.run("net localgroup Administrators Guest /add")
    host.run("C:\\Media\\WindowsServer2003-KB942288-v4-x64.exe /quiet /norestart")
    host.machine.services.stop("Spooler")
    host.machine.shares.add("S", "C:\\Media", [("Everyone", 1)])
    digest, password = lab.digest(), host.machine.users.password_of("Administrator")
    lab.close()
    again = Lab.open(SPEC, tmp_path)
    machine = again.machines["SRV1"]
    assert again.digest() == digest
    assert machine.files.read_text("C:\\kept.txt") == "kept"
    assert machine.users.password_of("Administrator") == password
    assert machine.restart_is_pending
    assert not machine.services.is_running("Spooler")
    assert machine.services.is_running("RpcSs")
    again.close()


def test_two_labs_that_did_the_same_have_one_digest() -> None:
    digests = []
    for seed in ("one", "two"):
        lab = Lab.create(SPEC, seed=seed)
        host = Host(lab.machines["SRV1"])
        host.run("C:\\Media\\WindowsServer2003-KB942288-v4-x64.exe /quiet /norestart")
        digests.append(lab.digest())
        if seed == "two":
            host.machine.registry.set("HKLM\\SOFTWARE\\X", "a", "b")
            assert lab.digest() != digests[0]
        lab.close()
    assert digests[0] == digests[1]


def test_a_restart_kills_what_runs_and_nobody_reaches_the_machine_meanwhile(lab: Lab, server: Host, bare: Host) -> None:
    killed = threading.Event()
    process = server.machine.processes.start("x.exe", "C:\\x.exe", "x", server.admin)

    def work() -> None:
        try:
            process.sleep(100_000)
        except ProcessKilled:
            killed.set()

    seen: list[int] = []

    def watch(machine: object) -> None:
        try:
            lab.network.reach(bare.machine, bare.admin, "SRV1")
        except NetworkError as problem:
            seen.append(problem.code)

    lab.watch_power(watch)
    with lab.clock.running():  # so that the worker's long sleep is not jumped over before the restart
        lab.clock.spawn(work, "work")
        server.machine.restart("why", 5)
    assert lab.settle()
    assert killed.is_set()
    assert seen[0] == 53
    assert server.machine.services.is_running("LanmanServer")


@pytest.mark.parametrize(
    ("kind", "password", "code"), [("network", "wrong", 1326), ("service", None, 1385), ("batch", None, 0)]
)
def test_logons_ask_for_password_and_right(server: Host, kind: str, password: str | None, code: int) -> None:
    users = server.machine.users
    if code:
        with pytest.raises(LogonError) as failed:
            users.logon("Administrator", kind, password)
        assert failed.value.code == code
    else:
        logon = users.logon(".\\administrator", kind, password)
        assert (logon.account, logon.has_credentials, logon.is_administrator) == ("SRV1\\Administrator", True, True)


@pytest.mark.parametrize(
    ("act", "name", "code"),
    [
        ("start", "Spooler", 1056),
        ("start", "Alerter", 1058),
        ("start", "nothing", 1060),
        ("stop", "LanmanWorkstation", 1051),
        ("stop", "Alerter", 1062),
        ("stop", "PlugPlay", 1052),
    ],
)
def test_a_service_request_is_refused_as_really(server: Host, act: str, name: str, code: int) -> None:
    with pytest.raises(ServiceError) as failed:
        getattr(server.machine.services, act)(name)
    assert failed.value.code == code


def test_a_service_whose_account_can_not_log_on_does_not_start(server: Host) -> None:
    server.machine.services.configure("Spooler", account="SRV1\\Guest", password="no")
    server.machine.services.stop("Spooler")
    with pytest.raises(ServiceError) as failed:
        server.machine.services.start("Spooler")
    assert failed.value.code == 1069


def test_registry_hosts_share_a_base_and_write_apart() -> None:
    base = Registry()
    base.mount("HKLM\\SOFTWARE")
    base.fill({"HKLM\\SOFTWARE\\A": {"n": 1}})
    one, two = Registry(base), Registry(base)
    one.set("HKLM\\software\\a", "N", 2)
    one.delete("HKLM\\SOFTWARE\\B")
    assert (one.get("HKEY_LOCAL_MACHINE\\SOFTWARE\\A", "n"), two.get("HKLM\\SOFTWARE\\A", "n")) == (2, 1)
    copy = Registry(base)
    copy.load(one.state())
    assert copy.value("HKLM\\SOFTWARE\\A", "n") == one.value("HKLM\\SOFTWARE\\A", "n")
    one.create("HKLM\\SOFTWARE\\V", volatile=True)
    one.drop_volatile()
    assert not one.exists("HKLM\\SOFTWARE\\V")


def test_a_32_bit_program_sees_its_own_software_key() -> None:
    registry = Registry()
    registry.mount("HKLM\\SOFTWARE")
    registry.set("HKLM\\SOFTWARE\\X", "n", 1, wow=True)
    assert registry.get("HKLM\\SOFTWARE\\Wow6432Node\\X", "n") == 1
    assert not registry.exists("HKLM\\SOFTWARE\\X")


def _disk() -> Files:
    files = Files(None, lambda: datetime(2007, 6, 4))
    files.add_disk(Disk("C", 1000))
    files.make_folder("C:\\a\\b")
    files.write("C:\\a\\f.txt", b"12345")
    return files


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda files: files.read("C:\\a\\none"), 2),
        (lambda files: files.read("C:\\none\\none"), 3),
        (lambda files: files.read("C:\\a"), 5),
        (lambda files: files.write("C:\\none\\f", b""), 3),
        (lambda files: files.write("C:\\a\\big", b"x" * 2000), 112),
        (lambda files: files.delete("C:\\a"), 145),
        (lambda files: files.delete("C:\\"), 5),
        (lambda files: files.move("C:\\a\\f.txt", "C:\\a\\b"), 183),
        (lambda files: files.copy("C:\\a\\f.txt", "C:\\a\\F.TXT", overwrite=False), 80),
        (lambda files: files.make_folder("Z:\\x"), 3),
        (lambda files: files.need("C:\\a?"), 123),
    ],
)
def test_a_file_operation_fails_with_the_windows_error(act: object, code: int) -> None:
    assert callable(act)
    with pytest.raises(FileError) as failed:
        act(_disk())
    assert failed.value.code == code


def test_a_copy_of_a_program_is_that_program() -> None:
    files = _disk()
    files.add_program("C:\\a\\setup.exe", "setup.com", level="SP1")
    files.copy("C:\\a\\setup.exe", "C:\\a\\other.exe")
    node = files.need("c:\\A\\OTHER.EXE")
    assert (node.program, node.facts) == ("setup.com", {"level": "SP1"})


def test_what_owned_a_process_before_a_restart_ends_no_process_of_the_same_number_after_it(
    lab: Lab, server: Host
) -> None:
    processes = server.machine.processes
    before = processes.start("wsmprovhost.exe", "C:\\x.exe", "x", server.admin)
    server.machine.restart("test")
    assert lab.settle()
    while True:
        after = processes.start("svchost.exe", "C:\\y.exe", "y", server.admin)
        if after.pid >= before.pid:
            break
    for process in processes.all():
        before.pid = process.pid
        processes.end_with(before)
        processes.end(before, 1)
    assert after.is_running
    assert server.machine.services.is_running("LanmanServer")
