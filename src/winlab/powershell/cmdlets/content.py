"""Cmdlets for the content of items, over providers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from winlab.powershell import paths
from winlab.powershell.addedmembers import NoteProperty
from winlab.powershell.cmdlets.itembase import ItemCmdlet, place_notes
from winlab.powershell.cmdlets.tables import MANAGEMENT, STRINGS, as_list
from winlab.powershell.declare import NET, SWITCH, Param
from winlab.powershell.errors import NotEmulated, PSError
from winlab.powershell.paths import ItemPath, parent_of
from winlab.powershell.text import to_text
from winlab.powershell.unrolling import write_unrolled
from winlab.powershell.values import Int64, PSObject

ENCODING = "Microsoft.PowerShell.Commands.FileSystemCmdletProviderEncoding"
NET.enum(ENCODING, "Unknown String Unicode Byte BigEndianUnicode UTF8 UTF7 UTF32 Ascii Default Oem")


@MANAGEMENT.cmdlet("Get-Content", aliases=("gc", "cat", "type"), default_set="Path")
class GetContent(ItemCmdlet):
    """Reads content."""

    read_count = Param("System.Int64", by_property=True, default=1)
    total_count = Param("System.Int64", by_property=True, default=-1)
    encoding = Param(ENCODING)
    delimiter = Param("System.String")
    wait = Param(SWITCH)

    def process(self) -> None:
        if self.wait:
            raise NotEmulated("Get-Content -Wait")
        for place in self.places():
            self.attempt(partial(self._read, place))

    def _read(self, place: ItemPath) -> None:
        limit, size = int(to_text(self.total_count)), int(to_text(self.read_count))
        # Content is noted with the path a user sees, items with the provider's.
        notes = {**place_notes(place), "PSPath": place.shown, "PSParentPath": parent_of(place.shown)}
        batch: list[object] = []
        read = 0
        for value in self._values(place):
            if 0 <= limit <= read:
                break
            read += 1
            if size == 1:
                self.write(_noted(value, notes, read))
                continue
            batch.append(value)
            if size > 0 and len(batch) >= size:
                self.write(_noted(batch, notes, read))
                batch = []
        if batch:
            self.write(_noted(batch, notes, read))

    def _values(self, place: ItemPath) -> Iterable[object]:
        kind = to_text(self.encoding) or None
        values = place.provider.read_content(self.session, place.path, encoding=kind)
        if "Delimiter" not in self.bound:
            return values
        mark = to_text(self.delimiter)
        pieces = "\n".join(to_text(v) for v in values).split(mark)
        return [*(piece + mark for piece in pieces[:-1]), *([pieces[-1]] if pieces[-1] else [])]


def _noted(value: object, notes: Mapping[str, object], read: int) -> object:
    """What was read with where it is from and how much was read so far (``ReadCount``)."""
    noted = PSObject(value)
    for name, note in notes.items():
        noted.members.add(NoteProperty(name, note))
    noted.members.add(NoteProperty("ReadCount", Int64(read)))
    return noted


class _ContentWriter(ItemCmdlet):
    path = Param(STRINGS, position=0, mandatory=True, by_property=True, sets=("Path",))
    value = Param(
        "System.Object[]",
        position=1,
        mandatory=True,
        pipeline=True,
        by_property=True,
        allow_null=True,
        allow_empty=True,
    )
    encoding = Param(ENCODING)
    pass_thru = Param(SWITCH)
    append = False

    def begin(self) -> None:
        self._values: list[object] = []
        self._targets: list[object] = as_list(self.literal_path or self.path)

    def process(self) -> None:
        self._targets = as_list(self.literal_path if "LiteralPath" in self.bound else self.path)
        for value in as_list(self.value):
            write_unrolled(value, self._values.append)

    def end(self) -> None:
        kind = to_text(self.encoding) or None
        for given in self._targets:
            try:
                text = to_text(given)
                found = paths.resolve(self.session, text, literal="LiteralPath" in self.bound, must_exist=False)
                for place in found:
                    if self.should_process(f"Path: {place.shown}", "Add Content" if self.append else "Set Content"):
                        place.provider.write_content(
                            self.session,
                            place.path,
                            self._values,
                            encoding=kind,
                            append=self.append,
                            force=bool(self.force),
                        )
            except PSError as failed:
                self.error(failed.record)
        if self.pass_thru:
            self.write_all(self._values)


@MANAGEMENT.cmdlet("Set-Content", aliases=("sc",), supports_should_process=True, default_set="Path")
class SetContent(_ContentWriter):
    """Writes content."""


@MANAGEMENT.cmdlet("Add-Content", aliases=("ac",), supports_should_process=True, default_set="Path")
class AddContent(_ContentWriter):
    """Adds content at the end."""

    append = True


@MANAGEMENT.cmdlet("Clear-Content", aliases=("clc",), supports_should_process=True, default_set="Path")
class ClearContent(ItemCmdlet):
    """Empties content."""

    def process(self) -> None:
        for place in self.places():
            if self.should_process(f"Item: {place.shown}", "Clear Content"):
                self.attempt(partial(place.provider.clear_content, self.session, place.path))
