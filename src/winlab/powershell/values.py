"""Values of the engine: how .NET objects are held in Python.

``None``, ``bool``, ``int`` (Int32), ``float`` (Double), ``str``, ``decimal.Decimal`` and ``list`` (Object[]) are plain
Python values; the other numeric types are thin subclasses; everything else is a :class:`NetObject`.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

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


# --- members ---


class Member:
    """A member that was added to an object: its ``name`` and what kind it is (``MemberType`` of Get-Member)."""

    member_type: ClassVar[str] = "NoteProperty"

    def __init__(self, name: str) -> None:
        self.name = name


class NoteProperty(Member):
    """A value under a name."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(name)
        self.value = value


class AliasProperty(Member):
    """Another name of a property; ``convert_to`` is a type's full name or None."""

    member_type = "AliasProperty"

    def __init__(self, name: str, referenced: str, convert_to: str | None = None) -> None:
        super().__init__(name)
        self.referenced = referenced
        self.convert_to = convert_to


class ScriptProperty(Member):
    """A property answered by script blocks with ``$this``."""

    member_type = "ScriptProperty"

    def __init__(self, name: str, getter: object, setter: object | None = None) -> None:
        super().__init__(name)
        self.getter = getter
        self.setter = setter


class CodeProperty(Member):
    """A property answered by a Python function of the object (a ScriptProperty or CodeProperty of types.ps1xml)."""

    member_type = "ScriptProperty"

    def __init__(
        self,
        name: str,
        getter: Callable[[object], object],
        setter: Callable[[object, object], None] | None = None,
    ) -> None:
        super().__init__(name)
        self.getter = getter
        self.setter = setter


class ScriptMethod(Member):
    """A method answered by a script block with ``$this`` and ``$args``."""

    member_type = "ScriptMethod"

    def __init__(self, name: str, block: object) -> None:
        super().__init__(name)
        self.block = block


class CodeMethod(Member):
    """A method answered by a Python function of the object and the arguments."""

    member_type = "ScriptMethod"

    def __init__(self, name: str, function: Callable[..., object]) -> None:
        super().__init__(name)
        self.function = function


class PropertySet(Member):
    """A named list of properties."""

    member_type = "PropertySet"

    def __init__(self, name: str, names: Sequence[str]) -> None:
        super().__init__(name)
        self.names = list(names)


class MemberSet(Member):
    """A named set of members (``PSStandardMembers``)."""

    member_type = "MemberSet"

    def __init__(self, name: str, members: Iterable[Member] = ()) -> None:
        super().__init__(name)
        self.members = MemberTable(members)


class MemberTable:
    """Members by name without regard to case, in the order they were added."""

    __slots__ = ("_by_name",)

    def __init__(self, members: Iterable[Member] = ()) -> None:
        self._by_name: dict[str, Member] = {member.name.lower(): member for member in members}

    def get(self, name: str) -> Member | None:
        """The member called ``name``, or None."""
        return self._by_name.get(name.lower())

    def add(self, member: Member) -> None:
        """Adds or replaces a member."""
        self._by_name[member.name.lower()] = member

    def remove(self, name: str) -> bool:
        """Removes the member; False if there was none."""
        return self._by_name.pop(name.lower(), None) is not None

    def copy(self) -> MemberTable:
        """A table with the same members; notes are copied, so that values can be set apart."""
        return MemberTable(
            NoteProperty(m.name, m.value) if isinstance(m, NoteProperty) else m for m in self._by_name.values()
        )

    def __iter__(self) -> Iterator[Member]:
        return iter(list(self._by_name.values()))

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name


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
    """A custom object (``base`` is None), or a plain value with members of its own."""

    __slots__ = ("base", "members", "own_type_names")

    def __init__(
        self, base: object = None, members: MemberTable | None = None, type_names: Sequence[str] | None = None
    ) -> None:
        self.base = base
        self.members = MemberTable() if members is None else members
        self.own_type_names: list[str] | None = None if type_names is None else list(type_names)

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


_FRAMEWORK = "Version=2.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"
_AUTOMATION = "System.Management.Automation, Version=1.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35"
# Types of mscorlib's name spaces and of those that are the System assembly's alone.
_OF_SYSTEM = ("System.Uri", "System.Net.", "System.Text.RegularExpressions.", "System.Collections.Specialized.")


def qualified(name: str) -> str:
    """A type's name with its assembly's, as it stands within the names of generic types."""
    if name.startswith(("System.Management.Automation.", "Microsoft.PowerShell.")):
        return f"{name}, {_AUTOMATION}"
    return f"{name}, {'System' if name.startswith(_OF_SYSTEM) else 'mscorlib'}, {_FRAMEWORK}"


class GenericList(ArrayList):
    """System.Collections.Generic.List`1 and Collection`1; ``element_type`` is a type's full name."""

    def __init__(self, items: Iterable[object] = (), element_type: str = "System.Object") -> None:
        super().__init__(items)
        self.element_type = element_type

    def type_names(self) -> list[str]:
        """The closed generic type's name."""
        return [f"System.Collections.Generic.List`1[[{qualified(self.element_type)}]]", "System.Object"]


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
