"""System.Xml.XmlReader, XmlTextReader and XmlNodeReader: XML node by node.

Source: https://learn.microsoft.com/dotnet/api/system.xml.xmlreader (.NET Framework 2.0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from winlab.powershell.declare import NET
from winlab.powershell.errors import PSError, net_error
from winlab.powershell.net.xml.documents import Document, Rest, text_of
from winlab.powershell.net.xml.elements import Element
from winlab.powershell.net.xml.nodes import NODE, NODE_TYPE, VOID_TYPE, B, Node, S
from winlab.powershell.net.xml.writing import written
from winlab.powershell.nettypes import EnumValue, enum_value
from winlab.powershell.values import NetObject

X, INT, OBJ = "System.Xml.", "System.Int32", "System.Object"
READER, STATE = X + "XmlReader", X + "ReadState"
NET.enum(STATE, "Initial Interactive Error EndOfFile Closed")
NET.enum(X + "WhitespaceHandling", "All Significant None")


@dataclass
class _Stop:
    """A place where the reader stands: at a node, or at the end of an element."""

    node: Node
    depth: int
    is_end: bool = False


def _stops(node: Node, depth: int) -> Iterator[_Stop]:
    for child in node.children:
        yield _Stop(child, depth)
        if isinstance(child, Element) and not (child.is_short and not child.children):
            yield from _stops(child, depth + 1)
            yield _Stop(child, depth, True)


class XmlReader(Rest):
    """Goes through a document, forward only."""

    def __init__(self, top: Node, only: Node | None = None) -> None:
        self.top = top
        self.stops = list(_stops(top, 0))
        if only is not None:
            self.stops = list(_around(top, only))
        self.at = -1
        self.attribute: Node | None = None
        self.is_closed = False
        self.fault: PSError | None = None

    def rest(self) -> str:
        """The document, or the node it stands at."""
        if self.fault is not None:
            raise self.fault
        return written([self.top] if self.at < 0 else [] if self.node is None else [self.node])

    @property
    def stop(self) -> _Stop | None:
        """Where it stands."""
        return self.stops[self.at] if 0 <= self.at < len(self.stops) and not self.is_closed else None

    @property
    def node(self) -> Node | None:
        """The node or attribute it stands at."""
        return self.attribute or (self.stop.node if self.stop is not None else None)

    def read(self) -> bool:
        """Goes one further."""
        if self.fault is not None:
            raise self.fault
        self.attribute = None
        self.at = min(self.at + 1, len(self.stops))
        return self.stop is not None

    def kind(self) -> EnumValue:
        """The kind of the node, or that an element ends."""
        if self.attribute is None and self.stop is not None and self.stop.is_end:
            return enum_value(NODE_TYPE.name, "EndElement")
        return enum_value(NODE_TYPE.name, "None" if self.node is None else self.node.kind)

    def name(self) -> str:
        """The qualified name; texts have none."""
        node = self.node
        if node is None or node.kind in ("Text", "CDATA", "Comment", "Whitespace", "SignificantWhitespace"):
            return ""
        return "xml" if node.kind == "XmlDeclaration" else node.qualified

    def value(self) -> str:
        """The value; elements have none."""
        return "" if self.node is None or isinstance(self.node, Element) else self.node.content() or ""

    def attributes(self) -> list[Node]:
        """The attributes of the element it stands at."""
        if self.stop is None or self.stop.is_end:
            return []
        return self.stop.node.attribute_nodes()

    def find(self, which: object, namespace: str | None = None) -> Node | None:
        """An attribute by name or number."""
        held = self.attributes()
        if isinstance(which, int):
            if not 0 <= which < len(held):
                message = "Specified argument was out of the range of valid values.\r\nParameter name: i"
                raise net_error("System.ArgumentOutOfRangeException", message, ParamName="i")
            return held[which]
        for each in held:
            fits = each.qualified == which if namespace is None else (each.local, each.namespace) == (which, namespace)
            if fits:
                return each
        return None

    def get(self, which: object, namespace: str | None = None) -> str | None:
        """An attribute's value; null where there is none."""
        found = self.find(which, namespace)
        return None if found is None else found.content()

    def to_attribute(self, which: object, namespace: str | None = None) -> bool:
        """Goes to an attribute."""
        found = self.find(which, namespace)
        self.attribute = found or self.attribute
        return found is not None

    def step_attribute(self, first: bool) -> bool:
        """Goes to the first or the next attribute."""
        held = self.attributes()
        place = 0 if first or self.attribute is None else held.index(self.attribute) + 1
        if place < len(held):
            self.attribute = held[place]
        return place < len(held)

    def to_element(self) -> bool:
        """Back from an attribute to its element."""
        moved, self.attribute = self.attribute is not None, None
        return moved

    def to_content(self) -> EnumValue:
        """Skips what is no content."""
        self.attribute = None
        while self.at < 0 or (
            self.stop is not None
            and self.stop.node.kind in ("XmlDeclaration", "Comment", "ProcessingInstruction", "Whitespace")
        ):
            if not self.read():
                break
        return self.kind()

    def is_start(self, name: str | None = None, namespace: str | None = None) -> bool:
        """Whether the next content is a start tag, with a name."""
        is_element = self.to_content().net_string() == "Element"
        node = self.node
        if not is_element or node is None or name is None:
            return is_element
        return node.qualified == name if namespace is None else (node.local, node.namespace) == (name, namespace)

    def _wrong(self, wanted: str) -> PSError:
        return net_error(X + "XmlException", f"'{self.kind().net_string()}' is an invalid XmlNodeType.{wanted}")

    def read_start(self, *name: str) -> None:
        """Goes into an element."""
        if not self.is_start(*name):
            raise self._wrong("")
        self.read()

    def read_end(self) -> None:
        """Goes behind an element."""
        if self.to_content().net_string() != "EndElement":
            raise self._wrong("")
        self.read()

    def skip(self) -> None:
        """Goes behind the node with all that is in it."""
        stop = self.stop
        if stop is not None and isinstance(stop.node, Element) and not stop.is_end:
            for place, other in enumerate(self.stops[self.at :], self.at):
                if other.is_end and other.node is stop.node:
                    self.at = place
                    break
        self.read()

    def taken(self, show: Callable[[Node], str]) -> str:
        """What the node shows, going behind it."""
        stop = self.stop
        text = "" if stop is None or stop.is_end else show(stop.node)
        self.skip()
        return text

    def read_element(self, *name: str) -> str:
        """The text of an element, going behind it."""
        if not self.is_start(*name):
            raise self._wrong("")
        return self.taken(lambda node: node.text())

    def read_string(self) -> str:
        """The text that follows, as far as it goes."""
        if isinstance(self.node, Element) and not (self.stop is not None and self.stop.is_end):
            if self.node.is_short and not self.node.children:
                return ""
            self.read()
        text = ""
        while self.kind().net_string() in ("Text", "CDATA", "Whitespace", "SignificantWhitespace"):
            text += self.value()
            self.read()
        return text

    def follow(self, name: str, *, within: int | None = None, exact: bool = False) -> bool:
        """Goes to the next element of a name: anywhere, below a depth, or at it."""
        while self.read():
            stop = self.stop
            assert stop is not None
            if within is not None and stop.depth < within + (0 if exact else 1):
                return False
            fits = isinstance(stop.node, Element) and not stop.is_end and stop.node.qualified == name
            if fits and not (exact and stop.depth != within):
                return True
        return False

    def depth(self) -> int:
        """How many elements are around."""
        return (self.stop.depth if self.stop is not None else 0) + (self.attribute is not None)

    def state(self) -> EnumValue:
        """Where it is as a whole."""
        if self.is_closed:
            return enum_value(STATE, "Closed")
        return enum_value(STATE, "Initial" if self.at < 0 else "EndOfFile" if self.stop is None else "Interactive")

    def close(self) -> None:
        """Closes it."""
        self.is_closed = True


