"""System.Xml.XmlNode and the nodes without elements: text, comments, instructions.

Source: https://learn.microsoft.com/dotnet/api/system.xml.xmlnode (.NET Framework 2.0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from winlab.powershell.addedmembers import CodeMethod
from winlab.powershell.declare import NET, extended, net_method, net_property
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.net.xml import adapting
from winlab.powershell.nettypes import EnumValue, enum_value
from winlab.powershell.values import NetObject

if TYPE_CHECKING:
    from winlab.powershell.net.xml.namespaces import NamespaceManager

S, INT, B, NODE, VOID_TYPE = "System.String", "System.Int32", "System.Boolean", "System.Xml.XmlNode", "System.Void"
ASSEMBLY = "System.Xml"
NODE_TYPE = NET.enum(
    "System.Xml.XmlNodeType",
    "None Element Attribute Text CDATA EntityReference Entity ProcessingInstruction Comment Document DocumentType "
    "DocumentFragment Notation Whitespace SignificantWhitespace EndElement EndEntity XmlDeclaration",
)
MANAGER = "System.Xml.XmlNamespaceManager"
CYCLE = "Cannot insert a node or any ancestor of that node as a child of itself."
WRONG_KIND = (
    "The specified node cannot be inserted as the valid child of this node, because the specified node is the wrong "
    "type."
)
NO_INNER = "Cannot set the 'InnerXml' for the current node because it is either read-only or cannot have children."


def invalid(message: str) -> PSError:
    """What a node can't do."""
    return net_error("System.InvalidOperationException", message)


