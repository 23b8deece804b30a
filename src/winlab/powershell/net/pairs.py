"""Closing generic types; Nullable`1; KeyValuePair`2, which a generic dictionary is made of, and Collection`1.

Source: https://learn.microsoft.com/dotnet/api/system.collections.generic.keyvaluepair-2 .
"""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.conversion import convert, convert_or_fail, converter
from winlab.powershell.declare import NET, net_property
from winlab.powershell.nettypes import TYPES, NetMethod, NetType
from winlab.powershell.text import plain_text
from winlab.powershell.values import GenericList, NetObject, qualified


def close(name: str, arguments: Sequence[NetType], definition: str) -> NetType:
    """The closed type of a generic one; ``definition`` is the declared type whose members it has."""
    full = f"{name}[[{'],['.join(qualified(a.name) for a in arguments)}]]"
    found = TYPES.get(full.lower())
    if found is None:
        base = TYPES[definition.lower()]
        found = NetType(full, base.bases, python=base.python)
        found.members = base.members
        found.statics = base.statics
        found.arguments = tuple(arguments)
        TYPES[full.lower()] = found
    return found


def nullable_type(argument: NetType) -> NetType:
    """``[Nullable[int]]``: null, or a value of the type, which is all that is left of it when it is boxed."""
    name = f"System.Nullable`1[[{qualified(argument.name)}]]"
    found = TYPES.get(name.lower())
    if found is None:
        found = TYPES[name.lower()] = NetType(name, ("System.ValueType", "System.Object"))
        found.arguments = (argument,)
        converter(name)(lambda value: convert_or_fail(value, argument))
    return found


class GenericCollection(GenericList):
    """System.Collections.ObjectModel.Collection`1."""

    definition = "System.Collections.ObjectModel.Collection`1"


class ReadOnlyCollection(GenericList):
    """System.Collections.ObjectModel.ReadOnlyCollection`1."""

    definition = "System.Collections.ObjectModel.ReadOnlyCollection`1"


@NET.type("System.Collections.Generic.KeyValuePair`2", bases=("System.ValueType",))
class KeyValuePair(NetObject):
    """A key with its value; ``closed_type`` names the types of both."""

    def __init__(self, key: object, value: object, closed_type: NetType) -> None:
        self.held_key = key
        self.held_value = value
        self.closed_type = closed_type

    key = net_property("Key")(lambda self: self.held_key)
    value = net_property("Value")(lambda self: self.held_value)

    @classmethod
    def of(cls, key: object, value: object, arguments: Sequence[NetType]) -> KeyValuePair:
        """A pair whose parts have types."""
        return cls(key, value, pair_type(arguments))

    def type_names(self) -> list[str]:
        """The closed type's name."""
        return [self.closed_type.name, "System.ValueType", "System.Object"]

    def net_string(self) -> str:
        """``[key, value]``."""
        return f"[{plain_text(self.held_key)}, {plain_text(self.held_value)}]"


def pair_type(arguments: Sequence[NetType]) -> NetType:
    """A closed KeyValuePair."""
    closed = close("System.Collections.Generic.KeyValuePair`2", arguments, KeyValuePair.net_type.name)

    def make(key: object = None, value: object = None) -> NetObject:
        return KeyValuePair(convert(key, arguments[0]), convert(value, arguments[1]), closed)

    closed.constructor = NetMethod("new", ((), tuple(argument.name for argument in arguments)), make)
    return closed
