"""System.Collections.Generic.LinkedList`1.

Source: https://learn.microsoft.com/dotnet/api/system.collections.generic.linkedlist-1 .
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.powershell.conversion import convert
from winlab.powershell.declare import NET
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.net.enumerators import cursor
from winlab.powershell.net.pairs import close
from winlab.powershell.net.sequences import copy_into, items_of
from winlab.powershell.net.typecodes import same
from winlab.powershell.nettypes import NetMethod, NetType
from winlab.powershell.values import NetObject

OBJ, INT, B, VOID, A = "System.Object", "System.Int32", "System.Boolean", "System.Void", "System.Array"
NAME, NODE = "System.Collections.Generic.LinkedList`1", "System.Collections.Generic.LinkedListNode`1"


class Node(NetObject):
    """A member of a chain."""

    def __init__(self, chain: Chain, value: object) -> None:
        self.chain: Chain | None = chain
        self.value = value

    def neighbour(self, step: int) -> Node | None:
        """The node before or behind."""
        if self.chain is None:
            return None
        place = self.chain.place(self) + step
        return self.chain.nodes[place] if 0 <= place < len(self.chain.nodes) else None


class Chain(NetObject):
    """Nodes in a row; ``closed_type`` names the type of their values."""

    closed_type: NetType | None = None

    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def type_names(self) -> list[str]:
        """The closed type."""
        return super().type_names() if self.closed_type is None else [self.closed_type.name, OBJ]

    def net_iter(self) -> Iterator[object]:
        """The values."""
        return iter([node.value for node in self.nodes])

    def place(self, node: Node) -> int:
        """Where a node stands.

        Raises:
            PSError: InvalidOperationException of a node that is not here.
        """
        for number, each in enumerate(self.nodes):
            if each is node:
                return number
        text = "The LinkedList node does not belong to current LinkedList."
        raise net_error("System.InvalidOperationException", text)

    def insert(self, place: int, value: object) -> Node:
        """Puts a value at a place."""
        node = Node(self, value if self.closed_type is None else convert(value, self.closed_type.arguments[0]))
        self.nodes.insert(place, node)
        return node

    def find(self, value: object, *, from_behind: bool = False) -> Node | None:
        """The first or last node with a value."""
        if self.closed_type is not None:
            value = convert(value, self.closed_type.arguments[0])
        nodes = reversed(self.nodes) if from_behind else iter(self.nodes)
        return next((node for node in nodes if same(node.value, value)), None)

    def remove(self, which: object) -> object:
        """Removes a node, or the first one with a value."""
        node = which if isinstance(which, Node) else self.find(which)
        if node is not None:
            del self.nodes[self.place(node)]
            node.chain = None
        return node is not None

    def remove_at(self, place: int) -> None:
        """Removes the first or the last node.

        Raises:
            PSError: InvalidOperationException where there is none.
        """
        if not self.nodes:
            raise _empty()
        self.nodes.pop(place).chain = None


def _empty() -> PSError:
    return net_error("System.InvalidOperationException", "The LinkedList is empty.")


_NODE = NET.extend(NODE, python=Node)
_NODE.attributes(OBJ, settable=True, Value="value")
_NODE.attributes(OBJ, List="chain")
_NODE.property("Next", NODE)(lambda node: node.neighbour(1))
_NODE.property("Previous", NODE)(lambda node: node.neighbour(-1))
_CHAIN = NET.extend(NAME, python=Chain, bases=(OBJ, "System.Collections.ICollection"))
_CHAIN.property("Count", INT)(lambda c: len(c.nodes))
_CHAIN.property("First", NODE)(lambda c: c.nodes[0] if c.nodes else None)
_CHAIN.property("Last", NODE)(lambda c: c.nodes[-1] if c.nodes else None)
_CHAIN.method("AddFirst", (OBJ,), returns=NODE)(lambda c, value: c.insert(0, value))
_CHAIN.method("AddLast", (OBJ,), returns=NODE)(lambda c, value: c.insert(len(c.nodes), value))
_CHAIN.method("AddBefore", (NODE, OBJ), returns=NODE)(lambda c, node, value: c.insert(c.place(node), value))
_CHAIN.method("AddAfter", (NODE, OBJ), returns=NODE)(lambda c, node, value: c.insert(c.place(node) + 1, value))
_CHAIN.method("Find", (OBJ,), returns=NODE)(Chain.find)
_CHAIN.method("FindLast", (OBJ,), returns=NODE)(lambda c, value: c.find(value, from_behind=True))
_CHAIN.method("Contains", (OBJ,), returns=B)(lambda c, value: c.find(value) is not None)
_CHAIN.method("Remove", (OBJ,), (NODE,))(Chain.remove)
_CHAIN.method("RemoveFirst", returns=VOID)(lambda c: c.remove_at(0))
_CHAIN.method("RemoveLast", returns=VOID)(lambda c: c.remove_at(-1))
_CHAIN.method("Clear", returns=VOID)(lambda c: c.nodes.clear())
_CHAIN.method("CopyTo", (A, INT), returns=VOID)(lambda c, *to: copy_into([node.value for node in c.nodes], *to))
_CHAIN.method("GetEnumerator", returns="System.Collections.IEnumerator")(lambda c: cursor(c.net_iter()))


def chain_type(arguments: Sequence[NetType]) -> NetType:
    """A closed LinkedList."""
    closed = close(NAME, arguments, NAME)

    def make(source: object = None) -> NetObject:
        made = Chain()
        made.closed_type = closed
        for value in items_of(source) if source is not None else ():
            made.insert(len(made.nodes), value)
        return made

    closed.constructor = NetMethod("new", ((), ("System.Collections.IEnumerable",)), make)
    return closed
