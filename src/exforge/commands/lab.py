"""The lab behind an inventory, as a process of its own. The only place that knows winlab."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from exforge.commands.exits import (
    DECISION_NEEDED,
    DONE,
    INVALID_INPUT,
    STEP_FAILED,
    UNREACHABLE,
    USAGE,
    Ended,
)
from exforge.commands.guard import guarded
from exforge.commands.workspace import Request, Workspace
from exforge.reporting.text import clean
from exforge.running.lease import Lease

START_TIMEOUT = 180
NOT_RUNNING = 3
NO_LAB = 4


@dataclass(frozen=True)
class LabHost:
    """How the lab says that a host is reached."""

    address: str
    port: int
    tls: bool
    username: str
    authentication: str
    https_port: int = 0
    """0: it has no listener for HTTPS."""
    ca_file: str = ""


@dataclass(frozen=True)
class _Answer:
    code: int
    out: str
    err: str

    def lines(self) -> tuple[str, ...]:
        return tuple(clean(line) for line in [*self.out.splitlines(), *self.err.splitlines()] if line.strip())


class Lab:
    """The lab of one inventory."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        inventory = workspace.inventory
        if inventory.scenario is None:
            raise Ended(USAGE, f"no lab stands behind the inventory {inventory.name} ({inventory.file})")
        self._scenario = inventory.scenario

    def ensure_up(self, say: Callable[[str], None]) -> None:
        """Starts the lab unless it runs, and says so."""
        if self._run("status").code == DONE:
            return
        say(f"Starting the lab of {self._workspace.inventory.name} (scenario {self._scenario}) ...")
        for line in self.up():
            say(line)

    def up(self) -> tuple[str, ...]:
        """Starts the lab or makes sure that it runs; what winlab says."""
        self._workspace.lab.parent.mkdir(parents=True, exist_ok=True)
        return self._done(self._run("up", "--scenario", self._scenario))

    def down(self) -> tuple[str, ...]:
        """Stops the lab; its state is kept."""
        answer = self._run("down")
        return ("The lab is not running.",) if answer.code == NO_LAB else self._done(answer)

    def reset(self) -> tuple[str, ...]:
        """Puts the lab back to its scenario's start."""
        answer = self._run("reset")
        if answer.code == NO_LAB:
            return self.up()
        return self._done(answer)

    def status(self) -> tuple[int, tuple[str, ...]]:
        """winlab's exit code and what it says."""
        answer = self._run("status")
        return answer.code, answer.lines()

    def hosts(self) -> dict[str, LabHost]:
        """How to reach each host, by upper-case name; passwords go to the secret store only."""
        answer = self._run("list", "--json")
        self._done(answer)
        data = json.loads(answer.out)
        passwords: dict[str, str] = {}
        found = {}
        for host in data["hosts"]:
            url = urlsplit(host["url"])
            passwords[host["username"].upper()] = host["password"]
            found[host["name"].upper()] = LabHost(
                address=url.hostname or "127.0.0.1",
                port=url.port or 5985,
                tls=url.scheme == "https",
                username=host["username"],
                authentication=host.get("authentication", "ntlm"),
                https_port=host.get("https_port", 0),
                ca_file=host.get("ca_file", ""),
            )
        for account in data.get("accounts", ()):
            passwords[account["username"].upper()] = account["password"]
        self._workspace.secrets.lab_accounts = passwords
        self._workspace.secrets.revealed.update(passwords.values())
        return found

    def _run(self, *arguments: str) -> _Answer:
        command = [sys.executable, "-m", "winlab", *arguments, "--state", str(self._workspace.lab)]
        try:
            ended = subprocess.run(
                command,
                capture_output=True,
                text=True,
                stdin=subprocess.DEVNULL,
                timeout=START_TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Ended(STEP_FAILED, f"winlab {arguments[0]} did not end within {START_TIMEOUT} s") from error
        if ended.returncode == 1 and ended.stderr.rstrip().endswith("No module named winlab"):
            raise Ended(INVALID_INPUT, "winlab is not installed; install exforge with its extra: pip install '.[lab]'")
        return _Answer(ended.returncode, ended.stdout, ended.stderr)

    def _done(self, answer: _Answer) -> tuple[str, ...]:
        if answer.code != DONE:
            lines = answer.lines()
            signs = ("Traceback (most", 'File "')
            crash = next((at for at, line in enumerate(lines) if line.startswith(signs)), None)
            if crash is not None:
                log = self._workspace.lab / "daemon.log"
                lines = (*lines[:crash], f"winlab has a bug: {lines[-1]}", f"The details are in {log}.")
            raise Ended(STEP_FAILED, "The lab did not do what it was asked:", *lines)
        return answer.lines()


@guarded
def up(request: Request) -> int:
    """Starts the lab behind the inventory."""
    return _say(Lab(Workspace(request)).up())


@guarded
def down(request: Request) -> int:
    """Stops the lab; its state is kept."""
    return _say(Lab(Workspace(request)).down())


@guarded
def reset(request: Request) -> int:
    """Puts the emulated forest back to its scenario's start; what runs did is forgotten with it."""
    workspace = Workspace(request)
    with Lease(workspace.runs):
        lines = Lab(workspace).reset()
        workspace.journal.unlink(missing_ok=True)
    return _say(lines)


@guarded
def rebuild(request: Request) -> int:
    """Resets the lab and deploys everything; asks once before the reset when the inventory wants it."""
    from exforge.commands import deploy, site

    workspace = Workspace(request)
    lab = Lab(workspace)
    if not deploy.agreed(workspace.inventory, request, f"Reset the lab and build {workspace.inventory.name} anew?"):
        raise Ended(DECISION_NEEDED, "Nothing was changed.")
    with Lease(workspace.runs):
        _say(lab.reset())
        workspace.journal.unlink(missing_ok=True)
    return deploy.run(site.Site(Workspace(dataclasses.replace(request, yes=True))))


@guarded
def status(request: Request) -> int:
    """Tells whether the lab runs; 4 when it doesn't."""
    code, lines = Lab(Workspace(request)).status()
    if code != DONE:
        lines = (*lines, "Start it with `invoke lab.up`.")
    _say(lines)
    return DONE if code == DONE else UNREACHABLE


def _say(lines: tuple[str, ...]) -> int:
    for line in lines:
        sys.stdout.write(line + "\n")
    return DONE
