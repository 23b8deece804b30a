"""What may not stand in a ``finally`` block: statements that leave it.

Source: https://learn.microsoft.com/dotnet/csharp/language-reference/statements/exception-handling-statements#the-try-finally-statement
(the rule of the runtime, which PowerShell's parser repeats).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from winlab.powershell.syntax.ast import (
    Block,
    Break,
    Continue,
    DoLoop,
    For,
    ForEach,
    FunctionDefinition,
    Node,
    Return,
    ScriptBlockExpression,
    StringConstant,
    Switch,
    Trap,
    While,
)

_LOOPS = (DoLoop, For, ForEach, Switch, While)
_BODIES_OF_THEIR_OWN = (FunctionDefinition, ScriptBlockExpression, Trap)


def leaving(block: Block) -> Node | None:
    """The first statement that would leave the block, or None."""
    return next(_leaving(block, ()), None)


def _leaving(node: object, labels: tuple[str, ...]) -> Iterator[Node]:
    if isinstance(node, (list, tuple)):
        for part in node:
            yield from _leaving(part, labels)
    if not isinstance(node, Node) or isinstance(node, _BODIES_OF_THEIR_OWN):
        return
    if isinstance(node, Return) or (isinstance(node, (Break, Continue)) and not _stays(node, labels)):
        yield node
        return
    inside = (*labels, node.label.lower()) if isinstance(node, _LOOPS) else labels
    for field in dataclasses.fields(node):
        yield from _leaving(getattr(node, field.name), inside)


def _stays(jump: Break | Continue, labels: tuple[str, ...]) -> bool:
    if jump.label is None:
        return bool(labels)
    return isinstance(jump.label, StringConstant) and jump.label.value.lower() in labels
