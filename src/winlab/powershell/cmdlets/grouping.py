"""Group-Object, Compare-Object, Get-Unique, Tee-Object, Get-Random, Measure-Command.

Source: https://learn.microsoft.com/previous-versions/powershell/module/microsoft.powershell.utility/group-object
and its siblings.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from typing import cast

from winlab.powershell.addedmembers import NoteProperty
from winlab.powershell.blocks import ScriptBlock
from winlab.powershell.cmdlets.serializing import file_at
from winlab.powershell.cmdlets.tables import UTILITY
from winlab.powershell.comparing import compare_text, equal, order
from winlab.powershell.conversion import cast_error
from winlab.powershell.declare import NET, SWITCH, Cmdlet, Param, net_property
from winlab.powershell.errors import ConversionFailed, NetException, PSError, error_record
from winlab.powershell.instants import TICKS_PER_SECOND, TimeSpan
from winlab.powershell.nettypes import TYPES
from winlab.powershell.numberconversion import parse_number
from winlab.powershell.objects import get_member
from winlab.powershell.rendering import rendered_lines
from winlab.powershell.text import to_text
from winlab.powershell.values import VOID, ArrayList, GenericList, Hashtable, NetObject, PSObject, unwrap

_ANY = "System.Object"


def keys_of(cmdlet: Cmdlet, wanted: Sequence[object], value: object) -> list[object]:
    """What the properties, script blocks or ``@{Expression=...}`` of ``wanted`` give for a value."""
    found: list[object] = []
    for item in wanted:
        if isinstance(item, Hashtable):
            item = item.get("Expression") if "Expression" in item else item.get("e")
        if isinstance(item, ScriptBlock):
            try:
                given = cmdlet.call(item, underscore=value)
            except PSError:
                given = []
            found.append(given[0] if len(given) == 1 else (given or None))
        else:
            found.append(get_member(value, to_text(item)))
    return found


@NET.type("Microsoft.PowerShell.Commands.GroupInfo")
class GroupInfo(NetObject):
    """A group of Group-Object."""

    def __init__(self, keys: list[object], name: str, no_element: bool) -> None:
        self.keys = keys
        self.shown = name
        self.members: list[object] = []
        self.total = 0
        self.no_element = no_element

    def type_names(self) -> list[str]:
        name = "Microsoft.PowerShell.Commands.GroupInfo"
        return [f"{name}NoElement", name, "System.Object"] if self.no_element else [name, "System.Object"]

    @net_property("Values", "System.Collections.ArrayList")
    def values(self) -> ArrayList:
        return ArrayList(self.keys)

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        return self.total

    @net_property("Group", "System.Collections.ObjectModel.Collection`1")
    def group(self) -> object:
        return GenericList(self.members, "System.Management.Automation.PSObject")

    @net_property("Name", "System.String")
    def name(self) -> str:
        return self.shown


@UTILITY.cmdlet("Group-Object", aliases=("group",), default_set="HashTable")
class GroupObject(Cmdlet):
    """Groups objects by what their properties hold."""

    property = Param("System.Object[]", position=0)
    input_object = Param(_ANY, pipeline=True, default=VOID, allow_null=True)
    no_element = Param(SWITCH)
    case_sensitive = Param(SWITCH)
    as_hash_table = Param(SWITCH, sets=("HashTable",), aliases=("AHT",))
    as_string = Param(SWITCH, sets=("HashTable",))

    def begin(self) -> None:
        self._groups: list[GroupInfo] = []

    def process(self) -> None:
        value: object = self.input_object
        if value is VOID or value is None:
            return
        wanted = cast("Sequence[object] | None", self.property)
        keys = [value] if not wanted else keys_of(self, wanted, value)
        for group in self._groups:
            if len(group.keys) == len(keys) and all(map(self._same, group.keys, keys)):
                break
        else:
            group = GroupInfo(keys, ", ".join(to_text(key) for key in keys), bool(self.no_element))
            self._groups.append(group)
        group.total += 1
        if not self.no_element:
            group.members.append(value)

    def _same(self, left: object, right: object) -> bool:
        if isinstance(left, str) and isinstance(right, str):
            return compare_text(left, right, not self.case_sensitive) == 0
        try:
            return equal(left, right, not self.case_sensitive)
        except PSError:
            return False

    def end(self) -> None:
        if not self.as_hash_table:
            self.write_all(self._groups)
            return
        table = Hashtable()
        for group in self._groups:
            key = group.shown if self.as_string or len(group.keys) != 1 else group.keys[0]
            if key in table:
                text = (
                    "The objects grouped by this property cannot be expanded since there is a duplication of the key. "
                    f"'{to_text(key)}'."
                )
                self.throw(
                    error_record(NetException("System.ArgumentException", text), "ArgumentException", "InvalidArgument")
                )
            table.set(key, group.group())
        self.write(table)


@UTILITY.cmdlet("Compare-Object", aliases=("compare", "diff"))
class CompareObject(Cmdlet):
    """Compares two sets of objects."""

    reference_object = Param("System.Object[]", mandatory=True, position=0, allow_empty=True)
    difference_object = Param("System.Object[]", mandatory=True, position=1, pipeline=True, allow_empty=True)
    sync_window = Param("System.Int32", default=2147483647, validate_range=(0, 2147483647))
    property = Param("System.Object[]")
    exclude_different = Param(SWITCH)
    include_equal = Param(SWITCH)
    pass_thru = Param(SWITCH)
    case_sensitive = Param(SWITCH)
    culture = Param("System.String")

    def begin(self) -> None:
        self._difference: list[object] = []

    def process(self) -> None:
        self._difference.extend(cast("Sequence[object]", self.difference_object))

    def end(self) -> None:
        window = int(str(self.sync_window))
        left = list(cast("Sequence[object]", self.reference_object))
        open_left: list[tuple[int, object]] = []
        open_right: list[tuple[int, object]] = []
        equal_pairs: list[tuple[object, str]] = []
        for at in range(max(len(left), len(self._difference))):
            if at < len(left):
                self._match(left[at], at, open_right, open_left, window, equal_pairs, takes_left=True)
            if at < len(self._difference):
                self._match(self._difference[at], at, open_left, open_right, window, equal_pairs, takes_left=False)
        if self.include_equal or self.exclude_different:
            for value, side in equal_pairs:
                self._write(value, side)
        if not self.exclude_different:
            for _, value in open_right:
                self._write(value, "=>")
            for _, value in open_left:
                self._write(value, "<=")

    def _match(
        self,
        value: object,
        at: int,
        others: list[tuple[int, object]],
        own: list[tuple[int, object]],
        window: int,
        pairs: list[tuple[object, str]],
        *,
        takes_left: bool,
    ) -> None:
        for place, (index, other) in enumerate(others):
            if at - index <= window and self._same(value, other):
                del others[place]
                pairs.append((value if takes_left else other, "=="))
                return
        own.append((at, value))

    def _same(self, left: object, right: object) -> bool:
        wanted = cast("Sequence[object] | None", self.property)
        first = [left] if not wanted else keys_of(self, wanted, left)
        second = [right] if not wanted else keys_of(self, wanted, right)
        return all(self._equal(a, b) for a, b in zip(first, second, strict=True))

    def _equal(self, left: object, right: object) -> bool:
        if isinstance(left, str) or isinstance(right, str):
            return compare_text(to_text(left), to_text(right), not self.case_sensitive) == 0
        try:
            return equal(left, right) or order(left, right) == 0
        except PSError:
            return to_text(left) == to_text(right)

    def _write(self, value: object, side: str) -> None:
        if self.pass_thru:
            shown = value if isinstance(value, PSObject) else PSObject(value)
            shown.members.add(NoteProperty("SideIndicator", side))
            self.write(shown)
            return
        wanted = cast("Sequence[object] | None", self.property)
        if wanted:
            row = {to_text(name): key for name, key in zip(wanted, keys_of(self, wanted, value), strict=True)}
        else:
            row = {"InputObject": value}
        self.write(PSObject.of({**row, "SideIndicator": side}))


@UTILITY.cmdlet("Get-Unique", aliases=("gu",), default_set="AsString")
class GetUnique(Cmdlet):
    """Drops repeated neighbours of a sorted list."""

    input_object = Param(_ANY, pipeline=True, default=VOID, allow_null=True)
    as_string = Param(SWITCH, sets=("AsString",))
    on_type = Param(SWITCH, sets=("UniqueByType",))

    def begin(self) -> None:
        self._last: object = VOID

    def process(self) -> None:
        value: object = self.input_object
        if value is VOID:
            return
        if self._last is not VOID and self._same(self._last, value):
            return
        self._last = value
        self.write(value)

    def _same(self, left: object, right: object) -> bool:
        from winlab.powershell.values import type_name

        if self.on_type:
            return type_name(left) == type_name(right)
        if self.as_string:
            return to_text(left) == to_text(right)
        try:
            return equal(left, right, ignore_case=False)
        except PSError:
            return False


@UTILITY.cmdlet("Tee-Object", aliases=("tee",), default_set="File")
class TeeObject(Cmdlet):
    """Passes objects on and keeps them in a file or variable."""

    input_object = Param(_ANY, pipeline=True, default=VOID, allow_null=True)
    file_path = Param("System.String", mandatory=True, position=0, sets=("File",))
    variable = Param("System.String", mandatory=True, sets=("Variable",))

    def begin(self) -> None:
        self._kept: list[object] = []

    def process(self) -> None:
        given: object = self.input_object
        if given is not VOID:
            self._kept.append(given)
            self.write(given)

    def end(self) -> None:
        if self.variable is not None:
            kept = self._kept[0] if len(self._kept) == 1 else list(self._kept)
            self.session.set_variable(str(self.variable), kept)
            return
        place = file_at(self, str(self.file_path))
        lines: list[object] = list(rendered_lines(self.session, self._kept))
        place.provider.write_content(self.session, place.path, lines, encoding="Unicode")


@UTILITY.cmdlet("Get-Random", default_set="RandomNumberParameterSet")
class GetRandom(Cmdlet):
    """Random numbers, or items of a list."""

    maximum = Param(_ANY, position=0, sets=("RandomNumberParameterSet",), default=2147483647)
    minimum = Param(_ANY, sets=("RandomNumberParameterSet",), default=0)
    set_seed = Param("System.Int32")
    input_object = Param(
        "System.Object[]", mandatory=True, position=0, pipeline=True, sets=("RandomListItemParameterSet",)
    )
    count = Param("System.Int32", sets=("RandomListItemParameterSet",), default=1, validate_range=(1, 2147483647))

    def begin(self) -> None:
        self._items: list[object] = []
        if self.set_seed is not None:
            self.session.random_seed = int(str(self.set_seed))
            self._generators()[id(self.session)] = random.Random(int(str(self.set_seed)))

    def process(self) -> None:
        if self.input_object is not None:
            self._items.extend(cast("Sequence[object]", self.input_object))

    def end(self) -> None:
        source = self._generators().setdefault(id(self.session), random.Random())
        if "InputObject" in self.bound or self._items:
            self.write_all(source.sample(self._items, min(int(str(self.count)), len(self._items))))
            return
        low, high = self._number(self.minimum), self._number(self.maximum)
        if isinstance(low, float) or isinstance(high, float):
            self.write(source.uniform(float(low), float(high)))
            return
        first, last = low, high
        if first >= last:
            text = f"The Minimum value ({first}) cannot be greater than or equal to the Maximum value ({last})."
            exception = NetException("System.ArgumentException", text)
            self.throw(error_record(exception, "MinGreaterThanOrEqualMax", "InvalidArgument"))
        self.write(source.randrange(first, last))

    def _number(self, value: object) -> int | float:
        """A bound, as the cmdlet converts it."""
        plain = unwrap(value)
        if isinstance(plain, (int, float)):
            return plain
        try:
            number = parse_number(to_text(plain))
        except ConversionFailed as failed:
            raise cast_error(plain, TYPES["system.double"], failed) from None
        return number if isinstance(number, int) else float(str(number))

    @staticmethod
    def _generators() -> dict[int, random.Random]:
        return _GENERATORS


_GENERATORS: dict[int, random.Random] = {}


@UTILITY.cmdlet("Measure-Command")
class MeasureCommand(Cmdlet):
    """The time that a block takes; what it writes is dropped."""

    expression = Param("System.Management.Automation.ScriptBlock", mandatory=True, position=0)
    input_object = Param(_ANY, pipeline=True, default=VOID)

    def begin(self) -> None:
        self._seconds = 0.0

    def process(self) -> None:
        started = time.perf_counter()
        given: object = self.input_object
        self.call(self.expression, underscore=None if given is VOID else given)
        self._seconds += time.perf_counter() - started

    def end(self) -> None:
        self.write(TimeSpan(round(self._seconds * TICKS_PER_SECOND)))
