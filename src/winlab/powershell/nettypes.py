"""Types of .NET as the engine knows them, with their members."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from winlab.powershell.values import NetObject

Overloads = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class NetProperty:
    """A property or field; static ones have a getter without argument."""

    name: str
    type: str
    getter: Callable[..., object]
    setter: Callable[..., None] | None = None
    static: bool = False
    is_field: bool = False


@dataclass(frozen=True)
class NetMethod:
    """A method; ``overloads`` are the parameter types of each form (``params T[]`` takes the rest)."""

    name: str
    overloads: Overloads
    function: Callable[..., object]
    returns: str = "System.Object"
    static: bool = False


class NetType(NetObject):
    """A .NET type, and at the same time the value of ``[name]``."""

    def __init__(
        self,
        name: str,
        bases: Sequence[str] = ("System.Object",),
        *,
        python: type | None = None,
        is_interface: bool = False,
        assembly: str = "mscorlib",
        values: dict[str, int] | None = None,
        is_flags: bool = False,
    ) -> None:
        self.name = name
        self.bases = tuple(bases)
        self.python = python
        self.is_interface = is_interface
        self.assembly = assembly
        self.values = values
        self.is_flags = is_flags
        self.members: dict[str, NetProperty | NetMethod] = {}
        self.statics: dict[str, NetProperty | NetMethod] = {}
        self.constructor: NetMethod | None = None
        self.element: NetType | None = None
        self.rank = 1
        self.arguments: tuple[NetType, ...] = ()

    def __repr__(self) -> str:
        return f"[{self.name}]"

    @property
    def short_name(self) -> str:
        """The name without namespace."""
        head, bracket, tail = self.name.partition("[")
        return head.rpartition(".")[2] + bracket + tail

    @property
    def is_enum(self) -> bool:
        """Whether the type is an enumeration."""
        return self.values is not None

    @property
    def is_value_type(self) -> bool:
        """Whether the type is a structure or an enumeration."""
        return "System.ValueType" in self.hierarchy()

    def hierarchy(self) -> list[str]:
        """The type's name and its base classes, most derived first (no interfaces)."""
        names = [self.name]
        for base in self.bases:
            known = TYPES.get(base.lower())
            if known is None:
                names.append(base)
            elif not known.is_interface:
                names.extend(n for n in known.hierarchy() if n not in names)
        return names

    def interfaces(self) -> list[str]:
        """The interfaces of the type and of its bases."""
        found: list[str] = []
        for base in self.bases:
            known = TYPES.get(base.lower())
            if known is None:
                continue
            if known.is_interface:
                found.append(known.name)
            found.extend(known.interfaces())
        return list(dict.fromkeys(found))

    def find(self, name: str) -> NetProperty | NetMethod | None:
        """An instance member by its lower-case name, bases included."""
        member = self.members.get(name)
        if member is None:
            for base in self.bases:
                known = TYPES.get(base.lower())
                if known is not None and (member := known.find(name)) is not None:
                    return member
        return member

    def find_static(self, name: str) -> NetProperty | NetMethod | None:
        """A static member by its lower-case name, bases included."""
        member = self.statics.get(name)
        if member is None:
            for base in self.bases:
                known = TYPES.get(base.lower())
                if known is not None and (member := known.find_static(name)) is not None:
                    return member
        return member

    def all_members(self) -> dict[str, NetProperty | NetMethod]:
        """Every instance member, those of derived types first."""
        merged = dict(self.members)
        for base in self.bases:
            known = TYPES.get(base.lower())
            if known is not None:
                for key, member in known.all_members().items():
                    merged.setdefault(key, member)
        return merged

    def type_names(self) -> list[str]:
        """A type is a System.RuntimeType."""
        return ["System.RuntimeType", "System.Type", "System.Reflection.MemberInfo", "System.Object"]

    def net_string(self) -> str:
        """The full name."""
        return self.name

    def net_equals(self, other: object) -> bool:
        """Types are equal by name."""
        return isinstance(other, NetType) and other.name == self.name

    def net_hash(self) -> object:
        """The name."""
        return self.name


class EnumValue(NetObject):
    """A value of an enumeration."""

    def __init__(self, enum: NetType, value: int) -> None:
        self.enum = enum
        self.value = value

    def type_names(self) -> list[str]:
        """The enumeration's own name."""
        return [self.enum.name, "System.Enum", "System.ValueType", "System.Object"]

    def net_string(self) -> str:
        """The name of the value, names with commas for flags, else the number."""
        values = self.enum.values or {}
        for name, number in values.items():
            if number == self.value:
                return name
        if self.enum.is_flags:
            names = []
            rest = self.value
            for name, number in sorted(values.items(), key=lambda item: -item[1]):
                if number and rest & number == number:
                    names.append(name)
                    rest &= ~number
            if rest == 0 and names:
                return ", ".join(reversed(names))
        return str(self.value)

    def net_truth(self) -> bool:
        """Whether it is not zero."""
        return self.value != 0

    def net_equals(self, other: object) -> bool:
        """Equal by type and number."""
        return isinstance(other, EnumValue) and other.enum.name == self.enum.name and other.value == self.value

    def net_compare(self, other: object) -> int | None:
        """By number."""
        return self.value - other.value if isinstance(other, EnumValue) else None

    def net_hash(self) -> object:
        """Type and number."""
        return (self.enum.name, self.value)


TYPES: dict[str, NetType] = {}
"""Every declared type by lower-case full name; which names a session can see is the session's own matter."""

PLAIN: dict[type, NetType] = {}
"""Types whose values are plain Python values, by Python type."""


@dataclass
class ExtendedMembers:
    """What types.ps1xml adds to types: members by the type's full name (lower case)."""

    by_type: dict[str, dict[str, object]] = field(default_factory=dict)


def enum_value(type_name: str, name: str | int) -> EnumValue:
    """A value of a declared enumeration by name or number."""
    enum = TYPES[type_name.lower()]
    assert enum.values is not None
    if isinstance(name, int):
        return EnumValue(enum, name)
    return EnumValue(enum, {n.lower(): v for n, v in enum.values.items()}[name.lower()])


def register(types: Iterable[NetType]) -> None:
    """Makes types known to the whole process."""
    for declared in types:
        TYPES[declared.name.lower()] = declared
