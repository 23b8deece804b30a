"""Operators."""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell import operators
from winlab.powershell.compiler.expressions import cast_value, stored
from winlab.powershell.compiler.registry import Eval, compile_expression, expression_compiler, placed
from winlab.powershell.compiler.strings import constant_value
from winlab.powershell.conversion import to_bool
from winlab.powershell.errors import NotEmulated, PSError
from winlab.powershell.formats import format_operator
from winlab.powershell.nettypes import NetType
from winlab.powershell.numeric import fit
from winlab.powershell.scopes import Frame
from winlab.powershell.syntax import ast
from winlab.powershell.text import to_text
from winlab.powershell.typenames import type_from_text
from winlab.powershell.values import Int64


@expression_compiler(ast.Binary)
def compile_binary(node: ast.Binary) -> Eval:
    """An infix operator."""
    operator = node.operator.lower()
    left, right = compile_expression(node.left), compile_expression(node.right)
    if operator == "-and":
        return lambda frame: to_bool(left(frame)) and to_bool(right(frame))
    if operator == "-or":
        return lambda frame: to_bool(left(frame)) or to_bool(right(frame))
    special = SPECIAL.get(operator)
    if special is not None:
        return placed(special(left, right), node.operator_start or node.start, len(operator))
    function = operators.BINARY.get(operator)
    if function is None:
        raise NotEmulated(f"operator {operator}")
    fast = _FAST.get(operator)
    if fast is not None:
        return placed(fast(left, right, function), node.operator_start or node.start, len(operator))

    def run(frame: Frame) -> object:
        return function(left(frame), right(frame))

    return placed(run, node.operator_start or node.start, len(operator))


Function = Callable[[object, object], object]


def _fast_plus(left: Eval, right: Eval, function: Function) -> Eval:
    def run(frame: Frame) -> object:
        a, b = left(frame), right(frame)
        if type(a) is int and type(b) is int:
            result = a + b
            if -2147483648 <= result <= 2147483647:
                return result
        return function(a, b)

    return run


def _fast_minus(left: Eval, right: Eval, function: Function) -> Eval:
    def run(frame: Frame) -> object:
        a, b = left(frame), right(frame)
        if type(a) is int and type(b) is int:
            result = a - b
            if -2147483648 <= result <= 2147483647:
                return result
        return function(a, b)

    return run


def _fast_equal(left: Eval, right: Eval, function: Function) -> Eval:
    def run(frame: Frame) -> object:
        a, b = left(frame), right(frame)
        if type(a) is int and type(b) is int:
            return a == b
        return function(a, b)

    return run


def _fast_less(left: Eval, right: Eval, function: Function) -> Eval:
    def run(frame: Frame) -> object:
        a, b = left(frame), right(frame)
        if type(a) is int and type(b) is int:
            return a < b
        return function(a, b)

    return run


def _fast_greater(left: Eval, right: Eval, function: Function) -> Eval:
    def run(frame: Frame) -> object:
        a, b = left(frame), right(frame)
        if type(a) is int and type(b) is int:
            return a > b
        return function(a, b)

    return run


_FAST: dict[str, Callable[[Eval, Eval, Function], Eval]] = {
    "+": _fast_plus,
    "-": _fast_minus,
    "-eq": _fast_equal,
    "-lt": _fast_less,
    "-gt": _fast_greater,
}


def _is(left: Eval, right: Eval) -> Eval:
    def run(frame: Frame) -> object:
        value, target = left(frame), right(frame)
        return operators.is_type(value, _target(frame, target))

    return run


def _is_not(left: Eval, right: Eval) -> Eval:
    test = _is(left, right)
    return lambda frame: not test(frame)


def _as(left: Eval, right: Eval) -> Eval:
    def run(frame: Frame) -> object:
        value, target = left(frame), _target(frame, right(frame))
        try:
            return cast_value(frame, value, target)
        except PSError:
            return None

    return run


def _target(frame: Frame, value: object) -> NetType:
    return operators.type_operand(value, lambda name: type_from_text(frame.session, name))


def _join(left: Eval, right: Eval) -> Eval:
    return lambda frame: operators.join(left(frame), right(frame))


def _match(ignore_case: bool, negated: bool) -> Callable[[Eval, Eval], Eval]:
    def compile_match(left: Eval, right: Eval) -> Eval:
        def run(frame: Frame) -> object:
            from winlab.powershell.matching import match

            return match(frame, left(frame), right(frame), ignore_case, negated)

        return run

    return compile_match


def _split(ignore_case: bool) -> Callable[[Eval, Eval], Eval]:
    def compile_split(left: Eval, right: Eval) -> Eval:
        def run(frame: Frame) -> object:
            from winlab.powershell.matching import split

            return split(frame, left(frame), right(frame), ignore_case)

        return run

    return compile_split


def _format(left: Eval, right: Eval) -> Eval:
    def run(frame: Frame) -> object:
        return format_operator(to_text(left(frame)), right(frame))

    return run


SPECIAL: dict[str, Callable[[Eval, Eval], Eval]] = {
    "-is": _is,
    "-isnot": _is_not,
    "-as": _as,
    "-match": _match(True, False),
    "-imatch": _match(True, False),
    "-cmatch": _match(False, False),
    "-notmatch": _match(True, True),
    "-inotmatch": _match(True, True),
    "-cnotmatch": _match(False, True),
    "-split": _split(True),
    "-isplit": _split(True),
    "-csplit": _split(False),
    "-f": _format,
}


@expression_compiler(ast.Unary)
def compile_unary(node: ast.Unary) -> Eval:
    """A prefix operator."""
    operator = node.operator.lower()
    if operator in ("++", "--"):
        from winlab.powershell.compiler.assignments import compile_step

        return compile_step(node.operand, 1 if operator == "++" else -1, prefix=True, start=node.start)
    evaluate = compile_expression(node.operand)
    if operator in ("!", "-not"):
        return lambda frame: not to_bool(evaluate(frame))
    if operator == ",":
        return lambda frame: [stored(evaluate(frame))]
    if operator == "-split":

        def run_split(frame: Frame) -> object:
            from winlab.powershell.matching import split_words

            return split_words(evaluate(frame))

        return run_split
    functions: dict[str, Callable[[object], object]] = {
        "-": operators.negate,
        "+": operators.plus,
        "-bnot": operators.bit_not,
        "-join": lambda value: operators.join(value, ""),
    }
    function = functions[operator]
    if operator == "-" and isinstance(node.operand, ast.Constant):
        return _negative_constant(node.operand)
    return placed(lambda frame: function(evaluate(frame)), node.start, len(operator))


def _negative_constant(node: ast.Constant) -> Eval:
    if node.type == "Int64" and isinstance(node.value, int) and node.value == 2**31:
        small = fit(-(2**31), int)
        return lambda frame: small
    if isinstance(node.value, int) and node.value == 2**63:
        return lambda frame: Int64(-(2**63))
    value = operators.negate(constant_value(node))
    return lambda frame: value


@expression_compiler(ast.Postfix)
def compile_postfix(node: ast.Postfix) -> Eval:
    """``$x++`` and ``$x--``."""
    from winlab.powershell.compiler.assignments import compile_step

    return compile_step(node.operand, 1 if node.operator == "++" else -1, prefix=False, start=node.start)