@NET.type(NODE, bases=("System.Object", "System.ICloneable", "System.Collections.IEnumerable"), assembly=ASSEMBLY)
class Node(NetObject):
    """A node of a document. A document of its own has itself as ``document``."""

    hides_net_properties = True
    kind: ClassVar[str] = "None"
    holds: ClassVar[frozenset[str]] = frozenset()
    """Kinds of nodes it can hold."""

    def __init__(self, document: Node | None) -> None:
        self.document = document
        self.parent: Node | None = None
        self.children: list[Node] = []
        self.prefix = ""
        self.local = ""
        self.namespace = ""

    # -- what kinds of nodes answer differently -----

    @property
    def qualified(self) -> str:
        """``prefix:local``."""
        return f"{self.prefix}:{self.local}" if self.prefix else self.local

    def text(self) -> str:
        """The text of all nodes below."""
        return "".join(child.text() for child in self.children if child.kind not in _NO_TEXT)

    def set_text(self, text: str) -> None:
        """Replaces what is inside by a text."""
        raise invalid("Cannot set the 'InnerText' of this node.")

    def content(self) -> str | None:
        """``Value``: null for nodes that only hold others."""
        return None

    def set_content(self, text: str) -> None:
        """Sets ``Value``."""
        raise invalid("Cannot set a value on node type '" + self.kind + "'.")

    def attribute_nodes(self) -> list[Node]:
        """The attributes of an element."""
        return []

    def copy(self, document: Node | None, deep: bool) -> Node:
        """A copy without parent for a document."""
        raise AssertionError(self.kind)

    # -- PowerShell's view -----

    def adapted_names(self) -> list[str]:
        """Names of attributes and children."""
        return adapting.names_of(self)

    def adapted_get(self, name: str) -> object:
        """Attributes and children of a name."""
        return adapting.get(self, name)

    def adapted_set(self, name: str, value: object) -> None:
        """Sets the text of an attribute or child."""
        adapting.assign(self, name, value)

    # -- tree -----

    def ancestors(self) -> Iterator[Node]:
        """The nodes above, nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def descendants(self) -> Iterator[Node]:
        """The nodes below in document order."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def insert(self, place: int, node: Node) -> Node:
        """Puts a node among the children; it leaves where it was. A fragment gives all it holds."""
        if node.kind == "DocumentFragment":
            for child in list(node.children):
                self.insert(place, child)
                place += 1
            return node
        if node is self or node in self.ancestors():
            raise net_error("System.ArgumentException", CYCLE)
        if node.document is not (self if self.document is None else self.document):
            raise net_error("System.ArgumentException", "The node to be inserted is from a different document context.")
        if node.kind not in self.holds:
            raise invalid(WRONG_KIND)
        if node.parent is not None:
            if node.parent is self and self.children.index(node) < place:
                place -= 1
            node.parent.children.remove(node)
        self.children.insert(place, node)
        node.parent = self
        return node

    def place_of(self, node: Node, what: str = "The reference node is not a child of this node.") -> int:
        """Where a child stands."""
        for place, child in enumerate(self.children):
            if child is node:
                return place
        raise net_error("System.ArgumentException", what)

    # -- .NET's members: a setter that is declared here leaves the work to the node's own class -----

    def _put_text(self, text: str) -> None:
        self.set_text(text)

    def _put_content(self, text: str) -> None:
        self.set_content(text)

    def _put_inner(self, text: str) -> None:
        self.set_inner_xml(text)

    name = net_property("Name", S)(lambda self: self.qualified)
    local_name = net_property("LocalName", S)(lambda self: self.local)
    namespace_uri = net_property("NamespaceURI", S)(lambda self: self.namespace)
    base_uri = net_property("BaseURI", S)(lambda self: "")
    inner_text = net_property("InnerText", S, setter="_put_text")(lambda self: self.text())
    value = net_property("Value", S, setter="_put_content")(lambda self: self.content())
    parent_node = net_property("ParentNode", NODE)(lambda self: self.parent)
    owner_document = net_property("OwnerDocument", "System.Xml.XmlDocument")(lambda self: self.document)
    has_child_nodes = net_property("HasChildNodes", B)(lambda self: bool(self.children))
    first_child = net_property("FirstChild", NODE)(lambda self: self.children[0] if self.children else None)
    last_child = net_property("LastChild", NODE)(lambda self: self.children[-1] if self.children else None)
    next_sibling = net_property("NextSibling", NODE)(lambda self: self._sibling(1))
    previous_sibling = net_property("PreviousSibling", NODE)(lambda self: self._sibling(-1))
    is_read_only = net_property("IsReadOnly", B)(lambda self: False)
    attributes = net_property("Attributes", "System.Xml.XmlAttributeCollection")(lambda self: None)

    def set_prefix(self, prefix: str) -> None:
        """Sets the prefix."""
        self.prefix = prefix or ""

    prefix_text = net_property("Prefix", S, setter="set_prefix")(lambda self: self.prefix)

    @net_property("NodeType", "System.Xml.XmlNodeType")
    def node_type(self) -> EnumValue:
        """The kind of node."""
        return enum_value("System.Xml.XmlNodeType", self.kind)

    def _sibling(self, step: int) -> Node | None:
        if self.parent is None or self.kind == "Attribute":
            return None
        place = self.parent.place_of(self) + step
        return self.parent.children[place] if 0 <= place < len(self.parent.children) else None

    @net_property("ChildNodes", "System.Xml.XmlNodeList")
    def child_nodes(self) -> NodeList:
        """The children, always as they are now."""
        return NodeList("XmlChildNodes", lambda: self.children)

    @net_property("OuterXml", S)
    def outer_xml(self) -> str:
        """The node as XML."""
        from winlab.powershell.net.xml.writing import written

        return written([self])

    def set_inner_xml(self, text: str) -> None:
        """Replaces what is inside by parsed XML."""
        raise invalid(NO_INNER)

    @net_property("InnerXml", S, setter="_put_inner")
    def inner_xml(self) -> str:
        """What is inside as XML."""
        from winlab.powershell.net.xml.writing import written

        return written(self.children)

    @net_method("AppendChild", (NODE,), returns=NODE)
    def append_child(self, node: Node) -> Node:
        """Adds a child at the end."""
        return self.insert(len(self.children), node)

    @net_method("PrependChild", (NODE,), returns=NODE)
    def prepend_child(self, node: Node) -> Node:
        """Adds a child at the beginning."""
        return self.insert(0, node)

    @net_method("InsertBefore", (NODE, NODE), returns=NODE)
    def insert_before(self, node: Node, reference: Node | None) -> Node:
        """Adds a child before another one; at the end without."""
        return self.insert(len(self.children) if reference is None else self.place_of(reference), node)

    @net_method("InsertAfter", (NODE, NODE), returns=NODE)
    def insert_after(self, node: Node, reference: Node | None) -> Node:
        """Adds a child behind another one; at the beginning without."""
        return self.insert(0 if reference is None else self.place_of(reference) + 1, node)

    @net_method("RemoveChild", (NODE,), returns=NODE)
    def remove_child(self, node: Node) -> Node:
        """Takes a child away."""
        del self.children[self.place_of(node, "The node to be removed is not a child of this node.")]
        node.parent = None
        return node

    @net_method("ReplaceChild", (NODE, NODE), returns=NODE)
    def replace_child(self, node: Node, old: Node) -> Node:
        """Puts a node in the place of a child, which is given back."""
        place = self.place_of(old, "The node to be removed is not a child of this node.")
        self.remove_child(old)
        self.insert(place, node)
        return old

    @net_method("RemoveAll", returns=VOID_TYPE)
    def remove_all(self) -> None:
        """Takes everything away that is inside."""
        for child in self.children:
            child.parent = None
        self.children.clear()

    @net_method("Normalize", returns=VOID_TYPE)
    def normalize(self) -> None:
        """Joins texts that stand side by side."""
        for node in [self, *self.descendants()]:
            merged: list[Node] = []
            for child in node.children:
                if merged and child.kind == merged[-1].kind == "Text":
                    merged[-1].set_text(merged[-1].text() + child.text())
                else:
                    merged.append(child)
            node.children[:] = merged

    @net_method("CloneNode", (B,), returns=NODE)
    def clone_node(self, deep: bool) -> Node:
        """A copy."""
        return self.copy(self.document, deep)

    @net_method("Clone", returns=NODE)
    def clone(self) -> Node:
        """A copy of all."""
        return self.copy(self.document, True)

    @net_method("SelectNodes", (S,), (S, MANAGER), returns="System.Xml.XmlNodeList")
    def select_nodes(self, xpath: str, manager: NamespaceManager | None = None) -> NodeList:
        """The nodes an XPath expression gives."""
        from winlab.powershell.net.xml.xpath import select

        found = select(self, xpath, manager)
        return NodeList("XPathNodeList", lambda: found)

    @net_method("SelectSingleNode", (S,), (S, MANAGER), returns=NODE)
    def select_single_node(self, xpath: str, manager: NamespaceManager | None = None) -> Node | None:
        """The first node an XPath expression gives."""
        found = self.select_nodes(xpath, manager).nodes()
        return found[0] if found else None

    @net_method("GetNamespaceOfPrefix", (S,), returns=S)
    def namespace_of_prefix(self, prefix: str) -> str:
        """The namespace a prefix stands for here."""
        wanted = f"xmlns:{prefix}" if prefix else "xmlns"
        for node in [self, *self.ancestors()]:
            for attribute in node.attribute_nodes():
                if attribute.qualified == wanted:
                    return attribute.content() or ""
            if node.kind == "Element" and node.prefix == prefix and node.namespace:
                return node.namespace
        return {"xml": "http://www.w3.org/XML/1998/namespace"}.get(prefix, "")


