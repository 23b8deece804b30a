"""Judges how values are written as CLIXML, and what reading gives back."""

from __future__ import annotations

from collections.abc import Callable

from tests.winlab.corpus.clixml_rows import OF_CORE_ONLY, value_failure
from tests.winlab.corpus.fresh import run
from tests.winlab.corpus.rows import Row, difference
from winlab.powershell.clixml import document, read_document
from winlab.powershell.clixml.model import EngineModel
from winlab.powershell.clixml.parsing import Element, parse

SECONDS = 10


def write_failure(row: Row) -> str | None:
    """Documents of both depths, compared as trees with references resolved."""
    result = run(row["code"], SECONDS)
    if result.thrown is not None or result.errors:
        return f"the code failed: {result.thrown or result.errors}"
    for depth in (1, 2):
        ours = document(result.output, EngineModel(), depth)
        found = difference(f"depth {depth}", canonical_lines(ours), canonical_lines(row[f"depth{depth}"]))
        if found is not None:
            return found
    if "Exception" in row["depth1"]:
        return None
    items = read_document(document(result.output, EngineModel(), 1))
    return value_failure(items[0] if len(items) == 1 else items or None, row["deserialized"])


def canonical_lines(text: str, plain: Callable[[Element], Element | None] | None = None) -> list[str]:
    """A document or element as lines that do not depend on the numbers of references.

    Args:
        text: the CLIXML.
        plain: gives an element as it is compared; None leaves it out.
    """
    canonical, root = _Canonical(plain or (lambda element: element)), parse(text)
    canonical.know_types(root)
    return canonical.lines(root, 0)


class _Canonical:
    """An element as lines: types written out, objects numbered in the order they come."""

    def __init__(self, plain: Callable[[Element], Element | None]) -> None:
        self._plain = plain
        self._types: dict[str, list[str]] = {}
        self._objects: dict[str, int] = {}

    def know_types(self, element: Element) -> None:
        """Reads the lists of type names first, for entries may be compared in another order."""
        if element.tag == "TN":
            read = self._plain(element) or element
            self._types[element.attributes.get("RefId", "")] = [child.content for child in read.children]
        for child in element.children:
            self.know_types(child)

    def lines(self, original: Element, level: int) -> list[str]:
        element = self._plain(original)
        if element is None:
            return []
        attributes = dict(element.attributes)
        reference = attributes.pop("RefId", "")
        if element.tag in ("TN", "TNRef"):
            return [f"{' ' * level}types {', '.join(self._types.get(reference, ['?']))}"]
        if element.tag == "Obj":
            self._objects[reference] = len(self._objects)
        mark = f" #{self._objects.get(reference, '?')}" if element.tag in ("Obj", "Ref") else ""
        shown = "".join(f" {name}={value}" for name, value in sorted(attributes.items()))
        text = "" if element.children else f" {element.content!r}"
        head = f"{' ' * level}{element.tag}{mark}{shown}{text if text != repr('') else ''}"
        children = element.children
        children = [child for child in children if child.attributes.get("N") not in OF_CORE_ONLY]
        if _is_exception(element):
            # the Framework has other properties than Core, in another order
            children = [child for child in children if child.tag != "Props"]
        return [head, *(line for child in children for line in self.lines(child, level + 1))]


def _is_exception(element: Element) -> bool:
    names = [entry.content for child in element.children if child.tag == "TN" for entry in child.children]
    return "System.Exception" in names
