"""One number for all state, in which clock values and random ids do not count."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from winlab.windows.files import decode

# Keys whose values are times, counters or secrets.
_DROPPED = {
    "created",
    "modified",
    "power",
    "password",
    "count",
    "index",
    "time",
    "last_run",
    "next_run",
    "pid",
    "InstallDate",
}
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?", re.I), "<guid>"),
    (re.compile(r"S-1-5-21(?:-\d+){3}"), "<sid>"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"), "<time>"),
    (re.compile(r"\d{1,4}[/.]\d{1,2}[/.]\d{2,4}"), "<date>"),
    (re.compile(r"\d{1,2}:\d\d:\d\d(?:\.\d+)?(?: ?[AP]M)?"), "<time>"),
    (re.compile(r"\b20\d{6}(?:[-_]?\d{4,10})?(?:\.\d+[+-]\d{3})?\b"), "<time>"),
    (re.compile(r"\b(pid|process id|PID)[ =:]+\d+", re.I), r"\1 <pid>"),
)


def normal_text(text: str) -> str:
    """A text without times and random ids."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def normalise(data: object, key: str = "") -> object:
    """Plain data without what differs by chance."""
    if isinstance(data, Mapping):
        if key == "logs":
            return {name: _events(entries) for name, entries in sorted(data.items())}
        if key == "values" and all(isinstance(pair, list) and len(pair) == 2 for pair in data.values()):
            return _gather((normal_text(name), _value(pair)) for name, pair in data.items())
        return _gather(
            (
                normal_text(str(name)),
                _file(value) if name == "data" and "attributes" in data else normalise(value, name),
            )
            for name, value in data.items()
            if name not in _DROPPED
        )
    if isinstance(data, list):
        return [normalise(item) for item in data]
    return normal_text(data) if isinstance(data, str) else data


def _gather(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """A mapping of pairs; names that became equal are numbered in the order of their contents."""
    groups: dict[str, list[object]] = {}
    for name, value in pairs:
        groups.setdefault(name, []).append(value)
    found: dict[str, object] = {}
    for name, values in sorted(groups.items()):
        values.sort(key=lambda value: json.dumps(value, sort_keys=True))
        for number, value in enumerate(values):
            found[f"{name} {number + 1}" if number else name] = value
    return found


def _value(pair: list[object]) -> object:
    return [pair[0], normalise(pair[1])]


def _file(data: object) -> object:
    raw = base64.b64decode(str(data))
    if b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return hashlib.sha256(raw).hexdigest()
    return normal_text(decode(raw))


def _events(entries: object) -> object:
    assert isinstance(entries, list)
    kept = {
        json.dumps([entry["source"], entry["event_id"], entry["kind"], normal_text(entry["message"])])
        for entry in entries
    }
    return sorted(kept)


def digest_of(data: object) -> str:
    """SHA-256 over the normalised data as canonical JSON."""
    text = json.dumps(normalise(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
