"""System.Collections.ArrayList and System.Collections.Generic.List`1.

Sources: https://learn.microsoft.com/dotnet/api/system.collections.arraylist ,
https://learn.microsoft.com/dotnet/api/system.collections.generic.list-1 .
"""

from __future__ import annotations

import weakref

from winlab.powershell.conversion import convert_or_fail, converter
from winlab.powershell.declare import NET, TypeExtension
from winlab.powershell.errors import ConversionFailed, PSError, net_error
from winlab.powershell.invoking import MethodFailed, array_of, conversion_text, type_by_name
from winlab.powershell.net.arraymembers import COMPARER, LIST_BASES
from winlab.powershell.net.enumerators import cursor
from winlab.powershell.net.sequences import (
    copy_into,
    find,
    find_last,
    items_of,
    outside,
    part_of,
    place_in,
    search,
    sort,
)  # fmt: skip
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.nettypes import NetProperty, NetType
from winlab.powershell.operators import elements
from winlab.powershell.values import ArrayList, GenericList, TypedArray

OBJ, INT, B, VOID, A = "System.Object", "System.Int32", "System.Boolean", "System.Void", "System.Array"
BLOCK, L = "System.Management.Automation.ScriptBlock", "System.Collections.ArrayList"
COLLECTION = "System.Collections.ICollection"
_INSERT = "Insertion index was out of range. Must be non-negative and less than or equal to size."


def typed(target: ArrayList, value: object, method: str = "Add") -> object:
    """A value as the list's element type.

    Raises:
        MethodFailed: it can't be converted.
    """
    name = getattr(target, "element_type", OBJ)
    if name == OBJ:
        return value
    try:
        return convert_or_fail(value, type_by_name(name))
    except (ConversionFailed, PSError) as failed:
        text = conversion_text(failed, 0, value, method, name)
        raise MethodFailed("MethodArgumentConversionInvalidCastArgument", text) from None


def _like(target: ArrayList, items: list[object]) -> ArrayList:
    return GenericList(items, target.element_type) if isinstance(target, GenericList) else ArrayList(items)


def _insert(target: ArrayList, place: int, value: object) -> None:
    if not 0 <= place <= len(target.items):
        text = _INSERT if not isinstance(target, GenericList) else "Index must be within the bounds of the List."
        raise out_of_range("index", text)
    target.items.insert(place, typed(target, value, "Insert"))


def _insert_range(target: ArrayList, place: int, values: object) -> None:
    if not 0 <= place <= len(target.items):
        raise outside()
    target.items[place:place] = [typed(target, value) for value in items_of(values)]


def _set_range(target: ArrayList, place: int, values: object) -> None:
    given = items_of(values)
    if not 0 <= place <= len(target.items) - len(given):
        raise outside()
    target.items[place : place + len(given)] = given


def _remove_range(target: ArrayList, start: int, count: int) -> None:
    del target.items[part_of(target.items, start, count)]


def _remove_at(target: ArrayList, place: int) -> None:
    del target.items[place_in(target.items, place)]


def _remove(target: ArrayList, value: object) -> bool:
    place = find(target.items, value)
    if place >= 0:
        del target.items[place]
    return place >= 0


def _discard(target: ArrayList, value: object) -> None:
    _remove(target, value)


def _reverse(target: ArrayList, start: int = 0, count: int | None = None) -> None:
    part = part_of(target.items, start, len(target.items) if count is None else count)
    target.items[part] = target.items[part][::-1]


def _sort(target: ArrayList, *given: object) -> None:
    if len(given) < 2:
        sort(target.items, *given)
        return
    start, count, by = given
    assert isinstance(start, int)
    assert isinstance(count, int)
    part = part_of(target.items, start, count)
    chosen = target.items[part]
    sort(chosen, by)
    target.items[part] = chosen


def _copy_to(target: ArrayList, *given: object) -> None:
    arrays = [each for each in given if isinstance(each, list)]
    numbers = [each for each in given if type(each) is int]
    if len(given) < 4:
        copy_into(target.items, arrays[0], *numbers)
        return
    start, place, count = numbers
    copy_into(target.items[part_of(target.items, start, count)], arrays[0], place)


_ROOMS: weakref.WeakKeyDictionary[ArrayList, int] = weakref.WeakKeyDictionary()
"""Capacities that scripts asked for; lists need none here."""


def _room(target: ArrayList) -> int:
    count = len(target.items)
    asked = _ROOMS.get(target, 0)
    if asked >= count:
        return asked
    return max(asked or 4, 1 << (count - 1).bit_length())


def _set_room(target: ArrayList, capacity: int) -> None:
    if capacity < len(target.items):
        raise out_of_range("value", "capacity was less than the current size.")
    _ROOMS[target] = capacity


