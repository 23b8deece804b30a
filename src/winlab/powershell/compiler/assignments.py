"""Assignments, increments, decrements."""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell import objects, operators
from winlab.powershell.compiler.registry import Eval, Run, compile_expression, compile_value, statement_compiler
from winlab.powershell.compiler.variables import own_cell, split_path, variable_writer
from winlab.powershell.control import Signal
from winlab.powershell.conversion import convert
from winlab.powershell.errors import PSError, error
from winlab.powershell.failures import constraint_error
from winlab.powershell.limits import CHARACTER, room
from winlab.powershell.positions import located
from winlab.powershell.scopes import Frame
from winlab.powershell.syntax import ast
from winlab.powershell.syntax.targets import sole_expression, within_parentheses
from winlab.powershell.text import to_text
from winlab.powershell.unrolling import Out
from winlab.powershell.values import VOID, Hashtable

Store = Callable[[Frame, object], None]
Function = Callable[[object, object], object]
_OPERATORS: dict[str, Function] = {
    "+=": operators.add,
    "-=": operators.subtract,
    "*=": operators.multiply,
    "/=": operators.divide,
    "%=": operators.remainder,
}


@statement_compiler(ast.Assignment)
def compile_assignment(node: ast.Assignment) -> Run:
    """``target = value`` as a statement."""
    assign = compile_assignment_value(node)
    is_plain = isinstance(node.value, ast.Assignment) or sole_expression(node.value) is not None

    def run(frame: Frame, out: Out) -> Signal | None:
        assign(frame)
        if is_plain:
            frame.session.success = True
        return None

    return run


def compile_assignment_value(node: ast.Assignment) -> Eval:
    """``target = value``, which as an expression is the assigned value."""
    if isinstance(node.value, ast.Assignment):
        value = compile_assignment_value(node.value)
    else:
        value = compile_value(node.value)
    target = within_parentheses(node.target)
    start = _failing(target)
    if node.operator == "=":
        store = compile_store(target)

        def assign(frame: Frame) -> object:
            new = value(frame)
            try:
                store(frame, new)
            except PSError as failed:
                located(failed, frame, start)
                raise
            return None if new is VOID else new

        return assign
    function = _OPERATORS[node.operator]
    if isinstance(target, ast.Variable) and not split_path(target.path)[0]:
        return _step_variable(target, function, value, start)
    read, write = compile_place(target)

    def update(frame: Frame) -> object:
        place, old = read(frame)
        try:
            new = function(old, _stored(value(frame)))
            write(frame, place, new)
        except PSError as failed:
            located(failed, frame, start)
            raise
        return new

    return update


def _failing(node: ast.Expression) -> int:
    """The token at which an assignment to a place fails: ``$x``, ``.name``, ``[index]``."""
    while isinstance(node, ast.Convert):
        node = node.operand
    if isinstance(node, ast.Member):
        return node.name.start
    return node.index.start if isinstance(node, ast.Index) else node.start


def _step_variable(node: ast.Variable, function: Function, value: Eval, start: int) -> Eval:
    key = split_path(node.path)[1].lower()
    read = compile_expression(node)
    store = variable_writer(node)
    is_add = function is operators.add

    def update(frame: Frame) -> object:
        variable = frame.scope.variables.get(key)
        right = value(frame)
        if variable is not None and variable.convert is None and variable.check is None and not variable.options:
            left = variable.value
            if is_add:
                if type(left) is int and type(right) is int:
                    result = left + right
                    if -2147483648 <= result <= 2147483647:
                        variable.value = result
                        return result
                elif type(left) is float and type(right) is int:
                    variable.value = total = left + right
                    return total
                elif type(left) is str and type(right) is str:
                    room(len(left) + len(right), CHARACTER)
                    variable.value = text = left + right
                    return text
        else:
            left = read(frame)
        try:
            new = function(_stored(left), _stored(right))
            store(frame, new)
        except PSError as failed:
            located(failed, frame, start)
            raise
        return new

    return update


def _stored(value: object) -> object:
    return None if value is VOID else value


def compile_store(node: ast.Expression) -> Store:
    """A closure that assigns a value to a target."""
    node = within_parentheses(node)
    if isinstance(node, ast.Variable):
        return variable_writer(node)
    if isinstance(node, ast.Convert):
        return _typed_store(node)
    if isinstance(node, ast.ArrayLiteral):
        return _multiple(node)
    if isinstance(node, ast.Member):
        return _member_store(node)
    if isinstance(node, ast.Index):
        return _index_store(node)
    raise error(
        "InvalidLeftHandSide",
        "The assignment expression is not valid. The input to an assignment operator must be an object that is "
        "able to accept assignments, such as a variable or a property.",
        "ParserError",
        None,
        "System.Management.Automation.ParseException",
    )


