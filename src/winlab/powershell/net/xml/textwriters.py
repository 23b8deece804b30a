"""System.Xml.XmlWriter, XmlTextWriter and XmlWriterSettings: XML piece by piece.

Sources: https://learn.microsoft.com/dotnet/api/system.xml.xmlwriter ,
https://learn.microsoft.com/dotnet/api/system.xml.xmltextwriter (.NET Framework 2.0).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from winlab.powershell import objects
from winlab.powershell.declare import NET, TypeExtension, net_constructor
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.net.builders import StringBuilder
from winlab.powershell.net.encodings import Encoding, get_encoding
from winlab.powershell.net.io import write_bytes
from winlab.powershell.net.numbers import to_string
from winlab.powershell.net.textio import TextWriter
from winlab.powershell.net.xml.elements import Element
from winlab.powershell.net.xml.nodes import ASSEMBLY, VOID_TYPE, B, Node, S
from winlab.powershell.net.xml.writing import NEW_LINE, escaped, escaped_value, written
from winlab.powershell.nettypes import EnumValue, NetProperty, enum_value
from winlab.powershell.text import to_text
from winlab.powershell.values import Char, NetObject, TypedArray

X, INT, OBJ, STREAM = "System.Xml.", "System.Int32", "System.Object", "System.IO.Stream"
WRITER, SETTINGS, FORMATTING, ENCODING = (
    X + "XmlWriter",
    X + "XmlWriterSettings",
    X + "Formatting",
    "System.Text.Encoding",
)
NET.enum(FORMATTING, "None Indented")
NET.enum(X + "NewLineHandling", "Replace Entitize None")
NET.enum(X + "ConformanceLevel", "Auto Fragment Document")
NET.enum(X + "WriteState", "Start Prolog Element Attribute Content Closed Error")
_SOURCE = ("System.IO.TextWriter",)


def _sink(target: object, encoding: Encoding) -> tuple[Callable[[str], object], Callable[[], None]]:
    """What takes text for a writer's target, and what ends it."""
    if isinstance(target, TextWriter):
        return target.put, target.close
    if isinstance(target, StringBuilder):
        return target.add, _nothing
    start = encoding.page.preamble if encoding.has_preamble else b""
    if isinstance(target, NetObject):
        stream = target
        if start:
            objects.call_member(stream, "Write", [TypedArray.of_bytes(start), 0, len(start)])

        def put(text: str) -> None:
            data = TypedArray.of_bytes(encoding.encoded(text))
            objects.call_member(stream, "Write", [data, 0, len(data)])

        def end() -> None:
            objects.call_member(stream, "Close", [])

        return put, end
    path = to_text(target)
    write_bytes(path, start)

    def append(text: str) -> None:
        write_bytes(path, encoding.encoded(text), append=True)

    return append, _nothing


def _declaring(prefix: str) -> str:
    return f"xmlns:{prefix}" if prefix else "xmlns"


def _nothing() -> None:
    """What ends a target that has no end."""


@dataclass
class _Open:
    """An element that was begun."""

    name: str
    scope: dict[str, str]
    has_content: bool = False
    is_mixed: bool = False


@dataclass
class Form:
    """How XML is laid out."""

    indent: bool = False
    indent_chars: str = "  "
    new_line: str = NEW_LINE
    omits_declaration: bool = False
    quote: str = '"'
    encoding: Encoding = field(default_factory=lambda: get_encoding("utf-8"))
    closes: bool = False
    on_attributes: bool = False
    checks: bool = True


