"""Numbers as a script writes them."""

from __future__ import annotations

import decimal
import re

from winlab.powershell.numeric import MAX_DECIMAL, Number
from winlab.powershell.values import Int64

_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?:0[xX](?P<hex>[0-9a-fA-F]+)|(?P<whole>\d*)(?P<fraction>\.\d*)?(?P<exponent>[eE][+-]?\d+)?)"
    r"(?P<suffix>[lLdD]?)(?P<multiplier>[kKmMgGtTpP][bB])?\Z"
)
_MULTIPLIERS = {"kb": 2**10, "mb": 2**20, "gb": 2**30, "tb": 2**40, "pb": 2**50}


def literal_number(text: str) -> Number | None:
    """The number a literal stands for, sign included; None if it is none."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    factor = _MULTIPLIERS[match["multiplier"].lower()] if match["multiplier"] else 1
    suffix = match["suffix"].lower()
    sign = -1 if match["sign"] == "-" else 1
    if match["hex"] is not None:
        return _hex(match["hex"], suffix, sign, factor)
    whole, fraction = match["whole"], match["fraction"]
    if not whole and (not fraction or fraction == "."):
        return None
    if suffix == "d":
        exact = decimal.Decimal(text[: match.start("suffix")].replace("+", "", 1)) * factor
        return exact if abs(exact) <= MAX_DECIMAL else None
    if fraction or match["exponent"]:
        number = float(text[: match.start("suffix")]) * factor
        return Int64(round(number)) if suffix == "l" and abs(number) < 2**63 else None if suffix == "l" else number
    return _sized(sign * int(whole) * factor, suffix)


def _hex(digits: str, suffix: str, sign: int, factor: int) -> Number | None:
    number = int(digits, 16)
    if suffix == "d":
        return decimal.Decimal(sign * number * factor)
    significant = len(digits.lstrip("0"))
    if suffix != "l" and significant == 8 and number >= 2**31:
        number -= 2**32
    elif significant == 16 and number >= 2**63:
        number -= 2**64
    elif significant > 16:
        return None
    return _sized(sign * number * factor, suffix)


def _sized(number: int, suffix: str) -> Number | None:
    if suffix == "l":
        return Int64(number) if -(2**63) <= number < 2**63 else None
    if -(2**31) <= number < 2**31:
        return number
    if -(2**63) <= number < 2**63:
        return Int64(number)
    if abs(number) <= MAX_DECIMAL:
        return decimal.Decimal(number)
    return float(number)
