"""CLIXML text to a tree of elements: no markup declarations, bounded depth and size, places for messages."""

from __future__ import annotations

import re
import xml.parsers.expat
from dataclasses import dataclass, field

NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
MAX_NESTING = 250
MAX_DEPTH = 50
"""Objects in objects; PowerShell writes a text instead of deeper ones, and refuses to read them."""
TOO_DEEP = "Serialized XML is nested too deeply."
MAX_SIZE = 256 * 1024 * 1024
XML_EXCEPTION = "System.Xml.XmlException"
_SEPARATOR = "|"


class ClixmlError(ValueError):
    """The document is not CLIXML.

    Attributes:
        resource: name of the engine's message (``InvalidElementTag``); empty for an error of XML itself.
        exception: full name of the .NET exception.
        line, position: where, from 1.
    """

    def __init__(
        self, resource: str, text: str, line: int = 0, position: int = 0, exception: str = XML_EXCEPTION
    ) -> None:
        super().__init__(f"{text} Line {line}, position {position}." if line else text)
        self.resource = resource
        self.exception = exception
        self.line = line
        self.position = position


@dataclass
class Element:
    """An element; ``tag`` without namespace, ``foreign`` where it is of another one than its document."""

    tag: str
    namespace: str
    attributes: dict[str, str]
    line: int
    column: int
    children: list[Element] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    foreign: bool = False

    @property
    def content(self) -> str:
        """The text between the tags."""
        return "".join(self.text)

    def attribute(self, name: str) -> str:
        """An attribute that must be there."""
        if name not in self.attributes:
            raise self.wrong("AttributeExpected", f"{name} attribute was expected.")
        return self.attributes[name]

    def wrong(self, resource: str, message: str) -> ClixmlError:
        """An error at this element."""
        return ClixmlError(resource, message, self.line, self.column)

    def unknown(self) -> ClixmlError:
        """The error of an element that may not stand here."""
        return self.wrong("InvalidElementTag", f"{self.tag} XML tag is not recognized.")

    def misplaced(self) -> ClixmlError:
        """The error of an element that stands where none may be."""
        return self.wrong("", "'Element' is an invalid XmlNodeType.")

    def without_elements(self) -> None:
        """Fails if there is an element where only text may be."""
        if self.children:
            raise self.children[0].misplaced()

    def without_text(self) -> None:
        """Fails if there is text where only elements may be."""
        if self.content.strip():
            raise self.wrong("", "'Text' is an invalid XmlNodeType.")


def parse(text: str) -> Element:
    """The root element.

    Raises:
        ClixmlError: the text is not well-formed, declares markup, or is too deep or too large.
    """
    if len(text) > MAX_SIZE:
        raise ClixmlError("DocumentTooLarge", f"The document has {len(text)} characters.")
    return _Builder().build(text)


class _Builder:
    def __init__(self) -> None:
        self._parser = xml.parsers.expat.ParserCreate(namespace_separator=_SEPARATOR)
        self._stack = [Element("", "", {}, 0, 0)]
        self._document = False

    def build(self, text: str) -> Element:
        parser, top = self._parser, self._stack[0]
        parser.StartElementHandler = self._start
        parser.EndElementHandler = lambda _tag: self._stack.pop()
        parser.CharacterDataHandler = lambda data: self._stack[-1].text.append(data)
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        try:
            # a declared encoding is that of the bytes the text came from
            body = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"), count=1)
            parser.Parse(body.encode("utf-8", "surrogatepass"), True)
        except xml.parsers.expat.ExpatError as error:
            message = f"The document is not well-formed XML: {error}."
            raise ClixmlError("", message, error.lineno, error.offset + 1) from error
        return top.children[0]

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._stack) > MAX_NESTING * 3:
            raise ClixmlError("DeserializationTooDeep", TOO_DEEP)
        namespace, _, name = tag.rpartition(_SEPARATOR)
        parser = self._parser
        entry = Element(name, namespace, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 2)
        entry.foreign = self._document and namespace != NAMESPACE
        self._document = self._document or (len(self._stack) == 1 and name == "Objs" and namespace == NAMESPACE)
        self._stack[-1].children.append(entry)
        self._stack.append(entry)

    def _refuse(self, *_details: object) -> None:
        raise ClixmlError("", "Markup declarations are not allowed in CLIXML.", 1, 1)
