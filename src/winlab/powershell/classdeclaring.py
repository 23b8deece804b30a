"""How .NET classes are declared: marks on the methods of a Python class, or members added to a type."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from winlab.powershell.addedmembers import Member
from winlab.powershell.errors import NotEmulated
from winlab.powershell.nettypes import (
    PLAIN,
    TYPES,
    NetMethod,
    NetProperty,
    NetType,
    register,
)
from winlab.powershell.values import NetObject

F = TypeVar("F", bound=Callable[..., object])
D = TypeVar("D")


@dataclass
class _Marks:
    members: list[tuple[str, str, tuple[tuple[str, ...], ...], str, object]] = field(default_factory=list)


def _mark(
    kind: str, name: str, overloads: tuple[tuple[str, ...], ...], returns: str, setter: object = None
) -> Callable[[D], D]:
    def mark(function: D) -> D:
        target = getattr(function, "__func__", function)
        marks = target.__dict__.setdefault("_net_marks", _Marks())
        marks.members.append((kind, name, overloads, returns, setter))
        return function

    return mark


def net_property(name: str, type: str = "System.Object", setter: str | None = None) -> Callable[[D], D]:
    """Declares the decorated method as a property; ``setter`` names the method that sets it."""
    return _mark("property", name, (), type, setter)


def net_method(name: str, *overloads: tuple[str, ...], returns: str = "System.Object") -> Callable[[D], D]:
    """Declares the decorated method; one tuple of parameter types per overload (none: no parameters)."""
    return _mark("method", name, overloads or ((),), returns)


def net_static(name: str, *overloads: tuple[str, ...], returns: str = "System.Object") -> Callable[[D], D]:
    """Declares a static method (put it above ``@staticmethod``)."""
    return _mark("static", name, overloads or ((),), returns)


def net_static_property(name: str, type: str = "System.Object") -> Callable[[D], D]:
    """Declares a static property or field: a function without parameters."""
    return _mark("static_property", name, (), type)


def net_constructor(*overloads: tuple[str, ...]) -> Callable[[D], D]:
    """Declares a constructor (put it above ``@classmethod``)."""
    return _mark("constructor", "new", overloads or ((),), "")


@dataclass(frozen=True)
class _Attribute:
    name: str
    type: str
    path: str
    settable: bool

    def property(self) -> NetProperty:
        path = self.path
        put = (lambda target, value: setattr(target, path, value)) if self.settable else None
        return NetProperty(self.name, self.type, operator.attrgetter(path), put)


def net_attribute(name: str, type: str, path: str, *, settable: bool = False) -> object:
    """A property that shows an attribute of the Python object (``culture.name``), or sets it, too."""
    return _Attribute(name, type, path, settable)


T = TypeVar("T", bound=type[NetObject])
PythonType = type


def _read_marks(cls: type, declared: NetType) -> None:
    for key, raw in vars(cls).items():
        if isinstance(raw, _Attribute):
            declared.members[raw.name.lower()] = raw.property()
            continue
        marks = getattr(getattr(raw, "__func__", raw), "_net_marks", None)
        if not isinstance(marks, _Marks):
            continue
        function = getattr(cls, key)
        for kind, name, overloads, returns, setter in marks.members:
            if kind == "property":
                set_function = getattr(cls, setter) if isinstance(setter, str) else None
                declared.members[name.lower()] = NetProperty(name, returns, function, set_function)
            elif kind == "method":
                declared.members[name.lower()] = NetMethod(name, overloads, function, returns)
            elif kind == "static":
                declared.statics[name.lower()] = NetMethod(name, overloads, function, returns, static=True)
            elif kind == "static_property":
                declared.statics[name.lower()] = NetProperty(name, returns, function, static=True)
            else:
                declared.constructor = NetMethod("new", overloads, function, declared.name, static=True)


def _refusal(what: str) -> Callable[..., object]:
    def refuse(*_given: object) -> object:
        raise NotEmulated(what)

    return refuse


def _always(value: object) -> Callable[..., object]:
    return lambda *_target: value


class TypeExtension:
    """Members of a type, added by plain functions (the value is the first argument)."""

    def __init__(self, declared: NetType) -> None:
        self.type = declared

    def attributes(self, type: str, *, settable: bool = False, **paths: str) -> None:
        """Declares properties of one type that show attributes of the Python object: ``Activity="activity"``."""
        for name, path in paths.items():
            self.type.members[name.lower()] = _Attribute(name, type, path, settable).property()

    def constants(self, type: str, **values: object) -> None:
        """Declares static fields that always hold the same value."""
        for name, value in values.items():
            self.static_property(name, type, is_field=True)(_always(value))

    def always(self, type: str, **values: object) -> None:
        """Declares properties that hold the same value for every object."""
        for name, value in values.items():
            self.property(name, type)(_always(value))

    def absent(self, *names: str) -> None:
        """Names methods that Windows has and winlab does not emulate: a call of them says so."""
        for name in names:
            what = f"{self.type.name}.{name}"
            for members in (self.type.members, self.type.statics):
                members[name.lower()] = NetMethod(name, (("params System.Object[]",),), _refusal(what))

    def property(self, name: str, type: str = "System.Object") -> Callable[[F], F]:
        """Declares a property that can't be set."""

        def declare(function: F) -> F:
            self.type.members[name.lower()] = NetProperty(name, type, function)
            return function

        return declare

    def settable(
        self, name: str, type: str, getter: Callable[[object], object], setter: Callable[[object, object], None]
    ) -> None:
        """Declares a property that can be set."""
        self.type.members[name.lower()] = NetProperty(name, type, getter, setter)

    def method(self, name: str, *overloads: tuple[str, ...], returns: str = "System.Object") -> Callable[[F], F]:
        """Declares a method."""

        def declare(function: F) -> F:
            self.type.members[name.lower()] = NetMethod(name, overloads or ((),), function, returns)
            return function

        return declare

    def static(self, name: str, *overloads: tuple[str, ...], returns: str = "System.Object") -> Callable[[F], F]:
        """Declares a static method."""

        def declare(function: F) -> F:
            self.type.statics[name.lower()] = NetMethod(name, overloads or ((),), function, returns, static=True)
            return function

        return declare

    def static_property(self, name: str, type: str = "System.Object", *, is_field: bool = False) -> Callable[[F], F]:
        """Declares a static property or field."""

        def declare(function: F) -> F:
            self.type.statics[name.lower()] = NetProperty(name, type, function, static=True, is_field=is_field)
            return function

        return declare

    def constructor(self, *overloads: tuple[str, ...]) -> Callable[[F], F]:
        """Declares a constructor."""

        def declare(function: F) -> F:
            self.type.constructor = NetMethod("new", overloads or ((),), function, self.type.name, static=True)
            return function

        return declare


