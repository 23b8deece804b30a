"""Event logs of one host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

LIMIT = 2000


@dataclass(frozen=True)
class Event:
    """An entry: ``kind`` is Error, Warning, Information, SuccessAudit or FailureAudit; time is UTC."""

    index: int
    source: str
    event_id: int
    kind: str
    message: str
    time: datetime
    category: int = 0
    user: str = ""
    strings: tuple[str, ...] = field(default=())


OVERWRITE_AS_NEEDED, OVERWRITE_OLDER, DO_NOT_OVERWRITE = "OverwriteAsNeeded", "OverwriteOlder", "DoNotOverwrite"
_SETTINGS = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Eventlog"
_NEVER = 0xFFFFFFFF
_DAY = 86400


# what a fresh system registers under the keys of its logs
_SOURCES = {
    "Application": ("Application", "Application Error", "EventSystem", "MsiInstaller", "SceCli", "Userenv", "Winlogon"),
    "System": (
        "System",
        "DCOM",
        "EventLog",
        "NETLOGON",
        "Print",
        "Service Control Manager",
        "Tcpip",
        "USER32",
        "W32Time",
    ),
    "Security": ("Security",),
    "Windows PowerShell": ("PowerShell",),
}


@dataclass(frozen=True)
class LogSettings:
    """How large a log may be, and what gives way then; ``days`` are kept with OverwriteOlder."""

    kilobytes: int = 16384
    overflow: str = OVERWRITE_AS_NEEDED
    days: int = 0


class EventLogs:
    """The logs; Application, System and Security are always there."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._logs: dict[str, list[Event]] = {"Application": [], "System": [], "Security": []}
        if machine.spec.remoting:
            self._logs["Windows PowerShell"] = []
        self._count: dict[str, int] = {}
        self.sources: dict[str, str] = {
            source.lower(): log for log, sources in _SOURCES.items() if log in self._logs for source in sources
        }
        """Registered sources (lower case) -> log."""

    def names(self) -> list[str]:
        """The logs' names."""
        return list(self._logs)

    def find(self, log: str) -> str | None:
        """A log's name as it is spelled."""
        return next((name for name in self._logs if name.lower() == log.lower()), None)

    def create(self, log: str, source: str) -> None:
        """Registers a source, making its log."""
        name = self.find(log)
        if name is None:
            self._logs[log] = []
            name = log
        self.sources[source.lower()] = name
        self._machine.touch()

    def write(
        self, log: str, source: str, event_id: int, kind: str, message: str, category: int = 0, user: str = ""
    ) -> Event:
        """Adds an entry."""
        name = self.find(log) or "Application"
        self._count[name] = self._count.get(name, 0) + 1
        event = Event(self._count[name], source, event_id, kind, message, self._machine.clock.now(), category, user)
        entries = self._logs[name]
        entries.append(event)
        if len(entries) > LIMIT:
            del entries[: LIMIT // 10]
        self.sources.setdefault(source.lower(), name)
        self._machine.touch()
        return event

    def entries(self, log: str) -> list[Event]:
        """A log's entries, oldest first; empty without such a log."""
        name = self.find(log)
        return [] if name is None else list(self._logs[name])

    def settings(self, log: str) -> LogSettings:
        """What the registry says of a log (MaxSize in bytes, Retention in seconds).

        https://learn.microsoft.com/windows/win32/eventlog/eventlog-key
        """
        number = self._machine.registry.number
        size, kept = number(f"{_SETTINGS}\\{log}", "MaxSize"), number(f"{_SETTINGS}\\{log}", "Retention")
        overflow = DO_NOT_OVERWRITE if kept == _NEVER else OVERWRITE_OLDER if kept else OVERWRITE_AS_NEEDED
        days = kept // _DAY if overflow == OVERWRITE_OLDER else 0
        return LogSettings(size // 1024 if size else LogSettings.kilobytes, overflow, days)

    def limit(self, log: str, settings: LogSettings) -> None:
        """Writes a log's settings into the registry."""
        key = f"{_SETTINGS}\\{self.find(log) or log}"
        kept = {OVERWRITE_AS_NEEDED: 0, DO_NOT_OVERWRITE: _NEVER}.get(settings.overflow, max(1, settings.days) * _DAY)
        self._machine.registry.set(key, "MaxSize", settings.kilobytes * 1024)
        self._machine.registry.set(key, "Retention", kept)

    def clear(self, log: str) -> None:
        """Empties a log."""
        name = self.find(log)
        if name is not None:
            self._logs[name].clear()
            self._machine.touch()

    def remove(self, log: str) -> bool:
        """Removes a log with its sources; False if there is none."""
        name = self.find(log)
        if name is None:
            return False
        del self._logs[name]
        self.sources = {source: of for source, of in self.sources.items() if of != name}
        self._machine.touch()
        return True

    def state(self) -> dict[str, object]:
        """Plain data."""
        return {
            "logs": {
                name: [{**asdict(event), "time": event.time.isoformat()} for event in entries]
                for name, entries in self._logs.items()
            },
            "count": self._count,
            "sources": self.sources,
        }

    def load(self, data: Mapping[str, object]) -> None:
        """Takes over what `state` gave."""
        self._logs = {
            name: [
                Event(
                    cast("int", item["index"]),
                    str(item["source"]),
                    cast("int", item["event_id"]),
                    str(item["kind"]),
                    str(item["message"]),
                    datetime.fromisoformat(str(item["time"])),
                    cast("int", item["category"]),
                    str(item["user"]),
                    tuple(cast("list[str]", item["strings"])),
                )
                for item in entries
            ]
            for name, entries in cast("dict[str, list[dict[str, object]]]", data["logs"]).items()
        }
        self._count = cast("dict[str, int]", data["count"])
        self.sources = cast("dict[str, str]", data["sources"])
