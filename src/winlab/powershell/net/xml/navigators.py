"""System.Xml.XPath: XPathDocument, XPathNavigator and XPathNodeIterator.

Source: https://learn.microsoft.com/dotnet/api/system.xml.xpath.xpathnavigator (.NET Framework 2.0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.net.xml.attributes import Attribute
from winlab.powershell.net.xml.documents import Document, text_of
from winlab.powershell.net.xml.namespaces import NamespaceManager
from winlab.powershell.net.xml.nodes import ASSEMBLY, VOID_TYPE, B, Node, S
from winlab.powershell.net.xml.writing import written
from winlab.powershell.net.xml.xpath import evaluate, select
from winlab.powershell.nettypes import EnumValue, enum_value
from winlab.powershell.values import NetObject

X, INT, RESOLVER = "System.Xml.XPath.", "System.Int32", "System.Xml.IXmlNamespaceResolver"
MANAGER, NAVIGATOR, ITERATOR = "System.Xml.XmlNamespaceManager", X + "XPathNavigator", X + "XPathNodeIterator"
_KIND = X + "XPathNodeType"
NET.enum(
    _KIND,
    "Root Element Attribute Namespace Text SignificantWhitespace Whitespace ProcessingInstruction Comment All",
)
_KINDS = {"Document": "Root", "CDATA": "Text"}


@NET.type(NAVIGATOR, assembly=ASSEMBLY)
class XPathNavigator(NetObject):
    """A place in a document that moves."""

    def __init__(self, node: Node) -> None:
        self.node = node

    @property
    def above(self) -> Node | None:
        """The node that holds this one."""
        return self.node.parent

    @net_property("NodeType", _KIND)
    def kind(self) -> EnumValue:
        """What it stands at."""
        return enum_value(_KIND, _KINDS.get(self.node.kind, self.node.kind))

    @net_property("Value", S)
    def value(self) -> str:
        """The text of the node."""
        content = self.node.content()
        return self.node.text() if content is None else content

    def net_string(self) -> str:
        """As Value."""
        return self.value()

    @net_property("Name", S)
    def name(self) -> str:
        """The qualified name; texts have none."""
        return self.node.qualified if self.node.kind in ("Element", "Attribute", "ProcessingInstruction") else ""

    @net_property("LocalName", S)
    def local_name(self) -> str:
        """The name without prefix."""
        return self.name().rpartition(":")[2]

    prefix = net_property("Prefix", S)(lambda self: self.name().rpartition(":")[0])
    namespace = net_property("NamespaceURI", S)(lambda self: self.node.namespace)
    outer = net_property("OuterXml", S)(lambda self: written([self.node], indent=True))
    inner = net_property("InnerXml", S)(lambda self: written(self.node.children, indent=True))
    has_children = net_property("HasChildren", B)(lambda self: bool(self.node.children))
    has_attributes = net_property("HasAttributes", B)(lambda self: bool(self.node.attribute_nodes()))
    clone = net_method("Clone", returns=NAVIGATOR)(lambda self: XPathNavigator(self.node))

    @net_method("GetAttribute", (S, S), returns=S)
    def attribute(self, name: str, uri: str) -> str:
        """The value of an attribute; empty where there is none."""
        found = (a for a in self.node.attribute_nodes() if a.local == name and a.namespace == (uri or ""))
        return next((a.content() or "" for a in found), "")

    # -- moving -----

    def go(self, node: Node | None) -> bool:
        """Moves, if there is somewhere to go."""
        if node is None:
            return False
        self.node = node
        return True

    def beside(self, step: int) -> Node | None:
        """The sibling before or after."""
        row = self._row()
        place = next(n for n, other in enumerate(row) if other is self.node) + step
        return row[place] if 0 <= place < len(row) else None

    def _row(self) -> list[Node]:
        above = self.above
        if above is None:
            return [self.node]
        return above.attribute_nodes() if isinstance(self.node, Attribute) else above.children

    @net_method("MoveToRoot", returns=VOID_TYPE)
    def to_root(self) -> None:
        """To the document."""
        while self.go(self.above):
            pass

    @net_method("MoveToChild", (S, S), (_KIND,), returns=B)
    def to_child(self, wanted: object, uri: str = "") -> bool:
        """To the first child of a name or kind."""
        if isinstance(wanted, EnumValue):
            kind = wanted.net_string()
            return self.go(next((c for c in self.node.children if kind in ("All", _KINDS.get(c.kind, c.kind))), None))
        found = (c for c in self.node.children if c.kind == "Element" and (c.local, c.namespace) == (wanted, uri or ""))
        return self.go(next(found, None))

    @net_method("MoveToAttribute", (S, S), returns=B)
    def to_attribute(self, name: str, uri: str) -> bool:
        """To an attribute of a name."""
        found = (a for a in self.node.attribute_nodes() if a.local == name and a.namespace == (uri or ""))
        return self.go(next(found, None))

    # -- asking -----

    @net_method("Select", (S,), (S, RESOLVER), (S, MANAGER), returns=ITERATOR)
    def select(self, path: str, names: NamespaceManager | None = None) -> NodeIterator:
        """The nodes an expression gives."""
        return NodeIterator(select(self.node, path, names))

    @net_method("SelectSingleNode", (S,), (S, RESOLVER), (S, MANAGER), returns=NAVIGATOR)
    def select_one(self, path: str, names: NamespaceManager | None = None) -> XPathNavigator | None:
        """The first node an expression gives."""
        found = select(self.node, path, names)
        return XPathNavigator(found[0]) if found else None

    @net_method("Evaluate", (S,), (S, RESOLVER), (S, MANAGER), returns="System.Object")
    def evaluate(self, path: str, names: NamespaceManager | None = None) -> object:
        """What an expression gives: nodes, a number, a text or a Boolean."""
        found = evaluate(self.node, path, names)
        return NodeIterator(found) if isinstance(found, list) else found

    @net_method("SelectChildren", (S, S), (_KIND,), returns=ITERATOR)
    def children(self, wanted: object, uri: str = "") -> NodeIterator:
        """The children of a name or kind."""
        mover = (XPathNavigator(child) for child in self.node.children)
        if isinstance(wanted, EnumValue):
            return NodeIterator([n.node for n in mover if wanted.net_string() in ("All", n.kind().net_string())])
        return NodeIterator([n.node for n in mover if (n.local_name(), n.node.namespace) == (wanted, uri or "")])

    @net_method("Matches", (S,), returns=B)
    def matches(self, path: str) -> bool:
        """Whether the node is among those a pattern gives."""
        places = [self.node, *self.node.ancestors()]
        return any(self.node is found for place in places for found in select(place, path, None))


_NAVIGATOR = NET.extend(NAVIGATOR)
_MOVES: dict[str, Callable[[XPathNavigator], Node | None]] = {
    "Parent": lambda n: n.above,
    "FirstChild": lambda n: n.node.children[0] if n.node.children else None,
    "Next": lambda n: None if isinstance(n.node, Attribute) else n.beside(1),
    "Previous": lambda n: None if isinstance(n.node, Attribute) else n.beside(-1),
    "FirstAttribute": lambda n: next(iter(n.node.attribute_nodes()), None),
    "NextAttribute": lambda n: n.beside(1) if isinstance(n.node, Attribute) else None,
}
for _name, _target in _MOVES.items():
    _NAVIGATOR.method(f"MoveTo{_name}", returns=B)(lambda n, target=_target: n.go(target(n)))
_NAVIGATOR.method("MoveTo", (NAVIGATOR,), returns=B)(lambda n, other: n.go(other.node))
_NAVIGATOR.method("IsSamePosition", (NAVIGATOR,), returns=B)(lambda n, other: n.node is other.node)
_NAVIGATOR.property("ValueAsInt", INT)(lambda n: int(n.value()))
_NAVIGATOR.property("ValueAsDouble", "System.Double")(lambda n: float(n.value()))
_NAVIGATOR.absent(
    "Compile", "SelectAncestors", "SelectDescendants", "SetValue", "AppendChild", "DeleteSelf", "InsertAfter",
    "InsertBefore", "ReplaceSelf", "CreateAttribute", "MoveToFollowing", "MoveToNamespace", "ReadSubtree",
)  # fmt: skip


@NET.type(ITERATOR, assembly=ASSEMBLY)
class NodeIterator(NetObject):
    """Nodes one after the other."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.at = 0

    count = net_property("Count", INT)(lambda self: len(self.nodes))
    position = net_property("CurrentPosition", INT)(lambda self: self.at)
    clone = net_method("Clone", returns=ITERATOR)(lambda self: NodeIterator(self.nodes))

    @net_property("Current", NAVIGATOR)
    def current(self) -> XPathNavigator | None:
        """Where it stands."""
        return XPathNavigator(self.nodes[self.at - 1]) if self.at else None

    @net_method("MoveNext", returns=B)
    def move_next(self) -> bool:
        """Goes one further."""
        if self.at >= len(self.nodes):
            return False
        self.at += 1
        return True

    def net_iter(self) -> Iterator[object]:
        """The places."""
        return iter([XPathNavigator(node) for node in self.nodes])


class XPathDocument(NetObject):
    """A document that is only read."""

    def __init__(self, source: object) -> None:
        self.document = Document()
        self.document.load_xml(text_of(source))


_DOCUMENT = NET.extend(X + "XPathDocument", python=XPathDocument)
_DOCUMENT.constructor((S,), ("System.IO.Stream",), ("System.IO.TextReader",), ("System.Xml.XmlReader",))(XPathDocument)
_DOCUMENT.method("CreateNavigator", returns=NAVIGATOR)(lambda held: XPathNavigator(held.document))
NET.extend("System.Xml.XmlNode").method("CreateNavigator", returns=NAVIGATOR)(XPathNavigator)
