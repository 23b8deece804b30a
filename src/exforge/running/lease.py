"""Who may act on an inventory now. The lock dies with its process; the epoch grows with every holder."""

from __future__ import annotations

import getpass
import json
import os
import socket
import threading
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType

HEARTBEAT = 5.0


@dataclass(frozen=True)
class Holder:
    """Who holds the lease."""

    owner: str
    machine: str
    pid: int
    since: str
    heartbeat: str
    epoch: int

    def __str__(self) -> str:
        who = f"{self.owner} on {self.machine}, process {self.pid}"
        return f"{who}, since {self.since}, last heartbeat {self.heartbeat}"


class Locked(Exception):
    """Another controller acts on this inventory (exit code 6)."""

    def __init__(self, holder: Holder | None) -> None:
        self.holder = holder
        super().__init__(str(holder) if holder else "another process, which has not said who it is yet")


class Lease:
    """Held while a run acts: ``with Lease(folder) as lease``.

    Raises:
        Locked: by ``__enter__``, when another process holds it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stop = threading.Event()
        self._lock = -1
        self.epoch = 0

    def __enter__(self) -> Lease:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self._folder / "lease.lock", os.O_RDWR | os.O_CREAT, 0o600)
        if not _try_lock(self._lock):
            os.close(self._lock)
            raise Locked(holder(self._folder))
        before = holder(self._folder)
        self.epoch = before.epoch + 1 if before else 1
        self._since = _now()
        self._write()
        self._beat = threading.Thread(target=self._keep, name="lease", daemon=True)
        self._beat.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._beat.join()
        os.close(self._lock)

    def _keep(self) -> None:
        while not self._stop.wait(HEARTBEAT):
            self._write()

    def _write(self) -> None:
        data = Holder(_user(), socket.gethostname(), os.getpid(), self._since, _now(), self.epoch)
        new = self._folder / "lease.new"
        new.write_text(json.dumps(asdict(data)) + "\n", encoding="utf-8")
        new.replace(self._folder / "lease.json")


def holder(folder: Path) -> Holder | None:
    """Who holds the lease, or held it last."""
    try:
        return Holder(**json.loads((folder / "lease.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _try_lock(file: int) -> bool:
    try:
        import fcntl
    except ImportError:  # a controller on Windows
        import msvcrt

        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