def _around(top: Node, only: Node) -> Iterator[_Stop]:
    """The stops of one node within its parent."""
    inside = [stop for stop in _stops(top, 0) if stop.node is only or only in stop.node.ancestors()]
    least = min((stop.depth for stop in inside), default=0)
    return iter(_Stop(stop.node, stop.depth - least, stop.is_end) for stop in inside)


_READER = NET.extend(READER, python=XmlReader, bases=(OBJ, "System.IDisposable"))
_READER.method("Read", returns=B)(XmlReader.read)
for _name, _kind, _get in (
    ("NodeType", NODE_TYPE.name, XmlReader.kind),
    ("Name", S, XmlReader.name),
    ("LocalName", S, lambda r: r.name().rpartition(":")[2]),
    ("Prefix", S, lambda r: r.name().rpartition(":")[0]),
    ("NamespaceURI", S, lambda r: "" if r.node is None else r.node.namespace),
    ("Value", S, XmlReader.value),
    ("HasValue", B, lambda r: r.node is not None and not isinstance(r.node, Element)),
    ("Depth", INT, XmlReader.depth),
    ("EOF", B, lambda r: r.at >= len(r.stops)),
    ("AttributeCount", INT, lambda r: len(r.attributes())),
    ("HasAttributes", B, lambda r: bool(r.attributes())),
    ("IsEmptyElement", B, lambda r: isinstance(r.node, Element) and r.node.is_short and not r.node.children),
    ("ReadState", STATE, XmlReader.state),
    ("BaseURI", S, lambda r: ""),
):
    _READER.property(_name, _kind)(_get)
