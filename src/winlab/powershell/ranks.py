"""How well a value fits a parameter's type: what PowerShell chooses an overload by.

Source: ConversionRank and RebuildConversionCache of https://github.com/PowerShell/PowerShell
(engine/LanguagePrimitives.cs).
"""

from __future__ import annotations

import enum

from winlab.powershell.conversion import convert_or_fail, is_instance
from winlab.powershell.errors import ConversionFailed, PSError
from winlab.powershell.nettypes import TYPES, NetType
from winlab.powershell.values import Char, NetObject, type_name, unwrap

PARAMS = "params "
REF = "ref"


class Rank(enum.IntEnum):
    """The better a conversion, the greater its number."""

    NONE = 0
    ARRAY_TO_STRING = 1
    UNRELATED_ARRAYS = 0x0F
    TO_STRING = 0x1F
    CONVERTIBLE = 0x3F
    CONSTRUCTOR = 0x6F
    PARSE = 0x7F
    PSOBJECT = 0x8F
    LANGUAGE = 0x9F
    NULL_TO_VALUE = 0xAF
    NULL_TO_REF = 0xBF
    NUMERIC_EXPLICIT = 0xCF
    NUMERIC_EXPLICIT_BETTER = 0xDF
    NUMERIC_STRING = 0xEF
    NUMERIC_IMPLICIT = 0xFF
    ASSIGNABLE = 0x10F
    CHARACTERS = 0x11A
    IDENTITY = 0x11F


TO_ARRAY = 8
"""What a conversion loses when its result is put into an array of one."""

_SIGNED = ["System.SByte", "System.Int16", "System.Int32", "System.Int64"]
_UNSIGNED = ["System.Byte", "System.UInt16", "System.UInt32", "System.UInt64"]
_REAL = ["System.Single", "System.Double", "System.Decimal"]
_SIZE = {name: size for kinds in (_SIGNED, _UNSIGNED) for size, name in enumerate(kinds)}
NUMERIC = frozenset((*_SIGNED, *_UNSIGNED, *_REAL))
_BY_PARSE = frozenset(("System.Char", "System.DateTime", "System.TimeSpan", "System.Net.IPAddress"))
_BY_LANGUAGE = frozenset(
    ("System.Boolean", "System.Type", "System.Uri", "System.Text.RegularExpressions.Regex", "System.Xml.XmlDocument")
)


def numeric_rank(source: str, target: str) -> Rank:
    """How well a number of one type becomes one of another."""
    if source == target:
        return Rank.IDENTITY
    if source in _REAL:
        if target not in _REAL:
            return Rank.NUMERIC_EXPLICIT
        if (source, target) == ("System.Single", "System.Double"):
            return Rank.NUMERIC_IMPLICIT
        return Rank.NUMERIC_EXPLICIT_BETTER if source == "System.Decimal" else Rank.NUMERIC_EXPLICIT
    if target in _REAL:
        return Rank.NUMERIC_IMPLICIT
    grows = _SIZE[target] - _SIZE[source]
    if source in _SIGNED and target in _UNSIGNED:
        return Rank.NUMERIC_EXPLICIT_BETTER if grows >= 0 else Rank.NUMERIC_EXPLICIT
    return Rank.NUMERIC_IMPLICIT if grows > 0 else Rank.NUMERIC_EXPLICIT


def rank(value: object, target: NetType) -> int:
    """How well a value becomes one of a type; ``Rank.NONE`` where there is no way."""
    base = unwrap(value)
    name = target.name
    if base is None:
        return _of_null(target)
    actual = type_name(base)
    if actual == name:
        return Rank.IDENTITY
    if name == "System.Object":
        return Rank.ASSIGNABLE
    if actual in NUMERIC and name in NUMERIC:
        return numeric_rank(actual, name)
    if is_instance(base, target):
        return Rank.ASSIGNABLE
    if name == "System.String":
        if isinstance(base, list):
            return Rank.ARRAY_TO_STRING
        return Rank.NUMERIC_STRING if actual in NUMERIC else Rank.TO_STRING
    if name == "System.Boolean":
        return Rank.LANGUAGE
    if target.element is not None:
        return _to_array(value, base, target.element)
    return _otherwise(value, base, target)


def _of_null(target: NetType) -> int:
    if target.name == "System.String":
        return Rank.TO_STRING
    return Rank.NULL_TO_VALUE if target.is_value_type else Rank.NULL_TO_REF


def _to_array(value: object, base: object, element: NetType) -> int:
    if isinstance(base, str) and not isinstance(base, Char) and element.name == "System.Char":
        return Rank.CHARACTERS
    held = base if isinstance(base, list) else base.net_iter() if isinstance(base, NetObject) else None
    if held is not None:
        items = list(held)
        ranks = [rank(item, element) for item in items[:1000]]
        return Rank.NONE if Rank.NONE in ranks else Rank.UNRELATED_ARRAYS + min(ranks, default=0) // 0x20
    return max(rank(value, element) - TO_ARRAY, 0)


def _otherwise(value: object, base: object, target: NetType) -> int:
    if isinstance(base, str) and not isinstance(base, Char):
        if target.name in NUMERIC:
            return Rank.NUMERIC_STRING if _converts(base, target) else Rank.NONE
        if target.name in _BY_PARSE:
            return Rank.PARSE
        if target.is_enum or target.name in _BY_LANGUAGE:
            return Rank.LANGUAGE
    if type_name(base) in NUMERIC and (target.is_enum or target.name == "System.Char"):
        return Rank.LANGUAGE if target.is_enum else Rank.NUMERIC_STRING
    if not _converts(value, target):
        return Rank.NONE
    return Rank.CONVERTIBLE if target.name in NUMERIC else Rank.CONSTRUCTOR


def _converts(value: object, target: NetType) -> bool:
    try:
        convert_or_fail(value, target)
    except (ConversionFailed, PSError):
        return False
    return True


def specificity(left: str, right: str) -> int:
    """Which of two parameter types becomes the other one more easily: positive for the first."""
    if left in NUMERIC and right in NUMERIC:
        one, other = numeric_rank(left, right), numeric_rank(right, left)
        return (one > other) - (one < other)
    if {left, right} == {"System.String", "System.Char[]"}:
        return 1 if left == "System.String" else -1
    first, second = TYPES.get(left.lower()), TYPES.get(right.lower())
    if first is None or second is None or left == right:
        return 0
    return _derives(first, right) - _derives(second, left)


def _derives(declared: NetType, base: str) -> int:
    return int(base in declared.hierarchy() or base in declared.interfaces())
