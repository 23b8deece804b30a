"""What can be assigned to."""

from __future__ import annotations

from winlab.powershell.syntax.ast import (
    ArrayLiteral,
    CommandExpression,
    Convert,
    Expression,
    Index,
    Member,
    Node,
    Paren,
    Pipeline,
    Statement,
    TypeName,
    Variable,
)


def assignable(target: Expression) -> bool:
    """Whether a value can be assigned to this."""
    return not_assignable(target) is None


def not_assignable(target: Expression, *, alone: bool = False) -> Node | None:
    """The part of a target that nothing can be assigned to, or None; ``alone`` forbids several targets."""
    if isinstance(target, (Variable, Member, Index)):
        return None
    if isinstance(target, Convert):
        return not_assignable(target.operand, alone=alone)
    if isinstance(target, Paren):
        inner = sole_expression(target.pipeline)
        return target.pipeline if inner is None else not_assignable(inner, alone=alone)
    if isinstance(target, ArrayLiteral) and not alone:
        return next((part for element in target.elements if (part := not_assignable(element)) is not None), None)
    return target


def within_parentheses(target: Expression) -> Expression:
    """A target without the parentheses around it."""
    while isinstance(target, Paren) and (inner := sole_expression(target.pipeline)) is not None:
        target = inner
    return target


def sole_expression(statement: Statement) -> Expression | None:
    """The expression, if a statement is nothing else."""
    if isinstance(statement, Pipeline) and len(statement.elements) == 1:
        element = statement.elements[0]
        if isinstance(element, CommandExpression) and not element.redirections:
            return element.expression
    return None


def is_reference(type_name: TypeName) -> bool:
    """Whether a type is written ``[ref]``."""
    return str(type_name).lower().removeprefix("system.") in ("ref", "management.automation.psreference")


def reference_after_type(target: Expression) -> Convert | None:
    """The ``[ref]`` of ``[int][ref]$x``."""
    while isinstance(target, Convert):
        if isinstance(target.operand, Convert) and is_reference(target.operand.type):
            return target.operand
        target = target.operand
    return None
