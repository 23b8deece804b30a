"""ConvertTo-Html.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/convertto-html (2.0).
"""

from __future__ import annotations

from dataclasses import dataclass

from winlab.powershell.calculated import ALIGNMENT, EXPRESSION, LABEL, Entry, Expression, wanted_properties
from winlab.powershell.cmdlets.tables import ANY, STRINGS, UTILITY, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.text import to_text
from winlab.powershell.values import VOID

DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
)


def encoded(text: str) -> str:
    """Text for HTML, as HttpUtility.HtmlEncode of .NET 2.0 writes it."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return "".join(f"&#{ord(character)};" if 160 <= ord(character) < 256 else character for character in plain)


_WIDTH = Entry("width", ("System.String", "System.Int32"))


@dataclass(frozen=True)
class Column:
    """A column: its label, and the property or block that fills it; without one the object's text."""

    label: str
    source: Expression | None
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
        entries = (EXPRESSION, LABEL, ALIGNMENT, _WIDTH)
        self._wanted = wanted_properties(as_list(self.property) or ["*"], entries)
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
        columns: list[Column] = []
        for wanted in self._wanted:
            expression = wanted.expression
            names = expression.names(value) or ([] if expression.is_pattern else [expression.text])
            for name in names:
                exact = expression if not isinstance(expression.source, str) else Expression(name)
                align, width = to_text(wanted.entry(ALIGNMENT)), to_text(wanted.entry(_WIDTH))
                columns.append(Column(wanted.label or name.strip(), exact, align, width))
        return columns or [Column("*", None)]

    def _cell(self, column: Column, value: object) -> str:
        if column.source is None:
            return encoded(to_text(value))
        found = column.source.value(value, self.evaluate)
        return "" if found is None else encoded(to_text(found.value))
