"""Equality and order of values, and the order of texts in a culture."""

from __future__ import annotations

import decimal
import functools
import unicodedata
from collections.abc import Iterator

from winlab.powershell.conversion import convert_or_fail, to_bool, type_of
from winlab.powershell.errors import ConversionFailed, PSError, error
from winlab.powershell.nettypes import EnumValue, NetType
from winlab.powershell.numberconversion import parse_number
from winlab.powershell.numeric import Number
from winlab.powershell.text import to_text
from winlab.powershell.values import Char, NetObject, PSObject, type_name, unwrap

# Symbols come before digits, digits before letters, lower case before upper; hyphens and apostrophes are passed over,
# and of two texts that differ in them only, the one that has them comes last (the "word sort" of Windows):
# https://learn.microsoft.com/windows/win32/intl/handling-sorting-in-your-applications
# https://support.microsoft.com/office/sort-data-in-a-range-or-table ("Default sort orders")
_SYMBOLS = ' !"#$%&()*,./:;?@[\\]^_`{|}~+<=>'
_RANK = {char: place for place, char in enumerate(_SYMBOLS)}
_PASSED_OVER = "-'"


@functools.lru_cache(maxsize=8192)
def culture_key(text: str) -> tuple[object, ...]:
    """A sort key: letters first by what they are, then by accent; case is left to :func:`compare_text`."""
    base: list[tuple[int, str]] = []
    accents: list[str] = []
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char):
            accents.append(char)
        elif char in _RANK:
            base.append((0, chr(_RANK[char])))
        elif char.isdigit():
            base.append((1, char))
        elif char not in _PASSED_OVER:
            base.append((2, char.lower()))
    return (tuple(base), tuple(accents))


def compare_text(left: str, right: str, ignore_case: bool) -> int:
    """Order of two texts: negative, zero, positive."""
    if left == right:
        return 0
    a, b = culture_key(left), culture_key(right)
    if a != b:
        return -1 if a < b else 1
    if not ignore_case:
        for x, y in zip(_words(left), _words(right), strict=False):
            if x != y:
                return -1 if x.islower() else 1
    if len(left) != len(right):
        return len(left) - len(right)
    places, others = _passed_over(left), _passed_over(right)
    return (places > others) - (places < others)


def _words(text: str) -> Iterator[str]:
    return (char for char in text if char not in _PASSED_OVER)


def _passed_over(text: str) -> list[tuple[int, str]]:
    return [(place, char) for place, char in enumerate(text) if char in _PASSED_OVER]


def equal(left: object, right: object, ignore_case: bool = True) -> bool:
    """``left -eq right`` of two values that are no arrays on the left."""
    kind = type(left)
    if kind is int and type(right) is int:
        return left == right
    left, right = unwrap(left), unwrap(right)
    if left is None or right is None:
        return left is None and right is None
    if isinstance(left, str) and not isinstance(left, Char):
        other = to_text(right)
        return left == other or (ignore_case and left.lower() == other.lower())
    if isinstance(left, bool):
        return left == to_bool(right)
    if isinstance(left, (int, float, decimal.Decimal)):
        try:
            return bool(left == _number_like(right))
        except ConversionFailed:
            return False
    if isinstance(left, Char):
        return _char_equal(left, right, ignore_case)
    if isinstance(left, EnumValue):
        declared: NetType | None = left.enum
    elif isinstance(left, PSObject):
        return left is right
    elif isinstance(left, NetObject):
        if left is right or left.net_equals(right):
            return True
        declared = type_of(left)
        if isinstance(left, NetType):
            return isinstance(right, str) and _names_type(right, left)
    else:
        return left is right
    if declared is None or type_name(left) == type_name(right):
        return False
    try:
        converted = convert_or_fail(right, declared)
    except (ConversionFailed, PSError):
        return False
    return isinstance(left, NetObject) and left.net_equals(converted)


