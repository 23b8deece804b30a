"""A copy of this repository that behaves like a fresh clone, without installing everything again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPTS = Path(sys.executable).parent


@dataclass(frozen=True)
class Ended:
    """What a command printed and how it ended."""

    code: int
    output: str

    def __str__(self) -> str:
        return f"exit {self.code}\n{self.output}"


@dataclass(frozen=True)
class Checkout:
    """A working copy; its commands run with its own sources and keep their state inside it."""

    folder: Path

    @classmethod
    def copy_to(cls, folder: Path) -> Checkout:
        """Copies every file git knows or would add (uncommitted work included) into ``folder``."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY,
            check=True,
            capture_output=True,
        ).stdout.decode()
        for name in filter(None, listed.split("\0")):
            source, target = REPOSITORY / name, folder / name
            if source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)
        return cls(folder)

    def environment(self) -> dict[str, str]:
        """The caller's environment with this copy's sources first and nothing of a user's own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("EXFORGE", "WINLAB"))}
        return {**kept, "PYTHONPATH": str(self.folder / "src"), "COLUMNS": "120"}

    def run(self, *command: str, timeout: float = 240) -> Ended:
        """Runs a program of the virtual environment in this copy, without a terminal."""
        ended = subprocess.run(
            [str(SCRIPTS / command[0]), *command[1:]],
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout)

    def invoke(self, *arguments: str, timeout: float = 240) -> Ended:
        """Runs ``invoke`` with these arguments."""
        return self.run("invoke", *arguments, timeout=timeout)

    @property
    def lab_state(self) -> Path:
        """Where the diary's lab keeps its state."""
        return self.folder / ".exforge" / "lab" / "diary"

    def winlab(self, *arguments: str) -> Ended:
        """Runs ``winlab`` on the diary's lab."""
        return self.run("winlab", *arguments, "--state", str(self.lab_state))

    def digest(self) -> str:
        """The hash of the whole emulated state."""
        ended = self.winlab("digest")
        assert ended.code == 0, ended
        return ended.output.strip()

    def hosts(self) -> dict[str, dict[str, str]]:
        """The lab's hosts by upper-case name, as ``winlab list --json`` prints them."""
        ended = self.winlab("list", "--json")
        assert ended.code == 0, ended
        return {host["name"].upper(): host for host in json.loads(ended.output)["hosts"]}
