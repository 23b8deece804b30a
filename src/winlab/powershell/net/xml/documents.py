"""System.Xml.XmlDocument and XmlDocumentFragment, and ``[xml]``.

Source: https://learn.microsoft.com/dotnet/api/system.xml.xmldocument (.NET Framework 2.0).
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from winlab.powershell import objects
from winlab.powershell.conversion import converter
from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.errors import ConversionFailed, NetException, NotEmulated, PSError, net_error
from winlab.powershell.net.io import read_bytes, write_bytes
from winlab.powershell.net.xml.attributes import ATTRIBUTE, XMLNS, Attribute, split_name
from winlab.powershell.net.xml.elements import CONTENT, Element, elements_named
from winlab.powershell.net.xml.instructions import Declaration, Instruction
from winlab.powershell.net.xml.namespaces import NameTable
from winlab.powershell.net.xml.nodes import ASSEMBLY, NODE, VOID_TYPE, WRONG_KIND, B, Node, NodeList, S
from winlab.powershell.net.xml.reading import decoded, read_fragment, read_into
from winlab.powershell.net.xml.texts import CData, Comment, SignificantWhitespace, Text, Whitespace
from winlab.powershell.net.xml.writing import written
from winlab.powershell.text import to_text
from winlab.powershell.values import Byte, NetObject, TypedArray, type_names, unwrap

DOCUMENT = "System.Xml.XmlDocument"
_READER, _WRITER, _STREAM = "System.IO.TextReader", "System.IO.TextWriter", "System.IO.Stream"


@NET.type("System.Xml.XmlDocumentFragment", bases=(NODE,), assembly=ASSEMBLY)
class Fragment(Node):
    """Nodes that are not in the document yet."""

    kind = "DocumentFragment"
    holds = CONTENT

    def __init__(self, document: Node | None) -> None:
        super().__init__(document)
        self.local = "#document-fragment"

    def set_inner_xml(self, text: str) -> None:
        """Replaces what it holds by parsed XML."""
        self.children.clear()
        for node in read_fragment(text, self):
            self.insert(len(self.children), node)

    def copy(self, document: Node | None, deep: bool) -> Node:
        """A copy."""
        made = Fragment(document)
        for child in self.children if deep else ():
            made.insert(len(made.children), child.copy(document, True))
        return made


@NET.type(DOCUMENT, bases=(NODE,), assembly=ASSEMBLY)
class Document(Node):
    """A document."""

    kind = "Document"
    holds = frozenset({"Element", "Comment", "ProcessingInstruction", "XmlDeclaration", "Whitespace"})

    def __init__(self) -> None:
        super().__init__(None)
        self.local = "#document"
        self.keep_space = False
        self.names = NameTable()

    @net_constructor((), ("System.Xml.XmlNameTable",))
    @classmethod
    def new(cls, *_names: object) -> Document:
        """An empty document."""
        return cls()

    # -- content -----

    @property
    def root(self) -> Element | None:
        """The document element."""
        return next((child for child in self.children if isinstance(child, Element)), None)

    def insert(self, place: int, node: Node) -> Node:
        """Puts a node at the top; there can be one element only."""
        if node.kind == "Element" and self.root is not None and self.root is not node:
            raise net_error("System.InvalidOperationException", "This document already has a 'DocumentElement' node.")
        if node.kind == "Text":
            raise net_error("System.InvalidOperationException", WRONG_KIND)
        return super().insert(place, node)

    def copy(self, document: Node | None, deep: bool) -> Node:
        """A copy."""
        made = Document()
        made.keep_space = self.keep_space
        for child in self.children if deep else ():
            made.insert(len(made.children), child.copy(made, True))
        return made

    def set_inner_xml(self, text: str) -> None:
        """As LoadXml."""
        self.load_xml(text)

    @net_method("LoadXml", (S,), returns=VOID_TYPE)
    def load_xml(self, text: str) -> None:
        """Parses a text."""
        self.remove_all()
        read_into(self, text or "", keep_space=self.keep_space)

    @net_method("Load", (S,), (_READER,), (_STREAM,), ("System.Xml.XmlReader",), returns=VOID_TYPE)
    def load(self, source: object) -> None:
        """Reads a file, a stream, a TextReader or an XmlReader."""
        self.load_xml(text_of(source))

    @net_method("Save", (S,), (_WRITER,), (_STREAM,), ("System.Xml.XmlWriter",), returns=VOID_TYPE)
    def save(self, target: object) -> None:
        """Writes a file, a stream or a TextWriter, indented unless white space is preserved."""
        base = unwrap(target)
        declared = next((child for child in self.children if isinstance(child, Declaration)), None)
        indent = not self.keep_space
        if isinstance(base, NetObject) and "System.IO.TextWriter" in type_names(base):
            # Save(TextWriter) always starts the document, with the writer's own encoding.
            name = to_text(objects.get_member(objects.get_member(base, "Encoding"), "WebName")) or "utf-16"
            alone = f' standalone="{declared.alone}"' if declared is not None and declared.alone else ""
            head = f'<?xml version="1.0" encoding="{name}"{alone}?>'
            rest = written([child for child in self.children if child is not declared], indent=indent)
            objects.call_member(base, "Write", [head + ("\r\n" if indent else "") + rest])
            return
        if isinstance(base, NetObject) and "System.Xml.XmlWriter" in type_names(base):
            alone_part = [declared.alone == "yes"] if declared is not None and declared.alone else []
            if to_text(objects.get_member(base, "WriteState")) == "Start":
                objects.call_member(base, "WriteStartDocument", alone_part)
            for child in self.children:
                if child is not declared:
                    objects.call_member(child, "WriteTo", [base])
            return
        data = _encoded(written([self], indent=indent), "" if declared is None else declared.encoding)
        if isinstance(base, NetObject) and "System.IO.Stream" in type_names(base):
            objects.call_member(base, "Write", [TypedArray(map(Byte, data), "System.Byte"), 0, len(data)])
        else:
            write_bytes(to_text(target), data)

    # -- making nodes -----

    def _named(self, parts: Sequence[str]) -> tuple[str, str]:
        if len(parts) == 3:
            return (f"{parts[0]}:{parts[1]}" if parts[0] else parts[1]), parts[2] or ""
        return parts[0], (parts[1] or "") if len(parts) == 2 else ""

    @net_method("CreateElement", (S,), (S, S), (S, S, S), returns="System.Xml.XmlElement")
    def create_element(self, *parts: str) -> Element:
        """An element by name; name and namespace; prefix, local name and namespace."""
        name, namespace = self._named(parts)
        if not name:
            message = "The local name for elements or attributes cannot be null or an empty string."
            raise net_error("System.ArgumentException", message)
        bad = next((character for character in name if character in " <>&\"'/="), None)
        if bad is not None:
            message = f"The '{bad}' character, hexadecimal value 0x{ord(bad):02X}, cannot be included in a name."
            raise net_error("System.Xml.XmlException", message)
        return Element(self, name, namespace)

    @net_method("CreateAttribute", (S,), (S, S), (S, S, S), returns=ATTRIBUTE)
    def create_attribute(self, *parts: str) -> Attribute:
        """An attribute, named as an element is."""
        name, namespace = self._named(parts)
        if name == "xmlns" or split_name(name)[0] == "xmlns":
            namespace = XMLNS
        return Attribute(self, name, namespace, "")

    @net_method("CreateTextNode", (S,), returns="System.Xml.XmlText")
    def create_text(self, text: str) -> Text:
        """A text."""
        return Text(self, text or "")

    @net_method("CreateCDataSection", (S,), returns="System.Xml.XmlCDataSection")
    def create_cdata(self, text: str) -> CData:
        """A CDATA section."""
        return CData(self, text or "")

    @net_method("CreateComment", (S,), returns="System.Xml.XmlComment")
    def create_comment(self, text: str) -> Comment:
        """A comment."""
        return Comment(self, text or "")

    @net_method("CreateWhitespace", (S,), returns="System.Xml.XmlWhitespace")
    def create_whitespace(self, text: str) -> Whitespace:
        """White space."""
        return Whitespace(self, text)

    @net_method("CreateSignificantWhitespace", (S,), returns="System.Xml.XmlSignificantWhitespace")
    def create_significant(self, text: str) -> SignificantWhitespace:
        """White space that counts."""
        return SignificantWhitespace(self, text)

    @net_method("CreateProcessingInstruction", (S, S), returns="System.Xml.XmlProcessingInstruction")
    def create_instruction(self, target: str, data: str) -> Instruction:
        """A processing instruction."""
        return Instruction(self, target, data or "")

    @net_method("CreateXmlDeclaration", (S, S, S), returns="System.Xml.XmlDeclaration")
    def create_declaration(self, version: str, encoding: str, standalone: str) -> Declaration:
        """A declaration."""
        return Declaration(self, version, encoding or "", standalone or "")

    @net_method("CreateDocumentFragment", returns="System.Xml.XmlDocumentFragment")
    def create_fragment(self) -> Fragment:
        """A fragment."""
        return Fragment(self)

    @net_method("CreateNode", (S, S, S), ("System.Xml.XmlNodeType", S, S), returns=NODE)
    def create_node(self, kind: object, name: str, namespace: str) -> Node:
        """A node by kind and name."""
        wanted = to_text(kind).lower()
        if wanted == "element":
            return self.create_element(name, namespace)
        if wanted == "attribute":
            return self.create_attribute(name, namespace)
        if wanted in ("text", "comment", "cdata", "cdatasection"):
            return {"text": Text, "comment": Comment}.get(wanted, CData)(self, "")
        raise NotEmulated(f"XmlDocument.CreateNode of kind {to_text(kind)}")

    @net_method("ImportNode", (NODE, B), returns=NODE)
    def import_node(self, node: Node, deep: bool) -> Node:
        """A copy of another document's node."""
        return node.copy(self, deep)

    @net_method("GetElementsByTagName", (S,), (S, S), returns="System.Xml.XmlNodeList")
    def elements_by_tag_name(self, name: str, namespace: str | None = None) -> NodeList:
        """All elements of a name."""
        return elements_named(self, name, namespace)

    @net_method("GetElementById", (S,), returns="System.Xml.XmlElement")
    def element_by_id(self, _name: str) -> Element | None:
        """Null: only a document type says which attributes are ids."""
        return None

    document_element = net_property("DocumentElement", "System.Xml.XmlElement")(lambda self: self.root)
    document_type = net_property("DocumentType", "System.Xml.XmlDocumentType")(lambda self: None)
    name_table = net_property("NameTable", "System.Xml.XmlNameTable")(lambda self: self.names)

    def set_keep_space(self, keep: bool) -> None:
        """Sets whether white space is kept."""
        self.keep_space = keep

    preserve = net_property("PreserveWhitespace", B, setter="set_keep_space")(lambda self: self.keep_space)

    def set_resolver(self, _resolver: object) -> None:
        """Takes no effect: external things are never read."""

    resolver = net_property("XmlResolver", setter="set_resolver")(lambda self: None)


