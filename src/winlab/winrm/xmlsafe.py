"""Reading XML that a stranger sent: no DTD, no entities, bounded depth."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

MAX_DEPTH = 100


class UnsafeXmlError(ValueError):
    """The document is malformed, or uses what a WS-Management message must not hold (a DTD, deep nesting)."""


class _GuardedBuilder(ElementTree.TreeBuilder):
    """Builds the tree and stops at the first sign of a DTD or of runaway nesting."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UnsafeXmlError(f"elements are nested deeper than {MAX_DEPTH}")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise UnsafeXmlError("a document type declaration is not allowed")


def parse(data: bytes) -> Element:
    """Parses ``data`` and returns the root element.

    Raises:
        UnsafeXmlError: the text is not well-formed, holds a DTD, or nests too deeply.
    """
    parser = ElementTree.XMLParser(target=_GuardedBuilder())
    try:
        parser.feed(data)
        root = parser.close()
    except ElementTree.ParseError as error:
        raise UnsafeXmlError(f"not well-formed: {error}") from error
    except (ValueError, LookupError) as error:
        raise UnsafeXmlError(str(error)) from error
    if not isinstance(root, Element):
        raise UnsafeXmlError("no root element")
    return root
