"""What Format-* cmdlets write, as objects."""

from __future__ import annotations

import pytest

from tests.winlab.engine.place import new_runspace

_ONE = "(New-Object PSObject -Property @{ A = 1 } | "
OBJECTS = {
    "a table's columns": (
        _ONE + "Format-Table A)[0].shapeInfo.tableColumnInfoList | % { $_.propertyName; $_.alignment }",
        ["A", 3],
    ),
    "a table's cells": (
        _ONE + "Format-Table A)[2].formatEntryInfo.formatPropertyFieldList | % { $_.propertyValue }",
        ["1"],
    ),
    "a list's fields": (
        _ONE + "Format-List A)[2].formatEntryInfo.listViewFieldList | "
        "% { $_.propertyName; $_.formatPropertyField.propertyValue }",
        ["A", "1"],
    ),
    "a wide cell": (_ONE + "Format-Wide A)[2].formatEntryInfo.formatPropertyField.propertyValue", ["1"]),
    "a text among objects": ("'x' | Format-Table | % { $_.outOfBand; $_.formatEntryInfo.text }", [True, "x"]),
    "all that a table exports": (
        "Get-Date | Format-Table DateTime, Day | ConvertTo-Csv -NoTypeInformation",
        [
            '"ClassId2e4f51ef21dd47e99d3c952918aff9cd","pageHeaderEntry","pageFooterEntry","autosizeInfo","shapeInfo",'
            '"groupingEntry"',
            '"033ecb2bc07a4d43b5ef94ed5a35d280",,,,"Microsoft.PowerShell.Commands.Internal.Format.TableHeaderInfo",',
            '"9e210fe47d09416682b841769c78b8a3",,,,,',
            '"27c87ef9bbda4f709f6b4002fa4af63c",,,,,',
            '"4ec4f0187cb04f4cb6973460dfe252df",,,,,',
            '"cf522b78d86c486691226b40aa69e95c",,,,,',
        ],
    ),
}
"""The last is an example of https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/export-csv ."""


@pytest.mark.parametrize(("script", "told"), OBJECTS.values(), ids=OBJECTS)
def test_format_cmdlets_write_objects_with_fields(script: str, told: list[object]) -> None:
    assert new_runspace().invoke(script).output == told
