"""Values on their way to a host and back: plain Python on this side, CLIXML's types on the other."""

from __future__ import annotations

from collections.abc import Mapping

from pypsrp.complex_objects import ComplexObject, GenericComplexObject
from pypsrp.serializer import TaggedValue

from exforge.resources.base import Call, Value
from exforge.resources.secret import Secret

_INT32 = range(-(2**31), 2**31)


def to_wire(value: Value) -> object:
    """A value as pypsrp serialises it with its own type; a secret becomes a SecureString."""
    if isinstance(value, Secret):
        return TaggedValue("SS", value.reveal())
    if isinstance(value, Mapping):
        return {str(name): to_wire(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [to_wire(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and value not in _INT32:
        return TaggedValue("I64", str(value))
    return value


def call_to_wire(call: Call) -> dict[str, object]:
    """A call as the library's dispatcher expects it."""
    return {"Function": call.function, "Parameters": to_wire(call.parameters)}


def from_wire(value: object) -> Value:
    """What a host sent, as plain values; objects become mappings of their properties."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return {str(name): from_wire(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(from_wire(item) for item in value)
    if isinstance(value, GenericComplexObject):
        properties = {**value.adapted_properties, **value.extended_properties}
        if properties:
            return {str(name): from_wire(item) for name, item in properties.items()}
        return value.to_string or ""
    if isinstance(value, ComplexObject):
        return str(value)
    return str(value)