def _names_type(text: str, wanted: NetType) -> bool:
    from winlab.powershell.startup import running_session
    from winlab.powershell.typenames import type_from_text

    found = type_from_text(running_session(), text)
    return found is not None and found.name == wanted.name


def _char_equal(left: str, right: object, ignore_case: bool) -> bool:
    if isinstance(right, (int, float, decimal.Decimal)) and not isinstance(right, bool):
        return ord(left) == right
    other = to_text(right)
    return left == other or (ignore_case and left.lower() == other.lower())


def _number_like(right: object) -> Number:
    if isinstance(right, (int, float, decimal.Decimal)):
        return right
    if isinstance(right, Char):
        return ord(right)
    if isinstance(right, str):
        return parse_number(right)
    if isinstance(right, EnumValue):
        return right.value
    raise ConversionFailed


def order(left: object, right: object, ignore_case: bool = True) -> int:
    """Order of two values as ``-lt`` and its kin see it.

    Raises:
        PSError: ComparisonFailure or what the conversion of ``right`` says.
    """
    left, right = unwrap(left), unwrap(right)
    if isinstance(left, str) and not isinstance(left, Char):
        return compare_text(left, to_text(right), ignore_case)
    if left is None or right is None:
        return _null_order(left, right)
    if isinstance(left, bool):
        return int(left) - int(to_bool(right))
    if isinstance(left, Char):
        if isinstance(right, (int, float)) and not isinstance(right, bool):
            return _sign(ord(left), right)
        return compare_text(left, to_text(right), ignore_case)
    if isinstance(left, (int, float, decimal.Decimal)):
        try:
            return _sign(left, _number_like(right))
        except ConversionFailed as failed:
            declared = type_of(left)
            assert declared is not None
            raise compare_error(left, right, failed) from None
    if isinstance(left, NetObject):
        result = left.net_compare(right)
        declared = type_of(left)
        if result is None and declared is not None:
            try:
                result = left.net_compare(convert_or_fail(right, declared))
            except ConversionFailed as failed:
                raise compare_error(left, right, failed) from None
        if result is not None:
            return result
    if equal(left, right, ignore_case):
        return 0
    raise error(
        "NotIcomparable",
        f'Cannot compare "{to_text(left)}" because it is not IComparable.',
        "InvalidOperation",
        None,
    )


def compare_error(left: object, right: object, failed: ConversionFailed) -> PSError:
    """The error of a comparison whose right side can't be converted."""
    reason = failed.inner.message if failed.inner is not None else "Invalid cast."
    return error(
        "ComparisonFailure",
        f'Could not compare "{to_text(left)}" to "{to_text(right)}". Error: "{reason}"',
        "InvalidOperation",
        None,
        inner=failed.inner,
    )


def _null_order(left: object, right: object) -> int:
    if left is None and right is None:
        return 0
    if left is None:
        if isinstance(right, (int, float, decimal.Decimal)) and not isinstance(right, bool):
            return 1 if right < 0 else -1
        return -1
    if isinstance(left, (int, float, decimal.Decimal)) and not isinstance(left, bool):
        return -1 if left < 0 else 1
    return 1


def _sign(left: Number, right: Number) -> int:
    if isinstance(left, float) and isinstance(right, decimal.Decimal):
        right = float(right)
    if isinstance(right, float) and isinstance(left, decimal.Decimal):
        left = float(left)
    return (left > right) - (left < right)


def sorting_order(left: object, right: object, ignore_case: bool = True) -> int:
    """Order of two values for sorting, grouping and comparing: any two have one, by their text if need be.

    Objects without a .NET class of their own are all the same, whatever their properties.
    """
    left, right = unwrap(left), unwrap(right)
    if left is None or right is None:
        return (left is not None) - (right is not None)
    if isinstance(left, PSObject) and isinstance(right, PSObject):
        return 0
    try:
        if isinstance(left, str) and isinstance(right, (int, float, decimal.Decimal)):
            return -order(right, left, ignore_case)
        return order(left, right, ignore_case)
    except PSError:
        return compare_text(to_text(left), to_text(right), ignore_case)
