"""Nodes that are text: XmlText, XmlCDataSection, XmlComment, white space.

Source: https://learn.microsoft.com/dotnet/api/system.xml.xmlcharacterdata (.NET Framework 2.0).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.net.xml.nodes import ASSEMBLY, INT, VOID_TYPE, LinkedNode, Node, S
from winlab.powershell.net.xml.valued import Valued


@NET.type("System.Xml.XmlCharacterData", bases=("System.Xml.XmlLinkedNode",), assembly=ASSEMBLY)
class CharacterData(Valued, LinkedNode):
    """A node that is text."""

    fixed_name: ClassVar[str] = ""

    def __init__(self, document: Node | None, data: str) -> None:
        super().__init__(document)
        self.data = data
        self.local = self.fixed_name

    def copy(self, document: Node | None, deep: bool) -> Node:
        """A copy."""
        return type(self)(document, self.data)

    data_text = net_property("Data", S, setter="set_text")(lambda self: self.data)
    length = net_property("Length", INT)(lambda self: len(self.data))

    @net_method("AppendData", (S,), returns=VOID_TYPE)
    def append_data(self, text: str) -> None:
        """Adds text."""
        self.data += text


def _character_data(name: str, kind: str, fixed: str) -> Callable[[type[CharacterData]], type[CharacterData]]:
    def declare(cls: type[CharacterData]) -> type[CharacterData]:
        cls.kind, cls.fixed_name = kind, fixed
        return NET.type(f"System.Xml.{name}", bases=("System.Xml.XmlCharacterData",), assembly=ASSEMBLY)(cls)

    return declare


@_character_data("XmlText", "Text", "#text")
class Text(CharacterData):
    """Text of an element."""


@_character_data("XmlCDataSection", "CDATA", "#cdata-section")
class CData(CharacterData):
    """``<![CDATA[...]]>``."""


@_character_data("XmlComment", "Comment", "#comment")
class Comment(CharacterData):
    """``<!-- ... -->``."""


@_character_data("XmlWhitespace", "Whitespace", "#whitespace")
class Whitespace(CharacterData):
    """White space between elements (PreserveWhitespace)."""


@_character_data("XmlSignificantWhitespace", "SignificantWhitespace", "#significant-whitespace")
class SignificantWhitespace(CharacterData):
    """White space where ``xml:space`` is ``preserve``."""
