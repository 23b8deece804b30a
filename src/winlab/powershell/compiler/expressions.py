"""Literals of collections, casts, sub-expressions."""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell.compiler.registry import (
    Eval,
    compile_expression,
    compile_value,
    expression_compiler,
    placed,
)
from winlab.powershell.compiler.variables import variable_reader
from winlab.powershell.conversion import cast_error, convert
from winlab.powershell.errors import ConversionFailed, PSError, error
from winlab.powershell.nettypes import NetType
from winlab.powershell.positions import SyntaxToken
from winlab.powershell.scopes import Frame
from winlab.powershell.syntax import ast
from winlab.powershell.syntax.targets import sole_expression
from winlab.powershell.text import to_text
from winlab.powershell.typenames import resolve, type_from_text, type_not_found
from winlab.powershell.unrolling import collected
from winlab.powershell.values import VOID, ArrayList, Hashtable, NetObject, unwrap

EvalType = Callable[[Frame], NetType]


def type_resolver(name: ast.TypeName) -> EvalType:
    """A closure that gives the type, looked up once it is known."""
    cache: list[NetType] = []

    def find(frame: Frame) -> NetType:
        if cache:
            return cache[0]
        found = resolve(frame.session, name)
        if found is None:
            raise type_not_found(str(name))
        cache.append(found)
        return found

    return find


@expression_compiler(ast.TypeLiteral)
def compile_type(node: ast.TypeLiteral) -> Eval:
    """``[int]``."""
    return placed(type_resolver(node.type), node.start)


@expression_compiler(ast.Convert)
def compile_convert(node: ast.Convert) -> Eval:
    """``[int] value``."""
    name = str(node.type).lower()
    if name in ("ref", "system.management.automation.psreference"):
        return _reference(node)
    evaluate = compile_expression(node.operand)
    if name == "void":

        def discard(frame: Frame) -> object:
            evaluate(frame)
            return VOID

        return discard
    find = type_resolver(node.type)

    def cast(frame: Frame) -> object:
        target = find(frame)
        value = evaluate(frame)
        if value is VOID:
            value = None
        return cast_value(frame, value, target)

    return placed(cast, node.start)


def cast_value(frame: Frame, value: object, target: NetType) -> object:
    """``[target]value``, in a session: type names are read there."""
    if target.name == "System.Type" and isinstance(unwrap(value), str):
        found = type_from_text(frame.session, to_text(value))
        if found is None:
            raise cast_error(value, target, ConversionFailed())
        return found
    if target.name == "System.String" and isinstance(value, list):
        from winlab.powershell.compiler.strings import separator

        return to_text(value, separator(frame))
    if target.name in ("System.Management.Automation.PSObject",) and isinstance(value, Hashtable):
        return value
    return convert(value, target)


def _reference(node: ast.Convert) -> Eval:
    from winlab.powershell.compiler.variables import is_set, variable_cell

    operand = node.operand
    if isinstance(operand, ast.Variable) and operand.path.lower() != "null":
        variable, value_of = operand, compile_expression(operand)

        def make(frame: Frame) -> object:
            from winlab.powershell.net.automation import Reference

            if not is_set(frame, variable) and value_of(frame) is None:
                raise _no_such_variable(variable.path)
            return Reference(variable_cell(frame, variable))

        return placed(make, operand.start)
    evaluate = compile_expression(operand)

    def make_of_value(frame: Frame) -> object:
        from winlab.powershell.net.automation import Reference
        from winlab.powershell.scopes import Variable

        return Reference(Variable("", evaluate(frame)))

    return make_of_value


def _no_such_variable(name: str) -> PSError:
    text = "[ref] cannot be applied to a variable that does not exist."
    return error("NonExistingVariableReference", text, "InvalidOperation", SyntaxToken(name))


def stored(value: object) -> object:
    """A value as an element of an array: what a command without output leaves is null there."""
    return None if value is VOID else value


@expression_compiler(ast.ArrayLiteral)
def compile_array(node: ast.ArrayLiteral) -> Eval:
    """``1, 2``."""
    parts = [compile_expression(element) for element in node.elements]
    return lambda frame: [stored(part(frame)) for part in parts]


