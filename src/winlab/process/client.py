"""A lab of one's own tests, as Python: hosts, faults, snapshots, PowerShell, the log."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from winlab.process import requestlog
from winlab.process.control import ask
from winlab.process.folder import DaemonRecord, StateFolder

Entry = Mapping[str, object]


class LabCommandError(Exception):
    """A command of ``winlab`` failed; ``exit_code`` is its own."""

    def __init__(self, exit_code: int, text: str) -> None:
        super().__init__(text)
        self.exit_code = exit_code


@dataclass(frozen=True)
class Ran:
    """What a script on a host printed, and its exit code."""

    exit_code: int
    output: str
    errors: str


class LabClient:
    """A lab in a state folder.

    What fails raises `LabCommandError` (commands) or `winlab.process.control.ControlError` (the rest).

    Args:
        state: the folder.
    """

    def __init__(self, state: Path) -> None:
        self.state = state
        self._folder = StateFolder(state)

    def up(self, scenario: str | None = None, *more: str) -> None:
        """Starts it; the scenario is needed the first time."""
        self.command("up", *(("--scenario", scenario) if scenario else ()), *more)

    def down(self) -> None:
        """Stops it."""
        self.command("down")

    def hosts(self) -> dict[str, Mapping[str, object]]:
        """The managed hosts by name: ``url``, ``port``, ``username``, ``password``..."""
        found = cast("list[dict[str, object]]", ask(self._record(), "list")["hosts"])
        return {str(item["name"]): item for item in found}

    def digest(self) -> str:
        """The hash of the whole state, once nothing moves."""
        return str(ask(self._record(), "digest")["digest"])

    def shell(self, host: str, text: str, account: str | None = None) -> Ran:
        """Runs PowerShell on a host, as whoever administers it or as an account, to its end."""
        record = self._record()
        number = ask(record, "shell-open", host=host, account=account)["id"]
        try:
            answer = ask(record, "shell-run", id=number, text=text)
            pieces = cast("list[list[str]]", answer["pieces"])
            while not answer["done"]:
                answer = ask(record, "shell-read", id=number)
                pieces += cast("list[list[str]]", answer["pieces"])
        finally:
            ask(record, "shell-close", id=number)
        printed = {name: "".join(text for stream, text in pieces if stream == name) for name in ("out", "err")}
        output, errors = (printed[name].replace("\r\n", "\n") for name in ("out", "err"))
        return Ran(cast("int", answer["exit_code"] or 0), output, errors)

    def add_fault(self, host: str, kind: str, **options: object) -> int:
        """Adds a fault and gives its number; the options of ``winlab fault add`` (``as_host`` for ``--as``)."""
        return self.play([{"host": host, "kind": kind, **options}])[0]

    def play(self, faults: Sequence[Entry]) -> list[int]:
        """Adds several faults, all or none; their numbers."""
        added = cast("list[Entry]", ask(self._record(), "fault-add", faults=list(faults))["faults"])
        return [cast("int", item["id"]) for item in added]

    def faults(self) -> list[Entry]:
        """All faults, with what they did: ``id``, ``seen``, ``struck``, ``state``."""
        return cast("list[Entry]", ask(self._record(), "fault-list")["faults"])

    def clear_faults(self) -> None:
        """Takes all faults away."""
        ask(self._record(), "fault-clear")

    def log(self, host: str | None = None) -> list[dict[str, str]]:
        """Who did what: ``time``, ``host``, ``account``, ``action``, ``detail``."""
        return list(requestlog.read(self._folder.requests, host))

    def command(self, *words: str) -> str:
        """Runs one command of ``winlab`` and gives what it printed.

        Raises:
            LabCommandError: it failed.
        """
        command = [sys.executable, "-m", "winlab", *words, "--state", str(self.state)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        if ended.returncode:
            raise LabCommandError(ended.returncode, ended.stderr.strip() or ended.stdout.strip())
        return ended.stdout

    def _record(self) -> DaemonRecord:
        record = self._folder.daemon()
        if record is None or not record.alive:
            raise LabCommandError(3, "the lab is not running")
        return record
