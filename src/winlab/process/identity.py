"""Telling one process from another that got the same number later."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def start_time(pid: int) -> str | None:
    """A text that stays the same while ``pid`` lives and differs for a later process; None if it is dead."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            return None
        # State Z: dead, only not yet collected by its parent.
        return None if fields[0] == "Z" else fields[19]
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    answer = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False, timeout=10
    )
    return answer.stdout.strip() or None


def is_collected(pid: int) -> bool:
    """Whether nothing at all is left of a process, not even its entry in the process table."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def is_alive(pid: int, started: str) -> bool:
    """Whether the process that had number ``pid`` and start time ``started`` still runs."""
    return start_time(pid) == started
