"""From text to nodes. Document types and entities are refused.

Sources: https://www.w3.org/TR/xml/ , https://learn.microsoft.com/dotnet/api/system.xml.xmldocument.preservewhitespace .
"""

from __future__ import annotations

import codecs
import re
import xml.parsers.expat as expat

from winlab.powershell.errors import NotEmulated, PSError, net_error
from winlab.powershell.net.xml.attributes import XML, XMLNS, Attribute, split_name
from winlab.powershell.net.xml.elements import Element
from winlab.powershell.net.xml.instructions import Declaration, Instruction
from winlab.powershell.net.xml.nodes import Node
from winlab.powershell.net.xml.texts import CData, Comment, SignificantWhitespace, Text, Whitespace

MAX_DEPTH = 2000
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"<\?xml[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_SPACE = " \t\r\n"


def xml_error(message: str, line: int, column: int) -> PSError:
    """An XmlException with its place."""
    text = f"{message} Line {line}, position {column}." if line else message
    return net_error("System.Xml.XmlException", text, LineNumber=line, LinePosition=column)


def decoded(data: bytes) -> str:
    """The text of a file's bytes: by its mark, else by what it declares, else UTF-8."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    if data[:4] in (b"<\0?\0", b"\0<\0?"):
        return data.decode("utf-16-le" if data[:1] == b"<" else "utf-16-be", "replace")
    declared = _DECLARED.match(data)
    name = "utf-8" if declared is None else declared.group(1).decode("ascii")
    if name.lower().startswith("utf-16"):
        raise xml_error("There is no Unicode byte order mark. Cannot switch to Unicode.", 1, 1)
    try:
        return data.decode(name, "replace")
    except LookupError:
        raise xml_error(f"System does not support '{name}' encoding.", 1, 31) from None


def read_into(parent: Node, text: str, *, keep_space: bool) -> None:
    """Parses a document's text and puts its nodes below ``parent``."""
    for node in _Reader(parent, keep_space).read(text):
        parent.insert(len(parent.children), node)


def read_fragment(text: str, context: Node) -> list[Node]:
    """The nodes of a fragment inside of an element (its namespaces are known)."""
    scope: dict[str, str] = {}
    for node in [*reversed(list(context.ancestors())), context]:
        for attribute in node.attribute_nodes():
            if attribute.namespace == XMLNS:
                scope["" if attribute.qualified == "xmlns" else attribute.local] = attribute.content() or ""
    reader = _Reader(context, True, scope)
    return list(reader.read(f"<_>{text}</_>")[0].children)


