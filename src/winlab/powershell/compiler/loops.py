"""The loops."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Literal

from winlab.powershell.compiler.registry import (
    Eval,
    Run,
    compile_expression,
    compile_statement,
    compile_value,
    statement_compiler,
)
from winlab.powershell.compiler.statements import compile_statements
from winlab.powershell.compiler.variables import variable_reader, variable_writer
from winlab.powershell.control import LoopExit, Signal
from winlab.powershell.conversion import to_bool
from winlab.powershell.cursors import ListCursor
from winlab.powershell.scopes import Frame
from winlab.powershell.syntax import ast
from winlab.powershell.syntax.targets import sole_expression
from winlab.powershell.unrolling import Out
from winlab.powershell.values import VOID, ArrayList, NetObject, PSObject


class LoopVariables:
    """``$foreach`` and ``$switch`` while their loop runs."""

    def __init__(self, frame: Frame, name: str, items: object) -> None:
        self._frame = frame
        self._name = name
        self._items = items

    def __enter__(self) -> None:
        scope = self._frame.scope
        old = scope.variables.get(self._name)
        self._old = None if old is None else old.value
        scope.put(self._name, self._items)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._frame.scope.put(self._name, self._old)


def _here(signal: Signal, label: str) -> bool:
    return not signal.label or signal.label.lower() == label


def _loop(body: Run, label: str) -> Callable[[Frame, Out], Signal | Literal[False] | None]:
    """One turn: None to go on, False to leave the loop, a signal to pass on."""

    def turn(frame: Frame, out: Out) -> Signal | Literal[False] | None:
        if frame.session.stopped:
            frame.session.look_up()
        try:
            signal = body(frame, out)
        except LoopExit as leaving:
            if not _here(leaving.signal, label):
                raise
            signal = leaving.signal
        if signal is None:
            return None
        if signal.kind == "return" or not _here(signal, label):
            return signal
        return None if signal.kind == "continue" else False

    return turn


def _condition(node: ast.Statement | None) -> Callable[[Frame], bool]:
    if node is None:
        return lambda frame: True
    evaluate = compile_value(node)

    def test(frame: Frame) -> bool:
        value = evaluate(frame)
        return value is True or (value is not False and value is not VOID and to_bool(value))

    return test


@statement_compiler(ast.While)
def compile_while(node: ast.While) -> Run:
    """``while``."""
    test, turn = _condition(node.condition), _loop(compile_statements(node.body), node.label.lower())

    def run(frame: Frame, out: Out) -> Signal | None:
        while test(frame):
            result = turn(frame, out)
            if result is not None:
                return result or None
        return None

    return run


@statement_compiler(ast.DoLoop)
def compile_do(node: ast.DoLoop) -> Run:
    """``do ... while`` and ``do ... until``."""
    test, turn = _condition(node.condition), _loop(compile_statements(node.body), node.label.lower())
    until = node.until

    def run(frame: Frame, out: Out) -> Signal | None:
        while True:
            result = turn(frame, out)
            if result is not None:
                return result or None
            if test(frame) == until:
                return None

    return run


@statement_compiler(ast.For)
def compile_for(node: ast.For) -> Run:
    """``for``."""
    begin = None if node.initializer is None else _silent(node.initializer)
    step = None if node.iterator is None else _silent(node.iterator)
    test, turn = _condition(node.condition), _loop(compile_statements(node.body), node.label.lower())

    def run(frame: Frame, out: Out) -> Signal | None:
        if begin is not None:
            begin(frame, out)
        while test(frame):
            result = turn(frame, out)
            if result is not None:
                return result or None
            if step is not None:
                step(frame, out)
        return None

    return run


def _silent(node: ast.Statement) -> Run:
    inner = sole_expression(node)
    if inner is None:
        return compile_statement(node)
    evaluate = compile_expression(inner)

    def run(frame: Frame, out: Out) -> Signal | None:
        evaluate(frame)
        return None

    return run


@statement_compiler(ast.ForEach)
def compile_foreach(node: ast.ForEach) -> Run:
    """``foreach``."""
    store = variable_writer(node.variable)
    single = sole_expression(node.values)
    values: Eval
    if isinstance(single, ast.Variable):
        values = variable_reader(single)
    else:
        values = compile_value(node.values)
    turn = _loop(compile_statements(node.body), node.label.lower())
    uses_cursor = _mentions_foreach(node.body)

    def run(frame: Frame, out: Out) -> Signal | None:
        source = values(frame)
        if uses_cursor:
            return run_with_cursor(frame, out, list(loop_items(source)))
        for item in loop_items(source):
            store(frame, item)
            result = turn(frame, out)
            if result is not None:
                return result or None
        return None

    def run_with_cursor(frame: Frame, out: Out, items: list[object]) -> Signal | None:
        cursor = ListCursor(items)
        with LoopVariables(frame, "foreach", cursor):
            while cursor.move_next():
                store(frame, cursor.current)
                result = turn(frame, out)
                if result is not None:
                    return result or None
        return None

    return run


def loop_items(source: object) -> Iterable[object]:
    """What ``foreach`` goes through: in 2.0 a null is one turn."""
    if source is VOID:
        return ()
    if isinstance(source, list):
        return list(source)
    if isinstance(source, ArrayList):
        watched = getattr(source, "watched", None)
        return list(source.items) if watched is None else watched()
    base = source.base if isinstance(source, PSObject) and source.base is not None else source
    if isinstance(base, list):
        return list(base)
    if isinstance(base, NetObject) and (items := base.net_iter()) is not None:
        return items
    return (source,)


def _mentions_foreach(node: object) -> bool:
    """Whether ``$foreach`` is used anywhere below a node (or a call could look for it)."""
    if isinstance(node, ast.Variable):
        return node.path.lower() == "foreach"
    if isinstance(node, ast.Node):
        return any(_mentions_foreach(value) for value in vars(node).values())
    if isinstance(node, (list, tuple)):
        return any(_mentions_foreach(value) for value in node)
    return False
