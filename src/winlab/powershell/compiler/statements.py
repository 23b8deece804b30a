"""Blocks, if, switch, try, trap, throw, return and the other statements that are no loops."""

from __future__ import annotations

import contextlib

from winlab.powershell import failures
from winlab.powershell.compiler.registry import (
    Eval,
    Run,
    Unfinished,
    compile_expression,
    compile_statement,
    compile_value,
    statement_compiler,
)
from winlab.powershell.control import (
    BREAK,
    CONTINUE,
    RETURN,
    ControlFlow,
    ExitScript,
    LoopExit,
    PipelineStopped,
    Signal,
)
from winlab.powershell.conversion import convert_or_fail, to_bool
from winlab.powershell.errors import ConversionFailed, PSError
from winlab.powershell.invoking import type_by_name
from winlab.powershell.positions import located
from winlab.powershell.scopes import Frame
from winlab.powershell.syntax import ast
from winlab.powershell.syntax.targets import sole_expression
from winlab.powershell.text import to_text
from winlab.powershell.unrolling import Out, write_unrolled
from winlab.powershell.values import VOID


def compile_statements(block: ast.Block | None) -> Run:
    """A block of statements; an error ends its statement, and the block if the preference or a guard says so."""
    if block is None:
        return lambda frame, out: None
    steps = [
        (compile_statement(statement), statement.start)
        for statement in block.statements
        if not isinstance(statement, ast.Trap)
    ]
    if block.traps:
        return _with_traps(steps, block.traps)
    if len(steps) == 1:
        only, only_start = steps[0]

        def run_one(frame: Frame, out: Out) -> Signal | None:
            try:
                return only(frame, out)
            except PSError as failed:
                failures.statement_failed(frame, failed, only_start)
            except Unfinished as unfinished:
                for item in unfinished.output:
                    out(item)
                return unfinished.signal
            return None

        return run_one

    def run(frame: Frame, out: Out) -> Signal | None:
        for step, start in steps:
            try:
                signal = step(frame, out)
                if signal is not None:
                    return signal
            except PSError as failed:
                failures.statement_failed(frame, failed, start)
            except Unfinished as unfinished:
                for item in unfinished.output:
                    out(item)
                return unfinished.signal
        return None

    return run


def _with_traps(steps: list[tuple[Run, int]], traps: list[ast.Trap]) -> Run:
    from winlab.powershell.compiler.expressions import type_resolver

    compiled = [
        (None if trap.type is None else type_resolver(trap.type), compile_statements(trap.body)) for trap in traps
    ]

    def run(frame: Frame, out: Out) -> Signal | None:
        session = frame.session
        for step, start in steps:
            session.guarded += 1
            try:
                signal = step(frame, out)
                if signal is not None:
                    return signal
            except PSError as failed:
                located(failed, frame, start)
                failures.prepare(session, failed)
                body = failures.choose(frame, failed, compiled)
                session.guarded -= 1
                try:
                    handled = False if body is None else _run_trap(frame, out, failed, body)
                finally:
                    session.guarded += 1
                if handled is None:
                    return None
                if not handled:
                    raise
            except Unfinished as unfinished:
                for item in unfinished.output:
                    out(item)
                return unfinished.signal
            finally:
                session.guarded -= 1
        return None

    return run


def _run_trap(frame: Frame, out: Out, failed: PSError, body: Run) -> bool | None:
    """Runs a trap: True to go on with the next statement, False to pass the error on, None to return."""
    from winlab.powershell.scopes import Scope

    session = frame.session
    session.log_error(failed.record)
    inner = Frame(session, Scope(frame.scope), frame.source, frame.invocation, frame.caller)
    inner.scope.put("_", failed.record)
    signal = body(inner, out)
    if signal is CONTINUE:
        return True
    if signal is RETURN:
        return None
    if signal is BREAK:
        return False
    if failures.preference(frame) in ("Stop", "Inquire"):
        return False
    failures.show(session, failed.record)
    return True


# --- simple statements ------------------------------------------------------------------------------------------------


