"""How help looks: sections with headings, indented by four."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from winlab.powershell.formatting.views import Column, lines, table
from winlab.powershell.help.topics import COMMAND, PARAMETER, SHORT
from winlab.powershell.objects import get_member
from winlab.powershell.operators import unrolled
from winlab.powershell.text import to_text

_REMARKS = "For more information, type: get-help {0} -full, or get-help {0} -parameter *."


def declare() -> None:
    """Declares the views of help."""
    lines(COMMAND, functools.partial(_topic, ""))
    for view in ("Detailed", "Full", "Examples"):
        lines(f"{COMMAND}#{view}View", functools.partial(_topic, view))
    lines(PARAMETER, lambda value: list(_parameter(value)), apart=True)
    table(SHORT, Column("Name", width=33), Column("Category", width=18), Column("Synopsis"))


def _topic(view: str, value: object) -> list[str]:
    return list(_sections(value, view))


def _sections(value: object, view: str) -> Iterator[str]:
    yield from _section("NAME", to_text(get_member(value, "Name")))
    yield from _section("SYNOPSIS", to_text(get_member(value, "Synopsis")))
    if view != "Examples":
        yield from _section("SYNTAX", "\n".join(map(to_text, _items(value, "syntax", "syntaxItem"))))
        yield from _section("DESCRIPTION", "\n".join(map(_text, unrolled(get_member(value, "description")))))
    if view in ("Detailed", "Full"):
        yield "PARAMETERS"
        for parameter in _items(value, "parameters", "parameter"):
            yield from (f"    {line}" for line in _parameter(parameter))
    if view == "Full":
        for heading, name in (("INPUTS", "inputTypes"), ("OUTPUTS", "returnValues"), ("NOTES", "alertSet")):
            yield from _section(heading, to_text(get_member(value, name)))
    if view:
        for example in _items(value, "examples", "example"):
            shown = [to_text(get_member(example, part)) for part in ("title", "code", "remarks")]
            yield from (f"    {line}" for part in shown for line in [*part.splitlines(), ""])
    links = [to_text(link) for link in unrolled(get_member(value, "relatedLinks"))]
    if view != "Examples":
        yield from _section("RELATED LINKS", "\n".join(links))
    if not view:
        yield from _section("REMARKS", _REMARKS.format(to_text(get_member(value, "Name"))))


def _section(heading: str, text: str) -> Iterator[str]:
    yield heading
    yield from (f"    {line}" for line in text.splitlines() or [""])
    yield ""


def _items(value: object, name: str, inner: str) -> list[object]:
    return list(unrolled(get_member(get_member(value, name), inner)))


def _text(value: object) -> str:
    return to_text(get_member(value, "Text"))


def _parameter(value: object) -> Iterator[str]:
    kind = to_text(get_member(value, "parameterValue"))
    yield f"-{to_text(get_member(value, 'name'))}" + (f" <{kind}>" if kind else "")
    for text in map(_text, unrolled(get_member(value, "description"))):
        yield from (f"    {line}" for line in text.splitlines())
    yield "    "
    for label, name in (
        ("Required?", "required"),
        ("Position?", "position"),
        ("Default value", "defaultValue"),
        ("Accept pipeline input?", "pipelineInput"),
        ("Accept wildcard characters?", "globbing"),
    ):
        yield f"    {label:<28} {to_text(get_member(value, name))}"
    yield ""
