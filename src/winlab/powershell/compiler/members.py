"""Members, method calls and indexes."""

from __future__ import annotations

from winlab.powershell import objects
from winlab.powershell.compiler.registry import Eval, compile_expression, expression_compiler
from winlab.powershell.errors import PSError, error
from winlab.powershell.nettypes import NetType
from winlab.powershell.positions import SyntaxToken, located
from winlab.powershell.scopes import Frame
from winlab.powershell.syntax import ast
from winlab.powershell.text import to_text
from winlab.powershell.values import VOID, Hashtable, unwrap


def _name(node: ast.Expression) -> tuple[str, Eval | None]:
    if isinstance(node, ast.StringConstant):
        return node.value, None
    return "", compile_expression(node)


@expression_compiler(ast.Member)
def compile_member(node: ast.Member) -> Eval:
    """``target.name`` and ``[type]::name``."""
    target = compile_expression(node.target)
    name, computed = _name(node.name)
    start = node.name.start
    if node.static:

        def read_static(frame: Frame) -> object:
            owner = unwrap(target(frame))
            wanted = name if computed is None else to_text(computed(frame))
            try:
                return static_value(frame, owner, wanted)
            except PSError as failed:
                located(failed, frame, start)
                raise

        return read_static

    lowered = name.lower()

    def read(frame: Frame) -> object:
        value = target(frame)
        wanted = name if computed is None else member_name(computed(frame))
        if computed is None and type(value) is Hashtable:
            entry = value._entries.get(lowered)
            if entry is not None:
                return entry[1]
        try:
            found, result = objects.lookup(value, wanted)
            if not found and frame.session.strict >= 2:
                raise no_property(wanted)
        except PSError as failed:
            if failed.record.error_id == failed.record.exception.name.rpartition(".")[2]:
                failed = getter_failed(wanted, failed)
            raise located(failed, frame, start) from None
        return result

    return read


def getter_failed(name: str, failed: PSError) -> PSError:
    """A getter that throws."""
    inner = failed.record.exception
    if inner.name.startswith("System.Management.Automation."):
        return failed
    return error(
        "ExceptionWhenGetting",
        f'Exception getting "{name}": "{inner.message}"',
        "NotSpecified",
        None,
        objects.GET_FAILED,
        inner,
    )


def member_name(value: object) -> str:
    """A computed member name."""
    return to_text(value)


def static_value(frame: Frame, owner: object, name: str) -> object:
    """``[type]::name``; an instance before ``::`` stands for its type."""
    declared = owner_type(owner)
    found, value = objects.get_static(declared, name)
    if not found and frame.session.strict >= 2:
        raise no_property(name, "::")
    return value


def no_property(name: str, operator: str = ".") -> PSError:
    """A property that does not exist, in strict mode.

    Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/set-strictmode (2.0).
    """
    message = f"Property '{name}' cannot be found on this object; make sure it exists."
    return error("PropertyNotFoundStrict", message, "InvalidOperation", SyntaxToken(operator, "OperatorToken"))


def owner_type(owner: object) -> NetType:
    """The type a static member is looked for in."""
    if isinstance(owner, NetType):
        return owner
    from winlab.powershell.conversion import type_of

    declared = type_of(owner)
    if declared is None:
        raise error("InvokeMethodOnNull", "You cannot call a method on a null-valued expression.", "InvalidOperation")
    return declared


@expression_compiler(ast.InvokeMember)
def compile_invoke(node: ast.InvokeMember) -> Eval:
    """``target.name(...)`` and ``[type]::name(...)``."""
    target = compile_expression(node.target)
    name, computed = _name(node.name)
    arguments = [compile_expression(argument) for argument in node.arguments]
    static = node.static
    start, end = node.name.start, node.name.end

    def call(frame: Frame) -> object:
        owner = target(frame)
        wanted = name if computed is None else member_name(computed(frame))
        args = [_stored(argument(frame)) for argument in arguments]
        session = frame.session
        session.frame = frame
        try:
            if static:
                return objects.call_static(owner_type(unwrap(owner)), wanted, args)
            return objects.call_member(owner, wanted, args)
        except PSError as failed:
            located(failed, frame, start, end)
            raise

    return call


def _stored(value: object) -> object:
    return None if value is VOID else value


@expression_compiler(ast.Index)
def compile_index(node: ast.Index) -> Eval:
    """``target[index]``."""
    target, index = compile_expression(node.target), compile_expression(node.index)
    start = node.index.start

    def read(frame: Frame) -> object:
        from winlab.powershell.indexing import index_value

        value = target(frame)
        place = index(frame)
        if type(value) is list and type(place) is int:
            try:
                return value[place]
            except IndexError:
                return None
        try:
            return index_value(value, place, frame.session.strict)
        except PSError as failed:
            located(failed, frame, start)
            raise

    return read
