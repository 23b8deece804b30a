"""System.Collections.Queue and Stack, and the generic ones.

Sources: https://learn.microsoft.com/dotnet/api/system.collections.queue ,
https://learn.microsoft.com/dotnet/api/system.collections.stack .
"""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell.conversion import convert
from winlab.powershell.declare import NET, TypeExtension
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.net.enumerators import cursor
from winlab.powershell.net.sequences import copy_into, find, items_of
from winlab.powershell.nettypes import NetType
from winlab.powershell.values import NetObject, TypedArray

OBJ, INT, B, VOID, A = "System.Object", "System.Int32", "System.Boolean", "System.Void", "System.Array"
COLLECTION = "System.Collections.ICollection"


class Line(NetObject):
    """Elements one after the other; ``closed_type`` is set where the class is generic."""

    closed_type: NetType | None = None

    def __init__(self, items: list[object]) -> None:
        self.items = items

    def type_names(self) -> list[str]:
        """The class, closed if it is generic."""
        return super().type_names() if self.closed_type is None else [self.closed_type.name, OBJ]

    def typed(self, value: object) -> object:
        """A value as the closed type wants it."""
        return value if self.closed_type is None else convert(value, self.closed_type.arguments[0])

    def array(self) -> list[object]:
        """The elements as an array."""
        if self.closed_type is None or self.closed_type.arguments[0].name == OBJ:
            return list(self.items)
        return TypedArray(self.items, self.closed_type.arguments[0].name)

    def copy(self) -> Line:
        """Another one of the same elements."""
        made = type(self)(list(self.items))
        made.closed_type = self.closed_type
        return made

    def net_iter(self) -> Iterator[object]:
        """The elements."""
        return iter(list(self.items))

    def take(self) -> object:
        """Takes the first element."""
        self.first()
        return self.items.pop(0)

    def first(self) -> object:
        """The first element.

        Raises:
            PSError: InvalidOperationException where there is none.
        """
        if not self.items:
            raise _empty(type(self).__name__)
        return self.items[0]

    @classmethod
    def of(cls, source: object = None) -> Line:
        """Empty, or with a collection's elements."""
        return cls([] if source is None or isinstance(source, int) else list(items_of(source)))


def _empty(what: str) -> PSError:
    return net_error("System.InvalidOperationException", f"{what} empty.")


class Queue(Line):
    """First in, first out."""

    def put(self, value: object) -> None:
        """Puts a value at the end."""
        self.items.append(self.typed(value))


class Stack(Line):
    """Last in, first out; the elements stand with the last first."""

    def put(self, value: object) -> None:
        """Puts a value on top."""
        self.items.insert(0, self.typed(value))

    @classmethod
    def of(cls, source: object = None) -> Line:
        """Empty, or with a collection's elements, the last on top."""
        return cls(super().of(source).items[::-1])


def _declare(cls: type[Queue] | type[Stack], put: str, take: str) -> TypeExtension:
    name = f"System.Collections.{cls.__name__}"
    declared = NET.extend(name, python=cls, bases=(OBJ, COLLECTION, "System.ICloneable"))
    declared.constructor((), (INT,), (COLLECTION,))(cls.of)
    declared.property("Count", INT)(lambda line: len(line.items))
    declared.property("SyncRoot")(lambda line: line)
    declared.always(B, IsSynchronized=False)
    declared.method(put, (OBJ,), returns=VOID)(cls.put)
    declared.method(take)(cls.take)
    declared.method("Peek")(cls.first)
    declared.method("Clear", returns=VOID)(lambda line: line.items.clear())
    declared.method("Clone")(cls.copy)
    declared.method("Contains", (OBJ,), returns=B)(lambda line, value: find(line.items, line.typed(value)) >= 0)
    declared.method("CopyTo", (A, INT), returns=VOID)(lambda line, array, place: copy_into(line.items, array, place))
    declared.method("GetEnumerator", returns="System.Collections.IEnumerator")(lambda line: cursor(line.items))
    declared.method("ToArray")(cls.array)
    for trim in ("TrimToSize", "TrimExcess"):
        declared.method(trim, returns=VOID)(lambda line: None)
    declared.static("Synchronized", (name,), returns=name)(lambda line: line)
    return declared


QUEUE = _declare(Queue, "Enqueue", "Dequeue")
STACK = _declare(Stack, "Push", "Pop")
