"""System.Array, ArrayList, Hashtable and generic lists."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from winlab.powershell.addedmembers import AliasProperty
from winlab.powershell.comparing import order
from winlab.powershell.conversion import convert_or_fail, converter
from winlab.powershell.declare import NET, TypeExtension, extended
from winlab.powershell.errors import ConversionFailed, error, net_error
from winlab.powershell.invoking import array_of, type_by_name
from winlab.powershell.net.enumerators import EntryCursor, cursor
from winlab.powershell.nettypes import NetType
from winlab.powershell.values import (
    ArrayList,
    CaseSensitiveHashtable,
    DictionaryEntry,
    GenericList,
    Hashtable,
    NetObject,
    TypedArray,
    type_name,
)

OBJ, INT, B, L = "System.Object", "System.Int32", "System.Boolean", "System.Collections.ArrayList"
_LIST = ("System.Object", "System.Collections.IList", "System.ICloneable")
ARRAY = NET.extend("System.Array", bases=_LIST)
ARRAY.property("Length", INT)(lambda a: len(a))
ARRAY.property("LongLength", "System.Int64")(lambda a: len(a))
ARRAY.property("Rank", INT)(lambda a: 1)
ARRAY.property("SyncRoot")(lambda a: a)
ARRAY.property("IsReadOnly", B)(lambda a: False)
ARRAY.property("IsFixedSize", B)(lambda a: True)
ARRAY.property("IsSynchronized", B)(lambda a: False)
ARRAY.property("Count", INT)(lambda a: len(a))
ARRAY.method("GetLength", (INT,))(lambda a, d: len(a))
ARRAY.method("GetUpperBound", (INT,))(lambda a, d: len(a) - 1)
ARRAY.method("GetLowerBound", (INT,))(lambda a, d: 0)
ARRAY.method("GetValue", (INT,))(lambda a, n: a[n])
ARRAY.method("Clone")(lambda a: copy_of(a))


def copy_of(value: list[object]) -> list[object]:
    """A copy with its element type."""
    return TypedArray(value, value.element_type) if isinstance(value, TypedArray) else list(value)


@ARRAY.method("SetValue", (OBJ, INT), returns="System.Void")
def set_value(array: list[object], value: object, place: int) -> None:
    """Sets an element."""
    array[place] = value


@ARRAY.method("CopyTo", ("System.Array", INT), returns="System.Void")
def copy_to(array: list[object], other: list[object], start: int) -> None:
    """Copies into another array."""
    other[start : start + len(array)] = array


ARRAY.method("Contains", (OBJ,))(lambda a, v: _find(a, v) >= 0)
ARRAY.method("IndexOf", (OBJ,))(lambda a, v: _find(a, v))
ARRAY.method("GetEnumerator")(lambda a: cursor(a))


@ARRAY.method("Add", (OBJ,))
@ARRAY.method("Remove", (OBJ,))
def fixed_size(array: list[object], value: object) -> object:
    """An array can't grow."""
    raise net_error("System.NotSupportedException", "Collection was of a fixed size.")


def _same(left: object, right: object) -> bool:
    if isinstance(left, NetObject):
        return left.net_equals(right)
    return type(left) is type(right) and left == right


def _find(items: list[object], value: object, start: int = 0) -> int:
    return next((n for n in range(start, len(items)) if _same(items[n], value)), -1)


