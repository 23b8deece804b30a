"""``python bench/lab.py``: a lab of the diary, from start to a deployment that has nothing left to do.

Prints wall and processor time of the lab and of exforge, and how many HTTP requests exforge sent. Keeps its state in a
folder of its own, so it disturbs no lab that runs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")
STEPS = ("plan", "deploy", "deploy", "verify")


@dataclass
class Cost:
    """What one command took."""

    wall: float
    client: float
    """Processor seconds of exforge."""
    lab: float
    """Processor seconds of the lab."""
    memory: float
    """Most memory exforge had, in MB."""
    requests: Counter[str]
    """HTTP requests by the port they went to; every host has one."""


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def processor_seconds(pid: int) -> float:
    """What a process used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def winlab(state: Path, *words: str) -> str:
    """Runs the lab's command line."""
    command = [sys.executable, "-m", "winlab", *words, "--state", str(state / "lab" / "diary")]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    if ended.returncode:
        raise SystemExit(f"winlab {words[0]} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def start(state: Path) -> int:
    """Starts the lab; its process id."""
    (state / "lab").mkdir()
    begun = time.perf_counter()
    told = winlab(state, "up", "--scenario", "diary")
    wall = time.perf_counter() - begun
    found = re.search(r"lab process (\d+)", told)
    if found is None:
        raise SystemExit(f"winlab did not start: {told}")
    pid = int(found[1])
    say(f"{'lab up':22} {wall:6.2f} s wall, lab {processor_seconds(pid):6.2f} s of processor")
    return pid


def measure(step: str, state: Path, pid: int) -> Cost:
    """Runs one command of exforge in a process of its own."""
    counts = state / "requests.json"
    before = processor_seconds(pid)
    begun = time.perf_counter()
    environment = {**os.environ, "EXFORGE_STATE": str(state)}
    process = subprocess.Popen(
        [sys.executable, __file__, "--client", step, "--counts", str(counts)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{step} ended with {process.returncode}:\n{output[-3000:]}")
    return Cost(
        wall,
        usage.ru_utime + usage.ru_stime,
        processor_seconds(pid) - before,
        usage.ru_maxrss / 1024,
        Counter(json.loads(counts.read_text("utf-8"))),
    )


def client(step: str, counts: Path) -> int:
    """Runs a command of exforge here and counts what passes the HTTP library."""
    from urllib.parse import urlsplit

    from requests import PreparedRequest, Response
    from requests.adapters import HTTPAdapter

    from exforge.commands.deploy import deploy
    from exforge.commands.plan import plan
    from exforge.commands.verify import verify
    from exforge.commands.workspace import Request

    sent: Counter[str] = Counter()

    class Counting(HTTPAdapter):
        def send(self, request: PreparedRequest, *args: object, **options: object) -> Response:
            sent[str(urlsplit(request.url or "").port)] += 1
            return original(self, request, *args, **options)  # type: ignore[arg-type]

    original = HTTPAdapter.send
    HTTPAdapter.send = Counting.send  # type: ignore[method-assign, assignment]
    request = Request(ROOT, yes=True)
    code = {"plan": plan, "deploy": deploy, "verify": verify}[step](request)
    counts.write_text(json.dumps(sent), "utf-8")
    return code


def main() -> int:
    """Runs all, or the part of a child process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--client", choices=sorted(set(STEPS)), help=argparse.SUPPRESS)
    parser.add_argument("--counts", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.client:
        return client(options.client, options.counts)
    with tempfile.TemporaryDirectory(prefix="exforge-bench-") as folder:
        state = Path(folder)
        pid = start(state)
        try:
            for number, step in enumerate(STEPS):
                cost = measure(step, state, pid)
                again = " again" if step in STEPS[:number] else ""
                total, most = cost.requests.total(), max(cost.requests.values(), default=0)
                say(
                    f"{step + again:22} {cost.wall:6.2f} s wall, lab {cost.lab:6.2f} s, exforge {cost.client:6.2f} s "
                    f"of processor, {cost.memory:4.0f} MB; {total} requests to {len(cost.requests)} hosts, "
                    f"at most {most} to one"
                )
        finally:
            winlab(state, "down")
    return 0


if __name__ == "__main__":
    sys.exit(main())
