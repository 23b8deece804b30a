"""System.Management.Automation: LanguagePrimitives and WildcardPattern, the engine's own tools for programs.

Sources: https://learn.microsoft.com/dotnet/api/system.management.automation.languageprimitives ,
https://learn.microsoft.com/dotnet/api/system.management.automation.wildcardpattern .
"""

from __future__ import annotations

from winlab.powershell.comparing import equal, order
from winlab.powershell.conversion import convert, to_bool
from winlab.powershell.declare import NET
from winlab.powershell.net.automation import SMA
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.operators import elements
from winlab.powershell.patterns import escape_wildcards, has_wildcards, unescape_wildcards, wildcard
from winlab.powershell.values import NetObject

S, B, INT, OBJ, T, PROVIDER = (
    "System.String", "System.Boolean", "System.Int32", "System.Object", "System.Type", "System.IFormatProvider",
)  # fmt: skip
PRIMITIVES = NET.extend(SMA + "LanguagePrimitives")
PRIMITIVES.static("IsTrue", (OBJ,), returns=B)(to_bool)
PRIMITIVES.static("Equals", (OBJ, OBJ), (OBJ, OBJ, B), (OBJ, OBJ, B, PROVIDER), returns=B)(
    lambda left, right, ignore_case=False, *_provider: equal(left, right, ignore_case=ignore_case)
)
PRIMITIVES.static("ConvertTo", (OBJ, T), (OBJ, T, PROVIDER))(lambda value, target, *_provider: convert(value, target))
PRIMITIVES.static("GetEnumerable", (OBJ,), returns="System.Collections.IEnumerable")(elements)


@PRIMITIVES.static("Compare", (OBJ, OBJ), (OBJ, OBJ, B), (OBJ, OBJ, B, PROVIDER), returns=INT)
def compare(left: object, right: object, ignore_case: bool = False, *_provider: object) -> int:
    """The order of two values as operators see it."""
    found = order(left, right, ignore_case=ignore_case)
    return (found > 0) - (found < 0)


OPTIONS = SMA + "WildcardOptions"
NET.enum(OPTIONS, {"None": 0, "Compiled": 1, "IgnoreCase": 2}, flags=True)


class WildcardPattern(NetObject):
    """A pattern with wildcards."""

    def __init__(self, pattern: str, options: EnumValue | None = None) -> None:
        self.pieces = wildcard(pattern, ignore_case=options is not None and bool(options.value & 2))


PATTERN = NET.extend(SMA + "WildcardPattern", python=WildcardPattern)
PATTERN.constructor((S,), (S, OPTIONS))(WildcardPattern)
PATTERN.method("IsMatch", (S,), returns=B)(lambda pattern, text: pattern.pieces.fullmatch(text))
PATTERN.static("ContainsWildcardCharacters", (S,), returns=B)(has_wildcards)
PATTERN.static("Escape", (S,), returns=S)(escape_wildcards)
PATTERN.static("Unescape", (S,), returns=S)(unescape_wildcards)