class XmlWriter(NetObject):
    """Writes XML to a text, a stream or a file."""

    def __init__(self, target: object, form: Form, encoding_name: str | None) -> None:
        self.form = form
        self.encoding_name = encoding_name
        self.put, self.end = _sink(target, form.encoding)
        self.stack: list[_Open] = []
        self.tag: list[str] | None = None
        self.due: dict[str, str] = {}
        self.attribute: tuple[str, list[str]] | None = None
        self.is_started = False
        self.declares_itself = False
        self.is_closed = False
        self.has_root = False

    def _broken(self, token: str, state: str) -> PSError:
        text = f"Token {token} in state {state} would result in an invalid XML document."
        return net_error("System.InvalidOperationException", text)

    def _write(self, text: str) -> None:
        if self.is_closed:
            raise net_error("System.InvalidOperationException", "The Writer is closed or in error state.")
        self.put(text)

    def _begin(self, *, mixes: bool = False) -> None:
        """Before content: ends the start tag, declares the document, makes a new line."""
        if not self.is_started and self.declares_itself:
            self.start_document()
        self._end_tag()
        if not self.stack:
            if self.form.indent and self.is_started and not mixes:
                self._write(self.form.new_line)
            self.is_started = True
            return
        top = self.stack[-1]
        top.is_mixed = top.is_mixed or mixes
        if self.form.indent and not top.is_mixed:
            self._write(self.form.new_line + self.form.indent_chars * len(self.stack))
        top.has_content = True

    def _end_tag(self, *, short: bool = False) -> None:
        if self.tag is not None:
            self.end_attribute()
            names = [f" {_declaring(prefix)}={self._quoted(uri)}" for prefix, uri in self.due.items()]
            tag, self.tag, self.due = "".join([*self.tag, *names]), None, {}
            self._write(tag + (" />" if short else ">"))

    def start_document(self, standalone: bool | None = None) -> None:
        """The declaration."""
        if self.is_started:
            raise self._broken("StartDocument", "Prolog")
        self.is_started = True
        quote = self.form.quote
        parts = [f"version={quote}1.0{quote}"]
        if self.encoding_name:
            parts.append(f"encoding={quote}{self.encoding_name}{quote}")
        if standalone is not None:
            parts.append(f"standalone={quote}{'yes' if standalone else 'no'}{quote}")
        if not (self.declares_itself and self.form.omits_declaration):
            self._write(f"<?xml {' '.join(parts)}?>")
        elif self.form.indent:
            self.is_started = False
            self.declares_itself = False

    def end_document(self) -> None:
        """Ends all elements."""
        while self.stack:
            self.end_element()

    def start_element(self, *parts: str) -> None:
        """A start tag: local name, or with namespace, or with prefix before both."""
        prefix, local, uri = ("", parts[0], None) if len(parts) == 1 else ("", *parts) if len(parts) == 2 else parts
        if not local:
            text = "The empty string '' is not a valid local name."
            raise net_error("System.ArgumentException", text)
        if not self.stack and self.has_root:
            raise self._broken("StartElement", "EndRootElement")
        self._begin()
        self.has_root = True
        scope = dict(self.stack[-1].scope) if self.stack else {}
        if uri and not prefix and scope.get("") != uri:
            prefix = next((known for known, held in scope.items() if held == uri), "")
        name = f"{prefix}:{local}" if prefix else local
        self.tag = [f"<{name}"]
        if uri is not None and scope.get(prefix, "") != uri:
            scope[prefix] = self.due[prefix] = uri
        self.stack.append(_Open(name, scope))

    def _quoted(self, text: str) -> str:
        return f"{self.form.quote}{escaped_value(text)}{self.form.quote}"

    def end_element(self, *, full: bool = False) -> None:
        """An end tag, or the short form of an element without content."""
        if not self.stack:
            raise self._broken("EndElement", "EndRootElement" if self.has_root else "Start")
        self.end_attribute()
        top = self.stack.pop()
        if self.tag is not None and not full:
            self._end_tag(short=True)
            return
        self._end_tag()
        if self.form.indent and top.has_content and not top.is_mixed:
            self._write(self.form.new_line + self.form.indent_chars * len(self.stack))
        self._write(f"</{top.name}>")

    def write_attribute(self, *parts: str) -> None:
        """A whole attribute."""
        *names, value = parts
        self.start_attribute(*names)
        self.text(value)
        self.end_attribute()

    def start_attribute(self, *parts: str) -> None:
        """An attribute's name: local, or with namespace, or with prefix before both."""
        if self.tag is None:
            raise self._broken("StartAttribute", "Content")
        prefix, local, uri = ("", parts[0], "") if len(parts) == 1 else ("", *parts) if len(parts) == 2 else parts
        scope = self.stack[-1].scope
        if uri and not prefix and local != "xmlns":
            prefix = next((known for known, held in scope.items() if held == uri and known), "d1p1")
        if prefix == "xmlns":
            self.attribute = (f"xmlns:{local}", [])
            return
        if prefix and uri and prefix != "xml" and scope.get(prefix) != uri:
            scope[prefix] = self.due[prefix] = uri
        self.attribute = (f"{prefix}:{local}" if prefix else local, [])

    def end_attribute(self) -> None:
        """Ends an attribute."""
        if self.attribute is not None and self.tag is not None:
            name, pieces = self.attribute
            self.attribute = None
            self.tag.append(f" {name}={self._quoted(''.join(pieces))}")
            if name == "xmlns" or name.startswith("xmlns:"):
                declared = name.partition(":")[2]
                self.due.pop(declared, None)
                self.stack[-1].scope[declared] = "".join(pieces)

    def text(self, value: object) -> None:
        """Text, escaped."""
        shown = to_text(value)
        if self.attribute is not None:
            self.attribute[1].append(shown)
        elif shown or self.tag is not None:
            self._begin(mixes=True)
            self._write(escaped(shown))

    def value(self, value: object) -> None:
        """A value as XML Schema writes it."""
        self.text(str(value).lower() if isinstance(value, bool) else to_string(value))

    def element(self, *parts: str) -> None:
        """A whole element with text."""
        *names, value = parts
        self.start_element(*names)
        if value:
            self.text(value)
        self.end_element()

    def raw(self, text: str) -> None:
        """Text as it is."""
        self._begin(mixes=True)
        self._write(text)

    def marked(self, text: str, *, mixes: bool = False) -> None:
        """A comment, an instruction or a piece of character data."""
        self._begin(mixes=mixes)
        self._write(text)

    def node(self, node: Node) -> None:
        """A node of a document."""
        if isinstance(node, Element):
            self.start_element(node.prefix, node.local, node.namespace)
            for attribute in node.own_attributes:
                self.write_attribute(attribute.prefix, attribute.local, attribute.namespace, attribute.data)
            self.content(node)
            self.end_element(full=not node.is_short)
        elif node.kind == "Text":
            self.text(node.content() or "")
        elif node.kind in ("Document", "DocumentFragment"):
            self.content(node)
        else:
            mixes = node.kind in ("CDATA", "Whitespace", "SignificantWhitespace")
            self.marked(written([node]), mixes=mixes)

    def content(self, node: Node) -> None:
        """The children of a node."""
        for child in node.children:
            self.node(child)

    @property
    def state(self) -> EnumValue:
        """How far it is."""
        open_state = "Element" if self.tag is not None else "Content" if self.stack else "Prolog"
        name = "Closed" if self.is_closed else open_state if self.is_started else "Start"
        return enum_value(X + "WriteState", "Attribute" if self.attribute is not None else name)

    def close(self) -> None:
        """Ends all and lets go of the target."""
        if not self.is_closed:
            self.end_document()
            self.is_closed = True
            if self.form.closes:
                self.end()