# types.ps1xml: ToString() and the formatter give the local name, a conversion to String gives the type's name.
extended(NODE, CodeMethod("ToString", lambda node: node.local))


class NodeList(NetObject):
    """System.Xml.XmlNodeList; ``nodes`` gives what it holds now."""

    def __init__(self, name: str, nodes: Callable[[], list[Node]]) -> None:
        self.nodes = nodes
        self._name = f"System.Xml.{name}"

    def type_names(self) -> list[str]:
        """The kind of list."""
        return [self._name, "System.Xml.XmlNodeList", "System.Object"]

    def net_iter(self) -> Iterator[object]:
        """The nodes."""
        return iter(list(self.nodes()))

    def net_index(self, index: Sequence[object]) -> object:
        """A node by place; null if there is none."""
        place = index[0]
        if not isinstance(place, int):
            raise KeyError("Item")
        return self.item(place)

    @net_property("Count", INT)
    def count(self) -> int:
        """How many."""
        return len(self.nodes())

    @net_method("Item", (INT,), returns=NODE)
    def item(self, place: int) -> Node | None:
        """A node by place; null if there is none."""
        nodes = self.nodes()
        if place < 0:
            place += len(nodes)
        return nodes[place] if 0 <= place < len(nodes) else None

    def net_string(self) -> str:
        """The node's text if it is one, else all."""
        return " ".join(node.net_string() for node in self.nodes())


NET.type("System.Xml.XmlNodeList", bases=("System.Object", "System.Collections.IEnumerable"), assembly=ASSEMBLY)(
    NodeList
)


@NET.type("System.Xml.XmlLinkedNode", bases=(NODE,), assembly=ASSEMBLY)
class LinkedNode(Node):
    """A node among siblings."""


_NO_TEXT = frozenset({"Comment", "ProcessingInstruction", "XmlDeclaration"})
