"""What format records hold as objects: the shape of a table, its columns, the fields of a row.

A script that does not print them gets them like other objects: on the wire, from Get-Member, in Export-Csv.
Source: recorded output of a Format-Table (tests/data/powershell/psrp.md) and the public sources of PowerShell
(FormatAndOutput/common/FormattingObjects.cs).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from winlab.powershell.declare import NET
from winlab.powershell.values import GenericList, NetObject

NAMESPACE = "Microsoft.PowerShell.Commands.Internal.Format"
MARK = "ClassId2e4f51ef21dd47e99d3c952918aff9cd"
"""The property that tells the classes apart when they come back from the wire."""

_CLASSES = {
    "AutosizeInfo": ("a27f094f0eec4d64845801a4c06a32ae", ""),
    "TableHeaderInfo": ("e3b7a39c089845d388b2e84c5d38f5dd", "ShapeInfo"),
    "ListViewHeaderInfo": ("830bdcb24c1642258724e441512233a4", "ShapeInfo"),
    "WideViewHeaderInfo": ("b2e2775d33d544c794d0081f27021b5c", "ShapeInfo"),
    "ComplexViewHeaderInfo": ("5197dd85ca6f4cce9ae9e6fd6ded9d76", "ShapeInfo"),
    "TableColumnInfo": ("7572aa4155ec4558817a615acf7dd92e", ""),
    "TableRowEntry": ("0e59526e2dd441aa91e7fc952caf4a36", "FormatEntryInfo"),
    "ListViewEntry": ("cf58f450baa848ef8eb3504008be6978", "FormatEntryInfo"),
    "WideViewEntry": ("59bf79de63354a7b9e4d1697940ff188", "FormatEntryInfo"),
    "ComplexViewEntry": ("22e7ef3c896449d4a6f2dedea05dd737", "FormatEntryInfo"),
    "RawTextFormatEntry": ("29ED81BA914544d4BC430F027EE053E9", "FormatEntryInfo"),
    "GroupingEntry": ("919820b7eadb48be8e202c5afa5c2716", ""),
    "ListViewField": ("b761477330ce4fb2a665999879324d73", ""),
    "FormatEntry": ("fba029a113a5458d932a2ed4871fadf2", "FormatValue"),
    "FormatPropertyField": ("78b102e894f742aca8c1d6737b6ff86a", "FormatValue"),
    "FormatTextField": ("b8d9e369024a43a580b9e0c9279e3354", "FormatValue"),
    "FormatNewLine": ("de7e8b96fbd84db5a43aa82eb34580ec", "FormatValue"),
}
_ALIGNMENTS = {"": 0, "left": 1, "center": 2, "right": 3}


class FormatPart(NetObject):
    """An object of one of the classes, with its fields."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self.fields = dict(fields)

    def adapted_names(self) -> list[str]:
        """The mark and the fields."""
        return list(self.fields)

    def adapted_get(self, name: str) -> object:
        """One of them."""
        return field(self.fields, name)


def _declare(name: str, base: str) -> type[FormatPart]:
    bases = [f"{NAMESPACE}.{each}" for each in (base, "FormatInfoData") if each]
    made = type(name, (FormatPart,), {})
    return NET.type(f"{NAMESPACE}.{name}", bases=(*bases, "System.Object"), assembly="System.Management.Automation")(
        made
    )


_PARTS = {name: _declare(name, base) for name, (_, base) in _CLASSES.items()}


def part(name: str, fields: Mapping[str, object]) -> FormatPart:
    """An object of a class."""
    return _PARTS[name]({MARK: _CLASSES[name][0], **fields})


def field(fields: Mapping[str, object], name: str) -> object:
    """A field by its name in any case; KeyError if there is none."""
    for known, value in fields.items():
        if known.lower() == name.lower():
            return value
    raise KeyError(name)


def _listed(kind: str, parts: Iterable[FormatPart]) -> GenericList:
    return GenericList(parts, f"{NAMESPACE}.{kind}")


def _value(text: str) -> FormatPart:
    return part("FormatPropertyField", {"propertyValue": text, "alignment": 0})


def column(label: str, width: int, align: str, viewed: bool) -> FormatPart:
    """A column; those of a view have a label, the others the name of a property."""
    return part(
        "TableColumnInfo",
        {
            "width": width,
            "alignment": _ALIGNMENTS.get(align, 0),
            "label": label if viewed else None,
            "propertyName": None if viewed else label,
        },
    )


def table(columns: Sequence[FormatPart], hide_headers: bool) -> FormatPart:
    """A table's shape."""
    held = _listed("TableColumnInfo", columns)
    return part("TableHeaderInfo", {"hideHeader": hide_headers, "tableColumnInfoList": held})


def row(cells: Sequence[str], wrap: bool) -> FormatPart:
    """A row of a table."""
    held = _listed("FormatPropertyField", map(_value, cells))
    return part("TableRowEntry", {"formatPropertyFieldList": held, "multiLine": wrap})


def list_entry(pairs: Sequence[tuple[str, str]]) -> FormatPart:
    """An entry of a list."""
    fields = [
        part("ListViewField", {"label": None, "propertyName": label, "formatPropertyField": _value(text)})
        for label, text in pairs
    ]
    return part("ListViewEntry", {"listViewFieldList": _listed("ListViewField", fields)})


def wide_entry(text: str) -> FormatPart:
    """A cell that stands beside others."""
    return part("WideViewEntry", {"formatPropertyField": _value(text)})


def raw(lines: Sequence[str]) -> FormatPart:
    """What is printed as it is."""
    return part("RawTextFormatEntry", {"text": "\r\n".join(lines)})


def _written(lines: Sequence[str]) -> GenericList:
    pieces: list[FormatPart] = []
    for line in lines:
        pieces.append(part("FormatTextField", {"text": line}))
        pieces.append(part("FormatNewLine", {}))
    return _listed("FormatValue", [part("FormatEntry", {"formatValueList": _listed("FormatValue", pieces)})])


def custom_entry(lines: Sequence[str]) -> FormatPart:
    """Lines of a view of its own."""
    return part("ComplexViewEntry", {"formatValueList": _written(lines)})


def heading(lines: Sequence[str]) -> FormatPart | None:
    """What stands above a group; None: nothing."""
    return part("GroupingEntry", {"formatValueList": _written(lines)}) if lines else None
