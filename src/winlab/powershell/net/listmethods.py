"""Methods of List`1 that take a block for a delegate, and its rest.

Source: https://learn.microsoft.com/dotnet/api/system.collections.generic.list-1 .
"""

from __future__ import annotations

from winlab.powershell.blocks import ScriptBlock
from winlab.powershell.conversion import to_bool
from winlab.powershell.net.collections import GENERIC, LIST
from winlab.powershell.operators import elements
from winlab.powershell.values import GenericList

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


for _list in (GENERIC, LIST):
    _list.method("InsertRange", (INT, OBJ), returns=VOID)(_insert_range)
