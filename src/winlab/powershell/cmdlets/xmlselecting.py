"""Select-Xml.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/select-xml (2.0).
"""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell import paths
from winlab.powershell.cmdlets.tables import STRINGS, UTILITY, as_list
from winlab.powershell.conversion import convert
from winlab.powershell.declare import NET, Cmdlet, Param, net_property
from winlab.powershell.errors import NetException, PSError, error, error_record
from winlab.powershell.net.xml.documents import DOCUMENT, Document
from winlab.powershell.net.xml.namespaces import NamespaceManager
from winlab.powershell.net.xml.nodes import Node
from winlab.powershell.net.xml.reading import decoded
from winlab.powershell.net.xml.xpath import select
from winlab.powershell.nettypes import TYPES
from winlab.powershell.text import to_text
from winlab.powershell.values import Hashtable, NetObject, unwrap

STREAM = "InputStream"


@NET.type("Microsoft.PowerShell.Commands.SelectXmlInfo", assembly="Microsoft.PowerShell.Commands.Utility")
class SelectXmlInfo(NetObject):
    """A node that was found, and where."""

    def __init__(self, node: Node, path: str, pattern: str) -> None:
        self.found, self.place, self.expression = node, path, pattern

    node = net_property("Node", "System.Xml.XmlNode")(lambda self: self.found)
    path = net_property("Path", "System.String")(lambda self: self.place)
    pattern = net_property("Pattern", "System.String")(lambda self: self.expression)

    def net_string(self) -> str:
        """The node's text, with its file if it has one."""
        text = self.found.text().strip() or self.found.local
        return text if self.place == STREAM else f"{self.place}:{text}"


@UTILITY.cmdlet("Select-Xml", default_set="Xml", output="Microsoft.PowerShell.Commands.SelectXmlInfo")
class SelectXml(Cmdlet):
    """Finds nodes by XPath in nodes, files, or text."""

    xpath = Param("System.String", position=0, mandatory=True, ps="XPath")
    xml = Param(
        "System.Xml.XmlNode[]",
        position=1,
        mandatory=True,
        pipeline=True,
        by_property=True,
        aliases=("Node",),
        sets=("Xml",),
    )
    path = Param(STRINGS, position=1, mandatory=True, by_property=True, sets=("Path",))
    literal_path = Param(STRINGS, mandatory=True, by_property=True, aliases=("PSPath",), sets=("LiteralPath",))
    content = Param(STRINGS, mandatory=True, pipeline=True, sets=("Content",))
    namespace = Param("System.Collections.Hashtable")

    def process(self) -> None:
        manager = self._manager()
        for node, place in self._sources():
            pattern = to_text(self.xpath)
            try:
                found = select(node, pattern, manager)
            except PSError as failed:
                exception = failed.record.exception
                raise PSError(error_record(exception, exception.name, "NotSpecified")) from None
            self.write_all(SelectXmlInfo(each, place, pattern) for each in found)

    def _manager(self) -> NamespaceManager | None:
        given: object = self.namespace
        if not isinstance(given, Hashtable):
            return None
        manager = NamespaceManager()
        for prefix, uri in given.items():
            if uri is None:
                raise error(
                    "PrefixError",
                    f"The value for the prefix '{to_text(prefix)}' is null.",
                    "InvalidOperation",
                    given,
                    "System.InvalidOperationException",
                )
            manager.add(to_text(prefix), to_text(uri))
        return manager

    def _sources(self) -> Iterator[tuple[Node, str]]:
        for value in as_list(self.xml):
            base = unwrap(value)
            if isinstance(base, Node):
                yield base, STREAM
        for text in as_list(self.content):
            try:
                converted = convert(text, TYPES[DOCUMENT.lower()])
            except PSError as failed:
                self.error(failed.record)
                continue
            if isinstance(converted, Document):
                yield converted, STREAM
        literal = "LiteralPath" in self.bound
        for name in as_list(self.literal_path if literal else self.path):
            for place in paths.resolve(self.session, to_text(name), literal=literal):
                document = self._file(place)
                if document is not None:
                    yield document, place.shown

    def _file(self, place: paths.ItemPath) -> Document | None:
        if place.provider.name != "FileSystem":
            raise error(
                "ProcessingFile",
                f"The file '{place.shown}' is not of the FileSystem provider.",
                "InvalidArgument",
                place.shown,
                "System.ArgumentException",
            )
        document = Document()
        document.keep_space = True
        try:
            data = place.provider.read_content(self.session, place.path, encoding="Byte")
            document.load_xml(decoded(bytes(int(to_text(byte)) for byte in data)))
        except PSError as failed:
            message = f"The file '{place.shown}' cannot be read: {failed.record.exception.message}"
            exception = NetException("System.ArgumentException", message)
            self.error(error_record(exception, "ProcessingFile", "InvalidArgument", place.shown))
            return None
        return document
