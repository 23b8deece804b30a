"""Methods of List`1 that take a block for a delegate, and its rest.

Source: https://learn.microsoft.com/dotnet/api/system.collections.generic.list-1 .
"""

from __future__ import annotations

import functools
import weakref

from winlab.powershell.blocks import ScriptBlock
from winlab.powershell.comparing import order
from winlab.powershell.conversion import to_bool
from winlab.powershell.errors import net_error
from winlab.powershell.net.collections import GENERIC, LIST
from winlab.powershell.nettypes import NetProperty
from winlab.powershell.operators import elements
from winlab.powershell.text import to_text
from winlab.powershell.values import ArrayList, GenericList

BLOCK, INT, B, VOID, OBJ = (
    "System.Management.Automation.ScriptBlock",
    "System.Int32",
    "System.Boolean",
    "System.Void",
    "System.Object",
)


def _call(block: ScriptBlock, value: object) -> list[object]:
    # A block as delegate gets its argument in $args, and in $_.
    return block.session.call_block(block, [value], value)


def _holds(block: ScriptBlock, value: object) -> bool:
    return to_bool(_call(block, value))


GENERIC.method("Exists", (BLOCK,), returns=B)(lambda target, block: any(_holds(block, v) for v in target.items))
GENERIC.method("TrueForAll", (BLOCK,), returns=B)(lambda target, block: all(_holds(block, v) for v in target.items))
GENERIC.method("Find", (BLOCK,))(lambda target, block: next((v for v in target.items if _holds(block, v)), None))
GENERIC.method("FindLast", (BLOCK,))(
    lambda target, block: next((v for v in reversed(target.items) if _holds(block, v)), None)
)
GENERIC.method("FindIndex", (BLOCK,), returns=INT)(
    lambda target, block: next((n for n, v in enumerate(target.items) if _holds(block, v)), -1)
)
GENERIC.method("FindAll", (BLOCK,))(
    lambda target, block: GenericList([v for v in target.items if _holds(block, v)], target.element_type)
)


@GENERIC.method("RemoveAll", (BLOCK,), returns=INT)
def remove_all(target: GenericList, block: ScriptBlock) -> int:
    """Removes the elements for which the block holds, and tells how many."""
    kept = [value for value in target.items if not _holds(block, value)]
    removed = len(target.items) - len(kept)
    target.items[:] = kept
    return removed


@GENERIC.method("ForEach", (BLOCK,), returns=VOID)
def for_each(target: GenericList, block: ScriptBlock) -> None:
    """Runs a block for each element."""
    for value in list(target.items):
        _call(block, value)


def _insert_range(target: GenericList, place: int, values: object) -> None:
    target.items[place:place] = elements(values) or []


def _reverse(target: ArrayList, start: int = 0, count: int | None = None) -> None:
    end = len(target.items) if count is None else start + count
    target.items[start:end] = target.items[start:end][::-1]


def _sort(target: ArrayList, by: object = None) -> None:
    """Sorts, by a block (of List`1), or by a comparer such as CaseInsensitiveComparer."""
    if isinstance(by, ScriptBlock):
        block = by
        target.items.sort(key=functools.cmp_to_key(lambda a, b: _number(block.session.call_block(block, [a, b]))))
        return
    ignore_case = by is not None and getattr(by, "ignore_case", False) is True
    target.items.sort(key=functools.cmp_to_key(lambda a, b: order(a, b, ignore_case=ignore_case)))


def _number(found: list[object]) -> int:
    return int(to_text(found[-1])) if found else 0


def _search(target: ArrayList, value: object) -> int:
    """The place of a value in a sorted list, else the complement of where it would stand."""
    low, high = 0, len(target.items)
    while low < high:
        middle = (low + high) // 2
        compared = order(target.items[middle], value, ignore_case=False)
        if compared == 0:
            return middle
        low, high = (middle + 1, high) if compared < 0 else (low, middle)
    return ~low


_ROOMS: weakref.WeakKeyDictionary[ArrayList, int] = weakref.WeakKeyDictionary()
"""Capacities that scripts asked for; lists need none here."""


def _room(target: ArrayList) -> int:
    asked = _ROOMS.get(target, 0)
    count = len(target.items)
    return asked if asked >= count and asked else max(4, 1 << (count - 1).bit_length()) if count else 0


def _set_room(target: ArrayList, capacity: int) -> None:
    if capacity < len(target.items):
        raise net_error(
            "System.ArgumentOutOfRangeException",
            "capacity was less than the current size.\r\nParameter name: value",
            ParamName="value",
        )
    _ROOMS[target] = capacity


for _list in (GENERIC, LIST):
    _list.method("InsertRange", (INT, OBJ), returns=VOID)(_insert_range)
    _list.method("Reverse", (), (INT, INT), returns=VOID)(_reverse)
    _list.method("Sort", (), (OBJ,), (BLOCK,), returns=VOID)(_sort)
    _list.method("BinarySearch", (OBJ,), returns=INT)(_search)
    _list.type.members["capacity"] = NetProperty("Capacity", INT, _room, _set_room)