@statement_compiler(ast.If)
def compile_if(node: ast.If) -> Run:
    """``if``."""
    clauses = [(compile_value(condition), compile_statements(body)) for condition, body in node.clauses]
    otherwise = None if node.otherwise is None else compile_statements(node.otherwise)
    if len(clauses) == 1:
        test, body = clauses[0]

        def run_one(frame: Frame, out: Out) -> Signal | None:
            value = test(frame)
            if value is True or (value is not False and to_bool(_null(value))):
                return body(frame, out)
            return None if otherwise is None else otherwise(frame, out)

        return run_one

    def run(frame: Frame, out: Out) -> Signal | None:
        for condition, then in clauses:
            if to_bool(_null(condition(frame))):
                return then(frame, out)
        return None if otherwise is None else otherwise(frame, out)

    return run


def _null(value: object) -> object:
    return None if value is VOID else value


@statement_compiler(ast.Return)
def compile_return(node: ast.Return) -> Run:
    """``return``."""
    if node.value is None:
        return lambda frame, out: RETURN
    expression = sole_expression(node.value)
    if expression is not None:
        evaluate = compile_expression(expression)

        def run_value(frame: Frame, out: Out) -> Signal | None:
            write_unrolled(evaluate(frame), out)
            return RETURN

        return run_value
    inner = compile_statement(node.value)

    def run(frame: Frame, out: Out) -> Signal | None:
        inner(frame, out)
        return RETURN

    return run


@statement_compiler(ast.Break)
def compile_break(node: ast.Break) -> Run:
    """``break``."""
    return _leave(BREAK, node.label)


@statement_compiler(ast.Continue)
def compile_continue(node: ast.Continue) -> Run:
    """``continue``."""
    return _leave(CONTINUE, node.label)


def _leave(plain: Signal, label: ast.Expression | None) -> Run:
    if label is None:
        return lambda frame, out: plain
    name = compile_expression(label)
    return lambda frame, out: Signal(plain.kind, to_text(name(frame)))


@statement_compiler(ast.Throw)
def compile_throw(node: ast.Throw) -> Run:
    """``throw``."""
    value = None if node.value is None else compile_value(node.value)
    start = node.start

    def run(frame: Frame, out: Out) -> Signal | None:
        thrown = None if value is None else _null(value(frame))
        raise located(failures.thrown(frame, thrown), frame, start, start + len("throw"))

    return run


@statement_compiler(ast.Exit)
def compile_exit(node: ast.Exit) -> Run:
    """``exit``."""
    value = None if node.value is None else compile_value(node.value)

    def run(frame: Frame, out: Out) -> Signal | None:
        code: object = 0
        if value is not None:
            try:
                code = convert_or_fail(_null(value(frame)), type_by_name("System.Int32"))
            except ConversionFailed:
                code = 0
        raise ExitScript(code if isinstance(code, int) else 0)

    return run


@statement_compiler(ast.Data)
def compile_data(node: ast.Data) -> Run:
    """``data``."""
    run_body = compile_statements(node.body)
    if not node.name:
        return run_body

    def run(frame: Frame, out: Out) -> Signal | None:
        from winlab.powershell.unrolling import collected

        found: list[object] = []
        signal = run_body(frame, found.append)
        frame.scope.set(node.name, _null(collected(found)))
        return signal

    return run


@statement_compiler(ast.Trap)
def compile_trap(node: ast.Trap) -> Run:
    """A trap holds for its block; as a statement it does nothing."""
    return lambda frame, out: None


# --- try --------------------------------------------------------------------------------------------------------------


