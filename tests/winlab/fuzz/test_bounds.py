from __future__ import annotations

import threading
import time

import pytest

from winlab.powershell.limits import MemoryWatch
from winlab.powershell.patterns import wildcard
from winlab.powershell.runspace import CommandSpec
from winlab.windows.session import host_of
from winlab.winrm.backlog import Backlog

from .hosts import Hosts

LARGE = (
    "'a' * 1e9",
    "1..1e9",
    ",1 * 1000000000",
    "New-Object byte[] 1000000000",
    "New-Object 'object[,]' 50000,50000",
    "'a'.PadLeft(1000000000)",
    "'{0,1000000000}' -f 1",
    "$s = 'ab'; for ($i = 0; $i -lt 40; $i++) { $s += $s }",
    "('x' * 100000) -replace 'x', ('y' * 50000)",
    "(New-Object Text.StringBuilder).Append([char]'a', 1000000000)",
)
RUNAWAYS = (
    "while ($true) {}",
    "for (;;) { try { throw 1 } catch {} }",
    "while ($true) { trap { continue }; throw 1 }",
    "try { while ($true) {} } finally { throw 'no' }",
    "try { while ($true) {} } finally { while ($true) {} }",
    "function f { while ($true) { try { f } catch {} } }; f",
    "(Get-Process winlogon).WaitForExit()",
    "Start-Sleep 1e9; while ($true) { Start-Sleep 1 }",
)


@pytest.mark.parametrize("script", LARGE)
def test_a_value_that_does_not_fit_is_refused_at_once(hosts: Hosts, script: str) -> None:
    found: list[str] = []

    def work() -> None:
        result = hosts.session().invoke(script)
        found.extend(problem.text for problem in result.errors)

    began = time.perf_counter()
    hosts.run(work)
    assert "System.OutOfMemoryException" in "".join(found)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("script", RUNAWAYS)
def test_a_runaway_script_is_stopped_by_a_stop(hosts: Hosts, script: str) -> None:
    runspace = hosts.session()
    pipeline = runspace.pipeline([CommandSpec(script)])

    def stop() -> None:
        pipeline.stop()
        host_of(runspace.session).stop()

    hosts.run(pipeline.run, stop, 0.2)
    assert pipeline.state == "Stopped"


def test_a_script_calls_itself_a_thousand_times_at_most(hosts: Hosts) -> None:
    found: list[str] = []
    script = "function f($n) { if ($true) { foreach ($x in 1) { try { f ($n + 1) } finally { } } } }; f 0"
    hosts.run(lambda: found.extend(problem.error_id for problem in hosts.session().invoke(script).errors))
    assert [text.split(",")[0] for text in found] == ["CallDepthOverflow"]


def test_a_wildcard_looks_at_a_text_once() -> None:
    began = time.perf_counter()
    assert not wildcard("*a" * 30 + "c").fullmatch("a" * 200_000 + "b")
    assert time.perf_counter() - began < 2


def test_the_watch_ends_who_worked_most() -> None:
    memory = [0]
    ended: list[str] = []
    watch = MemoryWatch(lambda: memory[0], growth=100, interval=0.01)
    idle = watch.enter(lambda: ended.append("idle"))
    done = threading.Event()

    def work() -> None:
        key = watch.enter(lambda: ended.append("busy"))
        until = time.thread_time() + 0.2
        while time.thread_time() < until:
            pass
        memory[0] = 1000
        done.wait(5)
        watch.leave(key)

    thread = threading.Thread(target=work)
    thread.start()
    deadline = time.monotonic() + 5
    while not ended and time.monotonic() < deadline:
        time.sleep(0.01)
    done.set()
    thread.join()
    watch.leave(idle)
    assert ended == ["busy"]


def test_a_command_waits_while_nobody_fetches_what_it_wrote() -> None:
    backlog = Backlog(threading.Event(), limit=10)
    assert not backlog.add(10)
    assert backlog.add(1)
    waiting = threading.Thread(target=backlog.wait)
    waiting.start()
    waiting.join(0.05)
    assert waiting.is_alive()
    backlog.taken(1)
    waiting.join(5)
    assert not waiting.is_alive()
    assert backlog.add(5)
    backlog.release()
    backlog.wait()