def _items(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    if isinstance(value, ArrayList):
        return value.items
    if isinstance(value, Hashtable):
        return [value.entry(key, held) for key, held in value.items()]
    assert isinstance(value, NetObject)
    return list(value.net_iter() or ())


_compare = functools.cmp_to_key(lambda a, b: order(a, b, ignore_case=False))


@ARRAY.static("Reverse", ("System.Array",), ("System.Array", INT, INT), returns="System.Void")
def reverse(array: list[object], start: int = 0, count: int | None = None) -> None:
    """Turns the order."""
    end = len(array) if count is None else start + count
    array[start:end] = array[start:end][::-1]


@ARRAY.static("Sort", ("System.Array",), ("System.Array", "System.Array"), returns="System.Void")
def sort(array: list[object], items: list[object] | None = None) -> None:
    """Sorts, and a second array along with it."""
    places = sorted(range(len(array)), key=lambda n: _compare(array[n]))
    array[:] = [array[n] for n in places]
    if items is not None:
        items[:] = [items[n] for n in places]


ARRAY.static("IndexOf", ("System.Array", OBJ), ("System.Array", OBJ, INT))(lambda a, v, start=0: _find(a, v, start))
ARRAY.static("LastIndexOf", ("System.Array", OBJ))(
    lambda a, v: max((n for n, x in enumerate(a) if _same(x, v)), default=-1)
)


@ARRAY.static(
    "Copy",
    ("System.Array", "System.Array", INT),
    ("System.Array", INT, "System.Array", INT, INT),
    returns="System.Void",
)
def copy(*arguments: object) -> None:
    """Copies elements."""
    if len(arguments) == 3:
        source, target, count = arguments
        target[:count] = source[:count]  # type: ignore[index]  # arrays and numbers, as declared
        return
    source, first, target, second, count = arguments
    target[second : second + count] = source[first : first + count]  # type: ignore[index,operator]  # as above


@ARRAY.static("Clear", ("System.Array", INT, INT), returns="System.Void")
def clear(array: list[object], start: int, count: int) -> None:
    """Sets elements to their default."""
    for n in range(start, start + count):
        array[n] = default_of(type_by_name(type_name(array)[:-2]))


def default_of(element: NetType) -> object:
    """What a new array's elements are."""
    if not element.is_value_type:
        return None
    try:
        return convert_or_fail(None, element)
    except ConversionFailed:
        return None


@ARRAY.static("CreateInstance", ("System.Type", INT))
def create_instance(element: NetType, count: int) -> object:
    """A new array."""
    return new_array(element, count)


def new_array(element: NetType, count: int) -> list[object]:
    """A new array of default values."""
    items = [default_of(element)] * count
    return items if element.name == OBJ else TypedArray(items, element.name)


def _list_members(declared: TypeExtension) -> None:
    declared.property("Count", INT)(lambda x: len(x.items))
    declared.property("Capacity", INT)(lambda x: max(4, len(x.items)))
    declared.property("IsReadOnly", B)(lambda x: False)
    declared.property("IsFixedSize", B)(lambda x: False)
    declared.property("SyncRoot")(lambda x: x)
    declared.method("AddRange", (OBJ,), returns="System.Void")(_add_range)
    declared.method("Clear", returns="System.Void")(lambda x: x.items.clear())
    declared.method("Contains", (OBJ,))(lambda x, v: _find(x.items, v) >= 0)
    declared.method("IndexOf", (OBJ,), (OBJ, INT))(lambda x, v, start=0: _find(x.items, v, start))
    declared.method("LastIndexOf", (OBJ,))(
        lambda x, v: max((n for n, i in enumerate(x.items) if _same(i, v)), default=-1)
    )
    declared.method("Insert", (INT, OBJ), returns="System.Void")(_insert)
    declared.method("RemoveAt", (INT,), returns="System.Void")(_remove_at)
    declared.method("RemoveRange", (INT, INT), returns="System.Void")(_remove_range)
    declared.method("Reverse", returns="System.Void")(lambda x: x.items.reverse())
    declared.method("Sort", returns="System.Void")(lambda x: x.items.sort(key=_compare))
    declared.method("GetEnumerator")(lambda x: cursor(x.items))
    declared.method("GetRange", (INT, INT))(lambda x, a, n: ArrayList(x.items[a : a + n]))
    declared.method("TrimToSize", returns="System.Void")(lambda x: None)


def _element(target: ArrayList, value: object) -> object:
    name = getattr(target, "element_type", OBJ)
    if name == OBJ:
        return value
    try:
        return convert_or_fail(value, type_by_name(name))
    except ConversionFailed:
        from winlab.powershell.invoking import MethodFailed

        raise MethodFailed(
            "MethodArgumentConversionInvalidCastArgument", f'Cannot convert argument "0" to type "{name}".'
        ) from None


def _add_range(target: ArrayList, values: object) -> None:
    from winlab.powershell.operators import elements

    target.items.extend(_element(target, v) for v in elements(values) or [])


def _insert(target: ArrayList, place: int, value: object) -> None:
    if not 0 <= place <= len(target.items):
        raise _outside()
    target.items.insert(place, _element(target, value))


def _outside() -> Exception:
    return net_error(
        "System.ArgumentOutOfRangeException",
        "Index was out of range. Must be non-negative and less than the size of the collection.\r\n"
        "Parameter name: index",
        ParamName="index",
    )


def _remove_at(target: ArrayList, place: int) -> None:
    if not 0 <= place < len(target.items):
        raise _outside()
    del target.items[place]


def _remove_range(target: ArrayList, start: int, count: int) -> None:
    del target.items[start : start + count]


def _remove(target: ArrayList, value: object) -> bool:
    place = _find(target.items, value)
    if place >= 0:
        del target.items[place]
    return place >= 0


def _discard(target: ArrayList, value: object) -> None:
    _remove(target, value)


LIST = NET.extend(L, python=ArrayList, bases=_LIST)
_list_members(LIST)
LIST.method("Remove", (OBJ,), returns="System.Void")(_discard)
LIST.method("Clone")(lambda x: ArrayList(x.items))


@LIST.method("Add", (OBJ,))
def add(target: ArrayList, value: object) -> int:
    """Appends and gives the place."""
    target.items.append(value)
    return len(target.items) - 1


@LIST.method("ToArray", (), ("System.Type",))
def to_array(target: ArrayList, element: object = None) -> object:
    """The elements as an array."""
    if isinstance(element, NetType):
        return convert_or_fail(list(target.items), array_of(element))
    return list(target.items)


@LIST.constructor((), (INT,), ("System.Collections.ICollection",))
def new_list(source: object = None) -> object:
    """An empty list, or one of a collection's elements."""
    return ArrayList() if source is None or isinstance(source, int) else ArrayList(_items(source))


@converter(L)
def to_array_list(value: object) -> object:
    """Anything as ArrayList."""
    from winlab.powershell.operators import elements

    found = elements(value)
    if found is None:
        raise ConversionFailed
    return ArrayList(found)


GENERIC = NET.extend("System.Collections.Generic.List`1", python=GenericList, bases=_LIST)
_list_members(GENERIC)
GENERIC.method("Remove", (OBJ,))(_remove)
GENERIC.method("Add", (OBJ,), returns="System.Void")(lambda x, v: x.items.append(_element(x, v)))
GENERIC.method("ToArray")(lambda x: list(x.items) if x.element_type == OBJ else TypedArray(x.items, x.element_type))

# --- Hashtable ---

TABLE = NET.extend(
    "System.Collections.Hashtable",
    python=Hashtable,
    bases=("System.Object", "System.Collections.IDictionary", "System.ICloneable"),
)
CaseSensitiveHashtable.net_type = TABLE.type
TABLE.property("Count", INT)(lambda t: len(t))
TABLE.property("Keys")(lambda t: KeyList(t, t.keys()))
TABLE.property("Values")(lambda t: ValueList(t, t.values()))
TABLE.property("IsReadOnly", B)(lambda t: False)
TABLE.property("IsFixedSize", B)(lambda t: False)
TABLE.property("IsSynchronized", B)(lambda t: False)
TABLE.property("SyncRoot")(lambda t: t)
TABLE.method("ContainsKey", (OBJ,))(lambda t, k: k in t)
TABLE.method("Contains", (OBJ,))(lambda t, k: k in t)
TABLE.method("ContainsValue", (OBJ,))(lambda t, v: any(_same(x, v) for x in t.values()))
TABLE.method("Remove", (OBJ,), returns="System.Void")(lambda t, k: t.remove(k))
TABLE.method("Clear", returns="System.Void")(lambda t: t.clear())
TABLE.method("Clone")(lambda t: t.copy())
TABLE.method("GetEnumerator")(lambda t: EntryCursor(t))
TABLE.method("Item", (OBJ,))(lambda t, k: t.get(k))


@TABLE.method("Add", (OBJ, OBJ), returns="System.Void")
def table_add(table: Hashtable, key: object, value: object) -> None:
    """Adds an entry whose key must be new."""
    from winlab.powershell.text import to_text

    if key is None:
        raise net_error("System.ArgumentNullException", "Key cannot be null.\r\nParameter name: key", ParamName="key")
    if key in table:
        shown = to_text(key)
        raise net_error(
            "System.ArgumentException",
            f"Item has already been added. Key in dictionary: '{shown}'  Key being added: '{shown}'",
        )
    table.set(key, value)


@TABLE.constructor((), (INT,), ("System.Collections.IDictionary",))
def new_table(source: object = None) -> object:
    """An empty table, or a copy."""
    return CaseSensitiveHashtable(source.items() if isinstance(source, Hashtable) else ())


@converter("System.Collections.Hashtable")
def to_table(value: object) -> object:
    """Only dictionaries become tables."""
    raise ConversionFailed


@converter("System.Collections.IDictionary")
def to_dictionary(value: object) -> object:
    """Only dictionaries are dictionaries."""
    raise ConversionFailed


class KeyList(ArrayList):
    """Keys or values of a table; going through them fails once the table was changed."""

    def __init__(self, table: Hashtable, items: list[object]) -> None:
        super().__init__(items)
        self.table = table
        self.version = table.version

    def watched(self) -> Iterator[object]:
        """The elements, as long as the table stays as it is."""
        for item in self.items:
            yield item
            if self.table.version != self.version:
                raise error(
                    "System.InvalidOperationException",
                    "Collection was modified; enumeration operation may not execute.",
                    "OperationStopped",
                    None,
                    "System.InvalidOperationException",
                )


class ValueList(KeyList):
    """Values of a table."""


for _name, _class in {"KeyCollection": KeyList, "ValueCollection": ValueList}.items():
    _list = NET.extend(
        f"System.Collections.Hashtable+{_name}",
        python=_class,
        bases=("System.Object", "System.Collections.ICollection"),
    )
    _list.property("IsSynchronized", B)(lambda k: False)
    _list.property("SyncRoot")(lambda k: k.table)
    _list.property("Count", INT)(lambda k: len(k.items))
    _list.method("CopyTo", ("System.Array", INT), returns="System.Void")(lambda k, a, n: copy_to(k.items, a, n))
    _list.method("GetEnumerator")(lambda k: cursor(k.items))

ENTRY = NET.extend("System.Collections.DictionaryEntry", python=DictionaryEntry, bases=("System.ValueType",))
ENTRY.constructor(("System.Object", "System.Object"))(DictionaryEntry)
ENTRY.property("Key")(lambda e: e.key)
ENTRY.property("Value")(lambda e: e.value)
extended("System.Collections.DictionaryEntry", AliasProperty("Name", "Key"))
