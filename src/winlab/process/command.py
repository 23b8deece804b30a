"""What all commands of ``winlab`` share: exit codes, errors, how they speak."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from winlab.process import launch
from winlab.process.folder import DaemonRecord, StateFolder

OK = 0
FAILED = 1
USAGE = 2
NOT_RUNNING = 3
NO_LAB = 4


class CommandError(Exception):
    """What a user is told instead of a traceback, with the exit code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def add_state(parser: argparse.ArgumentParser) -> None:
    """The option ``--state``."""
    parser.add_argument(
        "--state",
        type=Path,
        default=Path(".winlab"),
        metavar="DIR",
        help="folder that holds the lab's state (default: %(default)s)",
    )


def existing(options: argparse.Namespace) -> StateFolder:
    """The state folder; there must be a lab in it."""
    folder = StateFolder(options.state)
    if not folder.exists:
        raise CommandError(NO_LAB, f"there is no lab in {folder.path}; make one with `winlab up --scenario NAME`")
    return folder


def needed(folder: StateFolder) -> DaemonRecord:
    """The running lab process of a folder."""
    record = launch.running(folder)
    if record is None:
        raise CommandError(NOT_RUNNING, f"the lab is not running; start it with `winlab up --state {folder.path}`")
    return record


def complain(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(f"winlab: {text}\n")


def say(text: object) -> None:
    """A line on standard output."""
    sys.stdout.write(f"{text}\n")