_READER.method("GetAttribute", (S,), (INT,), (S, S), returns=S)(XmlReader.get)
_READER.method("Item", (S,), (INT,), (S, S), returns=S)(XmlReader.get)
_READER.method("MoveToAttribute", (S,), (INT,), (S, S), returns=B)(XmlReader.to_attribute)
_READER.method("MoveToFirstAttribute", returns=B)(lambda r: r.step_attribute(True))
_READER.method("MoveToNextAttribute", returns=B)(lambda r: r.step_attribute(False))
_READER.method("MoveToElement", returns=B)(XmlReader.to_element)
_READER.method("MoveToContent", returns=NODE_TYPE.name)(XmlReader.to_content)
_READER.method("IsStartElement", (), (S,), (S, S), returns=B)(XmlReader.is_start)
_READER.method("ReadStartElement", (), (S,), (S, S), returns=VOID_TYPE)(XmlReader.read_start)
_READER.method("ReadEndElement", returns=VOID_TYPE)(XmlReader.read_end)
_READER.method("Skip", returns=VOID_TYPE)(XmlReader.skip)
_READER.method("ReadString", returns=S)(XmlReader.read_string)
for _name in ("ReadElementString", "ReadElementContentAsString"):
    _READER.method(_name, (), (S,), (S, S), returns=S)(XmlReader.read_element)
_READER.method("ReadInnerXml", returns=S)(lambda r: r.taken(lambda node: written(node.children)))
_READER.method("ReadOuterXml", returns=S)(lambda r: r.taken(lambda node: written([node])))
_READER.method("ReadToFollowing", (S,), returns=B)(lambda r, name: r.follow(name))
_READER.method("ReadToDescendant", (S,), returns=B)(lambda r, name: r.follow(name, within=r.depth()))
_READER.method("ReadToNextSibling", (S,), returns=B)(lambda r, name: r.follow(name, within=r.depth(), exact=True))
_READER.absent("ReadSubtree", "ReadAttributeValue", "ReadElementContentAs", "ReadContentAsObject")
for _name in ("Close", "Dispose"):
    _READER.method(_name, returns=VOID_TYPE)(XmlReader.close)


class ReaderSettings(NetObject):
    """How a reader is to be made: white space and comments may be left out."""

    def __init__(self) -> None:
        self.ignores_space = self.ignores_comments = self.ignores_instructions = False


_SETTINGS = NET.extend(X + "XmlReaderSettings", python=ReaderSettings)
_SETTINGS.constructor(())(ReaderSettings)
_SETTINGS.attributes(B, settable=True, IgnoreWhitespace="ignores_space", IgnoreComments="ignores_comments")
_SETTINGS.attributes(B, settable=True, IgnoreProcessingInstructions="ignores_instructions")


class TextCursor(XmlReader):
    """A reader of a file, a stream or a TextReader."""


class NodeCursor(XmlReader):
    """A reader of a document that is in memory."""


class PlainCursor(XmlReader):
    """What XmlReader.Create makes."""


def opened(source: object, settings: object = None, kind: type[XmlReader] = PlainCursor) -> XmlReader:
    """A reader, even of a faulty text; that shows when it is read."""
    document = Document()
    document.keep_space = not (isinstance(settings, ReaderSettings) and settings.ignores_space)
    text, fault = text_of(source), None
    try:
        document.load_xml(text)
    except PSError as error:
        fault = error
    made = kind(document)
    made.fault = fault
    if isinstance(settings, ReaderSettings):
        left_out = {"Comment"} if settings.ignores_comments else set()
        left_out |= {"ProcessingInstruction"} if settings.ignores_instructions else set()
        made.stops = [stop for stop in made.stops if stop.node.kind not in left_out]
    return made


_SOURCES = (S, "System.IO.Stream", "System.IO.TextReader")
_READER.static(
    "Create", *((source, *rest) for source in _SOURCES for rest in ((), (X + "XmlReaderSettings",))), returns=READER
)(opened)
NET.extend(X + "XmlTextReaderImpl", python=PlainCursor, bases=(READER,))
NET.extend(X + "XmlTextReader", python=TextCursor, bases=(READER,)).constructor(*((source,) for source in _SOURCES))(
    lambda source: opened(source, kind=TextCursor)
)
NET.extend(X + "XmlNodeReader", python=NodeCursor, bases=(READER,)).constructor((NODE,))(
    lambda node: NodeCursor(node) if isinstance(node, Document) else NodeCursor(node.parent or node, node)
)