_WRITER = NET.extend(WRITER, python=XmlWriter, bases=(OBJ, "System.IDisposable"))
_NAMES = ((S,), (S, S), (S, S, S))
_WRITER.method("WriteStartDocument", (), (B,), returns=VOID_TYPE)(XmlWriter.start_document)
_WRITER.method("WriteEndDocument", returns=VOID_TYPE)(XmlWriter.end_document)
_WRITER.method("WriteStartElement", *_NAMES, returns=VOID_TYPE)(XmlWriter.start_element)
_WRITER.method("WriteEndElement", returns=VOID_TYPE)(XmlWriter.end_element)
_WRITER.method("WriteFullEndElement", returns=VOID_TYPE)(lambda writer: writer.end_element(full=True))
_WRITER.method("WriteElementString", *((*names, S) for names in _NAMES), returns=VOID_TYPE)(XmlWriter.element)
_WRITER.method("WriteAttributeString", *((*names, S) for names in _NAMES), returns=VOID_TYPE)(XmlWriter.write_attribute)
_WRITER.method("WriteStartAttribute", *_NAMES, returns=VOID_TYPE)(XmlWriter.start_attribute)
_WRITER.method("WriteEndAttribute", returns=VOID_TYPE)(XmlWriter.end_attribute)
_WRITER.method("WriteString", (S,), returns=VOID_TYPE)(XmlWriter.text)
_WRITER.method("WriteValue", (S,), (OBJ,), returns=VOID_TYPE)(XmlWriter.value)
_WRITER.method("WriteRaw", (S,), returns=VOID_TYPE)(XmlWriter.raw)
_WRITER.method("WriteWhitespace", (S,), returns=VOID_TYPE)(XmlWriter.raw)
_WRITER.method("WriteComment", (S,), returns=VOID_TYPE)(lambda writer, text: writer.marked(f"<!--{text}-->"))
_WRITER.method("WriteCData", (S,), returns=VOID_TYPE)(
    lambda writer, text: writer.marked(f"<![CDATA[{text}]]>", mixes=True)
)
_WRITER.method("WriteProcessingInstruction", (S, S), returns=VOID_TYPE)(
    lambda writer, name, text: writer.marked(f"<?{name}{' ' if text else ''}{text}?>")
)
_WRITER.method("Flush", returns=VOID_TYPE)(lambda writer: None)
for _name in ("Close", "Dispose"):
    _WRITER.method(_name, returns=VOID_TYPE)(XmlWriter.close)
