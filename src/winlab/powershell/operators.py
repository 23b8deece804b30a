"""The operators of the language, as functions of evaluated operands."""

from __future__ import annotations

import decimal
from collections.abc import Callable

from winlab.powershell import numeric
from winlab.powershell.comparing import equal, order
from winlab.powershell.conversion import cast_error, convert_or_fail, is_instance, to_bool, try_convert
from winlab.powershell.enumconversion import to_enum
from winlab.powershell.errors import ConversionFailed, PSError, error
from winlab.powershell.limits import CHARACTER, ITEM, room
from winlab.powershell.nettypes import TYPES, EnumValue, NetType
from winlab.powershell.numberconversion import parse_number
from winlab.powershell.numeric import Number
from winlab.powershell.patterns import operator_pattern, wildcard
from winlab.powershell.text import to_text
from winlab.powershell.values import (
    Char,
    Hashtable,
    Int64,
    NetObject,
    PSObject,
    TypedArray,
    UInt32,
    UInt64,
    type_name,
    unwrap,
)


def elements(value: object) -> list[object] | None:
    """The elements if a value counts as a collection for an operator, else None."""
    if isinstance(value, list):
        return value
    if isinstance(value, PSObject) and value.base is not None:
        return elements(value.base)
    if isinstance(value, NetObject):
        found = value.net_iter()
        return None if found is None else list(found)
    return None


def _number(value: object, operator: str, other: object) -> Number:
    """An operand of an arithmetic operator as number."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float, decimal.Decimal)):
        return value
    if value is None:
        return 0
    if isinstance(value, Char):
        return ord(value)
    if isinstance(value, str):
        try:
            return parse_number(value)
        except ConversionFailed as failed:
            target = TYPES["system.int32"]
            if isinstance(other, (int, float, decimal.Decimal)) and not isinstance(other, bool):
                target = TYPES.get(type_name(other).lower(), target)
            raise cast_error(value, target, ConversionFailed(failed.inner, "InvalidCastFromStringToInteger")) from None
    if isinstance(value, EnumValue):
        return value.value
    raise no_operator(value, operator, other)


def no_operator(left: object, operator: str, right: object) -> PSError:
    """``Method invocation failed because [T] doesn't contain a method named 'op_Addition'.``"""
    names = {
        "+": "op_Addition", "-": "op_Subtraction", "*": "op_Multiply", "/": "op_Division", "%": "op_Modulus",
    }  # fmt: skip
    name = names.get(operator, operator)
    return error(
        "MethodNotFound",
        f"Method invocation failed because [{type_name(left)}] doesn't contain a method named '{name}'.",
        "InvalidOperation",
        name,
    )


def _overloaded(left: object, operator: str, right: object) -> tuple[bool, object]:
    """The result of a class' own operator (DateTime, TimeSpan...)."""
    for side in (left, right):
        function = OVERLOADS.get((type(side), operator))
        if function is not None:
            return True, function(left, right)
    return False, None


OVERLOADS: dict[tuple[type, str], Callable[[object, object], object]] = {}
"""Operators that classes bring: filled where the classes are declared."""


def add(left: object, right: object) -> object:
    """``left + right``."""
    if type(left) is int and type(right) is int:
        result = left + right
        return result if -2147483648 <= result <= 2147483647 else float(result)
    left_base, right_base = unwrap(left), unwrap(right)
    if isinstance(left_base, str) and not isinstance(left_base, Char):
        more_text = to_text(right_base)
        room(len(left_base) + len(more_text), CHARACTER)
        return left_base + more_text
    if left_base is None:
        return right
    items = elements(left_base)
    if items is not None:
        more = elements(right_base)
        room(len(items) + (1 if more is None else len(more)))
        return [*items, right] if more is None else [*items, *more]
    if isinstance(left_base, Hashtable):
        return _add_tables(left_base, right_base)
    if isinstance(left_base, Char) and not numeric.is_number(right_base):
        return left_base + to_text(right_base)
    found, result_value = _overloaded(left_base, "+", right_base)
    if found:
        return result_value
    if isinstance(right_base, list):
        raise no_operator(right_base, "+", left_base)
    return numeric.add(_number(left_base, "+", right_base), _number(right_base, "+", left_base))


def _add_tables(left: Hashtable, right: object) -> Hashtable:
    if not isinstance(right, Hashtable):
        raise error(
            "AddHashTableToNonHashTable",
            "You can add another hash table only to a hash table.",
            "InvalidOperation",
            right,
        )
    result = left.copy()
    for key, value in right.items():
        if key in result:
            raise error(
                "BadOperatorArgument",
                f"Bad argument to operator '+': Item has already been added. Key in dictionary: '{to_text(key)}'  "
                f"Key being added: '{to_text(key)}'.",
                "InvalidOperation",
                key,
            )
        result.set(key, value)
    return result


