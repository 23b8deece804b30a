"""Runspaces and pipelines as a server drives them."""

from __future__ import annotations

import threading
import time

from tests.winlab.engine.place import BareHost, new_runspace
from winlab.powershell.runspace import CommandSpec, Runspace
from winlab.powershell.session import Session


def test_a_pipeline_of_commands_takes_input_and_parameters() -> None:
    runspace = new_runspace()
    kept: list[object] = []

    class Keeper:
        def output(self, value: object) -> None:
            kept.append(value)

        def error(self, record: object) -> None:
            raise AssertionError(record)

        def warning(self, text: str) -> None: ...
        def verbose(self, text: str) -> None: ...
        def debug(self, text: str) -> None: ...
        def progress(self, record: object) -> None: ...
        def host_call(self, method: str, args: object) -> object:
            return None

    pipeline = runspace.pipeline(
        [CommandSpec("param($n) process { $_ * $n }", parameters=[("n", 3)]), CommandSpec("Sort-Object", False)],
        [2, 1],
        Keeper(),
    )
    pipeline.run()
    assert (pipeline.state, pipeline.reason, kept) == ("Completed", None, [3, 6])


def test_an_endless_loop_can_be_stopped_from_another_thread() -> None:
    pipeline = new_runspace().pipeline([CommandSpec("while ($true) { }")])
    thread = threading.Thread(target=pipeline.run)
    thread.start()
    time.sleep(0.05)
    pipeline.stop()
    thread.join(5)
    assert pipeline.state == "Stopped"


def test_an_endless_loop_ends_with_the_process_it_runs_in() -> None:
    class EndingHost(BareHost):
        def stopping(self) -> bool:
            return True

    pipeline = Runspace(Session(EndingHost(), [])).pipeline([CommandSpec("while ($true) { }")])
    started = time.monotonic()
    pipeline.run()
    assert (pipeline.state, time.monotonic() - started < 5) == ("Stopped", True)


def test_a_loop_is_not_much_slower_than_python() -> None:
    runspace = new_runspace()
    start = time.perf_counter()
    result = runspace.invoke("$s = 0; foreach ($i in 1..100000) { $s += $i }; $s")
    assert result.output == [5000050000.0]
    assert time.perf_counter() - start < 2
