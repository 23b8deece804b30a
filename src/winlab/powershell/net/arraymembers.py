"""System.Array: the members of arrays of one dimension.

Source: https://learn.microsoft.com/dotnet/api/system.array .
"""

from __future__ import annotations

from winlab.powershell.conversion import convert_or_fail
from winlab.powershell.declare import NET
from winlab.powershell.errors import ConversionFailed, net_error
from winlab.powershell.invoking import type_by_name
from winlab.powershell.net.automation import Reference
from winlab.powershell.net.enumerators import cursor
from winlab.powershell.net.sequences import (
    copy_into,
    find,
    find_last,
    outside,
    part_of,
    search,
    sort,
    stored,
    too_short,
)  # fmt: skip
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.nettypes import NetType
from winlab.powershell.text import to_text
from winlab.powershell.values import Int64, NetObject, TypedArray, type_name

OBJ, INT, B, LONG, VOID, A = (
    "System.Object", "System.Int32", "System.Boolean", "System.Int64", "System.Void", "System.Array",
)  # fmt: skip
COMPARER = "System.Collections.IComparer"
LIST_BASES = (OBJ, "System.Collections.IList", "System.ICloneable")
ARRAY = NET.extend(A, bases=LIST_BASES)
ARRAY.property("Length", INT)(len)
ARRAY.property("LongLength", LONG)(lambda a: Int64(len(a)))
ARRAY.property("Count", INT)(len)
ARRAY.property("SyncRoot")(lambda a: a)
ARRAY.always(INT, Rank=1)
ARRAY.always(B, IsReadOnly=False, IsFixedSize=True, IsSynchronized=False)


