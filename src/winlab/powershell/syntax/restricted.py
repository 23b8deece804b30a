"""What a ``data`` section may hold: a small language without side effects.

Source: about_Data_Sections, https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_data_sections
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from winlab.powershell.syntax.ast import (
    Assignment,
    Block,
    Command,
    Data,
    DoLoop,
    Expression,
    For,
    ForEach,
    FunctionDefinition,
    InvokeMember,
    Node,
    ScriptBlockExpression,
    StringConstant,
    Switch,
    Trap,
    Try,
    Variable,
    While,
)
from winlab.powershell.syntax.tokens import ParseErrorInfo
from winlab.powershell.syntax.walking import walk

_VARIABLES = frozenset(["psculture", "psuiculture", "true", "false", "null"])
_STATEMENTS = {
    Assignment: ("AssignmentStatementNotSupportedInDataSection", "Assignment statements are not allowed"),
    DoLoop: ("DoWhileStatementNotSupportedInDataSection", "A do statement is not allowed"),
    For: ("ForWhileStatementNotSupportedInDataSection", "A for statement is not allowed"),
    ForEach: ("ForeachStatementNotSupportedInDataSection", "A foreach statement is not allowed"),
    FunctionDefinition: (
        "FunctionDeclarationNotSupportedInDataSection",
        "Function declarations are not allowed",
    ),
    InvokeMember: ("MethodCallNotSupportedInDataSection", "Method calls are not allowed"),
    ScriptBlockExpression: ("ScriptBlockNotSupportedInDataSection", "Script block literals are not allowed"),
    Switch: ("SwitchStatementNotSupportedInDataSection", "A switch statement is not allowed"),
    Trap: ("TrapStatementNotSupportedInDataSection", "A trap statement is not allowed"),
    Try: ("TryStatementNotSupportedInDataSection", "A try statement is not allowed"),
    While: ("DoWhileStatementNotSupportedInDataSection", "A while statement is not allowed"),
    Data: ("DataSectionStatementNotSupportedInDataSection", "A data statement is not allowed"),
}
_WHERE = "in restricted language mode or a Data section."


def first_violation(body: Block, supported: list[Expression], *commands: str) -> ParseErrorInfo | None:
    """The first thing in a data section that its language does not have; ``commands`` may be called in it."""
    allowed = {"convertfrom-stringdata", *(name.lower() for name in commands)}
    for element in supported:
        allowed.update(node.value.lower() for node in walk(element) if isinstance(node, StringConstant))
    return violation(body, allowed)


def violation(
    body: Node, commands: Collection[str], variables: Collection[str] = (), *, environment: bool = False
) -> ParseErrorInfo | None:
    """The first thing in a tree that restricted language does not have; names are in lower case, ``*`` means all."""
    allowed = _Allowed(commands, (*_VARIABLES, *variables), environment)
    found = [error for node in walk(body) for error in [_violation(node, allowed)] if error is not None]
    return min(found, key=lambda error: error.offset, default=None)


class _Allowed(NamedTuple):
    commands: Collection[str]
    variables: Collection[str]
    environment: bool

    def command(self, name: str) -> bool:
        return name in self.commands or "*" in self.commands

    def variable(self, path: str) -> bool:
        return path in self.variables or "*" in self.variables or (self.environment and path.startswith("env:"))


def _violation(node: Node, allowed: _Allowed) -> ParseErrorInfo | None:
    if isinstance(node, Command):
        name = node.elements[0]
        text = name.value if isinstance(name, StringConstant) else ""
        if node.invocation or not text:
            message = f"The command invocation operator is not allowed {_WHERE}"
            return ParseErrorInfo("OperatorNotSupportedInDataSection", node.start, message)
        if not allowed.command(text.lower()):
            message = f"The command '{text}' is not allowed {_WHERE}"
            return ParseErrorInfo("CmdletNotInAllowedListForDataSection", node.start, message)
    if isinstance(node, Variable) and not allowed.variable(node.path.lower()):
        message = f"A variable that cannot be referenced {_WHERE.rstrip('.')} is being referenced."
        return ParseErrorInfo("VariableReferenceNotSupportedInDataSection", node.start, message)
    if type(node) in _STATEMENTS:
        error_id, message = _STATEMENTS[type(node)]
        return ParseErrorInfo(error_id, node.start, f"{message} {_WHERE}")
    return None