class _Reader:
    def __init__(self, owner: Node, keep_space: bool, scope: dict[str, str] | None = None) -> None:
        document = owner if owner.document is None else owner.document
        self._document = document
        self._keep = keep_space
        self._parser = expat.ParserCreate("utf-8")
        self._top: list[Node] = []
        self._open: list[Element] = []
        self._scopes: list[dict[str, str]] = [{"xml": XML, "xmlns": XMLNS, **(scope or {})}]
        self._data = b""
        self._text: list[str] = []
        self._cdata: list[str] | None = None

    def read(self, text: str) -> list[Node]:
        """The nodes at the top."""
        parser = self._parser
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartCdataSectionHandler = self._cdata_start
        parser.EndCdataSectionHandler = self._cdata_end
        parser.CommentHandler = lambda data: self._leaf(Comment(self._document, data))
        parser.ProcessingInstructionHandler = lambda target, data: self._leaf(Instruction(self._document, target, data))
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._refuse
        self._data = text.removeprefix("\ufeff").encode("utf-8", "replace")
        if not self._data.strip():
            raise xml_error("Root element is missing.", 0, 0)
        try:
            parser.Parse(self._data, True)
        except expat.ExpatError as failed:
            raise self._failure(failed) from None
        return self._top

    def _refuse(self, *_: object) -> None:
        raise NotEmulated("document types in XML")

    def _failure(self, failed: expat.ExpatError) -> PSError:
        line, column = failed.lineno, failed.offset + 1
        opened = [element.qualified for element in self._open]
        names = expat.errors
        code = expat.ErrorString(failed.code)
        if code in (names.XML_ERROR_NO_ELEMENTS, names.XML_ERROR_UNCLOSED_TOKEN) and opened:
            listed = ", ".join(reversed(opened))
            message = f"Unexpected end of file has occurred. The following elements are not closed: {listed}."
            return xml_error(message, line, column)
        if code == names.XML_ERROR_UNCLOSED_TOKEN:
            return xml_error("Unexpected end of file has occurred.", line, column)
        if code == names.XML_ERROR_NO_ELEMENTS:
            return xml_error("Root element is missing.", 0, 0)
        if code == names.XML_ERROR_TAG_MISMATCH:
            rest = self._data.split(b"\n")[line - 1][failed.offset :].decode("utf-8", "replace")
            closing = re.match(r"(?:</)?([^\s>]*)", rest)
            name = closing.group(1) if closing else ""
            return xml_error(
                f"The '{opened[-1]}' start tag on line {self._open[-1].line} does not match the end tag of '{name}'.",
                line,
                column,
            )
        if code == names.XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
            junk = self._data.split(b"\n")[line - 1][failed.offset :]
            what = (
                "There are multiple root elements." if junk.startswith(b"<") else "Data at the root level is invalid."
            )
            return xml_error(what, line, column)
        if code == names.XML_ERROR_SYNTAX and not self._open and not self._top:
            return xml_error("Data at the root level is invalid.", line, column)
        if code == names.XML_ERROR_UNDEFINED_ENTITY:
            return xml_error("Reference to undeclared entity.", line, column)
        if code == names.XML_ERROR_DUPLICATE_ATTRIBUTE:
            return xml_error("A duplicate attribute name was found.", line, column)
        return xml_error(f"The document is not well-formed: {code}.", line, column)

    # -- what expat tells -----

    def _add(self, node: Node) -> None:
        if self._open:
            parent = self._open[-1]
            node.parent = parent
            parent.children.append(node)
            parent.is_short = False
        else:
            self._top.append(node)

    def _leaf(self, node: Node) -> None:
        self._flush()
        self._add(node)

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        alone = {1: "yes", 0: "no"}.get(standalone, "")
        self._leaf(Declaration(self._document, version, encoding or "", alone))

    def _characters(self, data: str) -> None:
        (self._text if self._cdata is None else self._cdata).append(data)

    def _cdata_start(self) -> None:
        self._flush()
        self._cdata = []

    def _cdata_end(self) -> None:
        self._add(CData(self._document, "".join(self._cdata or [])))
        self._cdata = None

    def _flush(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        if not text or not self._open:
            return
        if text.strip(_SPACE):
            self._add(Text(self._document, text))
        elif self._preserved():
            self._add(SignificantWhitespace(self._document, text))
        elif self._keep:
            self._add(Whitespace(self._document, text))
        else:
            self._open[-1].is_short = False

    def _preserved(self) -> bool:
        for element in reversed(self._open):
            given = element.get_attribute("xml:space")
            if given:
                return given == "preserve"
        return False

    def _start(self, name: str, given: list[str]) -> None:
        self._flush()
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 2
        if len(self._open) >= MAX_DEPTH:
            raise xml_error("The elements are nested too deep.", line, column)
        pairs = list(zip(given[::2], given[1::2], strict=True))
        scope = dict(self._scopes[-1])
        for key, value in pairs:
            if key == "xmlns":
                scope[""] = value
            elif key.startswith("xmlns:"):
                scope[key[6:]] = value
        self._scopes.append(scope)
        element = Element(self._document, name, self._namespace(split_name(name)[0], line, column))
        element.line = line
        for key, value in pairs:
            prefix = "xmlns" if key == "xmlns" else split_name(key)[0]
            namespace = self._namespace(prefix, line, column) if prefix else ""
            attribute = Attribute(self._document, key, namespace, value)
            attribute.parent = element
            element.own_attributes.append(attribute)
        self._add(element)
        self._open.append(element)

    def _namespace(self, prefix: str, line: int, column: int) -> str:
        found = self._scopes[-1].get(prefix)
        if found is None and prefix:
            raise xml_error(f"'{prefix}' is an undeclared namespace.", line, column)
        return found or ""

    def _end(self, _name: str) -> None:
        self._flush()
        element = self._open.pop()
        self._scopes.pop()
        at = self._parser.CurrentByteIndex
        # After an empty-element tag expat stands behind it, before an end tag it stands at the tag.
        if not element.children and self._data[at - 2 : at] != b"/>":
            element.is_short = False
