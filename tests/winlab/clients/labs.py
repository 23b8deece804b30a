"""A small lab in a process of its own, and how each client reaches its hosts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import winrm
from pypsrp.client import Client
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

TIMEOUT = 60


@dataclass(frozen=True)
class Target:
    """A host of a running lab."""

    name: str
    url: str
    port: int
    username: str
    password: str

    def session(self, *, operation: int = 20, username: str = "") -> winrm.Session:
        """pywinrm."""
        return winrm.Session(
            self.url,
            auth=(username or self.username, self.password),
            transport="ntlm",
            operation_timeout_sec=operation,
            read_timeout_sec=operation + 10,
        )

    def wsman(self, *, operation: int = 20) -> WSMan:
        """pypsrp's connection."""
        return WSMan(
            "127.0.0.1",
            port=self.port,
            ssl=False,
            auth="ntlm",
            username=self.username,
            password=self.password,
            operation_timeout=operation,
            read_timeout=operation + 10,
        )

    def client(self) -> Client:
        """pypsrp's simple client."""
        return Client(
            "127.0.0.1", port=self.port, ssl=False, auth="ntlm", username=self.username, password=self.password
        )


@dataclass(frozen=True)
class Lab:
    """A running lab."""

    state: Path

    def winlab(self, *words: str) -> str:
        """Runs the command line tool."""
        ended = subprocess.run(
            [sys.executable, "-m", "winlab", *words, "--state", str(self.state)],
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        assert ended.returncode == 0, ended
        return ended.stdout

    def host(self, name: str = "SRV1") -> Target:
        """One of its hosts."""
        hosts = json.loads(self.winlab("list", "--json"))["hosts"]
        found = next(host for host in hosts if host["name"] == name)
        return Target(name, found["url"], found["port"], found["username"], found["password"])


@contextmanager
def running(state: Path, *options: str) -> Iterator[Lab]:
    """The scenario ``small`` while the block runs."""
    lab = Lab(state)
    lab.winlab("up", "--scenario", "small", *options)
    try:
        yield lab
    finally:
        lab.winlab("down")


def script(pool: RunspacePool, text: str, *arguments: object, **parameters: object) -> PowerShell:
    """A script's finished pipeline."""
    shell = PowerShell(pool)
    shell.add_script(text)
    for argument in arguments:
        shell.add_argument(argument)
    for name, value in parameters.items():
        shell.add_parameter(name, value)
    shell.invoke()
    return shell


def result(pool: RunspacePool, text: str, *arguments: object, **parameters: object) -> list[object]:
    """What a script writes; it must not fail."""
    with script(pool, text, *arguments, **parameters) as shell:
        assert not shell.had_errors
        assert [str(error) for error in shell.streams.error] == []
        return list(shell.output)