def subtract(left: object, right: object) -> object:
    """``left - right``."""
    return _arithmetic(left, "-", right, numeric.subtract)


def _arithmetic(left: object, operator: str, right: object, function: Callable[[Number, Number], object]) -> object:
    left, right = unwrap(left), unwrap(right)
    found, result = _overloaded(left, operator, right)
    if found:
        return result
    if isinstance(left, list):
        raise no_operator(left, operator, right)
    return function(_number(left, operator, right), _number(right, operator, left))


def multiply(left: object, right: object) -> object:
    """``left * right``: numbers, or a text or array repeated; of null there is null."""
    left, right = unwrap(left), unwrap(right)
    if left is None:
        return None
    items = elements(left) if not isinstance(left, str) else None
    if items is not None or (isinstance(left, str) and not isinstance(left, Char)):
        count = _number(right, "*", left)
        times = round(count)
        size = len(items) if items is not None else len(str(left))
        if times < 0:
            raise error(
                "ArgumentOutOfRangeException",
                "Specified argument was out of the range of valid values.",
                "InvalidOperation",
                None,
                "System.ArgumentOutOfRangeException",
            )
        room(size * times, CHARACTER if items is None else ITEM)
        return list(items) * times if items is not None else str(left) * times
    return _arithmetic(left, "*", right, numeric.multiply)


def divide(left: object, right: object) -> object:
    """``left / right``."""
    return _arithmetic(left, "/", right, numeric.divide)


def remainder(left: object, right: object) -> object:
    """``left % right``."""
    return _arithmetic(left, "%", right, numeric.remainder)


def negate(value: object) -> object:
    """``-value``."""
    value = unwrap(value)
    found, result = _overloaded(value, "neg", value)
    return result if found else numeric.negate(_number(value, "-", 0))


def plus(value: object) -> object:
    """``+value``: the value as number."""
    value = unwrap(value)
    return value if type(value) is int else numeric.add(0, _number(value, "+", 0))


def increment(value: object, step: int) -> object:
    """``++`` and ``--``."""
    if type(value) is int:
        result = value + step
        return result if -2147483648 <= result <= 2147483647 else float(result)
    base = unwrap(value)
    if base is None:
        return step
    if not numeric.is_number(base):
        raise error(
            "OperatorRequiresNumber",
            f"The '{'++' if step > 0 else '--'}' operator works only on numbers. The operand is a '{type_name(base)}'.",
            "InvalidOperation",
            None,
        )
    return numeric.add(base, step)


# --- bits ------------------------------------------------------------------------------------------------------------


def _bits(value: object, operator: str) -> int:
    value = unwrap(value)
    number = _number(value, operator, 0)
    if isinstance(number, (float, decimal.Decimal)):
        whole = round(number)
        return whole if -(2**31) <= whole < 2**31 else Int64(whole) if -(2**63) <= whole < 2**63 else UInt64(whole)
    assert isinstance(number, int)
    return number


def _bitwise(left: object, right: object, operator: str, function: Callable[[int, int], int]) -> object:
    enum = unwrap(left)
    a, b = _bits(left, operator), _bits(right, operator)
    if isinstance(enum, EnumValue):
        if isinstance(right, str):
            b = to_enum(right, enum.enum).value
        return EnumValue(enum.enum, function(a, b))
    kind = numeric.common_type(a, b)
    kind = kind if kind in numeric.RANGES else Int64
    result = function(int(a), int(b))
    return result if kind is int else kind(result)


def bit_and(left: object, right: object) -> object:
    """``-band``."""
    return _bitwise(left, right, "-band", lambda a, b: a & b)


def bit_or(left: object, right: object) -> object:
    """``-bor``."""
    return _bitwise(left, right, "-bor", lambda a, b: a | b)


def bit_xor(left: object, right: object) -> object:
    """``-bxor``."""
    return _bitwise(left, right, "-bxor", lambda a, b: a ^ b)


def bit_not(value: object) -> object:
    """``-bnot``."""
    number = _bits(value, "-bnot")
    kind = type(number) if type(number) in (Int64, UInt32, UInt64) else int
    low, high = numeric.RANGES[kind]
    result = ~int(number) if low < 0 else high ^ int(number)
    return result if kind is int else kind(result)


# --- comparison ------------------------------------------------------------------------------------------------------


def _filtering(test: Callable[[object, object], bool]) -> Callable[[object, object], object]:
    """A comparison that keeps the matching elements when its left side is a collection."""

    def compare(left: object, right: object) -> object:
        items = elements(left) if isinstance(left, (list, NetObject, PSObject)) else None
        if items is not None:
            return [item for item in items if test(item, right)]
        return test(left, right)

    return compare


def _like(left: object, right: object, ignore_case: bool) -> bool:
    return wildcard(to_text(right), ignore_case).fullmatch(to_text(left))


