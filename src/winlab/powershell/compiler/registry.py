"""The compilers of node types, and how to call them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from winlab.powershell.control import Signal
from winlab.powershell.errors import NotEmulated, PSError
from winlab.powershell.positions import located
from winlab.powershell.scopes import Frame
from winlab.powershell.syntax import ast
from winlab.powershell.syntax.targets import sole_expression
from winlab.powershell.unrolling import Out, collected

Eval = Callable[[Frame], object]
Run = Callable[[Frame, Out], "Signal | None"]

EXPRESSIONS: dict[type, Callable[..., Eval]] = {}
STATEMENTS: dict[type, Callable[..., Run]] = {}
"""Compilers by type of node; each takes nodes of its own type."""

N = TypeVar("N")


def expression_compiler(kind: type[N]) -> Callable[[Callable[[N], Eval]], Callable[[N], Eval]]:
    """Declares the decorated function as compiler of an expression node."""

    def declare(function: Callable[[N], Eval]) -> Callable[[N], Eval]:
        EXPRESSIONS[kind] = function
        return function

    return declare


def statement_compiler(kind: type[N]) -> Callable[[Callable[[N], Run]], Callable[[N], Run]]:
    """Declares the decorated function as compiler of a statement node."""

    def declare(function: Callable[[N], Run]) -> Callable[[N], Run]:
        STATEMENTS[kind] = function
        return function

    return declare


def compile_expression(node: ast.Expression) -> Eval:
    """The closure of an expression."""
    return EXPRESSIONS[type(node)](node)


def compile_statement(node: ast.Statement) -> Run:
    """The closure of a statement."""
    known = STATEMENTS.get(type(node))
    if known is None:
        raise NotEmulated(type(node).__name__)
    return known(node)


def compile_value(node: ast.Statement) -> Eval:
    """The closure that gives a statement's output as one value: nothing, the one object, or an array."""
    single = sole_expression(node)
    if single is not None:
        return compile_expression(single)
    if isinstance(node, ast.Assignment):
        from winlab.powershell.compiler.assignments import compile_assignment_value

        return compile_assignment_value(node)
    run = compile_statement(node)

    def value(frame: Frame) -> object:
        found: list[object] = []
        signal = run(frame, found.append)
        if signal is not None:
            raise Unfinished(signal, found)
        return collected(found)

    return value


class Unfinished(Exception):
    """A statement used as a value was left by break, continue or return."""

    def __init__(self, signal: Signal, output: list[object]) -> None:
        super().__init__()
        self.signal = signal
        self.output = output


def placed(evaluate: Eval, start: int, length: int | None = None) -> Eval:
    """A closure whose errors know where they come from: a token's start and length."""
    end = None if length is None else start + length

    def run(frame: Frame) -> object:
        try:
            return evaluate(frame)
        except PSError as failed:
            if failed.record.invocation is None:
                located(failed, frame, start, end)
            raise

    return run
