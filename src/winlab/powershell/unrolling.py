"""From values to the objects of a stream, and back: collections go out element by element."""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell.values import VOID, ArrayList, GenericList, Hashtable, NetObject, PSObject

Out = Callable[[object], object]
"""Where objects are written to."""


def collected(found: list[object]) -> object:
    """What was written, as a value."""
    if len(found) == 1:
        return found[0]
    return found if found else VOID


_SCALARS = frozenset({int, str, bool, float, type(None), Hashtable})


def write_unrolled(value: object, out: Out) -> None:
    """Writes a value as an expression statement does: collections element by element."""
    kind = type(value)
    if kind in _SCALARS:
        out(value)
    elif type(value) is list:
        for item in value:
            out(item)
    elif value is VOID:
        return
    elif isinstance(value, list):
        for item in value:
            out(item)
    elif isinstance(value, NetObject):
        elements = value.net_iter()
        if elements is None:
            out(value)
        elif isinstance(value, (ArrayList, GenericList)):
            for item in list(value.items):
                out(item)
        else:
            for item in elements:
                out(item)
    elif isinstance(value, PSObject) and _is_collection(value.base):
        write_unrolled(value.base, out)
    else:
        out(value)


def _is_collection(base: object) -> bool:
    return isinstance(base, list) or (isinstance(base, NetObject) and base.net_iter() is not None)
