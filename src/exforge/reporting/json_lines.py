"""The event stream as JSON lines, for programs."""

from __future__ import annotations

import dataclasses
import json
import re
import threading
from collections.abc import Mapping
from enum import Enum
from typing import Any, TextIO

from exforge.planning.events import Event
from exforge.planning.plan import Plan
from exforge.planning.saved import plan_data
from exforge.planning.values import Json
from exforge.project.redaction import Redact
from exforge.resources.secret import Secret


class JsonLines:
    """An observer that writes one JSON object per event; thread-safe."""

    def __init__(self, stream: TextIO, redact: Redact) -> None:
        self._stream = stream
        self._redact = redact
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        """Writes an event."""
        line = json.dumps(event_data(event, self._redact), ensure_ascii=True)
        with self._lock:
            self._stream.write(line + "\n")
            self._stream.flush()


def event_data(event: Event, redact: Redact) -> dict[str, Json]:
    """The event as JSON data: its name in ``event``, then its fields."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()
    fields = {field.name: _data(getattr(event, field.name), redact) for field in dataclasses.fields(event)}
    return {"event": name, **fields}


def _data(value: Any, redact: Redact) -> Json:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Secret):
        return str(value)
    if isinstance(value, Plan):
        return _data(plan_data(value), redact)
    if isinstance(value, float):
        return round(value, 3)
    if dataclasses.is_dataclass(value):
        return {field.name: _data(getattr(value, field.name), redact) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _data(item, redact) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_data(item, redact) for item in value]
    return value if isinstance(value, (bool, int)) or value is None else redact(str(value))
