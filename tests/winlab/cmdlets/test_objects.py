"""Cmdlets that choose, order, count and compare objects."""

from __future__ import annotations

from tests.winlab.cmdlets.snippets import answers, cases

CSV = "'A,B','1,x','1,x','2,y' | ConvertFrom-Csv"


@cases(
    ("a key that is no entry is refused", "1 | Select-Object @{ q = 1 }", ["!DictionaryKeyIllegal"]),
    ("an expression is needed", "1 | Select-Object @{ n = 'x' }", ["!DictionaryKeyMandatoryEntry"]),
    ("sorting knows no names", "1 | Sort-Object @{ n = 'x'; e = { $_ } }", ["!DictionaryKeyIllegal"]),
    ("a key may be shortened", "('ab' | Select-Object @{ l = 'N'; ex = 'Length' }).N", ["2"]),
    (
        "a block leaves no variable",
        "$null = 1 | Select-Object { $leak = 5 }; $leak -eq $null",
        ["True"],
    ),
    (
        "a failed block is silent",
        "(1 | Select-Object @{ n = 'a'; e = { 1 / 0 } }).a -eq $null; $Error.Count",
        ["True", "0"],
    ),
    (
        "a property can't be chosen twice",
        "('ab' | Select-Object Length, length).Length",
        ["2", "!AlreadyExistingUserSpecifiedPropertyNoExpand"],
    ),
    ("objects without a class are all the same", f"@({CSV} | Select-Object -Unique).Length", ["1"]),
    ("chosen properties tell them apart", f"@({CSV} | Select-Object A -Unique).Length", ["2"]),
    ("arrays are the same by their text", "@((1, 2), (1, 2), (3, 4) | Select-Object -Unique).Length", ["2"]),
    ("null is not expanded", "@(New-Object PSObject -Property @{ A = $null } | Select-Object -Expand A).Length", ["0"]),
    ("keys of hash tables are no properties", "(@{ a = 1 } | Select-Object a).a -eq $null", ["True"]),
)
def test_properties_are_chosen(code: str, expected: list[str]) -> None:
    assert answers(code) == expected


@cases(
    ("a block that fails is told", "1 | Sort-Object { throw 'x' }", ["1", "!ExpressionEvaluation"]),
    ("keys rise and fall", "1..4 | Sort-Object { $_ % 2 }, @{ e = { $_ }; d = $true }", ["4", "2", "3", "1"]),
    ("groups may be a table that minds case", "('a', 'A' | Group-Object -AsHashTable -CaseSensitive).Count", ["2"]),
    (
        "a table has no key twice",
        "('a', 'A' | Group-Object -CaseS -AsHashTable -AsString).Count",
        ["2"],
    ),
    ("texts as keys need a table", "1 | Group-Object -AsString", ["!ArgumentException"]),
    (
        "a small window loses matches",
        'Compare-Object (1, 2, 3, 4) (4, 3, 2, 1) -SyncWindow 1 | % { "$($_.InputObject)$($_.SideIndicator)" }',
        ["4=>", "1<=", "1=>", "4<="],
    ),
    ("only what is the same, if it is wanted", "Compare-Object 1, 2 2, 3 -ExcludeDifferent", []),
    ("a neighbour of another type is new", "1, 2, 'x' | Get-Unique -OnType", ["1", "x"]),
)
def test_objects_are_ordered(code: str, expected: list[str]) -> None:
    assert answers(code) == expected


@cases(
    ("a line break at the end begins no line", "('a`n', \"b`n`n\" | Measure-Object -Line).Lines", ["3"]),
    ("nothing adds up to nothing", "(@() | Measure-Object -Sum).Sum", ["0"]),
    ("names may have wildcards", "('abc', 'de' | Measure-Object Len* -Sum).Sum", ["5"]),
    ("a text is no number", "('x' | Measure-Object -Sum).Sum -eq $null", ["True", "!NonNumericInputObject"]),
    ("text has its own error", "'x' | Measure-Object Nope -Word", ["!TextMeasurePropertyNotFound"]),
)
def test_objects_are_measured(code: str, expected: list[str]) -> None:
    assert answers(code) == expected


@cases(
    ("a constructor that fails", "New-Object DateTime 2007, 13, 1", ["!ConstructorInvokedThrowException"]),
    ("a constructor that is not there", "New-Object string", ["!ConstructorInvokedThrowException"]),
    ("a structure without arguments", "(New-Object guid).ToString('N')", ["0" * 32]),
    (
        "a property that is not there",
        "New-Object Text.StringBuilder -Property @{ Q = 1 }",
        ["!InvalidOperationException"],
    ),
    ("a property that can't be set", "New-Object Version '1.2' -Property @{ Major = 5 }", ["!SetValueException"]),
    ("one member at a time", "New-Object PSObject | Add-Member Properties a 1", ["!WrongMemberCount"]),
    ("a member that can't be added", "New-Object PSObject | Add-Member Property a 1", ["!CannotAddMemberType"]),
    (
        "an alias may convert",
        "$o = New-Object PSObject -Property @{ A = '5' }; $o | Add-Member AliasProperty B A int; $o.B + 1",
        ["6"],
    ),
)
def test_objects_are_made(code: str, expected: list[str]) -> None:
    assert answers(code) == expected
