"""System.Xml.XmlProcessingInstruction and XmlDeclaration."""

from __future__ import annotations

from winlab.powershell.declare import NET, net_property
from winlab.powershell.net.xml.nodes import ASSEMBLY, LinkedNode, Node, S


@NET.type("System.Xml.XmlProcessingInstruction", bases=("System.Xml.XmlLinkedNode",), assembly=ASSEMBLY)
class Instruction(LinkedNode):
    """``<?target data?>``."""

    kind = "ProcessingInstruction"

    def __init__(self, document: Node | None, target: str, data: str) -> None:
        super().__init__(document)
        self.local, self.data = target, data

    def text(self) -> str:
        """The data."""
        return self.data

    def content(self) -> str | None:
        """The data."""
        return self.data

    def set_content(self, text: str) -> None:
        """Sets the data."""
        self.data = text or ""

    def copy(self, document: Node | None, deep: bool) -> Node:
        """A copy."""
        return type(self)(document, self.local, self.data)

    target = net_property("Target", S)(lambda self: self.local)
    data_text = net_property("Data", S, setter="set_content")(lambda self: self.data)


@NET.type("System.Xml.XmlDeclaration", bases=("System.Xml.XmlLinkedNode",), assembly=ASSEMBLY)
class Declaration(LinkedNode):
    """``<?xml version="1.0"?>``."""

    kind = "XmlDeclaration"

    def __init__(self, document: Node | None, version: str, encoding: str, standalone: str) -> None:
        super().__init__(document)
        self.local = "xml"
        self.version_text, self.encoding, self.alone = version, encoding, standalone

    def text(self) -> str:
        """Version, encoding and standalone as they are written."""
        text = f'version="{self.version_text}"'
        text += f' encoding="{self.encoding}"' if self.encoding else ""
        return text + (f' standalone="{self.alone}"' if self.alone else "")

    def content(self) -> str | None:
        """The same."""
        return self.text()

    def copy(self, document: Node | None, deep: bool) -> Node:
        """A copy."""
        return Declaration(document, self.version_text, self.encoding, self.alone)

    def set_encoding(self, encoding: str) -> None:
        """Sets the encoding."""
        self.encoding = encoding or ""

    def set_standalone(self, standalone: str) -> None:
        """Sets ``standalone``."""
        self.alone = standalone or ""

    version = net_property("Version", S)(lambda self: self.version_text)
    encoding_text = net_property("Encoding", S, setter="set_encoding")(lambda self: self.encoding)
    standalone = net_property("Standalone", S, setter="set_standalone")(lambda self: self.alone)