_WRITER.attributes(X + "WriteState", WriteState="state")
_NODE = NET.extend("System.Xml.XmlNode")
_NODE.method("WriteTo", (WRITER,), returns=VOID_TYPE)(lambda node, writer: writer.node(node))
_NODE.method("WriteContentTo", (WRITER,), returns=VOID_TYPE)(lambda node, writer: writer.content(node))
_WRITER.absent("WriteNode", "WriteAttributes", "WriteDocType", "WriteEntityRef", "WriteBase64", "WriteBinHex")


class XmlTextWriter(XmlWriter):
    """Writes XML without a declaration unless told; its layout can be set."""

    @net_constructor((_SOURCE[0],), (STREAM, ENCODING), (S, ENCODING))
    @classmethod
    def new(cls, target: object, encoding: Encoding | None = None) -> XmlTextWriter:
        """To a TextWriter, a stream or a file."""
        form = Form(encoding=encoding or Encoding(get_encoding("utf-8").page, False), closes=True)
        name = encoding.page.name if encoding is not None else None
        if isinstance(target, TextWriter):
            name = to_text(objects.get_member(objects.get_member(target, "Encoding"), "WebName"))
        return cls(target, form, name)

    def lay_out(self, **settings: object) -> None:
        """Changes the layout."""
        for name, value in settings.items():
            setattr(self.form, name, value)


NET.type(X + "XmlTextWriter", bases=(WRITER,), assembly=ASSEMBLY)(XmlTextWriter)
_TEXT = NET.extend(X + "XmlTextWriter").type.members
_TEXT["formatting"] = NetProperty(
    "Formatting",
    FORMATTING,
    lambda writer: enum_value(FORMATTING, int(writer.form.indent)),
    lambda writer, value: writer.lay_out(indent=value.value == 1),
)
_TEXT["indentation"] = NetProperty(
    "Indentation",
    INT,
    lambda writer: len(writer.form.indent_chars),
    lambda writer, count: writer.lay_out(indent_chars=(writer.form.indent_chars or " ")[0] * count),
)
_TEXT["indentchar"] = NetProperty(
    "IndentChar",
    "System.Char",
    lambda writer: Char(writer.form.indent_chars[:1]),
    lambda writer, char: writer.lay_out(indent_chars=char * len(writer.form.indent_chars)),
)
_TEXT["quotechar"] = NetProperty(
    "QuoteChar",
    "System.Char",
    lambda writer: Char(writer.form.quote),
    lambda writer, char: writer.lay_out(quote=to_text(char)),
)


class XmlWriterSettings(NetObject):
    """The layout of a writer that is to be made."""

    def __init__(self) -> None:
        self.form = Form()
        self.level = enum_value(X + "ConformanceLevel", "Document")
        self.handling = enum_value(X + "NewLineHandling", "Replace")


_SETTINGS: TypeExtension = NET.extend(SETTINGS, python=XmlWriterSettings)
_SETTINGS.constructor(())(XmlWriterSettings)
_SETTINGS.attributes(X + "ConformanceLevel", settable=True, ConformanceLevel="level")
_SETTINGS.attributes(X + "NewLineHandling", settable=True, NewLineHandling="handling")
for _name, _kind, _field in (
    ("Indent", B, "indent"), ("IndentChars", S, "indent_chars"), ("NewLineChars", S, "new_line"),
    ("OmitXmlDeclaration", B, "omits_declaration"), ("Encoding", ENCODING, "encoding"), ("CloseOutput", B, "closes"),
    ("NewLineOnAttributes", B, "on_attributes"), ("CheckCharacters", B, "checks"),
):  # fmt: skip
    _SETTINGS.type.members[_name.lower()] = NetProperty(
        _name,
        _kind,
        lambda settings, f=_field: getattr(settings.form, f),
        lambda settings, value, f=_field: setattr(settings.form, f, value),
    )


@_WRITER.static(
    "Create",
    *((target, *rest) for target in (S, STREAM, "System.Text.StringBuilder", _SOURCE[0]) for rest in ((), (SETTINGS,))),
    returns=WRITER,
)
def create(target: object, settings: XmlWriterSettings | None = None) -> XmlWriter:
    """A writer to a file, a stream, a StringBuilder or a TextWriter."""
    form = settings.form if settings is not None else Form()
    name = "utf-16" if isinstance(target, StringBuilder) else form.encoding.page.name
    if isinstance(target, TextWriter):
        name = to_text(objects.get_member(objects.get_member(target, "Encoding"), "WebName"))
    made = XmlWriter(target, form, name)
    fragment = settings is not None and isinstance(settings.level, EnumValue) and settings.level.value == 1
    made.declares_itself = not fragment
    return made
