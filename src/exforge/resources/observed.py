"""Reading what probes answered: every function has an answer for a missing or odd value, none raises."""

from __future__ import annotations

from collections.abc import Mapping

from exforge.resources.base import Value

_NOTHING: Mapping[str, Value] = {}


def mapping(value: Value) -> Mapping[str, Value]:
    """A hashtable; empty when it is something else."""
    return value if isinstance(value, Mapping) else _NOTHING


def items(value: Value) -> tuple[Value, ...]:
    """A list; one value alone counts as a list of one, nothing as an empty one."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def texts(value: Value) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(str(item) for item in items(value) if item is not None)


def text(value: Value) -> str:
    """A text; empty for nothing."""
    return "" if value is None else str(value)


def number(value: Value) -> int:
    """A whole number; 0 for what is none."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    digits = text(value).strip()
    return int(digits) if digits.lstrip("-").isdigit() else 0


def yes(value: Value) -> bool:
    """A boolean."""
    return value is True


def version(value: Value) -> tuple[int, ...]:
    """The numbers of a version such as ``4.5.6001.22159``; empty when it is none."""
    parts = text(value).strip().split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def same(left: str, right: str) -> bool:
    """Equal as Windows compares names."""
    return left.casefold() == right.casefold()


def contains(names: tuple[str, ...], name: str) -> bool:
    """Whether a name is among names, as Windows compares them."""
    return any(same(other, name) for other in names)
