"""System.Xml.XmlAttribute and XmlAttributeCollection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.net.xml.nodes import ASSEMBLY, INT, NODE, VOID_TYPE, B, Node, S
from winlab.powershell.net.xml.valued import Valued
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject

if TYPE_CHECKING:
    from winlab.powershell.net.xml.elements import Element

XMLNS = "http://www.w3.org/2000/xmlns/"
XML = "http://www.w3.org/XML/1998/namespace"
ATTRIBUTE = "System.Xml.XmlAttribute"


def split_name(name: str) -> tuple[str, str]:
    """Prefix and local name."""
    prefix, _, local = name.rpartition(":")
    return prefix, local


@NET.type(ATTRIBUTE, bases=(NODE,), assembly=ASSEMBLY)
class Attribute(Valued, Node):
    """An attribute; ``parent`` is its element."""

    kind = "Attribute"

    def __init__(self, document: Node | None, name: str, namespace: str, value: str) -> None:
        super().__init__(document)
        self.prefix, self.local = split_name(name)
        self.namespace = namespace
        self.data = value

    def copy(self, document: Node | None, deep: bool) -> Node:
        """A copy."""
        return Attribute(document, self.qualified, self.namespace, self.data)

    owner_element = net_property("OwnerElement", "System.Xml.XmlElement")(lambda self: self.parent)
    no_parent = net_property("ParentNode", NODE)(lambda self: None)
    specified = net_property("Specified", B)(lambda self: True)


@NET.type(
    "System.Xml.XmlAttributeCollection", bases=("System.Object", "System.Collections.ICollection"), assembly=ASSEMBLY
)
class AttributeCollection(NetObject):
    """The attributes of an element, by place and by name."""

    def __init__(self, element: Element) -> None:
        self.element = element

    def net_iter(self) -> Iterator[object]:
        """The attributes."""
        return iter(list(self.element.own_attributes))

    def net_index(self, index: Sequence[object]) -> object:
        """By place or name (and namespace)."""
        if isinstance(index[0], int):
            found = self.element.own_attributes
            return found[index[0]] if -len(found) <= index[0] < len(found) else None
        return self.get_named_item(*map(to_text, index))

    count = net_property("Count", INT)(lambda self: len(self.element.own_attributes))

    @net_method("GetNamedItem", (S,), (S, S), returns=NODE)
    def get_named_item(self, name: str, namespace: str | None = None) -> Attribute | None:
        """An attribute by name."""
        return self.element.find(name, namespace)

    @net_method("Append", (ATTRIBUTE,), returns=ATTRIBUTE)
    def append(self, attribute: Attribute) -> Attribute:
        """Adds an attribute, in the place of one of its name."""
        self.element.add(attribute)
        return attribute

    @net_method("SetNamedItem", (NODE,), returns=NODE)
    def set_named_item(self, attribute: Attribute) -> Node | None:
        """Adds an attribute and gives the one it replaces."""
        return self.element.add(attribute)

    @net_method("Prepend", (ATTRIBUTE,), returns=ATTRIBUTE)
    def prepend(self, attribute: Attribute) -> Attribute:
        """Adds an attribute as the first."""
        self.element.add(attribute)
        self.element.own_attributes.remove(attribute)
        self.element.own_attributes.insert(0, attribute)
        return attribute

    @net_method("Remove", (ATTRIBUTE,), returns=ATTRIBUTE)
    def remove(self, attribute: Attribute) -> Attribute | None:
        """Removes an attribute."""
        return self.element.drop(attribute)

    @net_method("RemoveNamedItem", (S,), (S, S), returns=NODE)
    def remove_named_item(self, name: str, namespace: str | None = None) -> Attribute | None:
        """Removes an attribute by name."""
        return self.element.drop(self.element.find(name, namespace))

    @net_method("RemoveAt", (INT,), returns=ATTRIBUTE)
    def remove_at(self, place: int) -> Attribute | None:
        """Removes an attribute by place."""
        found = self.element.own_attributes
        return self.element.drop(found[place]) if 0 <= place < len(found) else None

    @net_method("RemoveAll", returns=VOID_TYPE)
    def remove_all(self) -> None:
        """Removes all attributes."""
        self.element.own_attributes.clear()
