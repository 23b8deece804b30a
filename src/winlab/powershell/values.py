"""Values of the engine: how .NET objects are held in Python.

``None``, ``bool``, ``int`` (Int32), ``float`` (Double), ``str``, ``decimal.Decimal`` and ``list`` (Object[]) are plain
Python values; the other numeric types are thin subclasses; everything else is a :class:`NetObject`.
"""

from __future__ import annotations

import decimal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from winlab.powershell.addedmembers import MemberTable, NoteProperty
from winlab.powershell.assemblynames import assembly_of, full_assembly_name

if TYPE_CHECKING:
    from winlab.powershell.nettypes import NetType


class Int64(int):
    """System.Int64."""


class Byte(int):
    """System.Byte."""


class SByte(int):
    """System.SByte."""


class Int16(int):
    """System.Int16."""


class UInt16(int):
    """System.UInt16."""


class UInt32(int):
    """System.UInt32."""


class UInt64(int):
    """System.UInt64."""


class Single(float):
    """System.Single."""


class Char(str):
    """System.Char: a text of one UTF-16 unit."""


class TypedArray(list[object]):
    """A .NET array whose elements have a type other than Object."""

    def __init__(self, items: Iterable[object] = (), element_type: str = "System.Object") -> None:
        super().__init__(items)
        self.element_type = element_type

    @classmethod
    def of_bytes(cls, data: bytes) -> TypedArray:
        """A Byte[]; equal elements are one object, so that megabytes stay cheap."""
        return cls(map(_BYTES.__getitem__, data), "System.Byte")


_BYTES = [Byte(value) for value in range(256)]


# --- objects ---


class NetObject:
    """Base of every .NET object that is not a plain Python value.

    Subclasses are declared with ``@NET.type(...)`` (see declare.py). A dynamic adapter (WMI object, XML node, COM
    object) overrides the ``adapted_*`` methods.
    """

    net_type: ClassVar[NetType]
    is_adapter: ClassVar[bool] = False
    hides_net_properties: ClassVar[bool] = False
    """Whether an adapter lists its own properties only (XML); .NET's can be read all the same."""
    instance_members: MemberTable | None = None
    instance_type_names: list[str] | None = None
    """Type names that were changed through ``PSObject.TypeNames``."""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.is_adapter = cls.adapted_get is not NetObject.adapted_get

    def type_names(self) -> list[str]:
        """The object's type and its bases, most derived first."""
        return declared_type(type(self)).hierarchy()

    def adapted_names(self) -> list[str]:
        """Names of the adapted properties."""
        return []

    def adapted_get(self, name: str) -> object:
        """An adapted property; KeyError if there is none of that name."""
        raise KeyError(name)

    def adapted_set(self, name: str, value: object) -> None:
        """Sets an adapted property; KeyError if there is none of that name."""
        raise KeyError(name)

    def adapted_methods(self) -> list[str]:
        """Names of the adapted methods."""
        return []

    def adapted_call(self, name: str, args: Sequence[object]) -> object:
        """Calls an adapted method; KeyError if there is none of that name."""
        raise KeyError(name)

    def net_string(self) -> str:
        """``ToString()``: the type's name unless a class knows better."""
        return self.type_names()[0]

    def net_iter(self) -> Iterator[object] | None:
        """The elements, if the object is unrolled in a pipeline (IEnumerable but neither string nor dictionary)."""
        return None

    def net_equals(self, other: object) -> bool:
        """``Equals``; identity unless a class knows better."""
        return self is other

    def net_compare(self, other: object) -> int | None:
        """``CompareTo``: negative, zero, positive; None if the objects can't be compared."""
        return None

    def net_hash(self) -> object:
        """A key that is equal for equal objects."""
        return id(self)

    def net_index(self, index: Sequence[object]) -> object:
        """``object[index]``; KeyError if the object has no indexer."""
        raise KeyError("Item")

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """``object[index] = value``; KeyError if the object has no indexer."""
        raise KeyError("Item")

    def add_note(self, name: str, value: object) -> None:
        """Adds (or replaces) a note property on this one object (as providers add ``PSPath``)."""
        if self.instance_members is None:
            self.instance_members = MemberTable()
        self.instance_members.add(NoteProperty(name, value))


