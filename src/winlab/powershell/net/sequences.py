"""What arrays and lists have in common: searching, sorting, copying, and the refusals of places outside.

Sources: https://learn.microsoft.com/dotnet/api/system.array ,
https://learn.microsoft.com/dotnet/api/system.collections.arraylist .
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from winlab.powershell.blocks import ScriptBlock
from winlab.powershell.conversion import convert_or_fail
from winlab.powershell.errors import ConversionFailed, NetException, PSError, net_error
from winlab.powershell.invoking import type_by_name
from winlab.powershell.net.comparers import Comparer, StringComparer, compare_values
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.net.typecodes import same
from winlab.powershell.operators import elements
from winlab.powershell.text import to_text
from winlab.powershell.values import ArrayList, Hashtable, NetObject, TypedArray, unwrap

INDEX = "Index was out of range. Must be non-negative and less than the size of the collection."
COUNT = "Count must be positive and count must refer to a location within the string/array/collection."
_ROOM = (
    "Offset and length were out of bounds for the array or count is greater than the number of elements from index to "
    "the end of the source collection."
)
Order = Callable[[object, object], int]


def outside(name: str = "index") -> PSError:
    """A place outside of a collection."""
    return out_of_range(name, INDEX)


def place_in(items: Sequence[object], place: int, name: str = "index") -> int:
    """A place that there is.

    Raises:
        PSError: ArgumentOutOfRangeException.
    """
    if not 0 <= place < len(items):
        raise outside(name)
    return place


def part_of(items: Sequence[object], start: int, count: int) -> slice:
    """A part that there is.

    Raises:
        PSError: ArgumentOutOfRangeException or ArgumentException.
    """
    if start < 0 or count < 0:
        raise out_of_range("index" if start < 0 else "count", "Non-negative number required.")
    if start + count > len(items):
        raise net_error("System.ArgumentException", _ROOM)
    return slice(start, start + count)


def items_of(source: object) -> list[object]:
    """The elements of any collection."""
    base = unwrap(source)
    if isinstance(base, list):
        return base
    if isinstance(base, ArrayList):
        return base.items
    if isinstance(base, Hashtable):
        return [base.entry(key, held) for key, held in base.items()]
    return list(elements(base) or [])


def order_of(by: object = None) -> Order:
    """The order that a comparer, or a block in its place, puts values in; without one their own."""
    if isinstance(by, ScriptBlock):
        block = by
        return lambda a, b: int(to_text((block.session.call_block(block, [a, b]) or [0])[-1]))
    if isinstance(by, (Comparer, StringComparer)):
        return by.compare
    return compare_values


def sort(items: list[object], by: object = None) -> None:
    """Sorts in place.

    Raises:
        PSError: InvalidOperationException where two elements can't be compared.
    """
    try:
        items.sort(key=functools.cmp_to_key(order_of(by)))
    except PSError as failed:
        if by is not None and isinstance(by, ScriptBlock):
            raise
        raise _incomparable(failed.record.exception) from None


def _incomparable(inner: NetException) -> PSError:
    failed = net_error("System.InvalidOperationException", "Failed to compare two elements in the array.")
    failed.record.exception.inner = inner
    return failed


def search(items: Sequence[object], value: object, by: object = None) -> int:
    """The place of a value in sorted elements, else the complement of where it would stand."""
    compare = order_of(by)
    low, high = 0, len(items) - 1
    while low <= high:
        middle = (low + high) // 2
        try:
            found = compare(items[middle], value)
        except PSError as failed:
            raise _incomparable(failed.record.exception) from None
        if found == 0:
            return middle
        low, high = (middle + 1, high) if found < 0 else (low, middle - 1)
    return ~low


def find(items: Sequence[object], value: object, start: int = 0, count: int | None = None) -> int:
    """The first place of a value, or -1.

    Raises:
        PSError: ArgumentOutOfRangeException.
    """
    if not 0 <= start <= len(items):
        raise outside("startIndex")
    end = len(items) if count is None else start + count
    if not start <= end <= len(items):
        raise out_of_range("count", COUNT)
    return next((n for n in range(start, end) if same(items[n], value)), -1)


def find_last(items: Sequence[object], value: object, last: int | None = None, count: int | None = None) -> int:
    """The last place of a value, or -1.

    Raises:
        PSError: ArgumentOutOfRangeException.
    """
    if not items:
        return -1
    last = len(items) - 1 if last is None else last
    if not 0 <= last < len(items):
        raise outside("startIndex")
    first = 0 if count is None else last - count + 1
    if first < 0 or (count is not None and count < 0):
        raise out_of_range("count", COUNT)
    return next((n for n in range(last, first - 1, -1) if same(items[n], value)), -1)


def stored(target: Sequence[object], value: object) -> object:
    """A value as an array of a type takes it.

    Raises:
        PSError: InvalidCastException.
    """
    if not isinstance(target, TypedArray):
        return value
    if value is not None:
        from winlab.powershell.conversion import is_instance

        element = type_by_name(target.element_type)
        if is_instance(value, element):
            return value
        if isinstance(value, (bool, str, list, NetObject)):
            raise net_error("System.InvalidCastException", "Object cannot be stored in an array of this type.")
    try:
        return convert_or_fail(value, type_by_name(target.element_type))
    except ConversionFailed:
        raise net_error("System.InvalidCastException", "Object cannot be stored in an array of this type.") from None


def copy_into(source: Sequence[object], target: list[object], place: int = 0) -> None:
    """Copies all elements into an array.

    Raises:
        PSError: ArgumentException where it is too short.
    """
    if place < 0:
        raise out_of_range("dstIndex", "Number was less than the array's lower bound in the first dimension.")
    if place + len(source) > len(target):
        raise too_short("Destination", "destIndex")
    target[place : place + len(source)] = [stored(target, value) for value in source]


def too_short(which: str, index: str) -> PSError:
    """An array that does not hold so much."""
    text = f"{which} array was not long enough. Check {index} and length, and the array's lower bounds."
    return net_error("System.ArgumentException", text)
