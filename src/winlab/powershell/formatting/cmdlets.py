"""Format-Table, Format-List, Format-Wide, Format-Custom."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from winlab.powershell.calculated import (
    ALIGNMENT,
    DEPTH,
    EXPRESSION,
    LABEL,
    PATTERN,
    WIDTH,
    Entry,
    Wanted,
    wanted_properties,
)
from winlab.powershell.declare import SWITCH, Cmdlet, CmdletTable, Param
from winlab.powershell.errors import error
from winlab.powershell.formatting.items import SIDES
from winlab.powershell.formatting.shapers import Wish
from winlab.powershell.formatting.shaping import Formatter, unrolled
from winlab.powershell.text import to_text

TABLE = CmdletTable("Microsoft.PowerShell.Utility")
_UNSUPPORTED = "System.NotSupportedException"


class FormatCmdlet(Cmdlet):
    """What the four share: they gather a wish, and write the records a formatter makes."""

    input_object = Param("System.Management.Automation.PSObject", pipeline=True, allow_null=True)
    group_by = Param("System.Object")
    view = Param("System.String")
    show_error = Param(SWITCH)
    display_error = Param(SWITCH)
    force = Param(SWITCH)
    expand = Param("System.String", validate_set=("CoreOnly", "EnumOnly", "Both"))

    formatter: Formatter

    def wish(self) -> Wish:
        """What was asked for."""
        return Wish()

    def grouping(self) -> Wanted | None:
        """What ``-GroupBy`` asks for."""
        if self.group_by is None:
            return None
        return wanted_properties([self.group_by], (EXPRESSION, LABEL, PATTERN))[0]

    def begin(self) -> None:
        if self.view is not None and "Property" in self.bound:
            text = "Cannot use the View parameter and the Property parameter together."
            raise error("FormatCannotSpecifyViewAndProperty", text, "InvalidArgument")
        wish = dataclasses.replace(self.wish(), force=bool(self.force), view=to_text(self.view))
        self.formatter = Formatter(wish, self.evaluate)

    def process(self) -> None:
        value: object = self.input_object
        if value is None:
            return
        wanted = to_text(self.expand).lower()
        inner = unrolled(value) if wanted != "coreonly" else [value]
        for item in [value, *inner] if wanted == "both" else inner:
            self.write_all(self.formatter.add(item))

    def end(self) -> None:
        self.write_all(self.formatter.end())


def properties_of(cmdlet: Cmdlet, value: object, entries: Sequence[Entry]) -> list[Wanted]:
    """The arguments of ``-Property``, whose hash tables may have the given entries.

    Raises:
        PSError: FormatEmptyProperty, or what is wrong with a hash table.
    """
    given = value if isinstance(value, list) else [] if value is None else [value]
    if not given and "Property" in cmdlet.bound:
        raise error("FormatEmptyProperty", "The Property argument is empty.", "InvalidArgument")
    wanted = wanted_properties(given, entries)
    for each in wanted:
        _check(each)
    return wanted


def _check(wanted: Wanted) -> None:
    for entry in (WIDTH, DEPTH):
        number = wanted.entry(entry)
        if isinstance(number, int) and number <= 0:
            text = f'The value of the key "{entry.name}" must be greater than 0, not {number}.'
            raise error(f"{entry.name.title()}OutOfRange", text, "InvalidArgument", None, _UNSUPPORTED)
    side = to_text(wanted.entry(ALIGNMENT)).lower()
    if ALIGNMENT.name in wanted.entries and not any(known.startswith(side) for known in SIDES if side):
        text = f'The key "alignment" has the value "{side}", which is none of {", ".join(SIDES)}.'
        raise error("AlignmentIllegalValue", text, "InvalidArgument", None, _UNSUPPORTED)


@TABLE.cmdlet("Format-Table", aliases=("ft",))
class FormatTable(FormatCmdlet):
    """Columns."""

    property = Param("System.Object[]", position=0)
    auto_size = Param(SWITCH)
    hide_table_headers = Param(SWITCH)
    wrap = Param(SWITCH)

    def wish(self) -> Wish:
        return Wish(
            "table",
            properties_of(self, self.property, (EXPRESSION, WIDTH, ALIGNMENT, LABEL, PATTERN)),
            self.grouping(),
            bool(self.auto_size),
            bool(self.hide_table_headers),
            bool(self.wrap),
        )


@TABLE.cmdlet("Format-List", aliases=("fl",))
class FormatList(FormatCmdlet):
    """A line per property."""

    property = Param("System.Object[]", position=0)

    def wish(self) -> Wish:
        return Wish("list", properties_of(self, self.property, (EXPRESSION, LABEL, PATTERN)), self.grouping())


@TABLE.cmdlet("Format-Wide", aliases=("fw",))
class FormatWide(FormatCmdlet):
    """One property of each object, side by side."""

    property = Param("System.Object", position=0)
    auto_size = Param(SWITCH)
    column = Param("System.Int32", validate_range=(1, 2**31 - 1))

    def wish(self) -> Wish:
        if self.auto_size and self.column:
            message = "Cannot use the AutoSize parameter and the Column parameter together."
            raise error("FormatCannotSpecifyAutosizeAndColumns", message, "InvalidArgument")
        columns = self.column if isinstance(self.column, int) else 0
        wanted = properties_of(self, self.property, (EXPRESSION, PATTERN))
        return Wish("wide", wanted, self.grouping(), bool(self.auto_size), columns=columns)


@TABLE.cmdlet("Format-Custom", aliases=("fc",))
class FormatCustom(FormatCmdlet):
    """Classes and properties, nested."""

    property = Param("System.Object[]", position=0)
    depth = Param("System.Int32", validate_range=(1, 2**31 - 1), default=5)

    def wish(self) -> Wish:
        depth = self.depth if isinstance(self.depth, int) else 5
        return Wish("custom", properties_of(self, self.property, (EXPRESSION, DEPTH)), self.grouping(), depth=depth)
