"""Finding one's way in the elements of a PSRP message whose objects refer to each other."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from winlab.winrm.host import Codec


def items(collection: Element | None, index: dict[str, Element]) -> Iterator[Element]:
    """The elements of a collection."""
    if collection is None:
        return
    for child in collection.find("LST") or ():
        yield index.get(child.get("RefId", ""), child) if child.tag == "Ref" else child


def is_false(item: Element | None) -> bool:
    """Whether a flag is there and says no."""
    return item is not None and (item.text or "").strip().lower() == "false"


def member(item: Element | None, name: str, index: dict[str, Element]) -> Element | None:
    """A property of an object, whether it was declared or added."""
    if item is None:
        return None
    if item.tag == "Ref":
        item = index.get(item.get("RefId", ""), item)
    for group in ("MS", "Props"):
        for child in item.find(group) or ():
            if child.get("N") == name:
                return index.get(child.get("RefId", ""), child) if child.tag == "Ref" else child
    return None


def text(item: Element, codec: Codec) -> str:
    """A string, unescaped."""
    return str(codec.decode(ElementTree.tostring(item, encoding="unicode"), str))


def truth(item: Element | None) -> bool:
    """Whether a flag is there and says yes."""
    return item is not None and (item.text or "").strip().lower() == "true"


def number(item: Element | None) -> int:
    """The number of an Int32 or of an enumeration's value."""
    if item is None:
        return 0
    number = item if item.tag == "I32" else item.find("I32")
    return int(number.text or 0) if number is not None else 0


def standalone(value: Element, index: dict[str, Element], type_names: dict[str, Element]) -> str:
    """The element as a document of its own: references to elsewhere in the message are replaced by copies."""
    inside = {item.get("RefId") for item in value.iter("Obj")}
    known = {item.get("RefId") for item in value.iter("TN")}
    root = copy.deepcopy(value)
    root.attrib.pop("N", None)
    for parent in list(root.iter()):
        for place, child in enumerate(list(parent)):
            reference = child.get("RefId", "")
            if child.tag == "TNRef" and reference not in known and reference in type_names:
                parent[place] = copy.deepcopy(type_names[reference])
                known.add(reference)
            elif child.tag == "Ref" and reference not in inside and reference in index:
                replacement = copy.deepcopy(index[reference])
                if "N" in child.attrib:
                    replacement.set("N", child.attrib["N"])
                parent[place] = replacement
                inside.add(reference)
    return ElementTree.tostring(root, encoding="unicode")