def _comparisons(prefix: str, ignore_case: bool) -> dict[str, Callable[[object, object], object]]:
    """The comparison operators of one kind: ``-eq``, ``-ieq`` and ``-ceq`` differ in case only."""
    tests: dict[str, Callable[[object, object], bool]] = {
        "eq": lambda a, b: equal(a, b, ignore_case),
        "ne": lambda a, b: not equal(a, b, ignore_case),
        "lt": lambda a, b: order(a, b, ignore_case) < 0,
        "le": lambda a, b: order(a, b, ignore_case) <= 0,
        "gt": lambda a, b: order(a, b, ignore_case) > 0,
        "ge": lambda a, b: order(a, b, ignore_case) >= 0,
        "like": lambda a, b: _like(a, b, ignore_case),
        "notlike": lambda a, b: not _like(a, b, ignore_case),
    }
    return {prefix + name: _filtering(test) for name, test in tests.items()}


COMPARISONS = {**_comparisons("-", True), **_comparisons("-i", True), **_comparisons("-c", False)}


def contains(left: object, right: object, ignore_case: bool = True) -> bool:
    """``left -contains right``."""
    items = elements(left)
    if items is None:
        items = [left]
    return any(equal(item, right, ignore_case) for item in items)


def replace(left: object, right: object, ignore_case: bool = True) -> object:
    """``left -replace pattern, replacement``."""
    arguments = right if isinstance(right, list) else [right]
    if len(arguments) > 2:
        raise error(
            "BadReplaceArgument",
            f"The -replace operator allows only two elements to follow it, not {len(arguments)}.",
            "InvalidOperation",
            right,
        )
    pattern = operator_pattern(to_text(arguments[0]) if arguments else "", ignore_case, "-replace")
    replacement = to_text(arguments[1]) if len(arguments) > 1 else ""
    items = elements(left)
    if items is not None:
        return [pattern.replace(to_text(item), replacement) for item in items]
    return pattern.replace(to_text(left), replacement)


def join(left: object, separator: object) -> str:
    """``left -join separator``."""
    items = elements(left)
    if items is None:
        return to_text(left)
    texts, between = [to_text(item) for item in items], to_text(separator)
    room(sum(map(len, texts)) + len(between) * len(texts), CHARACTER)
    return between.join(texts)


def span(left: object, right: object) -> object:
    """``left .. right``."""
    first, last = _bound(left), _bound(right)
    room(abs(last - first))
    return list(range(first, last + 1)) if first <= last else list(range(first, last - 1, -1))


def _bound(value: object) -> int:
    value = unwrap(value)
    try:
        converted = convert_or_fail(value, TYPES["system.int32"])
    except ConversionFailed as failed:
        raise cast_error(value, TYPES["system.int32"], failed) from None
    assert isinstance(converted, int)
    return converted


# --- types -----------------------------------------------------------------------------------------------------------


def type_operand(value: object, find: Callable[[str], NetType | None]) -> NetType:
    """The right side of ``-is`` and ``-as``."""
    value = unwrap(value)
    if isinstance(value, NetType):
        return value
    found = find(to_text(value))
    if found is None:
        raise error(
            "TypeNotFound" if isinstance(value, str) else "RuntimeException",
            f"Unable to find type [{to_text(value)}]: make sure that the assembly containing this type is loaded.",
            "InvalidOperation",
            value,
        )
    return found


def is_type(value: object, target: NetType) -> bool:
    """``value -is [target]``."""
    return is_instance(value, target)


def as_type(value: object, target: NetType) -> object:
    """``value -as [target]``: the converted value or null."""
    worked, result = try_convert(value, target)
    return result if worked else None


def truth_xor(left: object, right: object) -> bool:
    """``-xor``."""
    return to_bool(left) != to_bool(right)


def typed_copy(value: list[object]) -> list[object]:
    """A copy of an array with its element type."""
    return TypedArray(value, value.element_type) if isinstance(value, TypedArray) else list(value)


def unrolled(value: object) -> list[object]:
    """What a value is in a pipeline: its elements, itself, or nothing at all for an absent value."""
    items = elements(value)
    return [value] if items is None else list(items)


BINARY: dict[str, Callable[[object, object], object]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": remainder,
    "..": span,
    "-band": bit_and,
    "-bor": bit_or,
    "-bxor": bit_xor,
    "-xor": truth_xor,
    "-join": join,
    "-contains": contains,
    "-icontains": contains,
    "-ccontains": lambda a, b: contains(a, b, False),
    "-notcontains": lambda a, b: not contains(a, b),
    "-inotcontains": lambda a, b: not contains(a, b),
    "-cnotcontains": lambda a, b: not contains(a, b, False),
    "-replace": replace,
    "-ireplace": replace,
    "-creplace": lambda a, b: replace(a, b, False),
    **COMPARISONS,
}
