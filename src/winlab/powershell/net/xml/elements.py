"""System.Xml.XmlElement."""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.net.xml.attributes import ATTRIBUTE, XMLNS, Attribute, AttributeCollection, split_name
from winlab.powershell.net.xml.nodes import ASSEMBLY, VOID_TYPE, B, LinkedNode, Node, NodeList, S
from winlab.powershell.net.xml.texts import Text
from winlab.powershell.text import to_text

CONTENT = frozenset(
    [
        "Element",
        "Text",
        "CDATA",
        "Comment",
        "ProcessingInstruction",
        "Whitespace",
        "SignificantWhitespace",
        "EntityReference",
    ]
)


@NET.type("System.Xml.XmlElement", bases=("System.Xml.XmlLinkedNode",), assembly=ASSEMBLY)
class Element(LinkedNode):
    """An element."""

    kind = "Element"
    holds = CONTENT

    def __init__(self, document: Node | None, name: str, namespace: str = "") -> None:
        super().__init__(document)
        self.prefix, self.local = split_name(name)
        self.namespace = namespace
        self.own_attributes: list[Attribute] = []
        self.line = 0
        self.is_short = True
        """Whether it is written as ``<a />`` while it is empty."""

    def attribute_nodes(self) -> list[Node]:
        """The attributes."""
        return list(self.own_attributes)

    def insert(self, place: int, node: Node) -> Node:
        """Puts a node among the children."""
        inserted = super().insert(place, node)
        self.is_short = False
        return inserted

    def set_text(self, text: str) -> None:
        """Replaces what is inside by a text."""
        for child in self.children:
            child.parent = None
        self.children.clear()
        self.insert(0, Text(self.document, text or ""))

    def copy(self, document: Node | None, deep: bool) -> Node:
        """A copy, with its attributes in any case."""
        made = Element(document, self.qualified, self.namespace)
        for attribute in self.own_attributes:
            made.add(Attribute(document, attribute.qualified, attribute.namespace, attribute.data))
        if deep:
            for child in self.children:
                made.insert(len(made.children), child.copy(document, True))
            made.is_short = self.is_short
        return made

    def find(self, name: str, namespace: str | None = None) -> Attribute | None:
        """An attribute by qualified name, or by local name and namespace."""
        for attribute in self.own_attributes:
            if namespace is None and attribute.qualified == name:
                return attribute
            if namespace is not None and attribute.local == name and attribute.namespace == namespace:
                return attribute
        return None

    def add(self, attribute: Attribute) -> Attribute | None:
        """Adds an attribute and gives the one it replaces."""
        old = self.find(attribute.local, attribute.namespace)
        if old is attribute:
            return None
        if old is not None:
            self.own_attributes[self.own_attributes.index(old)] = attribute
            old.parent = None
        else:
            self.own_attributes.append(attribute)
        attribute.parent = self
        return old

    def drop(self, attribute: Attribute | None) -> Attribute | None:
        """Removes an attribute and gives it back."""
        if attribute is None or attribute not in self.own_attributes:
            return None
        self.own_attributes.remove(attribute)
        attribute.parent = None
        return attribute

    def net_index(self, index: Sequence[object]) -> object:
        """The first child element of a name."""
        name = to_text(index[0])
        return next((c for c in self.children if c.kind == "Element" and c.qualified == name), None)

    def set_inner_xml(self, text: str) -> None:
        """Replaces what is inside by parsed XML."""
        from winlab.powershell.net.xml.reading import read_fragment

        self._clear()
        for node in read_fragment(text or "", self):
            self.insert(len(self.children), node)

    def _clear(self) -> None:
        for child in self.children:
            child.parent = None
        self.children.clear()

    attribute_collection = net_property("Attributes", "System.Xml.XmlAttributeCollection")(
        lambda self: AttributeCollection(self)
    )
    has_attributes = net_property("HasAttributes", B)(lambda self: bool(self.own_attributes))

    def set_empty(self, short: bool) -> None:
        """Makes it empty, or empty with an end tag."""
        if short:
            self._clear()
        self.is_short = bool(short)

    is_empty = net_property("IsEmpty", B, setter="set_empty")(lambda self: self.is_short and not self.children)

    @net_method("GetAttribute", (S,), (S, S), returns=S)
    def get_attribute(self, name: str, namespace: str | None = None) -> str:
        """An attribute's value; empty if there is none."""
        found = self.find(name, namespace)
        return "" if found is None else found.data

    @net_method("SetAttribute", (S, S), (S, S, S), returns=VOID_TYPE)
    def set_attribute(self, name: str, *rest: str) -> str | None:
        """Sets an attribute, by name or by local name and namespace."""
        namespace = rest[0] if len(rest) == 2 else None
        found = self.find(name, namespace)
        if found is None:
            prefix, _ = split_name(name)
            if name == "xmlns" or prefix == "xmlns":
                namespace = XMLNS
            elif prefix and namespace is None:
                namespace = self.namespace_of_prefix(prefix)
            elif namespace:
                name = self._prefixed(name, namespace)
            found = Attribute(self.document, name, namespace or "", "")
            self.add(found)
        found.data = rest[-1] or ""
        return found.data if len(rest) == 2 else None

    def _prefixed(self, name: str, namespace: str) -> str:
        for node in [self, *self.ancestors()]:
            for attribute in node.attribute_nodes():
                if attribute.prefix == "xmlns" and attribute.content() == namespace:
                    return f"{attribute.local}:{name}"
        return name

    @net_method("HasAttribute", (S,), (S, S), returns=B)
    def has_attribute(self, name: str, namespace: str | None = None) -> bool:
        """Whether there is an attribute."""
        return self.find(name, namespace) is not None

    @net_method("RemoveAttribute", (S,), (S, S), returns=VOID_TYPE)
    def remove_attribute(self, name: str, namespace: str | None = None) -> None:
        """Removes an attribute."""
        self.drop(self.find(name, namespace))

    @net_method("RemoveAllAttributes", returns=VOID_TYPE)
    def remove_all_attributes(self) -> None:
        """Removes all attributes."""
        self.own_attributes.clear()

    @net_method("RemoveAll", returns=VOID_TYPE)
    def remove_all(self) -> None:
        """Removes children and attributes."""
        self._clear()
        self.own_attributes.clear()

    @net_method("GetAttributeNode", (S,), (S, S), returns=ATTRIBUTE)
    def get_attribute_node(self, name: str, namespace: str | None = None) -> Attribute | None:
        """An attribute as node."""
        return self.find(name, namespace)

    @net_method("SetAttributeNode", (ATTRIBUTE,), returns=ATTRIBUTE)
    def set_attribute_node(self, attribute: Attribute) -> Attribute | None:
        """Adds an attribute and gives the one it replaces."""
        return self.add(attribute)

    @net_method("RemoveAttributeNode", (ATTRIBUTE,), returns=ATTRIBUTE)
    def remove_attribute_node(self, attribute: Attribute) -> Attribute | None:
        """Removes an attribute."""
        return self.drop(attribute)

    @net_method("GetElementsByTagName", (S,), (S, S), returns="System.Xml.XmlNodeList")
    def elements_by_tag_name(self, name: str, namespace: str | None = None) -> NodeList:
        """All elements of a name below."""
        return elements_named(self, name, namespace)


def elements_named(top: Node, name: str, namespace: str | None) -> NodeList:
    """A list, always as it is now, of elements by name (``*`` for all)."""

    def fits(node: Node) -> bool:
        if node.kind != "Element":
            return False
        if namespace is None:
            return name in ("*", node.qualified)
        return name in ("*", node.local) and namespace in ("*", node.namespace)

    return NodeList("XmlElementList", lambda: [node for node in top.descendants() if fits(node)])