def _dimension(array: list[object], dimension: int) -> list[object]:
    if dimension != 0:
        raise net_error("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
    return array


ARRAY.method("GetLength", (INT,), returns=INT)(lambda a, d: len(_dimension(a, d)))
ARRAY.method("GetLongLength", (INT,), returns=LONG)(lambda a, d: Int64(len(_dimension(a, d))))
ARRAY.method("GetUpperBound", (INT,), returns=INT)(lambda a, d: len(_dimension(a, d)) - 1)
ARRAY.method("GetLowerBound", (INT,), returns=INT)(lambda a, d: 0 * len(_dimension(a, d)))
ARRAY.method("Initialize", returns=VOID)(lambda a: None)
ARRAY.method("CopyTo", (A, INT), (A, LONG), returns=VOID)(copy_into)
ARRAY.method("Contains", (OBJ,), returns=B)(lambda a, v: find(a, v) >= 0)
ARRAY.method("IndexOf", (OBJ,), returns=INT)(find)
ARRAY.method("GetEnumerator", returns="System.Collections.IEnumerator")(cursor)


@ARRAY.method("GetValue", (INT,), (LONG,), ("params System.Int32[]",))
def get_value(array: list[object], place: object) -> object:
    """An element."""
    return array[_place(array, place)]


def _place(array: list[object], place: object) -> int:
    number = int(to_text(place[0] if isinstance(place, list) and len(place) == 1 else place))
    if not 0 <= number < len(array):
        raise net_error("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
    return number


@ARRAY.method("SetValue", (OBJ, INT), (OBJ, LONG), (OBJ, "params System.Int32[]"), returns=VOID)
def set_value(array: list[object], value: object, place: object) -> None:
    """Sets an element."""
    array[_place(array, place)] = stored(array, value)


@ARRAY.method("Clone")
def copy_of(value: list[object]) -> list[object]:
    """A copy with its element type."""
    return TypedArray(value, value.element_type) if isinstance(value, TypedArray) else list(value)


@ARRAY.method("Clear", returns=VOID)
def clear_all(array: list[object]) -> None:
    """Sets all elements to their default."""
    clear(array, 0, len(array))


def _fixed(*_given: object) -> object:
    raise net_error("System.NotSupportedException", "Collection was of a fixed size.")


for _name, _overload in {"Add": (OBJ,), "Remove": (OBJ,), "RemoveAt": (INT,), "Insert": (INT, OBJ)}.items():
    ARRAY.method(_name, _overload)(_fixed)

# --- static members ---

ARRAY.static("IndexOf", (A, OBJ), (A, OBJ, INT), (A, OBJ, INT, INT), returns=INT)(find)
ARRAY.static("LastIndexOf", (A, OBJ), (A, OBJ, INT), (A, OBJ, INT, INT), returns=INT)(find_last)


@ARRAY.static("Reverse", (A,), (A, INT, INT), returns=VOID)
def reverse(array: list[object], start: int = 0, count: int | None = None) -> None:
    """Turns the order."""
    part = part_of(array, start, len(array) if count is None else count)
    array[part] = array[part][::-1]


@ARRAY.static(
    "Sort", (A,), (A, A), (A, COMPARER), (A, INT, INT), (A, A, COMPARER), (A, INT, INT, COMPARER), (A, A, INT, INT),
    (A, A, INT, INT, COMPARER), returns=VOID,
)  # fmt: skip
def sort_array(array: list[object], *rest: object) -> None:
    """Sorts all or a part, and a second array along with it."""
    others = next((each for each in rest if isinstance(each, list)), None)
    by = next((each for each in rest if isinstance(each, NetObject)), None)
    numbers = [each for each in rest if type(each) is int]
    part = part_of(array, *(numbers or (0, len(array))))
    if others is None:
        chosen = array[part]
        sort(chosen, by)
        array[part] = chosen
        return
    keys = array[part]
    order = list(keys)
    sort(order, by)
    left = list(range(len(keys)))
    places = [left.pop(next(n for n, place in enumerate(left) if keys[place] is key)) for key in order]
    array[part] = order
    others[part] = [others[part][place] for place in places]


@ARRAY.static(
    "BinarySearch", (A, OBJ), (A, OBJ, COMPARER), (A, INT, INT, OBJ), (A, INT, INT, OBJ, COMPARER), returns=INT
)
def binary_search(array: list[object], *given: object) -> int:
    """The place of a value in a sorted array, or the complement of where it would stand."""
    if len(given) <= 2:
        return search(array, *given)
    start, count, value, *by = given
    assert isinstance(start, int)
    assert isinstance(count, int)
    found = search(array[part_of(array, start, count)], value, *by)
    return found + start if found >= 0 else found - start


@ARRAY.static("ConstrainedCopy", (A, INT, A, INT, INT), returns=VOID)
@ARRAY.static("Copy", (A, A, INT), (A, A, LONG), (A, INT, A, INT, INT), (A, LONG, A, LONG, LONG), returns=VOID)
def copy(source: list[object], *given: object) -> None:
    """Copies elements."""
    first, target, second, count = (0, given[0], 0, given[1]) if len(given) == 2 else given
    assert isinstance(first, int)
    assert isinstance(target, list)
    assert isinstance(second, int)
    assert isinstance(count, int)
    if min(first, second, count) < 0:
        raise out_of_range("length" if count < 0 else "sourceIndex", "Non-negative number required.")
    if first + count > len(source):
        raise too_short("Source", "srcIndex")
    if second + count > len(target):
        raise too_short("Destination", "destIndex")
    target[second : second + count] = [stored(target, value) for value in source[first : first + count]]


@ARRAY.static("Clear", (A, INT, INT), returns=VOID)
def clear(array: list[object], start: int, count: int) -> None:
    """Sets elements to their default."""
    if start < 0 or count < 0 or start + count > len(array):
        raise net_error("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
    array[start : start + count] = [default_of(type_by_name(type_name(array)[:-2]))] * count


def default_of(element: NetType) -> object:
    """What a new array's elements are."""
    if not element.is_value_type:
        return None
    if element.name == "System.Boolean":
        return False
    try:
        return convert_or_fail(None, element)
    except ConversionFailed:
        return convert_or_fail(0, element) if element.is_enum else _new(element)


def _new(element: NetType) -> object:
    if element.constructor is None or () not in element.constructor.overloads:
        return convert_or_fail(0, element) if element.name in ("System.DateTime", "System.TimeSpan") else None
    return element.constructor.function()


@ARRAY.static(
    "CreateInstance", ("System.Type", INT), ("System.Type", INT, INT), ("System.Type", INT, INT, INT),
    ("System.Type", "params System.Int32[]"),
)  # fmt: skip
def create_instance(element: NetType, *sizes: object) -> object:
    """A new array."""
    numbers = sizes[0] if len(sizes) == 1 and isinstance(sizes[0], list) else list(sizes)
    counts = [int(to_text(number)) for number in numbers]
    if any(count < 0 for count in counts):
        raise out_of_range("length", "Non-negative number required.")
    if len(counts) == 1:
        return new_array(element, counts[0])
    from winlab.powershell.net.arrays import MultiArray, multi_array_of

    return MultiArray(multi_array_of(element, len(counts)), counts, default_of(element))


def new_array(element: NetType, count: int) -> list[object]:
    """A new array of default values."""
    items = [default_of(element)] * count
    return items if element.name == OBJ else TypedArray(items, element.name)


@ARRAY.static("Resize", ("ref", INT), returns=VOID)
def resize(reference: Reference, size: int) -> None:
    """Puts a longer or shorter copy into the variable."""
    old = reference.value()
    if size < 0:
        raise out_of_range("newSize", "Non-negative number required.")
    if not isinstance(old, list):
        old = []
    more = new_array(type_by_name(type_name(old)[:-2]), max(size - len(old), 0))
    made = copy_of(old)
    made[:] = [*old[:size], *more]
    reference.set(made)


__all__ = ["ARRAY", "LIST_BASES", "copy_of", "default_of", "new_array", "outside"]
