"""CSV: ConvertTo-Csv, ConvertFrom-Csv, Export-Csv, Import-Csv; ConvertFrom-StringData.

Source: https://learn.microsoft.com/previous-versions/powershell/module/microsoft.powershell.utility/convertto-csv.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from winlab.powershell.cmdlets.outfiles import ENCODINGS, file_at, keep_existing, write_file
from winlab.powershell.cmdlets.tables import UTILITY
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import NetException, error_record
from winlab.powershell.objects import get_member, property_names
from winlab.powershell.paths import files_to_read, read_script
from winlab.powershell.text import to_text
from winlab.powershell.values import CUSTOM_OBJECT_TYPES, Hashtable, PSObject, type_names


class _ToCsv(Cmdlet):
    input_object = Param("System.Object", mandatory=True, pipeline=True, by_property=True)
    delimiter = Param("System.Char", position=1, default=",")
    use_culture = Param(SWITCH)
    no_type_information = Param(SWITCH, aliases=("NTI",))

    def begin(self) -> None:
        self._names: list[str] | None = None

    def rows(self) -> Iterable[str]:
        """The lines that the present object adds, with what goes before the first one."""
        if self._names is None:
            self._names = property_names(self.input_object)
            if not self.no_type_information:
                kinds = type_names(self.input_object)
                first = kinds[0] if kinds else "System.Object"
                yield "#TYPE " + first.removeprefix("Deserialized.")
            yield self._line(self._names)
        yield self._line([to_text(get_member(self.input_object, name)) for name in self._names])

    def _line(self, cells: Sequence[str]) -> str:
        return str(self.delimiter).join('"' + cell.replace('"', '""') + '"' for cell in cells)


@UTILITY.cmdlet("ConvertTo-Csv")
class ConvertToCsv(_ToCsv):
    """Lines of CSV."""

    def process(self) -> None:
        self.write_all(self.rows())


@UTILITY.cmdlet("Export-Csv", aliases=("epcsv",), supports_should_process=True)
class ExportCsv(_ToCsv):
    """A file of CSV."""

    path = Param("System.String", mandatory=True, position=0)
    force = Param(SWITCH)
    no_clobber = Param(SWITCH, aliases=("NoOverwrite",))
    encoding = Param("System.String", default="ASCII", validate_set=ENCODINGS)

    def begin(self) -> None:
        super().begin()
        self._lines: list[object] = []

    def process(self) -> None:
        self._lines.extend(self.rows())

    def end(self) -> None:
        place = file_at(self, str(self.path))
        if self.no_clobber:
            keep_existing(self, place)
        if self.should_process(place.shown, "Export-Csv"):
            write_file(self, place, self._lines, self.encoding, force=bool(self.force))


class _FromCsv(Cmdlet):
    delimiter = Param("System.Char", position=1, default=",")
    use_culture = Param(SWITCH)
    header = Param("System.String[]", not_empty=True)

    def objects(self, text: str) -> Iterable[PSObject]:
        """The objects of a CSV text."""
        names = None if self.header is None else [str(name) for name in cast("Sequence[object]", self.header)]
        kind: str | None = None
        for cells in records(text, str(self.delimiter)):
            if kind is None and names is None and cells and cells[0].startswith("#TYPE ") and len(cells) == 1:
                kind = cells[0].removeprefix("#TYPE ").strip()
                continue
            if names is None:
                names = cells
                continue
            row = PSObject.of({name: (cells[at] if at < len(cells) else None) for at, name in enumerate(names)})
            if kind:
                row.own_type_names = [f"CSV:{kind}", *CUSTOM_OBJECT_TYPES]
            yield row


@UTILITY.cmdlet("ConvertFrom-Csv")
class ConvertFromCsv(_FromCsv):
    """Objects of lines of CSV."""

    input_object = Param("System.Object[]", mandatory=True, position=0, pipeline=True, by_property=True)

    def begin(self) -> None:
        self._lines: list[str] = []

    def process(self) -> None:
        self._lines.extend(to_text(item) for item in cast("Sequence[object]", self.input_object))

    def end(self) -> None:
        self.write_all(self.objects("\n".join(self._lines)))


@UTILITY.cmdlet("Import-Csv", aliases=("ipcsv",))
class ImportCsv(_FromCsv):
    """Objects of a file of CSV."""

    path = Param("System.String[]", mandatory=True, position=0, pipeline=True, aliases=("PSPath",))

    def process(self) -> None:
        for path in cast("Sequence[object]", self.path):
            for place in files_to_read(self.session, str(path)):
                self.write_all(self.objects(read_script(self.session, place.shown)))


def records(text: str, delimiter: str) -> Iterable[list[str]]:
    """The records of a CSV text; quotes may span lines, empty lines are passed over."""
    cells: list[str] = []
    cell: list[str] = []
    quoted = was_quoted = False
    at = 0
    text = text.replace("\r\n", "\n")
    while at < len(text):
        char = text[at]
        at += 1
        if quoted:
            if char == '"':
                if text[at : at + 1] == '"':
                    cell.append('"')
                    at += 1
                else:
                    quoted = False
            else:
                cell.append(char)
        elif char == '"' and not "".join(cell).strip():
            quoted = was_quoted = True
            cell.clear()
        elif char == delimiter:
            cells.append(_cell(cell, was_quoted))
            cell, was_quoted = [], False
        elif char in "\r\n":
            if cells or cell or was_quoted:
                yield [*cells, _cell(cell, was_quoted)]
            cells, cell, was_quoted = [], [], False
        else:
            cell.append(char)
    if cells or cell or was_quoted:
        yield [*cells, _cell(cell, was_quoted)]


def _cell(chars: list[str], was_quoted: bool) -> str:
    text = "".join(chars)
    return text.rstrip(" ") if was_quoted else text.strip(" ")


@UTILITY.cmdlet("ConvertFrom-StringData")
class ConvertFromStringData(Cmdlet):
    """A hashtable of ``name=value`` lines."""

    string_data = Param("System.String", mandatory=True, position=0, pipeline=True, allow_empty=True)

    def process(self) -> None:
        table = Hashtable()
        for line in str(self.string_data).splitlines():
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            name, equals, value = line.partition("=")
            if not equals:
                text = f"Data line '{line}' is not in 'name=value' format."
                exception = NetException("System.Management.Automation.PSInvalidOperationException", text)
                self.throw(error_record(exception, "InvalidOperation", "InvalidOperation"))
            if name.strip() in table:
                text = f"Data item '{name.strip()}' in line '{line}' is already defined."
                exception = NetException("System.Management.Automation.PSInvalidOperationException", text)
                self.throw(error_record(exception, "InvalidOperation", "InvalidOperation"))
            table.set(name.strip(), _unescaped(value.strip()))
        self.write(table)


def _unescaped(text: str) -> str:
    import re

    escapes = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "e": "\x1b"}
    return re.sub(r"\\(.)", lambda match: escapes.get(match[1], match[1]), text)