class AbsentType(NetType):
    """A class of the Framework that is not emulated."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.constructor = NetMethod("new", ((), ("params System.Object[]",)), _refusal(name), name, static=True)

    def find_static(self, name: str) -> NetProperty | NetMethod | None:
        """Every member says that it is not there.

        Raises:
            NotEmulated: always.
        """
        raise NotEmulated(f"{self.name}.{name}")


class NetTable:
    """.NET types that belong together; a session is given the tables whose types its scripts can name."""

    def __init__(self) -> None:
        self.types: dict[str, NetType] = {}

    def _add(self, declared: NetType) -> NetType:
        self.types[declared.name.lower()] = declared
        register([declared])
        return declared

    def type(
        self,
        name: str,
        bases: Sequence[str] = ("System.Object",),
        *,
        interface: bool = False,
        assembly: str = "mscorlib",
    ) -> Callable[[T], T]:
        """Declares the decorated NetObject class as a .NET type."""

        def declare(cls: T) -> T:
            declared = NetType(name, bases, python=cls, is_interface=interface, assembly=assembly)
            _read_marks(cls, declared)
            cls.net_type = declared
            self._add(declared)
            return cls

        return declare

    def extend(
        self, name: str, python: PythonType | None = None, bases: Sequence[str] = ("System.Object",)
    ) -> TypeExtension:
        """Opens a type for more members; declares it if it is new (``python`` is the type of its values)."""
        declared = TYPES.get(name.lower())
        if declared is None:
            declared = self._add(NetType(name, bases, python=python))
            if python is not None and not issubclass(python, NetObject):
                PLAIN[python] = declared
            elif python is not None:
                python.net_type = declared
        elif name.lower() not in self.types:
            self.types[name.lower()] = declared
        return TypeExtension(declared)

    def absent(self, *names: str) -> None:
        """Names classes that Windows has and winlab does not emulate: making one or calling it says so."""
        for name in names:
            self._add(AbsentType(name))

    def enum(self, name: str, values: Mapping[str, int] | str, *, flags: bool = False) -> NetType:
        """Declares an enumeration; a text names its values from 0 on."""
        if isinstance(values, str):
            values = {word: number for number, word in enumerate(values.split())}
        return self._add(
            NetType(name, ("System.Enum",), values=dict(values), is_flags=flags),
        )

    def interface(self, name: str, bases: Sequence[str] = ()) -> NetType:
        """Declares an interface."""
        return self._add(NetType(name, bases, is_interface=True))


NET = NetTable()
"""The core .NET types, which every session has."""

EXTENDED: dict[str, dict[str, Member]] = {}


def extended(type_name: str, *members: Member) -> None:
    """Adds members to all objects of a type, as types.ps1xml does (CodeProperty, AliasProperty, PropertySet...)."""
    table = EXTENDED.setdefault(type_name.lower(), {})
    for member in members:
        table[member.name.lower()] = member
