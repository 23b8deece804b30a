"""The durable record of a deployment: intent before an act, evidence after it.

One file of JSON lines for an inventory. Every line carries a number and a hash chained over all lines before
it. A torn last line (the controller died in the middle of a write) is dropped with a notice; any other damage
refuses the file.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType

from exforge.planning.values import Json

Record = Mapping[str, Json]

_START = "exforge journal 1"


class DamagedJournal(Exception):
    """A line that is not the last one does not fit the chain (exit code 9)."""


class JournalUnwritable(Exception):
    """Nothing more can be recorded, so nothing more may be done."""


def _chain(previous: str, record: Record) -> str:
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Content:
    """What a journal holds."""

    records: tuple[Record, ...]
    chain: str
    size: int
    """Bytes of the sound part."""
    torn: bool
    """There was a torn tail behind it."""


def read(path: Path) -> Content:
    """Reads and checks a journal; one that is not there is empty.

    Raises:
        DamagedJournal: it was edited or corrupted before its end.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raw = b""
    records: list[Record] = []
    chain = hashlib.sha256(_START.encode()).hexdigest()[:32]
    size = 0
    lines = raw.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line and number == len(lines):
            break
        record, seen = _parse(line)
        complete = number < len(lines)
        if record is None or not complete or seen != _chain(chain, record):
            if number >= len(lines) - 1 and (not complete or record is None):
                return Content(tuple(records), chain, size, True)
            raise DamagedJournal(f"{path}: line {number} was changed or damaged after it was written")
        chain = seen
        records.append(record)
        size += len(line) + 1
    return Content(tuple(records), chain, size, False)


def _parse(line: bytes) -> tuple[Record | None, str]:
    try:
        data = json.loads(line)
        return data["record"], data["chain"]
    except (ValueError, KeyError, TypeError):
        return None, ""


class Journal:
    """An open journal; appending is thread-safe and durable when it returns."""

    def __init__(self, path: Path, redact: Callable[[str], str] = str) -> None:
        """Opens the journal, without its torn tail if it has one (``dropped_tail`` says so).

        Raises:
            DamagedJournal: see ``read``.
            JournalUnwritable: the file can't be opened for writing.
        """
        self.path = path
        self._redact = redact
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        content = read(path)
        self.earlier = content.records
        self.dropped_tail = content.torn
        self._chain = content.chain
        self._count = len(content.records)
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            os.ftruncate(self._file, content.size)
            os.lseek(self._file, content.size, os.SEEK_SET)
        except OSError as error:
            raise JournalUnwritable(f"{path}: {error.strerror}") from error

    def append(self, kind: str, **fields: Json) -> None:
        """Adds a record; it survives whatever dies once this returns.

        Raises:
            JournalUnwritable: the disk is full, or the like.
        """
        with self._lock:
            now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
            safe = {key: self._redact(v) if isinstance(v, str) else v for key, v in fields.items()}
            record: dict[str, Json] = {"n": self._count, "at": now, "kind": kind, **safe}
            chain = _chain(self._chain, record)
            line = json.dumps({"record": record, "chain": chain}, separators=(",", ":")) + "\n"
            try:
                _write_all(self._file, line.encode())
                os.fsync(self._file)
            except OSError as error:
                raise JournalUnwritable(f"{self.path}: {error.strerror}") from error
            self._chain = chain
            self._count += 1

    def close(self) -> None:
        """Closes the file."""
        os.close(self._file)

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


@dataclass(frozen=True)
class OpenIntent:
    """An act whose end the journal does not know, or whose mark may still be on its host."""

    token: str
    host: str
    address: str
    summary: str
    detached: bool
    timeout: int


def open_intents(records: tuple[Record, ...]) -> tuple[OpenIntent, ...]:
    """Acts that may still run, or have ended unseen."""
    found: dict[str, OpenIntent] = {}
    for record in records:
        token = str(record.get("token", ""))
        if record["kind"] == "intent":
            timeout = record.get("timeout")
            found[token] = OpenIntent(
                token,
                str(record["host"]),
                str(record["address"]),
                str(record["act"]),
                bool(record["detached"]),
                timeout if isinstance(timeout, int) else 0,
            )
        elif record["kind"] == "forgotten" or (
            record["kind"] == "evidence" and not (token in found and found[token].detached)
        ):
            found.pop(token, None)
    return tuple(found.values())


def owed_restarts(records: tuple[Record, ...]) -> dict[str, str]:
    """Hosts that owed a restart when the journal ended, with the boot identity they had then."""
    owed: dict[str, str] = {}
    for record in records:
        host = str(record.get("host", ""))
        if record["kind"] == "evidence" and record.get("restart"):
            owed[host] = str(record.get("boot"))
        elif record["kind"] == "restarted":
            owed.pop(host, None)
    return owed


def last_run(records: tuple[Record, ...]) -> tuple[Record, ...]:
    """The records of the last run, its start first; empty when there was none."""
    for number in range(len(records) - 1, -1, -1):
        if records[number]["kind"] == "run":
            return records[number:]
    return ()