@statement_compiler(ast.Try)
def compile_try(node: ast.Try) -> Run:
    """``try``/``catch``/``finally``."""
    from winlab.powershell.compiler.expressions import EvalType, type_resolver

    body = compile_statements(node.body)
    catches: list[tuple[EvalType | None, Run]] = []
    for catch in node.catches:
        run_catch = compile_statements(catch.body)
        if not catch.types:
            catches.append((None, run_catch))
        for name in catch.types:
            catches.append((type_resolver(name), run_catch))
    final = None if node.final is None else compile_statements(node.final)

    def run_guarded(frame: Frame, out: Out) -> Signal | None:
        session = frame.session
        session.guarded += 1
        try:
            return body(frame, out)
        except PSError as failed:
            if not catches:
                raise
            caught = failed
        except RecursionError:
            caught = failures.call_depth()
        finally:
            session.guarded -= 1
        failures.prepare(session, caught)
        chosen = failures.choose(frame, caught, catches)
        if chosen is None:
            raise caught
        return _run_catch(frame, out, caught, chosen)

    if final is None:
        return run_guarded

    def run(frame: Frame, out: Out) -> Signal | None:
        try:
            signal = run_guarded(frame, out) if catches else _guard(frame, out)
        except PipelineStopped:
            # No error of the block undoes the stop.
            with contextlib.suppress(PSError, ControlFlow):
                run_final(frame, out)
            raise
        except BaseException:
            run_final(frame, out)
            raise
        run_final(frame, out)
        return signal

    def run_final(frame: Frame, out: Out) -> None:
        session = frame.session
        if session.hurried:
            return
        # A stop waits until the block is through.
        stopped, session.stopped = session.stopped, False
        try:
            final(frame, out)
        finally:
            session.stopped = session.stopped or stopped

    def _guard(frame: Frame, out: Out) -> Signal | None:
        frame.session.guarded += 1
        try:
            return body(frame, out)
        finally:
            frame.session.guarded -= 1

    return run


def _run_catch(frame: Frame, out: Out, caught: PSError, body: Run) -> Signal | None:
    session = frame.session
    session.log_error(caught.record)
    scope = frame.scope
    old = scope.variables.get("_")
    previous = None if old is None else old.value
    scope.put("_", caught.record)
    handling, session.handling = session.handling, caught
    try:
        return body(frame, out)
    finally:
        session.handling = handling
        if old is None:
            scope.variables.pop("_", None)
        else:
            scope.put("_", previous)


# --- switch -----------------------------------------------------------------------------------------------------------


@statement_compiler(ast.Switch)
def compile_switch(node: ast.Switch) -> Run:
    """``switch``."""
    from winlab.powershell.matching import file_lines, switch_test

    values = None if node.values is None else compile_value(node.values)
    file = None if node.file is None else compile_expression(node.file)
    test = switch_test(node.mode, node.case_sensitive)
    clauses: list[tuple[bool, Eval, Run]] = [
        (isinstance(condition, ast.ScriptBlockExpression), compile_expression(condition), compile_statements(body))
        for condition, body in node.clauses
    ]
    default = None if node.default is None else compile_statements(node.default)
    label = node.label.lower()

    def run(frame: Frame, out: Out) -> Signal | None:
        from winlab.powershell.compiler.loops import LoopVariables
        from winlab.powershell.cursors import ListCursor

        if file is not None:
            items = file_lines(frame, to_text(file(frame)))
        else:
            assert values is not None
            items = _items(values(frame))
        scope = frame.scope
        old = scope.variables.get("_")
        previous = None if old is None else old.value
        cursor = ListCursor(items)
        with LoopVariables(frame, "switch", cursor):
            try:
                while cursor.move_next():
                    item = cursor.current
                    signal = _run_clauses(frame, out, item)
                    if signal is None or (signal.kind == "continue" and signal.label in ("", label)):
                        continue
                    if signal.kind == "break" and (not signal.label or signal.label.lower() == label):
                        break
                    return signal
            finally:
                scope.put("_", previous)
        return None

    def _run_clauses(frame: Frame, out: Out, item: object) -> Signal | None:
        matched = False
        scope = frame.scope
        try:
            for is_block, condition, body in clauses:
                scope.put("_", item)
                wanted = condition(frame)
                if is_block:
                    found = frame.session.call_block(wanted, (), item, None, frame)
                    applies = to_bool(found)
                else:
                    applies = test(frame, item, wanted)
                if applies:
                    matched = True
                    scope.put("_", item)
                    signal = body(frame, out)
                    if signal is not None:
                        return signal
            if not matched and default is not None:
                scope.put("_", item)
                return default(frame, out)
        except LoopExit as leaving:
            return leaving.signal
        return None

    return run


def _items(value: object) -> list[object]:
    from winlab.powershell.operators import elements

    if value is VOID:
        return []
    found = elements(value)
    return [value] if found is None else list(found)
