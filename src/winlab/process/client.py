"""A lab of one's own tests, as Python: hosts, faults, snapshots, PowerShell, the log.

Everything goes through the command line, so that a test does what a person would do.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

Entry = Mapping[str, object]


class LabCommandError(Exception):
    """A command of ``winlab`` failed; ``exit_code`` is its own."""

    def __init__(self, exit_code: int, text: str) -> None:
        super().__init__(text)
        self.exit_code = exit_code


@dataclass(frozen=True)
class Ran:
    """What a script on a host gave."""

    exit_code: int
    output: str
    errors: str


class LabClient:
    """A lab in a state folder.

    Args:
        state: the folder.
    """

    def __init__(self, state: Path) -> None:
        self.state = state

    def up(self, scenario: str | None = None, *more: str) -> None:
        """Starts it; the scenario is needed the first time."""
        self.command("up", *(("--scenario", scenario) if scenario else ()), *more)

    def down(self) -> None:
        """Stops it."""
        self.command("down")

    def hosts(self) -> dict[str, Mapping[str, object]]:
        """The managed hosts by name: ``url``, ``port``, ``username``, ``password``..."""
        found = cast("list[dict[str, object]]", json.loads(self.command("list", "--json"))["hosts"])
        return {str(item["name"]): item for item in found}

    def shell(self, host: str, text: str, *more: str) -> Ran:
        """Runs PowerShell on a host; ``more`` are options of ``winlab shell``."""
        ended = self._run("shell", host, "-c", text, *more)
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    def add_fault(self, host: str, kind: str, **options: object) -> int:
        """Adds a fault and gives its number; the options of ``winlab fault add`` (``as_host`` for ``--as``)."""
        return self.play([{"host": host, "kind": kind, **options}])[0]

    def play(self, faults: Sequence[Entry]) -> list[int]:
        """Adds several faults, all or none; their numbers."""
        script = self.state / "played.json"
        script.write_text(json.dumps(list(faults)), encoding="utf-8")
        before = {item["id"] for item in self.faults()}
        self.command("fault", "play", str(script))
        return [cast("int", item["id"]) for item in self.faults() if item["id"] not in before]

    def faults(self) -> list[Entry]:
        """All faults, with what they did: ``id``, ``seen``, ``struck``, ``state``."""
        return cast("list[Entry]", json.loads(self.command("fault", "list", "--json")))

    def clear_faults(self) -> None:
        """Takes all faults away."""
        self.command("fault", "clear")

    def log(self, host: str | None = None) -> list[dict[str, str]]:
        """Who did what: ``time``, ``host``, ``account``, ``action``, ``detail``."""
        return [json.loads(line) for line in self.command("log", *((host,) if host else ()), "--json").splitlines()]

    def command(self, *words: str) -> str:
        """Runs one command of ``winlab`` and gives what it printed.

        Raises:
            LabCommandError: it failed.
        """
        ended = self._run(*words)
        if ended.returncode:
            raise LabCommandError(ended.returncode, ended.stderr.strip() or ended.stdout.strip())
        return ended.stdout

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "winlab", *words, "--state", str(self.state)]
        return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