class Rest(NetObject):
    """A reader that can give what is left of its document."""

    def rest(self) -> str:
        """As XML."""
        raise NotImplementedError


def text_of(source: object) -> str:
    """What a file, a stream, a TextReader or an XmlReader holds."""
    base = unwrap(source)
    if isinstance(base, Rest):
        return base.rest()
    if isinstance(base, NetObject) and "System.IO.TextReader" in type_names(base):
        return to_text(objects.call_member(base, "ReadToEnd", []))
    if isinstance(base, NetObject) and "System.IO.Stream" in type_names(base):
        length = objects.get_member(base, "Length")
        room = TypedArray([Byte(0)] * (length if isinstance(length, int) else 0), "System.Byte")
        objects.call_member(base, "Read", [room, 0, len(room)])
        return decoded(bytes(int(to_text(byte)) for byte in room))
    return decoded(read_bytes(to_text(source)))


def _encoded(text: str, name: str) -> bytes:
    """With the mark that StreamWriter puts before UTF-8 and UTF-16; without a declared encoding UTF-8, no mark."""
    lowered = name.lower()
    if not lowered:
        return text.encode("utf-8")
    if lowered in ("utf-8", "utf8"):
        return codecs.BOM_UTF8 + text.encode("utf-8")
    if lowered in ("utf-16", "unicode"):
        return codecs.BOM_UTF16_LE + text.encode("utf-16-le")
    return text.encode(lowered, "xmlcharrefreplace")


@converter(DOCUMENT)
def to_document(value: object) -> Document:
    """``[xml]``: parses text; the lines of an array are joined."""
    made = Document()
    try:
        made.load_xml(to_text(value, "\n"))
    except NotEmulated:
        raise
    except PSError as failed:
        message = failed.record.exception.message
        inner = NetException("System.Xml.XmlException", message)
        raise ConversionFailed(inner, "InvalidCastToXmlDocument") from None
    return made
