"""CSV: ConvertTo-Csv, ConvertFrom-Csv, Export-Csv, Import-Csv.

Source: https://learn.microsoft.com/previous-versions/powershell/module/microsoft.powershell.utility/convertto-csv.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from winlab.powershell.cmdlets.csvreading import records, type_line
from winlab.powershell.cmdlets.outfiles import ENCODINGS, file_at, keep_existing, write_file
from winlab.powershell.cmdlets.tables import ANY, STRINGS, UTILITY, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import PSError, error
from winlab.powershell.objects import call_member, get_member, property_names
from winlab.powershell.paths import files_to_read, read_script
from winlab.powershell.text import to_text
from winlab.powershell.values import CUSTOM_OBJECT_TYPES, PSObject, type_names


class _Csv(Cmdlet):
    """What all four share: the character between the cells."""

    delimiter = Param("System.Char", position=1, default=",", not_null=True, sets=("Delimiter",))
    use_culture = Param(SWITCH, mandatory=True, sets=("UseCulture",))


class _ToCsv(_Csv):
    input_object = Param(ANY, mandatory=True, pipeline=True, by_property=True)
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
                yield "#TYPE " + first.removeprefix("CSV:")
            yield self._line(self._names)
        yield self._line([self._cell(name) for name in self._names])

    def _cell(self, name: str) -> str | None:
        """What ``ToString()`` gives; nothing for null and for a property that can't be read."""
        try:
            value = get_member(self.input_object, name)
            if value is None:
                return None
            if isinstance(value, (str, PSObject)):
                return to_text(value)
            return to_text(call_member(value, "ToString", []))
        except PSError:
            return None

    def _line(self, cells: Sequence[str | None]) -> str:
        return str(self.delimiter).join("" if cell is None else '"' + cell.replace('"', '""') + '"' for cell in cells)


@UTILITY.cmdlet("ConvertTo-Csv", default_set="Delimiter", output="System.String")
class ConvertToCsv(_ToCsv):
    """Lines of CSV."""

    def process(self) -> None:
        self.write_all(self.rows())


@UTILITY.cmdlet("Export-Csv", aliases=("epcsv",), supports_should_process=True, default_set="Delimiter")
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


class _FromCsv(_Csv):
    header = Param(STRINGS, not_empty=True)

    def begin(self) -> None:
        self._names = [to_text(name) for name in as_list(self.header)]
        self._kind = ""

    def objects(self, text: str) -> Iterable[PSObject]:
        """The objects of a CSV text, with the type and header that were read before.

        Raises:
            PSError: two columns have the same name.
        """
        if not self._kind:
            self._kind, text = type_line(text)
        for cells in records(text, str(self.delimiter)):
            if not self._names:
                self._names = _header(cells)
                continue
            named = enumerate(self._named(self._names))
            row = PSObject.of({name: (cells[at] if at < len(cells) else None) for at, name in named})
            if self._kind:
                row.own_type_names = [f"CSV:{self._kind}", *CUSTOM_OBJECT_TYPES]
            yield row

    _warned = False

    def _named(self, names: list[str]) -> list[str]:
        """Columns without a name are called H1, H2, ..."""
        if all(names):
            return names
        if not self._warned:
            self._warned = True
            self.warning(
                'One or more headers were not specified. Default names starting with "H" have been used in place of '
                "any missing headers."
            )
        numbers = itertools.count(1)
        return [name or f"H{next(numbers)}" for name in names]


def _header(cells: list[str]) -> list[str]:
    """A header without the empty names at its end."""
    while len(cells) > 1 and not cells[-1]:
        cells = cells[:-1]
    seen: set[str] = set()
    for name in filter(None, cells):
        if name.lower() in seen:
            exception = "System.Management.Automation.ExtendedTypeSystemException"
            text = f'The member "{name}" is already present.'
            raise error("AlreadyPresentPSMemberInfoInternalCollectionAdd", text, "NotSpecified", None, exception)
        seen.add(name.lower())
    return cells


@UTILITY.cmdlet("ConvertFrom-Csv", default_set="Delimiter")
class ConvertFromCsv(_FromCsv):
    """Objects of lines of CSV."""

    input_object = Param(f"{ANY}[]", mandatory=True, position=0, pipeline=True, by_property=True, not_empty=True)

    def process(self) -> None:
        for text in map(to_text, as_list(self.input_object)):
            self.write_all(self.objects(text))


@UTILITY.cmdlet("Import-Csv", aliases=("ipcsv",), default_set="Delimiter")
class ImportCsv(_FromCsv):
    """Objects of a file of CSV."""

    path = Param("System.String[]", mandatory=True, position=0, pipeline=True, aliases=("PSPath",))

    def process(self) -> None:
        for path in as_list(self.path):
            for place in files_to_read(self.session, str(path)):
                self.begin()
                text = read_script(self.session, place.shown)
                self.write_all(self.objects(text + "\n" if text else ""))
