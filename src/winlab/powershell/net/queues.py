"""System.Collections.Queue and Stack."""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell.conversion import convert
from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.errors import net_error
from winlab.powershell.nettypes import NetType
from winlab.powershell.values import NetObject

OBJ, S, INT, B = "System.Object", "System.String", "System.Int32", "System.Boolean"
_COLLECTION = ("System.Object", "System.Collections.ICollection")


def _items(source: object) -> list[object]:
    from winlab.powershell.operators import elements

    return [] if isinstance(source, int) else list(elements(source) or [])


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

    def net_iter(self) -> Iterator[object]:
        """The elements."""
        return iter(list(self.items))


def _empty(what: str) -> Exception:
    return net_error("System.InvalidOperationException", f"{what} empty.")


@NET.type("System.Collections.Queue", bases=_COLLECTION)
class Queue(Line):
    """First in, first out."""

    count_all = net_property("Count", INT)(lambda self: len(self.items))
    clear_all = net_method("Clear", returns="System.Void")(lambda self: self.items.clear())
    has = net_method("Contains", (OBJ,))(lambda self, value: value in self.items)
    array = net_method("ToArray")(lambda self: list(self.items))

    @net_constructor((), ("System.Collections.ICollection",), (INT,))
    @classmethod
    def new(cls, source: object = 0) -> Queue:
        """Empty, or with a collection's elements."""
        return cls(_items(source))

    @net_method("Enqueue", (OBJ,), returns="System.Void")
    def enqueue(self, value: object) -> None:
        """Puts a value at the end."""
        self.items.append(self.typed(value))

    @net_method("Dequeue")
    def dequeue(self) -> object:
        """Takes the first."""
        if not self.items:
            raise _empty("Queue")
        return self.items.pop(0)

    @net_method("Peek")
    def peek(self) -> object:
        """The first."""
        if not self.items:
            raise _empty("Queue")
        return self.items[0]


@NET.type("System.Collections.Stack", bases=_COLLECTION)
class Stack(Line):
    """Last in, first out; the elements stand with the last first."""

    count_all = net_property("Count", INT)(lambda self: len(self.items))
    clear_all = net_method("Clear", returns="System.Void")(lambda self: self.items.clear())
    has = net_method("Contains", (OBJ,))(lambda self, value: value in self.items)
    array = net_method("ToArray")(lambda self: list(self.items))

    @net_constructor((), ("System.Collections.ICollection",), (INT,))
    @classmethod
    def new(cls, source: object = 0) -> Stack:
        """Empty, or with a collection's elements."""
        return cls(_items(source)[::-1])

    @net_method("Push", (OBJ,), returns="System.Void")
    def push(self, value: object) -> None:
        """Puts a value on top."""
        self.items.insert(0, self.typed(value))

    @net_method("Pop")
    def pop(self) -> object:
        """Takes the top."""
        if not self.items:
            raise _empty("Stack")
        return self.items.pop(0)

    @net_method("Peek")
    def peek(self) -> object:
        """The top."""
        if not self.items:
            raise _empty("Stack")
        return self.items[0]
