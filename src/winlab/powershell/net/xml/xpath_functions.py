"""The core function library of XPath 1.0.

Source: https://www.w3.org/TR/1999/REC-xpath-19991116/#corelib .
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from winlab.powershell.net.xml.nodes import Node

Value = list[Node] | str | float | bool
_NUMBER = re.compile(r"\s*-?(\d+(\.\d*)?|\.\d+)\s*")


@dataclass(frozen=True)
class Context:
    """The node an expression is asked for, its place and how many there are."""

    node: Node
    place: int
    size: int


def string(value: Value) -> str:
    """``string()``."""
    if isinstance(value, list):
        return value[0].text() if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return str(int(value)) if value == int(value) else repr(value)
    return value


def number(value: Value) -> float:
    """``number()``."""
    if isinstance(value, (bool, float)):
        return float(value)
    text = string(value)
    return float(text) if _NUMBER.fullmatch(text) else math.nan


def boolean(value: Value) -> bool:
    """``boolean()``."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def _nodes(context: Context, arguments: list[Value]) -> list[Node]:
    if not arguments:
        return [context.node]
    return arguments[0] if isinstance(arguments[0], list) else []


def _name(part: Callable[[Node], str]) -> Callable[[Context, list[Value]], Value]:
    def name(context: Context, arguments: list[Value]) -> Value:
        nodes = _nodes(context, arguments)
        return part(nodes[0]) if nodes and nodes[0].kind in ("Element", "Attribute", "ProcessingInstruction") else ""

    return name


def _string(context: Context, arguments: list[Value]) -> str:
    return string(arguments[0]) if arguments else context.node.text()


def _round(value: float) -> float:
    return value if math.isnan(value) or math.isinf(value) else float(math.floor(value + 0.5))


def _whole(rounding: Callable[[float], int]) -> Callable[[Context, list[Value]], Value]:
    def rounded(_context: Context, arguments: list[Value]) -> Value:
        value = number(arguments[0])
        return value if math.isnan(value) or math.isinf(value) else float(rounding(value))

    return rounded


def _substring(_context: Context, arguments: list[Value]) -> str:
    text, start = string(arguments[0]), _round(number(arguments[1]))
    end = start + _round(number(arguments[2])) if len(arguments) == 3 else math.inf
    return "".join(character for place, character in enumerate(text, 1) if start <= place < end)


def _translate(_context: Context, arguments: list[Value]) -> str:
    text, old, new = map(string, arguments)
    table: dict[int, str] = {}
    for place, character in enumerate(old):
        table.setdefault(ord(character), new[place] if place < len(new) else "")
    return text.translate(table)


def _language(context: Context, arguments: list[Value]) -> bool:
    wanted = string(arguments[0]).lower()
    for node in (context.node, *context.node.ancestors()):
        for attribute in node.attribute_nodes():
            if attribute.qualified == "xml:lang":
                given = attribute.text().lower()
                return given == wanted or given.startswith(wanted + "-")
    return False


FUNCTIONS: dict[str, tuple[int, int, Callable[[Context, list[Value]], Value]]] = {
    "last": (0, 0, lambda c, a: float(c.size)),
    "position": (0, 0, lambda c, a: float(c.place)),
    "count": (1, 1, lambda c, a: float(len(_nodes(c, a)))),
    "id": (1, 1, lambda c, a: []),
    "name": (0, 1, _name(lambda node: node.qualified)),
    "local-name": (0, 1, _name(lambda node: node.local)),
    "namespace-uri": (0, 1, _name(lambda node: node.namespace)),
    "string": (0, 1, _string),
    "concat": (2, 1000, lambda c, a: "".join(map(string, a))),
    "starts-with": (2, 2, lambda c, a: string(a[0]).startswith(string(a[1]))),
    "contains": (2, 2, lambda c, a: string(a[1]) in string(a[0])),
    "substring-before": (
        2,
        2,
        lambda c, a: string(a[0]).partition(string(a[1]))[0] if string(a[1]) in string(a[0]) else "",
    ),
    "substring-after": (2, 2, lambda c, a: string(a[0]).partition(string(a[1]))[2] if string(a[1]) else string(a[0])),
    "substring": (2, 3, _substring),
    "string-length": (0, 1, lambda c, a: float(len(_string(c, a)))),
    "normalize-space": (0, 1, lambda c, a: " ".join(_string(c, a).split())),
    "translate": (3, 3, _translate),
    "boolean": (1, 1, lambda c, a: boolean(a[0])),
    "not": (1, 1, lambda c, a: not boolean(a[0])),
    "true": (0, 0, lambda c, a: True),
    "false": (0, 0, lambda c, a: False),
    "lang": (1, 1, _language),
    "number": (0, 1, lambda c, a: number(a[0]) if a else number(c.node.text())),
    "sum": (1, 1, lambda c, a: float(sum(number([node]) for node in _nodes(c, a)))),
    "floor": (1, 1, _whole(math.floor)),
    "ceiling": (1, 1, _whole(math.ceil)),
    "round": (1, 1, lambda c, a: _round(number(a[0]))),
}
"""By name: fewest and most arguments, and what it does."""
