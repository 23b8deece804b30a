"""From nodes to text, as XmlTextWriter writes it.

Source: https://learn.microsoft.com/dotnet/api/system.xml.xmltextwriter (.NET Framework 2.0).
"""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.net.xml.attributes import XML, XMLNS
from winlab.powershell.net.xml.elements import Element
from winlab.powershell.net.xml.nodes import Node

NEW_LINE = "\r\n"
_MIXED = frozenset({"Text", "CDATA", "Whitespace", "SignificantWhitespace"})


def escaped(text: str) -> str:
    """Text between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_value(text: str) -> str:
    """The value of an attribute, without its quotes."""
    plain = escaped(text).replace('"', "&quot;")
    return plain.replace("\r", "&#xD;").replace("\n", "&#xA;")


def written(nodes: Sequence[Node], *, indent: bool = False, start: int = 0) -> str:
    """Nodes as XML; indented by two blanks a level, but for elements with text."""
    writer = _Writer(indent)
    for place, node in enumerate(nodes):
        writer.node(node, start, {}, first=place == 0 and start == 0, mixed=False)
    return "".join(writer.parts)


class _Writer:
    def __init__(self, indent: bool) -> None:
        self.indent = indent
        self.parts: list[str] = []

    def node(self, node: Node, level: int, scope: dict[str, str], *, first: bool, mixed: bool) -> None:
        """Writes a node; ``scope`` holds the namespaces in force."""
        kind = node.kind
        if self.indent and not mixed and not first and kind not in _MIXED:
            self.parts.append(NEW_LINE + "  " * level)
        if isinstance(node, Element):
            self._element(node, level, scope)
            return
        text = node.content() or ""
        if kind == "Text":
            self.parts.append(escaped(text))
        elif kind == "CDATA":
            self.parts.append(f"<![CDATA[{text}]]>")
        elif kind == "Comment":
            self.parts.append(f"<!--{text}-->")
        elif kind in ("ProcessingInstruction", "XmlDeclaration"):
            self.parts.append(f"<?{node.local}{' ' if text else ''}{text}?>")
        elif kind == "Attribute":
            self.parts.append(f'{node.qualified}="{escaped_value(text)}"')
        elif kind in ("Whitespace", "SignificantWhitespace"):
            self.parts.append(text)
        else:
            for place, child in enumerate(node.children):
                self.node(child, level, scope, first=place == 0 and first, mixed=mixed)

    def _element(self, element: Element, level: int, scope: dict[str, str]) -> None:
        here = dict(scope)
        for attribute in element.own_attributes:
            if attribute.namespace == XMLNS:
                here["" if attribute.qualified == "xmlns" else attribute.local] = attribute.data
        missing: dict[str, str] = {}
        if here.get(element.prefix, "") != element.namespace:
            missing[element.prefix] = element.namespace
        for attribute in element.own_attributes:
            prefix = attribute.prefix
            if prefix and attribute.namespace not in (XML, XMLNS) and here.get(prefix) != attribute.namespace:
                missing[prefix] = attribute.namespace
        given = [f' {a.qualified}="{escaped_value(a.data)}"' for a in element.own_attributes]
        for prefix, uri in missing.items():
            given.append(f' {"xmlns:" + prefix if prefix else "xmlns"}="{escaped_value(uri)}"')
        here.update(missing)
        self.parts.append(f"<{element.qualified}{''.join(given)}")
        if not element.children and element.is_short:
            self.parts.append(" />")
            return
        self.parts.append(">")
        mixed = False
        for child in element.children:
            mixed = mixed or child.kind in _MIXED
            self.node(child, level + 1, here, first=False, mixed=mixed)
        if self.indent and element.children and not mixed:
            self.parts.append(NEW_LINE + "  " * level)
        self.parts.append(f"</{element.qualified}>")