def declared_type(cls: type[NetObject]) -> NetType:
    """The .NET type of a class; the core types are declared when the first is asked for."""
    declared = getattr(cls, "net_type", None)
    if declared is None:
        from winlab.powershell.net import load

        load()
    return cls.net_type


class PSObject:
    """A custom object (``base`` is None), or a plain value with members of its own.

    ``text`` is what ToString says where it is not for the object itself to say: of a number among a command's arguments
    as it was written (``0x10``), of what came back from CLIXML as it was sent.
    """

    __slots__ = ("base", "members", "own_type_names", "text")

    def __init__(
        self,
        base: object = None,
        members: MemberTable | None = None,
        type_names: Sequence[str] | None = None,
        text: str | None = None,
    ) -> None:
        self.base = base
        self.members = MemberTable() if members is None else members
        self.own_type_names: list[str] | None = None if type_names is None else list(type_names)
        self.text = text

    @classmethod
    def of(cls, properties: Mapping[str, object], type_names: Sequence[str] | None = None) -> PSObject:
        """A custom object of note properties; ``type_names`` come before those of PSCustomObject."""
        names = None if type_names is None else [*type_names, *CUSTOM_OBJECT_TYPES]
        return cls(None, MemberTable(NoteProperty(n, v) for n, v in properties.items()), names)

    @property
    def type_names(self) -> list[str]:
        """The object's type names, most derived first (a list that may be changed)."""
        if self.own_type_names is None:
            self.own_type_names = list(CUSTOM_OBJECT_TYPES) if self.base is None else type_names(self.base)
        return self.own_type_names

    def get(self, name: str, default: object = None) -> object:
        """The value of a note property."""
        member = self.members.get(name)
        return member.value if isinstance(member, NoteProperty) else default

    def set(self, name: str, value: object) -> None:
        """Sets or adds a note property."""
        member = self.members.get(name)
        if isinstance(member, NoteProperty):
            member.value = value
        else:
            self.members.add(NoteProperty(name, value))


CUSTOM_OBJECT_TYPES = ("System.Management.Automation.PSCustomObject", "System.Object")


def hash_key(value: object) -> object:
    """The key under which a dictionary files ``value``: strings without case, numbers by type and value."""
    kind = type(value)
    if kind is str:
        return value.lower()  # type: ignore[attr-defined]  # kind is str
    if kind is PSObject:
        assert isinstance(value, PSObject)
        return id(value) if value.base is None else hash_key(value.base)
    if isinstance(value, NetObject):
        return (kind, value.net_hash())
    if isinstance(value, list):
        return id(value)
    return (kind, value)


class Hashtable(NetObject):
    """System.Collections.Hashtable as ``@{}`` makes it: string keys without case, insertion order kept."""

    def __init__(self, items: Mapping[str, object] | Iterable[tuple[object, object]] = ()) -> None:
        self._entries: dict[object, tuple[object, object]] = {}
        self.version = 0
        """Counts changes; who goes through the table watches it."""
        pairs = items.items() if isinstance(items, Mapping) else items
        for key, value in pairs:
            self.set(key, value)

    def key(self, key: object) -> object:
        """What a key is filed under."""
        return hash_key(key)

    def get(self, key: object, default: object = None) -> object:
        """The value under ``key``."""
        entry = self._entries.get(self.key(key))
        return default if entry is None else entry[1]

    def set(self, key: object, value: object) -> None:
        """Adds or replaces; the key's first spelling stays."""
        self.version += 1
        filed = self.key(key)
        old = self._entries.get(filed)
        self._entries[filed] = (key if old is None else old[0], value)

    def remove(self, key: object) -> None:
        """Removes the entry if there is one."""
        self.version += 1
        self._entries.pop(self.key(key), None)

    def clear(self) -> None:
        """Removes all entries."""
        self._entries.clear()

    def keys(self) -> list[object]:
        """The keys."""
        return [key for key, _ in self._entries.values()]

    def values(self) -> list[object]:
        """The values."""
        return [value for _, value in self._entries.values()]

    def items(self) -> list[tuple[object, object]]:
        """Keys with values."""
        return list(self._entries.values())

    def entry(self, key: object, value: object) -> NetObject:
        """An entry as the enumerator gives it out."""
        return DictionaryEntry(key, value)

    def copy(self) -> Hashtable:
        """A shallow copy."""
        other = type(self)()
        other._entries = dict(self._entries)
        return other

    def __contains__(self, key: object) -> bool:
        return self.key(key) in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def net_index(self, index: Sequence[object]) -> object:
        """The value under the key; null if absent."""
        return self.get(index[0])

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """Adds or replaces."""
        self.set(index[0], value)


