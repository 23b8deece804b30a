"""System.Collections.Generic.HashSet`1.

Source: https://learn.microsoft.com/dotnet/api/system.collections.generic.hashset-1 .
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from winlab.powershell.blocks import ScriptBlock
from winlab.powershell.conversion import convert_or_fail, to_bool
from winlab.powershell.declare import NET
from winlab.powershell.net.comparers import StringComparer
from winlab.powershell.net.enumerators import cursor
from winlab.powershell.net.pairs import close
from winlab.powershell.net.sequences import copy_into, items_of
from winlab.powershell.nettypes import NetMethod, NetType
from winlab.powershell.values import NetObject, hash_key

OBJ, INT, B, VOID, A = "System.Object", "System.Int32", "System.Boolean", "System.Void", "System.Array"
NAME = "System.Collections.Generic.HashSet`1"
_BLOCK = "System.Management.Automation.ScriptBlock"
_MANY = "System.Collections.IEnumerable"


class HashSet(NetObject):
    """Values that are there once; ``closed_type`` names their type."""

    closed_type: NetType | None = None

    def __init__(self, comparer: StringComparer | None = None) -> None:
        self.comparer = comparer or StringComparer(False, True)
        self.entries: dict[object, object] = {}

    def type_names(self) -> list[str]:
        """The closed type."""
        return super().type_names() if self.closed_type is None else [self.closed_type.name, OBJ]

    def net_iter(self) -> Iterator[object]:
        """The values."""
        return iter(list(self.entries.values()))

    def typed(self, value: object) -> object:
        """A value as the closed type wants it."""
        return value if self.closed_type is None else convert_or_fail(value, self.closed_type.arguments[0])

    def key(self, value: object) -> object:
        """What a value is filed under."""
        if isinstance(value, str):
            return value.lower() if self.comparer.ignore_case else value
        return hash_key(value)

    def add(self, value: object) -> bool:
        """Adds a value; whether it is new."""
        value = self.typed(value)
        is_new = self.key(value) not in self.entries
        if is_new:
            self.entries[self.key(value)] = value
        return is_new

    def remove(self, value: object) -> bool:
        """Removes a value; whether it was there."""
        missing = object()
        return self.entries.pop(self.key(self.typed(value)), missing) is not missing

    def holds(self, value: object) -> bool:
        """Whether a value is there."""
        return self.key(self.typed(value)) in self.entries

    def keys_of(self, others: object) -> dict[object, object]:
        """Another collection's values by what they are filed under here."""
        return {self.key(value): value for value in map(self.typed, items_of(others))}

    def keep(self, wanted: Callable[[object], bool]) -> int:
        """Removes what is not wanted, and tells how many."""
        before = len(self.entries)
        self.entries = {key: value for key, value in self.entries.items() if wanted(key)}
        return before - len(self.entries)

    def symmetric(self, others: object) -> None:
        """Keeps what is in one of both only."""
        for key, value in self.keys_of(others).items():
            if key in self.entries:
                del self.entries[key]
            else:
                self.entries[key] = value


_SET = NET.extend(NAME, python=HashSet, bases=(OBJ, "System.Collections.ICollection"))
_SET.property("Count", INT)(lambda s: len(s.entries))
_SET.property("Comparer")(lambda s: s.comparer)
_SET.method("Add", (OBJ,), returns=B)(HashSet.add)
_SET.method("Remove", (OBJ,), returns=B)(HashSet.remove)
_SET.method("Contains", (OBJ,), returns=B)(HashSet.holds)
_SET.method("Clear", returns=VOID)(lambda s: s.entries.clear())
_SET.method("TrimExcess", returns=VOID)(lambda s: None)
_SET.method("GetEnumerator", returns="System.Collections.IEnumerator")(lambda s: cursor(s.entries.values()))
_SET.method("CopyTo", (A,), (A, INT), returns=VOID)(lambda s, *to: copy_into(list(s.entries.values()), *to))
_SET.method("UnionWith", (_MANY,), returns=VOID)(lambda s, others: [s.add(each) for each in items_of(others)] and None)
_SET.method("IntersectWith", (_MANY,), returns=VOID)(lambda s, others: s.keep(s.keys_of(others).__contains__) and None)
_SET.method("ExceptWith", (_MANY,), returns=VOID)(
    lambda s, others: s.keep(set(s.entries).difference(s.keys_of(others)).__contains__) and None
)
_SET.method("SymmetricExceptWith", (_MANY,), returns=VOID)(HashSet.symmetric)
for _name, _relation in {
    "IsSubsetOf": lambda mine, its: mine <= its,
    "IsProperSubsetOf": lambda mine, its: mine < its,
    "IsSupersetOf": lambda mine, its: mine >= its,
    "IsProperSupersetOf": lambda mine, its: mine > its,
    "Overlaps": lambda mine, its: bool(mine & its),
    "SetEquals": lambda mine, its: mine == its,
}.items():
    _SET.method(_name, (_MANY,), returns=B)(
        lambda s, others, relation=_relation: relation(set(s.entries), set(s.keys_of(others)))
    )


@_SET.method("RemoveWhere", (_BLOCK,), returns=INT)
def remove_where(target: HashSet, block: ScriptBlock) -> int:
    """Removes the values for which the block holds, and tells how many."""
    return target.keep(
        lambda key: not to_bool(block.session.call_block(block, [target.entries[key]], target.entries[key]))
    )


def set_type(arguments: Sequence[NetType]) -> NetType:
    """A closed HashSet."""
    closed = close(NAME, arguments, NAME)

    def make(*given: object) -> NetObject:
        made = HashSet(next((each for each in given if isinstance(each, StringComparer)), None))
        made.closed_type = closed
        for each in given:
            if not isinstance(each, StringComparer):
                for value in items_of(each):
                    made.add(value)
        return made

    equality = "System.Collections.IEqualityComparer"
    closed.constructor = NetMethod("new", ((), (equality,), (_MANY,), (_MANY, equality)), make)
    return closed
