"""Values as plain JSON data: for hashes, journals and saved plans. Secrets appear as their source only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TypeAlias

from exforge.resources.base import Value
from exforge.resources.secret import Secret

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


def as_json(value: Value) -> Json:
    """The value as JSON data."""
    if isinstance(value, Secret):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [as_json(item) for item in value]
    return value


def shown(value: Value) -> str:
    """The value for a person, in one line."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (str, int)):
        return str(value) if value != "" else '""'
    if isinstance(value, Secret):
        return str(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) or "nothing"
    return ", ".join(shown(item) for item in value) or "nothing"


def digest(data: Json) -> str:
    """A hash of JSON data, the same for equal data."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
