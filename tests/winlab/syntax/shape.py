"""The shape of a tree as a short text, for tests to compare."""

from __future__ import annotations

import dataclasses

from winlab.powershell.syntax.ast import Node, Pipeline

_SHORT = {"StringConstant": "Str", "ExpandableString": "Text", "Constant": "Num", "Variable": "Var"}
_LEFT_OUT = {"start", "end", "operator_start", "text", "kind"}


def shape(value: object) -> str:
    """``Binary('+' Num(1 'Int32') Num(2 'Int32'))``: class names with fields, without empty ones."""
    if isinstance(value, Pipeline) and len(value.elements) == 1:
        return shape(value.elements[0])
    if isinstance(value, Node):
        name = type(value).__name__
        fields = [getattr(value, f.name) for f in dataclasses.fields(value) if f.name not in _LEFT_OUT]
        told = [item for item in fields if not (item is None or item is False or item in ("", [], ()))]
        inside = " ".join(shape(item) for item in told)
        if name in ("CommandExpression", "ScriptBlock") and len(told) == 1:
            return inside
        return f"{_SHORT.get(name, name)}({inside})"
    if isinstance(value, list):
        return "[" + " ".join(shape(item) for item in value) + "]"
    if isinstance(value, tuple):
        return "<" + " ".join(shape(item) for item in value) + ">"
    return repr(value)
