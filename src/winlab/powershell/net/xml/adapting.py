"""PowerShell's view of XML nodes: attributes and child elements as properties, collected by name.

Source: "The Windows PowerShell XML adapter",
https://learn.microsoft.com/archive/blogs/powershell (extended type system), behaviour checked against PowerShell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from winlab.powershell.errors import PSError, error
from winlab.powershell.values import unwrap

if TYPE_CHECKING:
    from winlab.powershell.net.xml.nodes import Node

_SET = "System.Management.Automation.SetValueException"


def _named(node: Node) -> list[Node]:
    return [*node.attribute_nodes(), *(child for child in node.children if child.kind != "Whitespace")]


def _found(node: Node, name: str) -> list[Node]:
    lowered = name.lower()
    nodes = _named(node)
    first = next((each for each in nodes if each.local.lower() == lowered), None)
    if first is None:
        if node.kind == "Attribute" and lowered == "#text":
            return [node]
        raise KeyError(name)
    return [each for each in nodes if each.local == first.local]


def _shown(node: Node) -> object:
    """A node as a property's value: text where there is nothing but text."""
    if node.kind in ("Text", "Attribute"):
        return node.text()
    if node.attribute_nodes():
        return node
    if not node.children or (len(node.children) == 1 and node.children[0].kind == "Text"):
        return node.text()
    return node


def names_of(node: Node) -> list[str]:
    """The names of attributes and children, each once."""
    names: dict[str, str] = {}
    for each in _named(node):
        names.setdefault(each.local.lower(), each.local)
    if node.kind == "Attribute":
        names["#text"] = "#text"
    return list(names.values())


def get(node: Node, name: str) -> object:
    """One value, or an array if several nodes have the name."""
    values = [_shown(each) for each in _found(node, name)]
    return values[0] if len(values) == 1 else values


def assign(node: Node, name: str, value: object) -> None:
    """Sets the text of an attribute or of an element that holds nothing but text."""
    nodes = _found(node, name)
    text = unwrap(value)
    if not isinstance(text, str):
        raise _refused(
            "XmlNodeSetShouldBeAString",
            f'Cannot set "{name}" because only strings can be used as values to set XmlNode properties.',
        )
    if len(nodes) > 1:
        raise _refused(
            "XmlNodeSetRestrictionsMoreThanOneNode", f'Cannot set "{name}"; more than one node has the name.'
        )
    target = nodes[0]
    if target.attribute_nodes() or not (
        not target.children or (len(target.children) == 1 and target.children[0].kind == "Text")
    ):
        raise _refused(
            "XmlNodeSetRestrictionsNonTextNode",
            f'Cannot set "{name}" because only XML nodes that hold nothing but text can be set.',
        )
    target.set_text(str(text))


def _refused(error_id: str, message: str) -> PSError:
    return error(error_id, message, "InvalidOperation", None, _SET)
