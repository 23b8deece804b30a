"""Constants and expandable strings."""

from __future__ import annotations

from winlab.powershell.compiler.registry import Eval, compile_expression, expression_compiler
from winlab.powershell.numeric import Number
from winlab.powershell.scopes import Frame
from winlab.powershell.syntax import ast
from winlab.powershell.text import to_text
from winlab.powershell.values import Int64


@expression_compiler(ast.Constant)
def compile_constant(node: ast.Constant) -> Eval:
    """A number."""
    value = constant_value(node)
    return lambda frame: value


def constant_value(node: ast.Constant) -> Number:
    """The number, in its type."""
    if node.type == "Int64" and isinstance(node.value, int):
        return Int64(node.value)
    return float(node.value) if node.type == "Double" else node.value


@expression_compiler(ast.StringConstant)
def compile_string(node: ast.StringConstant) -> Eval:
    """A text."""
    value = node.value
    return lambda frame: value


@expression_compiler(ast.ExpandableString)
def compile_expandable(node: ast.ExpandableString) -> Eval:
    """A text with variables and sub-expressions."""
    parts: list[tuple[str, Eval | None]] = [
        (part, None) if isinstance(part, str) else ("", compile_expression(part)) for part in node.parts
    ]

    def expand(frame: Frame) -> object:
        pieces: list[str] = []
        for text, evaluate in parts:
            if evaluate is None:
                pieces.append(text)
                continue
            session = frame.session
            if session.strict == 1:
                # Version 1 lets undefined variables in texts be: Get-Help Set-StrictMode.
                session.strict = 0
                try:
                    value = evaluate(frame)
                finally:
                    session.strict = 1
            else:
                value = evaluate(frame)
            pieces.append(value if type(value) is str else to_text(value, separator(frame)))
        return "".join(pieces)

    return expand


def separator(frame: Frame) -> str:
    """``$OFS``; a blank if it is null."""
    variable = frame.scope.find("ofs")
    return " " if variable is None or variable.value is None else to_text(variable.value)
