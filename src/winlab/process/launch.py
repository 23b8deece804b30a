"""Starting the daemon as a process of its own, and ending it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from winlab.process import identity
from winlab.process.control import ControlError, ask
from winlab.process.folder import DaemonRecord, StateFolder

_LOG_TAIL = 20


class LaunchError(Exception):
    """The daemon did not come up, or did not end."""


def running(folder: StateFolder) -> DaemonRecord | None:
    """The record of the daemon that runs on the folder, or None."""
    record = folder.daemon()
    return record if record is not None and record.alive else None


def start(folder: StateFolder, arguments: Sequence[str], timeout: float) -> DaemonRecord:
    """Starts a detached daemon and waits until all its ports answer.

    Args:
        arguments: command line of ``python -m winlab`` that serves in the foreground.
        timeout: seconds to wait.

    Raises:
        LaunchError: it ended or was not ready in time; the text holds the end of its log.
    """
    folder.create()
    with folder.log.open("ab") as log:
        folder.log.chmod(0o600)
        at = log.tell()
        child = subprocess.Popen(
            [sys.executable, "-m", "winlab", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            close_fds=True,
        )
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        record = running(folder)
        if record is not None and record.pid == child.pid:
            # The parent ends now; the daemon is collected by init.
            child.returncode = 0
            return record
        if child.poll() is not None:
            raise LaunchError(f"the lab process ended with code {child.returncode}\n{_tail(folder, at)}")
        time.sleep(0.02)
    child.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(5)
    raise LaunchError(f"the lab process was not ready within {timeout:.0f} s\n{_tail(folder, at)}")


def stop(folder: StateFolder, record: DaemonRecord, timeout: float = 60.0) -> None:
    """Ends the daemon in order and waits until its process is gone.

    Raises:
        LaunchError: it still runs after the time.
    """
    try:
        ask(record, "stop", timeout=10)
    except ControlError:
        with contextlib.suppress(ProcessLookupError):
            os.kill(record.pid, signal.SIGTERM)
    deadline = time.monotonic() + timeout
    while record.alive:
        if time.monotonic() > deadline:
            raise LaunchError(f"lab process {record.pid} did not end within {timeout:.0f} s")
        time.sleep(0.02)
    # Dead, but its parent (init) may need a moment to collect it.
    collected_by = time.monotonic() + 2.0
    while not identity.is_collected(record.pid) and time.monotonic() < collected_by:
        time.sleep(0.01)
    folder.forget_daemon()


def _tail(folder: StateFolder, start_at: int) -> str:
    data = folder.log.read_bytes()[start_at:]
    return "\n".join(data.decode("utf-8", "replace").splitlines()[-_LOG_TAIL:])