def _trim(target: ArrayList) -> None:
    _ROOMS[target] = len(target.items)


def with_room(target: ArrayList, capacity: int) -> ArrayList:
    """A list with room for so many."""
    if capacity < 0:
        raise out_of_range("capacity", "'capacity' must be non-negative.")
    _ROOMS[target] = capacity
    return target


def _list_members(declared: TypeExtension, same_kind: str) -> None:
    declared.property("Count", INT)(lambda x: len(x.items))
    declared.property("SyncRoot")(lambda x: x)
    declared.always(B, IsReadOnly=False, IsFixedSize=False, IsSynchronized=False)
    declared.type.members["capacity"] = NetProperty("Capacity", INT, _room, _set_room)
    declared.method("Item", (INT,))(lambda x, place: x.items[place_in(x.items, place)])
    declared.method("AddRange", (COLLECTION,), (OBJ,), returns=VOID)(
        lambda x, values: _insert_range(x, len(x.items), values)
    )
    declared.method("Clear", returns=VOID)(lambda x: x.items.clear())
    declared.method("Contains", (OBJ,), returns=B)(lambda x, v: find(x.items, v) >= 0)
    for name, function in (("IndexOf", find), ("LastIndexOf", find_last)):
        declared.method(name, (OBJ,), (OBJ, INT), (OBJ, INT, INT), returns=INT)(
            lambda x, v, *rest, f=function: f(x.items, v, *rest)
        )
    declared.method("Insert", (INT, OBJ), returns=VOID)(_insert)
    declared.method("InsertRange", (INT, COLLECTION), (INT, OBJ), returns=VOID)(_insert_range)
    declared.method("RemoveAt", (INT,), returns=VOID)(_remove_at)
    declared.method("RemoveRange", (INT, INT), returns=VOID)(_remove_range)
    declared.method("Reverse", (), (INT, INT), returns=VOID)(_reverse)
    declared.method("Sort", (), (COMPARER,), (BLOCK,), (INT, INT, COMPARER), returns=VOID)(_sort)
    declared.method("BinarySearch", (OBJ,), (OBJ, COMPARER), returns=INT)(lambda x, *given: search(x.items, *given))
    declared.method("GetEnumerator", returns="System.Collections.IEnumerator")(lambda x: cursor(x.items))
    declared.method("GetRange", (INT, INT), returns=same_kind)(
        lambda x, start, count: _like(x, x.items[part_of(x.items, start, count)])
    )
    declared.method("CopyTo", (A,), (A, INT), (INT, A, INT, INT), returns=VOID)(_copy_to)


LIST = NET.extend(L, python=ArrayList, bases=LIST_BASES)
_list_members(LIST, L)
LIST.method("SetRange", (INT, COLLECTION), (INT, OBJ), returns=VOID)(_set_range)
LIST.method("TrimToSize", returns=VOID)(_trim)
LIST.method("Remove", (OBJ,), returns=VOID)(_discard)
LIST.method("Clone")(lambda x: ArrayList(x.items))


@LIST.method("Add", (OBJ,), returns=INT)
def add(target: ArrayList, value: object) -> int:
    """Appends and gives the place."""
    target.items.append(value)
    return len(target.items) - 1


@LIST.method("ToArray", (), ("System.Type",))
def to_array(target: ArrayList, element: object = None) -> object:
    """The elements as an array."""
    if not isinstance(element, NetType):
        return list(target.items)
    try:
        return convert_or_fail(list(target.items), array_of(element))
    except ConversionFailed:
        text = "At least one element in the source array could not be cast down to the destination array type."
        raise net_error("System.InvalidCastException", text) from None


@LIST.constructor((), (INT,), (COLLECTION,))
def new_list(source: object = None) -> object:
    """An empty list, or one of a collection's elements."""
    if source is None:
        return ArrayList()
    if isinstance(source, int):
        return with_room(ArrayList(), source)
    made = ArrayList(items_of(source))
    return with_room(made, len(made.items))


@converter(L)
def to_array_list(value: object) -> object:
    """Anything as ArrayList."""
    found = elements(value)
    if found is None:
        raise ConversionFailed
    return ArrayList(found)


# --- List`1 ---

GENERIC = NET.extend("System.Collections.Generic.List`1", python=GenericList, bases=LIST_BASES)
_list_members(GENERIC, OBJ)
GENERIC.method("TrimExcess", returns=VOID)(_trim)
GENERIC.method("Remove", (OBJ,), returns=B)(_remove)
GENERIC.method("Add", (OBJ,), returns=VOID)(lambda x, v: x.items.append(typed(x, v)))
GENERIC.method("ToArray")(lambda x: list(x.items) if x.element_type == OBJ else TypedArray(x.items, x.element_type))
