"""ConvertTo-Xml.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/convertto-xml (2.0).
"""

from __future__ import annotations

from winlab.powershell import objects
from winlab.powershell.clixml.primitives import primitive
from winlab.powershell.cmdlets.tables import ANY, UTILITY
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import PSError
from winlab.powershell.net.xml.documents import Document
from winlab.powershell.net.xml.elements import Element
from winlab.powershell.net.xml.instructions import Declaration
from winlab.powershell.net.xml.writing import written
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.operators import elements
from winlab.powershell.text import to_text
from winlab.powershell.values import VOID, Hashtable, PSObject, type_name, unwrap

MAX_NESTING = 50
_CUSTOM = "System.Management.Automation.PSCustomObject"


@UTILITY.cmdlet("ConvertTo-Xml", output="System.Xml.XmlDocument")
class ConvertToXml(Cmdlet):
    """Describes objects in XML: a document, a text, or texts piece by piece."""

    input_object = Param(ANY, position=0, mandatory=True, pipeline=True, allow_null=True)
    depth = Param("System.Int32", default=1, validate_range=(1, 2**31 - 1))
    no_type_information = Param(SWITCH)
    as_ = Param("System.String", ps="As", default="Document", validate_set=("Stream", "String", "Document"))

    def begin(self) -> None:
        self._document = Document()
        self._document.append_child(Declaration(self._document, "1.0", "utf-8", ""))
        self._top = Element(self._document, "Objects")
        self._document.append_child(self._top)

    def process(self) -> None:
        value: object = self.input_object
        if value is VOID:
            return
        depth: object = self.depth
        self._top.append_child(self._element("Object", None, value, depth if isinstance(depth, int) else 1, 0))

    def end(self) -> None:
        wanted = to_text(self.as_).lower()
        if wanted == "document":
            self.write(self._document)
        elif wanted == "string":
            self.write(written([self._document], indent=True))
        else:
            self.write('<?xml version="1.0" encoding="utf-8"?>')
            self.write("<Objects>")
            self.write_all(written([child], indent=True) for child in self._top.children)
            self.write("</Objects>")

    def _element(self, tag: str, name: str | None, value: object, depth: int, level: int) -> Element:
        made = Element(self._document, tag)
        if name is not None:
            made.set_attribute("Name", name)
        base = unwrap(value)
        if base is None:
            return made
        if not self.no_type_information:
            made.set_attribute("Type", _CUSTOM if isinstance(base, PSObject) else type_name(base))
        if primitive(base) is not None or isinstance(base, EnumValue) or level > MAX_NESTING:
            self._text(made, value)
        elif isinstance(base, Hashtable):
            for key, held in base.items():
                made.append_child(self._element("Property", "Key", key, depth, level + 1))
                made.append_child(self._element("Property", "Value", held, depth, level + 1))
        elif (items := elements(base)) is not None:
            for item in items:
                made.append_child(self._element("Property", None, item, depth, level + 1))
        elif depth <= 0 and not isinstance(base, PSObject):
            self._text(made, value)
        else:
            self._properties(made, value, depth, level)
        return made

    def _text(self, made: Element, value: object) -> None:
        text = to_text(value)
        if text:
            made.set_text(text)

    def _properties(self, made: Element, value: object, depth: int, level: int) -> None:
        for view in list(objects.properties(value)):
            try:
                held = objects.get_member(value, view.name)
            except PSError:
                continue
            made.append_child(self._element("Property", view.name, held, depth - 1, level + 1))
        if not made.children and not isinstance(value, PSObject):
            self._text(made, value)
