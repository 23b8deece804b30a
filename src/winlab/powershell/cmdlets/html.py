"""ConvertTo-Html.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/convertto-html (2.0).
"""

from __future__ import annotations

from dataclasses import dataclass

from winlab.powershell import objects
from winlab.powershell.blocks import ScriptBlock
from winlab.powershell.cmdlets.tables import ANY, STRINGS, UTILITY, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import PSError
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.powershell.text import to_text
from winlab.powershell.values import VOID, Hashtable, unwrap

DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
)


def encoded(text: str) -> str:
    """Text for HTML, as HttpUtility.HtmlEncode of .NET 2.0 writes it."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return "".join(f"&#{ord(character)};" if 160 <= ord(character) < 256 else character for character in plain)


@dataclass(frozen=True)
class Column:
    """A column: its label, and the property or block that fills it; without one the object's text."""

    label: str
    source: object
    align: str = ""
    width: str = ""

    @property
    def tag(self) -> str:
        """Its ``col`` element."""
        width = f' width="{self.width}"' if self.width else ""
        align = f' align="{self.align}"' if self.align else ""
        return f"<col{width}{align}/>"


@UTILITY.cmdlet("ConvertTo-Html", default_set="Page", output="System.String")
class ConvertToHtml(Cmdlet):
    """Describes objects in an HTML table or in lists."""

    input_object = Param(ANY, pipeline=True, default=VOID, allow_null=True)
    property = Param("System.Object[]", position=0)
    head = Param(STRINGS, position=1, sets=("Page",))
    title = Param("System.String", position=2, default="HTML TABLE", sets=("Page",))
    body = Param(STRINGS, position=3, sets=("Page",))
    css_uri = Param("System.Uri", aliases=("cu", "uri"), sets=("Page",))
    fragment = Param(SWITCH, sets=("Fragment",))
    as_ = Param("System.String", ps="As", default="Table", validate_set=("Table", "List"))
    pre_content = Param(STRINGS)
    post_content = Param(STRINGS)

    def begin(self) -> None:
        self._columns: list[Column] | None = None
        self._any = False
        if not self.fragment:
            self.write(DOCTYPE)
            self.write('<html xmlns="http://www.w3.org/1999/xhtml">')
            self.write("<head>")
            head = as_list(self.head)
            self.write_all(head or [f"<title>{encoded(to_text(self.title))}</title>"])
            if self.css_uri is not None:
                self.write(f'<link rel="stylesheet" type="text/css" href="{to_text(self.css_uri)}" />')
            self.write("</head><body>")
            self.write_all(as_list(self.body))
        self.write_all(as_list(self.pre_content))
        self.write("<table>")

    def process(self) -> None:
        value: object = self.input_object
        if value is VOID or value is None:
            return
        is_table = to_text(self.as_).lower() == "table"
        if self._columns is None:
            self._columns = self._resolved(value)
            if is_table and self._columns:
                self._heading(self._columns)
        elif not as_list(self.property) and not is_table:
            self._columns = self._resolved(value)
        if not self._columns:
            return
        if is_table:
            cells = "".join(f"<td>{self._cell(column, value)}</td>" for column in self._columns)
            self.write(f"<tr>{cells}</tr>")
            return
        if self._any:
            self.write("<tr><td><hr></td></tr>")
        self._any = True
        for column in self._columns:
            self.write(f"<tr><td>{encoded(column.label)}:</td><td>{self._cell(column, value)}</td></tr>")

    def end(self) -> None:
        self.write("</table>")
        self.write_all(as_list(self.post_content))
        if not self.fragment:
            self.write("</body></html>")

    def _heading(self, columns: list[Column]) -> None:
        # 2.0 writes these tags line by line (UNVERIFIED; later versions write one line).
        self.write("<colgroup>")
        self.write_all(column.tag for column in columns)
        self.write("</colgroup>")
        self.write("<tr>" + "".join(f"<th>{encoded(column.label)}</th>" for column in columns) + "</tr>")

    def _resolved(self, value: object) -> list[Column]:
        wanted = as_list(self.property) or ["*"]
        columns: list[Column] = []
        for given in wanted:
            item = unwrap(given)
            if isinstance(item, Hashtable):
                columns.append(_from_table(item))
            elif isinstance(item, ScriptBlock):
                columns.append(Column(to_text(item).strip(), item))
            elif has_wildcards(name := to_text(item)):
                accepts = wildcard(name)
                found = [n for n in objects.property_names(value) if accepts.fullmatch(n)]
                columns.extend(Column(each, each) for each in found)
            else:
                columns.append(Column(name, name))
        return columns or [Column("*", None)]

    def _cell(self, column: Column, value: object) -> str:
        if column.source is None:
            return encoded(to_text(value))
        try:
            if isinstance(column.source, ScriptBlock):
                found = self.call(column.source, underscore=value)
                held: object = found[0] if len(found) == 1 else found
            else:
                held = objects.get_member(value, to_text(column.source))
        except PSError:
            return ""
        return encoded(to_text(held))


def _from_table(table: Hashtable) -> Column:
    given = {to_text(key).lower(): value for key, value in table.items()}

    def part(*starts: str) -> object:
        return next((v for k, v in given.items() if any(s.startswith(k) and k for s in starts)), None)

    source = part("expression")
    label = part("label", "name")
    if source is None:
        source = label
    shown = to_text(label) if label is not None else to_text(source).strip()
    return Column(shown, source, to_text(part("alignment")), to_text(part("width")))
