"""Values as text: numbers, arrays, objects, in the invariant culture as PowerShell converts to string."""

from __future__ import annotations

import decimal
import math

from winlab.powershell.values import NetObject, PSObject, Single, TypedArray, type_name

INFINITIES = {math.inf: "Infinity", -math.inf: "-Infinity"}


def double_text(number: float, digits: int = 15) -> str:
    """``Double.ToString()``: ``digits`` significant digits, exponent form from 1E+15 and below 0.0001."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return INFINITIES[number]
    if number == 0:
        return "0"
    mantissa, _, exponent_text = f"{number:.{digits - 1}e}".partition("e")
    exponent = int(exponent_text)
    sign = "-" if mantissa.startswith("-") else ""
    figures = mantissa.lstrip("-").replace(".", "").rstrip("0") or "0"
    if exponent >= digits or exponent < -4:
        head, tail = figures[0], figures[1:]
        return f"{sign}{head}{'.' + tail if tail else ''}E{'-' if exponent < 0 else '+'}{abs(exponent):02}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{figures}"
    whole = figures[: exponent + 1].ljust(exponent + 1, "0")
    rest = figures[exponent + 1 :]
    return f"{sign}{whole}{'.' + rest if rest else ''}"


def to_text(value: object, separator: str = " ") -> str:
    """The text PowerShell converts a value to; elements of an array are joined by ``separator`` ($OFS)."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[return-value]  # kind is str
    if value is None:
        return ""
    if kind is bool:
        return "True" if value else "False"
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Single):
        return double_text(value, 7)
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, list):
        return separator.join([element_text(item) for item in value])
    if isinstance(value, PSObject):
        return _object_text(value, separator)
    if isinstance(value, NetObject):
        if value.instance_members is not None:
            own = _own_to_string(value, value.instance_members.get("ToString"))
            if own is not None:
                return own
        elements = value.net_iter()
        if elements is not None and type(value).net_string is NetObject.net_string:
            return separator.join(element_text(item) for item in elements)
        return value.net_string()
    return str(value)


def element_text(value: object) -> str:
    """A value within an array or a custom object: collections give their type's name, custom objects nothing."""
    if isinstance(value, list):
        return type_name(value)
    if isinstance(value, PSObject):
        own = _own_to_string(value, value.members.get("ToString"))
        if own is not None:
            return own
        return "" if value.base is None else element_text(value.base)
    if isinstance(value, NetObject) and value.instance_members is None:
        return value.net_string()
    return to_text(value)


def plain_text(value: object) -> str:
    """``ToString()`` of .NET: an array gives its type's name."""
    if isinstance(value, TypedArray) or type(value) is list:
        return type_name(value)
    if isinstance(value, NetObject) and value.instance_members is None:
        return value.net_string()
    return to_text(value)


def _own_to_string(target: object, member: object) -> str | None:
    from winlab.powershell.addedmembers import CodeMethod, ScriptMethod
    from winlab.powershell.blocks import call_method

    if isinstance(member, ScriptMethod):
        return to_text(call_method(member.block, target, []))
    if isinstance(member, CodeMethod):
        return to_text(member.function(target))
    return target.text if isinstance(target, PSObject) else None


def _object_text(value: PSObject, separator: str) -> str:
    own = _own_to_string(value, value.members.get("ToString"))
    if own is not None:
        return own
    if value.base is not None:
        return to_text(value.base, separator)
    return custom_object_text(value)


def custom_object_text(value: PSObject) -> str:
    """``@{Name=value; Other=value}``."""
    from winlab.powershell.objects import get_member, property_names

    pairs = [f"{name}={element_text(get_member(value, name))}" for name in property_names(value)]
    return "@{" + "; ".join(pairs) + "}" if pairs else ""
