"""``python bench/engine.py``: what the PowerShell engine costs, each against plain Python in the same run.

Absolute times depend on the machine and on who else uses it; the ratios do not.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.winlab.engine.place import new_runspace

from winlab.powershell.runspace import Runspace
from winlab.powershell.syntax import parse

LIBRARY = Path(__file__).resolve().parents[1] / "src/exforge/remote/powershell"
LOOPS = 100_000
CALLS = 5_000
OBJECTS = 20_000
ROUNDS = 5


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def script(runspace: Runspace, text: str) -> Callable[[], None]:
    """Runs a script that must not fail."""

    def work() -> None:
        result = runspace.invoke(text)
        if result.errors or result.thrown is not None:
            raise SystemExit(f"{text}: {result.thrown or result.errors[0]}")

    return work


def loop(runspace: Runspace) -> None:
    """The sum of a range."""

    def plain() -> int:
        total = 0
        for number in range(1, LOOPS + 1):
            total += number
        return total

    theirs = best(plain)
    ours = best(script(runspace, f"$s = 0; foreach ($i in 1..{LOOPS}) {{ $s += $i }}"))
    say(f"loop, {LOOPS} turns:               {ours * 1e3:7.1f} ms, {ours / theirs:5.1f} x plain Python")


def calls(runspace: Runspace) -> None:
    """An advanced function with three typed parameters."""

    def function(name: str, count: int, force: bool) -> str:
        return str(name)

    def plain() -> None:
        for number in range(CALLS):
            function(name="a", count=number, force=True)

    script(
        runspace,
        "function f { [CmdletBinding()] param([Parameter(Mandatory=$true)][string]$Name, [int]$Count, [switch]$Force) "
        "$Name }",
    )()
    theirs = best(plain)
    ours = best(script(runspace, f"foreach ($i in 1..{CALLS}) {{ $null = f -Name a -Count $i -Force }}"))
    say(f"advanced function, a call:          {ours / CALLS * 1e6:7.1f} us, {ours / theirs:5.0f} x plain Python")


def pipeline(runspace: Runspace) -> None:
    """Objects through three commands."""

    def plain() -> list[int]:
        return [number * 2 for number in range(1, OBJECTS + 1) if number % 2 == 0]

    theirs = best(plain)
    ours = best(script(runspace, f"$r = 1..{OBJECTS} | Where-Object {{ $_ % 2 -eq 0 }} | ForEach-Object {{ $_ * 2 }}"))
    rate = OBJECTS / ours
    say(f"pipeline, {OBJECTS} objects:          {rate:7.0f} objects/s, {ours / theirs:5.0f} x plain Python")


def parsing() -> None:
    """exforge's library, the scripts winlab is sent most."""
    texts = [path.read_text("utf-8") for path in sorted(LIBRARY.glob("*.ps1"))]
    lines = sum(text.count("\n") for text in texts)

    def plain() -> None:
        for text in texts:
            for line in text.splitlines():
                line.split()

    theirs = best(plain)
    ours = best(lambda: [parse(text) for text in texts])
    say(f"parsing {lines} lines of {len(texts)} scripts:  {ours * 1e3:7.1f} ms, {lines / ours:.0f} lines/s, "
        f"{ours / theirs:.0f} x splitting into words")  # fmt: skip


def main() -> None:
    """Runs all."""
    runspace = new_runspace()
    loop(runspace)
    calls(runspace)
    pipeline(runspace)
    parsing()


if __name__ == "__main__":
    threading.stack_size(64 * 1024 * 1024)  # as a pipeline of winlab has
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()
