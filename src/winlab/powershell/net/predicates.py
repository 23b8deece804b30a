"""The methods of arrays and of List`1 that take a delegate: Find, Exists, TrueForAll, ConvertAll...

A script block stands for the delegate; it gets the element in ``$args`` and in ``$_``.

Sources: https://learn.microsoft.com/dotnet/api/system.array.find ,
https://learn.microsoft.com/dotnet/api/system.collections.generic.list-1.find .
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from winlab.powershell.blocks import ScriptBlock
from winlab.powershell.conversion import to_bool
from winlab.powershell.invoking import type_by_name
from winlab.powershell.net.arraymembers import ARRAY, default_of
from winlab.powershell.net.delegates import Delegate
from winlab.powershell.net.lists import BLOCK, GENERIC
from winlab.powershell.net.sequences import part_of
from winlab.powershell.values import GenericList, TypedArray, type_name

OBJ, INT, B, NONE, A = "System.Object", "System.Int32", "System.Boolean", "System.Void", "System.Array"
CONVERTER = "System.Converter`2"
Items = GenericList | list[object]
"""A list or an array."""


def _holds(block: ScriptBlock) -> Callable[[object], bool]:
    return lambda value: to_bool(block.session.call_block(block, [value], value))


def _values(target: Items) -> list[object]:
    return target.items if isinstance(target, GenericList) else target


def _element(target: Items) -> str:
    return target.element_type if isinstance(target, GenericList) else type_name(target)[:-2]


def _like(target: Items, values: list[object], element: str) -> object:
    if isinstance(target, GenericList):
        return GenericList(values, element)
    return values if element == OBJ else TypedArray(values, element)


def _first(target: Items, values: Iterable[object], block: ScriptBlock) -> object:
    holds = _holds(block)
    for value in values:
        if holds(value):
            return value
    return default_of(type_by_name(_element(target)))


def exists(target: Items, block: ScriptBlock) -> bool:
    """Whether the block holds for an element."""
    return any(map(_holds(block), _values(target)))


def true_for_all(target: Items, block: ScriptBlock) -> bool:
    """Whether the block holds for every element."""
    return all(map(_holds(block), _values(target)))


def find(target: Items, block: ScriptBlock) -> object:
    """The first element for which the block holds, else the type's default."""
    return _first(target, _values(target), block)


def find_last(target: Items, block: ScriptBlock) -> object:
    """The last element for which the block holds, else the type's default."""
    return _first(target, reversed(_values(target)), block)


def find_all(target: Items, block: ScriptBlock) -> object:
    """The elements for which the block holds."""
    return _like(target, list(filter(_holds(block), _values(target))), _element(target))


def find_index(target: Items, *given: object) -> int:
    """The place of the first element, from a place on, for which the block holds; else -1."""
    *numbers, block = given
    assert isinstance(block, ScriptBlock)
    values = _values(target)
    start, count = [*map(_number, numbers), *(0, len(values))[len(numbers) :]][:2]
    part = part_of(values, start, count if len(numbers) == 2 else len(values) - start)
    holds = _holds(block)
    return next((place for place in range(part.start, part.stop) if holds(values[place])), -1)


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


def find_last_index(target: Items, block: ScriptBlock) -> int:
    """The place of the last element for which the block holds; else -1."""
    values = _values(target)
    holds = _holds(block)
    return next((place for place in range(len(values) - 1, -1, -1) if holds(values[place])), -1)


def for_each(target: Items, block: ScriptBlock) -> None:
    """Runs the block for each element."""
    for value in list(_values(target)):
        block.session.call_block(block, [value], value)


def convert_all(target: Items, made: Delegate) -> object:
    """What a Converter makes of each element."""
    return _like(target, [made.call([value]) for value in _values(target)], made.returns.name)


def _declare(add: Callable[..., Callable[[Callable[..., object]], object]], first: tuple[str, ...]) -> None:
    for name, returns, function in (
        ("Exists", B, exists), ("TrueForAll", B, true_for_all), ("Find", OBJ, find), ("FindLast", OBJ, find_last),
        ("FindAll", OBJ, find_all), ("FindLastIndex", INT, find_last_index), ("ForEach", NONE, for_each),
    ):  # fmt: skip
        add(name, (*first, BLOCK), returns=returns)(function)
    add("FindIndex", (*first, BLOCK), (*first, INT, BLOCK), (*first, INT, INT, BLOCK), returns=INT)(find_index)
    add("ConvertAll", (*first, CONVERTER))(convert_all)


_declare(GENERIC.method, ())
_declare(ARRAY.static, (A,))


@GENERIC.method("RemoveAll", (BLOCK,), returns=INT)
def remove_all(target: GenericList, block: ScriptBlock) -> int:
    """Removes the elements for which the block holds, and tells how many."""
    holds = _holds(block)
    kept = [value for value in target.items if not holds(value)]
    removed = len(target.items) - len(kept)
    target.items[:] = kept
    return removed