class CaseSensitiveHashtable(Hashtable):
    """A Hashtable made by ``New-Object Hashtable``: keys with case."""

    def key(self, key: object) -> object:
        """What a key is filed under."""
        return key if isinstance(key, str) else hash_key(key)


class DictionaryEntry(NetObject):
    """System.Collections.DictionaryEntry."""

    def __init__(self, key: object, value: object) -> None:
        self.key = key
        self.value = value


class ArrayList(NetObject):
    """System.Collections.ArrayList."""

    def __init__(self, items: Iterable[object] = ()) -> None:
        self.items: list[object] = list(items)

    def net_iter(self) -> Iterator[object]:
        """The elements."""
        return iter(self.items)


def qualified(name: str) -> str:
    """A type's name with its assembly's, as it stands within the names of generic types."""
    return f"{name}, {full_assembly_name(assembly_of(name))}"


class GenericList(ArrayList):
    """System.Collections.Generic.List`1; ``element_type`` is a type's full name."""

    definition = "System.Collections.Generic.List`1"

    def __init__(self, items: Iterable[object] = (), element_type: str = "System.Object") -> None:
        super().__init__(items)
        self.element_type = element_type

    def type_names(self) -> list[str]:
        """The closed generic type's name."""
        return [f"{self.definition}[[{qualified(self.element_type)}]]", "System.Object"]


class Nothing(NetObject):
    """AutomationNull: what a command without output leaves; null in an expression, no object in a pipeline."""

    def type_names(self) -> list[str]:
        """None worth the name."""
        return ["System.Object"]

    def net_string(self) -> str:
        """Empty."""
        return ""


VOID = Nothing()


# --- names of types ---

PLAIN_TYPES: dict[type, str] = {
    bool: "System.Boolean",
    int: "System.Int32",
    float: "System.Double",
    str: "System.String",
    decimal.Decimal: "System.Decimal",
    Int64: "System.Int64",
    Byte: "System.Byte",
    SByte: "System.SByte",
    Int16: "System.Int16",
    UInt16: "System.UInt16",
    UInt32: "System.UInt32",
    UInt64: "System.UInt64",
    Single: "System.Single",
    Char: "System.Char",
    list: "System.Object[]",
}


def type_name(value: object) -> str:
    """The full name of a value's type; ``$null`` has none (``System.Object``)."""
    known = PLAIN_TYPES.get(type(value))
    if known is not None:
        return known
    if isinstance(value, TypedArray):
        return value.element_type + "[]"
    if value is None:
        return "System.Object"
    if isinstance(value, NetObject):
        return value.type_names()[0]
    names = type_names(value)
    if names or not isinstance(value, PSObject):
        return names[0]
    # a type list that was emptied
    return CUSTOM_OBJECT_TYPES[0] if value.base is None else type_name(value.base)


def type_names(value: object) -> list[str]:
    """The type's full name and those of its bases, most derived first."""
    if isinstance(value, PSObject):
        own = value.own_type_names
        if own is None:
            return list(CUSTOM_OBJECT_TYPES) if value.base is None else type_names(value.base)
        return list(own)
    if isinstance(value, NetObject):
        changed = value.instance_type_names
        return value.type_names() if changed is None else list(changed)
    name = type_name(value)
    if isinstance(value, list):
        return [name, "System.Array", "System.Object"]
    if value is None or name == "System.Object":
        return ["System.Object"]
    return [name, "System.Object"] if name == "System.String" else [name, "System.ValueType", "System.Object"]


def unwrap(value: object) -> object:
    """The value itself, without members added to it."""
    if isinstance(value, PSObject) and value.base is not None:
        return value.base
    return None if value is VOID else value