def _typed_store(node: ast.Convert) -> Store:
    from winlab.powershell.compiler.expressions import cast_value, type_resolver

    find = type_resolver(node.type)
    operand = node.operand
    if not isinstance(operand, ast.Variable):
        inner = compile_store(operand)
        return lambda frame, value: inner(frame, convert(_stored(value), find(frame)))
    variable_node = operand

    def store(frame: Frame, value: object) -> None:
        target = find(frame)

        def constrain(new: object) -> object:
            try:
                return cast_value(frame, _stored(new), target)
            except PSError as failed:
                raise constraint_error(failed) from None

        converted = constrain(value)
        variable = own_cell(frame, variable_node)
        if variable.options:
            variable.assign(converted)
        variable.convert = constrain
        variable.value = converted

    return store


def _multiple(node: ast.ArrayLiteral) -> Store:
    stores = [compile_store(element) for element in node.elements]

    def store(frame: Frame, value: object) -> None:
        found = operators.elements(value) if value is not VOID else []
        items = [value] if found is None else found
        for place, each in enumerate(stores[:-1]):
            each(frame, items[place] if place < len(items) else None)
        rest = items[len(stores) - 1 :]
        stores[-1](frame, rest[0] if len(rest) == 1 else list(rest) if rest else None)

    return store


def _member_store(node: ast.Member) -> Store:
    from winlab.powershell.compiler.members import _name, owner_type

    target = compile_expression(node.target)
    name, computed = _name(node.name)

    def store(frame: Frame, value: object) -> None:
        owner = target(frame)
        wanted = name if computed is None else to_text(computed(frame))
        frame.session.frame = frame
        if node.static:
            declared = owner_type(owner)
            member = declared.find_static(wanted.lower())
            setter = getattr(member, "setter", None)
            if setter is None:
                raise objects.not_found(wanted)
            setter(value)
            return
        objects.set_member(owner, wanted, _stored(value))

    return store


def _index_store(node: ast.Index) -> Store:
    from winlab.powershell.indexing import set_index

    target, index = compile_expression(node.target), compile_expression(node.index)

    def store(frame: Frame, value: object) -> None:
        owner = target(frame)
        place = index(frame)
        new = _stored(value)
        if type(owner) is Hashtable and type(place) is str:
            owner.set(place, new)
            return
        set_index(owner, place, new)

    return store


Parts = tuple[object, object]
"""An owner and a member's name or an index; nothing for what is no part of another value."""
Place = Callable[[Frame], tuple[Parts, object]]
Write = Callable[[Frame, Parts, object], None]


_NO_PARTS: Parts = (None, None)


def compile_place(node: ast.Expression) -> tuple[Place, Write]:
    """Reads and writes one place, evaluating its parts once."""
    if isinstance(node, ast.Member) and not node.static:
        from winlab.powershell.compiler.members import _name

        target = compile_expression(node.target)
        name, computed = _name(node.name)

        def read_member(frame: Frame) -> tuple[Parts, object]:
            owner = target(frame)
            wanted = name if computed is None else to_text(computed(frame))
            return (owner, wanted), _stored(objects.get_member(owner, wanted))

        def write_member(frame: Frame, place: Parts, new: object) -> None:
            owner, wanted = place
            objects.set_member(owner, to_text(wanted), new)

        return read_member, write_member
    if isinstance(node, ast.Index):
        from winlab.powershell.indexing import index_value, set_index

        owner_of, index_of = compile_expression(node.target), compile_expression(node.index)

        def read_index(frame: Frame) -> tuple[Parts, object]:
            owner, index = owner_of(frame), index_of(frame)
            return (owner, index), _stored(index_value(owner, index))

        def write_index(frame: Frame, place: Parts, new: object) -> None:
            owner, index = place
            set_index(owner, index, new)

        return read_index, write_index
    if isinstance(node, ast.Convert):
        read_inner = compile_expression(node.operand)
        store_typed = compile_store(node)
        return (lambda frame: (_NO_PARTS, read_inner(frame))), (lambda frame, place, new: store_typed(frame, new))
    read = compile_expression(node)
    store = compile_store(node)
    return (lambda frame: (_NO_PARTS, read(frame))), (lambda frame, place, new: store(frame, new))


def compile_step(node: ast.Expression, step: int, *, prefix: bool, start: int) -> Eval:
    """``++`` and ``--``; alone as a statement they write nothing."""
    read, write = compile_place(within_parentheses(node))

    def run(frame: Frame) -> object:
        place, old = read(frame)
        if old is None or old is VOID:
            old = 0
        try:
            new = operators.increment(old, step)
            write(frame, place, new)
        except PSError as failed:
            located(failed, frame, start)
            raise
        return new if prefix else old

    if isinstance(node, ast.Variable) and not split_path(node.path)[0]:
        key = split_path(node.path)[1].lower()

        def fast(frame: Frame) -> object:
            variable = frame.scope.variables.get(key)
            if variable is not None and type(variable.value) is int and variable.is_plain:
                old = variable.value
                new = old + step
                if -2147483648 <= new <= 2147483647:
                    variable.value = new
                    return new if prefix else old
            return run(frame)

        return fast
    return run
