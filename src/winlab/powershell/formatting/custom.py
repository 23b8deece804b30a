"""Format-Custom without a view: ``class Name { property = value }``, nested to a depth."""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.formatting.display import display
from winlab.powershell.objects import get_member, property_names
from winlab.powershell.values import ArrayList, NetObject, PSObject, type_name, unwrap


def custom_lines(value: object, names: Sequence[str], depth: int) -> list[str]:
    """The lines of an object; ``names`` limits the properties of the outermost one."""
    shown = names or property_names(value)
    if not shown:
        return [display(value)]
    lines = [f"class {type_name(value).rpartition('.')[2]}", "{"]
    for name in shown:
        lines.extend(f"  {line}" for line in _property(name, get_member(value, name), depth - 1))
    return [*lines, "}"]


def _property(name: str, value: object, depth: int) -> list[str]:
    base = unwrap(value)
    items = base if isinstance(base, list) else base.items if isinstance(base, ArrayList) else None
    if items is not None and depth > 0:
        inner = [line for item in items for line in _nested(item, depth)]
        return [f"{name} = ", "  [", *(f"    {line}" for line in inner), "  ]"]
    if depth > 0 and isinstance(base, (PSObject, NetObject)) and property_names(value):
        first, *rest = custom_lines(value, (), depth)
        return [f"{name} = ", f"  {first}", *(f"  {line}" for line in rest)]
    return [f"{name} = {display(value)}"]


def _nested(item: object, depth: int) -> list[str]:
    base = unwrap(item)
    return custom_lines(item, (), depth) if isinstance(base, (PSObject, NetObject)) else [display(item)]
