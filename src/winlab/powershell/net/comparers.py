"""What puts values in order and tells them apart: StringComparer, Comparer, CaseInsensitiveComparer.

Sources: https://learn.microsoft.com/dotnet/api/system.stringcomparer ,
https://learn.microsoft.com/dotnet/api/system.collections.caseinsensitivecomparer .
"""

from __future__ import annotations

from winlab.powershell.comparing import compare_text, order
from winlab.powershell.declare import NET, net_constructor, net_method, net_static
from winlab.powershell.errors import net_error
from winlab.powershell.net.primitives import object_hash
from winlab.powershell.net.typecodes import same
from winlab.powershell.values import NetObject, type_name

OBJ, S, INT, B = "System.Object", "System.String", "System.Int32", "System.Boolean"
COMPARER, EQUALITY = "System.Collections.IComparer", "System.Collections.IEqualityComparer"
_CULTURE = "System.Globalization.CultureInfo"
NET.interface(COMPARER)
NET.interface(EQUALITY)


def ordinal(left: str, right: str) -> int:
    """Order by the characters' numbers: the difference at the first place where they differ."""
    for a, b in zip(left, right, strict=False):
        if a != b:
            return ord(a) - ord(b)
    return len(left) - len(right)


@NET.type("System.StringComparer", bases=(OBJ, COMPARER, EQUALITY))
class StringComparer(NetObject):
    """How texts are compared: by their characters' numbers or as a culture has them."""

    def __init__(self, ignore_case: bool, is_ordinal: bool = False) -> None:
        self.ignore_case = ignore_case
        self.is_ordinal = is_ordinal

    def _folded(self, text: object) -> object:
        return text.lower() if self.ignore_case and isinstance(text, str) else text

    @net_method("Equals", (S, S), (OBJ, OBJ), (OBJ,), returns=B)
    def same(self, left: object, *right: object) -> bool:
        """Whether two texts are equal."""
        if not right:
            return self is left
        return same(self._folded(left), self._folded(right[0])) or (left is None and right[0] is None)

    @net_method("Compare", (S, S), (OBJ, OBJ), returns=INT)
    def compare(self, left: object, right: object) -> int:
        """The order of two texts."""
        if not isinstance(left, str) or not isinstance(right, str):
            return compare_values(left, right)
        if self.is_ordinal:
            fold = str.upper if self.ignore_case else str
            return ordinal(fold(left), fold(right))
        result = compare_text(left, right, self.ignore_case)
        return (result > 0) - (result < 0)

    @net_method("GetHashCode", (), (S,), (OBJ,), returns=INT)
    def number(self, *value: object) -> int:
        """A number that is equal for texts that are."""
        return object_hash(self._folded(value[0])) if value else object_hash(self.net_string())

    @net_static("Create", (_CULTURE, B), returns="System.StringComparer")
    @staticmethod
    def create(_culture: object, ignore_case: bool) -> StringComparer:
        """That of a culture."""
        return StringComparer(ignore_case)


_KINDS = NET.extend("System.StringComparer")
for _name in ("Ordinal", "CurrentCulture", "InvariantCulture"):
    _KINDS.static_property(_name, "System.StringComparer")(lambda n=_name == "Ordinal": StringComparer(False, n))
    _KINDS.static_property(_name + "IgnoreCase", "System.StringComparer")(
        lambda n=_name == "Ordinal": StringComparer(True, n)
    )


def compare_values(left: object, right: object, ignore_case: bool = False) -> int:
    """The order of two values as Comparer has it: null first, then by the first one's IComparable.

    Raises:
        PSError: ArgumentException where neither has an order.
    """
    if left is None or right is None:
        return (left is not None) - (right is not None)
    if type_name(left) != type_name(right) and not (isinstance(left, str) and isinstance(right, str)):
        raise net_error("System.ArgumentException", f"Object must be of type {type_name(left).rpartition('.')[2]}.")
    if isinstance(left, NetObject) and left.net_compare(right) is None:
        raise net_error("System.ArgumentException", "At least one object must implement IComparable.")
    result = order(left, right, ignore_case=ignore_case)
    return (result > 0) - (result < 0)


@NET.type("System.Collections.Comparer", bases=(OBJ, COMPARER))
class Comparer(NetObject):
    """Compares values by their own order."""

    ignore_case = False

    @net_constructor((_CULTURE,))
    @classmethod
    def new(cls, _culture: object) -> Comparer:
        """That of a culture."""
        return cls()

    @net_method("Compare", (OBJ, OBJ), returns=INT)
    def compare(self, left: object, right: object) -> int:
        """The order of two values."""
        return compare_values(left, right, self.ignore_case)


@NET.type("System.Collections.CaseInsensitiveComparer", bases=(OBJ, COMPARER))
class CaseInsensitiveComparer(Comparer):
    """Compares values by their own order, and texts without case."""

    ignore_case = True

    @net_constructor((), (_CULTURE,))
    @classmethod
    def new(cls, *_culture: object) -> CaseInsensitiveComparer:
        """That of a culture."""
        return cls()


NET.extend("System.Collections.CaseInsensitiveComparer").method("Compare", (OBJ, OBJ), returns=INT)(Comparer.compare)
for _class in (Comparer, CaseInsensitiveComparer):
    for _name in ("Default", "DefaultInvariant"):
        NET.extend(_class.net_type.name).static_property(_name, _class.net_type.name)(_class)
