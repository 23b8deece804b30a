"""Reading and writing variables."""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell.compiler.registry import Eval, expression_compiler
from winlab.powershell.errors import error, session_error
from winlab.powershell.positions import SyntaxToken, located
from winlab.powershell.scopes import Frame, Scope, Variable
from winlab.powershell.syntax import ast
from winlab.powershell.values import VOID

SCOPES = ("global", "script", "local", "private")
CONSTANTS: dict[str, object] = {"true": True, "false": False, "null": None}
Writer = Callable[[Frame, object], None]


def split_path(path: str) -> tuple[str, str]:
    """Scope or drive (lower case, may be empty) and name of a variable path."""
    head, colon, tail = path.partition(":")
    if colon and head and tail:
        lowered = head.lower()
        if lowered == "variable":
            return split_path(tail)
        return lowered, tail
    return "", path


@expression_compiler(ast.Variable)
def compile_variable(node: ast.Variable) -> Eval:
    """A variable as value."""
    read = variable_reader(node)

    def value(frame: Frame) -> object:
        found = read(frame)
        return None if found is VOID else found

    scope, name = split_path(node.path)
    key = name.lower()
    if scope or key in CONSTANTS or key in ("?", "^", "$"):
        return value

    def fast(frame: Frame) -> object:
        variable = frame.scope.variables.get(key)
        if variable is not None:
            found = variable.value
            return None if found is VOID else found
        return value(frame)

    return fast


def variable_reader(node: ast.Variable) -> Eval:
    """A reader that gives VOID where a command without output was stored."""
    scope_name, name = split_path(node.path)
    key = name.lower()
    if not scope_name and key in CONSTANTS:
        constant = CONSTANTS[key]
        return lambda frame: constant
    if not scope_name and key == "?":
        return lambda frame: frame.session.success
    if not scope_name:

        def read(frame: Frame) -> object:
            here = frame.scope
            scope: Scope | None = here
            while scope is not None:
                variable = scope.variables.get(key)
                if variable is not None and (
                    not variable.options or scope is here or "private" not in variable.options
                ):
                    return variable.value
                scope = scope.parent
            return unset(frame, name, node.start)

        return read
    if scope_name in SCOPES or scope_name.isdigit():

        def read_scoped(frame: Frame) -> object:
            variable = frame.scope.named(scope_name).variables.get(key)
            if variable is None and scope_name == "script":
                variable = frame.scope.script().find(key) if frame.scope.module is not None else None
            return unset(frame, name, node.start) if variable is None else variable.value

        return read_scoped

    def read_drive(frame: Frame) -> object:
        from winlab.powershell.paths import drive_value

        return drive_value(frame.session, scope_name, name)

    return read_drive


def unset(frame: Frame, name: str, start: int) -> object:
    """What a variable that does not exist gives."""
    if frame.session.strict:
        message = f"The variable ${name} cannot be retrieved because it has not been set yet."
        raise located(error("VariableIsUndefined", message, "InvalidOperation", SyntaxToken(name)), frame, start)
    return None


def variable_writer(node: ast.Variable) -> Writer:
    """Assigns to a variable."""
    scope_name, name = split_path(node.path)
    key = name.lower()
    if not scope_name:
        if key == "null":
            return lambda frame, value: None
        if key in CONSTANTS or key == "?":

            def refuse(frame: Frame, value: object) -> None:
                raise session_error(
                    "VariableNotWritable",
                    f"Cannot overwrite variable {name} because it is read-only or constant.",
                    "WriteError",
                    name,
                    "SessionStateUnauthorizedAccessException",
                )

            return refuse

        def write(frame: Frame, value: object) -> None:
            variables = frame.scope.variables
            variable = variables.get(key)
            if variable is None:
                frame.scope.set(name, value)
            elif variable.convert is None and variable.check is None and not variable.options:
                variable.value = value
            else:
                variable.assign(None if value is VOID else value)

        return write
    if scope_name in SCOPES or scope_name.isdigit():

        def write_scoped(frame: Frame, value: object) -> None:
            target = frame.scope.named(scope_name)
            variable = target.variables.get(key)
            if variable is None:
                variable = target.variables[key] = Variable(name, value)
                if scope_name == "private":
                    variable.options = frozenset({"private"})
            else:
                variable.assign(value)

        return write_scoped

    def write_drive(frame: Frame, value: object) -> None:
        from winlab.powershell.paths import set_drive_value

        set_drive_value(frame.session, scope_name, name, None if value is VOID else value)

    return write_drive


def is_set(frame: Frame, node: ast.Variable) -> bool:
    """Whether there is such a variable."""
    scope_name, name = split_path(node.path)
    if scope_name in SCOPES:
        return name.lower() in frame.scope.named(scope_name).variables
    return frame.scope.find(name.lower()) is not None


def variable_cell(frame: Frame, node: ast.Variable) -> Variable:
    """The variable object itself, for ``[ref]``.

    Raises:
        PSError: NonExistingVariableReference.
    """
    scope_name, name = split_path(node.path)
    scope = frame.scope.named(scope_name) if scope_name in SCOPES else frame.scope
    variable = scope.variables.get(name.lower()) or (frame.scope.find(name.lower()) if not scope_name else None)
    if variable is None:
        message = "[ref] cannot be applied to a variable that does not exist."
        failed = error("NonExistingVariableReference", message, "InvalidOperation", SyntaxToken(name))
        raise located(failed, frame, node.start)
    return variable


def own_cell(frame: Frame, node: ast.Variable) -> Variable:
    """The variable object of the very scope an assignment goes to."""
    scope_name, name = split_path(node.path)
    scope = frame.scope.named(scope_name) if scope_name in SCOPES else frame.scope
    variable = scope.variables.get(name.lower())
    if variable is None:
        variable = scope.variables[name.lower()] = Variable(name)
    return variable
