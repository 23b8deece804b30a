"""What objects look like on a screen of forty characters."""

from __future__ import annotations

from datetime import datetime

import pytest

from winlab.powershell.addedmembers import MemberSet, PropertySet
from winlab.powershell.calculated import EXPRESSION, LABEL, WIDTH, Wanted, wanted_properties
from winlab.powershell.errors import error_record
from winlab.powershell.formatting.printing import Printer
from winlab.powershell.formatting.rendering import Renderer
from winlab.powershell.formatting.shapers import Wish
from winlab.powershell.formatting.shaping import Formatter, unrolled
from winlab.powershell.formatting.widths import column_widths
from winlab.powershell.instants import DateTime
from winlab.powershell.net import load as load_types
from winlab.powershell.values import Hashtable, PSObject

load_types()
SCREEN = 40


def _call(_block: object, _value: object) -> list[object]:
    return []


def lines_of(values: list[object], wish: Wish) -> list[str]:
    formatter, renderer = Formatter(wish, _call), Renderer(SCREEN)
    records = [record for value in values for item in unrolled(value) for record in formatter.add(item)]
    return [line for record in [*records, *formatter.end()] for line in renderer.lines(record)]


def people(*names: str) -> list[object]:
    return [PSObject.of({"Name": name, "Size": len(name)}) for name in names]


def wanted(*properties: object) -> list[Wanted]:
    return wanted_properties(properties, (EXPRESSION, LABEL, WIDTH))


LAYOUTS = [
    (
        "a table shares the screen among its columns and puts numbers to the right",
        people("anna"), Wish(),
        ["", "Name                               Size", "----                               ----",
         "anna                                  4", "", ""],
    ),
    (
        "an autosized table is as wide as its cells",
        people("anna", "bob"), Wish("table", auto_size=True),
        ["", "Name Size", "---- ----", "anna    4", "bob     3", "", ""],
    ),
    (
        "headers can be hidden",
        people("anna"), Wish("table", auto_size=True, hide_headers=True),
        ["", "anna 4", "", ""],
    ),
    (
        "what is too long is cut, or wrapped on demand",
        [PSObject.of({"T": "one two three"})],
        Wish("table", wanted(Hashtable({"Label": "T", "Expression": "T", "Width": 8}))),
        ["", "T       ", "-       ", "one t...", "", ""],
    ),
    (
        "a wrapped cell breaks at blanks",
        [PSObject.of({"T": "one two three"})],
        Wish("table", wanted(Hashtable({"Label": "T", "Expression": "T", "Width": 8})), wrap=True),
        ["", "T       ", "-       ", "one two ", "three   ", "", ""],
    ),
    (
        "a list aligns its colons",
        people("anna", "bob"), Wish("list"),
        ["", "", "Name : anna", "Size : 4", "", "Name : bob", "Size : 3", "", "", ""],
    ),
    (
        "objects of more than four properties are listed",
        [PSObject.of(dict.fromkeys("abcde", 1))], Wish(),
        ["", "", "a : 1", "b : 1", "c : 1", "d : 1", "e : 1", "", "", ""],
    ),
    (
        "a list leaves out properties an object lacks",
        people("anna"), Wish("list", wanted("Size", "Nothing")),
        ["", "", "Size : 4", "", "", ""],
    ),
    (
        "wildcards choose properties",
        people("anna"), Wish("table", wanted("n*"), auto_size=True),
        ["", "Name", "----", "anna", "", ""],
    ),
    (
        "groups have headings",
        people("anna", "bob"), Wish("table", wanted("Name"), group_by=wanted("Size")[0], auto_size=True),
        ["", "", "   Size: 4", "", "Name", "----", "anna", "", "", "   Size: 3", "", "Name", "----", "bob ", "", ""],
    ),
    (
        "wide puts one property side by side",
        people("a", "b", "c"), Wish("wide", columns=2),
        ["", "", "a                   b                  ", "c                  ", "", ""],
    ),
    (
        "strings and numbers are lines",
        ["a", 1, 2.5, True, None], Wish(),
        ["a", "1", "2.5", "True"],
    ),
    (
        "collections in a cell end after four elements",
        [PSObject.of({"L": [1, 2, 3, 4, 5], "N": None})], Wish("list"),
        ["", "", "L : {1, 2, 3, 4...}", "N : ", "", "", ""],
    ),
    (
        "a hashtable's view names keys and values",
        [Hashtable({"a": 1})], Wish("table", auto_size=True),
        ["", "Name Value", "---- -----", "a    1    ", "", ""],
    ),
    (
        "a date is written out",
        [DateTime.of(datetime(2007, 1, 2, 15, 4, 5))], Wish(),
        ["", "Tuesday, January 02, 2007 3:04:05 PM", "", ""],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "values", "wish", "lines"), LAYOUTS, ids=[row[0] for row in LAYOUTS])
def test_layout(what: str, values: list[object], wish: Wish, lines: list[str]) -> None:
    assert lines_of(values, wish) == lines, what


def test_a_property_set_of_the_object_says_what_is_shown() -> None:
    value = PSObject.of(dict.fromkeys("abcdef", 1))
    standard = MemberSet("PSStandardMembers", [PropertySet("DefaultDisplayPropertySet", ["b", "f"])])
    value.members.add(standard)
    assert lines_of([value], Wish())[1].split() == ["b", "f"]


def test_an_error_is_printed_with_its_category_and_id() -> None:
    record = error_record("It broke.", "Broken,Test", "NotInstalled", "thing")
    lines = [line for line in Printer(_call).add(record) if line.strip()]
    assert lines[0] == "It broke."
    assert [line.partition(":")[0].strip() for line in lines[1:]] == ["+ CategoryInfo", "+ FullyQualifiedErrorId"]


@pytest.mark.parametrize(
    ("wanted", "screen", "widths"),
    [
        ([0, 0], 79, [39, 39]),
        ([10, 0], 40, [10, 29]),
        ([30, 30], 40, [30, 9]),
        ([20, 20, 20], 40, [20, 19, 0]),
        ([5] * 20, 20, [5, 5, 5, *[0] * 17]),
    ],
)
def test_columns_share_the_screen_and_those_on_the_right_give_way(
    wanted: list[int], screen: int, widths: list[int]
) -> None:
    assert column_widths(wanted, screen) == widths
