"""The state folder of a lab: what lies where, readable by its owner alone."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from winlab.process import identity


@dataclass(frozen=True)
class DaemonRecord:
    """What a running daemon writes about itself."""

    pid: int
    started: str
    control_port: int
    token: str

    @property
    def alive(self) -> bool:
        """Whether that very process still runs."""
        return identity.is_alive(self.pid, self.started)


class StateFolder:
    """One lab's folder.

    ``lab/`` belongs to the lab itself; the rest is the process's: ``daemon.json`` (process, control channel),
    ``ports.json``, ``settings.json`` (scenario, pace), ``requests.jsonl``, ``daemon.log``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    @property
    def lab(self) -> Path:
        """Where the lab keeps its machines."""
        return self.path / "lab"

    @property
    def scratch(self) -> Path:
        """Short-lived files of the endpoints."""
        return self.path / "scratch"

    @property
    def log(self) -> Path:
        """Standard output and error of the daemon."""
        return self.path / "daemon.log"

    @property
    def requests(self) -> Path:
        """The request log."""
        return self.path / "requests.jsonl"

    @property
    def lock(self) -> Path:
        """Locked while a daemon works on the folder."""
        return self.path / "lock"

    @property
    def exists(self) -> bool:
        """Whether a lab was ever made here."""
        return (self.path / "settings.json").exists()

    def create(self) -> None:
        """Makes the folder if needed; only the owner may read it."""
        for folder in (self.path, self.scratch, self.lab):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)

    def read(self, name: str) -> dict[str, object]:
        """Reads a JSON document of the folder; empty if it is missing."""
        try:
            data = json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return cast("dict[str, object]", data)

    def write(self, name: str, data: Mapping[str, object]) -> None:
        """Writes a JSON document atomically, readable by the owner alone."""
        descriptor, temporary = tempfile.mkstemp(dir=self.path, prefix=f".{name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(data, file, indent=1, sort_keys=True)
            file.write("\n")
        Path(temporary).replace(self.path / name)

    def daemon(self) -> DaemonRecord | None:
        """The record of the last daemon, whether it lives or not."""
        data = self.read("daemon.json")
        if not data:
            return None
        return DaemonRecord(
            pid=cast("int", data["pid"]),
            started=cast("str", data["started"]),
            control_port=cast("int", data["control_port"]),
            token=cast("str", data["token"]),
        )

    def write_daemon(self, record: DaemonRecord) -> None:
        """Tells clients where the daemon is."""
        self.write("daemon.json", asdict(record))

    def forget_daemon(self) -> None:
        """The daemon ended in order."""
        (self.path / "daemon.json").unlink(missing_ok=True)

    def keytabs(self) -> str | None:
        """The folder with the hosts' Kerberos keys, if the lab was given one."""
        found = self.read("settings.json").get("keytabs")
        return found if isinstance(found, str) else None

    def ports(self) -> dict[str, int]:
        """Host name -> port of the last run; with ``/https`` behind the name: that of HTTPS."""
        return {name: port for name, port in self.read("ports.json").items() if isinstance(port, int)}
