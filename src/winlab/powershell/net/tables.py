"""System.Collections.Hashtable, its keys and values, and DictionaryEntry.

Source: https://learn.microsoft.com/dotnet/api/system.collections.hashtable .
"""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell.addedmembers import AliasProperty
from winlab.powershell.conversion import converter
from winlab.powershell.declare import NET, extended
from winlab.powershell.errors import ConversionFailed, error, net_error
from winlab.powershell.net.enumerators import EntryCursor, cursor
from winlab.powershell.net.sequences import copy_into
from winlab.powershell.net.typecodes import same
from winlab.powershell.text import to_text
from winlab.powershell.values import ArrayList, CaseSensitiveHashtable, DictionaryEntry, Hashtable, hash_key

OBJ, INT, B, VOID, A = "System.Object", "System.Int32", "System.Boolean", "System.Void", "System.Array"
T, EQUALITY = "System.Collections.Hashtable", "System.Collections.IEqualityComparer"
DICTIONARY = "System.Collections.IDictionary"
_SYNCHRONIZED = "+SyncHashtable"

TABLE = NET.extend(T, python=Hashtable, bases=(OBJ, DICTIONARY, "System.ICloneable"))
CaseSensitiveHashtable.net_type = TABLE.type
TABLE.property("Count", INT)(len)
TABLE.property("Keys", "System.Collections.ICollection")(lambda t: KeyList(t, t.keys()))
TABLE.property("Values", "System.Collections.ICollection")(lambda t: ValueList(t, t.values()))
TABLE.property("SyncRoot")(lambda t: t)
TABLE.property("IsSynchronized", B)(lambda t: isinstance(t, SynchronizedTable))
TABLE.always(B, IsReadOnly=False, IsFixedSize=False)
TABLE.method("ContainsKey", (OBJ,), returns=B)(lambda t, k: _key(k) in t)
TABLE.method("Contains", (OBJ,), returns=B)(lambda t, k: _key(k) in t)
TABLE.method("ContainsValue", (OBJ,), returns=B)(
    lambda t, v: any(same(x, v) or (x is None and v is None) for x in t.values())
)
TABLE.method("Remove", (OBJ,), returns=VOID)(lambda t, k: t.remove(_key(k)))
TABLE.method("Clear", returns=VOID)(lambda t: t.clear())
TABLE.method("Clone")(lambda t: t.copy())
TABLE.method("GetEnumerator", returns="System.Collections.IDictionaryEnumerator")(EntryCursor)
TABLE.method("Item", (OBJ,))(lambda t, k: t.get(_key(k)))
TABLE.method("CopyTo", (A, INT), returns=VOID)(
    lambda t, array, place: copy_into([t.entry(key, value) for key, value in t.items()], array, place)
)


def _key(key: object) -> object:
    if key is None:
        raise net_error("System.ArgumentNullException", "Key cannot be null.\r\nParameter name: key", ParamName="key")
    return key


@TABLE.method("Add", (OBJ, OBJ), returns=VOID)
def table_add(table: Hashtable, key: object, value: object) -> None:
    """Adds an entry whose key must be new."""
    if _key(key) in table:
        held = next(each for each, _ in table.items() if table.key(each) == table.key(key))
        raise net_error(
            "System.ArgumentException",
            f"Item has already been added. Key in dictionary: '{to_text(held)}'  Key being added: '{to_text(key)}'",
        )
    table.set(key, value)


class ComparedTable(CaseSensitiveHashtable):
    """A Hashtable whose keys a comparer tells apart."""

    ignore_case = False

    def key(self, key: object) -> object:
        """What a key is filed under."""
        return hash_key(key) if self.ignore_case else super().key(key)

    def copy(self) -> Hashtable:
        """A shallow copy with the comparer."""
        made = super().copy()
        assert isinstance(made, ComparedTable)
        made.ignore_case = self.ignore_case
        return made


class SynchronizedTable(Hashtable):
    """A Hashtable that several threads may use: it shows the entries of another one."""


ComparedTable.net_type = TABLE.type
SynchronizedTable.net_type = TABLE.type


@TABLE.static("Synchronized", (T,), returns=T)
def synchronized(source: Hashtable) -> Hashtable:
    """A table of the same entries."""
    made = SynchronizedTable()
    made._entries = source._entries
    return made


@TABLE.constructor((), (INT,), (DICTIONARY,), (EQUALITY,), (INT, "System.Single"), (DICTIONARY, EQUALITY))
def new_table(*given: object) -> object:
    """An empty table, or a copy; with a comparer that may ignore case."""
    comparer = next((each for each in given if isinstance(getattr(each, "ignore_case", None), bool)), None)
    source = next((each for each in given if isinstance(each, Hashtable)), None)
    made = CaseSensitiveHashtable()
    if comparer is not None and not isinstance(comparer, Hashtable):
        made = ComparedTable()
        made.ignore_case = getattr(comparer, "ignore_case", False)
    for key, value in source.items() if source is not None else ():
        made.set(key, value)
    return made


def _no_conversion(_value: object) -> object:
    raise ConversionFailed


for _name in (T, DICTIONARY):
    converter(_name)(_no_conversion)


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
    _list = NET.extend(f"{T}+{_name}", python=_class, bases=(OBJ, "System.Collections.ICollection"))
    _list.always(B, IsSynchronized=False)
    _list.property("SyncRoot")(lambda k: k.table)
    _list.property("Count", INT)(lambda k: len(k.items))
    _list.method("CopyTo", (A, INT), returns=VOID)(lambda k, array, place: copy_into(k.items, array, place))
    _list.method("GetEnumerator", returns="System.Collections.IEnumerator")(lambda k: cursor(k.items))

ENTRY = NET.extend("System.Collections.DictionaryEntry", python=DictionaryEntry, bases=("System.ValueType",))
ENTRY.constructor((), (OBJ, OBJ))(lambda key=None, value=None: DictionaryEntry(key, value))
ENTRY.attributes(OBJ, settable=True, Key="key", Value="value")
extended("System.Collections.DictionaryEntry", AliasProperty("Name", "Key"))
