"""``target[index]``."""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.conversion import convert
from winlab.powershell.errors import NetException, error
from winlab.powershell.invoking import type_by_name
from winlab.powershell.text import to_text
from winlab.powershell.values import (
    VOID,
    ArrayList,
    Char,
    Hashtable,
    NetObject,
    TypedArray,
    type_name,
    unwrap,
)


def _sequence(value: object) -> Sequence[object] | None:
    if isinstance(value, list):
        return value
    if isinstance(value, ArrayList):
        return value.items
    if isinstance(value, str):
        return [Char(char) for char in value]
    return None


def index_value(target: object, index: object, strict: int = 0) -> object:
    """Reads an element, or several when the index is an array.

    Raises:
        PSError: NullArray, CannotIndex, or a bad index.
    """
    base = unwrap(target)
    if base is None or base is VOID:
        raise error("NullArray", "Cannot index into a null array.", "InvalidOperation")
    place = unwrap(index)
    if isinstance(base, str) and not isinstance(base, Char) and type(place) is int:
        return Char(base[place]) if -len(base) <= place < len(base) else _outside(strict)
    items = _sequence(base)
    if items is not None:
        return _from_sequence(items, place, strict)
    if isinstance(base, Hashtable):
        if isinstance(place, list):
            return [base.get(key) for key in place]
        if place is None:
            raise error(
                "IndexOperationFailed",
                "Array index evaluated to null.",
                "InvalidOperation",
                inner=NetException("System.ArgumentNullException", "Key cannot be null."),
            )
        return base.get(place)
    if isinstance(base, NetObject):
        wanted = place if isinstance(place, list) else [place]
        try:
            return base.net_index(wanted)
        except KeyError:
            pass
    raise error("CannotIndex", f"Unable to index into an object of type {type_name(base)}.", "InvalidOperation")


def _outside(strict: int) -> object:
    if strict >= 3:
        raise error("IndexOutOfRange", "Index was outside the bounds of the array.", "InvalidOperation")
    return None


def _from_sequence(items: Sequence[object], place: object, strict: int) -> object:
    if isinstance(place, list):
        found = []
        for each in place:
            number = _number(each)
            if -len(items) <= number < len(items):
                found.append(items[number])
        return found
    number = _number(place)
    if -len(items) <= number < len(items):
        return items[number]
    return _outside(strict)


def _number(place: object) -> int:
    if type(place) is int:
        return place
    if place is None:
        raise error("NullArrayIndex", "Array index evaluated to null.", "InvalidOperation")
    number = convert(place, type_by_name("System.Int32"))
    assert isinstance(number, int)
    return number


def set_index(target: object, index: object, value: object) -> None:
    """Writes an element."""
    base = unwrap(target)
    if base is None or base is VOID:
        raise error("NullArray", "Cannot index into a null array.", "InvalidOperation")
    place = unwrap(index)
    if isinstance(base, (list, ArrayList)):
        _set_in_sequence(base, place, value)
        return
    if isinstance(base, Hashtable):
        if place is None:
            raise error("NullArrayIndex", "Array index evaluated to null.", "InvalidOperation")
        base.set(place, value)
        return
    if isinstance(base, NetObject):
        try:
            base.net_index_set(place if isinstance(place, list) else [place], value)
        except KeyError:
            pass
        else:
            return
    raise error("CannotIndex", f"Unable to index into an object of type {type_name(base)}.", "InvalidOperation")


def _set_in_sequence(base: list[object] | ArrayList, place: object, value: object) -> None:
    if isinstance(place, list):
        raise error(
            "ArraySliceAssignmentFailed",
            f"Array assignment failed because index '{to_text(place)}' was out of range.",
            "InvalidOperation",
        )
    items = base if isinstance(base, list) else base.items
    number = _number(place)
    if not -len(items) <= number < len(items):
        text = f"Array assignment failed because index '{number}' was out of range."
        raise error("IndexOutOfRange", text, "InvalidOperation", number)
    element = base.element_type if isinstance(base, TypedArray) else getattr(base, "element_type", None)
    if element and element != "System.Object":
        value = convert(value, type_by_name(element))
    items[number] = value