@expression_compiler(ast.Paren)
def compile_paren(node: ast.Paren) -> Eval:
    """``( ... )``."""
    inner = sole_expression(node.pipeline)
    if inner is not None:
        return compile_expression(inner)
    if isinstance(node.pipeline, ast.Assignment):
        from winlab.powershell.compiler.assignments import compile_assignment_value

        return compile_assignment_value(node.pipeline)
    return compile_value(node.pipeline)


@expression_compiler(ast.SubExpression)
def compile_subexpression(node: ast.SubExpression) -> Eval:
    """``$( ... )``."""
    from winlab.powershell.compiler.statements import compile_statements

    if len(node.body.statements) == 1:
        inner = sole_expression(node.body.statements[0])
        if inner is not None and not isinstance(inner, (ast.Unary, ast.Postfix)):
            evaluate = compile_expression(inner)

            def single(frame: Frame) -> object:
                return _unrolled_value(evaluate(frame))

            return single
    run = compile_statements(node.body)

    def value(frame: Frame) -> object:
        found: list[object] = []
        signal = run(frame, found.append)
        if signal is not None:
            from winlab.powershell.compiler.registry import Unfinished

            raise Unfinished(signal, found)
        return collected(found)

    return value


def _unrolled_value(value: object) -> object:
    if isinstance(value, list):
        return value if len(value) > 1 else value[0] if value else VOID
    if isinstance(value, NetObject) and (items := value.net_iter()) is not None:
        return collected(list(items))
    return value


@expression_compiler(ast.ArrayExpression)
def compile_array_expression(node: ast.ArrayExpression) -> Eval:
    """``@( ... )``."""
    from winlab.powershell.compiler.statements import compile_statements

    if len(node.body.statements) == 1:
        inner = sole_expression(node.body.statements[0])
        if isinstance(inner, ast.ArrayLiteral):
            return compile_expression(inner)
        if isinstance(inner, ast.Variable):
            read = variable_reader(inner)

            def from_variable(frame: Frame) -> object:
                return as_array(read(frame))

            return from_variable
    run = compile_statements(node.body)

    def value(frame: Frame) -> object:
        found: list[object] = []
        signal = run(frame, found.append)
        if signal is not None:
            from winlab.powershell.compiler.registry import Unfinished

            raise Unfinished(signal, found)
        return found

    return value


def as_array(value: object) -> list[object]:
    """``@(value)``."""
    if value is VOID:
        return []
    if isinstance(value, list):
        return list(value)
    if isinstance(value, ArrayList):
        return list(value.items)
    if isinstance(value, NetObject) and (items := value.net_iter()) is not None:
        return list(items)
    return [value]


@expression_compiler(ast.HashLiteral)
def compile_hash(node: ast.HashLiteral) -> Eval:
    """``@{ ... }``."""
    pairs: list[tuple[Eval, Eval]] = []
    for key, statement in node.pairs:
        pairs.append((compile_expression(key), compile_value(statement)))

    def make(frame: Frame) -> object:
        table = Hashtable()
        for key_of, value_of in pairs:
            key = unwrap(key_of(frame))
            value = value_of(frame)
            if key is None or key is VOID:
                raise error("InvalidNullKey", "A null key is not allowed in a hash literal.", "InvalidOperation")
            if key in table:
                raise error(
                    "DuplicateKeyInHashLiteral",
                    f"Duplicate keys '{to_text(key)}' are not allowed in hash literals.",
                    "InvalidOperation",
                )
            table.set(key, None if value is VOID else value)
        return table

    return placed(make, node.start)


@expression_compiler(ast.ScriptBlockExpression)
def compile_script_block(node: ast.ScriptBlockExpression) -> Eval:
    """``{ ... }`` as a value."""
    from winlab.powershell.blocks import ScriptBlock

    body, text = node.body, node.text
    shared: list[object] = []

    def make(frame: Frame) -> object:
        made = ScriptBlock(frame.session, body, text, frame.source, frame.scope.module)
        if shared:
            made.share(shared[0])
        else:
            shared.append(made)
        return made

    return make
